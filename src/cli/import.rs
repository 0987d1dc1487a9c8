//! `touchpoint import`

use std::path::PathBuf;
use std::process::ExitCode;

use super::session::{Evidence, conclude, note_provenance, open_evidence};
use super::{ConfigFile, Failure, Shown, Verdict, Voice, complain, now};
use crate::collect;
use crate::import;
use crate::report::counted;
use crate::scrub::Scrubber;
use crate::snapshot::{Coverage, Place, Snapshot, Status};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Where the report goes
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Ignore what an earlier import left there
    #[arg(long)]
    fresh: bool,
    /// Automation rule exports (JSON), lists of accounts, of API tokens and of API keys (CSV); what each is, is
    /// told from what it holds
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
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
    let scrubber = Scrubber::new();
    let files = import::read(&arguments.files, &scrubber);
    let total = files.len();
    let mut unusable = 0;
    for file in &files {
        let path = file.path.display();
        match &file.outcome {
            Ok(contents) => {
                voice.say(&format!("  {path}: {}, {}", contents.kind, counted(contents.records(), "record")));
                for problem in &contents.problems {
                    voice.say(&format!("    {}: {}", problem.place, problem.reason));
                }
            }
            Err(why) => {
                unusable += 1;
                complain(&format!("touchpoint: {path} {why}"));
            }
        }
    }
    if unusable == total {
        return Err(Failure::Job("no file could be used, so there is no report; see above".to_owned()));
    }
    // An import is quick: one that was cut off is made anew rather than gone on with.
    let Evidence { mut snapshot, past } = open_evidence(&arguments.out, "", arguments.fresh, voice)?;
    note_provenance(&snapshot, "import", &config, "an import of files")?;
    import::keep(files, &mut snapshot, &scrubber, now())?;
    cover(&snapshot, &scrubber)?;
    snapshot.finish(now())?;
    let (_, code) = conclude(&snapshot, &past, &config, &arguments.verdict, &shown, &arguments.out)?;
    if unusable > 0 {
        return Err(Failure::Job(format!(
            "{unusable} of {total} files could not be used, see above; the report holds the others"
        )));
    }
    Ok(code)
}

/// Says of every surface what files can and cannot tell of it.
fn cover(snapshot: &Snapshot, scrubber: &Scrubber) -> Result<(), Failure> {
    let from_files = import::coverage(snapshot)?;
    let stands = |surface: &str| from_files.iter().any(|row| row.place.surface == surface);
    let by_scan = collect::SURFACES.iter().map(|surface| Coverage {
        place: Place { surface: surface.name.to_owned(), site: String::new() },
        product: surface.product.to_owned(),
        status: Status::Skipped,
        records: 0,
        requests: 0,
        reason: "no file shows it: a scan reads it".to_owned(),
        consequence: surface.hides.to_owned(),
    });
    let others: Vec<Coverage> =
        by_scan.chain(collect::hidden_coverage()).filter(|row| !stands(&row.place.surface)).collect();
    for row in from_files.iter().chain(&others) {
        snapshot.cover(row, scrubber)?;
    }
    Ok(())
}
