//! On how few accounts the live integrations hang.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::json;
use touchpoint::assessment::key_people::{Between, KeyPeople};
use touchpoint::audit::effects::Effect;
use touchpoint::snapshot::Status;

use super::super::case::{
    ADA, BEN, CY, Case, SERVICE, confluence_rule, deactivated, org_key, person, rule, service_account, token,
    with,
};

fn acting(name: &str, who: &str) -> serde_json::Value {
    with(rule(name), json!({"actor": {"type": "ACCOUNT_ID", "actor": who}}))
}

fn of(case: Case) -> KeyPeople {
    case.rules_known().assess().key_people.unwrap()
}

fn exactly(n: usize) -> Option<Between> {
    Some(Between { at_least: n, at_most: n })
}

fn three() -> Case {
    Case::usual().user(person(ADA, "Ada Sample")).user(person(CY, "Cy Case"))
}

#[test]
fn the_fewest_who_stop_half_are_the_weightiest() {
    let mut case = three();
    for number in 0..4 {
        case = case.rule(acting(&format!("Ada's {number}"), ADA));
    }
    for number in 0..2 {
        case = case.rule(acting(&format!("Cy's {number}"), CY));
    }
    // Six of ten stop with somebody; Ben only owns them all.
    for number in 0..4 {
        case = case.rule(rule(&format!("Nobody's {number}")));
    }
    let people = of(case);
    assert_eq!((people.integrations, people.half.surely), (10, exactly(2)));
    assert_eq!(people.half.perhaps, exactly(2));
    assert_eq!((people.at_risk, people.half.at_risk), (6, exactly(1)));
    assert_eq!(people.top_three.accounts, [ADA, CY, BEN]);
    assert_eq!((people.top_three.stopped, people.top_three.of), (6, 10));
    let first = &people.people[0];
    assert_eq!((first.account_id.as_str(), first.stops, first.of(Effect::Stops)), (ADA, 4, 4));
    assert_eq!((people.people[2].stops, people.people[2].loses_owner), (0, 10));
}

#[test]
fn where_all_together_do_not_stop_half_that_is_said() {
    let mut case = three().rule(acting("Ada's", ADA)).token(token("t1", BEN, "ci"));
    for number in 0..5 {
        case = case.rule(with(rule(&format!("Nobody's {number}")), json!({"authorAccountId": SERVICE})));
    }
    let people = of(case);
    assert_eq!((people.integrations, people.half.surely, people.half.perhaps), (7, None, None));
    // A token of which nobody can say that it goes on is at risk.
    assert_eq!((people.at_risk, people.half.at_risk), (2, exactly(1)));
    assert_eq!((people.top_three.stopped, people.top_three.perhaps), (1, 2));
}

#[test]
fn who_counts_and_what_counts() {
    let gone = deactivated(person(CY, "Cy Case"));
    let case = Case::usual()
        .user(gone)
        .service(service_account(SERVICE))
        .rule(acting("A leaver's", CY))
        .rule(acting("A service account's", SERVICE))
        .rule(with(acting("Switched off", BEN), json!({"state": "DISABLED"})))
        .confluence(confluence_rule("Ben's page"))
        .org_key(org_key("k1", BEN, "terraform"))
        .raw(
            "jira.filters",
            touchpoint::snapshot::record::FILTER,
            "1",
            super::super::case::filter("1", "Mine"),
        );
    let people = of(case);
    assert_eq!(people.integrations, 4, "filters and what is switched off are not counted");
    let who: Vec<&str> = people.people.iter().map(|row| row.account_id.as_str()).collect();
    assert_eq!(who, [BEN]);
    let ben = &people.people[0];
    assert_eq!((ben.stops_silently, ben.loses_owner, ben.survives), (1, 2, 1), "{ben:?}");
}

#[test]
fn without_rules_nothing_is_said() {
    let case = Case::usual().token(token("t1", BEN, "ci")).covered("jira.automation", Status::Denied);
    assert!(case.assess().key_people.is_none());
}

#[test]
fn the_trend_is_that_of_the_baseline() {
    let before =
        three().rule(acting("One", ADA)).rule(acting("Two", BEN)).rule(acting("Three", CY)).rules_known();
    let now =
        three().rule(acting("One", ADA)).rule(acting("Two", ADA)).rule(acting("Three", ADA)).rules_known();
    let ((_a, before), (_b, now)) = (before.snapshot(), now.snapshot());
    let config = touchpoint::config::Config::default();
    let people =
        touchpoint::assessment::assess(&now, Some(&before), &config, None).unwrap().key_people.unwrap();
    let past = people.before.unwrap();
    assert_eq!((past.half.surely, people.half.surely), (exactly(2), exactly(1)));
    assert_eq!(past.since.as_deref(), Some("2026-11-23T12:00:00Z"));
}

#[test]
fn the_rows_of_what_hangs_on_what_resolve_at_both_ends() {
    let assessment = three()
        .rules_known()
        .rule_with(acting("Ada's", ADA), super::super::case::connection(BEN, "OAUTH_3LO"))
        .assess();
    let [dependency] = assessment.dependencies.as_slice() else { panic!("{:#?}", assessment.dependencies) };
    let [connection] = assessment.connections.as_slice() else { panic!("{:#?}", assessment.connections) };
    assert!(assessment.touchpoints.iter().any(|row| row.touchpoint_id == dependency.from));
    assert_eq!((dependency.relation, &dependency.to), ("reaches-through", &connection.connection_id));
    assert_eq!((&connection.rule, connection.account_id.as_deref()), (&dependency.from, Some(BEN)));
    assert_eq!(dependency.to_name, "com.atlassian.confluence.native of Ben Example");
}

/// Everybody's sets of rules, by brute force: the least that hold half.
fn least(sets: &[BTreeSet<usize>], wanted: usize) -> Option<usize> {
    (0_u32..1 << sets.len())
        .filter(|chosen| {
            let union: BTreeSet<&usize> = sets
                .iter()
                .enumerate()
                .filter(|(at, _)| chosen & (1 << at) != 0)
                .flat_map(|(_, set)| set)
                .collect();
            union.len() >= wanted
        })
        .map(|chosen| chosen.count_ones() as usize)
        .min()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    /// Actors of rules and connections that may stop them: the second make the sets overlap.
    #[test]
    fn the_number_lies_where_it_says(rules in prop::collection::vec((0..5_usize, prop::option::of(0..4_usize)), 1..9)) {
        let id = |person: usize| format!("712020:00000000-0000-4000-8000-00000000000{person}");
        let mut case = Case::new();
        for number in 0..4 {
            case = case.user(person(&id(number), &format!("Sample {number}")));
        }
        let (mut stopped, mut perhaps) = (vec![BTreeSet::new(); 4], vec![BTreeSet::new(); 4]);
        for (number, (actor, lent)) in rules.iter().enumerate() {
            let made = with(rule(&format!("Rule {number}")), json!({"authorAccountId": SERVICE}));
            let made = match actor {
                4 => made,
                actor => with(made, json!({"actor": {"type": "ACCOUNT_ID", "actor": id(*actor)}})),
            };
            if *actor < 4 {
                stopped[*actor].insert(number);
                perhaps[*actor].insert(number);
            }
            if let Some(lent) = lent {
                perhaps[*lent].insert(number);
            }
            let lent = lent.map_or(json!([]), |who| super::super::case::connection(&id(who), "OAUTH_3LO"));
            case = case.rule_with(made, lent);
        }
        let people = of(case);
        let half = rules.len().div_ceil(2);
        for (told, sets) in [(people.half.surely, &stopped), (people.half.perhaps, &perhaps)] {
            match (told, least(sets, half)) {
                (None, None) => {}
                (Some(between), Some(least)) => {
                    prop_assert!(between.at_least <= least && least <= between.at_most, "{between:?} {least}");
                }
                other => prop_assert!(false, "{other:?}"),
            }
        }
        // Nobody acts twice in one rule, so what surely stops is exact.
        if let Some(between) = people.half.surely {
            prop_assert_eq!(between.at_least, between.at_most);
        }
    }
}
