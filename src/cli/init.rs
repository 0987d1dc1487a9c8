//! `touchpoint init`

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use super::{Failure, answer};
use crate::config::Config;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The file to write
    #[arg(value_name = "FILE", default_value = "touchpoint.toml")]
    file: PathBuf,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let file = arguments.file.display();
    let mut options = OpenOptions::new();
    let opened = options.write(true).create_new(true).open(&arguments.file);
    let mut opened = opened.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::Usage(format!(
            "{file} exists and is not overwritten; name another file, or move it away"
        )),
        _ => Failure::Job(format!("cannot write {file}: {error}")),
    })?;
    opened
        .write_all(Config::TEMPLATE.as_bytes())
        .map_err(|error| Failure::Job(format!("cannot write {file}: {error}")))?;
    answer(&format!(
        "{file} is written. Fill in the organisation and its sites, set the environment variables it names,"
    ));
    answer("then: touchpoint scan");
    Ok(ExitCode::SUCCESS)
}
