//! What a person types, and what they get: arguments, exit codes, printing.
#![expect(clippy::disallowed_methods, reason = "this room passes the time in, nobody else asks for it")]

mod colour;
mod demo;
mod diff;
mod doctor;
mod explain;
mod import;
mod init;
mod man;
mod money;
mod offboard;
mod progress;
mod report;
mod sandbox;
mod scan;
mod session;
mod shown;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use chrono::{DateTime, NaiveDate, Utc};
use clap::{CommandFactory, Parser, Subcommand};

use crate::assessment::Assessment;
use crate::audit::Severity;
use crate::config::Config;
use crate::report::answer::Answer;
use crate::report::harmless::steers;
use shown::Shown;

/// Finds every integration of an Atlassian Cloud organisation that hangs on a person or on a paid dummy
/// licence: what stops when that account goes, and the way off. It reads; it never writes to Atlassian.
#[derive(Debug, Parser)]
#[command(name = "touchpoint", version, after_help = EXIT_CODES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Say nothing but the answer
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Say more about what is going on
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    verbose: bool,
}

const EXIT_CODES: &str = "Exit codes: 0 done · 1 it could not do its job · 2 wrong usage or configuration · \
                          3 findings at or above --fail-on · 4 --require-complete and something could not be read";

#[derive(Debug, Subcommand)]
enum Command {
    /// Scan an invented organisation on this machine and write its report: nothing to set up
    Demo(demo::Arguments),
    /// Write a commented touchpoint.toml
    Init(init::Arguments),
    /// What each credential can and cannot see, and what a report will be blind to
    Doctor(doctor::Arguments),
    /// Collect everything the credentials can see, assess it, write the report
    Scan(scan::Arguments),
    /// The same from files an administrator can download without any key
    Import(import::Arguments),
    /// Assess a snapshot again, offline
    Report(report::Arguments),
    /// What breaks if they go: everything that hangs on accounts that are to be off-boarded, and what to do first
    Offboard(offboard::Arguments),
    /// What robots' seats cost, what of that leaves the invoices, and when
    Savings(money::SavingsArguments),
    /// What seats cost by your contract or the price book, band by band
    Price(money::PriceArguments),
    /// The way onto service accounts: what moves where, in which order, under the quota
    Plan(money::PlanArguments),
    /// What is new, resolved, unchanged and reopened between two snapshots, and what changed hands
    Diff(diff::Arguments),
    /// What a check looks for, why it matters, what to do; without a name, the list
    Explain(explain::Arguments),
    /// Serve a simulated Atlassian Cloud on this machine until stopped
    Sandbox(sandbox::Arguments),
    /// Write the report's templates into a folder, to make your own of them for --templates
    Templates {
        /// The folder
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
    /// The JSON Schema of report.json
    Schema,
    /// The man page
    Man(man::Arguments),
    /// Shell completions
    Completions {
        /// The shell to complete for
        shell: clap_complete::Shell,
    },
}

/// Options of every command that makes a report.
#[derive(Debug, Clone, clap::Args)]
struct Verdict {
    /// Exit with 3 if a finding is at least this severe
    #[arg(long, value_name = "SEVERITY", value_parser = severity)]
    fail_on: Option<Severity>,
    /// Exit with 4 if something that can be read could not be read whole
    #[arg(long)]
    require_complete: bool,
    /// Count ages from this day instead of from the end of the scan
    #[arg(long, value_name = "DATE")]
    as_of: Option<NaiveDate>,
}

impl Verdict {
    fn as_of(&self) -> Option<DateTime<Utc>> {
        self.as_of.and_then(midnight)
    }

    /// The exit code that an assessment deserves. A finding that was accepted does not count.
    fn judge(&self, assessment: &Assessment) -> ExitCode {
        let severe = |limit: Severity| {
            assessment.findings.iter().any(|row| row.severity <= limit && row.status != "accepted")
        };
        if self.require_complete && !assessment.summary.complete {
            return ExitCode::from(4);
        }
        match self.fail_on {
            Some(limit) if severe(limit) => ExitCode::from(3),
            _ => ExitCode::SUCCESS,
        }
    }
}

/// The instant at which a day begins.
fn midnight(day: NaiveDate) -> Option<DateTime<Utc>> {
    Some(day.and_hms_opt(0, 0, 0)?.and_utc())
}

fn severity(word: &str) -> Result<Severity, String> {
    let found = Severity::ALL.into_iter().find(|severity| severity.word() == word);
    found.ok_or_else(|| "one of critical, high, medium, low, info".to_owned())
}

/// Which configuration a command reads.
#[derive(Debug, Clone, clap::Args)]
struct ConfigFile {
    /// The configuration
    #[arg(long, value_name = "FILE", default_value = "touchpoint.toml")]
    config: PathBuf,
}

impl ConfigFile {
    /// Reads it, or says what is wrong with it.
    fn load(&self) -> Result<Config, Failure> {
        let known: Vec<&str> = surface_names().collect();
        let config = Config::load(&self.config, today())?;
        config.check_surfaces(&known)?;
        Ok(config)
    }

    /// Reads it where there is one; a command that works without takes the defaults.
    fn load_if_there(&self) -> Result<Config, Failure> {
        let named = self.config.as_os_str() != "touchpoint.toml";
        if !named && !self.config.exists() { Ok(Config::default()) } else { self.load() }
    }
}

fn surface_names() -> impl Iterator<Item = &'static str> {
    crate::collect::SURFACES.iter().map(|surface| surface.name)
}

/// How an answer is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For the terminal
    Text,
    /// One document
    Json,
    /// For a ticket or a page
    Md,
    /// The rows alone
    Csv,
}

/// Why a command did not do what was asked.
#[derive(Debug, thiserror::Error)]
enum Failure {
    /// Wrong usage or configuration: exit code 2.
    #[error("{0}")]
    Usage(String),
    /// It could not do its job: exit code 1.
    #[error("{0}")]
    Job(String),
}

impl From<crate::config::ConfigError> for Failure {
    fn from(error: crate::config::ConfigError) -> Failure {
        Failure::Usage(error.to_string())
    }
}

impl From<crate::snapshot::SnapshotError> for Failure {
    fn from(error: crate::snapshot::SnapshotError) -> Failure {
        Failure::Job(error.to_string())
    }
}

impl From<crate::wire::WireError> for Failure {
    fn from(error: crate::wire::WireError) -> Failure {
        Failure::Job(error.to_string())
    }
}

impl From<crate::report::WriteError> for Failure {
    fn from(error: crate::report::WriteError) -> Failure {
        Failure::Job(error.to_string())
    }
}

/// How much is said on standard error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Voice {
    Quiet,
    Normal,
    Verbose,
}

impl Voice {
    /// Says what is going on, unless asked to be quiet.
    fn say(self, text: &str) {
        if self != Voice::Quiet {
            complain(text);
        }
    }

    /// Says a detail, if asked to.
    fn detail(self, text: &str) {
        if self == Voice::Verbose {
            complain(text);
        }
    }
}

/// Prints a line of the answer. A reader that has seen enough, as `head` has, is no error.
fn answer(line: &str) {
    let _ = writeln!(io::stdout().lock(), "{}", harmless(line));
}

/// Prints a line to standard error.
fn complain(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", harmless(line));
}

fn print_json(value: &serde_json::Value) -> Result<ExitCode, Failure> {
    answer(&serde_json::to_string_pretty(value).map_err(|error| failed(&error))?);
    Ok(ExitCode::SUCCESS)
}

/// Prints an answer in a format.
fn print(shown: &impl Answer, format: Format) -> Result<(), Failure> {
    let text = match format {
        Format::Text => shown.text(),
        Format::Md => shown.markdown(),
        Format::Json => serde_json::to_string_pretty(shown).map_err(|error| failed(&error))?,
        Format::Csv => {
            let mut bytes = Vec::new();
            shown.csv(&mut bytes).map_err(|error| failed(&error))?;
            String::from_utf8_lossy(&bytes).trim_end().to_owned()
        }
    };
    answer(&text);
    Ok(())
}

fn failed(error: &dyn std::error::Error) -> Failure {
    Failure::Job(format!("the answer cannot be written: {error}"))
}

/// A text without what would steer a terminal: names come from outside, and some are made to be printed.
fn harmless(text: &str) -> String {
    text.chars().map(|c| if c != '\n' && steers(c) { '\u{fffd}' } else { c }).collect()
}

/// Runs the program.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let voice = match (arguments.quiet, arguments.verbose) {
        (true, _) => Voice::Quiet,
        (_, true) => Voice::Verbose,
        _ => Voice::Normal,
    };
    let outcome = match arguments.command {
        Command::Demo(arguments) => demo::run(&arguments, voice),
        Command::Init(arguments) => init::run(&arguments),
        Command::Doctor(arguments) => doctor::run(&arguments, voice),
        Command::Scan(arguments) => scan::run(&arguments, voice),
        Command::Import(arguments) => import::run(&arguments, voice),
        Command::Report(arguments) => report::run(&arguments, voice),
        Command::Offboard(arguments) => offboard::run(&arguments, voice),
        Command::Savings(arguments) => money::savings(&arguments, voice),
        Command::Price(arguments) => money::cost(&arguments),
        Command::Plan(arguments) => money::plan(&arguments, voice),
        Command::Diff(arguments) => diff::run(&arguments, voice),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Sandbox(arguments) => sandbox::run(&arguments, voice),
        Command::Templates { folder } => match crate::report::Templates::write_out(&folder) {
            Ok(()) => {
                voice.say(&format!("the templates are in {}", folder.display()));
                Ok(ExitCode::SUCCESS)
            }
            Err(error) => Err(Failure::Job(error.to_string())),
        },
        Command::Schema => print_json(&crate::report::schema()),
        Command::Man(arguments) => man::run(&arguments),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "touchpoint", &mut script);
            answer(String::from_utf8_lossy(&script).trim_end());
            Ok(ExitCode::SUCCESS)
        }
    };
    outcome.unwrap_or_else(|failure| {
        complain(&format!("touchpoint: {failure}"));
        match failure {
            Failure::Usage(_) => ExitCode::from(2),
            Failure::Job(_) => ExitCode::from(1),
        }
    })
}

fn now() -> DateTime<Utc> {
    Utc::now()
}

fn today() -> NaiveDate {
    now().date_naive()
}

/// A runtime for the commands that talk to servers.
fn block_on<T>(future: impl Future<Output = T>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::Job(format!("cannot start the runtime: {error}")))?;
    let outcome = runtime.block_on(future);
    // A task that is still busy after an interruption is not waited for.
    runtime.shutdown_timeout(std::time::Duration::from_secs(1));
    Ok(outcome)
}
