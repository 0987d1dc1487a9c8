//! The surfaces of Jira; its rules, webhooks and apps are in files that both products share.

pub(super) mod activity;
pub(super) mod boards;
pub(super) mod components;
pub(super) mod dashboards;
pub(super) mod filters;
pub(super) mod permission;
pub(super) mod projects;
pub(super) mod schemes;
pub(super) mod seats;
pub(super) mod users;
pub(super) mod workflows;
