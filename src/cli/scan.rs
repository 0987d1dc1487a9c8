//! `touchpoint scan`

use std::path::PathBuf;
use std::process::ExitCode;

use super::session::{collect, conclude, open_evidence};
use super::{ConfigFile, Failure, Verdict, Voice, block_on};

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
}

pub(super) fn run(arguments: &Arguments, voice: Voice) -> Result<ExitCode, Failure> {
    let config = arguments.config.load()?;
    let evidence = open_evidence(&arguments.out, &config.digest(), arguments.fresh, voice)?;
    let snapshot = block_on(collect(&config, evidence.snapshot, voice))??;
    let (_, code) =
        conclude(&snapshot, evidence.baseline.as_ref(), &config, &arguments.verdict, &arguments.out)?;
    Ok(code)
}
