//! No secret is ever written, and evidence is not destroyed by looking for one.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use proptest::prelude::*;
use serde_json::{Value, json};
use touchpoint::scrub::{Mark, Scrubber, Secret, SecretKind};

/// Deterministic letters, so that no test holds a token that ever was one.
fn letters(seed: u64, alphabet: &str, count: usize) -> String {
    let alphabet: Vec<char> = alphabet.chars().collect();
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        alphabet[(state >> 33) as usize % alphabet.len()]
    };
    (0..count).map(|_| next()).collect()
}

const ALNUM: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const BASE64URL: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

fn crc32(text: &str) -> u32 {
    !text.bytes().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg()))
    })
}

fn atlassian(prefix: &str, seed: u64) -> String {
    let body = format!("{prefix}3xFfGF0{}=", letters(seed, BASE64URL, 171));
    format!("{body}{:08X}", crc32(&body))
}

fn jwt(seed: u64) -> String {
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let head = part(r#"{"alg":"HS256","typ":"JWT"}"#);
    let body = part(&format!(r#"{{"sub":"{seed}"}}"#));
    format!("{head}.{body}.{}", letters(seed, BASE64URL, 43))
}

/// One synthetic secret of each make that shows by its form.
fn made(seed: u64) -> Vec<(SecretKind, String)> {
    use SecretKind::*;
    vec![
        (AtlassianUserToken, atlassian("ATATT", seed)),
        (AtlassianOrgKey, atlassian("ATCTT", seed)),
        (AtlassianServiceToken, atlassian("ATSTT", seed)),
        (BitbucketAppPassword, format!("ATBB{}", letters(seed, ALNUM, 32))),
        (GithubToken, format!("ghp_{}", letters(seed, ALNUM, 36))),
        (GithubToken, format!("github_pat_{}", letters(seed, ALNUM, 82))),
        (GitlabToken, format!("glpat-{}", letters(seed, ALNUM, 20))),
        (SlackToken, format!("xoxb-{}-{}", letters(seed, "0123456789", 12), letters(seed, ALNUM, 24))),
        (AwsKey, format!("AKIA{}", letters(seed, UPPER, 16))),
        (GoogleKey, format!("AIza{}", letters(seed, BASE64URL, 35))),
        (Jwt, jwt(seed)),
    ]
}

fn clean(value: Value) -> Value {
    Scrubber::new().clean(value).get().clone()
}

fn kinds(text: &str) -> Vec<SecretKind> {
    Mark::find_all(text).into_iter().map(|mark| mark.kind).collect()
}

fn one(value: &Value) -> Mark {
    let marks = Mark::find_all(&value.to_string());
    assert_eq!(marks.len(), 1, "one mark in {value}");
    marks[0].clone()
}

/// Every place where people paste credentials, each with room for one.
fn places(secret: &str) -> Vec<(&'static str, Value)> {
    let basic = STANDARD.encode(format!("svc@acme.example:{secret}"));
    let web = |headers: Value| json!({"type": "jira.issue.outgoing.webhook", "value": {"url": "https://ci.acme.example/x", "headers": headers}});
    vec![
        (
            "cloud bearer",
            web(
                json!([{"id": null, "name": "Authorization", "value": format!("Bearer {secret}"), "headerSecure": false}]),
            ),
        ),
        (
            "cloud basic",
            web(json!([{"name": "authorization", "value": format!("Basic {basic}"), "headerSecure": true}])),
        ),
        (
            "cloud scheme",
            web(
                json!([{"name": "Authorization", "value": format!("GenieKey {secret}"), "headerSecure": false}]),
            ),
        ),
        ("cloud token", web(json!([{"name": "X-Api-Key", "value": secret, "headerSecure": false}]))),
        ("hidden plain name", web(json!([{"name": "X-Thing", "value": secret, "headerSecure": true}]))),
        (
            "data center",
            web(json!([{"name": "PRIVATE-TOKEN", "value": {"keyOrValue": secret, "secret": false}}])),
        ),
        (
            "data center stored",
            web(json!([{"name": "PRIVATE-TOKEN", "value": {"keyOrValue": secret, "secret": true}}])),
        ),
        ("stored list", json!({"usedSecretsKeys": [secret]})),
        ("header map", json!({"headers": {"Authorization": format!("Bearer {secret}")}})),
        ("header pairs", json!({"headers": [["X-Api-Key", secret]]})),
        ("text, pair", json!({"description": format!("{{{{#base64}}}}svc@acme.example:{secret}{{{{/}}}}")})),
        ("text, no scheme", json!({"description": format!("clone //svc:{secret}@git.acme.example/x")})),
        ("text, prose", json!({"description": format!("the password is {secret} for now")})),
        ("text, short name", json!({"description": format!("user=svc pw: {secret}")})),
        (
            "text, digest",
            json!({"description": format!("Authorization: Digest username=\"x\", response=\"{secret}\"")}),
        ),
        ("header lines", json!({"headers": [format!("Authorization: Token {secret}")]})),
        ("userinfo", json!({"url": format!("https://svc:{secret}@ci.acme.example/job")})),
        ("user only", json!({"url": format!("https://{secret}@ci.acme.example/job")})),
        ("query", json!({"url": format!("https://ci.acme.example/job?token={secret}&a=b")})),
        ("query of no name", json!({"url": format!("https://ci.acme.example/job?x=1&{secret}=")})),
        (
            "query in a text",
            json!({"comment": format!("see https://ci.acme.example/job?sig={secret}, please")}),
        ),
        ("query with space", json!({"url": format!("https://ci.acme.example/a job?token={secret}")})),
        ("fragment", json!({"url": format!("https://ci.acme.example/job#access_token={secret}")})),
        ("database", json!({"text": format!("jdbc:postgresql://app:{secret}@db.acme.example:5432/x")})),
        ("webhook token", json!({"value": {"webhookToken": secret}})),
        (
            "webhook url",
            json!({"value": {"webhookUrl": format!("https://hooks.slack.com/services/{secret}")}}),
        ),
        (
            "webhook url elsewhere",
            json!({"value": {"webhookUrl": format!("https://chat.acme.example/hooks/{secret}?x={secret}")}}),
        ),
        ("webhook key", json!({"value": {"webhookUrl": {"key": secret}}})),
        ("old hook", json!({"text": format!("https://automation.atlassian.com/pro/hooks/{secret}")})),
        (
            "new hook",
            json!({"text": format!("POST api-private.atlassian.com/automation/webhooks/jira/a/b/{secret}")}),
        ),
        ("body field", json!({"customBody": format!("{{\"password\": \"{secret}\", \"n\": 1}}")})),
        ("body deep", json!({"customBody": json!({"a": [{"clientSecret": secret}]}).to_string()})),
        (
            "body twice",
            json!({"customBody": format!("{{\"token\": \"{secret}\", \"token\": \"{{{{x}}}}\"}}")}),
        ),
        (
            "body form",
            json!({"customBody": format!("grant_type=client_credentials&client_secret={secret}&x=1")}),
        ),
        (
            "body broken",
            json!({"customBody": format!("{{\"issue\": {{{{issue.id}}}}, \"token\": \"{secret}\"}}")}),
        ),
        ("body xml", json!({"customBody": format!("<a><password>{secret}</password></a>")})),
        (
            "body in body",
            json!({"customBody": json!({"inner": json!({"apiKey": secret}).to_string()}).to_string()}),
        ),
        ("connection", json!({"targetConfigJson": json!({"accessToken": secret}).to_string()})),
        ("key", json!({"value": {"password": secret}})),
        ("key, list", json!({"value": {"apiKeys": [], "refresh_token": [secret]}})),
        ("key, wrapped", json!({"value": {"password": {"value": secret}}})),
        ("pair", json!({"properties": [{"key": "apiToken", "value": secret}]})),
        (
            "variable",
            json!({"value": {"name": {"type": "FREE", "value": "jenkinsToken"}, "query": {"type": "SMART", "value": secret}}}),
        ),
        (
            "text, authorization",
            json!({"description": format!("call it with Authorization: Bearer {secret} and wait")}),
        ),
        ("text, basic", json!({"description": format!("header: Authorization: Basic {basic}")})),
        ("text, assignment", json!({"description": format!("password={secret}")})),
        (
            "text, curl",
            json!({"description": format!("curl -u svc@acme.example:{secret} https://ci.acme.example")}),
        ),
        ("text, flag", json!({"description": format!("deploy --token {secret}")})),
    ]
}

/// Places that kept a planted value once. None of these values shows by its own form.
#[test]
fn nothing_planted_is_left() {
    let random = letters(11, ALNUM, 40);
    let basic = STANDARD.encode(STANDARD.encode("svc@acme.example:daKwtgHwIo"));
    let body = |key: &str| json!({"customBody": json!({key: "daKwtgHwIo"}).to_string()});
    let variable = |value: &str| json!({"type": "jira.create.variable", "value": {"name": {"type": "FREE", "value": "myvar"}, "query": {"type": "SMART", "value": value}}});
    let mut rows = vec![
        ("prose", "daKwtgHwIo", json!({"description": "Login: admin / Password: daKwtgHwIo"})),
        ("prose, end", "daKwtgHwIo", json!({"description": "The password is daKwtgHwIo."})),
        ("prose, German", "daKwtgHwIo", json!({"description": "Kennwort: daKwtgHwIo"})),
        ("prose, Russian", "daKwtgHwIo", json!({"description": "Логин: a, пароль: daKwtgHwIo"})),
        ("variable", &random, variable(&random)),
        ("variable, words", &random, variable(&format!("use {random} here"))),
        ("label", &random, json!({"label": random, "id": "t-1"})),
        ("label, 24", &random[..24], json!({"tokenLabel": format!("CI {} old", &random[..24])})),
        ("rule name", &random, json!({"rule": {"name": format!("Deploy {random}")}})),
        ("header name", &random, json!({"headers": [{"name": random, "value": "x", "headerSecure": false}]})),
        ("header key", &random, json!({"headers": {random.clone(): "x"}})),
        ("body key", &random, json!({"customBody": json!({random.clone(): 1}).to_string()})),
        ("basic twice", &basic, json!({"description": format!("use Basic {basic}")})),
        (
            "odd space",
            &random,
            json!({"description": format!("Authorization:\n\tBearer\u{a0}\u{2003} {random}")}),
        ),
        ("lines", &random, json!({"description": format!("token:\n{random}\nnext")})),
    ];
    let password = "hunter2-Xy9!";
    for text in [
        "*Password:* #",
        "**Password**: #",
        "<b>Password:</b> #",
        "Password - #",
        "password – #",
        "password：#",
        "密码：#",
        "||user||password||\n|password|#|",
        "password: |\n  #\n",
        "password: >-\n  #\n",
        "&quot;password&quot;: &quot;#&quot;",
        "{\\\\\\\"password\\\\\\\":\\\\\\\"#\\\\\\\"}",
        "password:\n  #\n",
    ] {
        rows.push(("loose", password, json!({"description": text.replace('#', password)})));
    }
    let encoded = STANDARD.encode(format!("svc@acme.example:{password}"));
    rows.push(("base64 alone", &encoded, json!({"comment": encoded})));
    for key in [
        "kennwort",
        "Kennwort",
        "datenbankkennwort",
        "contraseña",
        "CONTRASEÑA",
        "contrasen\u{303}a",
        "contrasena",
        "senha",
        "parola",
        "wachtwoord",
        "hasło",
        "пароль",
        "ПАРОЛЬ",
        "密码",
        "登录密码",
        "パスワード",
        "db_passwort",
        "mot de passe",
    ] {
        rows.push((key, "daKwtgHwIo", body(key)));
        rows.push((key, "daKwtgHwIo", json!({"config": {key: "daKwtgHwIo"}})));
    }
    let scrubber = Scrubber::new();
    for (place, secret, value) in rows {
        let once = scrubber.clean(value);
        assert!(!once.text().contains(secret), "{place}: {}", once.text());
        assert!(once.secrets() > 0, "{place}: {}", once.text());
        assert_eq!(scrubber.clean(once.get().clone()), once, "{place}");
    }
}

/// Names that people give, and words behind "password" that are none.
#[test]
fn names_that_people_give_stay() {
    let uuid = "0b1c2d3e-0000-4000-8000-1234567890ab";
    for name in [
        "5b10ac8d82e05b22cc7d4ef5",
        uuid,
        "712020:0b1c2d3e-0000-4000-8000-1234567890ab",
        "ari:cloud:jira::site/0b1c2d3e-0000-4000-8000-1234567890ab",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "ProdMigration2024FinalVersionB",
        "CI/CD-Pipeline-For-Team42-V2",
        "Sync customfield_10020 to CustomField10021",
        "JenkinsProdDeployTokenQ32026v2",
        "When2AssigneesChangeThenNotifyOpsTeam",
        "Password: SharePoint",
        "Password: LastPass",
        "Password: Schmidt",
        "Parola: nuova",
        "SecondHalf2026-OKRs-Q3Q4-ReviewBoard",
        "see https://acme.atlassian.net/wiki/x/AbC1dEfG2hIjK3lMnO4pQrS5",
    ] {
        let value = json!({"name": name, "label": name, "description": name});
        assert_eq!(clean(value.clone()), value);
    }
    let jql = json!({"name": "Mine", "query": "project = ABC AND assignee = \"712020:0b1c2d3e-0000-4000-8000-1234567890ab\""});
    assert_eq!(clean(jql.clone()), jql);
}

#[test]
fn each_form_is_known_anywhere() {
    for (kind, secret) in made(1) {
        for text in
            [secret.clone(), format!("see {secret}."), format!("名前{secret}名"), format!("(\"{secret}\")")]
        {
            let found = Scrubber::new().text(&text);
            assert_eq!(kinds(&found), [kind], "{kind} in {found}");
            assert!(!found.contains(&secret[8..]));
            assert_eq!(
                clean(json!({"name": text, "list": [{"x": text}]})).to_string().matches(kind.name()).count(),
                2
            );
        }
        let key = clean(json!({ secret.clone(): 1 }));
        assert_eq!(kinds(&key.to_string()), [kind], "as a key");
    }
}

#[test]
fn truncated_and_altered_tokens_count_too() {
    let token = atlassian("ATATT", 3);
    for text in [&token[..40], &token[..token.len() - 8], &token.replace('=', "%3D")] {
        assert_eq!(Scrubber::new().text(text).matches("atlassian-user-token").count(), 1, "{text}");
    }
}

#[test]
fn pem_blocks_go_whole() {
    let body = letters(5, ALNUM, 64);
    for text in [
        format!("x -----BEGIN RSA PRIVATE KEY-----\n{body}\n{body}\n-----END RSA PRIVATE KEY----- y"),
        format!("x -----BEGIN PRIVATE KEY-----\\n{body}\\n-----END PRIVATE KEY----- y"),
        format!("x -----BEGIN OPENSSH PRIVATE KEY-----\n{body} y"),
    ] {
        let found = Scrubber::new().text(&text);
        assert!(found.starts_with("x ⟦secret kind=private-key"), "{found}");
        assert!(!found.contains(&body));
    }
}

#[test]
fn basic_says_whose_but_never_keeps_another_user_name() {
    let header = |pair: &str| {
        let value = format!("Basic {}", STANDARD.encode(pair));
        one(&clean(json!({"name": "Authorization", "value": value, "headerSecure": false})))
    };
    let mark = header("svc@acme.example:hunter2hunter2");
    assert_eq!((mark.kind, mark.whose.as_deref()), (SecretKind::BasicAuth, Some("svc@acme.example")));
    let id = "712020:0b1c2d3e-0000-4000-8000-1234567890ab";
    assert_eq!(header(&format!("{id}:hunter2")).whose.as_deref(), Some(id));
    assert_eq!(header("5b10ac8d82e05b22cc7d4ef5:hunter2").whose.as_deref(), Some("5b10ac8d82e05b22cc7d4ef5"));
    let service = "ci-0b1c2d3e-4f5a-4b6c-8d7e-9f0a1b2c3d4e@serviceaccount.atlassian.com";
    assert_eq!(header(&format!("{service}:hunter2")).whose.as_deref(), Some(service));
    // The user name is the secret.
    assert_eq!(header("5b10ac8d82e05b22cc7d4ef5:").whose, None);
    assert_eq!(header("jenkins:hunter2").whose, None);
    assert_eq!(header(&format!("{}@x.example:x", letters(2, ALNUM, 32))).whose, None);
}

#[test]
fn one_credential_used_twice_has_one_fingerprint() {
    let scrubber = Scrubber::new();
    let token = atlassian("ATATT", 9);
    let basic = STANDARD.encode(format!("svc@acme.example:{token}"));
    let text = scrubber.text(&format!("Authorization: Bearer {token} / Authorization: Basic {basic}"));
    let marks = Mark::find_all(&text);
    assert_eq!(marks.len(), 2, "{text}");
    assert_eq!(marks[0].fingerprint, marks[1].fingerprint);
    assert_eq!(marks[0].fingerprint.as_ref().map(String::len), Some(12));
    let elsewhere = Mark::find_all(&Scrubber::new().text(&token));
    assert_ne!(marks[0].fingerprint, elsewhere[0].fingerprint, "useless outside of the run");
}

#[test]
fn places_tell_the_kind() {
    use SecretKind::*;
    let rows = [
        (json!({"name": "Authorization", "value": "Bearer abc123def", "headerSecure": false}), BearerToken),
        (json!({"name": "Authorization", "value": "GenieKey abc123", "headerSecure": false}), ApiKey),
        (json!({"name": "Authorization", "value": "opaque", "headerSecure": false}), ApiKey),
        (json!({"name": "X-Api-Key", "value": "abc", "headerSecure": false}), ApiKey),
        (json!({"name": "X-Password", "value": "abc", "headerSecure": false}), Password),
        (json!({"name": "X-Thing", "value": "abc", "headerSecure": true}), ApiKey),
        (json!({"name": "Authorization", "value": "***", "headerSecure": true}), Hidden),
        (json!({"name": "Authorization", "value": "Bearer •••••", "headerSecure": false}), Hidden),
        (json!({"name": "Authorization", "value": "", "headerSecure": true}), Hidden),
        (json!({"name": "PRIVATE-TOKEN", "value": {"keyOrValue": "gitlab", "secret": true}}), StoredSecret),
        (json!({"name": "PRIVATE-TOKEN", "value": {"keyOrValue": "gitlab", "secret": false}}), ApiKey),
        (json!({"usedSecretsKeys": ["gitlab"]}), StoredSecret),
        (json!({"webhookUrl": {"key": "teams"}}), StoredSecret),
        (json!({"webhookToken": "abc"}), WebhookToken),
        (json!({"webhookToken": "***"}), Hidden),
        (json!({"webhookUrl": "https://hooks.slack.com/services/T0/B0/x"}), SlackWebhook),
        (json!({"webhookUrl": "https://acme.webhook.office.com/webhookb2/x"}), TeamsWebhook),
        (
            json!({"webhookUrl": "https://prod-1.westeurope.logic.azure.com:443/workflows/x?sig=y"}),
            TeamsWebhook,
        ),
        (json!({"webhookUrl": "https://discord.com/api/webhooks/1/x"}), DiscordWebhook),
        (json!({"webhookUrl": "https://chat.acme.example/hooks/x"}), WebhookToken),
        (json!({"url": "https://discordapp.com/api/v10/webhooks/1/x"}), DiscordWebhook),
        (json!({"url": "https://hooks.zapier.com/hooks/catch/1/x"}), WebhookToken),
        (json!({"url": "https://api.telegram.org/bot123:abc/sendMessage"}), ApiKey),
        (json!({"url": "https://automation.atlassian.com/pro/hooks/abc"}), WebhookToken),
        (json!({"url": "https://api-private.atlassian.com/automation/webhooks/jira/a/b/c"}), WebhookToken),
        (json!({"url": "https://u:p4ss@ci.acme.example/"}), BasicAuth),
        (json!({"url": "https://svc%40acme.example:p4ss@ci.acme.example/"}), BasicAuth),
        (json!({"url": "https://ci.acme.example/?password=x1"}), Password),
        (json!({"url": "https://ci.acme.example/?api_key=x1"}), ApiKey),
        (json!({"secretAccessKey": "x1"}), AwsKey),
        (json!({"private_key": "x1"}), PrivateKey),
        (json!({"password": 12345}), Password),
        (json!({"customBody": json!({"field": letters(4, ALNUM, 40)}).to_string()}), UnknownSecret),
        (json!({"customBody": letters(4, ALNUM, 40)}), UnknownSecret),
    ];
    for (value, kind) in rows {
        assert_eq!(one(&clean(value.clone())).kind, kind, "{value}");
    }
}

#[test]
fn addresses_keep_what_a_report_needs() {
    let scrubber = Scrubber::new();
    let masked = |text: &str| {
        let clean = scrubber.text(text);
        Mark::find_all(&clean).iter().fold(clean.clone(), |text, mark| text.replace(&mark.to_string(), "#"))
    };
    let rows = [
        ("http://ci.acme.example:8080/job/x/build", "http://ci.acme.example:8080/job/x/build"),
        (
            "https://ci.acme.example/job?delay=0sec&token=abc#top",
            "https://ci.acme.example/job?delay=…&token=#",
        ),
        ("https://a:b1@ci.acme.example/job", "https://#@ci.acme.example/job"),
        ("https://a:b/c?d@ci.acme.example/job", "https://#@ci.acme.example/job"),
        ("https://x.example/?issue={{issue.key}}&t=1", "https://x.example/?issue={{issue.key}}&t=…"),
        ("https://x.example/?token={{secrets.token}}", "https://x.example/?token={{secrets.token}}"),
        ("https://{{user}}:{{pass}}@x.example/", "https://{{user}}:{{pass}}@x.example/"),
        (
            "https://x.example/rest?issueKey=ABC-12&jql=project+%3D+A",
            "https://x.example/rest?issueKey=…&jql=…",
        ),
        ("https://hooks.slack.com/services/T0/B0/abc", "https://hooks.slack.com/#"),
        ("hooks.slack.com/services/T0/B0/abc", "hooks.slack.com/services/#"),
        (
            "[job|https://x.example/?a=b] and (https://x.example/?a=b).",
            "[job|https://x.example/?a=…] and (https://x.example/?a=…).",
        ),
        ("https://medium.com/@someone/post-1", "https://medium.com/@someone/post-1"),
        (
            "https://api.atlassian.com/admin/v1/orgs/o/users?cursor=eyJpZCI6MX0&limit=100",
            "https://api.atlassian.com/admin/v1/orgs/o/users?cursor=eyJpZCI6MX0&limit=100",
        ),
    ];
    for (text, expected) in rows {
        assert_eq!(masked(text), expected, "{text}");
    }
}

#[test]
fn headers_that_are_no_secret_are_not_called_one() {
    let header = |name: &str, value: &str| {
        clean(json!({"name": name, "value": value, "headerSecure": false}))["value"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(header("Content-Type", "application/json"), "application/json");
    assert_eq!(header("X-Team", "platform"), "⟦dropped⟧");
    assert_eq!(header("X-Idempotency-Key", "7"), "⟦dropped⟧");
    for smart in
        ["{{issue.key}}", "Bearer {{token}}", "Bearer {{token.access_token}}", "Basic {{creds.base64}}"]
    {
        assert_eq!(header("Authorization", smart), smart);
    }
    // A smart value is no hiding place.
    let literal = header("Authorization", r#"Basic {{"svc@acme.example:hunter2hunter2".asBase64}}"#);
    assert!(!literal.contains("hunter2"), "{literal}");
}

/// Real-looking values of every kind that an audit lives on. None may change.
const INNOCENT: &[&str] = &[
    "",
    " ",
    "712020:0b1c2d3e-0000-4000-8000-1234567890ab",
    "557058:f58131cb-b67d-43c7-b30d-6b58d40bd077",
    "5b10ac8d82e05b22cc7d4ef5",
    "70121:0b1c2d3e-0000-4000-8000-1234567890ab",
    "qm:0b1c2d3e-0000-4000-8000-1234567890ab:1b1c2d3e-0000-4000-8000-1234567890ab",
    "JIRAUSER10001",
    "0b1c2d3e-0000-4000-8000-1234567890ab",
    "ari:cloud:jira::site/0b1c2d3e-0000-4000-8000-1234567890ab",
    "ari:cloud:jira:0b1c2d3e-0000-4000-8000-1234567890ab:project/10000",
    "ari:cloud:platform::org/0b1c2d3e-0000-4000-8000-1234567890ab",
    "addon_com.codebarrel.addons.automation.lite",
    "project = ABC AND assignee = \"712020:0b1c2d3e-0000-4000-8000-1234567890ab\" ORDER BY created DESC",
    "text ~ \"reset token\" AND key in (ABC-1, ABC-2)",
    "key = ABC-1",
    "summary ~ \"password\"",
    "{{issue.key}}",
    "{{webhookData.token}}",
    "{{now.format(\"yyyy-MM-dd'T'HH:mm:ss\")}}",
    "{{#if(equals(issue.status.name, \"Done\"))}}token{{/}}",
    "[~accountid:5b10ac8d82e05b22cc7d4ef5] please look",
    "someone@acme.example",
    "svc-deploy+jira@acme.example",
    "0b1c2d3e@connect.atlassian.com",
    "山田 太郎",
    "Ольга Соколова",
    "Zoë O'Brien-Łukaszewicz",
    "محمد علي",
    "2026-11-23T21:27:43.123+0000",
    "2026-11-23",
    "eyJpZCI6IjEwMDAwIiwiY29udGVudE9yZGVyIjoiaWQifQ==",
    "CAEaAggD",
    "/wiki/api/v2/spaces?limit=25&cursor=eyJpZCI6MX0",
    "Reset the token: see the wiki",
    "Password: required",
    "The secret is to keep going",
    "API token for CI",
    "secret: 2026-11-23",
    "token: ABC-123, ABC-124",
    "the token is ABC-123.",
    "git@github.com:acme/repo1.git",
    "mailto:someone1@acme.example",
    "a1@acme.example:b2@acme.example",
    "at someone@acme.example: 10:30",
    "pass: 2026-11-23",
    "Basic training for new people",
    "Bearer of good news",
    "Token ring networks: an introduction",
    "authorization: required for admins",
    "A skill: basic accessibility",
    "session: Monday morning",
    "com.atlassian.jira.plugin.system.customfieldtypes:userpicker",
    "customfield_10020",
    "com.xiplink.jira.git.jira_git_plugin:pull-request-merged-trigger",
    "0 0/15 * * * ?",
    "FREQ=WEEKLY;BYDAY=MO",
    "https://acme.atlassian.net/rest/api/3/user/avatar/48",
    "https://acme.atlassian.net/browse/ABC-1",
    "https://avatar-management--avatars.us-west-2.prod.public.atl-paas.net/5b10ac8d82e05b22cc7d4ef5/48a1b2c3-0000-4000-8000-1234567890ab/128",
    "https://secure.gravatar.com/avatar/0123456789abcdef0123456789abcdef",
    "Dear all, https://acme.example/a/b.",
    "{\"a\": 1,  \"b\": [\"x\"]}",
    "[1, 2]",
    "[ABC] fix {code}x{code}",
    "{color:red}note{color}",
    "true",
    "null",
    "ATATT3",
    "AKIA",
    "ATBB",
    "xoxb-",
    "eyJ",
    "read:jira-work write:jira-work",
    "manage:jira-configuration",
    "Atlassian API token starts with ATATT3…",
    "⟦dropped⟧",
    "⟦not a mark⟧",
    "a :// b",
    "://",
    "{{",
    "}}",
    "https://x.example/hook?issue=${issue.key}&project=${project.key}",
    "https://x.example/{{issue.key}}/${issue.id}",
    "/secure/Dashboard.jspa",
    "jira-administrators-00000000-0000-4000-8000-000000000000",
    "https://acme.atlassian.net/rest/webhooks/1.0/webhook/5",
    "https://[::1]:8080/x",
    "jira:issue_created",
];

#[test]
fn the_innocent_are_left_alone() {
    let scrubber = Scrubber::new();
    for text in INNOCENT {
        assert_eq!(scrubber.text(text), *text);
        assert_eq!(clean(json!({"name": text, "self": text, "list": [text]}))["list"][0], *text);
        assert_eq!(scrubber.last_check(text), None);
    }
    for value in [
        json!({"tokenId": "ab12cd34ef56", "tokenLabel": "ci-1", "apiTokens": [{"id": "12", "label": "ci"}]}),
        json!({"nextPageToken": "CAEaAggD", "clientKey": "00000000-0000-3000-8000-00000000ce01", "key": "ABC-1"}),
        json!({"token": {"id": "a1", "label": "ci token 2", "status": "ACTIVE"}, "secret": true, "token2": null}),
        json!({"project": {"key": "ABC", "name": "Token shop"}, "eventKey": "jira:issue_created", "issueKey": "ABC-1"}),
        json!({"authType": "OAUTH_3LO", "connectionTargetKey": "com.atlassian.confluence.native"}),
        json!({"name": "Platform", "value": "x"}),
        json!({"key": "issue.support", "value": {"a": "b1c2d3"}}),
        json!({"authorAccountId": "712020:0b1c2d3e-0000-4000-8000-1234567890ab", "author": {"accountId": "5b10ac8d82e05b22cc7d4ef5"}}),
        json!({"password": "", "token": null, "secret": false, "webhookToken": null, "webhookUrl": null, "headers": []}),
        json!({"customBody": "{\"issue\": \"{{issue.key}}\", \"who\": \"712020:0b1c2d3e-0000-4000-8000-1234567890ab\", \"at\": \"2026-11-23T21:27:43.123+0000\", \"page\": \"https://acme.atlassian.net/wiki/spaces/ABC/pages/123456789012345678901234\"}"}),
        json!({"auth": "SAML", "signature": "Kind regards", "pass": "yes", "cookie": "optional"}),
        json!({"customBody": "team-0b1c2d3e-0000-4000-8000-1234567890ab bot-0b1c2d3e-0000-4000-8000-1234567890ab@connect.atlassian.com"}),
        json!({"passwordPolicy": {"minimumLength": 8}, "keys": ["a"], "patterns": "x", "signed": false}),
        json!({"usedSecretsKeys": [], "groups": ["jira-software-users"], "description": null, "n": 1.5}),
    ] {
        assert_eq!(clean(value.clone()), value);
    }
}

#[test]
fn our_own_credentials_go_from_anywhere() {
    let own = "correct horse battery staple";
    let scrubber = Scrubber::new().knowing([Secret::new(own), Secret::new("correct horse"), Secret::new("")]);
    let text = scrubber.text(&format!("x{own}y"));
    assert!(text.starts_with("x⟦secret kind=unknown-secret fp=") && text.ends_with("⟧y"), "{text}");
    let value = scrubber.clean(json!({"a": own, own: [{"b": format!("{{\"c\":\"{own}\"}}")}]}));
    assert!(!value.text().contains("horse"));
    assert_eq!(value.secrets(), 3);
    assert!(scrubber.last_check(own).is_some_and(|text| !text.contains("horse")));
}

#[test]
fn a_secret_in_memory_cannot_be_printed() {
    assert_eq!(format!("{:?}", Secret::new(" hunter2\n")), "Secret(***)");
    assert_eq!(Secret::new(" hunter2\n").expose(), "hunter2");
    let scrubber = Scrubber::new().knowing([Secret::new("hunter2hunter2")]);
    assert!(!format!("{scrubber:?}").contains("hunter2"));
}

#[test]
fn forged_marks_are_no_way_out() {
    let token = atlassian("ATATT", 4);
    for text in [
        format!("⟦secret kind=password whose={token}@acme.example⟧"),
        format!("⟦secret kind={token}⟧"),
        format!("⟦secret kind=password fp={token}⟧"),
    ] {
        assert!(!Scrubber::new().text(&text).contains(&token[10..]), "{text}");
    }
    assert!(Mark::find_all("⟦secret kind=made-up⟧").is_empty());
}

#[test]
fn marks_read_and_write() {
    let text = "⟦secret kind=basic-auth whose=svc@acme.example fp=0123456789ab⟧";
    let marks = Mark::find_all(&format!("a {text} b ⟦secret kind=hidden⟧"));
    assert_eq!(marks.len(), 2);
    assert_eq!(marks[0].to_string(), text);
    assert_eq!(marks[0].whose.as_deref(), Some("svc@acme.example"));
    for kind in SecretKind::ALL {
        assert_eq!(SecretKind::from_name(kind.name()), Some(*kind));
        assert!(!kind.title().is_empty());
    }
    assert_eq!(SecretKind::AtlassianServiceToken.is_atlassian(), Some(true));
    assert_eq!(SecretKind::SlackWebhook.is_atlassian(), Some(false));
    assert_eq!(SecretKind::BasicAuth.is_atlassian(), None);
}

#[test]
fn deep_documents_do_not_overflow() {
    let mut deep = json!({"webhookUrl": "https://hooks.slack.com/services/x"});
    for _ in 0..300 {
        deep = json!({"password": {"value": deep}, "headers": []});
    }
    let clean = Scrubber::new().clean(deep);
    assert!(!clean.text().contains("services"));
}

#[test]
fn a_thousand_users_are_quick() {
    let user = |n: usize| {
        json!({"accountId": format!("712020:0b1c2d3e-0000-4000-8000-{n:012}"), "email": format!("user{n}@acme.example"),
            "name": "Some Person", "nickname": "some", "accountType": "atlassian", "accountStatus": "active",
            "platformRoles": ["atlassian/user"], "avatar": "https://secure.gravatar.com/avatar/0123456789abcdef0123456789abcdef?d=https%3A%2F%2Fx",
            "productAccess": (0..6).map(|p| json!({"key": "jira-software", "siteId": format!("site-{p}"), "lastActiveTimestamp": "2026-11-23T21:27:43Z", "resourceId": "ari:cloud:jira::site/0b1c2d3e-0000-4000-8000-1234567890ab"})).collect::<Vec<_>>()})
    };
    let users: Value = (0..1000).map(user).collect();
    let scrubber = Scrubber::new().knowing([Secret::new(atlassian("ATATT", 1))]);
    scrubber.clean(users.clone());
    let start = std::time::Instant::now();
    let clean = scrubber.clean(users);
    let took = start.elapsed();
    println!("1,000 users, {} bytes: {took:?}", clean.text().len());
    assert!(took.as_millis() < if cfg!(debug_assertions) { 5000 } else { 200 }, "{took:?}");
}

#[test]
fn hostile_texts_take_no_quadratic_time() {
    let scrubber = Scrubber::new();
    let start = std::time::Instant::now();
    for unit in [
        "{{",
        "{{a}} ",
        "⟦",
        "⟦secret kind=",
        "://",
        "a://",
        "a:",
        "https://x ",
        "token",
        "token:",
        "password=",
        "-----BEGIN PRIVATE KEY-----",
        "eyJ",
        "Basic ",
        "authorization: ",
        "[",
        "{",
        "\"",
        "'",
        "\\",
        "@",
        "%40",
        "a.",
        "ATATT3",
        "-u a",
        "a=b&",
    ] {
        let text = unit.repeat(40_000 / unit.len());
        scrubber.text(&text);
        scrubber.clean(json!({"customBody": text, "url": format!("https://{text}"), "webhookUrl": text, "headers": [{"name": text, "value": text}]}));
        assert!(start.elapsed().as_secs() < 60, "{unit}: {:?}", start.elapsed());
    }
}

#[test]
fn a_json_body_as_text_is_scrubbed_by_its_places() {
    let text = Scrubber::new()
        .text(r#"{"errors": [{"name": "X-Api-Key", "value": "abc"}], "headers": {"x-key": "abc"}}"#);
    assert!(!text.contains("abc") && text.starts_with('{'), "{text}");
    let query = |text: &str| kinds(&Scrubber::new().text(text)).len();
    assert_eq!(query("https://x.example/?countryCode=DE&authSource=admin&sortKey=name&tokenize=true"), 0);
    assert_eq!(query("https://x.example/?code=abcdef&key=abcdef"), 2);
}

/// Rule exports in a folder of one's own: `TOUCHPOINT_TEST_RULES=dir cargo test`. They hold no credential.
#[test]
#[allow(clippy::disallowed_methods, reason = "a test names its folder by the environment")]
fn sample_rules_keep_their_evidence() {
    let Ok(folder) = std::env::var("TOUCHPOINT_TEST_RULES") else { return };
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let Ok(before) = serde_json::from_slice::<Value>(&std::fs::read(&path).unwrap()) else { continue };
        let after = clean(before.clone());
        if after != before {
            println!("{}: {after:#}", path.display());
        }
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        4 => any::<String>(),
        3 => "[a-zA-Z0-9:/?&=@#.{}\\[\\]<>|\"'\\\\ ⟦⟧…%-]{0,60}",
        2 => (any::<u64>(), any::<prop::sample::Index>()).prop_map(|(seed, which)| which.get(&made(seed)).1.clone()),
        2 => (any::<u64>(), any::<prop::sample::Index>(), any::<prop::sample::Index>()).prop_map(|(seed, which, place)| {
            place.get(&places(&which.get(&made(seed)).1)).1.to_string()
        }),
        2 => "(password|token|Authorization|Basic|Bearer|https://|user:pw@|x\\.org|[?&;=: ]|AKIA[A-Z0-9]{16}|\\{\\{|\\}\\}|⟦dropped⟧|⟦secret kind=password⟧){0,8}",
        1 => prop::sample::select(INNOCENT).prop_map(str::to_owned),
    ];
    let key = prop_oneof![
        "[a-z]{0,6}",
        any::<String>(),
        prop::sample::select(vec![
            "name",
            "value",
            "headers",
            "headerSecure",
            "url",
            "webhookUrl",
            "webhookToken",
            "customBody",
            "password",
            "token",
            "key",
            "keyOrValue",
            "secret",
            "query",
            "usedSecretsKeys",
            "Authorization",
        ])
        .prop_map(str::to_owned),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((key.clone(), inner), 0..6)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    // Each case is every kind in every place.
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_secret_of_any_form_survives_any_place(seed: u64) {
        let scrubber = Scrubber::new();
        for (kind, secret) in made(seed) {
            for (place, value) in places(&secret) {
                let clean = scrubber.clean(value).text();
                prop_assert!(!clean.contains(&secret), "{kind} in {place}: {clean}");
                // Nor a good part of it, nor inside base64.
                prop_assert!(!clean.contains(&secret[secret.len() / 2..]), "half of {kind} in {place}: {clean}");
                prop_assert!(!clean.contains("c3ZjQGFjbWUuZXhhbXBsZTp"), "base64 of {kind} in {place}: {clean}");
                prop_assert!(!Mark::find_all(&clean).is_empty() || matches!(place, "fragment" | "body twice"), "{kind} in {place}: {clean}");
                prop_assert_eq!(scrubber.last_check(&clean), None);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// A password shows by its place only. (In prose and on a command line it needs a digit or a symbol.)
    #[test]
    fn no_password_survives_its_place(secret in "[a-z]{3}[A-Za-z0-9!$*+._~^-]{4,20}[0-9][a-z]{2}") {
        let scrubber = Scrubber::new();
        for (place, value) in places(&secret) {
            if matches!(place, "query of no name" | "header lines") {
                continue;
            }
            let clean = scrubber.clean(value).text();
            prop_assert!(!clean.contains(&secret), "{place}: {clean}");
        }
    }

    #[test]
    fn scrubbing_twice_is_scrubbing_once(value in any_json()) {
        let scrubber = Scrubber::new();
        let once = scrubber.clean(value.clone());
        let twice = scrubber.clean(once.get().clone());
        prop_assert_eq!(once.get(), twice.get(), "from {}", value);
        prop_assert_eq!(scrubber.last_check(&once.text()), None);
    }

    #[test]
    fn any_text_is_survived(text in any::<String>(), noise in "[ -~⟦⟧{}:/@=&?#]{0,200}") {
        let scrubber = Scrubber::new().knowing([Secret::new("hunter2hunter2")]);
        for text in [text, noise] {
            let once = scrubber.text(&text);
            prop_assert_eq!(scrubber.text(&once), once);
        }
    }
}
