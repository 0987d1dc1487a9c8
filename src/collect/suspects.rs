//! What the surfaces share that ask about a few accounts one by one: whom, how many, and what a refusal means.

use serde_json::Value;

use super::scout::{Scout, Trouble};
use crate::snapshot::record;
use crate::wire::{Ask, Session, WireError};

/// The most accounts that are asked about, at one or two requests each.
const MOST: usize = 200;

/// How many days back counts as lately.
pub(super) const DAYS: i64 = 90;

/// The accounts to ask about: those suspected to be robots of whom `here` says that the site may know them.
///
/// # Errors
/// When no account is known at all: that nobody is suspected says nothing then.
pub(super) fn whom(
    scout: &mut Scout,
    surface: &'static str,
    here: impl Fn(&str) -> bool,
) -> Result<Vec<String>, Trouble> {
    let mut ids = scout.suspects()?;
    if ids.is_empty() {
        let (users, whole_here) = scout.given_by("jira.users", record::JIRA_USER)?;
        let (directory, whole_everywhere) = scout.given_to_all("org.users", record::DIRECTORY_USER)?;
        if !whole_here && !whole_everywhere {
            let what = "no list of accounts could be read whole, so whom to ask about is not known";
            if users.is_empty() && directory.is_empty() {
                return Err(WireError::unasked(surface, what).into());
            }
            scout.miss("accounts", what.to_owned())?;
        }
    }
    ids.retain(|id| here(id));
    if ids.len() > MOST {
        let why = format!("{} accounts look like robots; only the first {MOST} were asked about", ids.len());
        ids.truncate(MOST);
        scout.miss("accounts", why)?;
    }
    Ok(ids)
}

/// Asks one question about each account and keeps what `record` makes of the answer.
pub(super) async fn ask<A: Into<Ask>>(
    scout: &mut Scout,
    session: &Session,
    mut questions: Vec<(String, A)>,
    kind: &'static str,
    record: impl Fn(&str, &Value) -> (String, Value),
) -> Result<(), Trouble> {
    let rest = questions.split_off(questions.len().min(1));
    // Who is refused at the first account is refused at all: then nothing was read, rather than a part of it.
    match scout.each(session, questions, kind, "account", &record).await {
        Err(Trouble::Wire(error)) if !error.is_denied() && !error.is_absent() => {
            scout.miss(error.address(), format!("the first account could not be read: {error}"))?;
        }
        outcome => outcome?,
    }
    if scout.probing {
        return Ok(());
    }
    scout.each(session, rest, kind, "account", record).await
}

/// A text as JQL and CQL quote it.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
