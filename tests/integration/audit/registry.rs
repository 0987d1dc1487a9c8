//! What holds for every check.

use std::collections::BTreeSet;
use std::path::Path;

use touchpoint::audit::{CHECKS, Severity};

use super::PROOFS;

/// Every control a finding may cite; a framework that has nothing to say of a finding is left out.
const CONTROLS: &[&str] = &[
    "NHI1:2025",
    "NHI2:2025",
    "NHI3:2025",
    "NHI4:2025",
    "NHI5:2025",
    "NHI6:2025",
    "NHI7:2025",
    "NHI8:2025",
    "NHI9:2025",
    "NHI10:2025",
    "CIS 3.11",
    "CIS 5.1",
    "CIS 5.2",
    "CIS 5.3",
    "CIS 5.4",
    "CIS 5.5",
    "CIS 5.6",
    "CIS 6.1",
    "CIS 6.2",
    "CIS 6.7",
    "CIS 6.8",
    "CIS 15.1",
    "NIST AC-2",
    "NIST AC-2(1)",
    "NIST AC-2(3)",
    "NIST AC-2(4)",
    "NIST AC-2(13)",
    "NIST AC-5",
    "NIST AC-6",
    "NIST AC-6(5)",
    "NIST AC-6(7)",
    "NIST AC-20",
    "NIST AU-6",
    "NIST CA-5",
    "NIST CA-7",
    "NIST CM-3",
    "NIST CM-8",
    "NIST IA-2",
    "NIST IA-4",
    "NIST IA-4(4)",
    "NIST IA-5",
    "NIST IA-9",
    "NIST PS-4",
    "NIST PS-5",
    "NIST SA-9",
    "ISO A.5.9",
    "ISO A.5.15",
    "ISO A.5.16",
    "ISO A.5.17",
    "ISO A.5.18",
    "ISO A.5.19",
    "ISO A.5.20",
    "ISO A.5.21",
    "ISO A.5.22",
    "ISO A.5.23",
    "ISO A.6.5",
    "ISO A.8.2",
    "ISO A.8.3",
    "ISO A.8.5",
    "ISO A.8.9",
    "ISO A.8.15",
    "ISO A.8.16",
    "SOC2 A1.2",
    "SOC2 CC6.1",
    "SOC2 CC6.2",
    "SOC2 CC6.3",
    "SOC2 CC6.6",
    "SOC2 CC6.7",
    "SOC2 CC7.2",
    "SOC2 CC8.1",
    "SOC2 CC9.2",
];

#[test]
fn every_check_has_cases_that_fire_it_and_cases_that_just_do_not() {
    let checks: Vec<&str> = CHECKS.iter().map(|check| check.id).collect();
    let proofs: Vec<&str> = PROOFS.iter().map(|proof| proof.check).collect();
    assert_eq!(checks, proofs);
    for proof in PROOFS {
        assert!(!(proof.fires)().is_empty() && !(proof.misses)().is_empty(), "{}", proof.check);
    }
}

#[test]
fn what_is_to_fire_fires_once_with_its_severity() {
    let mut wrong = Vec::new();
    for proof in PROOFS {
        for (at, (severity, case)) in (proof.fires)().into_iter().enumerate() {
            let found = case.found(proof.check);
            let severities: Vec<&str> = found.iter().map(|row| row.severity.word()).collect();
            if severities != [severity] {
                let titles: Vec<_> = found.iter().map(|row| (&row.title, &row.evidence)).collect();
                wrong.push(format!("{} case {at}: {severities:?}, not {severity}: {titles:?}", proof.check));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_just_not_to_fire_does_not() {
    let mut wrong = Vec::new();
    for proof in PROOFS {
        for (why, case) in (proof.misses)() {
            for row in case.found(proof.check) {
                wrong.push(format!("{}: {why}: {}: {}", proof.check, row.title, row.evidence));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a check says of its severities is what it gives.
#[test]
fn the_severities_a_check_tells_of_are_those_its_cases_have() {
    for (check, proof) in CHECKS.iter().zip(PROOFS) {
        let told: BTreeSet<&str> = check
            .severity
            .split(|c: char| !c.is_alphabetic())
            .filter(|word| Severity::ALL.iter().any(|severity| severity.word() == *word))
            .collect();
        let seen: BTreeSet<&str> = (proof.fires)().iter().map(|(severity, _)| *severity).collect();
        // "low confidence" is no severity.
        let told: BTreeSet<&str> = match check.severity.contains("low confidence") {
            true => told.into_iter().filter(|word| *word != "low").collect(),
            false => told,
        };
        assert_eq!(told, seen, "{}: {}", check.id, check.severity);
    }
}

#[test]
fn a_check_is_named_as_its_file() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/audit");
    let mut files: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| name.strip_suffix(".rs").map(|name| name.replace('_', "-")))
        .collect();
    for check in CHECKS {
        let kebab = check.id.split('-').all(|word| {
            !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        });
        assert!(kebab, "{}", check.id);
        assert!(files.remove(check.id), "{} has no file of its name", check.id);
    }
    let rest: Vec<&str> = files.iter().map(String::as_str).collect();
    assert_eq!(rest, ["effects", "finding", "mod"], "a file in src/audit is in no registry");
}

#[test]
fn a_check_says_what_it_looks_for_why_and_what_to_do() {
    for check in CHECKS {
        for text in [check.title, check.looks_for, check.why, check.remedy, check.severity] {
            assert!(text.len() >= 4 && text.trim() == text, "{}: {text:?}", check.id);
            assert!(!text.contains("  ") && !text.contains('\n'), "{}: {text:?}", check.id);
        }
        for text in [check.looks_for, check.why, check.remedy] {
            assert!(text.ends_with('.'), "{}: {text:?}", check.id);
        }
        assert!(!check.title.ends_with('.'), "{}", check.id);
    }
}

#[test]
fn a_check_cites_controls_of_the_closed_list_and_none_twice() {
    for check in CHECKS {
        let cited: BTreeSet<&str> = check.controls.iter().copied().collect();
        assert_eq!(cited.len(), check.controls.len(), "{}", check.id);
        assert!(!cited.is_empty(), "{}", check.id);
        for control in cited {
            assert!(CONTROLS.contains(&control), "{}: {control}", check.id);
            // A human using the identity of a program: the mirror image of what all others find.
            assert!(control != "NHI10:2025" || check.id == "robot-people-log-in-to", "{}", check.id);
        }
    }
}
