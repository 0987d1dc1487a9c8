//! The book says what the program does: generated pages are those the generator makes, hand-written ones name
//! everything there is to name.

#![allow(clippy::unwrap_used, reason = "the helpers of tests may panic like the tests themselves")]

use std::path::PathBuf;

use touchpoint::assessment::assess;
use touchpoint::audit::CHECKS;
use touchpoint::audit::effects::{knock_ons, table};
use touchpoint::collect::{NOT_COVERABLE, SURFACES};
use touchpoint::config::Config;
use touchpoint::departure::ways;
use touchpoint::estate::Kind;
use touchpoint::identity::{CREDENTIAL_SIGNS, SIGNS};
use touchpoint::report;

use crate::case::Case;

fn page(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs").join(name)
}

fn text(name: &str) -> String {
    std::fs::read_to_string(page(name)).unwrap_or_else(|error| panic!("docs/{name}: {error}"))
}

/// Rewrites them when `TOUCHPOINT_BLESS` is set.
#[test]
#[allow(clippy::disallowed_methods, reason = "a test may look at the environment")]
fn generated_pages_are_what_the_generator_makes() {
    let bless = std::env::var("TOUCHPOINT_BLESS").is_ok();
    for (name, made) in report::docs::pages() {
        if bless {
            std::fs::create_dir_all(page("")).unwrap();
            std::fs::write(page(name), &made).unwrap();
        }
        let there = std::fs::read_to_string(page(name)).unwrap_or_default();
        assert!(there == made, "docs/{name} is out of date: run the tests once with TOUCHPOINT_BLESS=1");
    }
}

#[test]
fn the_generator_leaves_nothing_out() {
    let pages = report::docs::pages();
    let page = |name: &str| &pages.iter().find(|(file, _)| *file == name).unwrap().1;
    for check in CHECKS {
        assert!(page("checks.md").contains(&format!("\n## {}\n", check.id)), "{}", check.id);
    }
    let signs = SIGNS.iter().map(|sign| (sign.id, sign.why));
    for (id, why) in signs.chain(CREDENTIAL_SIGNS.iter().map(|sign| (sign.id, sign.why))) {
        assert!(
            page("identity.md").lines().any(|line| line.contains(&format!("`{id}`")) && line.contains(why)),
            "{id}"
        );
    }
    let unread = NOT_COVERABLE.iter().map(|place| format!("| `{}` |", place.name));
    for place in SURFACES.iter().map(|surface| format!("### {}\n", surface.name)).chain(unread) {
        assert!(page("surfaces.md").contains(&place), "{place}");
    }
    assert_eq!(page("effects.md").matches("| **").count(), table().len() + knock_ons().len());
    for way in ways() {
        assert!(page("effects.md").contains(&way.act), "{way:?}");
    }
}

/// Every file of the report is a section of `files.md`, and every column of it a line there, in its order.
#[test]
fn every_column_of_every_file_is_explained() {
    let (folder, snapshot) = Case::usual().snapshot();
    let assessment = assess(&snapshot, None, &Config::default(), None).unwrap();
    report::write_all(&assessment, folder.path()).unwrap();
    let book = text("files.md");
    for format in &report::FORMATS {
        let head = format!("\n## {}\n", format.file);
        let section = book.split(&head).nth(1).unwrap_or_else(|| panic!("files.md has no {}", format.file));
        let section = section.split("\n## ").next().unwrap();
        if !format.file.ends_with(".csv") {
            continue;
        }
        let table = std::fs::read_to_string(folder.path().join(format.file)).unwrap();
        let columns: Vec<&str> = table.lines().next().unwrap().split(',').collect();
        let explained: Vec<&str> = section
            .lines()
            .filter_map(|line| line.strip_prefix("| `")?.split_once("` |").map(|(name, _)| name))
            .collect();
        assert_eq!(columns, explained, "{}", format.file);
    }
}

/// What a reader of the hand-written pages is told to type exists, and what exists is told.
#[test]
fn every_command_that_audits_is_in_the_book() {
    let book = text("usage.md");
    for command in [
        "demo",
        "init",
        "scan",
        "import",
        "report",
        "diff",
        "savings",
        "plan",
        "price",
        "explain",
        "sandbox",
        "completions",
    ] {
        assert!(book.contains(&format!("touchpoint {command}")), "{command}");
    }
    for option in ["--out", "--fresh", "--config", "--as-of", "--baseline", "--fail-on", "--require-complete"]
    {
        assert!(book.contains(option), "{option}");
    }
}

#[test]
fn every_room_is_in_the_plan_of_the_house() {
    let book = text("house.md");
    let source = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in std::fs::read_dir(source).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let room = name.strip_suffix(".rs").unwrap_or(&name);
        assert!(room == "lib" || book.contains(&format!("`{room}`")), "{room}");
    }
}

/// Every kind of touchpoint is explained, has its effects, and names surfaces that are read; and every role that the
/// page binds to it has its row in the table of effects.
#[test]
fn every_kind_of_touchpoint_is_explained() {
    let book = text("touchpoints.md");
    for kind in Kind::ALL {
        let word = format!("`{}`", kind.word());
        let line = book.lines().find(|line| line.split('|').nth(1).is_some_and(|cell| cell.contains(&word)));
        let line = line.unwrap_or_else(|| panic!("touchpoints.md does not explain {word}"));
        let bound = line.split('|').nth(6).unwrap();
        let rows: Vec<_> = table().iter().filter(|row| row.kind == kind.word()).collect();
        assert!(rows.iter().any(|row| bound.contains(&row.role)), "{word}: {bound}");
        for surface in kind.surfaces() {
            assert!(SURFACES.iter().any(|read| read.name == *surface), "{word} is read from {surface}");
        }
    }
}
