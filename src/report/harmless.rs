//! What may stand in a text of others, whatever it is written into.

/// Whether a letter does something to what stands beside it: steers a terminal, breaks a line, turns the reading
/// direction. Names hold none of them honestly.
pub(crate) fn steers(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
