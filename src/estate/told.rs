//! What is told of one fact and by whom, and what of it counts.

use std::cmp::Reverse;

use super::account::Source;

/// What one source says of a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said<T> {
    /// Who says it.
    pub(super) source: Source,
    /// What is said.
    pub(super) value: T,
}

/// Everything that was told of one fact. The stronger source counts, whatever order they speak in; where a source
/// says several things, the smallest value counts before the others, so that it is always the same one.
#[derive(Debug, Clone)]
pub(super) struct Told<T>(Vec<Said<T>>);

/// Things that are remembered of one fact: nobody reads more, and a list that grows without end takes ever longer.
const MOST_SAID: usize = 12;

impl<T> Default for Told<T> {
    fn default() -> Self {
        Told(Vec::new())
    }
}

impl<T: Clone + Ord> Told<T> {
    /// Takes down what a source says, and answers with what counts now.
    pub(super) fn hear(&mut self, value: T, source: Source) -> &T {
        // Whatever is weaker than all of a long list changes nothing.
        if self.0.len() >= MOST_SAID {
            let said = (Reverse(source), &value);
            if self.0.last().is_some_and(|last| (Reverse(last.source), &last.value) <= said) {
                return &self.0[0].value;
            }
            self.0.pop();
        }
        let said = (Reverse(source), &value);
        let at = self.0.partition_point(|other| (Reverse(other.source), &other.value) < said);
        if self.0.get(at).is_none_or(|other| (Reverse(other.source), &other.value) != said) {
            self.0.insert(at, Said { source, value });
        }
        &self.0[0].value
    }

    /// What was told, what counts first.
    pub(super) fn all(&self) -> &[Said<T>] {
        &self.0
    }

    /// What does not go together with what counts, in words. `agree` tells what does, beside equal values, and
    /// `word` what a value is called.
    pub(super) fn contradictions(
        &self,
        agree: impl Fn(&Said<T>, &Said<T>) -> bool,
        word: impl Fn(&T) -> String,
    ) -> Vec<String> {
        let Some((first, others)) = self.0.split_first() else { return Vec::new() };
        let mut found = Vec::new();
        for (at, other) in others.iter().enumerate() {
            // What a source says in several places is one thing where it goes together.
            let repeats = |earlier: &Said<T>| earlier.source == other.source && agree(earlier, other);
            if first.value == other.value || agree(first, other) || others[..at].iter().any(repeats) {
                continue;
            }
            let (by, says, against) = (first.source.title(), word(&first.value), word(&other.value));
            found.push(match first.source == other.source {
                true => format!("{by} says {says} in one place and {against} in another; the former counts"),
                false => {
                    format!("{by} says {says}, {} says {against}; the former counts", other.source.title())
                }
            });
        }
        found
    }
}
