//! Which places have to be read to answer what hangs on an account: all that show something it may hold, and no others.

use std::collections::BTreeSet;

use crate::estate::{Account, Kind};

/// Who an account is: without these nobody knows whom an address or a name means.
pub const ACCOUNTS: &[&str] = &["org.users", "org.service-accounts", "jira.users"];

/// Which sites there are: what hangs on an account at one that nobody looks at is seen nowhere.
pub const SITES: &[&str] = &["org.workspaces"];

/// Who is in a group.
pub const GROUPS: &[&str] = &["org.groups"];

/// The places that these accounts need. Left out is what cannot tell of anything that breaks: pages that an account
/// wrote stay as they are, and only a service account holds the credentials of service accounts.
pub fn needed<'a>(accounts: impl IntoIterator<Item = &'a Account>) -> BTreeSet<&'static str> {
    let accounts: Vec<&Account> = accounts.into_iter().collect();
    let serves = |account: &&Account| {
        account.listed_service_account || matches!(account.app_type.as_deref(), Some("service" | "agent"))
    };
    let services = accounts.iter().any(serves);
    let kinds = Kind::ALL.into_iter().filter(|kind| match kind {
        Kind::Page => false,
        Kind::ServiceAccountCredential => services,
        // A service account has no tokens of a user.
        Kind::ApiToken => accounts.is_empty() || !accounts.iter().all(serves),
        _ => true,
    });
    kinds.flat_map(Kind::surfaces).chain(ACCOUNTS).chain(SITES).copied().collect()
}
