//! The pages of the book that write themselves: from the registries of checks and surfaces, and the table of
//! effects. What a page says is what the program does, because both read the same lines.

use std::fmt::Write;

use crate::audit::effects::{self, Row};
use crate::audit::{CHECKS, Check};
use crate::collect::{Level, NOT_COVERABLE, SURFACES, Surface};

const GENERATED: &str =
    "<!-- Written by the program from its own registries: change them, not this page. -->";

/// Every generated page: its file name in `docs/`, and its text.
pub fn pages() -> Vec<(&'static str, String)> {
    vec![("checks.md", checks()), ("surfaces.md", surfaces()), ("effects.md", effects())]
}

fn checks() -> String {
    let mut page = format!("# Checks\n\n{GENERATED}\n\n");
    page.push_str(
        "What `touchpoint` looks for. `touchpoint explain <check>` says the same in the terminal. Thresholds are \
         those of `[policy]` in `touchpoint.toml`; a finding about an account of doubtful class carries the \
         confidence of that class.\n\n| check | finds | severity |\n|---|---|---|\n",
    );
    for check in CHECKS {
        row(&mut page, &[&format!("[{0}](#{0})", check.id), check.title, check.severity]);
    }
    CHECKS.iter().for_each(|check| one_check(&mut page, check));
    page
}

fn one_check(page: &mut String, check: &Check) {
    let controls = check.controls.join(" · ");
    let parts = [
        format!("\n## {}\n\n**{}**\n", check.id, check.title),
        format!("Looks for: {}\n", check.looks_for),
        format!("Why it matters: {}\n", check.why),
        format!("What to do: {}\n", check.remedy),
        format!("Severity: {}.\n", check.severity),
        format!("Controls: {controls}\n"),
    ];
    page.push_str(&parts.join("\n"));
}

fn surfaces() -> String {
    let mut page = format!("# Surfaces\n\n{GENERATED}\n\n");
    page.push_str(
        "Where `touchpoint` looks, what each place needs, and what the report is blind to without it. Every place \
         on this page is a row of `coverage.csv`, whether it was read or not.\n\n## Read\n",
    );
    SURFACES.iter().for_each(|surface| one_surface(&mut page, surface));
    page.push_str("\n## Not coverable\n\nNo API shows these to an auditor; each is a check by hand.\n\n");
    row(&mut page, &["place", "product", "what stays hidden", "where to look"]);
    row(&mut page, &["---"; 4]);
    for place in NOT_COVERABLE {
        row(&mut page, &[&format!("`{}`", place.name), place.product, place.hides, place.look]);
    }
    page
}

fn one_surface(page: &mut String, surface: &Surface) {
    let often = match surface.level {
        Level::Organisation => "once for the organisation",
        Level::Site => "once for each site",
    };
    let parts = [
        format!("\n### {}\n", surface.name),
        format!("- product: {}, looked at {often}", surface.product),
        format!("- shows: {}", surface.shows),
        format!("- needs: {}", surface.needs_words()),
        format!("- without it: {}", surface.hides),
        format!("- costs: {}\n", surface.cost_words()),
    ];
    page.push_str(&parts.join("\n"));
}

fn effects() -> String {
    let mut page = format!("# Effects\n\n{GENERATED}\n\n");
    page.push_str(
        "What happens to a touchpoint when the account that holds it is switched off (`deactivated`) or closed for \
         good (`deleted`). No report says more than this table.\n\n\
         - **stops**: it no longer works · **stops-silently**: and nothing shows it · **degrades**: part of it no \
         longer works · **loses-owner**: it works on and nobody answers for it · **survives**: it works on \
         unchanged · **unverified**: there is no evidence, or it contradicts itself. That means *check before you \
         act*, never *safe*.\n\
         - *documented*: Atlassian says so, for this state · *reported*: somebody credible says so · *inferred*: it \
         follows from something documented, nobody says it · *unknown*: there is no basis.\n\n\
         For an account that is suspended, or was taken out of a directory, nothing is known of any of these. The \
         credential of another system does not hang on an Atlassian account: it survives (inferred).\n",
    );
    let mut kind = "";
    for one in effects::table() {
        if one.kind != kind {
            kind = &one.kind;
            // Writing to a text cannot fail.
            let _ = write!(page, "\n## {kind}\n\n");
            row(&mut page, &["role", "account", "effect", "certainty", "in words", "source"]);
            row(&mut page, &["---"; 6]);
        }
        one_effect(&mut page, one);
    }
    page
}

fn one_effect(page: &mut String, one: &Row) {
    let effect = format!("**{}**", one.effect.word());
    row(page, &[&one.role, &one.state, &effect, one.certainty.word(), &one.words, &linked(&one.source)]);
}

/// Addresses as links of their last part: whole ones make a table that nobody can read.
fn linked(source: &str) -> String {
    let link = |part: &str| match part.strip_prefix("https://") {
        Some(rest) => {
            let host = rest.split('/').next().unwrap_or(rest);
            format!("[{host}]({part})")
        }
        None => part.to_owned(),
    };
    source.split(" ; ").map(link).collect::<Vec<_>>().join(", ")
}

fn row(page: &mut String, cells: &[&str]) {
    let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    // Writing to a text cannot fail.
    let _ = writeln!(page, "| {} |", cells.join(" | "));
}
