//! `touchpoint offboard`

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::NaiveDate;

use super::session::{Focus, collect, prepare};
use super::shown;
use super::{ConfigFile, Failure, Format, Voice, answer, block_on, midnight, now, severity};
use crate::assessment::offboard::{self, OffboardError, Offboarding, Question};
use crate::atlassian::is_email;
use crate::audit::Severity;
use crate::audit::effects::When;
use crate::config::Config;
use crate::departure::{ACCOUNTS, GROUPS, Leaving, WhomError};
use crate::estate::Estate;
use crate::report;
use crate::snapshot::{Snapshot, rfc3339};

#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Arguments {
    /// Who goes: by e-mail address, account id or exact name
    #[arg(value_name = "ACCOUNT", required_unless_present_any = ["group", "all_leavers"])]
    accounts: Vec<String>,
    /// Everybody in this group goes
    #[arg(long, value_name = "NAME")]
    group: Option<String>,
    /// Everybody who has left already and holds something all the same
    #[arg(long, conflicts_with_all = ["accounts", "group"])]
    all_leavers: bool,
    /// How they go; left out, deactivation is shown, and what deletion would do beyond it
    #[arg(long, value_enum)]
    when: Option<Way>,
    /// Answer from this snapshot instead of asking Atlassian now
    #[arg(long, value_name = "FILE")]
    snapshot: Option<PathBuf>,
    /// Keep what was read now as a snapshot
    #[arg(long, value_name = "FILE", conflicts_with = "snapshot")]
    keep: Option<PathBuf>,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write a page to print as well: a file ending in .html, else offboard.html in this folder
    #[arg(long, value_name = "FILE|DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    config: ConfigFile,
    /// Exit with 3 if what happens is at least this severe: stops without a sign is critical; stops, works in part,
    /// and what acts as the account and nobody can say goes on are high
    #[arg(long, value_name = "SEVERITY", value_parser = severity, default_value = "high")]
    fail_on: Severity,
    /// Exit with 4 if a place that could show something of them could not be read whole
    #[arg(long)]
    require_complete: bool,
    /// Count ages from this day instead of from the end of the scan
    #[arg(long, value_name = "DATE")]
    as_of: Option<NaiveDate>,
}

const AFTER_HELP: &str = "It exits with 0 only when nothing breaks and every place that could show something was read \
                          whole. What could not be read is never taken for nothing: the exit code is then 1, or 4 with \
                          --require-complete.";

/// How an account goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Way {
    /// Switched off; the name stays
    Deactivate,
    /// Closed for good; shared filters and dashboards go with it
    Delete,
}

impl From<OffboardError> for Failure {
    fn from(error: OffboardError) -> Failure {
        match error {
            OffboardError::Snapshot(error) => error.into(),
            OffboardError::Whom(error @ WhomError::Several { .. }) => Failure::Usage(error.to_string()),
            OffboardError::Whom(error) => Failure::Job(error.to_string()),
        }
    }
}

pub(super) fn run(arguments: &Arguments, voice: Voice) -> Result<ExitCode, Failure> {
    let question = arguments.question();
    let (config, snapshot) = match &arguments.snapshot {
        Some(path) => {
            let config = arguments.config.load_if_there()?;
            let snapshot = Snapshot::read(path)?;
            tell_age(&snapshot, voice)?;
            (config, snapshot)
        }
        None => {
            let config = arguments.config.load()?;
            let snapshot = block_on(look(arguments, &config, question.clone(), voice))??;
            (config, snapshot)
        }
    };
    let given = offboard::answer(&snapshot, &config, &question)?;
    if let Some(out) = &arguments.out {
        let path = page(out);
        write_page(&given, &path)?;
        voice.say(&format!("page      {}", path.display()));
    }
    answer(arguments.shown(&given)?.trim_end());
    Ok(arguments.judge(&given, voice))
}

impl Arguments {
    fn question(&self) -> Question {
        Question {
            accounts: self.accounts.clone(),
            group: self.group.clone(),
            all_leavers: self.all_leavers,
            when: self.when.map(|way| match way {
                Way::Deactivate => When::Deactivate,
                Way::Delete => When::Delete,
            }),
            as_of: self.as_of.and_then(midnight),
        }
    }

    fn shown(&self, given: &Offboarding) -> Result<String, Failure> {
        let write = match self.format {
            Format::Text => report::offboard::text,
            Format::Json => report::offboard::json,
            Format::Md => report::offboard::markdown,
            Format::Csv => report::offboard::csv,
        };
        let mut bytes = Vec::new();
        write(given, &mut bytes)
            .map_err(|error| Failure::Job(format!("the answer cannot be written: {error}")))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The exit code that an answer deserves.
    fn judge(&self, given: &Offboarding, voice: Voice) -> ExitCode {
        if self.require_complete && !given.complete {
            return ExitCode::from(4);
        }
        if given.worst().is_some_and(|worst| worst <= self.fail_on) {
            return ExitCode::from(3);
        }
        if !given.complete {
            voice.say(
                "touchpoint: nothing that was seen breaks, but not every place that could show something was read \
                 whole: this cannot be called safe",
            );
            return ExitCode::from(1);
        }
        ExitCode::SUCCESS
    }
}

/// Asks Atlassian: who they are first, because a name that fits nobody or several is told before the rules are read;
/// then only the places that could show something of them.
async fn look(
    arguments: &Arguments,
    config: &Config,
    question: Question,
    voice: Voice,
) -> Result<Snapshot, Failure> {
    if let Some(path) = arguments.keep.as_deref().filter(|path| path.exists()) {
        return Err(Failure::Usage(format!(
            "{} exists already: answer from it with --snapshot, or keep what is read now under another name",
            path.display()
        )));
    }
    let ready = prepare(config, voice).await?;
    let snapshot = match &arguments.keep {
        Some(path) => {
            let snapshot = Snapshot::create(path)?;
            shown::note_key(&snapshot, None)?;
            snapshot
        }
        None => Snapshot::scratch()?,
    };
    let mut first: BTreeSet<&'static str> = ACCOUNTS.iter().copied().collect();
    if question.group.is_some() {
        first.extend(GROUPS);
    }
    let asked = first.clone();
    let further = move |snapshot: &Snapshot| {
        let estate = Estate::read(snapshot, now())?;
        let leaving = match offboard::whom(&estate, &question) {
            Ok(leaving) => leaving,
            // An address may be one that only a rule knows: the rules have to be read for it.
            Err(WhomError::Nobody { asked, .. }) if is_email(&asked) => Leaving::default(),
            Err(error) => return Err(OffboardError::Whom(error).into()),
        };
        let mut needed = offboard::needed(&estate, &question, &leaving);
        needed.retain(|surface| !asked.contains(surface));
        Ok(needed)
    };
    collect(config, ready, snapshot, Focus::Some(first, Box::new(further)), voice).await
}

/// Says how old a snapshot is.
fn tell_age(snapshot: &Snapshot, voice: Voice) -> Result<(), Failure> {
    let Some(finished) = snapshot.finished_at()? else {
        voice.say("this scan was cut off: what it did not come to is not known");
        return Ok(());
    };
    let days = (now() - finished).num_days();
    let age = match days {
        i64::MIN..=0 => "less than a day old".to_owned(),
        1 => "1 day old".to_owned(),
        days => format!("{days} days old: what has changed since is not in it"),
    };
    voice.say(&format!("answering from the snapshot of {}, {age}", rfc3339(finished)));
    Ok(())
}

/// Where the page goes.
fn page(out: &Path) -> PathBuf {
    let is_page = out.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("html"));
    if is_page && !out.is_dir() { out.to_owned() } else { out.join("offboard.html") }
}

/// Writes the page whole or not at all.
fn write_page(given: &Offboarding, path: &Path) -> Result<(), Failure> {
    let failed = |error: io::Error| Failure::Job(format!("cannot write {}: {error}", path.display()));
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    let unfinished = path.with_extension("html.unfinished");
    let written = File::create(&unfinished).and_then(|file| {
        let mut file = BufWriter::new(file);
        report::offboard::html(given, &mut file)?;
        file.flush()?;
        std::fs::rename(&unfinished, path)
    });
    written.map_err(|error| {
        // What cannot be removed either is told of by the first error.
        drop(std::fs::remove_file(&unfinished));
        failed(error)
    })
}
