//! `org-key-of-leaver`

use serde_json::{Value, json};

use crate::case::*;

fn gone() -> Value {
    deactivated(person(ADA, "Ada Example"))
}

fn key() -> Value {
    org_key("k-1", ADA, "SCIM bridge")
}

fn unscoped() -> Value {
    with(key(), json!({"scopes": []}))
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    vec![
        ("high", Case::new().user(gone()).org_key(unscoped())),
        ("high", Case::new().user(deleted(gone())).org_key(unscoped())),
        ("medium", Case::new().user(gone()).org_key(key())),
        // That nothing is said of scopes is not that there are none.
        ("medium", Case::new().user(gone()).org_key(with(key(), json!({"scopes": null})))),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    let stranger = with(key(), json!({"createdBy": {"email": "ada@elsewhere.example"}}));
    vec![
        ("an active maker", Case::new().user(person(ADA, "Ada Example")).org_key(unscoped())),
        ("a suspended maker", Case::new().user(suspended(person(ADA, "Ada Example"))).org_key(unscoped())),
        ("a maker of whom nothing is known", Case::new().org_key(unscoped())),
        ("nobody is told", Case::new().user(gone()).org_key(with(key(), json!({"createdBy": null})))),
        ("an address of nobody", Case::new().user(gone()).org_key(stranger)),
        ("expired", Case::new().user(gone()).org_key(with(key(), json!({"expiresAt": ago(0)})))),
    ]
}

/// It is a risk, not a breakage: the key goes on working, which is documented for one state and inferred for the
/// other.
#[test]
fn the_key_survives() {
    let row = fires().remove(0).1.one("org-key-of-leaver");
    assert_eq!((row.effect, row.certainty), (Some("survives"), Some("documented")));
    assert_eq!(row.replacement, Some("transfer"));
    assert_eq!(row.title, "Organisation API key \"SCIM bridge\" was made by Ada Example, who is deactivated");
    let row = fires().remove(1).1.one("org-key-of-leaver");
    assert_eq!((row.effect, row.certainty), (Some("survives"), Some("inferred")));
}
