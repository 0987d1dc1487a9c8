//! Permission schemes. Team-managed projects have none.

use super::base::Base;
use super::holders::{Right, shown};
use super::ledger::{Ledger, Thing};
use super::pages::expands;
use crate::sandbox::ask::Ask;
use crate::sandbox::reply::Reply;
use crate::sandbox::rule::Stage;
use crate::sandbox::world::World;
use serde_json::{Value, json};

pub(super) struct PermissionSchemes(Vec<Value>);

use Right::{Group, LostKey, OldKey, Other, Role, User};

/// `(name, grants)`
type Row = (&'static str, &'static [(&'static str, Right)]);

const BY_HAND: &[Row] = &[
    (
        "Default Permission Scheme",
        &[
            ("ADMINISTER_PROJECTS", Role("10002")),
            ("BROWSE_PROJECTS", Other("applicationRole", None)),
            ("CREATE_ISSUES", Group("jira-software-users-acme")),
        ],
    ),
    (
        "Support permissions",
        &[
            ("BROWSE_PROJECTS", Other("sd.customer.portal.only", None)),
            ("TRANSITION_ISSUES", User("mailbox")),
            ("ADD_COMMENTS", User("mailbox")),
            ("ADMINISTER_PROJECTS", Group("jira-admins-acme")),
        ],
    ),
    ("Website permissions", &[("ADMINISTER_PROJECTS", User("dan")), ("RESOLVE_ISSUES", User("ben"))]),
    ("Build permissions", &[("CREATE_ISSUES", OldKey("jenkins", "JIRAUSER10107"))]),
    ("Groups only", &[("BROWSE_PROJECTS", Group("release-managers")), ("EDIT_ISSUES", Role("10010"))]),
    (
        "Imported permissions",
        &[
            ("ASSIGN_ISSUES", LostKey("o.olduser")),
            ("BROWSE_PROJECTS", Other("anyone", None)),
            ("EDIT_ISSUES", Other("projectLead", None)),
            ("EDIT_OWN_COMMENTS", Other("reporter", None)),
            ("LINK_ISSUES", Other("assignee", None)),
            ("MANAGE_WATCHERS", Other("userCustomField", Some("customfield_10041"))),
            ("MODIFY_REPORTER", Other("groupCustomField", Some("customfield_10042"))),
            // A type that no documentation has.
            ("MOVE_ISSUES", Other("team", Some("team-of-nobody-knows"))),
        ],
    ),
    ("Hand-over permissions", &[("SCHEDULE_ISSUES", User("ivy")), ("SCHEDULE_ISSUES", User("fay"))]),
    ("Release permissions", &[("EDIT_ISSUES", User("notify")), ("EDIT_ISSUES", User("chatapp"))]),
];

impl PermissionSchemes {
    pub(super) fn build(stage: &Stage<'_>, base: &Base, ledger: &mut Ledger) -> Self {
        let scheme = |(n, (name, grants)): (usize, &Row)| {
            let id = if n == 0 { 0 } else { 10_100 + n };
            let address = format!("https://acme.example/rest/api/3/permissionscheme/{id}");
            let mut permissions: Vec<Value> = vec![];
            for (m, (permission, right)) in grants.iter().enumerate() {
                if let Some(who) = right.account(stage) {
                    let (kind, id) = ("permission-grant", id.to_string());
                    ledger.bind(
                        &Thing { kind, id: &id, name, container: "", state: "active" },
                        "grantee",
                        who,
                    );
                }
                let grant = 10_000 + n * 100 + m;
                permissions.push(json!({
                    "id": grant, "self": format!("{address}/permission/{grant}"), "permission": permission,
                    "holder": right.json(stage, base),
                }));
            }
            json!({
                "expand": "permissions,user,group,projectRole,field,all", "id": id, "self": address,
                "name": name, "description": "", "permissions": permissions,
            })
        };
        Self(BY_HAND.iter().enumerate().map(scheme).collect())
    }
}

/// `GET /rest/api/3/permissionscheme`: all of them at once. Whatever `expand` says, the grants come along.
pub(super) fn list(world: &World, ask: &Ask<'_>) -> Reply {
    let asked = expands(ask);
    let row = |full: &Value| {
        let mut row = full.clone();
        if asked.is_empty() {
            if let Some(map) = row.as_object_mut() {
                map.shift_remove("permissions");
            }
        } else if let Some(grants) = row["permissions"].as_array_mut() {
            for grant in grants {
                grant["holder"] = shown(&grant["holder"], &asked);
            }
        }
        row
    };
    let schemes: Vec<Value> = world.jira.permissions.0.iter().map(row).collect();
    Reply::ok(&json!({ "permissionSchemes": schemes }))
}
