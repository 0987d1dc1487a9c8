//! Writing the files: each whole or not at all, and none before all could be written.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use tempfile::TempDir;
use touchpoint::report::{FORMATS, write_all};

use super::{demo, nothing};

fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files
        .filter(|path| path.is_file())
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(path).unwrap()))
        .collect()
}

#[test]
fn every_file_is_written_and_nothing_else() {
    let folder = TempDir::new().unwrap();
    let deep = folder.path().join("a/b");
    write_all(&demo(), &deep).unwrap();
    let expected: Vec<&str> = {
        let mut names: Vec<&str> = FORMATS.iter().map(|format| format.file).collect();
        names.sort_unstable();
        names
    };
    assert_eq!(contents(&deep).keys().collect::<Vec<_>>(), expected);
}

#[test]
fn the_same_assessment_gives_the_same_files() {
    let (one, two) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    write_all(&demo(), one.path()).unwrap();
    write_all(&demo(), two.path()).unwrap();
    assert_eq!(contents(one.path()), contents(two.path()));
}

#[test]
fn a_report_replaces_the_one_before() {
    let folder = TempDir::new().unwrap();
    write_all(&demo(), folder.path()).unwrap();
    write_all(&nothing(), folder.path()).unwrap();
    let fresh = TempDir::new().unwrap();
    write_all(&nothing(), fresh.path()).unwrap();
    assert_eq!(contents(folder.path()), contents(fresh.path()));
}

#[test]
fn a_file_that_cannot_be_written_leaves_the_report_before_as_it_was() {
    for blocked in FORMATS {
        let folder = TempDir::new().unwrap();
        write_all(&nothing(), folder.path()).unwrap();
        let before = contents(folder.path());
        fs::create_dir(folder.path().join(format!(".{}.unfinished", blocked.file))).unwrap();
        let error = write_all(&demo(), folder.path()).unwrap_err();
        assert_eq!(error.path, folder.path().join(blocked.file));
        assert!(error.to_string().contains(blocked.file), "{error}");
        assert_eq!(contents(folder.path()), before, "{}", blocked.file);
    }
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let error = write_all(&nothing(), &file).unwrap_err();
    assert_eq!(error.path, file);
}
