//! No secret is ever written: not to the snapshot, a log, an error, a report.

use std::io::Read;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use touchpoint::sandbox::{Fault, Faults, Settings};

use super::common::{Lab, printed, today};

/// Everything a scan left behind, each with its name: files, what is packed inside them, and what was printed.
fn left_behind(lab: &Lab, output: &std::process::Output) -> Vec<(String, Vec<u8>)> {
    let mut left = vec![
        ("standard output".to_owned(), output.stdout.clone()),
        ("standard error".to_owned(), output.stderr.clone()),
    ];
    collect_files(&lab.out(), &mut left);
    let html = std::fs::read_to_string(lab.out().join("report.html")).unwrap_or_default();
    let packed: Vec<Vec<u8>> = html.split(['<', '>', '"']).filter_map(unpack).collect();
    assert!(!packed.is_empty(), "the HTML holds packed data, and this test looks into it");
    left.extend(packed.into_iter().map(|data| ("data inside report.html".to_owned(), data)));
    left
}

fn collect_files(folder: &Path, left: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() {
            collect_files(&entry.path(), left);
        } else {
            left.push((entry.path().display().to_string(), std::fs::read(entry.path()).unwrap()));
        }
    }
}

/// What a piece of base64 holds, unpacked if it is packed.
fn unpack(text: &str) -> Option<Vec<u8>> {
    let packed = STANDARD.decode(text.trim()).ok().filter(|bytes| bytes.starts_with(&[0x1f, 0x8b]))?;
    let mut data = Vec::new();
    flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut data).ok()?;
    Some(data)
}

/// Every secret the sandbox planted in rules, and every credential the scan itself works with.
fn secrets(lab: &Lab) -> Vec<String> {
    let credentials = lab.sandbox.credentials();
    let basic = format!("{}:{}", credentials.site_email, credentials.site_token);
    let mut secrets: Vec<String> =
        lab.sandbox.world().secrets().into_iter().map(|planted| planted.value).collect();
    assert!(secrets.len() > 15, "the sandbox plants secrets: {}", secrets.len());
    secrets.extend([credentials.org_key.clone(), credentials.site_token.clone(), STANDARD.encode(basic)]);
    secrets
}

fn assert_clean(lab: &Lab, output: &std::process::Output) {
    let left = left_behind(lab, output);
    for secret in secrets(lab) {
        // JSON inside JSON escapes quotes and backslashes; no secret is made of them.
        let needle = secret.as_bytes();
        for (name, bytes) in &left {
            let found = bytes.windows(needle.len()).any(|window| window == needle);
            assert!(!found, "{name} holds a secret that begins with {:?}", secret.get(..6));
        }
    }
}

#[test]
fn a_scan_leaves_no_secret_behind() {
    let lab = Lab::new();
    let output = lab.scan(&["--verbose"]);
    assert!(output.status.success(), "{}", printed(&output));
    assert_clean(&lab, &output);
    assert!(lab.sandbox.request_log().leaked().is_empty(), "a credential went to the wrong host");
    assert!(lab.sandbox.request_log().write_attempts().is_empty(), "a scan only reads");
    lab.stop();
}

#[test]
fn a_scan_against_a_hostile_server_leaves_no_secret_behind() {
    let faults = Faults::none()
        .always("/admin/api-access", Fault::RedirectElsewhere)
        .always("/rest/api/3/users", Fault::NextElsewhere)
        .always("/gateway/api/automation/public/confluence", Fault::LoginPage)
        .first(2, "/admin/v2", Fault::Truncated);
    let lab = Lab::with(Settings::demo(today()), faults);
    let output = lab.scan(&["--verbose"]);
    assert!(output.status.success(), "{}", printed(&output));
    assert_clean(&lab, &output);
    assert!(lab.sandbox.request_log().leaked().is_empty(), "a credential went to the wrong host");
    lab.stop();
}
