//! The surfaces of Confluence; its rules are in `automation`, which both products share.

pub(super) mod spaces;
