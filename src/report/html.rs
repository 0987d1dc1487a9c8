//! `report.html`: the report for people, one file that needs nothing else.
//!
//! The templates render the shell: what must be readable without a script, and print. The rows go in as one
//! compressed block ([`data`]), which the page's script opens. A policy inside the page forbids it everything
//! but its own script and style, by their hashes; it cannot load or send anything.

mod asked;
mod data;
mod first;
mod money;
mod page;
mod people;
mod records;

use std::collections::BTreeSet;
use std::io::{self, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{SHA256, digest};
use tera::{Context, Tera};

use super::templates::{SHELL, STYLE, Templates, broken};
use crate::assessment::Assessment;

pub(super) fn write(assessment: &Assessment, templates: &Templates, to: &mut dyn Write) -> io::Result<()> {
    let (templates, context) = prepared(assessment, templates)?;
    templates.render_to(SHELL, &context, to).map_err(broken)
}

/// The names the templates ask for and the names they are given, for the test that holds them together.
#[doc(hidden)]
pub fn variables(assessment: &Assessment) -> io::Result<(BTreeSet<String>, BTreeSet<String>)> {
    let own = Templates::default();
    let (templates, _) = prepared(assessment, &own)?;
    let asked = templates.get_template_variables(SHELL).map_err(broken)?;
    let given = given(assessment, &own)?;
    Ok((asked.into_iter().map(str::to_owned).collect(), given.into_iter().map(|(name, _)| name).collect()))
}

fn prepared(assessment: &Assessment, parts: &Templates) -> io::Result<(Tera, Context)> {
    let mut templates = Tera::default();
    templates.add_raw_templates(parts.pages()).map_err(broken)?;
    let mut context = Context::new();
    for (name, value) in given(assessment, parts)? {
        context.insert(name, &value);
    }
    Ok((templates, context))
}

fn given(assessment: &Assessment, parts: &Templates) -> io::Result<Vec<(String, serde_json::Value)>> {
    let serde_json::Value::Object(mut given) = serde_json::to_value(page::Page::of(assessment))? else {
        return Err(io::Error::other("a page is an object"));
    };
    let (style, script) = (parts.part(STYLE), parts.script());
    given.insert("style".to_owned(), style.into());
    given.insert("style_hash".to_owned(), hash(style).into());
    given.insert("script_hash".to_owned(), hash(&script).into());
    given.insert("script".to_owned(), script.into());
    given.insert("logo".to_owned(), parts.logo().into());
    given.insert("data".to_owned(), data::packed(assessment)?.into());
    Ok(given.into_iter().collect())
}

/// How a content security policy names a text.
pub(super) fn hash(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(digest(&SHA256, text.as_bytes())))
}
