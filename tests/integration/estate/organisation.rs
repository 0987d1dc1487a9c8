//! Managed accounts, groups, workspaces, domains, policies, the audit log: whole and damaged.

use serde_json::{Value, json};
use touchpoint::estate::{Account, AccountId, Estate, Source, State};

use crate::case::*;

/// A managed account as the older list shows it.
fn managed(id: &str, change: Value) -> Value {
    let account = json!({
        "account_id": id, "account_type": "atlassian", "account_status": "active", "name": "Ada Example",
        "picture": "https://avatar.example/ada", "email": "ada.example@acme.example",
        "access_billable": true, "last_active": ago(4),
        "product_access": [{"key": "jira-software", "name": "Jira", "url": SITE, "last_active": ago(4)}],
        "links": {"self": "https://api.atlassian.example/users/ada"},
    });
    with(account, change)
}

fn seen(case: &Case) -> Account {
    case.estate().accounts[&AccountId::new(ADA)].clone()
}

fn listed(case: Case, change: Value) -> Case {
    case.raw("org.managed-accounts", "user.managed", ADA, managed(ADA, change))
}

#[test]
fn a_managed_account_is_told_even_without_the_directory() {
    let ada = seen(&listed(Case::new(), json!({})));
    assert_eq!((ada.state, ada.managed, ada.guard_billable), (State::Active, Some(true), Some(true)));
    assert_eq!(ada.billed_seats().collect::<Vec<_>>(), ["jira"]);
    assert_eq!(ada.last_active.map(touchpoint::snapshot::rfc3339), Some(ago(4)));
    assert!(ada.sources.contains(&Source::Managed));
    for (status, state) in [
        (json!("inactive"), State::Deactivated),
        (json!("closed"), State::Deleted),
        (json!("something-new"), State::Unknown),
        (json!(7), State::Unknown),
    ] {
        assert_eq!(seen(&listed(Case::new(), json!({"account_status": status}))).state, state);
    }
}

/// The list tells which products an account uses; which it may use is the directory's to tell. And being billed
/// for Guard is no seat.
#[test]
fn the_directory_knows_seats_better() {
    let none = with(person(ADA, "Ada Example"), json!({"productAccess": []}));
    let case = listed(Case::new().user(none), json!({}));
    for case in [case.clone(), case.reversed()] {
        let ada = seen(&case);
        assert_eq!(ada.billed_seats().count(), 0);
        assert_eq!(ada.last_active.map(touchpoint::snapshot::rfc3339), Some(ago(4)));
        assert!(ada.conflicts.is_empty(), "{:?}", ada.conflicts);
    }
}

#[test]
fn a_suspended_membership_does_not_contradict_an_active_account() {
    let ada = seen(&listed(Case::new().user(suspended(person(ADA, "Ada Example"))), json!({})));
    assert_eq!((ada.state, ada.conflicts.len()), (State::Suspended, 0));
    let off =
        seen(&listed(Case::new().user(person(ADA, "Ada Example")), json!({"account_status": "inactive"})));
    assert_eq!(off.state, State::Active);
    assert_eq!(
        off.conflicts,
        [
            "the organisation's directory says active, the list of managed accounts says deactivated; the former counts"
        ]
    );
    let jira = with(jira_user(ADA, "Ada Example"), json!({"active": false}));
    assert_eq!(seen(&listed(Case::new().jira(jira), json!({}))).state, State::Active);
}

#[test]
fn a_managed_account_without_a_usable_id_is_a_gap() {
    for body in [managed("unknown", json!({})), managed(ADA, json!({"account_id": null})), json!([])] {
        let estate = Case::new().raw("org.managed-accounts", "user.managed", "row 1", body).estate();
        assert!(estate.accounts.is_empty());
        assert_eq!(estate.gaps.len(), 1);
    }
}

fn reasons(estate: &Estate) -> Vec<&str> {
    estate.gaps.iter().map(|gap| gap.reason.as_str()).collect()
}

#[test]
fn a_group_grants_what_its_assignments_say() {
    let group =
        |id: &str, name: &str| json!({"id": id, "name": name, "counts": {"users": 12, "resources": 1}});
    let ari = "ari:cloud:jira-servicedesk::site/c10d0000-0000-4000-8000-000000000001";
    let grant = |group: &str, change: Value| {
        let assignment = json!({"resourceId": ari, "resourceOwner": null, "roles": ["atlassian/user"]});
        json!({"groupId": group, "assignment": with(assignment, change)})
    };
    let estate = Case::new()
        .raw("org.groups", "group", "g-1", group("g-1", "agents"))
        .raw("org.groups", "group", "g-2", group("g-2", "readers"))
        .raw("org.groups", "group", "row 3", json!({"name": "nameless"}))
        .raw("org.groups", "group.grant", "g-1 a", grant("g-1", json!({})))
        .raw("org.groups", "group.grant", "g-2 a", grant("g-2", json!({"resourceOwner": "confluence"})))
        .raw("org.groups", "group.grant", "g-9 a", grant("g-9", json!({})))
        .raw("org.groups", "group.grant", "g-1 b", json!({"groupId": "g-1", "assignment": null}))
        .estate();
    let groups = &estate.context.groups;
    let grants: Vec<(&str, &str, &str)> = groups
        .iter()
        .flat_map(|group| {
            group.grants.iter().map(|g| (group.name.as_str(), g.product.as_str(), g.role.as_str()))
        })
        .collect();
    assert_eq!(
        grants,
        [
            ("agents", "jira-service-management", "atlassian/user"),
            ("readers", "confluence", "atlassian/user")
        ]
    );
    assert_eq!(groups[0].users, Some(12));
    assert_eq!(
        reasons(&estate),
        [
            "the group has no id",
            "what a group grants is not understood",
            "what a group grants is not understood"
        ]
    );
}

#[test]
fn workspaces_and_domains_are_kept_and_the_rest_is_told() {
    let workspace = json!({"id": "ari:cloud:jira-software::site/1", "type": "workspace", "attributes": {
        "name": "acme", "typeKey": "jira-software", "status": "online", "hostUrl": SITE, "capacity": 300,
    }});
    let mut unlicensed = with(workspace.clone(), json!({"id": "ari:cloud:confluence::site/1"}));
    unlicensed["attributes"] = with(
        unlicensed["attributes"].clone(),
        json!({"typeKey": null, "type": "Confluence", "capacity": null}),
    );
    let estate = Case::new()
        .raw("org.workspaces", "workspace", "w-1", workspace)
        .raw("org.workspaces", "workspace", "w-2", unlicensed)
        .raw("org.workspaces", "workspace", "w-3", json!({"id": "w-3", "attributes": []}))
        .raw(
            "org.domains",
            "domain",
            "d-1",
            json!({"id": "d-1", "attributes": {
            "name": "acme.example", "claim": {"type": "dns", "status": "verified"}}}),
        )
        .raw(
            "org.domains",
            "domain",
            "d-2",
            json!({"id": "d-2", "attributes": {"name": "old.example", "claim": null}}),
        )
        .raw("org.domains", "domain", "d-3", json!(null))
        .estate();
    let context = &estate.context;
    let spaces: Vec<_> = context.workspaces.iter().map(|w| (w.product.as_str(), w.capacity)).collect();
    assert_eq!(spaces, [("jira", Some(300)), ("confluence", None)]);
    let domains: Vec<_> = context.domains.iter().map(|d| (d.name.as_str(), d.status.as_deref())).collect();
    assert_eq!(domains, [("acme.example", Some("verified")), ("old.example", None)]);
    assert_eq!(reasons(&estate), ["the workspace does not say what it is", "the domain has no name"]);
}

/// No such type is documented: words are all there is.
#[test]
fn what_a_policy_does_is_told_by_its_words() {
    for (kind, name, rule, wanted) in [
        ("ip-allowlist", "Offices", json!({"in": ["203.0.113.0/24"]}), (false, None)),
        ("data-residency", "EU", json!({"in": ["EU"]}), (false, None)),
        ("data-security", "Block export", json!(null), (false, None)),
        ("token-revocation", "Tidy up", json!({"unusedDays": 60}), (true, Some(60))),
        ("tokenRevocation", "Tidy up", json!({"unusedDays": "45"}), (true, Some(45))),
        ("other", "Revoke API keys after 90 days", json!({}), (true, Some(90))),
        (
            "other",
            "Hygiene",
            json!({"action": "revokeUserApiTokens", "after": {"days": 30}}),
            (true, Some(30)),
        ),
        (
            "other",
            "Hygiene",
            json!({"if": [{"text": "token unused for 14 days"}], "then": "delete"}),
            (true, Some(14)),
        ),
        ("token-revocation", "Tidy up", json!({"unusedDays": -1}), (true, None)),
        ("token-expiration", "At most 365 days", json!({}), (false, Some(365))),
        ("rules", "Revoke licences of inactive users", json!({}), (false, None)),
    ] {
        let body = json!({"id": "p-1", "attributes": {
            "type": kind, "name": name, "status": "enabled", "rule": rule}});
        let estate = Case::new().raw("org.policies", "policy", "p-1", body).estate();
        let policy = &estate.context.policies[0];
        assert_eq!((policy.revokes, policy.after_days), wanted, "{kind} {name} {rule}");
    }
    let silent = json!({"id": "p-1", "attributes": {"type": "token-revocation", "status": "paused"}});
    let estate = Case::new()
        .raw("org.policies", "policy", "p-1", silent)
        .raw("org.policies", "policy", "p-2", json!({"id": "p-2", "attributes": null}))
        .estate();
    assert_eq!((estate.context.policies.len(), estate.context.policies[0].enabled), (1, None));
    assert_eq!(
        reasons(&estate),
        [
            "a policy that revokes tokens does not say whether it is enabled",
            "the policy has no id or no type"
        ]
    );
}

#[test]
fn the_audit_log_is_read_in_the_order_of_time() {
    let event = |attributes: Value| json!({"id": "e", "type": "events", "attributes": attributes});
    let auth = json!({"authType": "api-token", "tokenId": "t-1", "tokenLabel": "jenkins"});
    let entry =
        |days: i64, actor: Value| event(json!({"time": ago(days), "action": "api_request", "actor": actor}));
    let estate = Case::new()
        .raw("org.events", "event", "e-1", entry(1, json!({"id": BEN})))
        .raw("org.events", "event", "e-2", entry(9, json!({"id": ADA, "auth": auth})))
        .raw("org.events", "event", "e-3", entry(5, json!({"id": "unknown", "auth": "new"})))
        .raw("org.events", "event", "e-4", entry(4, json!(null)))
        .raw("org.events", "event", "e-5", event(json!({"time": "long ago", "actor": {"id": ADA}})))
        .raw("org.events", "event", "e-6", json!(3))
        .raw(
            "org.events",
            "event.action",
            "api_request",
            json!({"id": "api_request", "attributes": {
            "displayName": "Third-party app Jira API request", "groupDisplayName": "Apps"}}),
        )
        .estate();
    let events = &estate.context.events;
    let actors: Vec<_> = events.iter().map(|event| event.account.as_ref().map(AccountId::as_str)).collect();
    assert_eq!(actors, [Some(ADA), None, None, Some(BEN)]);
    assert_eq!((events[0].auth.as_deref(), events[0].token.as_deref()), (Some("api-token"), Some("t-1")));
    assert_eq!(events[0].action, "Third-party app Jira API request");
    assert_eq!(reasons(&estate), ["2 entries of the audit log do not say when they happened"]);
    // Whoever only appears in the log is no account of the organisation for that.
    assert!(estate.accounts.is_empty());
}
