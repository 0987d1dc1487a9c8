//! `touchpoint diff`

use std::path::PathBuf;
use std::process::ExitCode;

use super::{ConfigFile, Failure, Format, Verdict, Voice, print};
use crate::assessment::assess_over_time;
use crate::assessment::difference::Difference;
use crate::snapshot::Snapshot;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The older snapshot
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// The newer snapshot
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// Snapshots before the older one: what was found in them, and is back, is reopened
    #[arg(long, value_name = "FILE", num_args = 1..)]
    earlier: Vec<PathBuf>,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    config: ConfigFile,
    #[command(flatten)]
    verdict: Verdict,
}

pub(super) fn run(arguments: &Arguments, voice: Voice) -> Result<ExitCode, Failure> {
    let config = arguments.config.load_if_there()?;
    let (old, new) = (Snapshot::read(&arguments.old)?, Snapshot::read(&arguments.new)?);
    for (path, snapshot) in [(&arguments.old, &old), (&arguments.new, &new)] {
        if snapshot.finished_at()?.is_none() {
            voice.say(&format!(
                "{}: this scan was cut off; what it did not come to is not seen",
                path.display()
            ));
        }
    }
    if let (Some(then), Some(now)) = (old.finished_at()?, new.finished_at()?)
        && then > now
    {
        return Err(Failure::Usage(format!(
            "{} is newer than {}: name the older one first",
            arguments.old.display(),
            arguments.new.display()
        )));
    }
    let earlier = arguments.earlier.iter().map(|path| Snapshot::read(path)).collect::<Result<Vec<_>, _>>()?;
    let assessment = assess_over_time(&new, Some(&old), &earlier, &config, arguments.verdict.as_of())?;
    let complete = assessment.summary.complete;
    let Some(difference) = Difference::of(assessment) else {
        return Err(Failure::Job("there is nothing to compare with".to_owned()));
    };
    print(&difference, arguments.format)?;
    if arguments.verdict.require_complete && !complete {
        return Ok(ExitCode::from(4));
    }
    Ok(match (arguments.verdict.fail_on, difference.worst()) {
        (Some(limit), Some(worst)) if worst <= limit => ExitCode::from(3),
        _ => ExitCode::SUCCESS,
    })
}
