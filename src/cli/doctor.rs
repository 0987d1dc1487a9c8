//! `touchpoint doctor`

use std::fmt::Write as _;
use std::process::ExitCode;

use serde::Serialize;

use super::session::{Examined, examine, prepare};
use super::{ConfigFile, Failure, Format, Voice, answer, block_on};
use crate::assessment::rows::CoverageRow;
use crate::collect::{Credential, Level, NOT_COVERABLE, SURFACES, Surface};
use crate::report::coverage_rows;
use crate::snapshot::{Coverage, Status};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    config: ConfigFile,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// What each credential can and cannot see, and what that hides.
#[derive(Debug, Serialize)]
struct Diagnosis {
    credentials: Vec<CredentialRow>,
    surfaces: Vec<CoverageRow>,
}

#[derive(Debug, Serialize)]
struct CredentialRow {
    name: &'static str,
    site: String,
    kind: String,
    valid: Option<bool>,
    can: Vec<String>,
    cannot: Vec<String>,
    advice: String,
}

pub(super) fn run(arguments: &Arguments, voice: Voice) -> Result<ExitCode, Failure> {
    let config = arguments.config.load()?;
    let examined = block_on(async {
        let ready = prepare(&config, voice).await?;
        examine(&config, ready).await
    })??;
    let diagnosis = Diagnosis::new(&examined);
    let text = match arguments.format {
        Format::Text => diagnosis.text(),
        Format::Md => diagnosis.markdown(),
        Format::Json => serde_json::to_string_pretty(&diagnosis).map_err(unprintable)?,
        Format::Csv => {
            let mut bytes = Vec::new();
            coverage_rows(&diagnosis.surfaces, &mut bytes).map_err(unprintable)?;
            String::from_utf8_lossy(&bytes).into_owned()
        }
    };
    answer(text.trim_end());
    Ok(if diagnosis.is_well() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn unprintable(error: impl std::fmt::Display) -> Failure {
    Failure::Job(format!("the answer cannot be printed: {error}"))
}

impl Diagnosis {
    fn new(examined: &Examined) -> Diagnosis {
        let surfaces: Vec<(&Surface, &Coverage)> = SURFACES
            .iter()
            .flat_map(|surface| {
                let rows = examined.coverage.iter().filter(|row| row.place.surface == surface.name);
                rows.map(move |row| (*surface, row))
            })
            .collect();
        let credentials = examined.credentials.iter().map(|one| CredentialRow::new(one, &surfaces)).collect();
        let row = |(surface, coverage): &(&Surface, &Coverage)| {
            let mut row = CoverageRow::from(*coverage);
            // Whoever reads this asked already.
            row.reason = row.reason.replace("; `touchpoint doctor` says which", "");
            if matches!(coverage.status, Status::Denied | Status::Absent) {
                row.reason.push_str("; needs ");
                row.reason.push_str(&surface.needs_words());
            }
            row
        };
        Diagnosis { credentials, surfaces: surfaces.iter().map(row).collect() }
    }

    /// Whether every surface that is to be read answers.
    fn is_well(&self) -> bool {
        let mut asked = self.surfaces.iter().filter(|row| row.status != Status::Skipped.word()).peekable();
        asked.peek().is_some() && asked.all(|row| row.status == Status::Complete.word())
    }

    fn text(&self) -> String {
        let mut text = String::from("Credentials\n");
        for one in &self.credentials {
            let at = if one.site.is_empty() { String::new() } else { format!(" ({})", one.site) };
            line(&mut text, one.name, &format!("{}: {}{at}", one.standing(), one.kind));
            if !one.advice.is_empty() {
                line(&mut text, "", &one.advice);
            }
            line(&mut text, "", &one.tally());
        }
        text.push_str("\nSurfaces\n");
        for row in &self.surfaces {
            let at = if row.site.is_empty() { String::new() } else { format!(" ({})", row.site) };
            line(&mut text, heading(&row.status), &format!("{}{at}", row.surface));
            if row.status != Status::Complete.word() {
                line(&mut text, "", &format!("why: {}", row.reason));
                line(&mut text, "", &format!("blind to: {}", row.consequence));
            }
        }
        text.push_str("\nShown by no API; check by hand\n");
        for place in NOT_COVERABLE {
            line(&mut text, "", &format!("{}: {}; {}", place.name, place.hides, place.look));
        }
        text.push_str(match self.is_well() {
            true => {
                "\nEvery surface answers: a scan will see what an API shows to these accounts, and nothing of the \
                 list just above.\n"
            }
            false => "\nNot every surface answers: a report will be blind to what stands above.\n",
        });
        text
    }

    fn markdown(&self) -> String {
        let mut text = String::from("# What the credentials can see\n\n");
        row(&mut text, &["credential", "site", "kind", "works", "advice"]);
        row(&mut text, &["---"; 5]);
        for one in &self.credentials {
            row(&mut text, &[one.name, &one.site, &one.kind, one.standing(), &one.advice]);
        }
        text.push('\n');
        row(&mut text, &["surface", "site", "answers", "why not", "blind to"]);
        row(&mut text, &["---"; 5]);
        for one in &self.surfaces {
            row(&mut text, &[&one.surface, &one.site, heading(&one.status), &one.reason, &one.consequence]);
        }
        text
    }
}

impl CredentialRow {
    fn new(credential: &Credential, surfaces: &[(&Surface, &Coverage)]) -> CredentialRow {
        let ours = surfaces.iter().filter(|(surface, coverage)| match surface.level {
            Level::Organisation => credential.site.is_empty(),
            Level::Site => coverage.place.site == credential.site,
        });
        let asked = ours.filter(|(_, coverage)| coverage.status != Status::Skipped);
        let (can, cannot): (Vec<_>, Vec<_>) =
            asked.partition(|(_, coverage)| coverage.status == Status::Complete);
        let names = |list: Vec<&(&Surface, &Coverage)>| {
            list.into_iter().map(|(surface, _)| surface.name.to_owned()).collect()
        };
        CredentialRow {
            name: credential.name,
            site: credential.site.clone(),
            kind: credential.kind.clone(),
            valid: credential.valid,
            can: names(can),
            cannot: names(cannot),
            advice: credential.advice.clone(),
        }
    }

    fn tally(&self) -> String {
        let (can, cannot) = (self.can.len(), self.cannot.len());
        let answer = if can == 1 { "surface answers" } else { "surfaces answer" };
        let not = if cannot == 1 { "does not" } else { "do not" };
        format!("{can} {answer}, {cannot} {not}, or not whole")
    }

    fn standing(&self) -> &'static str {
        match self.valid {
            Some(true) => "works",
            Some(false) => "refused",
            None => "not told",
        }
    }
}

/// What a status means where only an answer was wanted.
fn heading(status: &str) -> &str {
    match status {
        "complete" => "answers",
        "partial" => "in part",
        "skipped" => "left out",
        other => other,
    }
}

/// One line, whatever stands in the names it holds: a line break would forge another.
fn line(text: &mut String, head: &str, what: &str) {
    let what = what.replace(['\n', '\r'], " ");
    // Writing to a text cannot fail.
    let _ = writeln!(text, "  {head:<11} {what}");
}

fn row(text: &mut String, cells: &[&str]) {
    let cells: Vec<String> =
        cells.iter().map(|cell| cell.replace('|', "\\|").replace(['\n', '\r'], " ")).collect();
    let _ = writeln!(text, "| {} |", cells.join(" | "));
}
