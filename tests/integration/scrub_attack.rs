//! What an attacker tried on the scrubber: texts that hang it, and places where a secret passed.

use std::time::Instant;

use serde_json::json;
use touchpoint::scrub::Scrubber;

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
        let text = unit.repeat(250_000 / unit.len());
        let start = Instant::now();
        scrubber.clean(json!({"text": text}));
        let plain = start.elapsed();
        scrubber.last_check(&text);
        let last = start.elapsed() - plain;
        scrubber.clean(json!({"url": format!("https://{text}"), "webhookUrl": text, "customBody": text}));
        let all = start.elapsed();
        println!("{unit:?}: {plain:?}, {last:?}, {all:?}");
        assert!(all.as_secs() < 20, "{unit}: {plain:?}, {last:?}, {all:?}");
    }
}
