//! Who is a robot: never a confident guess.

#![allow(clippy::unwrap_used, reason = "the helpers of tests may panic like the tests themselves")]

mod duplicates;
mod labels;
mod shared;

use proptest::prelude::*;
use serde_json::{Value, json};
use touchpoint::assessment::rows::AccountRow;

use crate::case::*;

fn judged(case: &Case, id: &str) -> AccountRow {
    let rows = case.assess().accounts;
    rows.into_iter().find(|row| row.account_id == id).unwrap()
}

fn verdict(case: &Case, id: &str) -> (&'static str, &'static str) {
    let row = judged(case, id);
    assert!(!row.reasons.is_empty() && row.reasons.iter().all(|reason| !reason.is_empty()), "{row:?}");
    (row.class, row.confidence)
}

/// An account of the directory with nothing but a name and an address.
fn called(name: &str, email: &str) -> Value {
    json!({"accountId": ADA, "name": name, "email": email, "accountStatus": "active", "status": "active"})
}

#[test]
fn what_atlassian_says_goes_before_every_sign() {
    let name = "CI Deploy Bot";
    let app =
        |app_type: Value| with(jira_user(ADA, name), json!({"accountType": "app", "appType": app_type}));
    let mail = "culture-spark-9lgwfn7mz2@serviceaccount.atlassian.com";
    let customer = with(jira_user(ADA, name), json!({"accountType": "customer"}));
    let portal = "qm:11111111-1111-4111-8111-111111111111:22222222-2222-4222-8222-222222222222";
    for (case, id, wanted) in [
        (Case::new().rule(rule("x")), BUILT_IN, ("system", "high")),
        (Case::new().jira(app(json!("service"))), ADA, ("service-account", "high")),
        (Case::new().jira(app(json!("agent"))), ADA, ("agent", "high")),
        (Case::new().jira(app(json!("unknown"))), ADA, ("app", "medium")),
        (Case::new().jira(app(Value::Null)), ADA, ("app", "medium")),
        (Case::new().jira(customer), ADA, ("customer", "high")),
        (Case::new().jira(jira_user(portal, "Ada Example")), portal, ("customer", "high")),
        (Case::new().user(called(name, mail)), ADA, ("service-account", "high")),
        (Case::new().user(called(name, &mail.to_uppercase())), ADA, ("service-account", "high")),
        // The list of service accounts goes before what Jira says.
        (
            Case::new().jira(app(json!("agent"))).service(service_account(ADA)),
            ADA,
            ("service-account", "high"),
        ),
        // A service account whose address is hidden is told by `appType`; before that by nothing.
        (
            Case::new().user(called("x", "svc@evil-serviceaccount.atlassian.com.example")),
            ADA,
            ("robot", "medium"),
        ),
    ] {
        assert_eq!(verdict(&case, id), wanted, "{case:?}");
    }
}

#[test]
fn the_configuration_goes_before_signs_and_after_facts() {
    let robots = "[identity]\nrobots = [\"ada*\"]\n";
    let people = "[identity]\npeople = [\"CI-*@acme.example\"]\n";
    let both = "[identity]\nrobots = [\"*@acme.example\"]\npeople = [\"ada.example@*\"]\n";
    let ada = || Case::new().user(person(ADA, "Ada Example"));
    assert_eq!(verdict(&ada(), ADA), ("person", "high"));
    assert_eq!(verdict(&ada().config(robots), ADA), ("robot", "high"));
    assert_eq!(verdict(&ada().config(both), ADA), ("person", "high"));
    assert_eq!(verdict(&Case::new().user(robot(ROBOT)).config(people), ROBOT), ("person", "high"));
    let by_id = format!("[identity]\nrobots = [\"{ADA}\"]\n");
    assert_eq!(verdict(&ada().config(&by_id), ADA), ("robot", "high"));
    assert_eq!(
        verdict(&ada().config(&by_id).service(service_account(ADA)), ADA),
        ("service-account", "high")
    );
}

/// People whose names have a robot's word in them, or a tool's.
#[test]
fn a_person_with_a_hard_name_is_a_person() {
    for (name, email) in [
        ("Abbott Example", "abbott.example@acme.example"),
        ("Botond Example", "botond@acme.example"),
        ("Travis Example", "travis.example@acme.example"),
        ("Leeroy Jenkins", "leeroy.jenkins@acme.example"),
        ("Hudson Example", "hexample@acme.example"),
        ("Jenkins, Leeroy", "l.jenkins@acme.example"),
        ("Bambi Robotham", "bambi.robotham@acme.example"),
        ("Cian Cicero", "cian.cicero@acme.example"),
        ("Scripps Example", "scripps@acme.example"),
        ("Sebastien Chef", "sebastien.chef@acme.example"),
        ("Devon Appleby", "devon.appleby@acme.example"),
        ("Svante Synnøve", "svante@acme.example"),
        ("Tempo Example", "tempo.example@acme.example"),
        ("Ada Example-Talbot", "ada.example-talbot@acme.example"),
        ("博 王", "bo.wang@acme.example"),
        ("Ada", "ada@acme.example"),
    ] {
        let (class, confidence) = verdict(&Case::new().user(called(name, email)), ADA);
        assert_eq!(class, "person", "{name} <{email}> ({confidence})");
    }
    let title =
        with(called("Ada Example", "ada.example@acme.example"), json!({"jobTitle": "Service Manager, CI"}));
    assert_eq!(verdict(&Case::new().user(title), ADA), ("person", "high"));
    for title in
        ["Account Management", "Identity Operations", "User Support", "Test Automation", "System Owner"]
    {
        let user = with(called("Ben Hall", "e10234@acme.example"), json!({"jobTitle": title}));
        assert_eq!(verdict(&Case::new().user(user), ADA).0, "person", "{title}");
    }
    for title in
        ["Technical account", "Funktionskonto", "Systembenutzer", "Bot", "システム", "Konto techniczne"]
    {
        let user = with(called("Ben Hall", "e10234@acme.example"), json!({"jobTitle": title}));
        let row = judged(&Case::new().user(user), ADA);
        assert!(row.reasons.iter().any(|reason| reason.contains("its job title is")), "{title}: {row:?}");
    }
}

/// A row that is not understood would be left out without a word.
#[test]
fn every_row_of_the_vocabulary_is_understood() {
    let senses = [
        "robot",
        "homonym",
        "tool",
        "toolname",
        "givenname",
        "purpose",
        "account",
        "desk",
        "dummy",
        "title",
        "small",
    ];
    let table = include_str!("../../src/identity/vocabulary.csv");
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    assert_eq!(rows.headers().unwrap(), vec!["sense", "language", "words"]);
    for row in rows.records() {
        let row = row.unwrap();
        assert!(senses.contains(&&row[0]) && row[1].len() == 2, "{row:?}");
        for word in row[2].split_whitespace() {
            let stem = word.strip_suffix('*').unwrap_or(word);
            assert!(
                !stem.is_empty() && !stem.contains('*') && !stem.starts_with('_') && !stem.ends_with('_'),
                "{word}"
            );
        }
        assert!(!row[2].contains(','), "{row:?}");
    }
}

/// A whole staff is not taken for robots because some of them hold tokens.
#[test]
fn numbers_of_a_staff_are_no_pattern() {
    let mut case = Case::new();
    let names =
        ["Ada Berg", "Ben Hall", "Cy Holm", "Di Lund", "Eva Moe", "Finn Ness", "Gro Opsahl", "Per Strand"];
    for (at, name) in names.iter().enumerate() {
        let id = format!("712020:00000000-0000-4000-8000-{at:012}");
        let mut user = called(name, &format!("u2000{at}@acme.example"));
        user["accountId"] = json!(id);
        case = case.user(user);
        for token_at in 0..(if at < 4 { 3 } else { 0 }) {
            case = case.token(token(&format!("t-{at}-{token_at}"), &id, "terraform"));
        }
    }
    for row in case.assess().accounts.iter().filter(|row| row.name.as_deref() != Some("Ben Example")) {
        assert!(row.class != "robot" || row.confidence == "low", "{row:?}");
    }
}

/// What an organisation calls its robots tells of those that nothing else tells of.
#[test]
fn a_prefix_that_robots_share_is_a_sign() {
    let with_prefix = |third: &str| {
        let mut case = Case::new();
        for (at, (name, email)) in [
            ("Sync Service", "zz_sync@acme.example"),
            ("Backup", "zz_backup@acme.example"),
            ("Monitoring", "zz_monitoring@acme.example"),
            ("Falcon", third),
        ]
        .into_iter()
        .enumerate()
        {
            let mut user = called(name, email);
            user["accountId"] = json!(format!("712020:00000000-0000-4000-8000-{at:012}"));
            case = case.user(user);
        }
        case.assess().accounts.into_iter().find(|row| row.name.as_deref() == Some("Falcon")).unwrap()
    };
    let row = with_prefix("zz_falcon@acme.example");
    assert_eq!((row.class, row.confidence), ("robot", "low"), "{row:?}");
    assert!(row.reasons[0].contains("\"zz_\""), "{row:?}");
    assert_eq!(with_prefix("falcon@acme.example").class, "person");
}

/// A family name that is a robot's word: what the person does outweighs it.
#[test]
fn somebody_really_called_bot_is_not_surely_a_robot() {
    let jan = with(person(ADA, "Jan Bot"), json!({"jobTitle": "Engineer"}));
    assert_eq!(verdict(&Case::new().user(jan), ADA), ("person", "medium"));
    assert_eq!(verdict(&Case::new().user(person(ADA, "Jan Bot")), ADA), ("person", "low"));
    assert_eq!(
        verdict(&Case::new().user(called("Acme Bot", "acme.bot@acme.example")), ADA),
        ("robot", "medium")
    );
}

#[test]
fn a_robot_with_a_hard_name_is_a_robot() {
    for (name, email) in [
        ("svc-jira", "svc-jira@acme.example"),
        ("Jenkins", "jenkins@acme.example"),
        ("CI Build", "it@acme.example"),
        ("ci-bot", "ci-bot@acme.example"),
        ("SvcBuildRunner", "x@acme.example"),
        ("Deploy Bot", "deploy.bot@acme.example"),
        ("Acme Bot", "acme.bot@acme.example"),
        ("Acme", "noreply@acme.example"),
        ("Zapier", "zapier@acme.example"),
        ("Jira Automation", "jira-automation@acme.example"),
        ("GitHub Sync", "github@acme.example"),
        ("Service Account Jira", "sa@acme.example"),
        ("Nightly Backup", "backup@acme.example"),
        ("terraform", "platform@acme.example"),
        ("bot2", "bot2@acme.example"),
    ] {
        let (class, confidence) = verdict(&Case::new().user(called(name, email)), ADA);
        assert_eq!(class, "robot", "{name} <{email}> ({confidence})");
        assert_ne!(confidence, "low", "{name} <{email}>");
    }
}

/// The two grave errors: a person surely called a robot loses a licence, a robot surely called a person hides
/// the risk.
#[test]
fn neither_grave_error_is_made() {
    let judge = |name: &str, local: &str| {
        let email = if local.is_empty() { Value::Null } else { json!(format!("{local}@acme.example")) };
        let user = with(called(name, "x"), json!({"email": email}));
        verdict(&Case::new().user(user), ADA)
    };
    let people = [
        "Jan Bot",
        "Lin Ci",
        "Kai App",
        "Lena Api",
        "Ann Build",
        "Paul Runner",
        "Rita Cron",
        "Tom Sync",
        "Sarah Import",
        "Montserrat CD",
        "Ivan Deploy",
        "Leroy Jenkins",
        "Jenkins Carter",
        "Travis Scott",
        "Nora Abbott",
        "Ida Talbot",
        "Botond Kis",
        "Meg Cabot",
        "Jane Service",
        "Petr Jira",
        "Maria Sa",
        "Catriona Power",
        "Lin Bi",
        "Иван Петров",
    ];
    for name in people {
        let (given, family) = name.split_once(' ').unwrap();
        let (given, family) = (given.to_lowercase(), family.to_lowercase());
        let initial = given.chars().next().unwrap();
        for local in [
            format!("{given}.{family}"),
            format!("{initial}.{family}"),
            format!("{initial}{family}"),
            format!("{family}.{given}"),
            format!("{given}_{family}"),
            given.clone(),
            family.clone(),
            "x12345".to_owned(),
            String::new(),
        ] {
            let said = judge(name, &local);
            assert!(said.0 == "person" || said.1 == "low", "{name} <{local}>: {said:?}");
        }
    }
    for (name, local) in [
        ("Minh", "minh.api"),
        ("Travis", "travis"),
        ("Tempo", "tempo"),
        ("Hudson", "hudson"),
        ("", "travis.miller"),
        ("", "leroy.jenkins"),
        ("Miguel O'Bot", "miguel.obot"),
        ("Miguel O'Bot", "m.o'bot"),
        ("VanBot Peter", "peter.vanbot"),
        ("VanBot Peter", "peter.van.bot"),
        ("Maria Silva [Integration Team]", "maria.silva"),
        ("Maria Silva (API)", "maria.silva"),
        ("Maria Silva - Automation", "m.silva"),
        ("李娜", "li.na"),
        ("Abbott", "abbott"),
        ("Talbot", "talbot"),
        ("Botond", "botond"),
        ("jan.bot", "jan.bot"),
        ("Bot, Jan", "jan.bot"),
        ("Service Manager", "s.manager"),
        ("Leeroy", "jenkins"),
        // A word that only programs are called by, and somebody is.
        ("Norman Kingsley Mailer", "norman.mailer"),
        ("Norman Mailer", "nmailer"),
        ("Norman Mailer", "mailer"),
        ("Arifa Begum Akbar", "arifa.akbar"),
        ("Cecilia Foo", "cecilia.foo"),
        ("Robert Robot", "r.robot"),
        ("Tess Test", "tess.test"),
        ("Ada Example Integration", ""),
        // Two words that are known.
        ("Dong Bo", "dong.bo"),
        ("Dongbo", "dongbo"),
        ("Arifa", "arifa"),
        ("May Chu", "may.chu"),
        ("Nat Read", "nat.read"),
        ("Dev Kone", "dkone"),
        // A name alone.
        ("Miro", "miro.virtanen"),
        ("Gerrit", "gerrit"),
        ("Job", "job.devries"),
        ("Jicheng", "jicheng"),
        ("Marie Cibot", ""),
        ("Maria Silva (Accounts)", "e10235"),
    ] {
        let said = judge(name, local);
        assert!(said.0 == "person" || said.1 == "low", "{name} <{local}>: {said:?}");
    }
    let robots = [
        "Jenkins Server",
        "Jira Admin",
        "Technical User",
        "Service User",
        "System Account",
        "Test User",
        "Power BI",
        "Data Warehouse",
        "Datadog Monitor",
        "Zendesk Jira",
        "sa-jira-prod",
        "no-reply",
        "Technischer Benutzer",
        "Dienstkonto Jira",
        "Compte de service",
        "Cuenta de Servicio",
        "Utilisateur technique",
        "Konto serwisowe",
        "GitHub Actions",
        "TeamCity",
        "jirabot",
        "buildbot",
        "svcjira",
        "Acme Jira",
        "Acme Bot",
        "Wiki Sync",
        "Travis CI",
        "Jenkins Bot",
    ];
    for name in robots {
        let lower = name.to_lowercase();
        for local in [
            lower.replace(' ', "."),
            lower.replace(' ', "-"),
            lower.replace([' ', '-'], ""),
            "x12345".to_owned(),
            "it".to_owned(),
        ] {
            let said = judge(name, &local);
            assert_eq!(said.0, "robot", "{name} <{local}>: {said:?}");
            assert_ne!(said.1, "low", "{name} <{local}>");
        }
    }
}

/// What a person does takes the certainty from a name, whatever the address is.
#[test]
fn signs_of_a_person_outweigh_a_family_name() {
    let active = json!({
        "jobTitle": "Engineer", "mfaEnabled": true,
        "productAccess": [{"key": "jira-software", "lastActiveTimestamp": ago(2)}],
    });
    for (name, local) in
        [("Jeanne Bot", "jeanne"), ("Jeanne Bot", "jb1"), ("Jeanne Bot", "x.api"), ("Kai App", "kai.app")]
    {
        let user = with(called(name, &format!("{local}@acme.example")), active.clone());
        let (class, confidence) = verdict(&Case::new().user(user), ADA);
        assert!(class == "person" || confidence == "low", "{name} <{local}>: {class} {confidence}");
    }
    let manager = with(called("Service Manager", "service.manager@acme.example"), active);
    assert_eq!(verdict(&Case::new().user(manager), ADA).0, "person");
    let marked = Case::new().user(called("flaxo [bot]", "flaxo@acme.example"));
    assert_eq!(verdict(&marked, ADA), ("robot", "medium"));
}

#[test]
fn what_an_account_does_speaks_too() {
    let quiet = json!({
        "accountId": ADA, "name": "Acme", "email": "acme@acme.example", "accountStatus": "active",
        "status": "active", "mfaEnabled": false, "managementSource": "invited",
        "productAccess": [{"key": "jira-software"}],
    });
    let used = || Case::new().token(token("t-1", ADA, "mine"));
    assert_eq!(verdict(&used().user(quiet.clone()), ADA), ("robot", "medium"));
    let seen = with(
        quiet.clone(),
        json!({"productAccess": [{"key": "jira-software", "lastActiveTimestamp": ago(1)}]}),
    );
    assert_eq!(verdict(&used().user(seen), ADA), ("person", "low"));
    let unused = Case::new().token(with(token("t-1", ADA, "mine"), json!({"lastActiveAt": null})));
    assert_eq!(verdict(&unused.user(quiet), ADA), ("person", "low"));
}

#[test]
fn of_whom_nothing_is_known_nothing_is_said() {
    let named = Case::new().rule(with(rule("x"), json!({"authorAccountId": ADA})));
    assert_eq!(verdict(&named, ADA), ("unknown", "low"));
    let former = with(jira_user(ADA, "Former user"), json!({"active": false}));
    assert_eq!(verdict(&Case::new().jira(former), ADA), ("person", "low"));
}

#[test]
fn reasons_name_what_speaks_against_it() {
    let row = judged(&Case::new().user(with(robot(ADA), json!({"jobTitle": "Automation"}))), ADA);
    assert_eq!(row.class, "robot");
    assert!(row.reasons[0].contains("has the word"), "{:?}", row.reasons);
    assert!(row.reasons.iter().any(|reason| reason == "against it: it has a job title"), "{:?}", row.reasons);
}

/// Somebody who makes issues and was never seen in a browser; that nothing was counted says nothing.
#[test]
fn issues_without_a_page_view_are_a_sign() {
    let made = |user: Value, count: u64| {
        let body = json!({
            "accountId": ADA, "product": "jira", "what": "issues created", "days": 90, "count": count,
        });
        let case =
            Case::new().user(user).raw("jira.activity", touchpoint::snapshot::record::ACTIVITY, "a", body);
        judged(&case, ADA)
            .reasons
            .iter()
            .any(|reason| reason == "it made 7 issues lately, and no page view is on record")
    };
    assert!(made(robot(ADA), 7));
    assert!(!made(robot(ADA), 0));
    assert!(!made(person(ADA, "Ada Example"), 7), "it viewed a page");
}

#[test]
fn odd_names_are_names() {
    for name in [
        "",
        " ",
        "\u{0}\u{7}\u{1b}[31m",
        "\u{202e}tob elpmaxE",
        "👩‍💻",
        "e\u{301}\u{301}\u{301}",
        "ada.example@acme.example",
        "--- ... ///",
        "ǅ ŉ ß İ",
        &"Bot ".repeat(2500),
        &"x".repeat(10_000),
    ] {
        let case = Case::new().user(called(name, name)).jira(jira_user(ADA, name));
        verdict(&case, ADA);
        verdict(&Case::new().user(person(ADA, "Ada Example")).token(token("t-1", ADA, name)), ADA);
    }
    let itself = Case::new().user(called("ada.example@acme.example", "ada.example@acme.example"));
    assert_eq!(verdict(&itself, ADA), ("person", "low"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever anybody is called, there is a verdict with its reasons and nothing panics.
    #[test]
    fn no_name_is_too_odd(name in "\\PC{0,40}", email in ".{0,30}", title in proptest::option::of(".{0,12}")) {
        let user = with(called(&name, &email), json!({"jobTitle": title}));
        let case = Case::new().user(user);
        verdict(&case, ADA);
    }
}
