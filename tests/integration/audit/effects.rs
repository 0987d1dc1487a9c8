//! The table of effects, and that no finding says more than its row.

use std::collections::BTreeMap;

use touchpoint::audit::effects::{Certainty, Effect, knock_on, knock_ons, read, row, table};
use touchpoint::departure::{way, ways};
use touchpoint::estate::{Kind, Relation};

use super::PROOFS;

fn counts<'a>(words: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, usize> {
    words.fold(BTreeMap::new(), |mut counts, word| {
        *counts.entry(word).or_default() += 1;
        counts
    })
}

#[test]
fn every_row_reads_and_is_found_by_its_three_words() {
    assert_eq!(table().len(), 92);
    for wanted in table() {
        assert_eq!(row(&wanted.kind, &wanted.role, &wanted.state), Some(wanted), "a row stands twice");
        assert!(["deactivated", "deleted"].contains(&wanted.state.as_str()), "{wanted:?}");
        assert!(wanted.words.ends_with('.') && wanted.words.len() > 20, "{wanted:?}");
        assert_ne!(wanted.source, "–", "said nowhere is empty: {wanted:?}");
    }
    assert_eq!(row("jira-automation-rule", "actor", "active"), None);
}

#[test]
fn each_thing_has_a_row_for_both_states() {
    let things = counts(table().iter().map(|row| row.kind.as_str()));
    assert!(things.values().all(|rows| rows % 2 == 0), "{things:?}");
    for one in table() {
        let other = if one.state == "deleted" { "deactivated" } else { "deleted" };
        assert!(row(&one.kind, &one.role, other).is_some(), "{one:?}");
    }
}

#[test]
fn the_counts_are_those_of_the_evidence() {
    let effects = counts(table().iter().map(|row| row.effect.word()));
    let wanted = [
        ("degrades", 4),
        ("loses-owner", 10),
        ("stops", 12),
        ("stops-silently", 2),
        ("survives", 21),
        ("unverified", 43),
    ];
    assert_eq!(effects, BTreeMap::from(wanted));
    let certainty = counts(table().iter().map(|row| row.certainty.word()));
    let wanted = [("documented", 6), ("inferred", 40), ("reported", 3), ("unknown", 43)];
    assert_eq!(certainty, BTreeMap::from(wanted));
}

#[test]
fn unverified_is_unknown_and_unknown_is_unverified() {
    for row in table() {
        assert_eq!(row.effect == Effect::Unverified, row.certainty == Certainty::Unknown, "{row:?}");
        // Whoever says that something is documented or reported says where.
        let said = matches!(row.certainty, Certainty::Documented | Certainty::Reported);
        assert!(!said || !row.source.is_empty(), "{row:?}");
    }
}

/// Over every finding of every case: its effect is that of its row, or less.
#[test]
fn no_finding_says_more_than_its_row() {
    let mut compared = 0;
    for proof in PROOFS {
        for (_, case) in (proof.fires)() {
            for finding in case.assess().findings {
                let (Some(kind), Some(role)) = (finding.touchpoint_kind, finding.role) else {
                    assert_eq!((finding.effect, finding.certainty), (None, None), "{finding:#?}");
                    continue;
                };
                let said = (finding.effect.unwrap(), finding.certainty.unwrap());
                let state = if finding.account_state == Some("deleted") { "deleted" } else { "deactivated" };
                let wanted = row(kind, role, state).unwrap();
                let of_row = (wanted.effect.word(), wanted.certainty.word());
                // The token of another system does not hang on an Atlassian account.
                let foreign = role == "credential" && said == ("survives", "inferred");
                let less = said == ("unverified", "unknown");
                assert!(said == of_row || foreign || less, "{said:?} is not {of_row:?}: {finding:#?}");
                if finding.account_state == Some("suspended") {
                    assert!(less, "nothing is known of suspended accounts: {finding:#?}");
                }
                compared += 1;
            }
        }
    }
    assert!(compared > 50, "{compared}");
}

/// An owner who leaves does not break a rule, and no check says so.
#[test]
fn only_an_actor_makes_a_rule_stop() {
    for row in table().iter().filter(|row| row.kind.ends_with("automation-rule")) {
        let stops = matches!(row.effect, Effect::Stops | Effect::StopsSilently);
        assert_eq!(stops, row.role == "actor", "{row:?}");
    }
}

/// Held against the evidence itself where that is at hand: `TOUCHPOINT_REFERENCE` names the folder of
/// `effects.md`.
#[test]
#[allow(clippy::disallowed_methods, reason = "a test may look at the environment")]
fn the_table_agrees_with_the_evidence() {
    let Ok(folder) = std::env::var("TOUCHPOINT_REFERENCE") else {
        eprintln!("skipped: TOUCHPOINT_REFERENCE does not name the folder of effects.md");
        return;
    };
    let file = std::path::Path::new(&folder).join("effects.md");
    let text = std::fs::read_to_string(&file).unwrap();
    let bare = |cell: &str| cell.trim().trim_matches(['*', '`']).to_owned();
    let mut seen = 0;
    for line in text.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<String> = line.trim_matches('|').split(" | ").map(bare).collect();
        let [kind, role, _who, state, effect, certainty, _source, words, ..] = cells.as_slice() else {
            continue;
        };
        let Some(ours) = row(kind, role, state) else { panic!("no row for {line}") };
        assert_eq!(
            (ours.effect.word(), ours.certainty.word()),
            (effect.as_str(), certainty.as_str()),
            "{line}"
        );
        assert_eq!(ours.words, *words, "{line}");
        seen += 1;
    }
    assert_eq!(seen, table().len());
}

/// Each way in which a table can be wrong is told with the row it is in.
#[test]
fn a_wrong_table_is_refused_with_its_row() {
    let head = "kind,role,state,effect,certainty,source,words\n";
    let both = "filter,owner,deactivated,survives,inferred,,It stays.\nfilter,owner,deleted,stops,inferred,,It goes.\n";
    assert_eq!(read(&format!("{head}{both}")).map(|rows| rows.len()), Ok(2));
    for (row, wrong) in [
        ("filter,owner,deleted,stops,inferred,,It goes.\n", "stands twice"),
        ("filter,editor,deleted,unverified,inferred,,It goes.\n", "without being unknown"),
        ("filter,editor,deleted,stops,documented,,It goes.\n", "not where"),
        ("filter,editor,deleted,stops,inferred,,It goes\n", "in a sentence"),
        ("filter,editor,gone,stops,inferred,,It goes.\n", "neither deactivated nor deleted"),
        ("filter,friend,deleted,stops,inferred,,It goes.\n", "about no role"),
        ("filter,editor,deleted,stops,inferred,,It goes.\n", "nothing of the other state"),
        ("sieve,searches,stops,stops,inferred,,It goes.\n", "no kind of touchpoint"),
        ("filter,searches,deleted,stops,inferred,,It goes.\n", "begin with an effect"),
        ("filter,owner,deleted,vanishes,inferred,,It goes.\n", "vanishes"),
    ] {
        let said = read(&format!("{head}{both}{row}")).unwrap_err();
        assert!(said.contains(wrong), "{row}: {said}");
    }
}

/// What needs a thing is hit no harder than the thing itself, and by what is worse no less: only so two departures
/// together never break less than either alone.
#[test]
fn knock_ons_never_make_more_of_less() {
    for kind in Kind::ALL {
        for relation in Relation::ALL {
            let mut by_weight: Vec<(u8, u8)> = Effect::ALL
                .iter()
                .map(|effect| {
                    let then = knock_on(kind, relation, *effect).map_or(0, |outcome| outcome.effect.weight());
                    (effect.weight(), then)
                })
                .collect();
            by_weight.sort_unstable();
            assert!(by_weight.iter().all(|(own, then)| then <= own), "{kind:?} {relation:?}: {by_weight:?}");
            assert!(by_weight.is_sorted_by_key(|(_, then)| *then), "{kind:?} {relation:?}: {by_weight:?}");
        }
    }
    assert_eq!(knock_ons().len(), 12);
}

/// Everything that the table knows of and the estate shows has a way off, and no way is about nothing.
#[test]
fn each_way_of_holding_has_a_way_off() {
    let shown: Vec<(&str, &str)> = table()
        .iter()
        .chain(knock_ons())
        .filter(|row| Kind::from_word(&row.kind).is_some())
        .map(|row| (row.kind.as_str(), row.role.as_str()))
        .collect();
    for (kind, role) in &shown {
        // Who made a service account's credential is shown nowhere.
        let unseen = (*kind, *role) == ("service-account-credential", "author");
        assert!(unseen || way(kind, role).is_some(), "{kind} {role}");
    }
    let mut seen = std::collections::BTreeSet::new();
    for way in ways() {
        assert!(shown.contains(&(way.kind.as_str(), way.role.as_str())), "{way:?}");
        assert!(seen.insert((&way.kind, &way.role)), "{way:?} stands twice");
        assert!(way.act.ends_with('.') && way.act.len() > 20, "{way:?}");
    }
}
