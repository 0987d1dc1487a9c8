//! `touchpoint man`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::CommandFactory;

use super::{Failure, answer};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Write a page for the program and one for each command into this folder, instead of printing the program's
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let command = super::Arguments::command();
    match &arguments.out {
        Some(folder) => {
            let failed = |error| Failure::Job(format!("cannot write into {}: {error}", folder.display()));
            std::fs::create_dir_all(folder).map_err(failed)?;
            clap_mangen::generate_to(command, folder).map_err(failed)?;
        }
        None => {
            let mut page = Vec::new();
            let rendered = clap_mangen::Man::new(command).render(&mut page);
            rendered.map_err(|error| Failure::Job(format!("the page cannot be made: {error}")))?;
            answer(String::from_utf8_lossy(&page).trim_end());
        }
    }
    Ok(ExitCode::SUCCESS)
}
