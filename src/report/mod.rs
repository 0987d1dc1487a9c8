//! Showing an assessment: one file a format, and the registry of what lands in the output folder.

pub mod docs;
pub mod money;
pub mod offboard;
mod schema;

pub(crate) mod answer;
mod blocks;
mod csv;
mod difference;
pub(crate) mod harmless;
mod headline;
mod html;
mod json;
mod markdown;
mod ocsf;
mod risk;
mod sarif;
mod templates;
mod text;
mod words;
mod xlsx;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

pub use csv::coverage_rows;
#[doc(hidden)]
pub use html::variables as html_variables;
pub use schema::schema;
pub use templates::{TemplateError, Templates};
pub use text::{counted, place, questions, summary};

use Writer::{Page, Plain};

use crate::assessment::Assessment;

/// A file of the report.
pub struct Format {
    /// Its name in the output folder.
    pub file: &'static str,
    /// What it holds.
    pub holds: &'static str,
    writer: Writer,
}

impl Format {
    /// Writes the file.
    ///
    /// # Errors
    /// When it cannot be written, or a template asks for what there is not.
    pub fn write(
        &self,
        assessment: &Assessment,
        templates: &Templates,
        to: &mut dyn Write,
    ) -> io::Result<()> {
        match self.writer {
            Plain(write) => write(assessment, to),
            Page(write) => write(assessment, templates, to),
        }
    }
}

/// How a file is written.
enum Writer {
    Plain(fn(&Assessment, &mut dyn Write) -> io::Result<()>),
    /// Out of templates.
    Page(fn(&Assessment, &Templates, &mut dyn Write) -> io::Result<()>),
}

/// Every file of the report, in the order they are told of.
pub const FORMATS: [Format; 13] = [
    Format { file: "report.html", holds: "the report, one self-contained page", writer: Page(html::write) },
    Format { file: "report.json", holds: "everything, for programs", writer: Plain(json::write) },
    Format { file: "findings.csv", holds: "one row a finding", writer: Plain(csv::findings) },
    Format { file: "touchpoints.csv", holds: "one row a binding", writer: Plain(csv::touchpoints) },
    Format { file: "accounts.csv", holds: "one row an account", writer: Plain(csv::accounts) },
    Format { file: "savings.csv", holds: "one row an account and product", writer: Plain(csv::savings) },
    Format { file: "plan.csv", holds: "one row a migration step", writer: Plain(csv::plan) },
    Format {
        file: "coverage.csv",
        holds: "one row a place that was looked at",
        writer: Plain(csv::coverage),
    },
    Format {
        file: "register.csv",
        holds: "one row a service account or robot: who answers for it",
        writer: Plain(csv::register),
    },
    Format {
        file: "report.md",
        holds: "the report as Markdown, for a page or a ticket",
        writer: Plain(markdown::write),
    },
    Format { file: "report.xlsx", holds: "the tables as a workbook", writer: Plain(xlsx::write) },
    Format { file: "report.sarif", holds: "the findings as SARIF 2.1.0", writer: Plain(sarif::write) },
    Format {
        file: "findings.ocsf.json",
        holds: "the findings as OCSF 1.5 compliance findings",
        writer: Plain(ocsf::write),
    },
];

/// A file that could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {path}: {source}{}", hint(source))]
pub struct WriteError {
    /// The file.
    pub path: PathBuf,
    /// What the system said.
    pub source: io::Error,
}

/// What to try next.
fn hint(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::InvalidInput => "\nmend that template, or leave out --templates",
        _ => "; is the folder writable, and is there room?",
    }
}

/// Writes every file of the report into `folder`. Each appears whole or not at all, and none of them appears
/// before all of them could be written.
pub fn write_all(assessment: &Assessment, folder: &Path) -> Result<(), WriteError> {
    write_with(assessment, &Templates::default(), folder)
}

/// The same, with the page made of these templates.
///
/// # Errors
/// When a file cannot be written, or a template asks for what there is not.
pub fn write_with(assessment: &Assessment, templates: &Templates, folder: &Path) -> Result<(), WriteError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| WriteError { path, source }
    };
    std::fs::create_dir_all(folder).map_err(failed(folder))?;
    let written =
        FORMATS.map(|format| (folder.join(format!(".{}.unfinished", format.file)), folder.join(format.file)));
    // Side by side: each is as much work as the next, and none waits for another.
    let outcome = std::thread::scope(|scope| {
        let writing = FORMATS.iter().zip(&written).map(|(format, (unfinished, path))| {
            scope.spawn(move || write_one(format, assessment, templates, unfinished).map_err(failed(path)))
        });
        let writing: Vec<_> = writing.collect();
        let broken = |_| Err(failed(folder)(io::Error::other("it broke off")));
        writing.into_iter().map(|one| one.join().unwrap_or_else(broken)).fold(Ok(()), Result::and)
    });
    let outcome = outcome.and_then(|()| {
        written
            .iter()
            .try_for_each(|(unfinished, path)| std::fs::rename(unfinished, path).map_err(failed(path)))
    });
    if outcome.is_err() {
        for (unfinished, _) in &written {
            // What cannot be removed either is told of by the first error.
            drop(std::fs::remove_file(unfinished));
        }
    }
    outcome
}

fn write_one(format: &Format, assessment: &Assessment, templates: &Templates, path: &Path) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    format.write(assessment, templates, &mut file)?;
    file.into_inner()?.sync_all()
}
