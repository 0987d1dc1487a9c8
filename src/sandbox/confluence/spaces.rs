//! The spaces: by hand one of everything an auditor must tell apart, then generated ones to fill pages.

use super::groups::{ADMINS, RELEASES, USERS, WRITERS};
use crate::sandbox::account::Account;
use crate::sandbox::rule::Stage;

/// How much somebody may do in a space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Reads,
    Writes,
    Runs,
}
use Level::{Reads, Runs, Writes};

/// Who may: an account by its id, or a group by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Principal {
    Account(String),
    Group(&'static str),
}

pub(super) struct Space {
    pub id: String,
    pub key: String,
    pub name: String,
    pub kind: &'static str,
    pub status: &'static str,
    /// Who created it, as far as the server knows.
    pub author: Option<String>,
    pub created_days: i64,
    /// At most one for each principal.
    pub grants: Vec<(Principal, Level)>,
}

impl Space {
    pub(super) fn is_personal(&self) -> bool {
        self.kind == "personal"
    }
}

struct ByHand {
    key: &'static str,
    name: &'static str,
    kind: &'static str,
    status: &'static str,
    /// Handle of who created it; empty: the server made it and names nobody.
    author: &'static str,
    by_name: &'static [(&'static str, Level)],
    by_group: &'static [(&'static str, Level)],
}

const EVERYBODY_READS: &[(&str, Level)] = &[(USERS, Reads)];
const EVERYBODY_WRITES: &[(&str, Level)] = &[(USERS, Writes)];

const COMMON: ByHand = ByHand {
    key: "",
    name: "",
    kind: "global",
    status: "current",
    author: "",
    by_name: &[],
    by_group: EVERYBODY_READS,
};

const BY_HAND: &[ByHand] = &[
    // Run by a group and by name; a robot writes into it.
    ByHand {
        key: "DOCS",
        name: "Documentation",
        author: "pia",
        by_name: &[("pia", Runs), ("wikisync", Writes)],
        by_group: &[(USERS, Reads), (WRITERS, Runs)],
        ..COMMON
    },
    // Only somebody who has left may run it.
    ByHand { key: "OPS", name: "Operations runbooks", author: "dan", by_name: &[("dan", Runs)], ..COMMON },
    // Only a robot may.
    ByHand {
        key: "BUILD",
        name: "Build results",
        author: "jenkins",
        by_name: &[("jenkins", Runs)],
        ..COMMON
    },
    // A leaver and somebody who is there; another leaver sits in the group that writes.
    ByHand {
        key: "REL",
        name: "Release notes",
        kind: "collaboration",
        author: "eve",
        by_name: &[("eve", Runs), ("ben", Runs), ("deploybot", Writes)],
        by_group: &[(USERS, Reads), (RELEASES, Writes)],
        ..COMMON
    },
    // Nobody by name: nothing hangs on an account, whoever created it.
    ByHand {
        key: "HAND",
        name: "Employee handbook",
        author: "dan",
        by_group: &[(USERS, Reads), (ADMINS, Runs)],
        ..COMMON
    },
    ByHand {
        key: "HELP",
        name: "Help for customers",
        kind: "knowledge_base",
        author: "nora",
        by_name: &[("nora", Writes), ("mailbox", Writes)],
        by_group: &[(USERS, Reads), (ADMINS, Runs)],
        ..COMMON
    },
    ByHand {
        key: "PARTNER",
        name: "Partner handbook",
        author: "wikisync",
        by_name: &[("wikisync", Runs), ("pia", Runs), ("max", Reads)],
        ..COMMON
    },
    // Run by a deleted account alone, and archived.
    ByHand {
        key: "OLDNET",
        name: "Old intranet",
        status: "archived",
        author: "fay",
        by_name: &[("fay", Runs)],
        ..COMMON
    },
    ByHand {
        key: "LEGACY",
        name: "Legacy products",
        status: "archived",
        author: "zoe",
        by_group: &[(USERS, Reads), (ADMINS, Runs)],
        ..COMMON
    },
    ByHand {
        key: "FIELD",
        name: "Field service",
        author: "hal",
        by_name: &[("hal", Runs), ("ivy", Writes)],
        ..COMMON
    },
    // Left over: accounts of which one is deleted and one stands in no list.
    ByHand {
        key: "MERGER",
        name: "Before the merger",
        author: "stranger",
        by_name: &[("gus", Runs), ("stranger", Writes), ("ada", Runs)],
        ..COMMON
    },
    // What is no robot and no person writes here.
    ByHand {
        key: "FEED",
        name: "Build feed",
        author: "ben",
        by_name: &[("ben", Runs), ("notify", Writes), ("chatapp", Reads), ("reporting", Reads)],
        by_group: EVERYBODY_WRITES,
        ..COMMON
    },
    // Came with the site.
    ByHand {
        key: "START",
        name: "Getting started",
        kind: "onboarding",
        by_group: &[(ADMINS, Runs)],
        ..COMMON
    },
    ByHand {
        key: "TEAMPLAY",
        name: "Sample space",
        kind: "xflow_sample_space",
        author: "ada",
        by_group: EVERYBODY_WRITES,
        ..COMMON
    },
];

/// Whose, its status, and who else may do what in it by name.
type Personal = (&'static str, &'static str, &'static [(&'static str, Level)]);

const PERSONAL: &[Personal] = &[
    ("cleo", "current", &[]),
    // Others work in a leaver's personal space.
    ("dan", "current", &[("ben", Writes)]),
    ("eve", "archived", &[]),
    ("fay", "current", &[]),
    ("jenkins", "current", &[]),
    ("pia", "current", &[("wikisync", Writes)]),
];

/// At least the hand-made spaces, up to `count`, ordered by id as the API orders them.
pub(super) fn spaces(stage: &Stage<'_>, count: usize) -> Vec<Space> {
    let by_hand = BY_HAND.iter().map(|row| row.make(stage));
    let mut all: Vec<Space> = by_hand.chain(PERSONAL.iter().map(|row| personal(stage, row))).collect();
    let missing = count.saturating_sub(all.len());
    all.extend(generated(stage, missing));
    for (n, space) in all.iter_mut().enumerate() {
        space.id = (65_537 + 32_768 * n).to_string();
    }
    all
}

impl ByHand {
    fn make(&self, stage: &Stage<'_>) -> Space {
        Space {
            id: String::new(),
            key: self.key.to_owned(),
            name: self.name.to_owned(),
            kind: self.kind,
            status: self.status,
            author: (!self.author.is_empty()).then(|| stage.who(self.author).id.clone()),
            created_days: 800,
            grants: grants(stage, self.by_name, self.by_group),
        }
    }
}

fn grants(
    stage: &Stage<'_>,
    by_name: &[(&str, Level)],
    by_group: &[(&'static str, Level)],
) -> Vec<(Principal, Level)> {
    let accounts =
        by_name.iter().map(|&(handle, level)| (Principal::Account(stage.who(handle).id.clone()), level));
    let groups = by_group.iter().map(|&(name, level)| (Principal::Group(name), level));
    groups.chain(accounts).collect()
}

/// A personal space bears its owner's name, and its key their id without what a key may not contain.
fn personal(stage: &Stage<'_>, &(handle, status, others): &Personal) -> Space {
    let owner = stage.who(handle);
    let key: String = owner.id.chars().filter(char::is_ascii_alphanumeric).collect();
    let mut grants = grants(stage, others, EVERYBODY_READS);
    grants.push((Principal::Account(owner.id.clone()), Runs));
    Space {
        id: String::new(),
        key: format!("~{key}"),
        name: owner.name.clone(),
        kind: "personal",
        status,
        author: Some(owner.id.clone()),
        created_days: 400,
        grants,
    }
}

/// `count` ordinary spaces: run by the admins' group, every other one also by two people who are there.
fn generated(stage: &Stage<'_>, count: usize) -> Vec<Space> {
    let mut dice = stage.dice.fork("filler spaces");
    let there = |a: &&Account| a.handle.is_empty() && a.class == "person" && a.state == "active";
    let people: Vec<&Account> = stage.accounts.iter().filter(there).collect();
    // A tiny world may have no generated people.
    let people = if people.is_empty() { vec![stage.who("ben")] } else { people };
    (0..count)
        .map(|n| {
            let (author, other) = (*dice.pick(&people), *dice.pick(&people));
            let mut grants = grants(stage, &[], &[(USERS, Writes), (ADMINS, Runs)]);
            if n % 2 == 0 {
                grants.push((Principal::Account(author.id.clone()), Runs));
                if other.id != author.id {
                    grants.push((Principal::Account(other.id.clone()), Runs));
                }
            }
            Space {
                id: String::new(),
                key: format!("TEAM{}", n + 1),
                name: format!("Team space {}", n + 1),
                kind: "global",
                status: "current",
                author: Some(author.id.clone()),
                created_days: 60 + dice.below(900) as i64,
                grants,
            }
        })
        .collect()
}
