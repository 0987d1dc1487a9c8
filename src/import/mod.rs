//! Files an administrator can download without any key, into the same records a scan makes.
//!
//! What a file is, is told from what it holds. A file that cannot be used is said to be so and the others are
//! still read; a row that cannot be understood is a gap with its line, and the others are still kept.

mod accounts;
mod dates;
mod keys;
mod life;
mod list;
mod rules;
mod service_accounts;
mod table;
mod tokens;

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use crate::scrub::Scrubber;
use crate::snapshot::{Coverage, NewGap, NewRecord, Page, Place, Snapshot, SnapshotError, Status};
use table::Table;

/// The largest file that is read, in bytes. An organisation's export of rules has a few megabytes.
pub const LARGEST_FILE: u64 = 256 * 1024 * 1024;

/// A file, and what it holds or why it cannot be used.
pub struct ReadFile {
    /// The file.
    pub path: PathBuf,
    /// What it holds; or why it cannot be used, in words that follow its name.
    pub outcome: Result<Contents, String>,
    name: String,
    bytes: u64,
}

/// What a file holds.
pub struct Contents {
    /// What it was recognised as, in words.
    pub kind: &'static str,
    /// What in it could not be understood, with its place.
    pub problems: Vec<NewGap>,
    /// Objects by the surface a scan would have read them from.
    records: BTreeMap<&'static str, Vec<NewRecord>>,
    /// The surface that problems belong to.
    surface: &'static str,
}

impl Contents {
    /// How many objects it holds.
    pub fn records(&self) -> usize {
        self.records.values().map(Vec::len).sum()
    }
}

/// Reads files, each for itself: what is wrong with one is its outcome.
pub fn read(files: &[PathBuf], scrubber: &Scrubber) -> Vec<ReadFile> {
    let read = files.iter().map(|path| {
        let name = scrubber.text(&display_name(path));
        let mut bytes = 0;
        let outcome = open(path).and_then(|text| {
            bytes = text.len() as u64;
            recognise(&text, &name, scrubber)
        });
        ReadFile { path: path.clone(), outcome, name, bytes }
    });
    read.collect()
}

/// Keeps what was read; a file that could not be used is kept as a gap.
///
/// # Errors
/// When the evidence cannot be kept.
pub fn keep(
    files: Vec<ReadFile>,
    snapshot: &mut Snapshot,
    scrubber: &Scrubber,
    now: DateTime<Utc>,
) -> Result<(), SnapshotError> {
    for (at, file) in files.into_iter().enumerate() {
        snapshot.note(&format!("file:{:04}", at + 1), &file.name)?;
        let (mut pages, problems, surface) = match file.outcome {
            Ok(contents) => (contents.records, contents.problems, contents.surface),
            Err(why) => {
                let gap = NewGap { place: "the file".to_owned(), reason: why };
                (BTreeMap::new(), vec![gap], "import")
            }
        };
        pages.entry(surface).or_default();
        for (of_surface, records) in pages {
            let place = Place { surface: of_surface.to_owned(), site: String::new() };
            let gaps = if of_surface == surface { in_file(&problems, &file.name) } else { Vec::new() };
            let page =
                Page { place: &place, address: &file.name, bytes: file.bytes, tries: 0, records, gaps };
            snapshot.keep(page, scrubber, now)?;
        }
    }
    Ok(())
}

/// A path as evidence may hold it: the file's name, not where somebody keeps it.
fn display_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

fn open(path: &Path) -> Result<Vec<u8>, String> {
    let size = std::fs::metadata(path).map_err(|error| format!("cannot be opened: {error}"))?;
    if size.is_dir() {
        return Err("is a folder; name the files in it".to_owned());
    }
    // What a device or a pipe holds is only known once it was read.
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(|error| format!("cannot be opened: {error}"))?;
    let read = file.take(LARGEST_FILE + 1).read_to_end(&mut bytes);
    read.map_err(|error| format!("cannot be read: {error}"))?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(format!(
            "is larger than {} MiB; export fewer rules at once",
            LARGEST_FILE / (1024 * 1024)
        ));
    }
    Ok(bytes)
}

fn recognise(bytes: &[u8], name: &str, scrubber: &Scrubber) -> Result<Contents, String> {
    let (text, mut problems) = decode(bytes);
    let start = text.trim_start();
    let mut contents = match start.chars().next() {
        None => return Err("is empty".to_owned()),
        Some('{' | '[') => rules::read(&text, name, scrubber)?,
        Some('<') => {
            return Err(
                "is a web page, not an export; it may be a log-in page that was saved instead".to_owned()
            );
        }
        Some(_) => recognise_table(&text, name, scrubber)?,
    };
    problems.append(&mut contents.problems);
    contents.problems = problems;
    Ok(contents)
}

/// Which list a table is, from its header.
fn recognise_table(text: &str, name: &str, scrubber: &Scrubber) -> Result<Contents, String> {
    let table = Table::parse(text)?;
    let (header, rows) = (&table.header, table.rows());
    if keys::is_header(header) {
        return keys::read(header, &rows, name, scrubber);
    }
    if tokens::is_header(header) {
        return tokens::read(header, &rows, name, scrubber);
    }
    if service_accounts::is_list(header, &rows) {
        return service_accounts::read(header, &rows, name, scrubber);
    }
    if accounts::is_header(header) {
        return accounts::read(header, &rows, name, scrubber);
    }
    let shown: Vec<&str> = header.iter().take(8).collect();
    Err(format!(
        "is neither JSON nor a table this program knows (its first line reads: {}); a list of accounts needs a \
         column with the account id or e-mail and one with the status or a product, a list of tokens one with the \
         label and one with the holder, a list of API keys one with the label and one with who created it",
        scrubber.text(&shown.join(", ")).chars().take(200).collect::<String>()
    ))
}

/// The text of a file. What is no UTF-8 is replaced and said, rather than losing the rest of the file;
/// spreadsheets also write UTF-16.
fn decode(bytes: &[u8]) -> (String, Vec<NewGap>) {
    let units = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => return (units(rest, u16::from_le_bytes), Vec::new()),
        [0xfe, 0xff, rest @ ..] => return (units(rest, u16::from_be_bytes), Vec::new()),
        _ => {}
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), Vec::new()),
        Err(error) => {
            let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
            let gap = NewGap {
                place: format!("line {line}"),
                reason: "bytes that are no UTF-8 are shown as \u{fffd}; export the file again as UTF-8"
                    .to_owned(),
            };
            (String::from_utf8_lossy(bytes).into_owned(), vec![gap])
        }
    }
}

fn in_file(problems: &[NewGap], name: &str) -> Vec<NewGap> {
    let named = problems
        .iter()
        .map(|gap| NewGap { place: format!("{name}, {}", gap.place), reason: gap.reason.clone() });
    named.collect()
}

/// The surfaces that files can stand for, with the product each belongs to.
pub const SURFACES: [(&str, &str); 7] = [
    ("org.users", "organisation"),
    ("org.managed-accounts", "organisation"),
    ("org.service-accounts", "organisation"),
    ("org.api-keys", "organisation"),
    ("org.api-tokens", "organisation"),
    ("jira.automation", "jira"),
    ("confluence.automation", "confluence"),
];

/// How well the files cover each surface they can stand for. Files never prove that they are all there is.
pub fn coverage(snapshot: &Snapshot) -> Result<Vec<Coverage>, SnapshotError> {
    let seen = snapshot.places()?;
    let rows = SURFACES.iter().map(|(surface, product)| {
        let place = Place { surface: (*surface).to_owned(), site: String::new() };
        let (status, reason) = match seen.contains(&place) {
            true => (Status::Partial, "read from files: as complete as they are"),
            false => (Status::Skipped, "no file of this kind was given"),
        };
        Coverage {
            place,
            product: (*product).to_owned(),
            status,
            records: 0,
            requests: 0,
            reason: reason.to_owned(),
            consequence: "what the files do not hold is not seen".to_owned(),
        }
    });
    Ok(rows.collect())
}
