//! Reading schemes and roles: which rights and notices are given to accounts by name.

use std::collections::BTreeMap;

use serde_json::Value;

use super::kind::{Kind, Role};
use super::touchpoint::{ADMINISTERS, Binding, Spot, Touchpoint, Who};
use super::{AccountId, Estate, Sites, ids_by_email};
use crate::atlassian::projects::{
    Holder, Notification, NotificationScheme, PermissionScheme, ProjectRole, RoleActor, SecurityMember,
};
use crate::atlassian::{is_account_id, is_email};
use crate::snapshot::{Place, Record, Snapshot, SnapshotError, record};

pub(super) fn read(estate: &mut Estate, snapshot: &Snapshot, sites: &Sites) -> Result<(), SnapshotError> {
    for record in estate.newest(snapshot, record::PERMISSION_SCHEME)? {
        permission_scheme(estate, sites, &record);
    }
    let by_email = ids_by_email(&estate.accounts, &mut estate.gaps);
    for record in estate.newest(snapshot, record::NOTIFICATION_SCHEME)? {
        notification_scheme(estate, sites, &record, &by_email);
    }
    security_levels(estate, snapshot, sites)?;
    for record in estate.newest(snapshot, record::PROJECT_ROLE)? {
        project_role(estate, sites, &record);
    }
    Ok(())
}

/// Who is named in one thing, and everywhere it names them.
#[derive(Default)]
struct Named(BTreeMap<Who, Vec<String>>);

impl Named {
    fn add(&mut self, who: Who, what: impl Into<String>) {
        let (spots, what) = (self.0.entry(who).or_default(), what.into());
        if !spots.contains(&what) {
            spots.push(what);
        }
    }

    /// Files the thing, unless it names nobody.
    fn file(self, estate: &mut Estate, thing: Touchpoint, role: Role) {
        let binding = |(who, spots): (Who, Vec<String>)| {
            let spots = spots.into_iter().map(|what| Spot::plain("", what)).collect();
            Binding { touchpoint: 0, role, who, spots }
        };
        let bindings: Vec<Binding> = self.0.into_iter().map(binding).collect();
        if !bindings.is_empty() {
            estate.file(thing, bindings);
        }
    }
}

/// The account that an entry names: by the user's object, else by what stands for it. Old entries may hold a user
/// key from before there were account ids, which leads to nobody.
fn account(estate: &mut Estate, user: Option<&Value>, id: Option<&str>) -> Result<Who, String> {
    if let Some(user) = user
        && let Who::Account(id) = estate.meet(user)
    {
        return Ok(Who::Account(id));
    }
    let Some(id) = id else { return Err("names an account without saying which".to_owned()) };
    match Who::with_id(id) {
        Who::Account(known) if estate.accounts.contains_key(&known) => Ok(Who::Account(known)),
        Who::Account(new) if is_account_id(id) && !id.starts_with("JIRAUSER") => Ok(Who::Account(new)),
        Who::Account(_) => Err(format!("names a user by the old key \"{id}\", which leads to no account")),
        _ => Err("names an account whose record is damaged".to_owned()),
    }
}

/// The account a holder is; `None` for a holder that is no account.
fn holder(estate: &mut Estate, holder: Option<Holder<'_>>) -> Result<Option<Who>, String> {
    const NO_ACCOUNT: [&str; 10] = [
        "anyone",
        "applicationRole",
        "assignee",
        "group",
        "groupCustomField",
        "projectLead",
        "projectRole",
        "reporter",
        "sd.customer.portal.only",
        "userCustomField",
    ];
    let holder = holder.ok_or("names a holder that cannot be read")?;
    match holder.kind() {
        Some("user") => account(estate, holder.user(), holder.id()).map(Some),
        Some(kind) if NO_ACCOUNT.contains(&kind) => Ok(None),
        Some(kind) => Err(format!("names a holder of the unknown kind \"{kind}\"")),
        None => Err("names a holder without saying of which kind".to_owned()),
    }
}

fn permission_scheme(estate: &mut Estate, sites: &Sites, record: &Record) {
    let scheme = PermissionScheme(&record.body);
    let name = scheme.name().unwrap_or("(a permission scheme without a name)");
    let title = format!("the permission scheme \"{name}\"");
    let Some(grants) = scheme.grants() else {
        return estate.gap(record, &format!("{title} comes without the rights it gives"));
    };
    let mut named = Named::default();
    for grant in grants {
        match holder(estate, grant.holder()) {
            Ok(Some(who)) => named.add(who, grant.permission().unwrap_or("a right that it does not name")),
            Ok(None) => {}
            Err(oddity) => estate.gap(record, &format!("{title} {oddity}")),
        }
    }
    let id = scheme.id().unwrap_or_else(|| record.key.clone());
    named.file(estate, sites.thing(Kind::PermissionGrant, &record.place, &id, name), Role::Grantee);
}

fn notification_scheme(
    estate: &mut Estate,
    sites: &Sites,
    record: &Record,
    by_email: &BTreeMap<String, AccountId>,
) {
    let scheme = NotificationScheme(&record.body);
    let name = scheme.name().unwrap_or("(a notification scheme without a name)");
    let title = format!("the notification scheme \"{name}\"");
    let Some(notifications) = scheme.notifications() else {
        return estate.gap(record, &format!("{title} comes without what it sends"));
    };
    let mut named = Named::default();
    for (event, notification) in notifications {
        match recipient(estate, notification, by_email) {
            Ok(Some(who)) => named.add(who, event),
            Ok(None) => {}
            Err(oddity) => estate.gap(record, &format!("{title} {oddity}")),
        }
    }
    let id = scheme.id().unwrap_or_else(|| record.key.clone());
    named.file(estate, sites.thing(Kind::NotificationScheme, &record.place, &id, name), Role::Recipient);
}

/// Who a notification goes to by name: an account, or an address; `None` for whoever the issue says.
fn recipient(
    estate: &mut Estate,
    notification: Notification<'_>,
    by_email: &BTreeMap<String, AccountId>,
) -> Result<Option<Who>, String> {
    const BY_THE_ISSUE: [&str; 10] = [
        "AllWatchers",
        "ComponentLead",
        "CurrentAssignee",
        "CurrentUser",
        "Group",
        "GroupCustomField",
        "ProjectLead",
        "ProjectRole",
        "Reporter",
        "UserCustomField",
    ];
    match notification.kind() {
        Some("User") => account(estate, notification.user(), notification.recipient()).map(Some),
        Some("EmailAddress") => {
            let address = notification.address().filter(|address| is_email(address));
            let address = address.ok_or("sends to an address that cannot be read")?;
            let known = by_email.get(&address.to_lowercase()).cloned();
            Ok(Some(known.map_or_else(|| Who::Address(address.to_owned()), Who::Account)))
        }
        Some(kind) if BY_THE_ISSUE.contains(&kind) => Ok(None),
        Some(kind) => Err(format!("sends to a recipient of the unknown kind \"{kind}\"")),
        None => Err("sends to a recipient without saying of which kind".to_owned()),
    }
}

/// Members come one by one; what they have in common is their level.
fn security_levels(estate: &mut Estate, snapshot: &Snapshot, sites: &Sites) -> Result<(), SnapshotError> {
    let mut levels: BTreeMap<(Place, String), (Option<String>, Named)> = BTreeMap::new();
    for record in estate.newest(snapshot, record::SECURITY_MEMBER)? {
        let member = SecurityMember(&record.body);
        let Some(level) = member.level() else {
            estate.gap(&record, "a member of an issue-security level without the level's id");
            continue;
        };
        match holder(estate, member.holder()) {
            Ok(Some(who)) => {
                let found = levels.entry((record.place.clone(), level)).or_default();
                found.0 = found.0.take().or(member.scheme());
                found.1.add(who, "member of the security level");
            }
            Ok(None) => {}
            Err(oddity) => estate.gap(&record, &format!("the issue-security level {level} {oddity}")),
        }
    }
    for ((place, level), (scheme, named)) in levels {
        let mut thing = sites.thing(Kind::IssueSecurity, &place, &level, &format!("level {level}"));
        thing.container = scheme.map(|scheme| format!("scheme {scheme}")).unwrap_or_default();
        named.file(estate, thing, Role::Grantee);
    }
    Ok(())
}

fn project_role(estate: &mut Estate, sites: &Sites, record: &Record) {
    let field = |key: &str| record.body.get(key).and_then(Value::as_str).unwrap_or_default();
    let (project, id) = (field("projectKey"), field("projectId"));
    let role = ProjectRole(record.body.get("role").unwrap_or(&Value::Null));
    let name = role.name().unwrap_or("(a role without a name)");
    let title = format!("the role \"{name}\" of {project}");
    let Some(actors) = role.actors() else {
        return estate.gap(record, &format!("{title} comes without those who act in it"));
    };
    let mut named = Named::default();
    for actor in actors.filter(|actor| !actor.is_group()) {
        match account(estate, None, actor.account()) {
            Ok(who) => {
                learn(estate, &who, actor);
                named.add(who, if role.is_admin() { ADMINISTERS } else { "acts in the role" });
            }
            Err(oddity) => estate.gap(record, &format!("{title} {oddity}")),
        }
    }
    let role_id = role.id().unwrap_or_else(|| record.key.clone());
    let owner = if id.is_empty() { project } else { id };
    let mut thing = sites.thing(Kind::ProjectRole, &record.place, &format!("{owner}/{role_id}"), name);
    thing.container = project.to_owned();
    named.file(estate, thing, Role::Grantee);
}

/// The name that a role shows of its actor.
fn learn(estate: &mut Estate, who: &Who, actor: RoleActor<'_>) {
    let user = serde_json::json!({"accountId": who.stand_in(), "displayName": actor.name()});
    estate.meet(&user);
}
