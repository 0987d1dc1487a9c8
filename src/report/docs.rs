//! The pages of the book that write themselves: from the registries of checks and surfaces, and the table of
//! effects. What a page says is what the program does, because both read the same lines.

use std::fmt::Write;

use crate::audit::effects::{self, Row};
use crate::audit::{CHECKS, Check};
use crate::collect::{Level, NOT_COVERABLE, SURFACES, Surface};
use crate::departure::{self, Stage};
use crate::identity::{Aspect, CREDENTIAL_SIGNS, SIGNS};

const GENERATED: &str =
    "<!-- Written by the program from its own registries: change them, not this page. -->";

/// Every generated page: its file name in `docs/`, and its text.
pub fn pages() -> Vec<(&'static str, String)> {
    vec![
        ("checks.md", checks()),
        ("surfaces.md", surfaces()),
        ("effects.md", effects()),
        ("identity.md", identity()),
    ]
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

fn identity() -> String {
    let mut page = format!("# Who is a robot\n\n{GENERATED}\n\n");
    page.push_str(
        "How `touchpoint` tells what an account is. Every account gets a class, a confidence and its reasons; nothing \
         else decides than what stands on this page.\n\n\
         1. **Facts.** The organisation's list of service accounts, then Jira's `appType` and `accountType`, the domain \
         of service accounts, the built-in actor of automation, ids of portal customers.\n\
         2. **The configuration.** What `[identity]` says of an account goes before every sign, and after the facts.\n\
         3. **Signs**, each with a weight: for a robot above zero, for a person below. What several signs of one aspect \
         say is one thing said in several ways, so each aspect counts up to its bounds. The sum decides: 2 or more is a \
         robot, 4 or more is one probably, 7 or more with two aspects that agree is one surely; -2 or less is a person \
         probably, -4 or less surely where more than names says so.\n\n\
         It stays a question (low confidence), whatever the sum, where a name that people have too is all there is, where \
         signs contradict each other, where many small signs stand without a clear one (weight 3), and where nothing but \
         use speaks for a person. Where a name is one that people have too, what was seen beyond names settles it from 4 \
         for a robot and from -3 for a person. Names alone never make anything sure. A question costs nobody a seat in the \
         plan; the report asks it.\n\n\
         Nothing is weighed for an account of which only an id is known, or whose record Jira could not reach (unknown), \
         nor for a closed one whose name is gone (a person, with low confidence).\n\n\
         Words are known in many languages and scripts (`src/identity/vocabulary.csv`). Names are compared without \
         accents, and in Latin letters where name and address are of two scripts; they are never shown so. What is usual \
         in an organisation is taken from its own accounts, eight likely people at least; what its robots are called, from \
         three likely robots at least, or from a series.\n",
    );
    page.push_str("\n## Aspects\n\n| aspect | least | most |\n|---|---|---|\n");
    for aspect in Aspect::ALL {
        let (least, most) = aspect.bounds();
        row(&mut page, &[aspect.title(), &least.to_string(), &most.to_string()]);
    }
    page.push_str("\n## Signs of an account\n\n| sign | aspect | weight | why |\n|---|---|---|---|\n");
    for sign in SIGNS {
        row(&mut page, &[&format!("`{}`", sign.id), sign.aspect.title(), &sign.weight.to_string(), sign.why]);
    }
    page.push_str(
        "\n## Signs of a token or key\n\nWhat a token or an organisation's key seems to work for: an integration or its \
         holder. 5 or more is an integration surely, 2 or more probably where a clear sign (weight 3) is among them and \
         perhaps where none is; -2 or less is a person's own; between them nothing is said.\n\n\
         | sign | weight | why |\n|---|---|---|\n",
    );
    for sign in CREDENTIAL_SIGNS {
        row(&mut page, &[&format!("`{}`", sign.id), &sign.weight.to_string(), sign.why]);
    }
    page
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
    page.push_str(
        "\n## What needs another thing\n\nWhat the effect on one thing does to another that needs it, however far the \
         chain goes: a filter behind a filter behind a board. What stops silently counts as stopped here, what works \
         in part as unverified; what merely loses its owner, or survives, does nothing to others. Where a search names \
         a filter by a name that several have, nobody can say which it means: unverified.\n\n",
    );
    row(
        &mut page,
        &[
            "what",
            "how it needs the other",
            "effect on the other",
            "effect",
            "certainty",
            "in words",
            "source",
        ],
    );
    row(&mut page, &["---"; 7]);
    for one in effects::knock_ons() {
        let effect = format!("**{}**", one.effect.word());
        let (certainty, source) = (one.certainty.word(), linked(&one.source));
        row(&mut page, &[&one.kind, &one.role, &one.state, &effect, certainty, &one.words, &source]);
    }
    ways(&mut page);
    page
}

fn ways(page: &mut String) {
    page.push_str(
        "\n## What to do\n\nWhat should hold it instead, and when in an off-boarding that is done:\n\n",
    );
    for stage in Stage::ALL {
        // Writing to a text cannot fail.
        let _ = writeln!(page, "- **{}**: {}", stage.word(), stage.title().to_lowercase());
    }
    page.push('\n');
    row(page, &["what", "role", "instead", "when", "what to do", "source"]);
    row(page, &["---"; 6]);
    for way in departure::ways() {
        let (instead, stage) = (way.replacement.word(), way.stage.word());
        row(page, &[&way.kind, &way.role, instead, stage, &way.act, &linked(&way.source)]);
    }
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
