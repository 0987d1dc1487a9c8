//! `touchpoint` tells an organisation on Atlassian Cloud which of its integrations hang on a person or on a
//! paid dummy licence, what happens when that account goes, and the way off. It reads; it never writes to
//! Atlassian.
//!
//! Data flows one way: `wire` → `collect` (or `import`, from files) → `snapshot` → `estate` → `identity` →
//! `audit` (and `departure`, what if an account goes) → `assessment` → `report`. Left of the snapshot everything is about getting the truth; right of it
//! everything is pure. `docs/house.md` draws the rooms.

pub mod assessment;
pub mod atlassian;
pub mod audit;
pub mod cli;
pub mod collect;
pub mod config;
pub mod departure;
pub mod estate;
pub mod identity;
pub mod import;
pub mod money;
pub mod plan;
pub mod report;
pub mod sandbox;
pub mod scrub;
pub mod snapshot;
pub mod wire;
