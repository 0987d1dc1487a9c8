//! `rule-clear-text-target`

use serde_json::json;

use crate::case::*;

fn sends_to(url: &str, headers: serde_json::Value, state: &str) -> Case {
    let change = json!({"state": state, "components": [web_request(url, headers)]});
    Case::usual().rule(with(rule("Tell the build"), change))
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    let hidden = json!([{"id": null, "name": "Authorization", "value": "***", "headerSecure": true}]);
    let basic = header("Authorization", "Basic c3ZjLWJ1aWxkOmludmVudGVkLXBhc3N3b3Jk");
    vec![
        ("high", sends_to("http://build.acme.example/job", basic.clone(), "ENABLED")),
        ("high", sends_to("http://build.acme.example/job", hidden, "ENABLED")),
        ("high", sends_to("http://svc-build:Inv3nted-Passw0rd@build.acme.example/job", json!([]), "ENABLED")),
        ("medium", sends_to("http://build.acme.example:8080/job?x={{issue.key}}", json!([]), "ENABLED")),
        ("medium", sends_to("HTTP://Build.acme.example", json!([]), "ENABLED")),
        ("medium", sends_to("http://127.evil.example/", json!([]), "ENABLED")),
        ("low", sends_to("http://build.acme.example/job", basic, "DISABLED")),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    vec![
        ("https", sends_to("https://build.acme.example/job", json!([]), "ENABLED")),
        ("loopback by number", sends_to("http://127.0.0.1:8080/job", json!([]), "ENABLED")),
        ("loopback by name", sends_to("http://localhost/job", json!([]), "ENABLED")),
        ("loopback of the newer kind", sends_to("http://[::1]:8080/job", json!([]), "ENABLED")),
        ("a computed host", sends_to("{{webhookUrl}}", json!([]), "ENABLED")),
        ("http in a text, not as a target", Case::usual().rule(with(rule("Comment"), json!({
            "components": [step("jira.issue.comment", json!({"comment": "see http://build.acme.example/"}))],
        })))),
    ]
}
