//! `--templates`: somebody's own page, as safe as the program's.

use std::fs;
use std::path::Path;
use std::process::Output;

use tempfile::TempDir;
use touchpoint::report::Templates;

use super::{ATTACKS, hostile};
use crate::case::*;
use crate::common::{printed, touchpoint};

/// A folder that holds these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// The program's own shell, with a change.
fn shell(from: &str, to: &str) -> String {
    let own = TempDir::new().unwrap();
    Templates::write_out(own.path()).unwrap();
    let text = fs::read_to_string(own.path().join("report.html")).unwrap();
    assert!(text.contains(from), "{from}");
    text.replace(from, to)
}

fn report(templates: &Path, out: &Path) -> Output {
    let (folder, snapshot) = Case::usual().user(person(ADA, "Ada Example")).snapshot();
    let path = snapshot.path().to_owned();
    drop(snapshot);
    assert!(folder.path().exists());
    touchpoint()
        .args(["report", "--templates"])
        .arg(templates)
        .arg("--out")
        .arg(out)
        .arg(path)
        .output()
        .unwrap()
}

fn page(files: &[(&str, &str)]) -> String {
    let (templates, out) = (folder(files), TempDir::new().unwrap());
    let output = report(templates.path(), out.path());
    assert!(output.status.success(), "{}", printed(&output));
    fs::read_to_string(out.path().join("report.html")).unwrap()
}

#[test]
fn one_file_replaces_one_file() {
    let page =
        page(&[("guide.html", "<p>Ask {{ about }} in room 7.</p>"), ("report.css", "body { color: teal }")]);
    assert!(page.contains("in room 7.") && page.contains("<style>body { color: teal }</style>"));
    assert!(page.contains("id=\"overview\""), "the others stay");
}

#[test]
fn a_logo_is_carried_in_the_page() {
    let page = page(&[("logo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")]);
    assert!(
        page.contains("<img class=\"logo\" src=\"data:image&#x2F;svg+xml;base64,")
            || page.contains("src=\"data:image/svg+xml;base64,")
    );
}

#[test]
fn what_is_written_out_gives_the_same_page() {
    let (own, out) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let written = touchpoint().arg("templates").arg(own.path()).output().unwrap();
    assert!(written.status.success(), "{}", printed(&written));
    let again = touchpoint().arg("templates").arg(own.path()).output().unwrap();
    assert_eq!(again.status.code(), Some(1), "what is there stays");
    let built_in = page(&[]);
    assert!(report(own.path(), out.path()).status.success());
    let own_page = fs::read_to_string(out.path().join("report.html")).unwrap();
    // Both are of snapshots of their own, with their own hash.
    assert_eq!(own_page.len(), built_in.len());
}

/// Everything that would let a text of others be markup is refused, with the file and what to do.
#[test]
fn what_is_unsafe_is_refused() {
    let unescaped = shell("<bdi>{{ about }}</bdi>", "<bdi>{{ about | safe }}</bdi>");
    let bare = shell("default-src 'none'; ", "");
    let looser = shell("default-src 'none'", "default-src 'none' *");
    let cases: [(&str, &str, &str); 10] = [
        ("report.html", &unescaped, "would let a name be markup"),
        ("guide.html", "{% set x = about | safe %}{{ x }}", "would let a name be markup"),
        ("guide.html", "{{ about | upper |\nsafe }}", "would let a name be markup"),
        ("report.html", &looser, "Content-Security-Policy"),
        ("report.html", &bare, "Content-Security-Policy"),
        ("report.html", "<h1>mine</h1>", "Content-Security-Policy"),
        ("overview.html", "{% filter safe %}{{ about }}{% endfilter %}", "turns escaping off"),
        ("start.js", "'</script><script>'", "would end the style or script"),
        ("reprot.html", "", "none of the files a report is made of"),
        ("logo.png", &"x".repeat(300_000), "a logo at most"),
    ];
    for (name, text, says) in cases {
        let (templates, out) = (folder(&[(name, text)]), TempDir::new().unwrap());
        let output = report(templates.path(), out.path());
        assert_eq!(output.status.code(), Some(2), "{name}: {}", printed(&output));
        assert!(printed(&output).contains(says) && printed(&output).contains(name), "{}", printed(&output));
        assert!(!out.path().join("report.html").exists());
    }
    let missing = report(Path::new("/nowhere/at/all"), TempDir::new().unwrap().path());
    assert!(printed(&missing).contains("/nowhere/at/all"), "{}", printed(&missing));
}

/// A template with a mistake is named, with its line, and leaves no half report.
#[test]
fn a_mistake_in_a_template_is_told_with_its_place() {
    for (text, code) in [("<p>{{ abuot }}</p>", 1), ("<p>{% if %}</p>", 2)] {
        let (templates, out) = (folder(&[("guide.html", text)]), TempDir::new().unwrap());
        let output = report(templates.path(), out.path());
        assert_eq!(output.status.code(), Some(code), "{}", printed(&output));
        assert!(printed(&output).contains("guide.html:1:"), "{}", printed(&output));
        assert!(!printed(&output).contains("is the folder writable"), "{}", printed(&output));
        assert!(!out.path().join("report.html").exists());
    }
}

/// The attacks on a page of somebody's own: escaping is on in texts and in attributes.
#[test]
fn escaping_is_on_in_every_context() {
    let guide = "{% for row in top %}<p title=\"{{ row.title }}\" data-x='{{ row.title }}'>{{ row.title }}</p>{% endfor %}";
    let templates = Templates::read(folder(&[("guide.html", guide)]).path()).unwrap();
    let out = TempDir::new().unwrap();
    touchpoint::report::write_with(&hostile(), &templates, out.path()).unwrap();
    let page = fs::read_to_string(out.path().join("report.html")).unwrap();
    for attack in ATTACKS.iter().filter(|attack| attack.contains(['<', '"', '\''])) {
        assert!(!page.contains(attack), "{attack}");
    }
    assert!(!page.contains("<svg onload") && !page.contains("' onfocus=") && !page.contains("\" onfocus="));
}
