//! A finding: a statement about a binding or an account that somebody should act on.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::effects::{self, Outcome};
use super::{Case, Check};
use crate::estate::{AccountId, Binding, Role, Who};
use crate::identity::Confidence;
use crate::snapshot::digest;

/// How much a finding matters. The first is the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Something live has stopped, or will without a sign.
    Critical,
    /// Something live stops when one account goes, or a credential lies open.
    High,
    /// To be planned.
    Medium,
    /// To be tidied.
    Low,
    /// To be known.
    Info,
}

impl Severity {
    /// All of them, worst first.
    pub const ALL: [Severity; 5] =
        [Severity::Critical, Severity::High, Severity::Medium, Severity::Low, Severity::Info];

    /// The word in files and tables.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Critical => "critical",
            Severity::High => "high",
            Severity::Medium => "medium",
            Severity::Low => "low",
            Severity::Info => "info",
        }
    }
}

/// What should hold a touchpoint instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Replacement {
    /// A service account.
    ServiceAccount,
    /// The built-in actor, which needs no account at all.
    AutomationActor,
    /// A colleague.
    Transfer,
    /// A team or group instead of a person.
    Team,
    /// An app that is installed already.
    App,
    /// Nothing: it can go.
    Delete,
    /// It stays, with an owner on record.
    Keep,
    /// There is no way yet.
    NotYetPossible,
}

impl Replacement {
    /// The word in files and tables.
    pub fn word(self) -> &'static str {
        match self {
            Replacement::ServiceAccount => "service-account",
            Replacement::AutomationActor => "automation-actor",
            Replacement::Transfer => "transfer",
            Replacement::Team => "team",
            Replacement::App => "app",
            Replacement::Delete => "delete",
            Replacement::Keep => "keep",
            Replacement::NotYetPossible => "not-yet-possible",
        }
    }
}

/// A statement that somebody should act on.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Stable id: the same thing found again has the same id, on any machine.
    pub id: String,
    /// Id of the check that found it.
    pub check: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// What was found, in one sentence.
    pub title: String,
    /// The account it is about.
    pub account: Option<AccountId>,
    /// Somebody who is not an account that was seen, such as an address.
    pub stand_in: Option<String>,
    /// How the account holds the touchpoint.
    pub role: Option<Role>,
    /// Index of the touchpoint in the estate.
    pub touchpoint: Option<usize>,
    /// What happens when the account goes, or has happened.
    pub outcome: Option<Outcome>,
    /// What was seen, where.
    pub evidence: String,
    /// What to do.
    pub remedy: String,
    /// What should hold it instead.
    pub replacement: Option<Replacement>,
    /// Product whose seat it is about, for findings without a touchpoint.
    pub product: Option<String>,
    /// Ids of controls.
    pub controls: &'static [&'static str],
}

impl Finding {
    /// A finding about a binding.
    pub(super) fn about(check: &Check, case: &Case<'_>, binding: &Binding, title: String) -> Finding {
        let touchpoint = case.estate.touchpoint_of(binding);
        let who = match &binding.who {
            Who::Account(id) => id.as_str(),
            other => other.stand_in(),
        };
        let spots: Vec<String> = binding.spots.iter().map(ToString::to_string).collect();
        Finding {
            id: stable_id(check, &[&touchpoint.id, who, binding.role.word()]),
            account: binding.who.account().cloned(),
            stand_in: match &binding.who {
                Who::Account(_) => None,
                other => Some(other.stand_in().to_owned()),
            },
            role: Some(binding.role),
            touchpoint: Some(binding.touchpoint),
            outcome: effects::of_binding(case.estate, binding),
            evidence: spots.join("; "),
            ..Finding::blank(check, title)
        }
    }

    /// A finding about a touchpoint as such, whoever holds it.
    pub(super) fn about_touchpoint(check: &Check, case: &Case<'_>, index: usize, title: String) -> Finding {
        let id = stable_id(check, &[&case.estate.touchpoints[index].id]);
        Finding { id, touchpoint: Some(index), ..Finding::blank(check, title) }
    }

    /// A finding about an account.
    pub(super) fn about_account(check: &Check, account: &AccountId, title: String) -> Finding {
        let id = stable_id(check, &[account.as_str()]);
        Finding { id, account: Some(account.clone()), ..Finding::blank(check, title) }
    }

    /// A finding about several accounts that belong together, filed under one of them. Which one that is may change
    /// without making another finding of it.
    pub(super) fn about_accounts(
        check: &Check,
        account: &AccountId,
        all: &[AccountId],
        title: String,
    ) -> Finding {
        let ids: Vec<&str> = all.iter().map(AccountId::as_str).collect();
        let id = stable_id(check, &ids);
        Finding { id, account: Some(account.clone()), ..Finding::blank(check, title) }
    }

    /// A finding about the organisation as a whole.
    pub(super) fn about_organisation(check: &Check, title: String) -> Finding {
        Finding { id: stable_id(check, &[]), ..Finding::blank(check, title) }
    }

    /// A finding about something written in the configuration.
    pub(super) fn about_entry(check: &Check, entry: &[&str], title: String) -> Finding {
        Finding { id: stable_id(check, entry), ..Finding::blank(check, title) }
    }

    fn blank(check: &Check, title: String) -> Finding {
        Finding {
            id: String::new(),
            check: check.id,
            severity: Severity::Medium,
            confidence: Confidence::High,
            title,
            account: None,
            stand_in: None,
            role: None,
            touchpoint: None,
            outcome: None,
            evidence: String::new(),
            remedy: check.remedy.to_owned(),
            replacement: None,
            product: None,
            controls: check.controls,
        }
    }

    pub(super) fn severity(mut self, severity: Severity) -> Finding {
        self.severity = severity;
        self
    }

    pub(super) fn confidence(mut self, confidence: Confidence) -> Finding {
        self.confidence = confidence;
        self
    }

    pub(super) fn evidence(mut self, evidence: impl Into<String>) -> Finding {
        self.evidence = evidence.into();
        self
    }

    pub(super) fn remedy(mut self, remedy: impl Into<String>) -> Finding {
        self.remedy = remedy.into();
        self
    }

    pub(super) fn replacement(mut self, replacement: Replacement) -> Finding {
        self.replacement = Some(replacement);
        self
    }
}

/// A finding's id: what it is about, never when or where it was found.
fn stable_id(check: &Check, about: &[&str]) -> String {
    let text = format!("{}\0{}", check.id, about.join("\0"));
    format!("f-{}", &digest(text.as_bytes())[..16])
}
