//! `touchpoint scan`

use std::path::PathBuf;
use std::process::ExitCode;

use super::session::{Focus, collect, conclude, open_evidence, prepare};
use super::{ConfigFile, Failure, Shown, Verdict, Voice, block_on};
use crate::config::Config;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    config: ConfigFile,
    /// Where the report goes
    #[arg(long, value_name = "DIR", default_value = "touchpoint-report")]
    out: PathBuf,
    /// Ignore what an earlier scan left there
    #[arg(long)]
    fresh: bool,
    #[command(flatten)]
    verdict: Verdict,
    #[command(flatten)]
    shown: Shown,
}

pub(super) fn run(arguments: &Arguments, voice: Voice) -> Result<ExitCode, Failure> {
    let config = arguments.config.load()?;
    block_on(scan(arguments, &config, voice))?
}

async fn scan(arguments: &Arguments, config: &Config, voice: Voice) -> Result<ExitCode, Failure> {
    // Whatever is wrong with the configuration is found before anything an earlier scan left is moved.
    let shown = arguments.shown.read(config, voice)?;
    let ready = prepare(config, voice).await?;
    let evidence = open_evidence(&arguments.out, &config.digest(), arguments.fresh, voice)?;
    let snapshot = collect(config, ready, evidence.snapshot, Focus::Everything, voice).await?;
    conclude(&snapshot, &evidence.past, config, &arguments.verdict, &shown, &arguments.out)
        .map(|(_, code)| code)
}
