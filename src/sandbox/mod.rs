//! A simulated Atlassian Cloud on loopback: the endpoints, page styles and quirks of the real one, an invented
//! organisation behind them, the truth about that organisation, and faults that can be switched on.
//!
//! It imports nothing else of this crate and writes plain JSON. If the auditor misread the documentation, the
//! sandbox must not repeat the mistake; the official schemas judge both.
//!
//! * [`World`] is the organisation: built from [`Settings`], the same bytes for the same seed and day.
//! * [`Sandbox`] serves a world: one listener for the admin API's host, one for the site's host.
//! * [`Faults`] makes it misbehave, also while it runs.
//! * [`Truth`] is what a perfect auditor would find.
//!
//! ```no_run
//! # use touchpoint::sandbox::{Faults, Sandbox, Settings, SpaceRoleMode, World};
//! # async fn f(today: chrono::DateTime<chrono::Utc>) -> std::io::Result<()> {
//! let sandbox = Sandbox::start(World::build(&Settings::demo(today)), Faults::none()).await?;
//! let config = sandbox.config_toml();
//! # drop(config);
//! sandbox.stop().await;
//! # Ok(()) }
//! ```

mod access_api;
mod account;
mod apps;
mod ask;
mod automation_api;
mod cast;
mod confluence;
mod confluence_rules;
mod credential_rules;
mod credentials;
mod damage;
mod departure;
mod dice;
mod events;
mod events_api;
mod faults;
mod filler;
mod jira;
mod jira_api;
mod jira_rules;
mod keys;
mod log;
mod manage_api;
mod org_api;
mod org_lists;
mod org_v1;
mod organisation;
mod paging;
mod reply;
mod rule;
mod secrets;
mod server;
mod service_credentials;
mod steps;
mod tokens;
mod trails;
mod truth;
mod webhooks;
mod world;

pub use credentials::Credentials;
pub use departure::{Departed, Fate, Going};
pub use faults::{Fault, Faults, Retry};
pub use log::{Host, LoggedRequest, RequestLog};
pub use secrets::PlantedSecret;
pub use server::Sandbox;
pub use truth::{TrueAccount, TrueBinding, Truth};
pub use world::{NextLinks, Redaction, ServiceAccountList, Settings, SpaceRoleMode, World};
