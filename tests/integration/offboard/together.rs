//! Off-boarding two together never breaks less than either alone, and deleting never breaks less than deactivating,
//! whatever the organisation.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};
use touchpoint::assessment::offboard::{Offboarding, Question};
use touchpoint::audit::effects::{Effect, When};
use touchpoint::snapshot::record;

use super::super::case::{
    Case, board, board_configuration, confluence_rule, connection, filter, jira_user, org_key, person,
    project, rule, step, token, with,
};

const PEOPLE: usize = 4;
const FILTERS: usize = 6;

fn id(person: usize) -> String {
    format!("712020:00000000-0000-4000-8000-00000000000{person}")
}

/// A filter: whose, private, which other it searches in, who subscribed.
type Filter = (usize, bool, Option<usize>, Option<usize>);
/// A rule: owner, actor (beyond the people: the built-in one), connection, filter of its trigger, filter of a step.
type Rule = (usize, usize, Option<usize>, Option<usize>, Option<usize>);

#[derive(Debug, Clone)]
struct World {
    filters: Vec<Filter>,
    boards: Vec<usize>,
    rules: Vec<Rule>,
    tokens: Vec<usize>,
    leads: Vec<usize>,
}

fn worlds() -> impl Strategy<Value = World> {
    let person = || 0..PEOPLE;
    let other = || prop::option::of(0..FILTERS);
    let filter = (person(), any::<bool>(), other(), prop::option::of(person()));
    let rule = (person(), 0..=PEOPLE, prop::option::of(person()), other(), other());
    (
        prop::collection::vec(filter, 0..FILTERS),
        prop::collection::vec(0..FILTERS, 0..4),
        prop::collection::vec(rule, 0..5),
        prop::collection::vec(person(), 0..3),
        prop::collection::vec(person(), 0..3),
    )
        .prop_map(|(filters, boards, rules, tokens, leads)| World {
            filters,
            boards,
            rules,
            tokens,
            leads,
        })
}

/// Half of the filters share a name, so that some searches by name fit several.
fn filter_name(number: usize) -> String {
    format!("Filter {}", number / 2)
}

fn built(world: &World) -> Case {
    let mut case = Case::new();
    for number in 0..PEOPLE {
        case = case.user(person(&id(number), &format!("Sample {number}")));
    }
    for (number, (owner, private, other, subscriber)) in world.filters.iter().enumerate() {
        let user = |number: usize| jira_user(&id(number), &format!("Sample {number}"));
        let jql = match other {
            Some(other) if number % 2 == 0 => format!("filter = {}", 100 + other),
            Some(other) => format!("project = X AND filter in (\"{}\")", filter_name(*other)),
            None => String::new(),
        };
        let mails: Vec<Value> = subscriber.iter().map(|who| json!({"id": 1, "user": user(*who)})).collect();
        let change = json!({"owner": user(*owner), "jql": jql, "subscriptions": mails});
        let key = (100 + number).to_string();
        let mut one = with(filter(&key, &filter_name(number)), change);
        if *private {
            one["sharePermissions"] = json!([]);
        }
        case = case.raw("jira.filters", record::FILTER, &key, one);
    }
    for (number, shown) in world.boards.iter().enumerate() {
        let (number, key) = (number as u64 + 1, (number + 1).to_string());
        let shown = (100 + shown).to_string();
        case = case.raw("jira.boards", record::BOARD, &key, board(number, &format!("Board {number}"))).raw(
            "jira.boards",
            record::BOARD_CONFIGURATION,
            &key,
            board_configuration(number, &shown),
        );
    }
    for (number, (owner, actor, lent, starts, searches)) in world.rules.iter().enumerate() {
        let made = format!("Rule {number}");
        if number % 3 == 2 {
            let acts = json!({"type": "ACCOUNT_ID", "actor": id(*actor % PEOPLE)});
            case = case.confluence(with(
                confluence_rule(&made),
                json!({"authorAccountId": id(*owner), "actor": acts}),
            ));
            continue;
        }
        let mut change = json!({"authorAccountId": id(*owner)});
        if *actor < PEOPLE {
            change["actor"] = json!({"type": "ACCOUNT_ID", "actor": id(*actor)});
        }
        if let Some(filter) = starts {
            change["trigger"] =
                step("jira.jql.scheduled", json!({"jql": format!("filter = {}", 100 + filter)}));
        }
        if let Some(filter) = searches {
            let jql = format!("filter = \"{}\"", filter_name(*filter));
            change["components"] = json!([step("jira.jql.condition", json!(jql))]);
        }
        let lent = lent.map_or(json!([]), |who| connection(&id(who), "OAUTH_3LO"));
        case = case.rule_with(with(rule(&made), change), lent);
    }
    for (number, holder) in world.tokens.iter().enumerate() {
        let number = number.to_string();
        case = case.token(token(&number, &id(*holder), "ci")).org_key(org_key(&number, &id(*holder), "key"));
    }
    for (number, lead) in world.leads.iter().enumerate() {
        let (number, key) = (number.to_string(), format!("P{number}"));
        case = case.raw("jira.projects", record::PROJECT, &number, project(&number, &key, &id(*lead)));
    }
    case
}

fn worst(answer: &Offboarding) -> BTreeMap<&str, Effect> {
    let mut worst: BTreeMap<&str, Effect> = BTreeMap::new();
    for item in &answer.items {
        let known = worst.entry(item.touchpoint_id.as_str()).or_insert(item.effect);
        if item.effect.weight() > known.weight() {
            *known = item.effect;
        }
    }
    worst
}

fn no_better(more: &Offboarding, less: &Offboarding) -> Result<(), TestCaseError> {
    let (more, less) = (worst(more), worst(less));
    for (touchpoint, effect) in &less {
        let then = more.get(touchpoint);
        prop_assert!(
            then.is_some_and(|then| then.weight() >= effect.weight()),
            "{touchpoint}: {effect:?} became {then:?}"
        );
    }
    let broken = |worst: &BTreeMap<&str, Effect>| worst.values().filter(|effect| effect.breaks()).count();
    prop_assert!(broken(&more) >= broken(&less));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn two_together_break_no_less_than_either(
        world in worlds(), first in 0..PEOPLE, second in 0..PEOPLE, delete in any::<bool>()
    ) {
        let case = built(&world);
        let when = if delete { When::Delete } else { When::Deactivate };
        let going = |people: &[usize]| {
            let accounts = people.iter().map(|person| id(*person)).collect();
            case.offboard(&Question { accounts, when: Some(when), ..Question::default() }).unwrap()
        };
        let both = going(&[first, second]);
        no_better(&both, &going(&[first]))?;
        no_better(&both, &going(&[second]))?;
    }

    /// A thing of which nobody can say what deactivation does to it may well be known to outlive deletion no better:
    /// only what surely stops is compared.
    #[test]
    fn what_stops_on_deactivation_stops_on_deletion(world in worlds(), person in 0..PEOPLE) {
        let case = built(&world);
        let going = |when| {
            let accounts = vec![id(person)];
            case.offboard(&Question { accounts, when: Some(when), ..Question::default() }).unwrap()
        };
        let (now, then) = (going(When::Deactivate), going(When::Delete));
        let then = worst(&then);
        for (touchpoint, effect) in worst(&now).into_iter().filter(|(_, effect)| effect.stops()) {
            prop_assert!(then[touchpoint].stops(), "{touchpoint}: {effect:?}");
        }
    }

    /// One row a way of hanging, the counts are those of the rows, and every step is about rows that are there.
    #[test]
    fn the_answer_adds_up(world in worlds(), person in 0..PEOPLE) {
        let case = built(&world);
        let question = Question { accounts: vec![id(person)], ..Question::default() };
        let answer = case.offboard(&question).unwrap();
        prop_assert_eq!(answer.counts.total(), answer.items.len());
        prop_assert_eq!(answer.touchpoints.total(), worst(&answer).len());
        let mut keys: Vec<_> =
            answer.items.iter().map(|item| (&item.touchpoint_id, item.role, &item.account_id)).collect();
        keys.sort();
        keys.dedup();
        prop_assert_eq!(keys.len(), answer.items.len());
        for step in &answer.steps {
            for touchpoint in &step.touchpoints {
                prop_assert!(answer.items.iter().any(|item| item.touchpoint_id == *touchpoint));
            }
        }
        let known: Vec<&str> = answer.items.iter().map(|item| item.touchpoint_id.as_str()).collect();
        for because in answer.items.iter().flat_map(|item| &item.because) {
            prop_assert!(known.contains(&because.as_str()), "the way leads through what is told");
        }
    }
}
