//! One HTTP session per server: credentials, host pinning, pacing, retries and the paging styles.
//!
//! Start reading at [`Session`]: it shows the steps every request takes. Each step has its own file, and each
//! file one promise:
//!
//! | file | promise |
//! | --- | --- |
//! | `call` | only GETs and a closed list of searches can be expressed; ids cannot bend a path |
//! | `origin` | a credential goes to the host it was made for and nowhere else |
//! | `auth` | a credential cannot be printed |
//! | `headers`, `pace` | nothing is sent to a server that asked to be left alone |
//! | `retry` | what can pass by itself is tried again, a stated number of times |
//! | `client`, `options` | everything that grows or waits has a limit, and it is ours |
//! | `body` | an answer has a largest size and depth |
//! | `paging`, `pages` | a list is read whole, or it is said that it was not |
//! | `error`, `said` | a failure says what to try, and nothing secret |
//!
//! Every document is scrubbed before it leaves the room. What a rule or a user is for is not known here.

pub mod headers;
pub mod paging;

mod auth;
mod body;
mod call;
mod client;
mod error;
mod options;
mod origin;
mod pace;
mod pages;
mod retry;
mod said;
mod session;

pub use auth::Auth;
pub use call::{Ask, Call, Door, Search};
pub use error::{Broken, ErrorKind, WireError};
pub use options::Options;
pub use origin::Origin;
pub use pages::{Page, PageShape, Pages, Rows};
pub use paging::Style;
pub use session::{Reply, Session};
