//! One account and the two pictures of it: the organisation directory's and Jira's.
//!
//! The two disagree on purpose, as they do outside: the directory knows only accounts of type `atlassian` and
//! tells suspended from deactivated; Jira knows apps, customers and former users, and only a flag `active`.

use super::organisation::{Group, site_ari};
use super::truth::TrueAccount;
use chrono::{DateTime, Duration, SecondsFormat, Utc};
use serde_json::{Map, Value, json};

/// Which public lists an account stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Listed {
    /// `POST …/directories/-/users/search` of the organisation.
    pub directory: bool,
    /// `GET /rest/api/3/users/search` of the site.
    pub jira: bool,
    /// The organisation's list of service accounts.
    pub service_accounts: bool,
}

/// A seat: the product's key in the directory, and how many days ago it was last used (never: `None`).
#[derive(Clone)]
pub(crate) struct Seat {
    pub key: &'static str,
    pub last_active_days: Option<i64>,
}

#[derive(Clone)]
pub(crate) struct Account {
    /// Short name by which the hand-made rules speak of it; empty for generated accounts.
    pub handle: &'static str,
    pub id: String,
    pub name: String,
    pub email: Option<String>,
    /// The profile hides the address from Jira; the directory still shows it.
    pub email_hidden: bool,
    pub class: &'static str,
    pub state: &'static str,
    /// Inactive because deletion is scheduled: 14 days during which it looks deactivated.
    pub for_deletion: bool,
    pub account_type: &'static str,
    pub app_type: Option<&'static str>,
    pub listed: Listed,
    pub seats: Vec<Seat>,
    pub org_admin: bool,
    pub managed: bool,
    pub management_source: Option<&'static str>,
    pub mfa: bool,
    pub job_title: Option<String>,
    pub department: Option<&'static str>,
    pub time_zone: Option<&'static str>,
    pub added_days: i64,
}

impl Account {
    /// An ordinary employee with a seat in Jira and Confluence, synced from the identity provider.
    pub(crate) fn person(handle: &'static str, id: String, name: &str, email: &str) -> Self {
        Self {
            handle,
            id,
            name: name.to_owned(),
            email: Some(email.to_owned()),
            email_hidden: false,
            class: "person",
            state: "active",
            for_deletion: false,
            account_type: "atlassian",
            app_type: None,
            listed: Listed { directory: true, jira: true, service_accounts: false },
            seats: vec![
                Seat { key: "jira-software", last_active_days: Some(1) },
                Seat { key: "confluence", last_active_days: Some(3) },
            ],
            org_admin: false,
            managed: true,
            management_source: Some("synced"),
            mfa: true,
            job_title: Some("Engineer".to_owned()),
            department: Some("Engineering"),
            time_zone: Some("Europe/Berlin"),
            added_days: 900,
        }
    }

    /// Not human, but holds a human's licence: invited by hand, no second factor, no title, hardly ever seen.
    pub(crate) fn robot(handle: &'static str, id: String, name: &str, email: &str) -> Self {
        Self {
            class: "robot",
            seats: vec![Seat { key: "jira-software", last_active_days: None }],
            management_source: Some("invited"),
            mfa: false,
            job_title: None,
            department: None,
            time_zone: None,
            ..Self::person(handle, id, name, email)
        }
    }

    /// Anything Jira calls an `app`: unlicensed, unknown to the directory.
    pub(crate) fn app(handle: &'static str, id: String, name: &str, class: &'static str) -> Self {
        Self {
            class,
            account_type: "app",
            email: None,
            listed: Listed { directory: false, jira: true, service_accounts: false },
            seats: vec![],
            ..Self::robot(handle, id, name, "")
        }
    }

    /// Switched off; the name stays.
    pub(crate) fn deactivated(mut self) -> Self {
        self.state = "deactivated";
        self.seats.iter_mut().for_each(|seat| seat.last_active_days = Some(200));
        self
    }

    /// Gone for good: Jira keeps a nameless stub that still claims to be of type `atlassian`.
    pub(crate) fn deleted(mut self, still_in_directory: bool) -> Self {
        self.state = "deleted";
        self.name = "Former user".to_owned();
        self.email = None;
        self.seats.clear();
        self.job_title = None;
        self.department = None;
        self.time_zone = None;
        self.listed.directory = still_in_directory;
        self
    }

    pub(crate) fn seats(mut self, seats: &[(&'static str, Option<i64>)]) -> Self {
        self.seats = seats.iter().map(|&(key, last_active_days)| Seat { key, last_active_days }).collect();
        self
    }

    pub(crate) fn title(mut self, title: &str, department: &'static str) -> Self {
        self.job_title = Some(title.to_owned());
        self.department = Some(department);
        self
    }

    /// Whether any list shows it; otherwise it is known only if a rule or token names it.
    pub(crate) fn is_listed(&self) -> bool {
        self.listed.directory || self.listed.jira || self.listed.service_accounts
    }

    /// The e-mail address that some endpoint really shows.
    pub(crate) fn visible_email(&self) -> Option<&str> {
        let shown = self.listed.directory || self.listed.service_accounts || !self.email_hidden;
        self.email.as_deref().filter(|_| shown && self.is_listed())
    }

    pub(crate) fn truth(&self, api_tokens: usize) -> TrueAccount {
        TrueAccount {
            account_id: self.id.clone(),
            name: self.name.clone(),
            email: self.visible_email().unwrap_or_default().to_owned(),
            class: self.class.to_owned(),
            state: self.state.to_owned(),
            org_admin: self.org_admin,
            products: self.seats.iter().map(|seat| product_of(seat.key).to_owned()).collect(),
            api_tokens,
            managed: self.is_managed(),
            guard_billable: self.guard_billable(),
            hand_made: !self.handle.is_empty(),
        }
    }

    /// The row of the directory, with everything `expand` can ask for; the endpoint drops what was not asked.
    pub(crate) fn directory_json(&self, today: DateTime<Utc>, groups: &[Group]) -> Value {
        let (account_status, membership, status) = match self.state {
            "deactivated" if self.for_deletion => ("inactive", "active", "for_deletion"),
            "deactivated" => ("inactive", "active", "deactivated"),
            "deleted" => ("closed", "no_membership", "deactivated"),
            "suspended" => ("active", "suspended", "suspended"),
            _ => ("active", "active", "active"),
        };
        let mut row = Map::new();
        let mut put = |key: &str, value: Value| drop(row.insert(key.to_owned(), value));
        put("accountId", json!(self.id));
        put("accountType", json!("atlassian"));
        put("accountStatus", json!(account_status));
        put("membershipStatus", json!(membership));
        put("status", json!(status));
        put("claimStatus", json!(if self.managed { "managed" } else { "unmanaged" }));
        put("name", json!(self.name));
        put("nickname", json!(self.name.split(' ').next().unwrap_or_default()));
        // Fields without a value are left out rather than null: the schema lets only `managementSource` be null.
        if let Some(email) = &self.email {
            put("email", json!(email));
            put("emailVerified", json!(self.class == "person"));
        }
        put("mfaEnabled", json!(self.mfa));
        put("managementSource", json!(self.management_source.filter(|_| self.managed)));
        put("addedToOrg", json!(stamp(today - Duration::days(self.added_days))));
        if let Some(title) = &self.job_title {
            put("jobTitle", json!(title));
        }
        if let Some(department) = self.department {
            put("department", json!(department));
            put("organization", json!("Acme Example"));
            put("location", json!("Exampleton"));
        }
        if let Some(zone) = self.time_zone {
            put("timeZone", json!(zone));
        }
        put("picture", json!(format!("https://avatars.acme.example/{}/128", self.id)));
        put("avatar", json!(format!("https://avatars.acme.example/{}", self.id)));
        let roles = if self.org_admin { vec!["atlassian/org-admin"] } else { vec![] };
        put("platformRoles", json!(roles));
        put("counts", json!({ "resources": self.seats.len() }));
        let access: Vec<Value> = self.seats.iter().map(|seat| seat_json(seat, today)).collect();
        put("productAccess", json!(access));
        let mine = groups.iter().filter(|group| group.members.contains(&self.id));
        let groups: Vec<Value> = mine.map(Group::short_json).collect();
        put("groups", json!(groups));
        put("links", json!({ "self": format!("user-{}", self.id) }));
        Value::Object(row)
    }

    /// The row of `users/search`.
    pub(crate) fn jira_json(&self) -> Value {
        let mut row = Map::new();
        let mut put = |key: &str, value: Value| drop(row.insert(key.to_owned(), value));
        put("self", json!(format!("https://acme.example/rest/api/3/user?accountId={}", self.id)));
        put("accountId", json!(self.id));
        put("accountType", json!(self.account_type));
        if let Some(kind) = self.app_type {
            put("appType", json!(kind));
        }
        if let (Some(email), false) = (&self.email, self.email_hidden) {
            put("emailAddress", json!(email));
        }
        put("avatarUrls", avatars(&self.id));
        put("displayName", json!(self.name));
        // That a suspended user is inactive in Jira is a guess: no source says it.
        put("active", json!(self.state == "active"));
        if let Some(zone) = self.time_zone {
            put("timeZone", json!(zone));
            put("locale", json!("en_US"));
        }
        Value::Object(row)
    }

    /// The id that the management collection of service accounts has for it; of use nowhere else.
    pub(crate) fn management_id(&self) -> String {
        format!("sa-{}", &self.id[self.id.len() - 12..])
    }

    /// Whether it holds a seat in the product; deactivated and suspended accounts are not billed for any.
    pub(crate) fn holds_seat(&self, key: &str) -> bool {
        self.state == "active" && self.seats.iter().any(|seat| seat.key == key)
    }

    /// Managed, and able to use something that Guard is billed for.
    pub(crate) fn guard_billable(&self) -> bool {
        self.is_managed() && self.state == "active" && !self.seats.is_empty()
    }

    /// In the organisation's list of managed accounts. Deleted ones stay in it as long as the directory has them.
    pub(crate) fn is_managed(&self) -> bool {
        self.managed && self.listed.directory
    }

    /// The row of the managed accounts.
    pub(crate) fn managed_json(&self, today: DateTime<Utc>, site_url: &str) -> Value {
        let status = match self.state {
            "deactivated" => "inactive",
            "deleted" => "closed",
            _ => "active",
        };
        let at = |days: i64| stamp(today - Duration::days(days));
        let access: Vec<Value> = self
            .seats
            .iter()
            .map(|seat| {
                let mut row = json!({
                    "key": managed_key(seat.key), "name": managed_key(seat.key), "url": site_url,
                });
                if let Some(days) = seat.last_active_days {
                    row["last_active"] = json!(at(days));
                }
                row
            })
            .collect();
        let mut row = json!({
            "account_id": self.id, "account_type": "atlassian", "account_status": status, "name": self.name,
            "picture": format!("https://avatars.acme.example/{}/128", self.id),
            "access_billable": self.guard_billable(), "product_access": access,
            "links": { "self": format!("/users/{}/manage/profile", self.id) },
        });
        if let Some(email) = &self.email {
            row["email"] = json!(email);
        }
        if let Some(days) = self.seats.iter().filter_map(|seat| seat.last_active_days).min() {
            row["last_active"] = json!(at(days));
        }
        row
    }

    /// The row of the service-account list, the same under both of its addresses.
    pub(crate) fn service_account_json(&self, today: DateTime<Utc>, created_by: &str) -> Value {
        let mut row = json!({
            "atlassianId": self.id,
            // The management collection has its own id; only `atlassianId` means anything elsewhere.
            "id": self.management_id(),
            "email": self.email,
            "displayName": self.name,
            "picture": format!("https://avatars.acme.example/{}", self.id),
            "container": "organization",
            "updatedAt": (today - Duration::days(40)).timestamp_millis(),
            "status": "ACTIVE",
            "createdById": created_by,
            "description": "Made for an integration",
        });
        if self.email.is_none()
            && let Some(row) = row.as_object_mut()
        {
            row.shift_remove("email");
        }
        row
    }
}

/// An instant the way the admin APIs write it.
pub(crate) fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn seat_json(seat: &Seat, today: DateTime<Utc>) -> Value {
    let mut access = json!({ "id": site_ari(seat.key), "key": seat.key });
    if let Some(days) = seat.last_active_days {
        access["lastActiveTimestamp"] = json!(stamp(today - Duration::days(days)));
    }
    access
}

fn avatars(id: &str) -> Value {
    let at = |size| format!("https://avatars.acme.example/{id}/{size}");
    json!({ "48x48": at(48), "24x24": at(24), "16x16": at(16), "32x32": at(32) })
}

/// The directory's product keys in the words of the product's CSV files.
fn product_of(key: &'static str) -> &'static str {
    match key {
        "jira-software" => "jira",
        "jira-servicedesk" => "jira-service-management",
        other => other,
    }
}

/// What the list of managed accounts calls a product; one is spelt differently from the directory's.
fn managed_key(key: &'static str) -> &'static str {
    match key {
        "jira-servicedesk" => "jira-service-desk",
        other => other,
    }
}

/// The record of a deleted user that an import corrupted. Jira serves it; it stands for nobody.
pub(crate) fn corrupted_jira_record() -> Value {
    json!({
        "self": "https://acme.example/rest/api/3/user?accountId=unknown",
        "accountId": "unknown",
        "accountType": "unknown",
        "avatarUrls": avatars("unknown"),
        "displayName": "Former user",
        "active": false,
    })
}
