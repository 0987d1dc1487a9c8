//! Reading API tokens.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::touchpoint::{Binding, Facts, Kind, Role, Spot, TokenFacts, Touchpoint, When, Who};
use crate::atlassian::access::ApiToken;
use crate::snapshot::{Place, Record};

/// A token, read.
pub(super) struct ReadToken {
    pub(super) touchpoint: Touchpoint,
    pub(super) binding: Binding,
    pub(super) holder_name: Option<String>,
    pub(super) holder_email: Option<String>,
}

/// Reads tokens. They are read together, because a source that speaks of expiry for some tokens and leaves
/// it out for others says that the others have none.
pub(super) fn read_all(records: &[Record], as_of: DateTime<Utc>) -> Vec<ReadToken> {
    let mut speaking: BTreeMap<&Place, (bool, bool)> = BTreeMap::new();
    for record in records {
        let token = ApiToken(&record.body);
        let (expiry, usage) = speaking.entry(&record.place).or_default();
        *expiry |= token.speaks_of_expiry();
        *usage |= token.speaks_of_use();
    }
    records
        .iter()
        .map(|record| {
            let (expiry, usage) = speaking[&record.place];
            read(record, expiry, usage, as_of)
        })
        .collect()
}

/// Reads tokens of a list that somebody keeps, where a field that is left out says nothing.
pub(super) fn read_listed(records: &[Record], as_of: DateTime<Utc>) -> Vec<ReadToken> {
    let read = records.iter().map(|record| {
        let token = ApiToken(&record.body);
        read(record, token.speaks_of_expiry(), token.speaks_of_use(), as_of)
    });
    read.collect()
}

fn read(record: &Record, source_has_expiry: bool, source_has_use: bool, as_of: DateTime<Utc>) -> ReadToken {
    let token = ApiToken(&record.body);
    let when = |time: Option<DateTime<Utc>>, said: bool| match time {
        Some(time) => When::At(time),
        None if said => When::Never,
        None => When::Unsaid,
    };
    let facts = TokenFacts {
        created: token.created(),
        expires: when(token.expires(), source_has_expiry),
        last_used: when(token.last_active(), source_has_use),
        scopes: token.scopes(),
    };
    let blocked = token.status().is_some_and(|status| status.eq_ignore_ascii_case("blocked"));
    let expired = facts.expires.at().is_some_and(|expires| expires <= as_of);
    let native_id = token.id().unwrap_or_else(|| record.key.clone());
    let who = token
        .holder()
        .map(Who::with_id)
        .filter(|who| *who != Who::Unknown)
        .or_else(|| token.holder_email().map(|email| Who::Address(email.to_owned())))
        .unwrap_or(Who::Unknown);
    ReadToken {
        holder_name: token.holder_name().map(str::to_owned),
        holder_email: token.holder_email().map(str::to_owned),
        binding: Binding {
            touchpoint: 0,
            role: Role::Holder,
            who,
            spots: vec![Spot::plain("", "holds the token")],
        },
        touchpoint: Touchpoint {
            id: Touchpoint::stable_id(Kind::ApiToken, &native_id),
            kind: Kind::ApiToken,
            native_id,
            name: token.label().unwrap_or("(a token without a label)").to_owned(),
            product: String::new(),
            site: String::new(),
            container: String::new(),
            state: match (blocked, expired) {
                (true, _) => "blocked",
                (false, true) => "expired",
                (false, false) => "active",
            }
            .to_owned(),
            changed: facts.created,
            link: None,
            facts: Facts::Token(facts),
        },
    }
}
