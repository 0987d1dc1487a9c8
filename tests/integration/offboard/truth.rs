//! For every account of the sandbox, the answer is what the sandbox finds when it really lets the account go.

use std::collections::BTreeMap;

use touchpoint::assessment::offboard::{ItemRow, Offboarding, Question, answer_from};
use touchpoint::audit::effects::When;
use touchpoint::config::Config;
use touchpoint::estate::{Estate, Relation};
use touchpoint::sandbox::{Departed, Fate, Going, World};
use touchpoint::snapshot::Snapshot;

use super::super::common::{Lab, printed};

/// kind, name, role, effect
type Row = [String; 4];

/// What they hold, role by role.
fn held_of(items: &[ItemRow]) -> Vec<Row> {
    let own = items.iter().filter(|item| Relation::from_word(item.role).is_none());
    let row =
        |item: &ItemRow| [item.kind, item.name.as_str(), item.role, item.effect.word()].map(str::to_owned);
    let mut rows: Vec<Row> = own.map(row).collect();
    rows.sort();
    rows
}

fn truly_held(departed: &Departed, live: bool) -> Vec<Row> {
    let own = departed.held.iter().filter(|fate| fate.live == live);
    let row = |fate: &Fate| [&fate.kind, &fate.name, &fate.role, &fate.effect.to_owned()].map(Clone::clone);
    let mut rows: Vec<Row> = own.map(row).collect();
    rows.sort();
    rows
}

/// How bad an effect is, in an order of this test's own.
fn weight(effect: &str) -> usize {
    let order = ["survives", "loses-owner", "unverified", "degrades", "stops", "stops-silently"];
    order.iter().position(|known| *known == effect).unwrap()
}

/// Kind, name and worst effect of each thing at work that is hit.
fn worst_of<'a>(hits: impl Iterator<Item = (&'a str, &'a str, &'a str, &'a str)>) -> Vec<[String; 3]> {
    let mut worst: BTreeMap<(&str, &str), (&str, &str)> = BTreeMap::new();
    for (kind, id, name, effect) in hits {
        let known = worst.entry((kind, id)).or_insert((name, effect));
        if weight(effect) > weight(known.1) {
            known.1 = effect;
        }
    }
    let mut rows: Vec<[String; 3]> = worst
        .into_iter()
        .map(|((kind, _), (name, effect))| [kind, name, effect].map(str::to_owned))
        .collect();
    rows.sort();
    rows
}

fn told_worst(answer: &Offboarding) -> Vec<[String; 3]> {
    let rows = answer.items.iter();
    worst_of(rows.map(|row| (row.kind, row.touchpoint_id.as_str(), row.name.as_str(), row.effect.word())))
}

fn true_worst(departed: &Departed) -> Vec<[String; 3]> {
    let fates = departed.held.iter().chain(&departed.reached).filter(|fate| fate.live);
    worst_of(fates.map(|fate| (fate.kind.as_str(), fate.native_id.as_str(), fate.name.as_str(), fate.effect)))
}

struct Scanned {
    lab: Lab,
    estate: Estate,
    snapshot: Snapshot,
}

impl Scanned {
    fn new() -> Scanned {
        let lab = Lab::new();
        let output = lab.scan(&[]);
        assert!(output.status.success(), "{}", printed(&output));
        let snapshot = Snapshot::read(&lab.out().join("snapshot.db")).unwrap();
        let estate = Estate::read(&snapshot, snapshot.finished_at().unwrap().unwrap()).unwrap();
        Scanned { lab, estate, snapshot }
    }

    fn world(&self) -> &World {
        self.lab.sandbox.world()
    }

    fn answer(&self, accounts: &[&str], when: When) -> Offboarding {
        let accounts = accounts.iter().map(|account| (*account).to_owned()).collect();
        let question = Question { accounts, when: Some(when), ..Question::default() };
        let as_of = self.snapshot.finished_at().unwrap().unwrap();
        answer_from(&self.estate, &Config::default(), &question, as_of).unwrap()
    }

    fn compare(&self, accounts: &[&str]) -> (usize, usize) {
        let (mut broken, mut reached) = (0, 0);
        for (when, going) in [(When::Deactivate, Going::Deactivated), (When::Delete, Going::Deleted)] {
            let told = self.answer(accounts, when);
            let truth = self.world().without(accounts, going);
            assert_eq!(held_of(&told.items), truly_held(&truth, true), "{accounts:?} {when:?}");
            assert_eq!(held_of(&told.switched_off), truly_held(&truth, false), "{accounts:?} {when:?}");
            assert_eq!(told_worst(&told), true_worst(&truth), "{accounts:?} {when:?}");
            broken += told.items.iter().filter(|item| item.effect.breaks()).count();
            reached += told.items.iter().filter(|item| Relation::from_word(item.role).is_some()).count();
        }
        (broken, reached)
    }
}

#[test]
fn for_every_account_the_answer_is_the_truth() {
    let scanned = Scanned::new();
    let accounts = scanned.world().truth().accounts;
    let (mut broken, mut reached) = (0, 0);
    for account in &accounts {
        let (more, further) = scanned.compare(&[&account.account_id]);
        broken += more;
        reached += further;
    }
    assert!(accounts.len() > 50 && broken > 40 && reached >= 4, "{} {broken} {reached}", accounts.len());
    scanned.lab.stop();
}

#[test]
fn for_accounts_that_go_together_as_well() {
    let scanned = Scanned::new();
    let accounts = scanned.world().truth().accounts;
    let ids: Vec<&str> = accounts.iter().map(|account| account.account_id.as_str()).collect();
    for pair in ids.windows(2).step_by(3) {
        scanned.compare(pair);
    }
    scanned.compare(&ids);
    scanned.lab.stop();
}
