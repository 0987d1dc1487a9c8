//! The surfaces of the organisation.

pub(super) mod api_tokens;
pub(super) mod service_accounts;
pub(super) mod users;
