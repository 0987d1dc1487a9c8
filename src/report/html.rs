//! `report.html`: the report for people, one file that needs nothing else.
//!
//! The templates render the shell: what must be readable without a script, and print. The rows go in as one
//! compressed block ([`data`]), which the page's script opens. A policy inside the page forbids it everything
//! but its own script and style, by their hashes; it cannot load or send anything.

mod asked;
mod data;
mod money;
mod page;
mod people;

use std::collections::BTreeSet;
use std::io::{self, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{SHA256, digest};
use tera::{Context, Tera};

use crate::assessment::Assessment;

const SHELL: &str = "report.html";

/// The parts of the shell.
const TEMPLATES: [(&str, &str); 4] = [
    (SHELL, include_str!("../../templates/report.html")),
    ("overview.html", include_str!("../../templates/overview.html")),
    ("views.html", include_str!("../../templates/views.html")),
    ("guide.html", include_str!("../../templates/guide.html")),
];

const STYLE: &str = include_str!("../../templates/report.css");

/// One script in four files: opening the data, the table that shows only what is on the screen, the views, the start.
const SCRIPT: &str = concat!(
    include_str!("../../templates/data.js"),
    include_str!("../../templates/grid.js"),
    include_str!("../../templates/report.js"),
    include_str!("../../templates/start.js"),
);

pub(super) fn write(assessment: &Assessment, to: &mut dyn Write) -> io::Result<()> {
    let (templates, context) = prepared(assessment)?;
    templates.render_to(SHELL, &context, to).map_err(io::Error::other)
}

/// The names the templates ask for and the names they are given, for the test that holds them together.
#[doc(hidden)]
pub fn variables(assessment: &Assessment) -> io::Result<(BTreeSet<String>, BTreeSet<String>)> {
    let (templates, _) = prepared(assessment)?;
    let asked = templates.get_template_variables(SHELL).map_err(io::Error::other)?;
    let given = given(assessment)?;
    Ok((asked.into_iter().map(str::to_owned).collect(), given.into_iter().map(|(name, _)| name).collect()))
}

fn prepared(assessment: &Assessment) -> io::Result<(Tera, Context)> {
    let mut templates = Tera::default();
    templates.add_raw_templates(TEMPLATES).map_err(io::Error::other)?;
    let mut context = Context::new();
    for (name, value) in given(assessment)? {
        context.insert(name, &value);
    }
    Ok((templates, context))
}

fn given(assessment: &Assessment) -> io::Result<Vec<(String, serde_json::Value)>> {
    let serde_json::Value::Object(mut given) = serde_json::to_value(page::Page::of(assessment))? else {
        return Err(io::Error::other("a page is an object"));
    };
    given.insert("style".to_owned(), STYLE.into());
    given.insert("style_hash".to_owned(), hash(STYLE).into());
    given.insert("script".to_owned(), SCRIPT.into());
    given.insert("script_hash".to_owned(), hash(SCRIPT).into());
    given.insert("data".to_owned(), data::packed(assessment)?.into());
    Ok(given.into_iter().collect())
}

/// How a content security policy names a text.
pub(super) fn hash(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(digest(&SHA256, text.as_bytes())))
}
