//! Accounts as five sources show them.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{flag, list, text, time};

/// A user of the organisation's directories (`POST /v2/…/users/search`); knows accounts of people only.
#[derive(Debug, Clone, Copy)]
pub struct DirectoryUser<'a>(pub &'a Value);

/// A product an account may use, and when it last viewed a page of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductAccess<'a> {
    /// Product key as the source writes it (`jira-software`, `confluence` …).
    pub key: &'a str,
    /// The ARI of the product on its site, where the source tells it.
    pub resource: Option<&'a str>,
    /// Last page view, up to a day late; the use of an API does not move it, as far as is known.
    pub last_active: Option<DateTime<Utc>>,
}

impl<'a> DirectoryUser<'a> {
    /// Account id; `unknown` is none.
    pub fn id(self) -> Option<&'a str> {
        text(self.0, "accountId").or_else(|| text(self.0, "account_id")).filter(|id| *id != "unknown")
    }

    /// Display name.
    pub fn name(self) -> Option<&'a str> {
        text(self.0, "name").or_else(|| text(self.0, "nickname"))
    }

    /// E-mail, absent when hidden.
    pub fn email(self) -> Option<&'a str> {
        text(self.0, "email")
    }

    /// `active`, `inactive` or `closed`: the account itself.
    pub fn account_status(self) -> Option<&'a str> {
        text(self.0, "accountStatus").or_else(|| text(self.0, "account_status"))
    }

    /// `active`, `suspended`, `not_invited`, `deactivated`, `for_deletion`: account and membership together.
    pub fn status(self) -> Option<&'a str> {
        text(self.0, "status")
    }

    /// `active`, `suspended` or `no_membership`.
    pub fn membership_status(self) -> Option<&'a str> {
        text(self.0, "membershipStatus")
    }

    /// `atlassian`, `app` or `customer`; the directory's own search knows the first only, and is open to others.
    pub fn account_type(self) -> Option<&'a str> {
        text(self.0, "accountType").or_else(|| text(self.0, "account_type"))
    }

    /// Whether the source tells of page views at all: a file may lack those columns.
    pub fn tells_views(self) -> bool {
        text(self.0, "activity") != Some("untold")
    }

    /// `managed` or `unmanaged`.
    pub fn claim_status(self) -> Option<&'a str> {
        text(self.0, "claimStatus")
    }

    /// Whether a second factor is set up.
    pub fn mfa(self) -> Option<bool> {
        flag(self.0, "mfaEnabled")
    }

    /// `invited` or `synced` (from an identity provider).
    pub fn management_source(self) -> Option<&'a str> {
        text(self.0, "managementSource")
    }

    /// Job title.
    pub fn job_title(self) -> Option<&'a str> {
        text(self.0, "jobTitle")
    }

    /// Department.
    pub fn department(self) -> Option<&'a str> {
        text(self.0, "department")
    }

    /// Time zone by its name (`Europe/Berlin`).
    pub fn time_zone(self) -> Option<&'a str> {
        text(self.0, "timeZone")
    }

    /// Whether the address was shown to be the account's.
    pub fn email_verified(self) -> Option<bool> {
        flag(self.0, "emailVerified")
    }

    /// Roles over the whole organisation or a site, `atlassian/org-admin` and the like; `None` when the reply
    /// was not asked to hold them, or holds them in a way that is not known: that is not *none*.
    pub fn platform_roles(self) -> Option<Vec<&'a str>> {
        let roles = self.0.get("platformRoles")?.as_array()?;
        roles.iter().map(Value::as_str).collect()
    }

    /// The products the account may use; `None` when the reply was not asked to hold them, or holds them in a way
    /// that is not known.
    pub fn product_access(self) -> Option<Vec<ProductAccess<'a>>> {
        let rows = self.0.get("productAccess").or_else(|| self.0.get("product_access"))?.as_array()?;
        let access = |row: &'a Value| {
            Some(ProductAccess {
                key: text(row, "key")?,
                resource: text(row, "id"),
                last_active: time(row, "lastActiveTimestamp").or_else(|| time(row, "last_active")),
            })
        };
        rows.iter().map(access).collect()
    }

    /// Names of the groups the account is in.
    pub fn groups(self) -> impl Iterator<Item = &'a str> {
        list(self.0, "groups").iter().filter_map(|group| text(group, "name"))
    }

    /// Last page view over all products, where the source says it once for all (managed accounts).
    pub fn last_active(self) -> Option<DateTime<Utc>> {
        time(self.0, "last_active").or_else(|| time(self.0, "lastActive"))
    }

    /// Whether it is billed for Guard (managed accounts): that is not a seat in any product.
    pub fn guard_billable(self) -> Option<bool> {
        flag(self.0, "access_billable")
    }
}

/// A user as Jira lists them (`GET /rest/api/3/users/search`): people, apps, customers, and the departed.
#[derive(Debug, Clone, Copy)]
pub struct JiraUser<'a>(pub &'a Value);

impl<'a> JiraUser<'a> {
    /// Account id; `unknown` stands for a corrupted record and must never be joined on.
    pub fn id(self) -> Option<&'a str> {
        text(self.0, "accountId").filter(|id| *id != "unknown")
    }

    /// `atlassian`, `app`, `customer` or `unknown`; open to others.
    pub fn account_type(self) -> Option<&'a str> {
        text(self.0, "accountType")
    }

    /// `service` (service account) or `agent` (Rovo agent) beside `accountType: app`; a free text.
    pub fn app_type(self) -> Option<&'a str> {
        text(self.0, "appType")
    }

    /// Display name; `Former user` once the account is closed.
    pub fn name(self) -> Option<&'a str> {
        text(self.0, "displayName")
    }

    /// E-mail, absent when the profile hides it.
    pub fn email(self) -> Option<&'a str> {
        text(self.0, "emailAddress")
    }

    /// Time zone by its name (`Europe/Berlin`), absent when the profile hides it.
    pub fn time_zone(self) -> Option<&'a str> {
        text(self.0, "timeZone")
    }

    /// Whether the account may log in.
    pub fn active(self) -> Option<bool> {
        flag(self.0, "active")
    }

    /// Whether this is what is left of a closed account: the name is gone, and with it address and time zone.
    pub fn is_former_user(self) -> bool {
        self.active() == Some(false)
            && self.email().is_none()
            && self.name().is_some_and(|name| name.eq_ignore_ascii_case("former user"))
    }
}

/// A user as Confluence shows them when asked for by id (`POST /wiki/api/v2/users-bulk`).
#[derive(Debug, Clone, Copy)]
pub struct ConfluenceUser<'a>(pub &'a Value);

impl<'a> ConfluenceUser<'a> {
    /// Account id; `unknown` is none.
    pub fn id(self) -> Option<&'a str> {
        text(self.0, "accountId").filter(|id| *id != "unknown")
    }

    /// Display name.
    pub fn name(self) -> Option<&'a str> {
        text(self.0, "displayName").or_else(|| text(self.0, "publicName"))
    }

    /// E-mail, empty when hidden.
    pub fn email(self) -> Option<&'a str> {
        text(self.0, "email")
    }

    /// `active`, `inactive`, `closed` or `unknown`; open to others.
    pub fn account_status(self) -> Option<&'a str> {
        text(self.0, "accountStatus")
    }
}

/// A service account in the organisation's list, whichever of the two addresses gave it.
#[derive(Debug, Clone, Copy)]
pub struct ServiceAccount<'a>(pub &'a Value);

impl<'a> ServiceAccount<'a> {
    /// The account id it has everywhere else (`atlassianId`); its `id` is another one.
    pub fn id(self) -> Option<&'a str> {
        text(self.0, "atlassianId").or_else(|| text(self.0, "accountId"))
    }

    /// Its id in this list, by which its credentials are asked for.
    pub fn management_id(self) -> Option<&'a str> {
        text(self.0, "id")
    }

    /// Display name.
    pub fn name(self) -> Option<&'a str> {
        text(self.0, "displayName").or_else(|| text(self.0, "name"))
    }

    /// Generated address at the service-account domain.
    pub fn email(self) -> Option<&'a str> {
        text(self.0, "email")
    }

    /// State as the list writes it; an open set.
    pub fn status(self) -> Option<&'a str> {
        text(self.0, "status")
    }
}
