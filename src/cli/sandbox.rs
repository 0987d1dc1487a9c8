//! `touchpoint sandbox`

use std::process::ExitCode;

use super::{Failure, Voice, answer, block_on, now};
use crate::sandbox::{Faults, Sandbox, Settings, World};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Port of the API host; the site is served on the next one. 0: any two free ports
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The same seed and day make the same organisation
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// Accounts altogether
    #[arg(long)]
    people: Option<usize>,
    /// Jira automation rules
    #[arg(long)]
    rules: Option<usize>,
    /// API tokens
    #[arg(long)]
    tokens: Option<usize>,
    /// Projects; teams, workflows and notification schemes grow along
    #[arg(long)]
    projects: Option<usize>,
    /// Filters; dashboards grow along
    #[arg(long)]
    filters: Option<usize>,
    /// Spaces of Confluence
    #[arg(long)]
    spaces: Option<usize>,
    /// The longest page it serves
    #[arg(long)]
    page_cap: Option<usize>,
}

pub(super) fn run(arguments: &Arguments, voice: Voice) -> Result<ExitCode, Failure> {
    let mut settings = Settings::demo(now());
    settings.seed = arguments.seed;
    settings.people = arguments.people.unwrap_or(settings.people);
    settings.rules = arguments.rules.unwrap_or(settings.rules);
    settings.tokens = arguments.tokens.unwrap_or(settings.tokens);
    settings.projects = arguments.projects.unwrap_or(settings.projects);
    settings.filters = arguments.filters.unwrap_or(settings.filters);
    settings.spaces = arguments.spaces.unwrap_or(settings.spaces);
    settings.page_cap = arguments.page_cap.unwrap_or(settings.page_cap);
    block_on(serve(settings, arguments.port, voice))?
}

async fn serve(settings: Settings, port: u16, voice: Voice) -> Result<ExitCode, Failure> {
    let sandbox = Sandbox::start_on(World::build(&settings), Faults::none(), port)
        .await
        .map_err(|error| Failure::Job(format!("cannot serve on port {port}: {error}; try --port 0")))?;
    answer(&sandbox.config_toml());
    let credentials = sandbox.credentials();
    answer("# The sandbox's own invented credentials, for the shell:");
    answer(&format!("# export TOUCHPOINT_ORG_KEY='{}'", credentials.org_key));
    answer(&format!("# export TOUCHPOINT_EMAIL='{}'", credentials.site_email));
    answer(&format!("# export TOUCHPOINT_TOKEN='{}'", credentials.site_token));
    answer("# The same with scopes; the token, with the same address, goes to the gateway:");
    answer(&format!("# export TOUCHPOINT_SCOPED_ORG_KEY='{}'", credentials.scoped_org_key));
    answer(&format!("# export TOUCHPOINT_SCOPED_TOKEN='{}'", credentials.scoped_token));
    answer("# A service account's, which goes there without an address:");
    answer(&format!("# export TOUCHPOINT_SERVICE_ACCOUNT_TOKEN='{}'", credentials.service_account_token));
    answer("# Valid ones that may next to nothing:");
    answer(&format!("# export TOUCHPOINT_LIMITED_ORG_KEY='{}'", credentials.limited_org_key));
    answer(&format!("# export TOUCHPOINT_LIMITED_EMAIL='{}'", credentials.limited_email));
    answer(&format!("# export TOUCHPOINT_LIMITED_TOKEN='{}'", credentials.limited_token));
    voice.say(&format!(
        "serving \"{}\" on {} and {}; stop with Ctrl-C",
        World::NAME,
        sandbox.api_url(),
        sandbox.site_url()
    ));
    // Without a signal handler there is nothing left but to be killed.
    drop(tokio::signal::ctrl_c().await);
    sandbox.stop().await;
    Ok(ExitCode::SUCCESS)
}
