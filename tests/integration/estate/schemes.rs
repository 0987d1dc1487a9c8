//! Schemes and roles: whom they name, and what names nobody.

use serde_json::{Value, json};
use touchpoint::estate::Estate;
use touchpoint::snapshot::record;

use super::{reasons, rows, strange};
use crate::case::*;

fn grants(permissions: Value) -> Estate {
    let scheme = permission_scheme(permissions);
    Case::new().raw("jira.schemes", record::PERMISSION_SCHEME, "permission scheme 10000", scheme).estate()
}

fn notifies(notifications: Value) -> Case {
    let scheme = notification_scheme(notifications);
    Case::new().raw("jira.schemes", record::NOTIFICATION_SCHEME, "notification scheme 10100", scheme)
}

fn member(id: &str, level: &str, holder: Value) -> Value {
    json!({"id": id, "issueSecurityLevelId": level, "issueSecuritySchemeId": "10010", "holder": holder})
}

fn acts(role: Value) -> Estate {
    let body = json!({"projectId": "10001", "projectKey": "WEB", "role": role});
    Case::new().raw("jira.schemes", record::PROJECT_ROLE, "role 10002 of project WEB", body).estate()
}

fn row(cells: [&str; 6]) -> [String; 6] {
    cells.map(str::to_owned)
}

#[test]
fn a_permission_scheme_is_one_thing_and_its_rights_are_spots() {
    let group =
        json!({"id": 3, "permission": "BROWSE_PROJECTS", "holder": {"type": "group", "value": "g-1"}});
    let estate = grants(json!([
        grant("BROWSE_PROJECTS", ADA),
        group,
        grant("ADMINISTER_PROJECTS", ADA),
        grant("ADMINISTER_PROJECTS", BEN),
        grant("ADMINISTER_PROJECTS", ADA)
    ]));
    let wanted = |who| row(["permission-grant", "Default", "", "active", "grantee", who]);
    assert_eq!(rows(&estate), [wanted(BEN), wanted(ADA)]);
    assert_eq!(estate.touchpoints[0].native_id, format!("{CLOUD}/10000"));
    let ada = estate.bindings.iter().find(|binding| binding.who.stand_in() == ADA).unwrap();
    let rights: Vec<&str> = ada.spots.iter().map(|spot| spot.what.as_str()).collect();
    assert_eq!(rights, ["BROWSE_PROJECTS", "ADMINISTER_PROJECTS"]);
    assert!(estate.gaps.is_empty(), "{:?}", estate.gaps);
}

#[test]
fn a_holder_is_an_account_or_none_or_a_gap() {
    let of = |holder: Value| grants(json!([{"id": 1, "permission": "BROWSE_PROJECTS", "holder": holder}]));
    for kind in ["anyone", "projectLead", "reporter", "sd.customer.portal.only", "userCustomField"] {
        let estate = of(json!({"type": kind, "parameter": "x", "value": "x"}));
        assert_eq!((estate.touchpoints.len(), estate.gaps.len()), (0, 0), "{kind}");
    }
    for (holder, who) in [
        (json!({"type": "user", "value": ADA}), ADA),
        (json!({"type": "user", "parameter": ADA}), ADA),
        (json!({"type": "user", "value": "olduser", "user": named_user(ADA)}), ADA),
        (json!({"type": "user", "value": ADA, "parameter": "olduser"}), ADA),
    ] {
        let estate = of(holder.clone());
        assert_eq!(
            rows(&estate),
            [row(["permission-grant", "Default", "", "active", "grantee", who])],
            "{holder}"
        );
    }
    for (holder, reason) in [
        (
            json!({"type": "user", "value": "olduser"}),
            "names a user by the old key \"olduser\", which leads to no account",
        ),
        (
            json!({"type": "user", "value": "JIRAUSER10100"}),
            "names a user by the old key \"JIRAUSER10100\", which leads to no account",
        ),
        (json!({"type": "user", "value": "unknown"}), "names an account whose record is damaged"),
        (json!({"type": "user"}), "names an account without saying which"),
        (
            json!({"type": "user", "value": null, "user": {"accountId": "unknown"}}),
            "names an account without saying which",
        ),
        (json!({"type": "aNewKind"}), "names a holder of the unknown kind \"aNewKind\""),
        (json!({}), "names a holder without saying of which kind"),
        (json!("text"), "names a holder that cannot be read"),
        (json!(null), "names a holder that cannot be read"),
    ] {
        let estate = of(holder.clone());
        assert!(estate.touchpoints.is_empty() && estate.accounts.is_empty(), "{holder}");
        assert_eq!(reasons(&estate), [format!("the permission scheme \"Default\" {reason}")], "{holder}");
    }
}

/// An id of another form leads somewhere where an account has it.
#[test]
fn an_id_that_an_account_has_is_no_old_key() {
    let scheme = permission_scheme(json!([grant("BROWSE_PROJECTS", "odd-but-known")]));
    let case = Case::new().user(person("odd-but-known", "Ada Example"));
    let estate = case.raw("jira.schemes", record::PERMISSION_SCHEME, "10000", scheme).estate();
    assert_eq!((estate.bindings.len(), estate.gaps.len()), (1, 0));
}

#[test]
fn notices_go_to_accounts_and_to_addresses() {
    let estate = notifies(json!([
        {"id": 1, "notificationType": "User", "recipient": ADA, "user": named_user(ADA)},
        {"id": 2, "notificationType": "User", "parameter": BEN},
        {"id": 3, "notificationType": "EmailAddress", "emailAddress": "bot@acme.example"},
        {"id": 4, "notificationType": "EmailAddress", "recipient": "CY.EXAMPLE@acme.example"},
        {"id": 5, "notificationType": "CurrentAssignee"},
        {"id": 6, "notificationType": "Group", "recipient": "g-1"},
    ]))
    .user(person(CY, "Cy Example"))
    .estate();
    let wanted = |who| row(["notification-scheme", "Everybody", "", "active", "recipient", who]);
    assert_eq!(rows(&estate), [wanted(BEN), wanted(CY), wanted(ADA), wanted("bot@acme.example")]);
    assert!(estate.gaps.is_empty(), "{:?}", estate.gaps);
    assert_eq!(estate.bindings[0].spots[0].what, "Issue created");
}

#[test]
fn a_recipient_that_is_not_understood_is_a_gap() {
    for (entry, reason) in [
        (
            json!({"notificationType": "User", "recipient": "unknown"}),
            "names an account whose record is damaged",
        ),
        (
            json!({"notificationType": "EmailAddress", "recipient": "nobody"}),
            "sends to an address that cannot be read",
        ),
        (json!({"notificationType": "ByPigeon"}), "sends to a recipient of the unknown kind \"ByPigeon\""),
        (json!({"notificationType": 17}), "sends to a recipient without saying of which kind"),
        (json!("text"), "sends to a recipient without saying of which kind"),
    ] {
        let estate = notifies(json!([entry])).estate();
        assert!(estate.touchpoints.is_empty(), "{entry}");
        assert_eq!(reasons(&estate), [format!("the notification scheme \"Everybody\" {reason}")], "{entry}");
    }
}

#[test]
fn the_members_of_a_level_are_one_thing() {
    let user = |id: &str| json!({"type": "user", "parameter": id, "value": id});
    let mut case = Case::new();
    for (at, (level, holder)) in [
        ("10020", user(ADA)),
        ("10020", user(BEN)),
        ("10020", json!({"type": "group", "value": "g-1"})),
        ("10021", user(ADA)),
        ("10022", json!({"type": "reporter"})),
    ]
    .into_iter()
    .enumerate()
    {
        let id = at.to_string();
        case = case.raw("jira.schemes", record::SECURITY_MEMBER, &id, member(&id, level, holder));
    }
    let estate = case.estate();
    let wanted = |level, who| row(["issue-security", level, "scheme 10010", "active", "grantee", who]);
    assert_eq!(
        rows(&estate),
        [wanted("level 10020", BEN), wanted("level 10020", ADA), wanted("level 10021", ADA)]
    );
    assert!(estate.gaps.is_empty(), "{:?}", estate.gaps);
}

#[test]
fn a_role_names_those_who_act_in_it_by_name() {
    let estate = acts(project_role(ADA));
    assert_eq!(rows(&estate), [row(["project-role", "Developers", "WEB", "active", "grantee", ADA])]);
    assert_eq!(estate.touchpoints[0].native_id, format!("{CLOUD}/10001/10002"));
    assert_eq!(estate.accounts.values().next().unwrap().name.as_deref(), Some("Holder 7120"));
    let damaged = json!({"actors": [
        {"id": 1, "type": "atlassian-user-role-actor", "displayName": "x", "actorUser": {"accountId": "unknown"}},
        {"id": 2, "type": "atlassian-user-role-actor", "displayName": "x"},
        {"id": 3, "type": "atlassian-group-role-actor"},
        "text", null,
    ]});
    let estate = acts(with(project_role(ADA), damaged));
    assert!(estate.touchpoints.is_empty() && estate.accounts.is_empty());
    let title = "the role \"Developers\" of WEB";
    let which = format!("{title} names an account without saying which");
    let damaged = format!("{title} names an account whose record is damaged");
    assert_eq!(reasons(&estate), [damaged, which.clone(), which.clone(), which]);
}

/// Not held is not empty.
#[test]
fn a_scheme_without_its_contents_is_a_gap() {
    for value in strange().into_iter().filter(|value| !value.is_array()) {
        let mut schemes = [permission_scheme(json!([])), notification_scheme(json!([])), project_role(ADA)];
        for (at, field) in ["permissions", "notificationSchemeEvents", "actors"].into_iter().enumerate() {
            schemes[at][field] = value.clone();
        }
        let [permissions, notifications, role] = schemes;
        let estate = Case::new()
            .raw("jira.schemes", record::PERMISSION_SCHEME, "1", permissions)
            .raw("jira.schemes", record::NOTIFICATION_SCHEME, "2", notifications)
            .raw("jira.schemes", record::PROJECT_ROLE, "3", json!({"projectKey": "WEB", "role": role}))
            .estate();
        assert_eq!((estate.touchpoints.len(), estate.gaps.len()), (0, 3), "{value}: {:?}", estate.gaps);
    }
}

#[test]
fn whatever_stands_there_is_no_crash() {
    for value in strange() {
        let case = Case::new()
            .raw("jira.schemes", record::PERMISSION_SCHEME, "1", value.clone())
            .raw("jira.schemes", record::NOTIFICATION_SCHEME, "2", value.clone())
            .raw("jira.schemes", record::SECURITY_MEMBER, "3", value.clone())
            .raw("jira.schemes", record::PROJECT_ROLE, "4", value.clone());
        let estate = case.estate();
        assert_eq!((estate.touchpoints.len(), estate.gaps.len()), (0, 4), "{value}");
        let named = grants(json!([value.clone(), grant("BROWSE_PROJECTS", ADA)]));
        assert_eq!((named.bindings.len(), named.gaps.len()), (1, 1), "{value}");
    }
}
