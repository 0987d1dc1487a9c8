//! The surfaces of Jira; its rules, webhooks and apps are in files that both products share.

pub(super) mod activity;
pub(super) mod seats;
pub(super) mod users;
