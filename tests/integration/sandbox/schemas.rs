//! Every reply is held against Atlassian's own schemas. They are not part of this repository: the variable
//! `TOUCHPOINT_SPECS` names the folder they were put into.

use super::client::{Client, demo, get_json};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use touchpoint::sandbox::{Faults, World};

/// Where an official file is wrong or says less than the real server shows. Nothing else is forgiven.
struct Relaxation {
    file: &'static str,
    /// JSON pointer of the schema that may also be null.
    nullable: &'static str,
    why: &'static str,
}

const RELAXATIONS: &[Relaxation] = &[
    Relaxation {
        file: "automation.json",
        nullable: "/components/schemas/RuleConfigResponse/properties/rule/properties/description",
        why: "declared not nullable, null in real replies",
    },
    Relaxation {
        file: "automation.json",
        nullable: "/components/schemas/RuleSummaryResponse/properties/data/items/properties/description",
        why: "as in the full rule",
    },
    Relaxation {
        file: "automation.json",
        nullable: "/components/schemas/ComponentConfigDTO/properties/value",
        why: "declared string or object, null on containers in real exports",
    },
    Relaxation {
        file: "automation.json",
        nullable: "/components/schemas/TriggerConfigDTO/properties/value",
        why: "as for components",
    },
    Relaxation {
        file: "automation.json",
        nullable: "/components/schemas/RuleConfigResponse/properties/rule/properties/actor/properties/actor",
        why: "no account to name when the actor is EVENT_INITIATOR; no real sample exists",
    },
    Relaxation {
        file: "confluence-v2.json",
        nullable: "/components/schemas/SpaceBulk/properties/currentActiveAlias",
        why: "declared a string, null live",
    },
    Relaxation {
        file: "confluence-v2.json",
        nullable: "/components/schemas/User/properties/timeZone",
        why: "declared a string, its description says that it may be null",
    },
    Relaxation {
        file: "confluence-v2.json",
        nullable: "/components/schemas/User/properties/personalSpaceId",
        why: "declared a string, its description says null where there is no such space",
    },
    Relaxation {
        file: "jira-platform-v3.json",
        nullable: "/components/schemas/FilterDetails/properties/approximateLastUsed",
        why: "declared a date, null in the file's own example",
    },
];

/// A field that a file forbids by closing its object, and that Atlassian's own examples have all the same.
struct Undeclared {
    file: &'static str,
    schema: &'static str,
    field: &'static str,
    why: &'static str,
}

const UNDECLARED: &[Undeclared] = &[
    Undeclared {
        file: "jira-platform-v3.json",
        schema: "AuditRecordBean",
        field: "authorAccountId",
        why: "in the example of the audit log",
    },
    Undeclared {
        file: "jira-platform-v3.json",
        schema: "ComponentWithIssueCount",
        field: "componentBean",
        why: "in the example of the paged list of components",
    },
    Undeclared {
        file: "jira-platform-v3.json",
        schema: "PermissionHolder",
        field: "user",
        why: "what `expand=user` adds; in the examples of grants",
    },
    Undeclared {
        file: "jira-platform-v3.json",
        schema: "PermissionHolder",
        field: "group",
        why: "what `expand=group` adds, as for accounts",
    },
];

pub fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("TOUCHPOINT_SPECS").map(PathBuf::from);
    if folder.is_none() {
        assert!(
            std::env::var_os("CI").is_none_or(|ci| ci != "true"),
            "TOUCHPOINT_SPECS is not set: in CI the schemas must be there"
        );
        println!("SKIPPED: TOUCHPOINT_SPECS is not set, nothing was held against the official schemas");
    }
    folder
}

fn load(folder: &std::path::Path, file: &str) -> Value {
    let text = std::fs::read_to_string(folder.join(file)).unwrap_or_else(|e| panic!("{file}: {e}"));
    let mut spec: Value = serde_json::from_str(&text).unwrap();
    for schema in spec["components"]["schemas"].as_object_mut().unwrap().values_mut() {
        strict(schema);
    }
    for relaxation in RELAXATIONS.iter().filter(|r| r.file == file) {
        let at = spec.pointer_mut(relaxation.nullable);
        let at = at.unwrap_or_else(|| panic!("nothing at {} ({})", relaxation.nullable, relaxation.why));
        *at = json!({ "anyOf": [at.take(), { "type": "null" }] });
    }
    for extra in UNDECLARED.iter().filter(|u| u.file == file) {
        let fields = &mut spec["components"]["schemas"][extra.schema]["properties"];
        assert!(fields.is_object() && fields[extra.field].is_null(), "{}: {}", extra.field, extra.why);
        fields[extra.field] = json!({});
    }
    spec
}

/// OpenAPI 3.0 into JSON Schema, and stricter than published: a key that the file does not declare is a
/// misspelling here, so every object that lists its properties is closed.
fn strict(schema: &mut Value) {
    let Some(map) = schema.as_object_mut() else { return };
    for key in ["properties", "items", "additionalProperties", "allOf", "oneOf", "anyOf"] {
        match map.get_mut(key) {
            Some(Value::Object(inner)) if key == "properties" => inner.values_mut().for_each(strict),
            Some(Value::Array(all)) => all.iter_mut().for_each(strict),
            Some(one) => strict(one),
            None => {}
        }
    }
    if map.contains_key("properties") && !map.contains_key("additionalProperties") {
        map.insert("additionalProperties".to_owned(), json!(false));
    }
    if map.remove("nullable") == Some(json!(true)) {
        if let Some(Value::Array(values)) = map.get_mut("enum") {
            values.push(Value::Null);
        }
        let inner = Value::Object(std::mem::take(map));
        *map = json!({ "anyOf": [inner, { "type": "null" }] }).as_object().unwrap().clone();
    }
}

fn assert_valid(validator: &jsonschema::Validator, schema: &str, what: &str, rows: &[Value]) {
    let wrong: Vec<String> = rows
        .iter()
        .flat_map(|row| validator.iter_errors(row))
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(wrong.is_empty(), "{what} is no {schema}:\n{}", wrong.join("\n"));
}

/// One official file, ready to judge.
pub struct Judge {
    spec: Value,
    ready: BTreeMap<&'static str, jsonschema::Validator>,
}

impl Judge {
    pub fn new(folder: &std::path::Path, file: &str) -> Self {
        Self { spec: load(folder, file), ready: BTreeMap::new() }
    }

    /// Panics with all that is wrong with `body` as a `schema`, or as an array of them if it is one.
    pub fn hold(&mut self, schema: &'static str, what: &str, body: &Value) {
        let components = &self.spec["components"];
        let validator = self.ready.entry(schema).or_insert_with(|| {
            let target = format!("#/components/schemas/{schema}");
            jsonschema::validator_for(&json!({ "$ref": target, "components": components })).unwrap()
        });
        let rows = body.as_array().map_or(std::slice::from_ref(body), Vec::as_slice);
        assert_valid(validator, schema, what, rows);
    }

    /// The same for the reply to an operation, `get /spaces` or the like, whose schema has no name of its own.
    pub fn hold_reply(&mut self, operation: &'static str, what: &str, body: &Value) {
        let validator = self.ready.entry(operation).or_insert_with(|| {
            let (method, path) = operation.split_once(' ').unwrap();
            let reply = &self.spec["paths"][path][method]["responses"]["200"];
            let mut schema = reply["content"]["application/json"]["schema"].clone();
            assert!(schema.is_object(), "{operation} is in the file");
            strict(&mut schema);
            schema["components"] = self.spec["components"].clone();
            jsonschema::validator_for(&schema).unwrap()
        });
        assert_valid(validator, operation, what, std::slice::from_ref(body));
    }
}

#[tokio::test]
async fn automation_replies_have_the_official_shape() {
    let Some(folder) = folder() else { return };
    let mut judge = Judge::new(&folder, "automation.json");
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    for product in ["jira", "confluence"] {
        let mut query = String::new();
        loop {
            let (_, page) =
                get_json(client.site(&format!("{}{query}", client.rules(product, "summary")))).await;
            judge.hold("RuleSummaryResponse", product, &page);
            match page["links"]["next"].as_str() {
                Some(next) => query = next.to_owned(),
                None => break,
            }
        }
    }
    for body in client.rule_bodies().await {
        let rule: Value = serde_json::from_str(&body).unwrap();
        judge.hold("RuleConfigResponse", &rule["rule"]["name"].to_string(), &rule);
    }
    for path in [client.rules("jira", "summary?limit=0"), client.rules("jira", "no-such-rule")] {
        let (status, body) = get_json(client.site(&path)).await;
        assert!(status >= 400 && body["errors"][0]["title"].is_string());
        judge.hold("ErrorResponse", &path, &body);
    }
    sandbox.stop().await;
}

#[tokio::test]
async fn jira_replies_have_the_official_shape() {
    let Some(folder) = folder() else { return };
    let mut judge = Judge::new(&folder, "jira-platform-v3.json");
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    let users = client.jira_users().await;
    judge.hold("User", "users/search", &Value::Array(users));
    for (schema, path) in [
        ("User", "/rest/api/3/myself"),
        ("ServerInformation", "/rest/api/3/serverInfo"),
        ("Permissions", "/rest/api/3/mypermissions?permissions=ADMINISTER,USER_PICKER"),
        ("ErrorCollection", "/rest/api/3/mypermissions?permissions=FLY"),
        ("ErrorCollection", "/rest/api/3/mypermissions"),
    ] {
        judge.hold(schema, path, &get_json(client.site(path)).await.1);
    }
    sandbox.stop().await;
}

#[tokio::test]
async fn organisation_replies_have_the_official_shape() {
    let Some(folder) = folder() else { return };
    let mut judge = Judge::new(&folder, "organization.json");
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    let expand = json!(["productAccess", "platformRoles", "counts.resources", "groups"]);
    let mut body = json!({ "limit": 100, "expand": expand });
    loop {
        judge.hold("MultiDirectoryUserSearchRequest", "our own request", &body);
        let (_, page) = get_json(client.search(&body)).await;
        judge.hold("MultiDirectoryUserSearchPage", "users/search", &page);
        match page["links"].get("next") {
            Some(next) => body = json!({ "cursor": next }),
            None => break,
        }
    }
    judge.hold("Errors", "users/search", &get_json(client.search(&json!({ "limit": 0 }))).await.1);
    let path = client.org_path("admin/v2", "directories/-/users/search");
    let nobody = client.http.post(format!("{}{path}", sandbox.api_url()));
    judge.hold("Errors", "users/search", &get_json(nobody).await.1);
    sandbox.stop().await;
}

#[tokio::test]
async fn organisation_lists_have_the_official_shape() {
    let Some(folder) = folder() else { return };
    let mut judge = Judge::new(&folder, "organization.json");
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    let org = format!("/admin/v1/orgs/{}", World::ORG_ID);
    judge.hold("Org", "org", &get_json(client.org(&org)).await.1);
    judge.hold("EventActions", "actions", &get_json(client.org(&format!("{org}/event-actions"))).await.1);
    for (schema, rest) in [
        ("UserPage", "users"),
        ("DomainPage", "domains"),
        ("PollingEventPage", "events-stream"),
        ("PollingEventPage", "events-stream?sortOrder=desc&limit=7"),
        ("EventPage", "events?limit=200"),
        ("PolicyPage", "policies?type=ip-allowlist"),
        ("PolicyPage", "policies?type=data-residency"),
        ("PolicyPage", "policies?type=data-security"),
    ] {
        for page in client.pages(&format!("{org}/{rest}")).await {
            judge.hold(schema, rest, &page);
        }
    }
    // Only the policy of a type that is newer than the file fits no schema.
    for policy in client.rows(&format!("{org}/policies")).await {
        if policy["attributes"]["type"] != "api-token-revocation" {
            judge.hold("PolicyModel", "policies", &policy);
        }
    }
    judge.hold("ProxyError", "no key", &get_json(client.api_anonymous(&format!("{org}/users"))).await.1);

    let directories = client.org_path("admin/v2", "directories");
    judge.hold("MultiDirectoryUserDirectoryPage", "directories", &get_json(client.org(&directories)).await.1);
    let body = json!({ "limit": 2, "expand": ["counts.resources", "counts.users"] });
    judge.hold("MultiDirectoryGroupSearchRequest", "our own request", &body);
    for page in client.searched(&format!("{directories}/-/groups/search"), body).await {
        judge.hold("MultiDirectoryGroupSearchPage", "groups/search", &page);
        for group in page["data"].as_array().unwrap() {
            let path = format!("{directories}/-/groups/{}/role-assignments", group["id"].as_str().unwrap());
            judge.hold("MultiDirectoryGroupRoleAssignmentPage", &path, &get_json(client.org(&path)).await.1);
        }
    }
    let body = json!({ "limit": 2 });
    judge.hold("SearchWorkspacesRequestV2", "our own request", &body);
    for page in client.searched(&client.org_path("admin/v2", "workspaces"), body).await {
        judge.hold("PageDataResponseV2", "workspaces", &page);
    }
    sandbox.stop().await;
}

#[tokio::test]
async fn user_management_replies_have_the_official_shape() {
    let Some(folder) = folder() else { return };
    let mut judge = Judge::new(&folder, "user-management.json");
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);
    for email in ["ada@acme.example", "ci-bot@acme.example"] {
        let account = client.directory(json!({ "emails": [email] })).await.remove(0);
        let path = format!("/users/{}/manage", account["accountId"].as_str().unwrap());
        let (status, rules) = get_json(client.org(&path)).await;
        assert_eq!((status, rules.as_object().unwrap().len()), (200, 8));
        for (name, rule) in rules.as_object().unwrap() {
            let schema = match name.as_str() {
                "profile" | "profile.write" => "Manageability.Rule.ObjectMutability",
                _ => "Manageability.Rule.Simple",
            };
            judge.hold(schema, name, rule);
        }
        let scoped = client.api_anonymous(&path).bearer_auth(&sandbox.credentials().scoped_org_key);
        judge.hold("Response.Forbidden.Basic", "a key with scopes", &get_json(scoped).await.1);
    }
    sandbox.stop().await;
}

/// There is no official file for this family, only facts about it: the names of the fields.
#[tokio::test]
async fn api_access_replies_have_the_known_fields() {
    let Some(folder) = folder() else { return };
    let text = std::fs::read_to_string(folder.join("api-access.facts.json")).unwrap();
    let facts: Value = serde_json::from_str(&text).unwrap();
    let response = |path: &str| {
        let operations = facts["operations"].as_array().unwrap();
        operations.iter().find(|o| o["path"] == path && o["method"] == "GET").unwrap()["response"].clone()
    };
    let keys = |v: &Value| v.as_object().unwrap().keys().cloned().collect::<BTreeSet<String>>();
    let sandbox = demo(Faults::none()).await;
    let client = Client::new(&sandbox);

    let known = response("/orgs/{orgId}/api-tokens");
    let (_, page) = get_json(client.org(&client.org_path("admin/api-access/v1", "api-tokens"))).await;
    assert_eq!(keys(&page), keys(&known));
    assert!(keys(&page["links"]).is_subset(&keys(&known["links"])));
    for token in client.tokens().await {
        assert_eq!(keys(&token), keys(&known["data"][0]));
        assert!(keys(&token["user"]).is_subset(&keys(&known["data"][0]["user"])), "{token}");
        assert!(["ALLOWED", "BLOCKED"].contains(&token["status"].as_str().unwrap()));
        assert_eq!(token["user"]["orgId"], World::ORG_ID);
    }
    for list in ["api-keys", "oauth-clients"] {
        let known = response(&format!("/orgs/{{orgId}}/{list}"));
        for page in client.pages(&client.org_path("admin/api-access/v1", list)).await {
            assert_eq!(keys(&page), keys(&known));
            assert!(keys(&page["links"]).is_subset(&keys(&known["links"])));
            for row in page["data"].as_array().unwrap() {
                assert_eq!(keys(row), keys(&known["data"][0]), "{list}");
                if let Some(maker) = row["createdBy"].as_object() {
                    let names = keys(&known["data"][0]["createdBy"]);
                    assert!(maker.keys().all(|k| names.contains(k)), "{row}");
                }
            }
        }
    }
    let known = response("/orgs/{orgId}/service-accounts");
    let (_, page) = get_json(client.org(&client.service_accounts_path("account-management"))).await;
    assert_eq!(keys(&page), keys(&known));
    for account in client.service_accounts("account-management").await {
        assert!(keys(&account).is_subset(&keys(&known["items"][0])), "{account}");
        assert!(account["updatedAt"].is_i64());
    }
    sandbox.stop().await;
}
