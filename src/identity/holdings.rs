//! What an account holds and does: tokens, rules, and what the audit log has of it.

use chrono::{DateTime, Datelike, Timelike, Utc};
use foldhash::{HashMap, HashMapExt};

use super::credentials;
use crate::estate::{AccountId, Estate, Event, Kind, Role};

/// What one account holds and does.
#[derive(Debug, Clone, Default)]
pub(super) struct Holdings {
    /// API tokens.
    pub(super) tokens: usize,
    /// Those with a label that speaks of an integration.
    pub(super) machine_labels: usize,
    /// Those with a label that speaks of a person's own use.
    pub(super) own_labels: usize,
    /// When one of them was last used.
    pub(super) token_used: Option<DateTime<Utc>>,
    /// Rules that run as it.
    pub(super) acts_in: usize,
    /// Issues it made lately, as far as somebody asked.
    pub(super) made: u64,
    /// What the audit log has of it.
    pub(super) log: Log,
}

/// The shape of what an account did, from the audit log.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Log {
    /// Entries that name a token as the proof.
    pub(super) by_token: u32,
    /// Entries without one: somebody logged in.
    pub(super) by_hand: u32,
    hours: u32,
    weekdays: u8,
}

impl Log {
    /// Adds an entry.
    pub(super) fn add(&mut self, event: &Event) {
        match &event.auth {
            Some(_) => self.by_token += 1,
            None => self.by_hand += 1,
        }
        self.hours |= 1 << event.time.hour();
        self.weekdays |= 1 << event.time.weekday().num_days_from_monday();
    }

    /// Entries in all.
    pub(super) fn entries(&self) -> u32 {
        self.by_token + self.by_hand
    }

    /// Whether it is seen around the clock: on all days of the week, and with no five hours of rest in the day.
    pub(super) fn is_round_the_clock(&self) -> bool {
        self.entries() >= 24 && self.weekdays == 0b111_1111 && self.longest_rest() < 5
    }

    /// Whether it keeps the hours of a working day: ten hours of rest or more, five days a week at most, over at
    /// least as many entries as make a shape.
    pub(super) fn keeps_office_hours(&self) -> bool {
        self.entries() >= 8 && self.weekdays.count_ones() <= 5 && self.longest_rest() >= 10
    }

    /// The longest run of hours of the day, in UTC, in which nothing was ever seen.
    fn longest_rest(&self) -> u32 {
        let (mut longest, mut run) = (0, 0);
        for hour in 0..48 {
            run = if self.hours & (1 << (hour % 24)) == 0 { run + 1 } else { 0 };
            longest = longest.max(run);
        }
        longest.min(24)
    }
}

/// What every account holds and does that holds or does anything.
#[derive(Debug, Default)]
pub(super) struct Everything<'a> {
    place: HashMap<&'a AccountId, u32>,
    held: Vec<Holdings>,
}

impl<'a> Everything<'a> {
    /// What an account holds and does.
    pub(super) fn of(&self, id: &AccountId) -> Option<&Holdings> {
        self.place.get(id).map(|place| &self.held[*place as usize])
    }

    fn entry(&mut self, id: &'a AccountId) -> &mut Holdings {
        // More than four thousand million accounts have no estate.
        let next = u32::try_from(self.held.len()).unwrap_or(u32::MAX);
        let place = *self.place.entry(id).or_insert(next) as usize;
        if place == self.held.len() {
            self.held.push(Holdings::default());
        }
        &mut self.held[place]
    }
}

/// What every account of an estate holds and does.
pub(super) fn gather(estate: &Estate) -> Everything<'_> {
    let mut all = Everything::default();
    // Many tokens are labelled alike.
    let mut labels: HashMap<&str, (bool, bool)> = HashMap::new();
    for binding in &estate.bindings {
        let Some(id) = binding.who.account() else { continue };
        let touchpoint = estate.touchpoint_of(binding);
        match (touchpoint.kind, binding.role) {
            (Kind::ApiToken, Role::Holder) => {
                let holding = all.entry(id);
                holding.tokens += 1;
                let (machine, own) = *labels.entry(touchpoint.name.as_str()).or_insert_with(|| {
                    let label = credentials::label(&touchpoint.name);
                    (label.is_machine(), label.is_own())
                });
                holding.machine_labels += usize::from(machine);
                holding.own_labels += usize::from(own);
                let used = touchpoint.token().and_then(|token| token.last_used.at());
                holding.token_used = holding.token_used.max(used);
            }
            (kind, Role::Actor) if kind.is_rule() => all.entry(id).acts_in += 1,
            _ => {}
        }
    }
    let lately = estate.context.activity.iter().filter(|done| done.product == "jira" && done.days.is_some());
    for done in lately {
        all.entry(&done.account).made += done.count;
    }
    for event in &estate.context.events {
        if let Some(id) = &event.account {
            all.entry(id).log.add(event);
        }
    }
    all
}
