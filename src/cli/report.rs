//! `touchpoint report`

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::session::{Past, conclude};
use super::{ConfigFile, Failure, Shown, Verdict, Voice};
use crate::snapshot::Snapshot;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The evidence to assess: a snapshot.db
    #[arg(value_name = "SNAPSHOT")]
    snapshot: PathBuf,
    /// Where the report goes; beside the snapshot when left out
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// An earlier snapshot to compare with
    #[arg(long, value_name = "OLD")]
    baseline: Option<PathBuf>,
    #[command(flatten)]
    config: ConfigFile,
    #[command(flatten)]
    verdict: Verdict,
    #[command(flatten)]
    shown: Shown,
}

pub(super) fn run(arguments: &Arguments, voice: Voice) -> Result<ExitCode, Failure> {
    let config = arguments.config.load_if_there()?;
    let shown = arguments.shown.read(&config, voice)?;
    let snapshot = Snapshot::read(&arguments.snapshot)?;
    if snapshot.finished_at()?.is_none() {
        voice.say("this scan was cut off: the report says what it did not come to");
    }
    let baseline = arguments.baseline.as_deref().map(Snapshot::read).transpose()?;
    let beside = arguments.snapshot.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = arguments.out.as_deref().or(beside).unwrap_or(Path::new("."));
    let (_, code) = conclude(
        &snapshot,
        &Past { baseline, earlier: Vec::new() },
        &config,
        &arguments.verdict,
        &shown,
        folder,
    )?;
    Ok(code)
}
