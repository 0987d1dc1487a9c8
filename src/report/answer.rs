//! What an answer of a command can be shown as.

use std::io::{self, Write};

use serde::Serialize;

use super::blocks::{self, Block};

/// An answer that can be shown in every format.
pub(crate) trait Answer: Serialize {
    /// What it says, block by block; all of it, or as much as is read in a terminal.
    fn blocks(&self, all: bool) -> Vec<Block>;

    /// Its rows.
    ///
    /// # Errors
    /// When they cannot be written.
    fn csv(&self, to: &mut dyn Write) -> io::Result<()>;

    /// For a terminal.
    fn text(&self) -> String {
        blocks::text(&self.blocks(false))
    }

    /// As Markdown.
    fn markdown(&self) -> String {
        blocks::markdown(&self.blocks(true))
    }
}
