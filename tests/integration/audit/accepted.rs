//! What the configuration says of a finding: accepted until a day, and who answers for the account.

use serde_json::json;

use crate::case::*;

fn runs_as_ada() -> Case {
    let actor = json!({"actor": {"type": "ACCOUNT_ID", "actor": ADA}});
    Case::usual().user(person(ADA, "Ada Example")).rule(with(rule("Close stale issues"), actor))
}

fn accept(what: &str, until: &str) -> String {
    format!("[[accept]]\n{what}\nreason = \"known\"\napprover = \"Cy Example\"\nuntil = {until}\n")
}

#[test]
fn a_finding_is_accepted_by_its_id() {
    let id = runs_as_ada().one("rule-actor-person").finding;
    let case = runs_as_ada().config(&accept(&format!("finding = \"{id}\""), "2026-12-31"));
    assert_eq!(case.one("rule-actor-person").status, "accepted");
    let summary = case.assess().summary;
    assert_eq!((summary.accepted, summary.findings["high"]), (1, 0));
}

#[test]
fn a_finding_is_accepted_by_check_and_account() {
    for account in [ADA, "ada.example@acme.example", "Ada.Example@ACME.example"] {
        let what = format!("check = \"rule-actor-person\"\naccount = \"{account}\"");
        let case = runs_as_ada().config(&accept(&what, "2026-12-31"));
        assert_eq!(case.one("rule-actor-person").status, "accepted", "{account}");
    }
}

#[test]
fn nothing_else_is_accepted_with_it() {
    for what in [
        "finding = \"f-0000000000000000\"".to_owned(),
        format!("check = \"rule-actor-person\"\naccount = \"{BEN}\""),
        format!("check = \"rule-owner-gone\"\naccount = \"{ADA}\""),
    ] {
        let case = runs_as_ada().config(&accept(&what, "2026-12-31"));
        assert_eq!(case.one("rule-actor-person").status, "open", "{what}");
    }
}

/// The day itself still counts; the day after does not, even for a configuration that was read before.
#[test]
fn an_exception_ends_with_its_day() {
    let what = format!("check = \"rule-actor-person\"\naccount = \"{ADA}\"");
    let case = runs_as_ada().config(&accept(&what, "2026-11-23")).configured_on("2026-11-01");
    assert_eq!(case.one("rule-actor-person").status, "accepted");
    let later = case.counted_from("2026-11-24T00:00:00Z");
    assert_eq!(later.one("rule-actor-person").status, "open");
}

/// Every exception has a row of its own, with what it covers; one that covers nothing, and one that has run out, say so.
#[test]
fn exceptions_are_told_with_what_they_cover() {
    let what = format!("check = \"rule-actor-person\"\naccount = \"{ADA}\"");
    let config = [
        accept(&what, "2026-12-31"),
        accept("finding = \"f-0000000000000000\"", "2026-12-31"),
        accept(&what.replace("person", "persons"), "2026-12-31"),
    ]
    .concat();
    let found = runs_as_ada().config(&config).assess();
    let told: Vec<(&str, usize)> =
        found.exceptions.iter().map(|row| (row.standing, row.covers.len())).collect();
    assert_eq!(told, [("in-force", 1), ("matches-nothing", 0), ("matches-nothing", 0)]);
    let row = &found.exceptions[0];
    assert_eq!(
        (row.reason.as_str(), row.approver.as_str(), row.until.as_str()),
        ("known", "Cy Example", "2026-12-31")
    );
    assert!(row.titles[0].contains("Ada Example") && row.note.is_empty());
    assert!(
        found.exceptions[1].note.starts_with("line 7: nothing that was found"),
        "{}",
        found.exceptions[1].note
    );
    assert!(
        found.exceptions[2].note.contains("no check \"rule-actor-persons\""),
        "{}",
        found.exceptions[2].note
    );
    let text = touchpoint::report::summary(&found);
    assert!(text.contains("1 finding accepted by 1 exception") && text.contains("line 7"), "{text}");
    let over =
        runs_as_ada().config(&accept(&what, "2026-11-23")).counted_from("2026-11-24T00:00:00Z").assess();
    assert_eq!((over.exceptions[0].standing, over.exceptions[0].covers.len()), ("run-out", 1));
}

#[test]
fn the_register_says_who_answers_for_an_account() {
    let blank = runs_as_ada().one("rule-actor-person");
    assert_eq!((blank.owner, blank.purpose, blank.review_by), (None, None, None));
    for account in [ADA, "ADA.example@acme.example"] {
        let register = format!(
            "[[register]]\naccount = \"{account}\"\nowner = \"platform-team\"\npurpose = \"closes issues\"\n\
             review_by = 2027-01-31\n"
        );
        let row = runs_as_ada().config(&register).one("rule-actor-person");
        assert_eq!(row.owner.as_deref(), Some("platform-team"), "{account}");
        assert_eq!(row.purpose.as_deref(), Some("closes issues"));
        assert_eq!(row.review_by.as_deref(), Some("2027-01-31"));
        assert_eq!(row.status, "open");
    }
}
