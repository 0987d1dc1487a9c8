//! What is seen of a scan while it runs: a bar where somebody watches, plain lines otherwise.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::Voice;
use crate::collect::Event;
use crate::snapshot::{Coverage, Place, Status};

/// The progress of one scan.
pub(super) struct Progress {
    voice: Voice,
    /// Hidden where standard error is no terminal.
    bar: ProgressBar,
    seen: Mutex<BTreeMap<Place, Seen>>,
}

/// What is known of one surface.
#[derive(Default)]
struct Seen {
    sent: u64,
    foreseen: u64,
    under_way: bool,
}

impl Progress {
    /// A bar on standard error, if a person is there to see it and did not ask for lines.
    pub(super) fn new(voice: Voice) -> Progress {
        let bar = match voice {
            Voice::Normal => ProgressBar::new(0),
            Voice::Quiet | Voice::Verbose => ProgressBar::hidden(),
        };
        // The template is a constant: that it is one is seen at the first scan on a terminal.
        if let Ok(style) =
            ProgressStyle::with_template("  {bar:24} {pos}/{len} requests, {elapsed}  {wide_msg}")
        {
            bar.set_style(style.progress_chars("━╸ "));
        }
        bar.enable_steady_tick(Duration::from_millis(250));
        Progress { voice, bar, seen: Mutex::default() }
    }

    /// Shows what happened.
    pub(super) fn tell(&self, event: &Event) {
        match event {
            Event::Foreseen(place, requests) => self.note(place, |seen| seen.foreseen = *requests),
            Event::Page { place, records, requests, ahead } => {
                self.voice.detail(&format!("  {} … {records}", name(place)));
                self.note(place, |seen| {
                    seen.sent = *requests;
                    seen.foreseen = seen.foreseen.max(requests + ahead);
                    seen.under_way = true;
                });
            }
            Event::Done(coverage) => {
                self.note(&coverage.place, |seen| {
                    seen.sent = coverage.requests;
                    seen.foreseen = coverage.requests;
                    seen.under_way = false;
                });
                self.bar.suspend(|| self.voice.say(&told(coverage)));
            }
        }
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }

    fn note(&self, place: &Place, change: impl FnOnce(&mut Seen)) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        change(seen.entry(place.clone()).or_default());
        let total = |of: fn(&Seen) -> u64| seen.values().map(of).sum();
        self.bar.set_length(total(|one| one.foreseen.max(one.sent)));
        self.bar.set_position(total(|one| one.sent));
        let under_way: Vec<String> =
            seen.iter().filter(|(_, one)| one.under_way).map(|(place, _)| place.surface.clone()).collect();
        self.bar.set_message(under_way.join(", "));
    }
}

/// A line on a surface that is done.
fn told(coverage: &Coverage) -> String {
    let place = name(&coverage.place);
    let counts = format!("{} records, {} requests", coverage.records, coverage.requests);
    match coverage.status {
        Status::Complete => format!("  {place}: {counts}"),
        status => format!("  {place}: {}, {counts}; {}", status.word(), coverage.reason),
    }
}

fn name(place: &Place) -> String {
    match place.site.as_str() {
        "" => place.surface.clone(),
        site => format!("{} ({site})", place.surface),
    }
}
