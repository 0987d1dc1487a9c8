//! How large a report of many findings is, and how long it takes to write: `cargo bench --bench report -- 100000`.
//! The files stay in `target/many/<n>`; `tests/readers/measure` opens the page of each in a browser.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a measurement prints, and may panic")]

use std::fs::File;
use std::io::BufWriter;
use std::process::Command;
use std::time::Instant;

use touchpoint::assessment::{Assessment, assess};
use touchpoint::config::Config;
use touchpoint::report::{FORMATS, Templates, write_all};
use touchpoint::snapshot::Snapshot;

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The demo's findings over and over, each about a thing of its own, held by one of a hundredth as many accounts.
fn many(few: &Assessment, n: usize) -> Assessment {
    let mut assessment = few.clone();
    let accounts = (n / 100).max(1);
    let rows = (0..n).map(|at| {
        let mut row = few.findings[at * few.findings.len() / n].clone();
        // Ids spread like real ones, which no compression makes smaller.
        let spread = (at as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        row.finding = format!("f-{spread:016x}");
        row.touchpoint_id = row.touchpoint_id.map(|_| format!("t-{:016x}", spread.rotate_left(17)));
        row.touchpoint_name = row.touchpoint_name.map(|name| format!("{name} {at}"));
        row.title = format!("{} ({at})", row.title);
        row.account_name = row.account_name.map(|name| format!("{name} {}", at % accounts));
        row.account_id = row.account_id.map(|id| format!("{id}-{}", at % accounts));
        row
    });
    assessment.findings = rows.collect();
    assessment
}

fn main() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/many");
    let demo = folder.join("demo");
    let run = Command::new(env!("CARGO_BIN_EXE_touchpoint"))
        .args(["demo", "--quiet", "--out"])
        .arg(&demo)
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let snapshot = Snapshot::read(&demo.join("snapshot.db")).unwrap();
    let few = assess(&snapshot, None, &Config::default(), None).unwrap();
    let asked: Vec<usize> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    for n in if asked.is_empty() { vec![100_000] } else { asked } {
        let assessment = many(&few, n);
        let folder = folder.join(n.to_string());
        std::fs::create_dir_all(&folder).unwrap();
        for format in &FORMATS {
            // Of a million findings the page alone is of interest.
            if n > 200_000 && format.file != "report.html" {
                continue;
            }
            let start = Instant::now();
            let mut file = BufWriter::new(File::create(folder.join(format.file)).unwrap());
            format.write(&assessment, &Templates::default(), &mut file).unwrap();
            let bytes = file.into_inner().unwrap().metadata().unwrap().len();
            let took = start.elapsed().as_secs_f64();
            println!("  {:>8.2} MB {took:>6.2} s  {}", bytes as f64 / 1e6, format.file);
        }
        if n <= 200_000 {
            let start = Instant::now();
            write_all(&assessment, &folder).unwrap();
            println!("{n} findings, every file side by side: {:.2} s", start.elapsed().as_secs_f64());
        }
    }
}
