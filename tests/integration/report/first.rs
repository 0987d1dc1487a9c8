//! The first screen and the records: the three answers, the risk, the register and the changes, as the page tells them.

use serde_json::json;
use touchpoint::assessment::{Assessment, assess};
use touchpoint::config::Config;
use touchpoint::snapshot::Status;

use super::{demo, nothing, written};
use crate::case::*;

fn page(assessment: &Assessment) -> String {
    let page = written(assessment, "report.html");
    let (head, rest) = page.split_once("<style>").unwrap();
    format!("{head}{}", rest.split_once("</style>").unwrap().1)
}

fn section<'a>(page: &'a str, id: &str) -> &'a str {
    let from = page.split(&format!("id=\"{id}\"")).nth(1).unwrap_or_else(|| panic!("no {id}"));
    from.split("</section>").next().unwrap()
}

/// The figure and the sentence of each answer.
fn answers(assessment: &Assessment) -> Vec<(String, String)> {
    let page = page(assessment);
    let inner = |text: &str, class: &str| {
        let rest = text.split(&format!("<span class=\"{class}\">")).nth(1).unwrap().to_owned();
        rest.split("</span>").next().unwrap().replace("<bdi>", "").replace("</bdi>", "")
    };
    let all = page.split("<a class=\"answer\"").skip(1);
    all.map(|answer| (inner(answer, "figure"), inner(answer, "says"))).collect()
}

fn ruled(who: &str) -> serde_json::Value {
    with(rule("Close stale issues"), json!({"actor": {"type": "ACCOUNT_ID", "actor": who}}))
}

#[test]
fn three_people_are_answered() {
    let case =
        Case::usual().user(person(ADA, "Ada Example")).rules_known().rule(ruled(ADA)).rule(rule("Free"));
    let answers = answers(&case.assess());
    assert_eq!(answers.len(), 3);
    assert_eq!(answers[0].0, "50 %", "{answers:?}");
    assert_eq!(
        answers[0].1,
        "1 of 2 live integrations stop or may stop with the accounts of people and dummy users."
    );
    assert_eq!(answers[1], ("1".to_owned(), "1 live integration stops with Ada Example.".to_owned()));
}

#[test]
fn what_robots_cost_and_what_of_it_is_realisable() {
    let priced =
        "[[licence]]\nproduct = \"jira\"\nplan = \"standard\"\nprice_per_seat = \"10\"\nseats = 10\n";
    let case = Case::usual().user(robot(ROBOT)).covered("org.users", Status::Complete).config(priced);
    let (figure, says) = answers(&case.assess()).remove(2);
    assert_eq!(figure, "120.00 USD", "{says}");
    assert!(says.starts_with(
        "A year of list value for 1 paid seat held by 1 robot. Of that, 120.00 USD would leave"
    ));
}

/// Not known is no zero.
#[test]
fn what_is_not_known_is_not_answered() {
    for (figure, says) in answers(&nothing()) {
        assert_eq!(figure, "?", "{says}");
        assert!(says.starts_with("Not known"), "{says}");
    }
}

/// How it was at the snapshot before stands beside how it is.
#[test]
fn the_trend_compares_with_the_snapshot_before() {
    let case = |actor| {
        Case::usual().user(person(ADA, "Ada Example")).rules_known().rule(ruled(actor)).rule(rule("Free"))
    };
    let ((_a, old), (_b, new)) = (case(ADA).snapshot(), case(BUILT_IN).snapshot());
    let config = Config::default();
    let down = page(&assess(&new, Some(&old), &config, None).unwrap());
    assert!(down.contains("down by 50 points since 2026-11-23: then 50 % (1 of 2)"));
    let up = page(&assess(&old, Some(&new), &config, None).unwrap());
    assert!(up.contains("up by 50 points since 2026-11-23: then 0 % (0 of 2)"));
}

/// The numbers of the risk are those of the findings, and each leads to them.
#[test]
fn the_risk_adds_up() {
    let assessment = demo();
    let page = page(&assessment);
    let risk = section(&page, "title-risk");
    let totals =
        risk.split("<strong>").skip(1).map(|text| text.split('<').next().unwrap().parse::<usize>().unwrap());
    assert_eq!(totals.sum::<usize>(), assessment.summary.findings.values().sum::<usize>());
    let critical: usize = risk
        .split("&amp;severity=critical\" aria-label=\"")
        .skip(1)
        .map(|text| text.split(' ').next().unwrap().parse::<usize>().unwrap())
        .sum();
    assert_eq!(critical, assessment.summary.findings["critical"]);
    assert!(!page_of_nothing().contains("title-risk"));
}

fn page_of_nothing() -> String {
    page(&nothing())
}

#[test]
fn the_register_shows_blanks() {
    let register = format!(
        "[[register]]\naccount = \"{SERVICE}\"\nowner = \"platform <team>\"\npurpose = \"builds\"\nreview_by = 2027-01-31\n"
    );
    let case = Case::usual().service(service_account(SERVICE)).user(robot(ROBOT)).config(&register);
    let page = page(&case.assess());
    let shown = section(&page, "register");
    assert_eq!(shown.matches(">blank<").count(), 3, "owner, purpose and review of the robot");
    assert!(shown.contains("platform &lt;team&gt;") && shown.contains("2027-01-31"));
    assert!(shown.contains("of 1 nobody is on record"), "{shown}");
    assert!(section(&page_of_nothing(), "register").contains("No service account and no robot was seen."));
}

#[test]
fn the_changes_say_who_changed_hands() {
    let case = |actor| Case::usual().user(person(ADA, "Ada Example")).rules_known().rule(ruled(actor));
    let ((_a, old), (_b, new)) = (case(BEN).snapshot(), case(ADA).snapshot());
    let page = page(&assess(&new, Some(&old), &Config::default(), None).unwrap());
    let changes = section(&page, "changes");
    assert!(changes.contains("Since 23 November 2026, 12:00 UTC: 1 new finding"), "{changes}");
    for cell in [
        "<bdi>Ben Example</bdi>",
        "<bdi>Ada Example</bdi>",
        "<bdi>Close stale issues</bdi>",
        "1 changed hands",
    ] {
        assert!(changes.contains(cell), "{cell}: {changes}");
    }
    assert!(!page_of_nothing().contains("id=\"changes\""), "nothing to compare with");
}

/// The evidence is named by its hash, as anybody can compute it.
#[test]
fn the_snapshot_is_named_by_its_hash() {
    let (_folder, snapshot) = Case::usual().snapshot();
    let bytes = std::fs::read(snapshot.path()).unwrap();
    let hash = touchpoint::snapshot::digest(&bytes);
    let assessment = assess(&snapshot, None, &Config::default(), None).unwrap();
    assert_eq!(assessment.scan.snapshot_sha256.as_deref(), Some(hash.as_str()));
    assert!(section(&page(&assessment), "title-facts").contains(&hash));
    assert!(written(&assessment, "report.md").contains(&hash));
}
