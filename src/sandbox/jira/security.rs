//! Who is in a level of an issue-security scheme.

use super::base::Base;
use super::holders::{Right, shown};
use super::ledger::{Ledger, Thing};
use super::pages::{USUAL, answered, expands, paged, values};
use crate::sandbox::ask::Ask;
use crate::sandbox::reply::Reply;
use crate::sandbox::rule::Stage;
use crate::sandbox::world::World;
use serde_json::{Value, json};

pub(super) struct SecurityMembers(Vec<Value>);

use Right::{Group, Other, Role, User};

/// `(scheme, level, members)`
const BY_HAND: &[(&str, &str, &[Right])] = &[
    ("10300", "10310", &[User("dan"), Group("jira-admins-acme"), Role("10002")]),
    ("10300", "10311", &[User("reporting"), User("cleo"), Other("reporter", None)]),
    ("10300", "10312", &[Group("release-managers"), Other("projectLead", None)]),
    ("10301", "10313", &[User("fay"), User("ivy"), Other("userCustomField", Some("customfield_10041"))]),
];

/// Levels that only groups are in, so that the list has several pages.
const OTHERS: usize = 12;

impl SecurityMembers {
    pub(super) fn build(stage: &Stage<'_>, base: &Base, ledger: &mut Ledger) -> Self {
        let mut all: Vec<Value> = vec![];
        let mut add = |scheme: &str, level: &str, right: Right| {
            all.push(json!({
                "id": (10_400 + all.len()).to_string(), "issueSecurityLevelId": level,
                "issueSecuritySchemeId": scheme, "holder": right.json(stage, base), "managed": false,
            }));
        };
        for &(scheme, level, rights) in BY_HAND {
            let (name, container) = (format!("level {level}"), format!("scheme {scheme}"));
            let kind = "issue-security";
            let thing = Thing { kind, id: level, name: &name, container: &container, state: "active" };
            for right in rights {
                if let Some(who) = right.account(stage) {
                    ledger.bind(&thing, "grantee", who);
                }
                add(scheme, level, *right);
            }
        }
        for n in 0..OTHERS {
            let level = (10_320 + n).to_string();
            add("10302", &level, Group("jira-software-users-acme"));
            add("10302", &level, Role("10010"));
        }
        Self(all)
    }
}

/// `GET /rest/api/3/issuesecurityschemes/level/member`.
pub(super) fn members(world: &World, ask: &Ask<'_>) -> Reply {
    let (schemes, levels, ids) = (values(ask, "schemeId"), values(ask, "levelId"), values(ask, "id"));
    let among = |list: &[&str], field: &Value| list.iter().any(|id| field == id);
    let wanted = |m: &&Value| {
        let everything = schemes.is_empty() && levels.is_empty() && ids.is_empty();
        everything
            || among(&schemes, &m["issueSecuritySchemeId"])
            || among(&levels, &m["issueSecurityLevelId"])
            || among(&ids, &m["id"])
    };
    let found: Vec<&Value> = world.jira.security.0.iter().filter(wanted).collect();
    let asked = expands(ask);
    let row = |n: usize| {
        let mut row = found[n].clone();
        row["holder"] = shown(&row["holder"], &asked);
        row
    };
    answered(paged(world, ask, USUAL, found.len(), row))
}
