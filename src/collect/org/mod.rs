//! The surfaces of the organisation.

pub(super) mod api_keys;
pub(super) mod api_tokens;
pub(super) mod domains;
pub(super) mod events;
pub(super) mod groups;
pub(super) mod managed_accounts;
pub(super) mod policies;
pub(super) mod service_account_credentials;
pub(super) mod service_accounts;
pub(super) mod users;
pub(super) mod workspaces;
