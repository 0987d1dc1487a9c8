//! Every promise of the program, one file each, mirroring `src`.

mod audit;
mod case;
mod cli;
mod collect;
mod config;
mod docs;
mod estate;
mod house;
mod identity;
mod import;
mod report;
mod sandbox;
mod scrub;
mod snapshot;
mod wire;
