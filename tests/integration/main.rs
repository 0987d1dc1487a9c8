//! Every promise of the program, one file each, mirroring `src`.

mod audit;
mod browser;
mod case;
mod cli;
mod collect;
mod common;
mod config;
mod estate;
mod house;
mod identity;
mod import;
mod report;
mod samples;
mod sandbox;
mod scrub;
mod secrets;
mod snapshot;
mod wire;
