//! Generated people and rules: nothing is wrong with most of them. They make the lists long enough that paging,
//! joining and pacing are exercised, and the hand-made cases have to be found among the ordinary.

use super::account::Account;
use super::dice::Dice;
use super::rule::{Product, Rule, Stage};
use super::steps::{
    arm, assign, branches, comment, compare, edit_priority, log, mention, on_created, on_field_change,
    on_schedule, on_transition, transition, unknown_step,
};
use serde_json::json;

const FIRST: &[&str] = &[
    "Alba", "Bruno", "Carla", "Dario", "Elif", "Femke", "Goran", "Hana", "Ines", "Jonas", "Kaya", "Liv",
    "Marek", "Noor", "Olga", "Paul", "Rosa", "Sami", "Tessa", "Uwe", "Vera", "Wim", "Yara", "Zeno",
];
const LAST: &[&str] = &[
    "Example",
    "Sample",
    "Specimen",
    "Placeholder",
    "Muster",
    "Ejemplo",
    "Esempio",
    "Voorbeeld",
    "Przyklad",
    "Mintas",
];
const TITLES: &[&str] = &["Engineer", "Product Manager", "Support Agent", "Analyst", "Designer", "Team Lead"];
const ZONES: &[&str] = &["Europe/Berlin", "Europe/London", "America/New_York", "Asia/Tokyo"];
/// Ids of projects and spaces.
const CONTAINERS: &[&str] = &["10001", "10002", "10003", "10004", "10005"];
const ROBOT_JOBS: &[&str] = &["backup", "sync", "deploy", "import", "metrics"];

/// `count` further accounts. One in thirty is a robot, one in fifteen has left.
pub(crate) fn people(dice: &Dice, count: usize) -> Vec<Account> {
    let mut dice = dice.fork("filler people");
    (0..count)
        .map(|n| {
            let id = format!("712020:{}", dice.uuid('4'));
            if n % 30 == 17 {
                let job = *dice.pick(ROBOT_JOBS);
                let (name, email) = (format!("svc-{job}-{n}"), format!("svc-{job}-{n}@acme.example"));
                return Account::robot("", id, &name, &email);
            }
            let (first, last) = (*dice.pick(FIRST), *dice.pick(LAST));
            let email = format!("{}.{}.{n}@acme.example", first.to_lowercase(), last.to_lowercase());
            let mut person = Account::person("", id, &format!("{first} {last}"), &email)
                .title(TITLES[dice.below(TITLES.len())], "Operations")
                .seats(&[
                    ("jira-software", Some(dice.below(40) as i64)),
                    ("confluence", Some(dice.below(40) as i64)),
                ]);
            person.time_zone = Some(ZONES[dice.below(ZONES.len())]);
            person.added_days = 60 + dice.below(1500) as i64;
            if n % 15 == 9 { person.deactivated() } else { person }
        })
        .collect()
}

/// `count` further rules, owned by generated people who are still there.
pub(crate) fn rules(stage: &Stage<'_>, product: Product, count: usize) -> Vec<Rule> {
    let mut dice = stage.dice.fork(product.path_name());
    let generated: Vec<&Account> = stage
        .accounts
        .iter()
        .filter(|a| a.handle.is_empty() && a.class == "person" && a.state == "active")
        .collect();
    // A tiny world may have no generated people.
    let owners = if generated.is_empty() { vec![stage.who("ben")] } else { generated };
    (0..count)
        .map(|n| {
            let owner = *dice.pick(&owners);
            let other = *dice.pick(&owners);
            let rule = stage.rule(product, &format!("Team rule {}", n + 1), owner);
            let rule = if dice.chance(15) { rule.disabled() } else { rule };
            let rule = if dice.chance(60) { rule.inside(&[*dice.pick(CONTAINERS)]) } else { rule };
            if product == Product::Confluence {
                let trigger = unknown_step("TRIGGER", "confluence.example.page-published", json!({}));
                return rule.when(trigger).then(log("published")).finish();
            }
            match dice.below(5) {
                0 => rule.when(on_created()).then(edit_priority()),
                1 => rule.when(on_transition("In Review")).then(mention("please review", other)),
                2 => {
                    rule.when(on_schedule("status = Waiting AND updated <= -14d")).then(transition("Closed"))
                }
                3 => rule.when(on_created()).then(branches(vec![
                    arm(vec![compare("{{issue.issuetype.name}}", "Bug")], vec![assign(other)]),
                    arm(vec![], vec![comment("Thanks for the idea.")]),
                ])),
                _ => rule.when(on_field_change("Due date")).then(log("due date changed on {{issue.key}}")),
            }
            .finish()
        })
        .collect()
}
