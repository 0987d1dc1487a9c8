//! Showing the answer to an off-boarding: one file a format.

mod html;
mod markdown;
mod picture;
mod text;
mod view;

use std::io::{self, Write};

pub use html::write as html;
pub use markdown::write as markdown;
pub use text::write as text;

use super::csv;
use crate::assessment::offboard::Offboarding;

/// Columns of the CSV: the keys of the contract first.
const COLUMNS: &str = "touchpoint_id,kind,name,product,site,container,role,account_id,effect,certainty,because,replacement,link,\
account_name,state,effect_if_deleted,certainty_if_deleted,severity,since,last_used,relied_on_by,words,source,stage,act";

/// One row for each way in which something at work hangs on them.
///
/// # Errors
/// When it cannot be written.
pub fn csv(answer: &Offboarding, to: &mut dyn Write) -> io::Result<()> {
    csv::table(COLUMNS, &answer.items, to)
}

/// Everything, for programs.
///
/// # Errors
/// When it cannot be written.
pub fn json(answer: &Offboarding, to: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *to, answer)?;
    writeln!(to)
}
