//! A small organisation made by hand: records of the shapes on the wire, kept in a real snapshot, assessed.

#![allow(clippy::unwrap_used, reason = "the helpers of tests may panic like the tests themselves")]

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde_json::{Value, json};
use touchpoint::assessment::offboard::{OffboardError, Offboarding, Question, answer};
use touchpoint::assessment::rows::FindingRow;
use touchpoint::assessment::{Assessment, assess};
use touchpoint::config::Config;
use touchpoint::estate::Estate;
use touchpoint::scrub::Scrubber;
use touchpoint::snapshot::{
    Coverage, NewGap, NewRecord, Page, Place, Snapshot, Status, digest, record, rfc3339,
};

/// The site of every case.
pub const SITE: &str = "acme.atlassian.example";
/// Its cloud id.
pub const CLOUD: &str = "c10d0000-0000-4000-8000-000000000001";

pub const ADA: &str = "712020:ada00000-0000-4000-8000-000000000001";
pub const BEN: &str = "557058:be000000-0000-4000-8000-000000000002";
pub const CY: &str = "5c2e0000aaaa1111bbbb2222";
pub const ROBOT: &str = "712020:b0700000-0000-4000-8000-000000000004";
pub const SERVICE: &str = "712020:5e000000-0000-4000-8000-000000000005";
/// "Automation for Jira".
pub const BUILT_IN: &str = "557058:f58131cb-b67d-43c7-b30d-6b58d40bd077";

/// The instant from which every case counts its ages, which is also when its scan ended.
pub fn as_of() -> DateTime<Utc> {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

/// So many days before [`as_of`], as Atlassian writes it; ahead when negative.
pub fn ago(days: i64) -> String {
    rfc3339(as_of() - TimeDelta::days(days))
}

/// `object` with the keys of `change`; `null` takes a key out.
pub fn with(mut object: Value, change: Value) -> Value {
    let Value::Object(change) = change else { panic!("a change is an object") };
    for (key, value) in change {
        match value {
            Value::Null => drop(object.as_object_mut().unwrap().remove(&key)),
            value => object[key] = value,
        }
    }
    object
}

/// A user of the organisation's directory: active, in Jira yesterday.
pub fn person(id: &str, name: &str) -> Value {
    let address = name.to_lowercase().replace(' ', ".");
    json!({
        "accountId": id, "name": name, "nickname": name, "email": format!("{address}@acme.example"),
        "accountStatus": "active", "status": "active", "membershipStatus": "active",
        "claimStatus": "managed", "mfaEnabled": true, "managementSource": "synced",
        "platformRoles": [],
        "productAccess": [{"key": "jira-software", "id": "p-1", "lastActiveTimestamp": ago(1)}],
    })
}

/// A dummy user with a seat in Jira that nobody logs in to.
pub fn robot(id: &str) -> Value {
    with(
        person(id, "CI Deploy Bot"),
        json!({
            "email": "ci-deploy@acme.example", "mfaEnabled": false, "managementSource": "invited",
            "productAccess": [{"key": "jira-software", "id": "p-1"}],
        }),
    )
}

/// A user as Jira lists them.
pub fn jira_user(id: &str, name: &str) -> Value {
    json!({
        "self": format!("https://{SITE}/rest/api/3/user?accountId={id}"), "accountId": id,
        "accountType": "atlassian", "displayName": name, "active": true, "timeZone": "Europe/Berlin",
        "locale": "en_GB", "avatarUrls": {},
    })
}

/// A service account of the organisation's list.
pub fn service_account(id: &str) -> Value {
    json!({
        "id": "sa-1", "atlassianId": id, "displayName": "culture spark", "status": "active",
        "email": "culture-spark-9lgwfn7mz2@serviceaccount.atlassian.com", "updatedAt": 1_764_000_000_000_i64,
    })
}

/// An API token that was used three days ago and lasts for most of a year.
pub fn token(id: &str, holder: &str, label: &str) -> Value {
    json!({
        "id": id, "label": label, "status": "ALLOWED", "createdAt": ago(65), "expiresAt": ago(-300),
        "lastActiveAt": ago(3), "user": {"id": holder, "orgId": "o-1"}, "scopes": [],
    })
}

/// An API key of the organisation that was used three days ago, lasts for most of a year and may read users.
pub fn org_key(id: &str, maker: &str, label: &str) -> Value {
    json!({
        "id": id, "label": label, "createdAt": ago(65), "expiresAt": ago(-300), "lastActiveAt": ago(3),
        "systemAccountId": "sys-1", "orgId": "o-1", "createdBy": {"id": maker},
        "scopes": ["read:directories:admin"], "targetResources": [],
    })
}

/// An API token of a service account that was used three days ago and lasts for most of a year.
pub fn credential(id: &str, holder: &str, label: &str) -> Value {
    json!({
        "id": id, "label": label, "status": "ALLOWED", "createdAt": ago(65), "expiresAt": ago(-300),
        "lastActiveAt": ago(3), "serviceAccount": {"id": holder}, "scopes": ["read:jira-work"],
    })
}

/// An enabled Jira rule as the public API sends it: Ben owns it, "Automation for Jira" runs it.
pub fn rule(name: &str) -> Value {
    let uuid = format!("0199aaaa-0000-7000-8000-{}", &digest(name.as_bytes())[..12]);
    json!({
        "uuid": uuid, "name": name, "description": null, "state": "ENABLED",
        "authorAccountId": BEN, "actor": {"type": "ACCOUNT_ID", "actor": BUILT_IN},
        "canOtherRuleTrigger": false, "collaborators": [], "created": 1_743_568_964.174,
        "updated": 1_763_000_000.5, "labels": [], "notifyOnError": "FIRSTERROR",
        "ruleScopeARIs": [format!("ari:cloud:jira::site/{CLOUD}")], "writeAccessType": "UNRESTRICTED",
        "trigger": step("jira.issue.event.trigger:created", json!({})),
        "components": [],
    })
}

/// The same in Confluence, run by its maker as all rules are there.
pub fn confluence_rule(name: &str) -> Value {
    with(
        rule(name),
        json!({
            "ruleScopeARIs": [format!("ari:cloud:confluence::site/{CLOUD}")],
            "actor": {"type": "ACCOUNT_ID", "actor": BEN},
            "trigger": step("confluence.page.published", json!({})),
        }),
    )
}

/// A step of a rule.
pub fn step(type_name: &str, value: Value) -> Value {
    json!({
        "id": "1", "component": "ACTION", "type": type_name, "schemaVersion": 1, "value": value,
        "children": [], "conditions": [], "parentId": null, "conditionParentId": null, "connectionId": null,
    })
}

/// A web request to `url` with these headers.
pub fn web_request(url: &str, headers: Value) -> Value {
    step(
        "jira.issue.outgoing.webhook",
        json!({
            "url": url, "headers": headers, "sendIssue": false, "contentType": "custom", "customBody": "{}",
            "method": "POST", "responseEnabled": false, "continueOnErrorEnabled": false,
        }),
    )
}

/// A header as a web request carries it.
pub fn header(name: &str, value: &str) -> Value {
    json!([{"id": null, "name": name, "value": value, "headerSecure": false}])
}

/// A connection of a rule.
pub fn connection(account: &str, auth_type: &str) -> Value {
    json!([{
        "id": "7f000000-0000-4000-8000-000000000007", "accountId": account, "authType": auth_type,
        "connectionTargetKey": "com.atlassian.confluence.native", "targetConfigJson": "{}",
        "createdAt": 1_743_568_964.1, "updatedAt": 1_743_568_964.1,
    }])
}

/// The site of a surface; the organisation's have none.
fn site_of(surface: &str) -> String {
    if surface.starts_with("org.") { String::new() } else { SITE.to_owned() }
}

/// A record on its way into the snapshot.
#[derive(Debug, Clone)]
struct Given {
    surface: &'static str,
    site: String,
    kind: &'static str,
    key: String,
    body: Value,
}

/// An organisation in the making.
#[derive(Debug, Clone)]
pub struct Case {
    given: Vec<Given>,
    covered: Vec<(&'static str, Status)>,
    missed: Vec<(&'static str, String)>,
    config: String,
    configured_on: NaiveDate,
    as_of: DateTime<Utc>,
}

impl Case {
    /// An organisation of which nothing is known but that everything was read.
    pub fn new() -> Case {
        Case {
            given: Vec::new(),
            covered: ["org.service-accounts", "org.api-tokens", "org.service-account-credentials"]
                .map(|surface| (surface, Status::Complete))
                .to_vec(),
            missed: Vec::new(),
            config: String::new(),
            configured_on: as_of().date_naive(),
            as_of: as_of(),
        }
    }

    /// With Ben, an ordinary person.
    pub fn usual() -> Case {
        Case::new().user(person(BEN, "Ben Example"))
    }

    fn add(self, surface: &'static str, kind: &'static str, id: &str, body: Value) -> Case {
        let key = body.get(id).and_then(Value::as_str).unwrap_or("(no id)").to_owned();
        self.raw(surface, kind, &key, body)
    }

    /// A record of any kind.
    pub fn raw(self, surface: &'static str, kind: &'static str, key: &str, body: Value) -> Case {
        self.raw_at(surface, &site_of(surface), kind, key, body)
    }

    /// A record of any kind, of any site.
    pub fn raw_at(
        mut self,
        surface: &'static str,
        site: &str,
        kind: &'static str,
        key: &str,
        body: Value,
    ) -> Case {
        self.given.push(Given { surface, site: site.to_owned(), kind, key: key.to_owned(), body });
        self
    }

    /// How well a surface was read, where it is said at all.
    pub fn covered(mut self, surface: &'static str, status: Status) -> Case {
        self.covered.retain(|(other, _)| *other != surface);
        self.covered.push((surface, status));
        self
    }

    /// Something that a surface of the site could not read.
    pub fn missed(mut self, surface: &'static str, at: &str) -> Case {
        self.missed.push((surface, at.to_owned()));
        self
    }

    /// A user of the directory.
    pub fn user(self, user: Value) -> Case {
        self.add("org.users", record::DIRECTORY_USER, "accountId", user)
    }

    /// A user of Jira's list.
    pub fn jira(self, user: Value) -> Case {
        self.add("jira.users", record::JIRA_USER, "accountId", user)
    }

    /// A service account of the list.
    pub fn service(self, account: Value) -> Case {
        self.add("org.service-accounts", record::SERVICE_ACCOUNT, "atlassianId", account)
    }

    /// An API token.
    pub fn token(self, token: Value) -> Case {
        self.add("org.api-tokens", record::API_TOKEN, "id", token)
    }

    /// An API key of the organisation.
    pub fn org_key(self, key: Value) -> Case {
        self.add("org.api-keys", record::ORG_KEY, "id", key)
    }

    /// An API token of a service account.
    pub fn credential(self, token: Value) -> Case {
        self.add("org.service-account-credentials", record::SERVICE_TOKEN, "id", token)
    }

    /// A surface that could not be read whole.
    pub fn partly(self, surface: &'static str) -> Case {
        self.covered(surface, Status::Partial)
    }

    /// Every automation rule was read, whether there are any or not.
    pub fn rules_known(self) -> Case {
        self.covered("jira.automation", Status::Complete).covered("confluence.automation", Status::Absent)
    }

    /// A Jira rule.
    pub fn rule(self, rule: Value) -> Case {
        self.rule_with(rule, json!([]))
    }

    /// A Jira rule and its connections.
    pub fn rule_with(self, rule: Value, connections: Value) -> Case {
        let key = rule["uuid"].as_str().unwrap_or("(no id)").to_owned();
        self.raw("jira.automation", record::RULE, &key, json!({"rule": rule, "connections": connections}))
    }

    /// A Confluence rule.
    pub fn confluence(self, rule: Value) -> Case {
        let key = rule["uuid"].as_str().unwrap().to_owned();
        self.raw("confluence.automation", record::RULE, &key, json!({"rule": rule, "connections": []}))
    }

    /// What the configuration says, beside its defaults.
    pub fn config(mut self, toml: &str) -> Case {
        self.config.push_str(toml);
        self
    }

    /// The day on which the configuration was read.
    pub fn configured_on(mut self, day: &str) -> Case {
        self.configured_on = day.parse().unwrap();
        self
    }

    /// The instant from which ages are counted.
    pub fn counted_from(mut self, time: &str) -> Case {
        self.as_of = time.parse().unwrap();
        self
    }

    /// The same records, met in the opposite order.
    pub fn reversed(mut self) -> Case {
        self.given.reverse();
        self
    }

    /// Writes the snapshot as a scan does: scrubbed, page by page.
    pub fn snapshot(&self) -> (tempfile::TempDir, Snapshot) {
        let folder = tempfile::tempdir().unwrap();
        let mut snapshot = Snapshot::create(&folder.path().join("snapshot.db")).unwrap();
        let scrubber = Scrubber::new();
        let mut at = 0;
        for same_place in self.given.chunk_by(|a, b| (a.surface, &a.site) == (b.surface, &b.site)) {
            let place = Place { surface: same_place[0].surface.to_owned(), site: same_place[0].site.clone() };
            let record = |given: &Given| {
                at += 1;
                NewRecord {
                    kind: given.kind,
                    key: given.key.clone(),
                    place: format!("page {at} row 1"),
                    body: scrubber.clean(given.body.clone()),
                }
            };
            let records = same_place.iter().map(record).collect();
            let address = "https://api.atlassian.example/page";
            let page = Page { place: &place, address, bytes: 100, tries: 1, records, gaps: Vec::new() };
            snapshot.keep(page, &scrubber, as_of()).unwrap();
        }
        for (surface, at) in &self.missed {
            let place = Place { surface: (*surface).to_owned(), site: site_of(surface) };
            let gaps = vec![NewGap { place: at.clone(), reason: "it could not be read".to_owned() }];
            let page = Page { place: &place, address: at, bytes: 0, tries: 1, records: Vec::new(), gaps };
            snapshot.keep(page, &scrubber, as_of()).unwrap();
        }
        for (surface, status) in &self.covered {
            let coverage = Coverage {
                place: Place { surface: (*surface).to_owned(), site: site_of(surface) },
                product: surface.split('.').next().unwrap().replace("org", "organisation"),
                status: *status,
                records: 0,
                requests: 1,
                reason: String::new(),
                consequence: String::new(),
            };
            snapshot.cover(&coverage, &scrubber).unwrap();
        }
        snapshot.note(&format!("site:{CLOUD}"), SITE).unwrap();
        snapshot.finish(as_of()).unwrap();
        (folder, snapshot)
    }

    /// The facts.
    pub fn estate(&self) -> Estate {
        let (_folder, snapshot) = self.snapshot();
        Estate::read(&snapshot, self.as_of).unwrap()
    }

    /// Everything a report shows.
    pub fn assess(&self) -> Assessment {
        let (_folder, snapshot) = self.snapshot();
        let config = Config::parse(&self.config, "a test's configuration", self.configured_on).unwrap();
        assess(&snapshot, None, &config, Some(self.as_of)).unwrap()
    }

    /// What breaks if somebody goes.
    pub fn offboard(&self, question: &Question) -> Result<Offboarding, OffboardError> {
        let (_folder, snapshot) = self.snapshot();
        let config = Config::parse(&self.config, "a test's configuration", self.configured_on).unwrap();
        answer(&snapshot, &config, question)
    }

    /// What one check found.
    pub fn found(&self, check: &str) -> Vec<FindingRow> {
        self.assess().findings.into_iter().filter(|row| row.check == check).collect()
    }

    /// What one check found, which has to be one thing.
    pub fn one(&self, check: &str) -> FindingRow {
        let mut found = self.found(check);
        assert_eq!(found.len(), 1, "{check} is to find one thing: {found:#?}");
        found.remove(0)
    }
}

/// A user as it stands inside other objects of Jira.
pub fn named_user(id: &str) -> Value {
    json!({
        "self": format!("https://{SITE}/rest/api/3/user?accountId={id}"), "accountId": id,
        "accountType": "atlassian", "displayName": format!("Holder {}", &id[..4]), "active": true,
    })
}

/// A live project whose new issues go to its lead.
pub fn project(id: &str, key: &str, lead: &str) -> Value {
    json!({
        "id": id, "key": key, "name": format!("Project {key}"), "lead": named_user(lead),
        "assigneeType": "PROJECT_LEAD", "projectTypeKey": "software", "simplified": false, "style": "classic",
        "isPrivate": false, "insight": {"totalIssueCount": 100, "lastIssueUpdateTime": ago(2)},
    })
}

/// A component.
pub fn component(id: &str, lead: &str, assignee_type: &str) -> Value {
    json!({
        "id": id, "name": "API", "project": "WEB", "lead": named_user(lead), "assigneeType": assignee_type,
        "realAssigneeType": assignee_type, "isAssigneeTypeValid": true, "issueCount": 7,
    })
}

/// A right that a permission scheme gives to an account.
pub fn grant(right: &str, id: &str) -> Value {
    json!({"id": 1, "permission": right, "holder": {"type": "user", "parameter": id, "value": id}})
}

/// A permission scheme.
pub fn permission_scheme(permissions: Value) -> Value {
    json!({"id": 10_000, "name": "Default", "description": "", "permissions": permissions})
}

/// A notification scheme that tells these of new issues.
pub fn notification_scheme(notifications: Value) -> Value {
    let event = json!({"event": {"id": 1, "name": "Issue created"}, "notifications": notifications});
    let silent = json!({"event": {"id": 2, "name": "Issue updated"}, "notifications": []});
    json!({"id": 10_100, "name": "Everybody", "notificationSchemeEvents": [event, silent]})
}

/// A role of a project in which an account and a group act.
pub fn project_role(id: &str) -> Value {
    json!({
        "id": 10_002, "name": "Developers", "description": "", "actors": [
            {"id": 1, "displayName": "developers", "type": "atlassian-group-role-actor",
             "actorGroup": {"groupId": "g-1", "name": "developers", "displayName": "developers"}},
            {"id": 2, "displayName": format!("Holder {}", &id[..4]), "type": "atlassian-user-role-actor",
             "actorUser": {"accountId": id}},
        ],
    })
}

/// A space.
pub fn space(id: &str, key: &str, author: &str) -> Value {
    json!({
        "id": id, "key": key, "name": "Operations", "type": "global", "status": "current", "authorId": author,
        "currentActiveAlias": null, "createdAt": ago(400), "homepageId": "1",
    })
}

/// A permission in a space.
pub fn space_permission(id: &str, kind: &str, holder: &str, operation: &str) -> Value {
    json!({
        "id": id, "principal": {"type": kind, "id": holder},
        "operation": {"key": operation, "targetType": "space"},
    })
}

/// An enabled webhook of Jira's list, signed, changed last by Ben.
pub fn webhook_to(id: &str, url: &str) -> Value {
    json!({
        "self": format!("https://{SITE}/rest/webhooks/1.0/webhook/{id}"), "name": "To the build", "url": url,
        "events": ["jira:issue_created", "jira:issue_updated"], "excludeBody": false, "enabled": true,
        "filters": {"issue-related-events-section": "project = ACME"}, "isSigned": true,
        "lastUpdatedUser": BEN, "lastUpdatedDisplayName": "Ben Example", "lastUpdated": 1_763_000_000_500_i64,
    })
}

/// An account that was switched off and keeps its name.
pub fn deactivated(user: Value) -> Value {
    with(user, json!({"accountStatus": "inactive", "status": "deactivated"}))
}

/// An account that was closed.
pub fn deleted(user: Value) -> Value {
    with(user, json!({"accountStatus": "closed", "status": "deleted"}))
}

/// An account whose membership is suspended.
pub fn suspended(user: Value) -> Value {
    with(user, json!({"status": "suspended", "membershipStatus": "suspended"}))
}

/// A filter as the search lists it: Ben's, shared with a project, used three days ago.
pub fn filter(id: &str, name: &str) -> Value {
    json!({
        "id": id, "self": format!("https://{SITE}/rest/api/3/filter/{id}"), "name": name,
        "owner": jira_user(BEN, "Ben Example"), "jql": "project = OPS", "favouritedCount": 0,
        "approximateLastUsed": ago(3), "viewUrl": format!("https://{SITE}/issues/?filter={id}"),
        "sharePermissions": [{"id": 1, "type": "project", "project": {"id": "1", "key": "OPS"}}],
        "editPermissions": [], "subscriptions": [],
    })
}

/// A board as the list shows it: of the project OPS, administered by Ben.
pub fn board(id: u64, name: &str) -> Value {
    json!({
        "id": id, "self": format!("https://{SITE}/rest/agile/1.0/board/{id}"), "name": name, "type": "scrum",
        "isPrivate": false, "location": {"projectId": 1, "projectKey": "OPS", "projectName": "Operations"},
        "admins": {"users": [{"accountId": BEN, "active": true, "displayName": "Ben Example"}], "groups": []},
    })
}

/// What a board shows, as it is kept.
pub fn board_configuration(id: u64, filter: &str) -> Value {
    json!({"boardId": id.to_string(), "configuration": {
        "id": id, "name": "Board", "type": "scrum", "filter": {"id": filter},
        "location": {"type": "project", "key": "OPS", "id": "1", "name": "Operations"},
    }})
}

/// A workflow in use with one transition, as it is kept.
pub fn workflow(name: &str, transition: Value) -> Value {
    let start = json!({
        "id": "11", "name": "Start work", "type": "DIRECTED", "actions": [], "validators": [], "triggers": [],
        "conditions": null, "properties": {}, "links": [],
    });
    json!({"isActive": true, "workflow": {
        "id": format!("w-{name}"), "name": name, "scope": {"type": "GLOBAL"}, "isEditable": true,
        "statuses": [], "transitions": [with(start, transition)],
    }})
}

/// An admin webhook of Jira that Ben changed last.
pub fn webhook(id: &str, name: &str) -> Value {
    json!({
        "name": name, "url": "https://build.acme.example/hook", "events": ["jira:issue_created"],
        "filters": {}, "excludeBody": false, "enabled": true, "isSigned": true,
        "self": format!("https://{SITE}/rest/webhooks/1.0/webhook/{id}"), "lastUpdatedUser": BEN,
        "lastUpdatedDisplayName": "Ben Example", "lastUpdated": 1_764_000_000_000_i64,
    })
}
