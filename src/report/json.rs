//! `report.json`: everything, versioned.

use std::io::{self, Write};

use crate::assessment::Assessment;

pub(super) fn write(assessment: &Assessment, to: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *to, assessment)?;
    to.write_all(b"\n")
}
