//! The house stands as `docs/house.md` draws it: imports point down, files are short, nothing lies about.

#![allow(clippy::unwrap_used, reason = "the helpers of tests may panic like the tests themselves")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use regex::Regex;

/// From the street up.
const FLOORS: [&[&str]; 8] = [
    &["config", "scrub", "wire", "atlassian", "snapshot"],
    &["collect", "import", "estate"],
    &["identity", "money"],
    &["audit", "departure", "plan"],
    &["assessment"],
    &["report"],
    &["cli"],
    &["main"],
];

/// Above the street, the neighbours that may lean on each other: the first on the second.
const NEIGHBOURS: [(&str, &str); 4] =
    [("money", "identity"), ("departure", "audit"), ("plan", "audit"), ("plan", "departure")];

/// Stands apart: knows nobody, and only one room opens its door.
const APART: (&str, &str) = ("sandbox", "cli");

const LONGEST_FILE: usize = 600;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The source without comments and without the contents of its texts.
fn bare(source: &str) -> String {
    let noise =
        Regex::new(r##"(?s)//[^\n]*|/\*.*?\*/|b?r#".*?"#|b?"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])'"##).unwrap();
    noise.replace_all(source, " ").into_owned()
}

/// The first names of a path's tail: one, or those of a group in braces.
fn heads(tail: &str) -> Vec<String> {
    let name = |text: &str| {
        let name: String = text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        (!name.is_empty()).then_some(name)
    };
    let Some(group) = tail.strip_prefix('{') else { return name(tail).into_iter().collect() };
    let mut depth = 0;
    let mut items = vec![String::new()];
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                items.push(String::new());
                continue;
            }
            _ => {}
        }
        items.last_mut().unwrap().push(c);
    }
    items.iter().filter_map(|item| name(item)).collect()
}

/// The rooms that a file speaks of. `depth` is how many modules it lies below the crate's root.
fn spoken_of(source: &str, depth: usize) -> BTreeSet<String> {
    let path = Regex::new(r"(?s)\b(crate|touchpoint|super(?:\s*::\s*super)*)\s*::\s*(\{.*?;|\w+)").unwrap();
    let mut rooms = BTreeSet::new();
    for found in path.captures_iter(&bare(source)) {
        let up = found[1].matches("super").count();
        if up == 0 || up >= depth {
            rooms.extend(heads(&found[2]));
        }
    }
    rooms
}

/// Which room imports which, and a file that does.
fn imports() -> BTreeMap<(String, String), String> {
    let source = root().join("src");
    let mut imports = BTreeMap::new();
    for file in files(&source).into_iter().filter(|file| file.extension().is_some_and(|e| e == "rs")) {
        let name = file.strip_prefix(&source).unwrap().to_str().unwrap().replace('\\', "/");
        let parts: Vec<&str> = name.trim_end_matches(".rs").split('/').collect();
        let room = parts[0];
        if room == "lib" {
            continue;
        }
        let depth = parts.len() - usize::from(parts.last() == Some(&"mod"));
        for other in spoken_of(&std::fs::read_to_string(&file).unwrap(), depth) {
            // What is no room is a name that a room of the same file brought in, or a macro.
            if other != room && (floor(&other).is_some() || other == APART.0) {
                imports.entry((room.to_owned(), other)).or_insert_with(|| name.clone());
            }
        }
    }
    imports
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

#[test]
fn paths_are_read_as_rust_reads_them() {
    let rooms = |source: &str, depth| spoken_of(source, depth).into_iter().collect::<Vec<_>>();
    assert_eq!(rooms("use crate::wire::{Call, Style};", 2), ["wire"]);
    assert_eq!(rooms("use crate::{\n  audit::{self, Case},\n  plan,\n};", 2), ["audit", "plan"]);
    assert_eq!(rooms("fn f(x: &crate::snapshot::Gap) -> crate::scrub::Mark", 2), ["scrub", "snapshot"]);
    assert_eq!(rooms("// crate::cli\nlet x = \"crate::report\"; /* crate::wire */", 2), Vec::<String>::new());
    assert_eq!(rooms("use super::wire::Call; super::super::audit::run()", 1), ["audit", "wire"]);
    assert_eq!(rooms("use super::helper; use super::super::audit;", 2), ["audit"]);
    assert_eq!(rooms("touchpoint::cli::main()", 1), ["cli"]);
}

#[test]
fn every_room_has_a_floor() {
    for entry in std::fs::read_dir(root().join("src")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let room = name.strip_suffix(".rs").unwrap_or(&name);
        assert!(room == "lib" || room == APART.0 || floor(room).is_some(), "src/{name} is on no floor");
    }
}

#[test]
fn imports_point_down() {
    let imports = imports();
    assert!(imports.len() > 30, "the imports are not found: {imports:?}");
    for ((room, other), file) in &imports {
        assert!(room != APART.0, "src/{file}: {room} stands apart and imports {other}");
        if other == APART.0 {
            assert_eq!(room, APART.1, "src/{file}: only {} opens the door of {other}", APART.1);
            continue;
        }
        let (from, to) = (floor(room).unwrap(), floor(other).unwrap());
        let beside = from == to && (from == 0 || NEIGHBOURS.contains(&(room, other)));
        assert!(to < from || beside, "src/{file}: {room} imports {other}, which is not below it");
    }
}

/// Takes away, again and again, whoever leans on nobody that is left: what remains leans in a circle.
#[test]
fn there_are_no_circles() {
    let mut left: BTreeSet<(String, String)> = imports().into_keys().collect();
    loop {
        let leaning: BTreeSet<String> = left.iter().map(|(room, _)| room.clone()).collect();
        let before = left.len();
        left.retain(|(_, other)| leaning.contains(other));
        if left.len() == before {
            break;
        }
    }
    assert!(left.is_empty(), "these lean on each other in a circle: {left:?}");
}

#[test]
fn no_file_is_too_long_to_be_read() {
    let source = root().join("src");
    for file in files(&source) {
        let name = file.strip_prefix(&source).unwrap().to_str().unwrap().replace('\\', "/");
        let lines = std::fs::read_to_string(&file).unwrap().lines().count();
        assert!(lines <= LONGEST_FILE, "src/{name} has {lines} lines; {LONGEST_FILE} are enough");
    }
}

#[test]
fn nothing_lies_about() {
    let kept = [
        "Cargo.lock",
        "Cargo.toml",
        "LICENSE",
        "README.md",
        "clippy.toml",
        "docs",
        "fixtures",
        "rustfmt.toml",
        "src",
        "templates",
        "tests",
    ];
    // What builds and demos leave behind is in .gitignore.
    let ignored = ["target", "touchpoint-report"];
    for entry in std::fs::read_dir(root()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let known =
            name.starts_with('.') || kept.contains(&name.as_str()) || ignored.contains(&name.as_str());
        assert!(known, "{name} at the top of the tree: what is it, and where does it belong?");
    }
}

/// Whoever clones this has other folders.
#[test]
fn nothing_names_the_place_where_it_was_written() {
    // Put together here, so that this file does not hold them itself.
    let words = [concat!(r"(^|[^\w.])/wo", r"rk/"), concat!(r"\bfa", r"rm\b"), concat!(r"/home/", r"\w+/")];
    let words: Vec<Regex> = words.iter().map(|word| Regex::new(word).unwrap()).collect();
    for top in ["src", "tests", "docs", "templates", "fixtures"] {
        let folder = root().join(top);
        for file in if folder.is_dir() { files(&folder) } else { Vec::new() } {
            let Ok(text) = std::fs::read_to_string(&file) else { continue };
            for word in &words {
                assert!(!word.is_match(&text), "{} has {word}", file.display());
            }
        }
    }
    for name in ["README.md", "Cargo.toml", "clippy.toml", "rustfmt.toml", ".gitignore", ".gitattributes"] {
        let Ok(text) = std::fs::read_to_string(root().join(name)) else { continue };
        assert!(words.iter().all(|word| !word.is_match(&text)), "{name}");
    }
}
