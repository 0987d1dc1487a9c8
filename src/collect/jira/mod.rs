//! The surfaces of Jira; its rules are in `automation`, which both products share.

pub(super) mod users;
