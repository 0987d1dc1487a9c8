//! The surfaces of Jira; its rules are in `automation`, which both products share.

pub(super) mod boards;
pub(super) mod dashboards;
pub(super) mod filters;
pub(super) mod users;
pub(super) mod workflows;
