//! What a value looks like: hidden, a smart value, an identity, random; and which names announce a secret.
//!
//! These are judgements, not certainties. `random` is asked only in places where secrets are expected
//! (headers, queries, request bodies), because a wrong yes destroys evidence.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use super::mark;

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a valid pattern")
}

static EMAIL: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^[^\s@:/⟦⟧]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}$"));
static ACCOUNT_ID: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^(?:(?:[0-9]{4,8}|qm:[0-9a-f-]{36}):[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}|[0-9a-f]{24})$",
    )
});
static UUIDS: LazyLock<Regex> =
    LazyLock::new(|| regex(r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}"));

/// The value, if it is of the form of an e-mail address or an Atlassian account id.
pub(super) fn identity(value: &str) -> Option<&str> {
    (ACCOUNT_ID.is_match(value) || email(value)).then_some(value)
}

/// An e-mail address whose local part is no secret in disguise.
pub(super) fn email(value: &str) -> bool {
    // Atlassian makes the addresses of its service accounts and apps itself, from random parts.
    let made = value.ends_with("@serviceaccount.atlassian.com") || value.ends_with("@connect.atlassian.com");
    let uuid = UUIDS.is_match(value);
    EMAIL.is_match(value) && ((made && uuid) || !disguised(value))
}

fn disguised(value: &str) -> bool {
    value.split('@').next().is_some_and(|local| random(local) || super::text::known(local).is_some())
}

/// The server's way of hiding a value: `***`, `•••`, `<redacted>`.
pub(super) fn hidden(value: &str) -> bool {
    let value = value.trim();
    let stars = value.chars().all(|c| matches!(c, '*' | '•' | '●' | '∙' | '·')) && value.chars().count() >= 3;
    let bare = value.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    let word = bare.len() < value.len()
        && ["redacted", "hidden", "masked"].iter().any(|w| bare.eq_ignore_ascii_case(w));
    stars || word
}

/// The beginning of a text, at most `most` bytes of it.
pub(super) fn window(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or(0)]
}

/// No smart value is longer; also the window in which its end is looked for.
const LONGEST_SMART: usize = 2000;

/// The end of the smart value `{{…}}` (in automation) or variable `${…}` (in admin webhooks) at the start of
/// `text`. Not over a line's end, and not without an end: an unclosed `{{` is text like any other.
pub(super) fn smart_at_start(text: &str) -> Option<usize> {
    if let Some(variable) = text.strip_prefix("${") {
        let len = variable
            .bytes()
            .take(100)
            .take_while(|b| b.is_ascii_alphanumeric() || b"._-".contains(b))
            .count();
        let closed = len > 0 && variable[len..].starts_with('}');
        let plain = || !random(&variable[..len]) && super::text::known(&variable[..len]).is_none();
        return (closed && plain()).then_some(len + 3);
    }
    let inner = text.strip_prefix("{{")?;
    // Not over the next beginning: each byte is looked at for one `{{` only, so that many of them take no
    // quadratic time.
    let stop = |pair: &[u8]| pair == b"}}" || pair == b"{{" || pair[0] == b'\n' || pair[0] == b'\r';
    let end = window(inner, LONGEST_SMART).as_bytes().windows(2).position(stop)?;
    let clean = inner[end..].starts_with("}}") && !literal(&inner[..end]);
    // `{{{x}}}` is the unescaped form of the same.
    let more = usize::from(inner[end + 2..].starts_with('}'));
    clean.then_some(end + 4 + more)
}

/// Whether a smart expression holds a literal that may be a secret, as in `{{"me@x.org:token".asBase64}}`.
fn literal(expression: &str) -> bool {
    let quoted = |quote: char| {
        let parts: Vec<&str> = expression.split(quote).collect();
        parts.iter().skip(1).step_by(2).any(|part| {
            let colon = part.split_once(':').is_some_and(|(user, pass)| email(user) || random(pass));
            colon || random(part) || super::text::known(part).is_some()
        })
    };
    quoted('"') || quoted('\'')
}

/// Whether a smart value or variable in `value` holds what may be a secret, where one is expected: any literal, a
/// random word, and in `${…}`, which nothing resolves there, a word with a digit.
pub(super) fn smart_secret(value: &str) -> bool {
    static SMART: LazyLock<Regex> = LazyLock::new(|| regex(r"\{\{([^\r\n]*?)\}\}|\$\{([^\r\n{}]*)\}"));
    if !value.contains("{{") && !value.contains("${") {
        return false;
    }
    let quoted = |text: &str, quote: char| {
        text.split(quote).skip(1).step_by(2).any(|part| part.trim().chars().count() >= 4)
    };
    let word = |c: char| !(c.is_ascii_alphanumeric() || "+/_.~=-".contains(c));
    SMART.captures_iter(value).any(|found| match (found.get(1), found.get(2)) {
        (Some(inner), _) => {
            let inner = inner.as_str();
            quoted(inner, '"') || quoted(inner, '\'') || inner.split(word).any(random)
        }
        (_, Some(name)) => {
            name.as_str().contains(|c: char| c.is_ascii_digit()) && !name.as_str().contains('.')
        }
        _ => false,
    })
}

/// What is left of a value without its smart values, marks and surrounding space: nothing, if the file holds no
/// secret there.
pub(super) fn residue(value: &str) -> String {
    let value = mark::without(value);
    let mut rest = String::new();
    let mut from = 0;
    while let Some(c) = value[from..].chars().next() {
        if let Some(len) = smart_at_start(&value[from..]) {
            from += len;
        } else {
            rest.push(c);
            from += c.len_utf8();
        }
    }
    rest.trim().to_owned()
}

/// The words of a name in any of the usual spellings: `X-Api-Key`, `apiKey`, `api_key`, `APIKey`.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let chars: Vec<char> = name.chars().collect();
    for (i, &c) in chars.iter().enumerate() {
        let starts = c.is_uppercase()
            && i > 0
            && (chars[i - 1].is_lowercase()
                || chars[i - 1].is_ascii_digit()
                || (chars[i - 1].is_uppercase() && chars.get(i + 1).is_some_and(|next| next.is_lowercase())));
        if starts || !c.is_alphanumeric() {
            words.push(String::new());
        }
        if c.is_alphanumeric() {
            words.last_mut().expect("never empty").extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Names that page through lists or name a tenant; they end like secrets and are none.
const HARMLESS: &[&str] = &[
    "nextpagetoken",
    "pagetoken",
    "nexttoken",
    "continuationtoken",
    "cursortoken",
    "starttoken",
    "synctoken",
    "prevpagetoken",
    "previouspagetoken",
    "xatlassiantoken",
    "atlassiantoken",
];

/// Whole names that announce a secret.
const SECRET: &[&str] = &[
    "authorization",
    "proxyauthorization",
    "apikey",
    "xapikey",
    "apitoken",
    "accesskey",
    "accesskeyid",
    "secretkey",
    "secretaccesskey",
    "privatekey",
    "authkey",
    "signingkey",
    "encryptionkey",
    "accountkey",
    "sharedkey",
    "routingkey",
    "integrationkey",
    "subscriptionkey",
    "cookie",
    "setcookie",
    "credential",
    "credentials",
    "bearer",
    "jwt",
    "pat",
    "passcode",
    "passwort",
    "motdepasse",
    "sessionid",
    "jsessionid",
    "sastoken",
    "connectionstring",
    "authtoken",
    "accesstoken",
    "refreshtoken",
    "clientsecret",
    "pwd",
    "pw",
    "pass",
    "auth",
    "signature",
    "apisecret",
    "basicauth",
    "httpauth",
    "proxyauth",
];

/// Last words that announce a secret whatever stands before them.
const SECRET_ENDS: &[&str] = &["password", "passwd", "passphrase", "secret", "token", "pwd"];

/// Whether a JSON key, a form field or a variable with this name holds a secret.
pub(super) fn secret_key(name: &str) -> bool {
    // Most keys of most documents end here.
    let hint = |stem: &&str| {
        name.as_bytes().windows(stem.len()).any(|part| part.eq_ignore_ascii_case(stem.as_bytes()))
    };
    const STEMS: &[&str] = &[
        "tok",
        "pass",
        "pw",
        "secr",
        "key",
        "auth",
        "cook",
        "cred",
        "bear",
        "jwt",
        "pat",
        "sess",
        "sign",
        "connection",
        "kennw",
        "contrase",
        "senha",
        "parol",
        "wachtw",
        "haslo",
        "heslo",
        "salasana",
    ];
    // A name in another script passes whatever it is: few have one.
    if name.len() > 80 || (name.is_ascii() && !STEMS.iter().any(hint)) {
        return false;
    }
    let words = essential(words(name));
    let joined = words.concat();
    if HARMLESS.contains(&joined.as_str()) {
        return false;
    }
    let last_two = words.len().checked_sub(2).map(|from| words[from..].concat());
    SECRET.contains(&joined.as_str())
        || password_words(&words)
        || words.last().is_some_and(|last| SECRET_ENDS.contains(&last.as_str()))
        || SECRET_ENDS.contains(&joined.as_str())
        || last_two.is_some_and(|two| two.ends_with("key") && SECRET.contains(&two.as_str()))
}

/// The words without those that only say again that a value follows, and the last one in the singular:
/// `tokenValue`, `authHeader`, `secretText`, `apiKeys`.
fn essential(mut words: Vec<String>) -> Vec<String> {
    while words.len() > 1
        && words.last().is_some_and(|last| ["value", "header", "text"].contains(&last.as_str()))
    {
        words.pop();
    }
    if let Some(last) = words.last_mut()
        && ["tokens", "secrets", "passwords", "keys", "passphrases", "cookies"].contains(&last.as_str())
    {
        last.pop();
    }
    words
}

/// Whether the name tells of many: a number under it counts them.
pub(super) fn plural(name: &str) -> bool {
    words(name).last().is_some_and(|last| last.ends_with('s') && !last.ends_with("ss"))
}

/// "Password" in other languages. Most of them are joined to other words without a gap: `Datenbankkennwort`.
const PASSWORDS: &[&str] = &[
    "passwort",
    "kennwort",
    "contraseña",
    "contrasena",
    "senha",
    "parola",
    "wachtwoord",
    "hasło",
    "haslo",
    "heslo",
    "lösenord",
    "salasana",
    "motdepasse",
    "пароль",
    "密码",
    "密碼",
    "パスワード",
    "비밀번호",
];

fn password_words(words: &[String]) -> bool {
    let joined = words.concat();
    PASSWORDS.iter().any(|word| joined.ends_with(word))
}

/// Whether the name announces a password rather than a token or key.
pub(super) fn password_key(name: &str) -> bool {
    let words = words(name);
    let english = |word: &String| {
        matches!(word.as_str(), "password" | "passwd" | "pwd" | "pw" | "pass" | "passphrase" | "passcode")
    };
    words.iter().any(english) || password_words(&words)
}

/// Whether a header with this name carries a secret. Wider than [`secret_key`], because few other headers have
/// such a name.
pub(super) fn secret_header(name: &str) -> bool {
    has_part(name, &["key", "private", "session", "code", "pat", "sid"])
}

/// Whether a query parameter with this name carries a secret. Bare words count as a whole name only: `?key=…`
/// does, `?sortKey=…` and `?countryCode=…` do not.
pub(super) fn secret_parameter(name: &str) -> bool {
    let whole = words(name).concat();
    ["key", "code", "session", "sid", "pat", "sk"].contains(&whole.as_str())
        || secret_key(name)
        || has_part(name, &[])
}

fn has_part(name: &str, more: &[&str]) -> bool {
    const PARTS: &[&str] = &[
        "authorization",
        "authentication",
        "token",
        "apikey",
        "secret",
        "password",
        "passwd",
        "pwd",
        "pass",
        "passphrase",
        "signature",
        "sig",
        "cookie",
        "credential",
        "credentials",
        "sessionid",
        "bearer",
        "jwt",
        "hmac",
    ];
    let words = words(name);
    let joined = words.concat();
    if HARMLESS.contains(&joined.as_str()) || joined.contains("idempotency") {
        return false;
    }
    // `X-Auth` and `?auth=` carry one, `X-Auth-User` and `?authSource=` do not.
    words.last().is_some_and(|last| last == "auth")
        || words.iter().any(|word| PARTS.contains(&word.as_str()) || more.contains(&word.as_str()))
        || ["token", "secret", "password", "apikey"].iter().any(|part| joined.ends_with(part))
}

/// Names that hold a secret as often as something else; the value has to look the part as well.
pub(super) fn weak_key(name: &str) -> bool {
    ["auth", "pass", "signature", "pat", "bearer", "cookie", "credential", "credentials"]
        .contains(&words(name).concat().as_str())
}

/// Headers whose values are worth keeping and never secret.
pub(super) fn safe_header(name: &str) -> bool {
    const SAFE: &[&str] = &[
        "content-type",
        "accept",
        "accept-language",
        "user-agent",
        "cache-control",
        "x-atlassian-token",
        "x-experimentalapi",
        "x-requested-with",
        "content-language",
    ];
    SAFE.contains(&name.trim().to_ascii_lowercase().as_str())
}

/// Words that stand before a credential in a header.
pub(super) fn scheme(word: &str) -> bool {
    const SCHEMES: &[&str] = &[
        "basic",
        "bearer",
        "token",
        "geniekey",
        "ssws",
        "apikey",
        "api-key",
        "key",
        "digest",
        "negotiate",
        "splunk",
        "hmac",
        "jwt",
        "oauth",
        "gitlab-token",
        "private-token",
        "pat",
        "apitoken",
        "aws4-hmac-sha256",
        "zoho-oauthtoken",
    ];
    SCHEMES.contains(&word.to_ascii_lowercase().as_str())
}

/// Whether a word has the randomness of a made secret: long, mixed, and not put together from plain words,
/// numbers, or the identifiers that fill Atlassian's documents.
pub(super) fn random(word: &str) -> bool {
    if word.len() < 20 || !word.is_ascii() || word.contains(char::is_whitespace) {
        return false;
    }
    if ACCOUNT_ID.is_match(word) || word.contains("://") || word.starts_with("ari:") {
        return false;
    }
    let body = UUIDS.replace_all(word.trim_end_matches('='), "");
    let strange = body
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty() && !plain(part))
        .map(str::len)
        .sum::<usize>();
    strange >= 12 && entropy(&body) >= 3.2
}

/// A password of letters only: `daKwtgHwIo`, but not `required`, `LastPass` or `Schmidt`.
pub(super) fn scrambled(word: &str) -> bool {
    let humps = word.as_bytes().windows(2).any(|w| w[0].is_ascii_lowercase() && w[1].is_ascii_uppercase());
    humps && word.bytes().all(|b| b.is_ascii_alphabetic()) && !plain(word)
}

/// Whether a word is random even among names that people give: long, of all three kinds of characters, and
/// changing between them where names do not (`ProdMigration2024` does so three times).
pub(super) fn surely_random(word: &str) -> bool {
    let bytes = word.as_bytes();
    let has = |kind: fn(&u8) -> bool| bytes.iter().any(kind);
    let kind = |b: u8| if b.is_ascii_digit() { 2 } else { i32::from(b.is_ascii_uppercase()) };
    let changes = bytes.windows(2).filter(|w| w[0].is_ascii_alphanumeric() && w[1].is_ascii_alphanumeric());
    let changes = changes.map(|w| (kind(w[0]), kind(w[1]))).filter(|(a, b)| a != b && (*a, *b) != (1, 0));
    word.len() >= 24
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_digit)
        && changes.count() * 4 >= word.len()
        && random(word)
}

/// A number, a word in any case style, or a word with a short number (`customfield10020`, `v2`).
fn plain(part: &str) -> bool {
    if part.len() <= 6 || part.bytes().all(|b| b.is_ascii_digit()) {
        return true;
    }
    let letters = part.trim_end_matches(|c: char| c.is_ascii_digit());
    if part.len() - letters.len() > 6 || !letters.bytes().all(|b| b.is_ascii_alphabetic()) {
        return false;
    }
    // Human names have vowels and change case at the start of words only.
    let humps = letters
        .as_bytes()
        .windows(2)
        .filter(|w| w[0].is_ascii_lowercase() && w[1].is_ascii_uppercase())
        .count();
    let vowels = letters.bytes().filter(|b| b"aeiouyAEIOUY".contains(b)).count();
    humps * 4 <= letters.len() && (vowels * 6 >= letters.len()) && (letters.len() <= 24 || humps > 0)
}

/// Shannon entropy in bits a character.
fn entropy(text: &str) -> f64 {
    let mut counts = [0u32; 256];
    for byte in text.bytes() {
        counts[usize::from(byte)] += 1;
    }
    let total = text.len() as f64;
    counts.iter().filter(|&&n| n > 0).map(|&n| f64::from(n) / total).map(|p| -p * p.log2()).sum()
}

/// Undoes `%40` and the like; what is not valid stays as it is.
pub(super) fn percent_decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let hex = bytes.get(i + 1..i + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        match hex.filter(|_| bytes[i] == b'%').and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                i += 3;
            }
            None => {
                out.push(bytes[i]);
                i += 1;
            }
        }
    }
    String::from_utf8(out).map_or(Cow::Borrowed(text), Cow::Owned)
}
