//! The way off: which replacement, in which wave, how it is done, and what it gives back.

use serde_json::{Value, json};
use touchpoint::assessment::Assessment;
use touchpoint::assessment::rows::PlanRow;
use touchpoint::snapshot::record;

use crate::case::*;

const PRICED: &str = "[[licence]]\nproduct = \"jira\"\nplan = \"standard\"\nprice_per_seat = \"10\"\n";

fn rows<'a>(found: &'a Assessment, replacement: &str) -> Vec<&'a PlanRow> {
    found.plan.rows.iter().filter(|row| row.replacement == replacement).collect()
}

fn one<'a>(found: &'a Assessment, replacement: &str) -> &'a PlanRow {
    let rows = rows(found, replacement);
    assert_eq!(rows.len(), 1, "{replacement}: {:#?}", found.plan.rows);
    rows[0]
}

/// A robot that only runs rules of Jira needs no service account: its rules go to the built-in actor, and then its seat
/// comes back.
#[test]
fn a_robot_of_rules_alone_uses_no_quota() {
    let ruled = with(rule("Close stale issues"), json!({"actor": {"type": "ACCOUNT_ID", "actor": ROBOT}}));
    let found = Case::usual().user(robot(ROBOT)).rule(ruled).config(PRICED).assess();
    let actor = one(&found, "automation-actor");
    assert_eq!((actor.wave, &actor.service_account, &actor.blocked_by), (1, &None, &None));
    assert!(actor.steps[0].contains("Automation for Jira"));
    let seat = one(&found, "delete");
    assert_eq!(
        (seat.wave, seat.annual_saving.as_deref(), seat.currency.as_deref()),
        (2, Some("120.00"), Some("USD"))
    );
    assert!(seat.order > actor.order && seat.steps.iter().any(|step| step.contains("Deactivate account")));
    assert_eq!(seat.resolves.len(), 1, "the finding about its seat");
    assert!(rows(&found, "service-account").is_empty());
    assert_eq!(found.plan.needed, 0);
    assert_eq!(
        found.plan.frontier[0].annual_saving.as_deref(),
        Some("120.00"),
        "with no service account at all"
    );
}

/// One service account for each tool, whoever it works as; the seat comes back with the last.
#[test]
fn each_tool_gets_a_service_account_of_its_own() {
    let registered = "[[register]]\naccount = \"ci-deploy@acme.example\"\nowner = \"Platform Team\"\n";
    let found = Case::usual()
        .user(robot(ROBOT))
        .token(token("k-1", ROBOT, "Jenkins prod"))
        .token(token("k-2", ROBOT, "jenkins-staging"))
        .token(token("k-3", ROBOT, "Grafana"))
        .token(token("k-4", BEN, "Jenkins nightly"))
        .config(PRICED)
        .config(registered)
        .assess();
    let rows = rows(&found, "service-account");
    let told: Vec<(&str, &str, usize)> = rows
        .iter()
        .map(|row| (row.account_name.as_str(), row.service_account.as_deref().unwrap(), row.covers.len()))
        .collect();
    assert!(told.contains(&("CI Deploy Bot", "svc-jenkins-platform-team", 2)), "{told:?}");
    assert!(told.contains(&("CI Deploy Bot", "svc-grafana-platform-team", 1)), "{told:?}");
    assert!(told.contains(&("Ben Example", "svc-jenkins", 1)), "{told:?}");
    assert_eq!(rows.len(), 3);
    let paying: Vec<&&PlanRow> = rows.iter().filter(|row| row.annual_saving.is_some()).collect();
    assert_eq!(paying.len(), 1, "once, with the last of its tools");
    assert_eq!(paying[0].annual_saving.as_deref(), Some("120.00"));
    let row = rows[0];
    let change = format!("https://{SITE} -> https://api.atlassian.com/ex/jira/{CLOUD}");
    assert_eq!(row.address_change.as_deref(), Some(&[change][..]));
    assert_eq!(row.scopes.as_deref(), Some(&["read:jira-work"][..]), "it was not seen to write");
    assert!(row.steps.iter().any(|step| step.contains("Directory > Service accounts")));
    assert!(row.steps.iter().all(|step| !step.contains(';')), "a semicolon parts steps in a cell");
}

/// It may write where it was seen to.
#[test]
fn scopes_are_those_of_what_was_seen() {
    let wrote =
        json!({"accountId": ROBOT, "product": "jira", "what": "issues created", "days": 90, "count": 12});
    let access = json!([{"key": "jira-software", "id": "p-1"}, {"key": "confluence", "id": "p-2"}]);
    let found = Case::usual()
        .user(with(robot(ROBOT), json!({"productAccess": access})))
        .token(token("k-1", ROBOT, "sync"))
        .raw("jira.activity", record::ACTIVITY, "a-1", wrote)
        .assess();
    let row = one(&found, "service-account");
    let expected = ["read:jira-work", "write:jira-work", "read:confluence-content.all"];
    assert_eq!(row.scopes.as_deref(), Some(&expected[..]));
    assert_eq!(row.address_change.as_ref().unwrap().len(), 2);
}

/// Nobody can be set as the actor of a rule of Confluence but whoever does it, so the seat there is not promised back.
#[test]
fn a_rule_of_confluence_keeps_the_seat() {
    let access = json!([{"key": "jira-software", "id": "p-1"}, {"key": "confluence", "id": "p-2"}]);
    let ruled =
        with(confluence_rule("Archive pages"), json!({"actor": {"type": "ACCOUNT_ID", "actor": ROBOT}}));
    let confluence = PRICED.replace("jira", "confluence");
    let found = Case::usual()
        .user(with(robot(ROBOT), json!({"productAccess": access})))
        .token(token("k-1", ROBOT, "sync"))
        .confluence(ruled)
        .config(PRICED)
        .config(&confluence)
        .assess();
    let row = one(&found, "not-yet-possible");
    assert!(row.blocked_by.as_deref().unwrap().contains("cannot be handed"), "{:?}", row.blocked_by);
    assert!(row.steps[0].contains("sets themselves as actor"), "{:?}", row.steps);
    let moved = one(&found, "service-account");
    assert_eq!(moved.annual_saving.as_deref(), Some("120.00"), "Jira's alone");
    assert!(
        moved.steps.iter().any(|step| step.contains("Leave CI Deploy Bot switched on")),
        "{:?}",
        moved.steps
    );
    assert!(
        moved.steps.iter().all(|step| !step.contains("Deactivate")),
        "it would stop the rule without a sign"
    );
    assert_eq!(found.savings.totals.realisable_at_renewal.as_deref(), Some("240.00"));
    let kept = found.savings.rows.iter().find(|row| row.product == "confluence").unwrap();
    assert!(kept.note.contains("kept alive by 1 automation rule of Confluence"), "{}", kept.note);
}

/// A robot that nothing but rules runs as is not called unneeded while rules of Confluence run as it.
#[test]
fn a_robot_with_a_rule_of_confluence_is_never_to_be_deleted() {
    let runs = json!({"actor": {"type": "ACCOUNT_ID", "actor": ROBOT}});
    let wiki =
        || Case::usual().user(robot(ROBOT)).confluence(with(confluence_rule("Archive pages"), runs.clone()));
    let both = || wiki().rule(with(rule("Close stale issues"), runs.clone()));
    for case in [wiki(), both()] {
        let found = case.config(PRICED).assess();
        assert!(rows(&found, "delete").is_empty() && rows(&found, "service-account").is_empty());
        let texts: Vec<&String> = found.plan.rows.iter().flat_map(|row| &row.steps).collect();
        assert!(
            texts.iter().all(|step| !step.contains("Deactivate") && !step.contains("nothing that was seen"))
        );
        let kept = one(&found, "keep");
        assert!(
            kept.steps.iter().any(|step| step.contains("Leave CI Deploy Bot switched on")),
            "{:?}",
            kept.steps
        );
        assert_eq!(kept.annual_saving.as_deref(), Some("120.00"), "its seat in Jira comes back all the same");
        let seat = found.findings.iter().find(|row| row.check == "robot-holds-seat").unwrap();
        assert!(
            one(&found, "not-yet-possible").resolves.contains(&seat.finding),
            "it is resolved with the rule"
        );
        assert!(!kept.resolves.contains(&seat.finding));
    }
}

/// What would break with the robot beside that is named before its seat is taken away: a connection stays behind whatever
/// becomes of actor and owner.
#[test]
fn what_would_break_goes_first() {
    let found = Case::usual()
        .user(robot(ROBOT))
        .token(token("k-1", ROBOT, "sync"))
        .rule_with(rule("Publish a page"), connection(ROBOT, "OAUTH_3LO"))
        .config(PRICED)
        .assess();
    let steps = &one(&found, "service-account").steps;
    let first = steps.iter().position(|step| step.contains("\"Publish a page\" would break")).unwrap();
    let last = steps.iter().position(|step| step.contains("Deactivate")).unwrap();
    assert!(first < last, "{steps:?}");
    let nothing = Case::usual().user(robot(ROBOT)).token(token("k-1", ROBOT, "sync")).config(PRICED).assess();
    assert!(one(&nothing, "service-account").steps.iter().all(|step| !step.contains("would break")));
}

/// What can be done only in products that no service account reaches is blocked, and uses no quota.
#[test]
fn what_no_service_account_reaches_is_blocked() {
    let access = json!([{"key": "bitbucket", "id": "p-1"}]);
    let found = Case::usual()
        .user(with(robot(ROBOT), json!({"productAccess": access})))
        .token(token("k-1", ROBOT, "mirror"))
        .assess();
    let row = one(&found, "not-yet-possible");
    assert!(row.blocked_by.as_deref().unwrap().contains("Bitbucket"), "{:?}", row.blocked_by);
    assert!(found.plan.frontier.iter().all(|point| point.used == 0));
}

fn several(n: u32) -> Case {
    let bot = |n: u32| -> Value {
        let id = format!("712020:b0700000-0000-4000-8000-{n:012}");
        with(
            robot(&id),
            json!({"name": format!("CI Deploy Bot {n}"), "email": format!("ci-deploy-{n}@acme.example")}),
        )
    };
    (1..=n).fold(Case::usual(), |case, n| {
        let bot = bot(n);
        let id = bot["accountId"].as_str().unwrap().to_owned();
        case.user(bot).token(token(&format!("k-{n}"), &id, &format!("tool number {n}")))
    })
}

/// The quota decides what goes into which wave, and the frontier says what each further account buys.
#[test]
fn the_quota_has_waves_and_a_frontier() {
    let found = several(7).service(service_account(SERVICE)).config(PRICED).assess();
    let plan = &found.plan;
    assert_eq!((plan.quota.limit, plan.quota.used, plan.quota.free), (5, Some(1), Some(4)));
    let waves: Vec<usize> = rows(&found, "service-account").iter().map(|row| row.wave).collect();
    assert_eq!(waves, [2, 2, 2, 2, 4, 4, 4]);
    let beyond = rows(&found, "service-account").into_iter().filter(|row| row.wave == 4);
    assert!(beyond.into_iter().all(|row| row.blocked_by.as_deref().unwrap().starts_with("quota: 4")));
    let savings: Vec<(u32, &str)> = plan
        .frontier
        .iter()
        .map(|point| (point.service_accounts, point.annual_saving.as_deref().unwrap()))
        .collect();
    let expected = [
        (0, "0.00"),
        (1, "120.00"),
        (2, "240.00"),
        (3, "360.00"),
        (4, "480.00"),
        (5, "600.00"),
        (6, "720.00"),
        (7, "840.00"),
        (250, "840.00"),
    ];
    assert_eq!(savings, expected);
    let total: rust_decimal::Decimal = plan
        .rows
        .iter()
        .filter_map(|row| row.annual_saving.as_ref()?.parse::<rust_decimal::Decimal>().ok())
        .sum();
    assert_eq!(total.to_string(), "840.00", "what the steps give adds up");
    assert!(plan.exact);
}

/// Where the number in use could not be read, nothing is called free.
#[test]
fn an_unknown_quota_is_not_given_out() {
    let found = several(2).partly("org.service-accounts").assess();
    assert!(
        rows(&found, "service-account").iter().all(|row| row
            .blocked_by
            .as_deref()
            .unwrap()
            .contains("unverified"))
    );
}

/// A seat that somebody answers for by an exception is not planned away, and not counted as given back.
#[test]
fn an_accepted_robot_keeps_its_seat() {
    let accepted = "[[accept]]\ncheck = \"robot-holds-seat\"\naccount = \"ci-deploy@acme.example\"\n\
                    reason = \"until the move\"\napprover = \"Cy Example\"\nuntil = 2027-03-31\n";
    let found = Case::usual()
        .user(robot(ROBOT))
        .token(token("k-1", ROBOT, "sync"))
        .config(PRICED)
        .config(accepted)
        .assess();
    assert!(rows(&found, "service-account").is_empty(), "{:#?}", found.plan.rows);
    assert!(found.plan.frontier.iter().all(|point| point.annual_saving.as_deref() == Some("0.00")));
    assert_eq!(found.savings.rows.len(), 1, "what it costs is told all the same");
}

/// An app that is installed for the tool could spare a service account, so it is looked at first.
#[test]
fn an_installed_app_is_looked_at_first() {
    let app = json!({"key": "com.example.jenkins", "name": "Jenkins for Jira", "enabled": true, "userInstalled": true});
    let found = Case::usual()
        .user(with(robot(ROBOT), json!({"name": "Jenkins CI"})))
        .token(token("k-1", ROBOT, "jenkins"))
        .raw("jira.apps", record::APP, "com.example.jenkins", app)
        .assess();
    let row = one(&found, "app");
    assert_eq!((row.wave, row.resolves.len()), (1, 1));
    assert!(row.order < one(&found, "service-account").order);
}

/// A seat counts where risk is even, and first where cost goes first.
#[test]
fn what_comes_first_can_be_said() {
    let case = || {
        Case::usual()
            .user(robot(ROBOT))
            .token(token("k-1", ROBOT, "sync"))
            .user(person(ADA, "Ada Example"))
            .token(token("k-2", ADA, "Jenkins prod"))
            .token(token("k-3", ADA, "Jenkins nightly"))
            .rule(with(
                rule("Post"),
                json!({"components": [web_request(
                    &format!("https://{SITE}/rest/api/3/issue"),
                    header("Authorization", "Basic YWRhLmV4YW1wbGVAYWNtZS5leGFtcGxlOkFUQVRUM3hGZkdGMEFiY2RlZmdoaWprbG1ub3A="),
                )]}),
            ))
            .config(PRICED)
    };
    let first = |config: &str| {
        let found = case().config(config).assess();
        let wave: Vec<String> = rows(&found, "service-account")
            .into_iter()
            .filter(|row| row.wave == 2)
            .map(|row| row.account_name.clone())
            .collect();
        (wave, found.plan.first)
    };
    assert_eq!(
        first("[quota]\nservice_accounts = 1\nfirst = \"cost\"\n"),
        (vec!["CI Deploy Bot".to_owned()], "cost")
    );
    // Two tokens of hers stop with her, one with the robot.
    assert_eq!(first("[quota]\nservice_accounts = 1\n"), (vec!["Ada Example".to_owned()], "risk"));
}

/// Guard Standard is held against what its service accounts would save, at its price for everybody it would bill.
#[test]
fn guard_is_held_against_what_it_would_save() {
    let managed = |case: Case| {
        (1..=30).fold(case, |case, n| {
            let id = format!("712020:c0000000-0000-4000-8000-{n:012}");
            let user = json!({"account_id": id, "account_type": "atlassian", "account_status": "active", "name": "Somebody",
                "email": format!("x{n}@acme.example"), "access_billable": true, "product_access": []});
            case.raw("org.managed-accounts", record::MANAGED_ACCOUNT, &id, user)
        })
    };
    let guard = |price: &str| {
        let licence =
            format!("[[licence]]\nproduct = \"guard\"\nplan = \"standard\"\nprice_per_seat = \"{price}\"\n");
        managed(several(7)).config(PRICED).config(&licence).assess().plan.guard
    };
    // Two robots more than the free five: 240 a year, against 37 or 38 accounts at its price.
    let dear = guard("4");
    assert_eq!((dear.annual_saving.as_deref(), dear.pays), (Some("240.00"), Some(false)));
    let cheap = guard("0.10");
    assert_eq!((cheap.pays, cheap.annual_saving), (Some(true), Some("240.00".to_owned())));
    let unknown = managed(several(7)).config(PRICED).assess().plan.guard;
    assert_eq!((unknown.price, unknown.pays), (None, None));
    assert!(unknown.pays_below.is_some() && unknown.note.contains("[[licence]]"));
    let enough = managed(several(3)).config(PRICED).assess().plan.guard;
    assert_eq!((enough.annual_saving.as_deref(), enough.pays), (Some("0.00"), Some(false)), "at any price");
    let there =
        managed(several(7)).config(PRICED).config("[quota]\nservice_accounts = 250\n").assess().plan.guard;
    assert!(there.note.contains("already") && there.pays.is_none());
}

/// What an annual plan gives back depends on how many go together: the first wave has what its own seats reach.
#[test]
fn a_wave_has_what_its_own_seats_reach() {
    let annual = "[[licence]]\nproduct = \"jira\"\nplan = \"standard\"\nbilling = \"annual\"\nseats = 16\n\
                  tiers = { 10 = \"900\", 15 = \"1500\", 25 = \"2050\" }\n";
    let found = several(6).config(annual).assess();
    // Five of sixteen leave eleven: the tier of 15. The sixth reaches 10.
    let of_wave = |wave: usize| -> rust_decimal::Decimal {
        let rows = found.plan.rows.iter().filter(|row| row.wave == wave);
        rows.filter_map(|row| row.annual_saving.as_ref()?.parse::<rust_decimal::Decimal>().ok()).sum()
    };
    assert_eq!((of_wave(2).to_string(), of_wave(4).to_string()), ("550.00".to_owned(), "600.00".to_owned()));
    assert_eq!(
        found.plan.frontier.iter().map(|point| point.annual_saving.as_deref().unwrap()).collect::<Vec<_>>(),
        ["0.00", "550.00", "550.00", "550.00", "550.00", "550.00", "1150.00", "1150.00"]
    );
}
