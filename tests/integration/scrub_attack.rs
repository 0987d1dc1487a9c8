//! What an attacker tried on the scrubber: texts that hang it, and places where a secret passed.

use std::time::Instant;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use touchpoint::scrub::{Mark, Scrubber};

/// Ten times more takes ten times as long, even with nothing optimised; a quadratic rule takes minutes here.
#[test]
fn no_rule_is_quadratic() {
    let scrubber = Scrubber::new();
    for unit in [
        "a@b.c:",
        "user1@acme.com:cc:",
        "a@b.cc:dddddd",
        "{{",
        "{{a",
        "${aaaaaaaa",
        "⟦",
        "⟦secret kind=password whose=",
        "tokenize:",
        "tokens=",
        "token \"",
        "token:\"x\\",
        "authorization: foo ",
        "cookie: a=",
        "curl -u",
        "a:",
        "eyJaaaaaaaa.",
        "//a:",
        "aB3dE6gH9",
    ] {
        let text = unit.repeat(200_000 / unit.len());
        let start = Instant::now();
        scrubber.clean(json!({"text": text}));
        let plain = start.elapsed();
        scrubber.last_check(&text);
        let last = start.elapsed() - plain;
        scrubber.clean(json!({"url": format!("https://{text}"), "webhookUrl": text, "customBody": text, "headers": {"Authorization": text}}));
        let all = start.elapsed();
        println!("{unit:?}: {plain:?}, {last:?}, {all:?}");
        assert!(all.as_secs() < 20, "{unit}: {plain:?}, {last:?}, {all:?}");
    }
}

/// Mixed as a made secret is, and of no known form.
const RANDOM: &str = "kP9vX2mQ7tR4wZ8bN3cJ6hL5";
const HEX: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b";

/// Each place once kept its planted value.
#[test]
fn nothing_planted_is_left() {
    let header = |value: Value| json!({"name": "Authorization", "value": value, "headerSecure": false});
    let secure = |value: Value| json!([{"name": "X-A", "value": value, "headerSecure": true}]);
    let encoded = STANDARD.encode("me@acme.example:short9");
    let token = STANDARD.encode(format!("x ATATT3{RANDOM}"));
    let rows = [
        ("tok12Zebra", header(json!(r#"Basic {{"admin:tok12Zebra".asBase64()}}"#))),
        ("hunter2pass99", header(json!(r#"Bearer {{"hunter2pass99"}}"#))),
        (RANDOM, header(json!(format!("{{{{{RANDOM}}}}}")))),
        (RANDOM, header(json!(format!("{{{{token|{RANDOM}}}}}")))),
        ("shortsecret1", header(json!("Bearer ${shortsecret1}"))),
        ("hunter3x77", json!({"url": "{{baseUrl}}/api?key=hunter3x77"})),
        (RANDOM, json!({"url": format!("{{{{base}}}}/services/T0AA/B0AA/{RANDOM}")})),
        ("hunter3x77", json!({"endpoint": "/x?token=hunter3x77"})),
        ("hunter3x77", json!({"uri": "//ci.acme.example/x?token=hunter3x77"})),
        ("hunter3x77", json!({"url": "ci.acme.example:80/x?token=hunter3x77"})),
        ("hunter3x77", json!({"webhookUrl": "{{base}}/x/hunter3x77"})),
        ("hunter3x77", json!({"headers": {"Authorization": {"raw": "hunter3x77"}}})),
        ("hunter3x77", json!({"headers": {"X-Api-Key": [["hunter3x77"]]}})),
        ("hunter3x77", json!({"Headers": {"X-Api-Key": "hunter3x77"}})),
        ("hunter3x77", secure(json!({"raw": "hunter3x77"}))),
        (
            "hunter3x77",
            json!([{"name": "X-A", "value": "***", "previousValue": "hunter3x77", "headerSecure": true}]),
        ),
        ("12345678", secure(json!([12345678]))),
        ("12345678", secure(json!({"keyOrValue": 12345678}))),
        ("hunter3x77", json!({"authHeader": "hunter3x77"})),
        ("hunter3x77", json!({"basicAuth": "hunter3x77"})),
        ("hunter3x77", json!({"apiKeys": ["hunter3x77"]})),
        ("hunter3x77", json!({"tokens": ["hunter3x77"]})),
        ("hunter3x77", json!({"passwords": {"value": "hunter3x77"}})),
        ("hunter3x77", json!({"authorizationHeader": "hunter3x77"})),
        ("hunter3x77", json!({"tokenValue": "hunter3x77"})),
        ("hunter3x77", json!({"secretText": "hunter3x77"})),
        ("hunter3x77", json!({"secret": {"value": "hunter3x77"}})),
        ("hunter3x77", json!({"secret": {"text": "hunter3x77"}})),
        ("12345678", json!({"token": 12345678})),
        ("hunter3x77", json!({"webhookToken": {"value": "hunter3x77"}})),
        ("hunter3x77", json!({"webhookToken": ["hunter3x77", {"a": "hunter3x77"}]})),
        ("hunter3x77", json!({"webhookUrl": {"raw": "https://x.example/hunter3x77"}})),
        ("hunter3x77", json!({"webhookUrl": "password=hunter3x77 https://x.example/a/b"})),
        ("hunter3x77", json!({"webhookUrl": "curl -u a:hunter3x77 https://x.example/a/b"})),
        ("hunter3x77", json!({"hookUrl": "https://x.example/hunter3x77"})),
        ("hunter3x77", json!({"slackwebhook": "https://x.example/hunter3x77"})),
        ("hunter3x77", json!({"url": "https://x.example/hunter3x77", "urlSecure": true})),
        (RANDOM, json!([{"headerName": RANDOM, "value": "x", "headerSecure": false}])),
        (RANDOM, json!({"map": {RANDOM: 1}})),
        (RANDOM, json!({"text": format!("https://x.example/?cursor={RANDOM}")})),
        ("hunter3x77", json!({"text": "https://hooks.slack.com./services/T0/B0/hunter3x77"})),
        ("hunter3x77", json!({"text": "hooks.slack.com./services/T0/B0/hunter3x77"})),
        (RANDOM, json!({"url": format!("https://x.example/a/{RANDOM}/b")})),
        (HEX, json!({"url": format!("https://x.example/a/{HEX}")})),
        (RANDOM, json!([{"name": "User-Agent", "value": format!("svc {RANDOM}"), "headerSecure": false}])),
        (RANDOM, json!({"headers": {"Content-Type": RANDOM}})),
        (encoded.as_str(), json!({"text": format!("use {encoded} there")})),
        (token.as_str(), json!({"text": token})),
        (RANDOM, json!({"text": format!("ghv_{RANDOM}")})),
        (RANDOM, json!({"text": format!("glsa_{RANDOM}")})),
        ("hunter3x77", json!({"text": "curl -u bob:hunter3x77 x"})),
        ("hunter3x77", json!({"text": "curl -s -ubob:hunter3x77 x"})),
        ("hunter3x77", json!({"text": format!("Cookie: a=ATATT3{RANDOM}; b=hunter3x77")})),
        ("hunter3x", json!({"text": "Cookie: theme=dark; b=hunter3x"})),
        ("horse9", json!({"text": r#"set "password": "cor\"rect horse9", then"#})),
    ];
    let scrubber = Scrubber::new();
    let mut left = Vec::new();
    for (secret, value) in rows {
        let once = scrubber.clean(value.clone());
        if once.text().contains(secret) {
            left.push(format!("{value}\n    {}", once.text()));
        }
        assert_eq!(scrubber.clean(once.get().clone()), once, "{value}");
        assert_eq!(scrubber.last_check(&once.text()), None, "{value}");
    }
    assert!(left.is_empty(), "{}", left.join("\n"));
}

/// What resembles it and is none.
#[test]
fn the_innocent_stay() {
    let scrubber = Scrubber::new();
    for value in [
        json!({"apiTokens": 12345, "maxTokens": 4096, "tokenId": "ab12cd34ef56", "secret": true, "basicAuth": true}),
        json!({"name": "Authorization", "value": "Bearer {{webhookData.token}}", "headerSecure": false}),
        json!({"headers": {"Accept": "application/json", "User-Agent": "curl/8.5.0"}}),
        json!({"url": "{{issue.url}}", "uri": "/browse/ABC-1", "endpoint": "{{base}}/rest/api/3/issue/{{issue.key}}"}),
        json!({"url": "https://acme.example/x/0b1c2d3e-0000-4000-8000-1234567890ab/5b10ac8d82e05b22cc7d4ef5"}),
        json!({"avatarUrl": "https://secure.gravatar.com/avatar/0123456789abcdef0123456789abcdef"}),
        json!({"address": "someone@acme.example", "link": "see the wiki", "url": "acme.example"}),
        json!({"5b10ac8d82e05b22cc7d4ef5": 1, "712020:0b1c2d3e-0000-4000-8000-1234567890ab": 2}),
        json!({"text": "Cookie: optional; a cookie: yes", "image": "aW1hZ2UgZGF0YSBvZiBubyBpbnRlcmVzdCBhdCBhbGw="}),
    ] {
        assert_eq!(*scrubber.clean(value.clone()).get(), value);
    }
}

/// Only Atlassian's own two domains make addresses from random parts, and they make them from UUIDs.
#[test]
fn a_mark_names_no_secret_as_a_person() {
    for domain in ["x.atlassian.com", "serviceaccount.atlassian.com"] {
        assert!(Mark::find_all(&format!("⟦secret kind=password whose={RANDOM}@{domain}⟧")).is_empty());
    }
}
