//! The way off under the quota.

mod choose;
mod scale;
mod way;
