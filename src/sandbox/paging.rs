//! Cutting a list into pages, and the ways in which that goes wrong.

use super::faults::Fault;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

/// One page: which rows, and where the next page starts if there is one.
pub(crate) struct Page {
    pub rows: Vec<usize>,
    pub next: Option<usize>,
}

/// The page of `total` rows that starts at `offset` and has at most `size` of them.
pub(crate) fn page(total: usize, offset: usize, size: usize, fault: Option<&Fault>) -> Page {
    let size = size.max(1);
    let (start, end) = (offset.min(total), offset.saturating_add(size).min(total));
    match fault {
        Some(Fault::RepeatCursor) => {
            // Whatever was asked for, the answer is the first page and points at the second.
            Page { rows: (0..size.min(total)).collect(), next: Some(size) }
        }
        Some(Fault::EndlessPages) => {
            let rows = (0..size).map(|n| (offset + n) % total.max(1)).filter(|n| *n < total).collect();
            Page { rows, next: Some(offset.saturating_add(size)) }
        }
        Some(Fault::DuplicateRows) => {
            Page { rows: (start.saturating_sub(1)..end).collect(), next: (end < total).then_some(end) }
        }
        _ => Page { rows: (start..end).collect(), next: (end < total).then_some(end) },
    }
}

/// A cursor: opaque to whoever gets it, and of no use to another endpoint. It carries the query it belongs to,
/// because a request with a cursor may leave everything else out.
pub(crate) fn cursor(family: &str, offset: usize, query: &Value) -> String {
    URL_SAFE_NO_PAD.encode(json!([family, offset, query]).to_string())
}

/// Where a cursor points, and the query it carries; `None` if it was not given out by `family`.
pub(crate) fn read_cursor(family: &str, cursor: &str) -> Option<(usize, Value)> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let parts: Value = serde_json::from_slice(&bytes).ok()?;
    let offset = usize::try_from(parts[1].as_u64()?).ok()?;
    (parts[0] == family).then(|| (offset, parts[2].clone()))
}
