//! As much of JQL as counting needs: clauses joined by `AND`, a trailing `ORDER BY`.

use std::iter::Peekable;
use std::vec::IntoIter;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Creator,
    Reporter,
    Assignee,
    Project,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Clause {
    /// `field = value`, `field in (value, …)`.
    Among(Field, Vec<String>),
    /// `created >= -30d`.
    Created { within: i64 },
    /// `updated >= -30d`.
    Updated { within: i64 },
    /// `issuekey in updatedBy("id", "-30d")`.
    UpdatedBy { id: String, within: Option<i64> },
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Word(String),
    Quoted(String),
    Sign(String),
}

/// The clauses of a query; none of a query that restricts nothing. An error is in the words of the server.
pub(super) fn parse(jql: &str) -> Result<Vec<Clause>, String> {
    let mut reader = Reader { tokens: tokens(jql)?.into_iter().peekable() };
    let mut clauses = vec![];
    loop {
        match reader.tokens.peek() {
            None => return Ok(clauses),
            Some(Token::Word(word)) if word.eq_ignore_ascii_case("order") => return Ok(clauses),
            Some(Token::Word(word)) if word.eq_ignore_ascii_case("and") && !clauses.is_empty() => {
                reader.tokens.next();
            }
            Some(_) => {}
        }
        clauses.push(reader.clause()?);
    }
}

fn tokens(jql: &str) -> Result<Vec<Token>, String> {
    let mut found = vec![];
    let mut rest = jql.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' | '\'' => {
                let end = rest[1..].find(first).ok_or("The quoted string has not been completed.")?;
                found.push(Token::Quoted(rest[1..=end].to_owned()));
                end + 2
            }
            '=' | '>' | '<' | '!' | '(' | ')' | ',' => {
                let length = if rest[1..].starts_with('=') { 2 } else { 1 };
                found.push(Token::Sign(rest[..length].to_owned()));
                length
            }
            _ => {
                let ends = |c: char| c.is_whitespace() || "=><!(),\"'".contains(c);
                let length = rest.find(ends).unwrap_or(rest.len());
                found.push(Token::Word(rest[..length].to_owned()));
                length
            }
        };
        rest = rest[length..].trim_start();
    }
    Ok(found)
}

struct Reader {
    tokens: Peekable<IntoIter<Token>>,
}

impl Reader {
    fn clause(&mut self) -> Result<Clause, String> {
        let Some(Token::Word(field)) = self.tokens.next() else {
            return Err("Expecting a field name.".to_owned());
        };
        let known = match field.to_lowercase().as_str() {
            "creator" => Field::Creator,
            "reporter" => Field::Reporter,
            "assignee" => Field::Assignee,
            "project" => Field::Project,
            "created" => return Ok(Clause::Created { within: self.since()? }),
            "updated" => return Ok(Clause::Updated { within: self.since()? }),
            "issuekey" | "issue" | "key" => return self.updated_by(),
            _ => {
                return Err(format!(
                    "Field '{field}' does not exist or you do not have permission to view it."
                ));
            }
        };
        match self.tokens.next() {
            Some(Token::Sign(sign)) if sign == "=" => Ok(Clause::Among(known, vec![self.value()?])),
            Some(Token::Word(word)) if word.eq_ignore_ascii_case("in") => {
                Ok(Clause::Among(known, self.list()?))
            }
            _ => Err(format!("The operator on '{field}' is not supported here.")),
        }
    }

    fn updated_by(&mut self) -> Result<Clause, String> {
        let is = |token: Option<Token>, wanted: &str| matches!(token, Some(Token::Word(w)) if w.eq_ignore_ascii_case(wanted));
        if !is(self.tokens.next(), "in") || !is(self.tokens.next(), "updatedBy") {
            return Err("Only the function updatedBy is supported on issue keys.".to_owned());
        }
        let mut arguments = self.list()?.into_iter();
        let id = arguments.next().ok_or("The function updatedBy needs a user.")?;
        let within = arguments.next().map(|text| days(&text)).transpose()?;
        Ok(Clause::UpdatedBy { id, within })
    }

    /// `>= -30d`.
    fn since(&mut self) -> Result<i64, String> {
        match (self.tokens.next(), self.value()) {
            (Some(Token::Sign(sign)), Ok(text)) if sign == ">=" || sign == ">" => days(&text),
            _ => Err("Only 'since' is supported on dates.".to_owned()),
        }
    }

    fn list(&mut self) -> Result<Vec<String>, String> {
        let opened = self.tokens.next() == Some(Token::Sign("(".to_owned()));
        let mut values = vec![self.value()?];
        loop {
            match self.tokens.next() {
                Some(Token::Sign(sign)) if sign == "," && opened => values.push(self.value()?),
                Some(Token::Sign(sign)) if sign == ")" && opened => return Ok(values),
                _ => return Err("Expecting a list in brackets.".to_owned()),
            }
        }
    }

    /// A colon is a reserved character, so that an account id has to be quoted.
    fn value(&mut self) -> Result<String, String> {
        match self.tokens.next() {
            Some(Token::Quoted(text)) => Ok(text),
            Some(Token::Word(text)) if !text.contains(':') => Ok(text),
            Some(Token::Word(_)) => {
                Err("The character ':' is a reserved JQL character. You must enclose it in a string."
                    .to_owned())
            }
            _ => Err("Expecting a value.".to_owned()),
        }
    }
}

/// `-30d`, `-4w`.
fn days(text: &str) -> Result<i64, String> {
    let wrong = || format!("Date value '{text}' is invalid.");
    let back = text.strip_prefix('-').ok_or_else(wrong)?;
    let (number, unit) = match back.strip_suffix('w') {
        Some(number) => (number, 7),
        None => (back.strip_suffix('d').ok_or_else(wrong)?, 1),
    };
    number.parse::<i64>().map(|n| n * unit).map_err(|_| wrong())
}
