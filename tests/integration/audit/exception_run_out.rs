//! `exception-run-out`

use crate::case::*;

fn accepted(until: &str) -> Case {
    let accept = format!(
        "[[accept]]\ncheck = \"rule-actor-person\"\naccount = \"{ADA}\"\nreason = \"is replaced soon\"\n\
         approver = \"Cy Example\"\nuntil = {until}\n"
    );
    Case::usual().user(person(ADA, "Ada Example")).configured_on("2026-11-01").config(&accept)
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    vec![("medium", accepted("2026-11-22"))]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    vec![("its last day is today", accepted("2026-11-23"))]
}

#[test]
fn it_repeats_who_took_the_responsibility_for_what() {
    let row = accepted("2026-11-22").one("exception-run-out");
    assert_eq!(row.title, format!("The exception for rule-actor-person of {ADA} has run out"));
    assert_eq!(
        row.evidence,
        "line 1: it held until 2026-11-22; reason: is replaced soon; approved by Cy Example"
    );
}
