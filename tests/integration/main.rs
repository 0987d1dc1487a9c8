//! Every promise of the program, one file each, mirroring `src`.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test may fail where it stands, and says what it skips"
)]
#![allow(clippy::disallowed_methods, reason = "what lies outside the project is named by the environment")]

mod assessment;
mod audit;
mod browser;
mod case;
mod cli;
mod collect;
mod common;
mod config;
mod docs;
mod doctor;
mod estate;
mod house;
mod identity;
mod import;
mod import_dates;
mod import_tables;
mod money;
mod offboard;
mod plan;
mod report;
mod samples;
mod sandbox;
mod scrub;
mod scrub_attack;
mod secrets;
mod snapshot;
mod wire;
