//! Reading API tokens.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::facts::{Facts, TokenFacts, When};
use super::kind::{Kind, Role};
use super::touchpoint::{Binding, Spot, Touchpoint, Who};
use crate::atlassian::Told;
use crate::atlassian::access::ApiToken;
use crate::snapshot::{Place, Record};

/// A token, read.
pub(super) struct ReadToken {
    pub(super) touchpoint: Touchpoint,
    pub(super) binding: Binding,
    pub(super) holder_name: Option<String>,
    pub(super) holder_email: Option<String>,
    /// What in it could not be understood.
    pub(super) oddities: Vec<String>,
    /// Surface and site it was read from.
    pub(super) place: Place,
    /// Where a person finds it there.
    pub(super) found_at: String,
}

/// Reads tokens. They are read together, because a source that tells the expiry of some tokens and leaves it out
/// of others probably means that those have none.
pub(super) fn read_all(records: &[Record], as_of: DateTime<Utc>) -> Vec<ReadToken> {
    let mut telling: BTreeMap<&Place, (bool, bool)> = BTreeMap::new();
    for record in records {
        let token = ApiToken(&record.body);
        let (expiry, usage) = telling.entry(&record.place).or_default();
        *expiry |= token.expires() != Told::Absent;
        *usage |= token.last_active() != Told::Absent;
    }
    records.iter().map(|record| read(record, telling[&record.place], as_of)).collect()
}

/// Reads tokens of a list that somebody keeps, where a field that is left out says nothing.
pub(super) fn read_listed(records: &[Record], as_of: DateTime<Utc>) -> Vec<ReadToken> {
    records.iter().map(|record| read(record, (false, false), as_of)).collect()
}

/// When something happened; whether a field that is left out means *probably never* depends on its source.
pub(super) fn when(told: Told, source_tells: bool, what: &str, oddities: &mut Vec<String>) -> When {
    match told {
        Told::At(time) => When::At(time),
        Told::None => When::Never,
        Told::Absent if source_tells => When::Omitted,
        Told::Absent => When::Unsaid,
        Told::Unreadable => {
            oddities.push(format!("says {what} in a way that is not understood"));
            When::Unsaid
        }
    }
}

/// The state of a credential: the word its source has, but for one that is over.
pub(super) fn standing(
    status: Option<&str>,
    expires: When,
    as_of: DateTime<Utc>,
    oddities: &mut Vec<String>,
) -> String {
    let expired = expires.at().is_some_and(|expires| expires <= as_of);
    let status = status.unwrap_or("allowed").to_ascii_lowercase();
    match status.as_str() {
        "allowed" | "active" | "enabled" | "valid" if expired => "expired".to_owned(),
        "allowed" | "active" | "enabled" | "valid" => "active".to_owned(),
        // Revoked, expired and the like keep their own word: whatever it is, it is not known to be live.
        "blocked" | "revoked" | "expired" | "inactive" | "disabled" | "deleted" => status,
        other => {
            oddities
                .push(format!("has the status \"{other}\", which is not known; it is not taken for live"));
            status
        }
    }
}

fn read(record: &Record, (tells_expiry, tells_use): (bool, bool), as_of: DateTime<Utc>) -> ReadToken {
    let token = ApiToken(&record.body);
    let mut oddities = Vec::new();
    let facts = TokenFacts {
        created: token.created(),
        expires: when(token.expires(), tells_expiry, "when it runs out", &mut oddities),
        last_used: when(token.last_active(), tells_use, "when it was last used", &mut oddities),
        scopes: token.scopes(),
    };
    let state = standing(token.status(), facts.expires, as_of, &mut oddities);
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
        oddities,
        place: record.place.clone(),
        found_at: record.found_at.clone(),
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
            state,
            created: facts.created,
            changed: facts.created,
            link: None,
            facts: Facts::Token(facts),
        },
    }
}
