//! `touchpoint demo`

use std::path::PathBuf;
use std::process::ExitCode;

use super::session::{Focus, Past, collect, conclude, open_evidence, prepare};
use super::{Failure, Shown, Verdict, Voice, block_on, now, today};
use crate::config::{Config, SecretSource};
use crate::sandbox::{Faults, Sandbox, Settings, World};
use crate::scrub::Secret;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Where the report goes
    #[arg(long, value_name = "DIR", default_value = "touchpoint-report")]
    out: PathBuf,
    /// Open the report in the browser
    #[arg(long)]
    open: bool,
    #[command(flatten)]
    shown: Shown,
}

pub(super) fn run(arguments: &Arguments, voice: Voice) -> Result<ExitCode, Failure> {
    block_on(demo(arguments, voice))?
}

async fn demo(arguments: &Arguments, voice: Voice) -> Result<ExitCode, Failure> {
    // Its evidence brings the key for pseudonyms.
    let shown = arguments.shown.read(&Config::default(), voice)?;
    let world = World::build(&Settings::demo(now()));
    voice.say(&format!(
        "A simulated Atlassian Cloud, the organisation \"{}\", is scanned over HTTP:",
        World::NAME
    ));
    let sandbox = Sandbox::start(world, Faults::none())
        .await
        .map_err(|error| Failure::Job(format!("cannot start the sandbox on loopback: {error}")))?;
    let text = format!("{}\n{}{}", sandbox.config_toml(), licences(), records());
    let mut config = Config::parse(&text, "the demo's configuration", today())?;
    let credentials = sandbox.credentials();
    let given = |text: &str| Some(SecretSource::Given(Secret::new(text)));
    config.credentials.org_key = given(&credentials.org_key);
    config.credentials.site_email = given(&credentials.site_email);
    config.credentials.site_token = given(&credentials.site_token);
    // The sandbox is ours: there is nobody to be gentle with.
    config.pace.requests_per_second = 100;
    let ready = prepare(&config, voice).await?;
    // Each demo is an organisation of its own day on ports of its own: an earlier one is no baseline.
    let evidence = open_evidence(&arguments.out, &config.digest(), true, voice)?;
    let snapshot = collect(&config, ready, evidence.snapshot, Focus::Everything, voice).await?;
    sandbox.stop().await;
    let verdict = Verdict { fail_on: None, require_complete: false, as_of: None };
    let (_, code) = conclude(&snapshot, &Past::default(), &config, &verdict, &shown, &arguments.out)?;
    if arguments.open {
        open(&arguments.out.join("report.html"), voice);
    }
    Ok(code)
}

/// What the invented organisation pays: the list's price for Jira, invented contracts for the rest.
fn licences() -> String {
    let renewal = today() + chrono::TimeDelta::days(120);
    format!(
        "[[licence]]\nproduct = \"jira\"\nplan = \"standard\"\n\
         [[licence]]\nproduct = \"confluence\"\nplan = \"standard\"\nbilling = \"annual\"\ntier = 50\n\
         renewal = {renewal}\ntiers = {{ 25 = \"1500\", 50 = \"3000\" }}\n\
         [[licence]]\nproduct = \"jira-service-management\"\nplan = \"standard\"\nprice_per_seat = \"20\"\n\
         [[licence]]\nproduct = \"guard\"\nplan = \"standard\"\nprice_per_seat = \"4\"\n"
    )
}

/// Who answers for what in the invented organisation: one account on record, one whose review is due, and an exception.
fn records() -> String {
    let day = |days| today() + chrono::TimeDelta::days(days);
    format!(
        "[[register]]\naccount = \"build-notify-ab12cd34ef@serviceaccount.atlassian.com\"\nowner = \"platform team\"\n\
         purpose = \"tells issues of builds\"\nreview_by = {}\n\
         [[register]]\naccount = \"svc-reporting@acme.example\"\nowner = \"data team\"\n\
         purpose = \"numbers of the week\"\nreview_by = {}\n\
         [[accept]]\ncheck = \"service-account-without-credentials\"\n\
         account = \"nightly-archive-pq90rs12tu@serviceaccount.atlassian.com\"\n\
         reason = \"gets its token with the archive job\"\napprover = \"Ada Example\"\nuntil = {}\n",
        day(100),
        day(-12),
        day(45)
    )
}

/// Opens a file with whatever the desktop opens it with.
fn open(path: &std::path::Path, voice: Voice) {
    let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let opened = std::process::Command::new(opener).arg(path).status();
    if !opened.is_ok_and(|status| status.success()) {
        voice.say(&format!("could not open a browser with {opener}; open {} yourself", path.display()));
    }
}
