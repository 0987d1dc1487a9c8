//! Secrets in running text, by their own look: known prefixes, PEM blocks, `Authorization: …`, `password=…`.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use regex::{Captures, Regex, RegexSet};

use super::{Scrubber, SecretKind, looks, mark, url};

/// A form that gives a secret away wherever it stands. If the pattern has a group, the group is the secret and
/// the rest stays.
struct Form {
    kind: SecretKind,
    pattern: &'static str,
}

/// The forms, from the longest to the shortest: an earlier one takes the text from a later one. `(?-u:\b)` is an
/// ASCII word boundary, so that a letter of another script next to a token does not hide it.
const FORMS: &[Form] = &[
    Form {
        kind: SecretKind::PrivateKey,
        pattern: r"(?s)-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----.*?(?:-----END (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----|$)",
    },
    // The tail is a checksum; a truncated or altered token is treated like a whole one.
    Form {
        kind: SecretKind::AtlassianUserToken,
        pattern: r"ATATT3[A-Za-z0-9_-]{10,}(?:(?:=|%3D)[0-9A-Za-z]{0,8})?",
    },
    Form {
        kind: SecretKind::AtlassianOrgKey,
        pattern: r"ATCTT3[A-Za-z0-9_-]{10,}(?:(?:=|%3D)[0-9A-Za-z]{0,8})?",
    },
    Form {
        kind: SecretKind::AtlassianServiceToken,
        pattern: r"ATSTT3[A-Za-z0-9_-]{10,}(?:(?:=|%3D)[0-9A-Za-z]{0,8})?",
    },
    // A make that does not exist yet.
    Form {
        kind: SecretKind::UnknownSecret,
        pattern: r"AT[A-Z]TT3x[A-Za-z0-9_-]{10,}(?:(?:=|%3D)[0-9A-Za-z]{0,8})?",
    },
    Form { kind: SecretKind::BitbucketAppPassword, pattern: r"(?-u:\b)ATBB[A-Za-z0-9]{20,}" },
    Form { kind: SecretKind::UnknownSecret, pattern: r"(?-u:\b)BBDC-[A-Za-z0-9+/@_-]{30,}" },
    Form {
        kind: SecretKind::GithubToken,
        pattern: r"(?:gh[opsurv]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{16,})",
    },
    Form {
        kind: SecretKind::GitlabToken,
        pattern: r"(?-u:\b)gl(?:pat|ptt|dt|rt|cbt|ft|oas|agent)-[A-Za-z0-9_.-]{15,}",
    },
    Form {
        kind: SecretKind::SlackWebhook,
        pattern: r"(?i:hooks\.slack(?:-gov)?\.com\.?(?::[0-9]+)?/(?:services|workflows|triggers)/)([A-Za-z0-9_/-]+)",
    },
    Form {
        kind: SecretKind::SlackToken,
        pattern: r"(?-u:\b)(?:xox[a-z](?:\.xox[a-z])?|xapp)-[A-Za-z0-9-]{10,}",
    },
    Form {
        kind: SecretKind::DiscordWebhook,
        pattern: r"(?i:discord(?:app)?\.com\.?(?::[0-9]+)?/api/(?:v[0-9]+/)?webhooks/)([A-Za-z0-9_/-]+)",
    },
    Form {
        kind: SecretKind::TeamsWebhook,
        pattern: r"(?i:(?:webhook\.office\.com|outlook\.office(?:365)?\.com/webhook)/)([A-Za-z0-9@_/-]+)",
    },
    Form {
        kind: SecretKind::WebhookToken,
        pattern: r"(?i:automation\.atlassian\.com\.?(?::[0-9]+)?/pro/hooks/)([A-Za-z0-9_/-]+)",
    },
    Form {
        kind: SecretKind::WebhookToken,
        pattern: r"(?i:api-private\.atlassian\.com\.?(?::[0-9]+)?/automation/webhooks/)([A-Za-z0-9_/.-]+)",
    },
    Form { kind: SecretKind::AwsKey, pattern: r"(?-u:\b)(?:AKIA|ASIA)[A-Z0-9]{16}(?-u:\b)" },
    Form {
        kind: SecretKind::GoogleKey,
        pattern: r"(?:AIza[A-Za-z0-9_-]{30,}|(?-u:\b)ya29\.[A-Za-z0-9_-]{20,}|(?-u:\b)GOCSPX-[A-Za-z0-9_-]{20,})",
    },
    // `eyJ` is what `{"` becomes in base64; the second part of a signed token is JSON too.
    Form {
        kind: SecretKind::Jwt,
        pattern: r"(?-u:\b)eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*)?",
    },
    Form {
        kind: SecretKind::ApiKey,
        pattern: r"(?-u:\b)(?:[rs]k_(?:live|test)_[A-Za-z0-9]{16,}|sk-(?:proj-|ant-)?[A-Za-z0-9_-]{24,}|SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}|npm_[A-Za-z0-9]{30,}|pypi-[A-Za-z0-9_-]{40,}|glsa_[A-Za-z0-9_]{20,}|dop_v1_[a-f0-9]{40,}|hf_[A-Za-z0-9]{30,}|shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{30,}|NRAK-[A-Z0-9]{20,}|lin_api_[A-Za-z0-9]{30,}|dapi[a-f0-9]{32})",
    },
    Form {
        kind: SecretKind::ApiKey,
        pattern: r"(?i:api\.telegram\.org\.?(?::[0-9]+)?/bot)([0-9]+:[A-Za-z0-9_-]+)",
    },
];

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a valid pattern")
}

static FORM_SET: LazyLock<RegexSet> =
    LazyLock::new(|| RegexSet::new(FORMS.iter().map(|form| form.pattern)).expect("valid patterns"));
static FORM_REGEX: LazyLock<Vec<Regex>> =
    LazyLock::new(|| FORMS.iter().map(|form| regex(form.pattern)).collect());

/// Text without any of these cannot hold anything that this file looks for; nearly all text stops here.
static FORM_HINT: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"AT[A-Z]TT3|ATBB|BBDC-|gh[opsurv]_|github_pat_|gl[a-z]{2,5}-|glsa_|(?i:hooks\.slack|discord|office(?:365)?\.com|\.atlassian\.com|telegram)|xox[a-z]|xapp-|AKIA|ASIA|AIza|ya29|GOCSPX|eyJ|-----BEGIN|[rs]k[_-]|SG\.|npm_|pypi-|dop_|hf_|shp|NRAK|lin_api|dapi|(?i:basic|bearer|token|key|ssws|splunk)\s",
    )
});
static NAME_HINT: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)pass|pwd?|secret|token|key|auth|session|cookie|credential|signature|-u|--user|kennwort|contrase|senha|parola|wachtwoord|has[łl]o|heslo|lösenord|salasana|парол|密[码碼]|パスワード|비밀번호",
    )
});

/// `Basic dXNlcjpwYXNz`, `Bearer abc…` without the header's name.
static SCHEME: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r#"(?i)(?-u:\b)(basic|bearer|token|geniekey|ssws|apikey|api-key|splunk|key)\s+["']?([^\s"',;<>{}⟦⟧]{6,})"#,
    )
});
/// `Authorization: …` as people paste it.
static AUTHORIZATION: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r#"(?i)authorization\\?["']?\s*(?::|=>|=)\s*\\?["']?(?:([a-z][a-z0-9-]{1,30})\s+)?\\?["']?([^\s"',;<>{}\\⟦⟧]{4,})"#,
    )
});
/// `Cookie: a=…; b=…`, to the end of the line.
static COOKIES: LazyLock<Regex> =
    LazyLock::new(|| regex(r#"(?i)(?-u:\b)(?:set-)?cookie["']?\s*:\s*["']?([^\r\n"']*=[^\r\n"']*)"#));
/// What a server says about its cookie.
const COOKIE_ATTRIBUTES: &[&str] = &["path", "domain", "expires", "max-age", "samesite", "version"];
/// A word that may be base64.
static ENCODED: LazyLock<Regex> = LazyLock::new(|| regex(r"[A-Za-z0-9+/_-]{24,}={0,2}"));
/// `curl -u user:password`.
static CURL: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r#"(?:(?:^|\s)(?:-u|--user|--proxy-user)[\s=]\s*|(?-u:\b)curl [ -~]{0,200}?-u)["']?([^\s"'⟦⟧{}]+:[^\s"'⟦⟧{}]*)"#,
    )
});
/// `name=value`, `"name": "value"`, `<name>value<`, `--name value`: group 1 name, 2 separator. The value is matched
/// only behind a name that was accepted: a value reaches over the names behind it, and matching it anew for each
/// refused name would be quadratic.
static ASSIGNMENT: LazyLock<Regex> = LazyLock::new(|| {
    let name = r"[A-Za-z0-9_.-]*(?i:passwords?|passwd|pwd|passphrase|passwort|kennwort|contrase(?:ñ|n\u{303}|n)a|senha|parola|wachtwoord|has[łl]o|heslo|lösenord|salasana|пароль|密[码碼]|パスワード|비밀번호|secret|token|api[_-]?key|(?:access|secret|private|auth|account|shared|signing|encryption|routing|integration)[_-]?key|sessionid|signature|cookie|credentials?|aws_access_key_id)[A-Za-z0-9_.-]*|(?-u:\b)(?i:pass|pw)(?-u:\b)";
    // Also in bold (`*Password:* x`), as a block of YAML, as a cell of a table, behind a dash.
    let quote = r#"(?:\\*["']|&quot;|&#34;)?"#;
    let bold = r"(?:\*{1,2}|</[a-z]{1,6}>)?";
    let separator = format!(
        r"{quote}{bold}\s*(?::=|=>|[:=>：＝])(?:\s*[|>][+-]?\s*\n)?{bold}\s*(?:&quot;|&#34;)?|\s+(?i:is:?)\s+|\s*\|{{1,2}}\s*|\s+[-–—]\s+|\s+"
    );
    regex(&format!("({name})({separator})"))
});

/// The value of an assignment: in escaped quotes, in quotes with escapes inside, in quotes, bare.
static VALUE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r#"\A(?:\\+"([^"⟦⟧]*?)\\*"|"((?:[^"\\⟦⟧]|\\[^⟦⟧])*)"|"([^"⟦⟧]*)"|'([^'⟦⟧]*)'|([^\s"'&,;<>{}()\[\]|\\⟦⟧…]+))"#,
    )
});

/// `//user:password@host` without a scheme, and `me@acme.example:token`, the raw form of basic authentication.
static PAIR: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r#"//([^\s/@:"'{}⟦⟧]+:[^\s/@"'{}⟦⟧]+)@|((?-u:\b)[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+):([^\s@/"'<>{}()\[\]⟦⟧]{6,})"#,
    )
});

/// Base64 as people paste it: padded or not.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);
const BASE64_URL: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::URL_SAFE,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The kind of a value that shows what it is by its own form.
pub(super) fn known(value: &str) -> Option<SecretKind> {
    if !FORM_HINT.is_match(value) {
        return None;
    }
    FORM_SET.matches(value).iter().next().map(|first| FORMS[first].kind)
}

/// `user:password` out of base64, if that is what it is.
fn decoded_basic(encoded: &str) -> Option<String> {
    let bytes = BASE64.decode(encoded).or_else(|_| BASE64_URL.decode(encoded)).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    (text.contains(':') && !text.contains(|c: char| c.is_control())).then_some(text)
}

/// Divides `user:password`; an account id has a colon of its own.
pub(super) fn divided(pair: &str) -> (&str, &str) {
    // No identity is longer than an e-mail address.
    for (at, _) in pair.match_indices(':').take_while(|(at, _)| *at <= 320) {
        if at > 8 && looks::identity(&pair[..at]).is_some() {
            return (&pair[..at], &pair[at + 1..]);
        }
    }
    pair.split_once(':').unwrap_or((pair, ""))
}

impl Scrubber {
    /// The mark for `user:password`. The fingerprint is the password's, so that a token used here and as a bearer
    /// token elsewhere is seen to be the same.
    pub(super) fn basic(&self, pair: &str) -> String {
        let (user, password) = divided(pair);
        // With an empty or dummy password the user name is the token.
        let dummy = password.len() < 4 || ["x-oauth-basic", "api_token", "apitoken"].contains(&password);
        let whose = looks::identity(user).filter(|who| !dummy || looks::email(who));
        self.mark(SecretKind::BasicAuth, whose, if dummy { user } else { password })
    }

    /// The mark for what follows the word `Basic`.
    pub(super) fn basic_encoded(&self, encoded: &str) -> String {
        match decoded_basic(encoded) {
            Some(pair) => self.basic(&pair),
            None if encoded.contains(':') => self.basic(encoded),
            None => self.mark(SecretKind::BasicAuth, None, encoded),
        }
    }

    /// The mark for a credential after a scheme word: `Bearer x`, `GenieKey x`.
    pub(super) fn credential(&self, scheme: &str, value: &str) -> String {
        if scheme.eq_ignore_ascii_case("basic") {
            return self.basic_encoded(value);
        }
        let otherwise = match scheme.to_ascii_lowercase().as_str() {
            "bearer" | "oauth" | "jwt" => SecretKind::BearerToken,
            _ => SecretKind::ApiKey,
        };
        self.mark(known(value).unwrap_or(otherwise), None, value)
    }

    /// Our own credentials, anywhere outside of marks.
    pub(super) fn without_own<'a>(&self, text: Cow<'a, str>) -> Cow<'a, str> {
        let mut text = text;
        for own in &self.own {
            if text.contains(own.as_str()) {
                let all = |gap: &str| {
                    let mut out = String::new();
                    let mut from = 0;
                    for (at, found) in gap.match_indices(own.as_str()) {
                        out.push_str(&gap[from..at]);
                        out.push_str(&self.mark(known(own).unwrap_or(SecretKind::UnknownSecret), None, own));
                        from = at + found.len();
                    }
                    out.push_str(&gap[from..]);
                    out
                };
                text = Cow::Owned(outside_marks(&text, all));
            }
        }
        text
    }

    /// Everything that shows by its own form what it is; the rules that hardly ever err.
    pub(super) fn without_known<'a>(&self, text: Cow<'a, str>) -> Cow<'a, str> {
        self.without_encoded(self.without_forms(text))
    }

    /// A known form, or `user:password`, in base64.
    fn without_encoded<'a>(&self, text: Cow<'a, str>) -> Cow<'a, str> {
        if !ENCODED.is_match(&text) {
            return text;
        }
        let replaced = outside_marks(&text, |gap| {
            replace(&ENCODED, gap, |found| {
                let word = found.get(0)?;
                let bytes =
                    BASE64.decode(word.as_str()).or_else(|_| BASE64_URL.decode(word.as_str())).ok()?;
                let decoded = String::from_utf8(bytes).ok()?;
                let (user, password) = divided(&decoded);
                let mark = if looks::identity(user).is_some() && password.len() >= 4 {
                    self.basic(&decoded)
                } else {
                    self.mark(known(&decoded)?, None, word.as_str())
                };
                Some((word.range(), mark))
            })
        });
        if replaced == *text { text } else { Cow::Owned(replaced) }
    }

    fn without_forms<'a>(&self, text: Cow<'a, str>) -> Cow<'a, str> {
        if !FORM_HINT.is_match(&text) {
            return text;
        }
        let mut text = text;
        for index in FORM_SET.matches(&text) {
            let replaced = outside_marks(&text, |gap| {
                replace(&FORM_REGEX[index], gap, |found| {
                    let secret = found.get(1).or(found.get(0))?;
                    Some((secret.range(), self.mark(FORMS[index].kind, None, secret.as_str())))
                })
            });
            text = Cow::Owned(replaced);
        }
        let replaced = outside_marks(&text, |gap| {
            replace(&SCHEME, gap, |found| {
                let (word, value) = (found.get(1)?, found.get(2)?);
                let sure = if word.as_str().eq_ignore_ascii_case("basic") {
                    decoded_basic(value.as_str()).is_some() || looks::random(value.as_str())
                } else {
                    looks::random(value.as_str())
                };
                sure.then(|| (value.range(), self.credential(word.as_str(), value.as_str())))
            })
        });
        if replaced == *text { text } else { Cow::Owned(replaced) }
    }

    /// Secrets told by the name before them.
    pub(super) fn without_named<'a>(&self, text: Cow<'a, str>) -> Cow<'a, str> {
        if !NAME_HINT.is_match(&text) {
            return text;
        }
        let text = if COOKIES.is_match(&text) { Cow::Owned(self.without_cookies(&text)) } else { text };
        let named = outside_marks(&text, |gap| {
            let gap = replace(&AUTHORIZATION, gap, |found| {
                let value = found.get(2)?;
                match found.get(1) {
                    // `Digest username="…", response="…"`: all of the line.
                    Some(word)
                        if ["digest", "oauth", "aws4-hmac-sha256", "hmac"]
                            .contains(&word.as_str().to_ascii_lowercase().as_str()) =>
                    {
                        let end = gap[value.start()..]
                            .find(['\n', '\r'])
                            .map_or(gap.len(), |line| value.start() + line);
                        let line = gap[value.start()..end].trim_end();
                        Some((
                            value.start()..value.start() + line.len(),
                            self.credential(word.as_str(), line),
                        ))
                    }
                    Some(word) if looks::scheme(word.as_str()) => {
                        Some((value.range(), self.credential(word.as_str(), value.as_str())))
                    }
                    Some(_) => None,
                    None => secretive(value.as_str()).then(|| {
                        (
                            value.range(),
                            self.mark(
                                known(value.as_str()).unwrap_or(SecretKind::ApiKey),
                                None,
                                value.as_str(),
                            ),
                        )
                    }),
                }
            });
            let gap = outside_marks(&gap, |gap| {
                replace(&CURL, gap, |found| {
                    let pair = found.get(1)?;
                    Some((pair.range(), self.basic(pair.as_str())))
                })
            });
            outside_marks(&gap, |gap| replace(&ASSIGNMENT, gap, |found| self.assigned(gap, found)))
        });
        if named == *text { text } else { Cow::Owned(named) }
    }

    /// Every value in a line of cookies; some may be marks already, therefore not only outside of marks.
    fn without_cookies(&self, text: &str) -> String {
        replace(&COOKIES, text, |found| {
            let line = found.get(1)?;
            let each = |part: &str| match part.split_once('=') {
                Some((name, value))
                    if !name.contains('⟦')
                        && !COOKIE_ATTRIBUTES.contains(&name.trim().to_ascii_lowercase().as_str())
                        && !looks::residue(value).is_empty() =>
                {
                    let mark = self.mark(known(value).unwrap_or(SecretKind::ApiKey), None, value);
                    format!("{name}={mark}")
                }
                _ => part.to_owned(),
            };
            let cleaned = line.as_str().split(';').map(each).collect::<Vec<_>>().join(";");
            Some((line.range(), cleaned))
        })
    }

    /// `user:password` that stands alone.
    pub(super) fn without_pairs<'a>(&self, text: Cow<'a, str>) -> Cow<'a, str> {
        if !text.contains('@') {
            return text;
        }
        let replaced = outside_marks(&text, |gap| {
            replace(&PAIR, gap, |found| {
                if let Some(pair) = found.get(1) {
                    return Some((pair.range(), self.basic(pair.as_str())));
                }
                let (user, password) = (found.get(2)?, found.get(3)?);
                let span = user.start()..password.end();
                let password = password.as_str();
                // Not `git@host.example:repository`, and not a list of addresses.
                let token = !user.as_str().starts_with("git@")
                    && !gap[span.end..].starts_with('@')
                    && secretive(password);
                (token && password.chars().any(|c| c.is_ascii_digit()) && !ordinary(password))
                    .then(|| (span.clone(), self.basic(&gap[span])))
            })
        });
        if replaced == *text { text } else { Cow::Owned(replaced) }
    }

    /// Judges one `name=value` in `gap`, of which name and separator were found.
    fn assigned(&self, gap: &str, found: &Captures<'_>) -> Option<(Range<usize>, String)> {
        let (name, separator) = (found.get(1)?.as_str(), found.get(2)?);
        if !looks::secret_key(name.trim_start_matches(['-', '.'])) {
            return None;
        }
        let (from, separator) = (separator.end(), separator.as_str());
        let value = VALUE.captures(&gap[from..])?;
        let quoted = (1..5).find_map(|group| value.get(group));
        let value = quoted.or(value.get(5))?;
        let text = value.as_str();
        let rest = looks::residue(text);
        let word =
            ["true", "false", "null", "none", "undefined"].iter().any(|word| rest.eq_ignore_ascii_case(word));
        if rest.is_empty() || word || looks::hidden(&rest) || looks::scheme(&rest) {
            return None;
        }
        let tight = !separator.contains(char::is_whitespace);
        let loose = separator.trim().chars().all(|c| "|-–—".contains(c)) && !separator.trim().is_empty();
        let sure = if (loose || !tight) && ordinary(&rest) {
            false
        } else if loose {
            // Labels and titles have dashes too: only what is no word, no version and no host.
            secretive(&rest)
                && rest.chars().any(|c| c.is_ascii_digit())
                && rest.chars().any(|c| c.is_ascii_punctuation() && !"-._/:".contains(c))
        } else if separator.trim().is_empty() {
            // `--token abc` is a command line, `token abc` is prose.
            name.starts_with("--") && secretive(&rest)
        } else if quoted.is_some() || (tight && !separator.contains([':', '：'])) {
            rest.chars().count() >= 4
        } else {
            secretive(&rest) || looks::scrambled(rest.trim_end_matches(['.', ',', '!', '?', ':']))
        };
        if !sure {
            return None;
        }
        let mark = match text.split_once(char::is_whitespace) {
            Some((word, credential)) if looks::scheme(word) => self.credential(word, credential.trim()),
            _ => self.named(name, text),
        };
        Some((from + value.start()..from + value.end(), mark))
    }

    /// The mark for a value told by its name.
    pub(super) fn named(&self, name: &str, value: &str) -> String {
        let kind = known(value).unwrap_or_else(|| {
            let words = looks::words(name).concat();
            if looks::password_key(name) {
                SecretKind::Password
            } else if words.contains("privatekey") {
                SecretKind::PrivateKey
            } else if words.contains("secretaccesskey")
                || words.contains("awssecret")
                || words.contains("accesskeyid")
            {
                SecretKind::AwsKey
            } else if words.contains("bearer") {
                SecretKind::BearerToken
            } else {
                SecretKind::ApiKey
            }
        });
        self.mark(kind, None, value)
    }

    /// Random words, where a secret is to be expected: a request body. Addresses and smart values are left to
    /// their own rules.
    pub(super) fn without_random<'a>(&self, text: Cow<'a, str>) -> Cow<'a, str> {
        self.without_words(text, looks::random)
    }

    /// Random words in names that people give, where one is rarer than a long name.
    pub(super) fn without_surely_random<'a>(&self, text: Cow<'a, str>) -> Cow<'a, str> {
        self.without_words(text, looks::surely_random)
    }

    fn without_words<'a>(&self, text: Cow<'a, str>, is_random: fn(&str) -> bool) -> Cow<'a, str> {
        static WORD: LazyLock<Regex> = LazyLock::new(|| regex(r"[A-Za-z0-9+/_.~-]{20,}={0,2}"));
        if !WORD.is_match(&text) {
            return text;
        }
        let replaced = outside_marks(&text, |gap| {
            let mut out = String::new();
            let mut from = 0;
            // Looked for once each, not anew behind every smart value: that would be quadratic.
            let mut address = url::next(gap, 0);
            while from < gap.len() {
                if address.as_ref().is_some_and(|span| span.start < from) {
                    address = url::next(gap, from);
                }
                let limit = address.as_ref().map_or(gap.len(), |span| span.start);
                let smart = gap[from..limit].match_indices("{{").find_map(|(at, _)| {
                    looks::smart_at_start(&gap[from + at..]).map(|len| from + at..from + at + len)
                });
                // What is copied as it is: the next smart value or address.
                let copied = smart.or(address.clone()).unwrap_or(gap.len()..gap.len());
                out.push_str(&replace(&WORD, &gap[from..copied.start], |found| {
                    let word = found.get(0)?;
                    // The first half of an e-mail address.
                    let at = gap[from + word.end()..].starts_with('@');
                    let random = !at && is_random(word.as_str());
                    random.then(|| (word.range(), self.mark(SecretKind::UnknownSecret, None, word.as_str())))
                }));
                out.push_str(&gap[copied.clone()]);
                from = copied.end;
            }
            out
        });
        if replaced == *text { text } else { Cow::Owned(replaced) }
    }
}

/// A value that a person would not write as a word: it has a digit or a symbol inside.
pub(super) fn secretive(value: &str) -> bool {
    let core = value.trim_end_matches(['.', ',', '!', '?', ':']);
    core.chars().count() >= 6 && core.chars().any(|c| !c.is_alphabetic() && c != '-' && c != '/')
}

/// A date, a time or an issue key: what stands behind a colon in ordinary notes.
fn ordinary(value: &str) -> bool {
    static ORDINARY: LazyLock<Regex> = LazyLock::new(|| {
        regex(
            r"^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:.]+Z?)?|[0-9]{1,2}[.:/][0-9]{1,2}(?:[.:/][0-9]{2,4})?|[A-Z][A-Z0-9_]{1,9}-[0-9]{1,7})[.,;!?]*$",
        )
    });
    ORDINARY.is_match(value)
}

/// Applies `f` to everything between the marks.
pub(super) fn outside_marks(text: &str, mut f: impl FnMut(&str) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (span, _) in mark::spans(text) {
        out.push_str(&f(&text[from..span.start]));
        out.push_str(&text[span.clone()]);
        from = span.end;
    }
    out.push_str(&f(&text[from..]));
    out
}

/// Replaces what `judge` names in each match. A match that it refuses is searched again from just behind its
/// first character, because it may have swallowed the beginning of a better one.
fn replace(
    regex: &Regex,
    text: &str,
    judge: impl Fn(&Captures<'_>) -> Option<(Range<usize>, String)>,
) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut copied, mut from) = (0, 0);
    while let Some(found) = regex.captures_at(text, from) {
        let Some(whole) = found.get(0) else { break };
        match judge(&found) {
            Some((span, mark)) if !span.is_empty() => {
                out.push_str(&text[copied..span.start]);
                out.push_str(&mark);
                (copied, from) = (span.end, span.end);
            }
            _ => {
                // Behind the name and separator if there are any: going letter by letter would be quadratic.
                let behind = found.iter().skip(1).flatten().last().map_or(whole.end(), |last| last.start());
                let step = text[whole.start()..].chars().next().map_or(1, char::len_utf8);
                from = behind.max(whole.start() + step);
            }
        }
        if from > text.len() {
            break;
        }
    }
    out.push_str(&text[copied..]);
    out
}
