//! What tests share: a sandbox in this process, the real binary beside it, and its answers.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use chrono::{DateTime, TimeZone, Utc};
use tempfile::TempDir;
use touchpoint::sandbox::{Faults, Sandbox, Settings, World};

/// The real binary, with an environment of its own.
pub fn touchpoint() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_touchpoint"));
    command.env_clear().env("NO_COLOR", "1");
    command
}

/// What a process printed, as text.
pub fn printed(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// The instant on which the sandbox's organisation is seen, close to now: the binary's clock is the real one.
pub fn today() -> DateTime<Utc> {
    let now: DateTime<Utc> = std::time::SystemTime::now().into();
    let midnight = now.date_naive().and_hms_opt(0, 0, 0).unwrap();
    Utc.from_utc_datetime(&midnight)
}

/// A sandbox, a folder, and a configuration that leads from one to the other.
pub struct Lab {
    pub sandbox: Sandbox,
    pub folder: TempDir,
    runtime: tokio::runtime::Runtime,
}

impl Lab {
    pub fn new() -> Lab {
        Lab::with(Settings::demo(today()), Faults::none())
    }

    pub fn with(settings: Settings, faults: Faults) -> Lab {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let sandbox = runtime.block_on(Sandbox::start(World::build(&settings), faults)).unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("touchpoint.toml"), fast(&sandbox.config_toml())).unwrap();
        Lab { sandbox, folder, runtime }
    }

    pub fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    /// The real binary in the folder, with the sandbox's credentials.
    pub fn touchpoint(&self) -> Command {
        let credentials = self.sandbox.credentials();
        let mut command = touchpoint();
        command
            .current_dir(self.folder.path())
            .env("TOUCHPOINT_ORG_KEY", &credentials.org_key)
            .env("TOUCHPOINT_EMAIL", &credentials.site_email)
            .env("TOUCHPOINT_TOKEN", &credentials.site_token);
        command
    }

    /// `touchpoint scan` with the sandbox's credentials.
    pub fn scan(&self, arguments: &[&str]) -> Output {
        self.touchpoint().args(["scan", "--out"]).arg(self.out()).args(arguments).output().unwrap()
    }

    pub fn stop(self) {
        self.runtime.block_on(self.sandbox.stop());
    }
}

/// The sandbox is ours: there is nobody to be gentle with.
fn fast(config: &str) -> String {
    format!("{config}\n[pace]\nrequests_per_second = 100\n")
}

/// The rows of a CSV file, each as (column, cell) pairs, as a spreadsheet shows them: the apostrophe in front of
/// what it would run as a formula is not part of the text.
pub fn csv_rows(path: &Path) -> Vec<std::collections::BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let header = reader.headers().unwrap().clone();
    reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            header.iter().map(str::to_owned).zip(record.iter().map(shown)).collect()
        })
        .collect()
}

fn shown(cell: &str) -> String {
    let formula =
        cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']));
    formula.unwrap_or(cell).to_owned()
}
