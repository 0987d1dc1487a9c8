//! Who is asked about, in which order, and what the answer changes.

use serde_json::{Value, json};
use touchpoint::assessment::Assessment;
use touchpoint::assessment::rows::QuestionRow;
use touchpoint::config::IdentityHints;
use touchpoint::report;
use touchpoint::snapshot::record;

use crate::case::*;

/// An account of which nobody says what it is, whatever signs weigh: Jira could not reach its record.
fn unreached(id: &str, name: &str) -> Value {
    with(jira_user(id, name), json!({"accountType": "unknown"}))
}

/// A rule that runs as an account.
fn run_by(id: &str, name: &str) -> Value {
    with(rule(name), json!({"actor": {"type": "ACCOUNT_ID", "actor": id}}))
}

/// A person called like a program, with an address and a seat in each of these products.
fn bot(id: &str, email: &str, products: &[&str]) -> Value {
    let seats: Vec<Value> = products.iter().map(|key| json!({"key": key, "id": "p-1"})).collect();
    json!({
        "accountId": id, "name": "Jan Bot", "email": email, "jobTitle": "Engineer", "accountStatus": "active",
        "status": "active", "productAccess": seats,
    })
}

fn jan(products: &[&str]) -> Case {
    Case::new().user(bot(ADA, "jan.bot@acme.example", products))
}

fn asked(case: &Case) -> Vec<String> {
    case.assess().questions.into_iter().map(|row| row.account_id).collect()
}

fn one(case: &Case) -> QuestionRow {
    let mut rows = case.assess().questions;
    assert_eq!(rows.len(), 1, "{rows:#?}");
    rows.remove(0)
}

fn class_of(assessment: &Assessment, id: &str) -> (&'static str, &'static str) {
    let row = assessment.accounts.iter().find(|row| row.account_id == id).unwrap();
    (row.class, row.confidence)
}

#[test]
fn somebody_is_asked_about_whose_class_is_a_guess_and_changes_something() {
    let case = jan(&["jira-software"]);
    assert_eq!(class_of(&case.assess(), ADA).1, "low", "the case is no question: find another one");
    let row = one(&case);
    assert_eq!((row.account_id.as_str(), row.name.as_deref()), (ADA, Some("Jan Bot")));
    assert_eq!((row.guess, row.confidence), class_of(&case.assess(), ADA));
    assert!(!row.reasons.is_empty());
    assert_eq!(row.entry, "jan.bot@acme.example");
    assert_eq!(row.if_robot, "a dummy user holds 1 paid seat, which a service account would not need");
    assert_eq!(row.if_person, "nothing more to act on");
}

#[test]
fn nobody_else_is_asked_about() {
    let gone = |change: fn(Value) -> Value| {
        Case::new().user(change(bot(ADA, "jan.bot@acme.example", &["jira-software"])))
    };
    for (why, case) in [
        ("nothing hangs on it", jan(&[])),
        ("it is known to be a person", Case::new().user(person(ADA, "Ada Example"))),
        ("it has left", gone(deactivated)),
        ("it is closed", gone(deleted)),
        ("the configuration says", jan(&["jira-software"]).config("[identity]\npeople = [\"jan.bot@*\"]\n")),
        ("nobody described it", Case::usual().rule(run_by(ADA, "Close old ones"))),
        ("it is a service account", Case::usual().service(service_account(SERVICE))),
    ] {
        assert_eq!(asked(&case), Vec::<String>::new(), "{why}");
    }
    // What is not described is asked about as soon as it is.
    let described = Case::usual().rule(run_by(ADA, "Close old ones")).jira(unreached(ADA, "Falcon"));
    assert_eq!(asked(&described), [ADA]);
}

/// The sentences are the titles of the checks that find something with one answer and not with the other.
#[test]
fn what_an_answer_changes_is_what_the_checks_find() {
    let case = Case::usual().jira(unreached(ADA, "Falcon"));
    let row = one(&case.clone().rule(run_by(ADA, "One")).rule(run_by(ADA, "Two")));
    assert_eq!(row.guess, "unknown");
    assert_eq!(row.if_robot, "a rule runs as a licensed dummy user (2 times)");
    assert_eq!(row.if_person, "a rule runs as a person (2 times)");
    assert_eq!(row.entry, ADA, "an account without an address is named by its id");
    let once = one(&case.rule(run_by(ADA, "One")));
    assert_eq!(once.if_robot, "a rule runs as a licensed dummy user");
    // A token without an end is found whoever holds it: no answer changes that.
    let mut endless = token("t-1", ADA, "x");
    endless["expiresAt"] = Value::Null;
    let with_token = jan(&["jira-software"]).token(endless);
    assert!(with_token.assess().findings.iter().any(|row| row.check == "token-without-expiry"));
    let row = one(&with_token);
    assert!(!format!("{} {}", row.if_robot, row.if_person).contains("never runs out"), "{row:?}");
}

#[test]
fn seats_that_a_service_account_would_need_as_well_are_not_called_free() {
    let says = |products: &[&str]| one(&jan(products)).if_robot;
    assert_eq!(
        says(&["jira-software", "confluence"]),
        "a dummy user holds 2 paid seats, none of which a service account would need"
    );
    assert_eq!(
        says(&["jira-software", "confluence", "jira-servicedesk"]),
        "a dummy user holds 3 paid seats, 2 of which a service account would not need"
    );
    assert_eq!(says(&["jira-servicedesk"]), "a dummy user holds 1 paid seat");
}

#[test]
fn what_changes_the_most_comes_first_and_equals_by_their_ids() {
    let rules = |mut case: Case, id: &str, many: usize| {
        for at in 0..many {
            case = case.rule(run_by(id, &format!("{id} {at}")));
        }
        case
    };
    let mut case = Case::usual();
    for (id, many) in [(ROBOT, 2), (ADA, 1), (CY, 3), (SERVICE, 2)] {
        case = rules(case.jira(unreached(id, "Falcon")), id, many);
    }
    let wanted = [CY, SERVICE, ROBOT, ADA];
    assert_eq!(asked(&case), wanted);
    assert_eq!(asked(&case.reversed()), wanted);
}

#[test]
fn ten_are_kept_and_the_others_counted() {
    let mut case = Case::usual();
    for at in 0..13 {
        let id = format!("712020:b0700000-0000-4000-8000-{at:012}");
        case = case.jira(unreached(&id, "Falcon")).rule(run_by(&id, &format!("Rule {at}")));
    }
    let assessment = case.assess();
    assert_eq!((assessment.questions.len(), assessment.questions_left), (10, 3));
    let none = Case::usual().assess();
    assert_eq!((none.questions.len(), none.questions_left), (0, 0));
}

/// An entry means its account and no other, and the configuration takes it.
#[test]
fn an_entry_names_one_account_and_is_no_pattern() {
    let entry = |case: Case| one(&case).entry;
    let with_address = |email: &str| Case::new().user(bot(ADA, email, &["jira-software"]));
    assert_eq!(entry(with_address("jan.bot@acme.example")), "jan.bot@acme.example");
    assert_eq!(entry(with_address("jan'bot@acme.example")), "jan'bot@acme.example");
    for odd in [
        "*@acme.example",
        "jan?bot@acme.example",
        "jan\nbot@acme.example",
        "jan\u{202e}bot@acme.example",
        "jan!bot@acme.example",
        "jan\\bot@acme.example",
        "jan bot",
        &format!("{}@acme.example", "jan".repeat(100)),
    ] {
        assert_eq!(entry(with_address(odd)), ADA, "{odd:?}");
    }
    let shared = with(person(BEN, "Ben Example"), json!({"email": "JAN.BOT@acme.example"}));
    let rows = jan(&["jira-software"]).user(shared).assess().questions;
    assert!(
        rows.iter().any(|row| row.account_id == ADA) && rows.iter().all(|row| row.entry == row.account_id)
    );
    // Where neither will do there is no answer to ask for.
    let everybody = Case::usual().jira(unreached("*", "Falcon")).rule(run_by("*", "One"));
    assert_eq!(asked(&everybody), Vec::<String>::new());
}

/// The whole way: the lines that a run ends with, taken over as they are or moved to the other list, settle it.
#[test]
fn an_answer_settles_its_question() {
    let case = || {
        jan(&["jira-software"])
            .jira(unreached(CY, "Falcon"))
            .user(person(BEN, "Ben Example"))
            .rule(run_by(CY, "One"))
            .raw("jira.users", record::JIRA_USER, "nobody", json!({}))
    };
    let before = case().assess();
    let text = report::questions(&before, &IdentityHints::default());
    let lines = text.split_once("\n\n").unwrap().1;
    assert_eq!(before.questions.len(), 2);
    let swapped = lines.replace("robots = [", "x = [").replace("people = [", "robots = [");
    let swapped = swapped.replace("x = [", "people = [");
    let guess = |row: &QuestionRow| if row.guess == "robot" { "robot" } else { "person" };
    let other = |row: &QuestionRow| if row.guess == "robot" { "person" } else { "robot" };
    for (lines, class) in [(lines, &guess as &dyn Fn(&QuestionRow) -> &'static str), (&swapped, &other)] {
        let after = case().config(&format!("[identity]\n{lines}")).assess();
        assert!(after.questions.is_empty(), "{:#?}", after.questions);
        for row in &before.questions {
            assert_eq!(class_of(&after, &row.account_id), (class(row), "high"), "{lines}");
        }
        assert_eq!(class_of(&after, BEN), class_of(&before, BEN), "nobody else is meant");
    }
}
