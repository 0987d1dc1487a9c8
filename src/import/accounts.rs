//! Lists of accounts: the users of the organisation, its managed accounts, the accounts of its domains.
//!
//! The headers of Atlassian's files were renamed over the years, so they are matched loosely. Products are
//! columns of their own, in two styles: `Jira - acme` with a role in the cell, beside `Last seen in Jira - acme`;
//! or `Jira` with a list of sites.

use std::collections::BTreeMap;

use csv::StringRecord;
use serde_json::{Map, Value, json};

use super::Contents;
use super::dates::{self, Cell};
use super::list;
use super::table::{Row, columns, not_understood, says_nothing, slug};
use crate::atlassian::product_name;
use crate::scrub::Scrubber;
use crate::snapshot::{NewGap, record};

const ID: [&str; 5] = ["userid", "atlassianid", "accountid", "atlassianaccountid", "aaid"];
const NAME: [&str; 4] = ["name", "username", "displayname", "fullname"];
const EMAIL: [&str; 4] = ["email", "emailaddress", "useremail", "mail"];
const STATUS: [&str; 4] = ["status", "userstatus", "accountstatus", "state"];
const LAST_ACTIVE: [&str; 5] =
    ["lastactivedateutc", "lastactivedate", "lastactive", "lastseen", "lastactiveutc"];
const ROLE: [&str; 4] = ["orgrole", "organizationrole", "organisationrole", "orgroles"];
const MFA: [&str; 4] = ["twostepverification", "twostepverificationenabled", "mfaenabled", "2sv"];
const TITLE: [&str; 2] = ["jobtitle", "title"];
const DEPARTMENT: [&str; 1] = ["department"];
const TIME_ZONE: [&str; 1] = ["timezone"];
const VERIFIED: [&str; 2] = ["verifiedemail", "emailverified"];
const GROUP: [&str; 3] = ["groupname", "groups", "groupmembership"];
const BILLABLE: [&str; 1] = ["billable"];
const CLAIMED: [&str; 3] = ["claimed", "claimstatus", "claimedby"];

/// Columns that are understood and say nothing the report uses.
const IGNORED: [&str; 12] = [
    "addedtoorg",
    "groupid",
    "idlesessionduration",
    "location",
    "passwordrequirements",
    "policyname",
    "policytype",
    "samlsinglesignon",
    "samlsso",
    "singlesignon",
    "created",
    "organization",
];

/// Products that appear as columns of their own in the list of managed accounts.
const PRODUCTS: [&str; 20] = [
    "atlas",
    "bitbucket",
    "compass",
    "confluence",
    "confluenceguest",
    "feedback",
    "goals",
    "jira",
    "jiraproductdiscovery",
    "jiraservicedesk",
    "jiraservicemanagement",
    "jirasoftware",
    "jiraworkmanagement",
    "loom",
    "opsgenie",
    "projects",
    "rovo",
    "statuspage",
    "trello",
    "focus",
];

/// Roles in a product that take no paid seat, by Atlassian's description of them.
const FREE_ROLES: [&str; 5] = ["customer", "stakeholder", "contributor", "basic", "guest"];

/// Whether a header is that of a list of accounts.
pub(super) fn is_header(header: &StringRecord) -> bool {
    let has = |slugs: &[&str]| !columns(header, slugs).is_empty();
    let known = has(&ID) || has(&EMAIL);
    known
        && (has(&STATUS)
            || has(&LAST_ACTIVE)
            || has(&ROLE)
            || header.iter().any(|name| product(name).is_some()))
}

/// A product's column.
enum ProductColumn {
    /// Whether, or on which sites, the account may use it.
    Access(String),
    /// When the account last looked at it.
    LastSeen(String),
}

fn product(header: &str) -> Option<ProductColumn> {
    let header = header.trim();
    if let Some(rest) = strip_prefix_loosely(header, "last seen in ") {
        return Some(ProductColumn::LastSeen(of_site(rest).unwrap_or_else(|| product_name(rest))));
    }
    if let Some(product) = of_site(header) {
        return Some(ProductColumn::Access(product));
    }
    PRODUCTS.contains(&slug(header).as_str()).then(|| ProductColumn::Access(product_name(header)))
}

/// `Jira - acme` is a product on a site.
fn of_site(header: &str) -> Option<String> {
    let (product, site) = header.split_once(" - ")?;
    (!product.trim().is_empty() && !site.trim().is_empty()).then(|| product_name(product))
}

fn strip_prefix_loosely<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

/// Which columns hold what.
struct Layout {
    id: Vec<usize>,
    name: Vec<usize>,
    email: Vec<usize>,
    status: Vec<usize>,
    last_active: Vec<usize>,
    role: Vec<usize>,
    mfa: Vec<usize>,
    title: Vec<usize>,
    department: Vec<usize>,
    time_zone: Vec<usize>,
    verified: Vec<usize>,
    group: Vec<usize>,
    billable: Vec<usize>,
    claimed: Vec<usize>,
    products: Vec<(usize, ProductColumn)>,
    unknown: Vec<String>,
}

impl Layout {
    fn of(header: &StringRecord) -> Layout {
        let used = [&ID[..], &NAME, &EMAIL, &STATUS, &LAST_ACTIVE, &ROLE, &MFA, &TITLE, &GROUP];
        let profile = [&DEPARTMENT[..], &TIME_ZONE, &VERIFIED].concat();
        let known: Vec<&str> = [&used.concat()[..], &profile, &BILLABLE, &CLAIMED, &IGNORED].concat();
        let is_known = |name: &str| known.contains(&slug(name).as_str());
        let products = header.iter().enumerate().filter(|(_, name)| !is_known(name));
        let products: Vec<_> = products.filter_map(|(at, name)| Some((at, product(name)?))).collect();
        let unknown = header
            .iter()
            .filter(|name| !name.is_empty() && !is_known(name) && product(name).is_none())
            .map(str::to_owned)
            .collect();
        Layout {
            id: columns(header, &ID),
            name: columns(header, &NAME),
            email: columns(header, &EMAIL),
            status: columns(header, &STATUS),
            last_active: columns(header, &LAST_ACTIVE),
            role: columns(header, &ROLE),
            mfa: columns(header, &MFA),
            title: columns(header, &TITLE),
            department: columns(header, &DEPARTMENT),
            time_zone: columns(header, &TIME_ZONE),
            verified: columns(header, &VERIFIED),
            group: columns(header, &GROUP),
            billable: columns(header, &BILLABLE),
            claimed: columns(header, &CLAIMED),
            products,
            unknown,
        }
    }
}

impl Layout {
    /// Whether the list has a column that says when an account was last seen.
    fn tells_views(&self) -> bool {
        let per_product =
            self.products.iter().any(|(_, column)| matches!(column, ProductColumn::LastSeen(_)));
        !self.last_active.is_empty() || per_product
    }
}

/// Which of the lists of accounts a file is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum List {
    /// The users of the organisation's directory.
    Users,
    /// The accounts that the organisation manages.
    Managed,
    /// The accounts with an address at one of its domains, whoever manages them.
    Domains,
}

impl List {
    fn of(header: &StringRecord) -> List {
        let has = |slugs: &[&str]| !columns(header, slugs).is_empty();
        if has(&CLAIMED) || has(&VERIFIED) {
            List::Domains
        } else if has(&BILLABLE) || has(&["policyname", "atlassianid"]) {
            List::Managed
        } else {
            List::Users
        }
    }

    fn title(self) -> &'static str {
        match self {
            List::Users => "users of the organisation",
            List::Managed => "managed accounts",
            List::Domains => "accounts of verified domains",
        }
    }

    fn surface(self) -> &'static str {
        match self {
            List::Users => "org.users",
            List::Managed | List::Domains => "org.managed-accounts",
        }
    }
}

/// Who manages an account, by a cell that says whether it is claimed. That it is claimed does not say by whom: the
/// list is said to hold accounts of other organisations too.
fn claim(cell: &str) -> Option<&'static str> {
    let cell = cell.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| cell.contains(word));
    match cell.as_str() {
        "no" | "false" | "unclaimed" | "not claimed" | "unmanaged" => Some("unmanaged"),
        "managed" => Some("managed"),
        _ if has(&["another", "other org", "different org", "elsewhere"]) => Some("unmanaged"),
        _ if has(&["your org", "this org", "by you", "by us"]) => Some("managed"),
        _ => None,
    }
}

/// Whether a role is that of an administrator of the organisation or a site; who administers the access of users
/// has a role of their own.
fn administers(role: &str) -> bool {
    let role = role.to_ascii_lowercase();
    let of_all = ["organi", "org", "site"].iter().any(|word| role.contains(word));
    role.contains("admin") && !role.contains("user access") && (of_all || role.trim() == "admin")
}

/// Reads a list of accounts.
pub(super) fn read(
    header: &StringRecord,
    rows: &[Row<'_>],
    name: &str,
    scrubber: &Scrubber,
) -> Result<Contents, String> {
    let layout = Layout::of(header);
    let list = List::of(header);
    let unknown = not_understood(layout.unknown.iter().map(String::as_str), scrubber);
    let sort = list::List {
        title: list.title(),
        surface: list.surface(),
        kind: record::DIRECTORY_USER,
        lacks: "has neither an account id nor an e-mail",
        empty: "is a list of accounts without any account in it",
    };
    let read = sort.read(unknown, rows, name, scrubber, |row, problems| user(&layout, row, list, problems));
    let mut contents = read?;
    contents.problems.extend(unclear_claims(&layout, rows));
    Ok(contents)
}

/// What to say where the list does not tell by whom an account is claimed.
fn unclear_claims(layout: &Layout, rows: &[Row<'_>]) -> Option<NewGap> {
    let unclear = rows.iter().filter_map(|row| row.first(&layout.claimed)).any(|cell| claim(cell).is_none());
    let reason = "that an account is claimed does not say by which organisation, so whether yours manages those \
                  accounts is not known; the export of managed accounts tells";
    unclear.then(|| NewGap { place: "header".to_owned(), reason: reason.to_owned() })
}

/// A row in the shape of the directory's API.
fn user(layout: &Layout, row: &Row<'_>, list: List, problems: &mut Vec<NewGap>) -> Option<(String, Value)> {
    let email = row.first(&layout.email).map(str::to_owned);
    // A copy made by hand may lack ids; then the address has to do.
    let id = row.first(&layout.id).map(str::to_owned).or_else(|| Some(email.as_ref()?.to_lowercase()))?;
    let mut user = Map::new();
    user.insert("accountId".to_owned(), json!(id));
    let mut set = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            user.insert(key.to_owned(), value);
        }
    };
    set("name", row.first(&layout.name).map(|name| json!(name)));
    set("email", email.map(|email| json!(email)));
    set("status", row.first(&layout.status).map(|status| json!(status.to_ascii_lowercase())));
    set("jobTitle", row.first(&layout.title).map(|title| json!(title)));
    set("department", row.first(&layout.department).map(|department| json!(department)));
    set("timeZone", row.first(&layout.time_zone).map(|zone| json!(zone)));
    set("emailVerified", row.first(&layout.verified).and_then(truth).map(Value::from));
    let claimed = match list {
        List::Users => None,
        List::Managed => Some("managed"),
        List::Domains => row.first(&layout.claimed).and_then(claim),
    };
    set("claimStatus", claimed.map(Value::from));
    set("access_billable", row.first(&layout.billable).and_then(truth).map(Value::from));
    set("mfaEnabled", row.first(&layout.mfa).and_then(truth).map(Value::from));
    let groups: Vec<Value> = layout
        .group
        .iter()
        .flat_map(|column| row.cell(*column).split(','))
        .map(str::trim)
        .filter(|group| !says_nothing(group))
        .map(|group| json!({ "name": group }))
        .collect();
    set("groups", (!groups.is_empty()).then_some(Value::Array(groups)));
    if !layout.role.is_empty() {
        let admin = row.first(&layout.role).is_some_and(administers);
        set("platformRoles", Some(if admin { json!(["atlassian/org-admin"]) } else { json!([]) }));
    }
    if let Some(cell) = row.first(&layout.last_active) {
        set("lastActive", seen(cell, row.line, problems));
    }
    if !layout.tells_views() {
        set("activity", Some(json!("untold")));
    }
    if !layout.products.is_empty() {
        set("productAccess", Some(products(layout, row, problems)));
    }
    Some((id, Value::Object(user)))
}

fn products(layout: &Layout, row: &Row<'_>, problems: &mut Vec<NewGap>) -> Value {
    let mut seats: BTreeMap<&str, Option<Value>> = BTreeMap::new();
    for (column, kind) in &layout.products {
        if let ProductColumn::Access(product) = kind
            && takes_seat(row.cell(*column))
        {
            seats.entry(product).or_default();
        }
    }
    for (column, kind) in &layout.products {
        if let ProductColumn::LastSeen(product) = kind
            && let Some(seat) = seats.get_mut(product.as_str())
            && let Some(time) = seen(row.cell(*column), row.line, problems)
        {
            let later = seat.as_ref().and_then(Value::as_str).is_none_or(|known| Some(known) < time.as_str());
            if later {
                *seat = Some(time);
            }
        }
    }
    let access = |(key, seen): (&str, Option<Value>)| match seen {
        Some(time) => json!({ "key": key, "lastActiveTimestamp": time }),
        None => json!({ "key": key }),
    };
    seats.into_iter().map(access).collect()
}

/// Whether a cell of a product's column means a paid seat.
fn takes_seat(cell: &str) -> bool {
    let lower = cell.to_ascii_lowercase();
    !says_nothing(cell)
        && !matches!(lower.as_str(), "no" | "false" | "no access" | "0")
        && !FREE_ROLES.iter().any(|role| lower == *role)
}

/// When a cell says something was last seen; a cell that cannot be understood is a gap of its own.
fn seen(cell: &str, line: u64, problems: &mut Vec<NewGap>) -> Option<Value> {
    match dates::read(cell) {
        Cell::At(time) => Some(json!(dates::written(time))),
        Cell::Never | Cell::Empty => None,
        Cell::Unclear => {
            let reason =
                "a date that cannot be understood, or in two ways; write it as 2026-01-31".to_owned();
            problems.push(NewGap { place: format!("line {line}"), reason });
            None
        }
    }
}

fn truth(cell: &str) -> Option<bool> {
    match cell.to_ascii_lowercase().as_str() {
        "yes" | "true" | "enabled" | "on" | "enforced" | "required" | "verified" => Some(true),
        "no" | "false" | "disabled" | "off" | "not enabled" | "unverified" | "not verified" => Some(false),
        _ => None,
    }
}
