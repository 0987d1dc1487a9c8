//! The wire room, against tiny servers on loopback that misbehave one way each.
//!
//! Where time matters it is tokio's paused clock: minutes of waiting pass in milliseconds, and exactly.

#![allow(clippy::unwrap_used, reason = "the helpers of tests may panic like the tests themselves")]

mod answers;
mod headers;
mod hosts;
mod lists;
mod paging;
pub mod server;
mod waiting;
