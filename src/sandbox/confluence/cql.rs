//! As much of the Confluence Query Language as asking for what somebody wrote takes: conditions joined by `and`.
//! What the language has and the sandbox has not is refused as such, never answered as if it had been honoured.

use super::spaces::Space;
use super::writing::Content;
use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, Utc};

/// Why a query gets no answer.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It is no CQL: 400, as outside.
    Wrong(String),
    /// It is, and the sandbox does not know it.
    NotSimulated(String),
}
use Refusal::{NotSimulated, Wrong};

/// Fields of the language that no condition here may name.
const FOREIGN: &[&str] = &[
    "ancestor",
    "container",
    "content",
    "favourite",
    "id",
    "label",
    "macro",
    "mention",
    "parent",
    "sitesearch",
    "text",
    "title",
    "watcher",
];
/// What `type` may be; some of it nobody wrote.
const TYPES: &[&str] =
    &["page", "blogpost", "comment", "attachment", "whiteboard", "database", "embed", "folder", "space"];

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Word(String),
    Text(String),
    Sign(&'static str),
}

enum Test {
    Creator(Vec<String>),
    Contributor(Vec<String>),
    Type(Vec<String>),
    Space(Vec<String>),
    /// Which instant is compared, how, and with what.
    When(Instant, &'static str, DateTime<Utc>),
}

#[derive(Clone, Copy)]
enum Instant {
    Created,
    Modified,
}

/// A query: everything in it must hold.
pub(super) struct Cql {
    tests: Vec<(Test, bool)>,
    today: DateTime<Utc>,
}

impl Cql {
    pub(super) fn read(text: &str, today: DateTime<Utc>) -> Result<Self, Refusal> {
        let tokens = tokens(text)?;
        let mut reader = Reader { rest: &tokens, today };
        let mut tests = vec![reader.condition()?];
        loop {
            match reader.rest {
                [] => return Ok(Self { tests, today }),
                [Token::Word(word), ..] if word.eq_ignore_ascii_case("and") => {
                    reader.next();
                    tests.push(reader.condition()?);
                }
                [Token::Word(word), ..] if ["or", "order"].contains(&&*word.to_lowercase()) => {
                    return Err(NotSimulated(word.clone()));
                }
                _ => return Err(Wrong(text.to_owned())),
            }
        }
    }

    pub(super) fn finds(&self, content: &Content, spaces: &[Space]) -> bool {
        self.tests.iter().all(|(test, wanted)| self.holds(test, content, spaces) == *wanted)
    }

    fn holds(&self, test: &Test, content: &Content, spaces: &[Space]) -> bool {
        match test {
            Test::Creator(ids) => ids.contains(&content.creator),
            Test::Contributor(ids) => content.contributors.iter().any(|id| ids.contains(id)),
            Test::Type(kinds) => kinds.iter().any(|kind| kind == content.kind),
            Test::Space(keys) => keys.contains(&spaces[content.space].key),
            Test::When(instant, sign, than) => {
                let days = match instant {
                    Instant::Created => content.created_days,
                    Instant::Modified => content.modified_days,
                };
                let order = (self.today - Duration::days(days)).cmp(than);
                match *sign {
                    ">=" => order.is_ge(),
                    "<=" => order.is_le(),
                    ">" => order.is_gt(),
                    "<" => order.is_lt(),
                    _ => order.is_eq(),
                }
            }
        }
    }
}

struct Reader<'a> {
    rest: &'a [Token],
    today: DateTime<Utc>,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<&'a Token> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(first)
    }

    /// One condition, and whether it must hold or must not.
    fn condition(&mut self) -> Result<(Test, bool), Refusal> {
        let field = match self.next() {
            Some(Token::Word(word)) if word.eq_ignore_ascii_case("not") => {
                return Err(NotSimulated(word.clone()));
            }
            Some(Token::Sign("(")) => return Err(NotSimulated("(".to_owned())),
            Some(Token::Word(word)) => word.to_lowercase(),
            _ => return Err(Wrong("a field is missing".to_owned())),
        };
        match field.as_str() {
            "created" => self.when(Instant::Created),
            "lastmodified" => self.when(Instant::Modified),
            "creator" | "contributor" | "type" | "space" => {
                let (values, wanted) = self.values()?;
                let test = match field.as_str() {
                    "creator" => Test::Creator(values),
                    "contributor" => Test::Contributor(values),
                    "space" => Test::Space(values),
                    _ => match values.iter().find(|v| !TYPES.contains(&v.as_str())) {
                        Some(unknown) => return Err(Wrong(format!("there is no type {unknown}"))),
                        None => Test::Type(values),
                    },
                };
                Ok((test, wanted))
            }
            known if FOREIGN.contains(&known) => Err(NotSimulated(field)),
            _ => Err(Wrong(format!("there is no field {field}"))),
        }
    }

    /// `= a`, `!= a`, `in (a, b)` or `not in (a, b)`.
    fn values(&mut self) -> Result<(Vec<String>, bool), Refusal> {
        let is = |token: Option<&Token>, word: &str| matches!(token, Some(Token::Word(w)) if w.eq_ignore_ascii_case(word));
        let wanted = match self.next() {
            Some(Token::Sign("=")) => return Ok((vec![self.value()?], true)),
            Some(Token::Sign("!=")) => return Ok((vec![self.value()?], false)),
            token if is(token, "in") => true,
            token if is(token, "not") && is(self.next(), "in") => false,
            _ => return Err(Wrong("an operator is missing".to_owned())),
        };
        if self.next() != Some(&Token::Sign("(")) {
            return Err(Wrong("a list is missing".to_owned()));
        }
        let mut values = vec![self.value()?];
        loop {
            match self.next() {
                Some(Token::Sign(",")) => values.push(self.value()?),
                Some(Token::Sign(")")) => return Ok((values, wanted)),
                _ => return Err(Wrong("a list does not end".to_owned())),
            }
        }
    }

    fn value(&mut self) -> Result<String, Refusal> {
        match self.next() {
            Some(Token::Word(text) | Token::Text(text)) => Ok(text.clone()),
            _ => Err(Wrong("a value is missing".to_owned())),
        }
    }

    fn when(&mut self, instant: Instant) -> Result<(Test, bool), Refusal> {
        let sign = match self.next() {
            Some(Token::Sign(sign @ (">=" | "<=" | ">" | "<" | "="))) => *sign,
            _ => return Err(Wrong("a comparison is missing".to_owned())),
        };
        let text = self.value()?;
        if !text.eq_ignore_ascii_case("now") {
            let at = date(&text).ok_or_else(|| Wrong(format!("{text} is no date")))?;
            return Ok((Test::When(instant, sign, at), true));
        }
        let offset = match self.rest {
            [Token::Sign("("), Token::Sign(")"), rest @ ..] => {
                self.rest = rest;
                Duration::zero()
            }
            [Token::Sign("("), Token::Text(text), Token::Sign(")"), rest @ ..] => {
                self.rest = rest;
                offset(text).ok_or_else(|| Wrong(format!("{text} is no span of time")))?
            }
            _ => return Err(Wrong("now() without its brackets".to_owned())),
        };
        Ok((Test::When(instant, sign, self.today + offset), true))
    }
}

/// `-90d`, `4w`, `-1y`.
fn offset(text: &str) -> Option<Duration> {
    let unit = text.chars().last()?;
    let number: i64 = text.strip_suffix(unit)?.parse().ok()?;
    match unit {
        'y' => Duration::try_days(number.checked_mul(365)?),
        'M' => Duration::try_days(number.checked_mul(30)?),
        'w' => Duration::try_weeks(number),
        'd' => Duration::try_days(number),
        'h' => Duration::try_hours(number),
        'm' => Duration::try_minutes(number),
        _ => None,
    }
}

fn date(text: &str) -> Option<DateTime<Utc>> {
    let text = text.replace('/', "-");
    let midnight = || NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0);
    NaiveDateTime::parse_from_str(&text, "%Y-%m-%d %H:%M").ok().or_else(midnight).map(|at| at.and_utc())
}

fn tokens(text: &str) -> Result<Vec<Token>, Refusal> {
    let mut all = vec![];
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let sign = [">=", "<=", "!=", "=", ">", "<", "(", ")", ","].into_iter().find(|s| rest.starts_with(s));
        if first.is_whitespace() {
            rest = &rest[first.len_utf8()..];
        } else if let Some(sign) = sign {
            all.push(Token::Sign(sign));
            rest = &rest[sign.len()..];
        } else if matches!(first, '"' | '\'') {
            let (value, length) =
                quoted(rest, first).ok_or_else(|| Wrong("a quote does not end".to_owned()))?;
            all.push(Token::Text(value));
            rest = &rest[length..];
        } else {
            let word = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '~');
            let end = rest.find(|c| !word(c)).unwrap_or(rest.len());
            // A colon, as in an account id, must stand in quotes.
            if end == 0 {
                return Err(Wrong(format!("unexpected {first}")));
            }
            all.push(Token::Word(rest[..end].to_owned()));
            rest = &rest[end..];
        }
    }
    Ok(all)
}

/// What stands in quotes at the beginning of `text`, and how long it is with them.
fn quoted(text: &str, quote: char) -> Option<(String, usize)> {
    let mut value = String::new();
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => value.push(chars.next()?.1),
            c if c == quote => return Some((value, at + quote.len_utf8())),
            c => value.push(c),
        }
    }
    None
}
