//! What Jira's other objects stand on: who may be named, the groups and the projects.

use super::groups::Groups;
use super::ledger::Ledger;
use super::projects::Projects;
use crate::sandbox::account::{Account, corrupted_jira_record};
use crate::sandbox::organisation::Group;
use crate::sandbox::rule::Stage;
use crate::sandbox::world::Settings;
use serde_json::Value;

/// Made first; everything else names these.
pub(crate) struct Base {
    pub(super) groups: Groups,
    pub(super) projects: Projects,
}

impl Base {
    pub(super) fn build(
        stage: &Stage<'_>,
        settings: &Settings,
        groups: &[Group],
        ledger: &mut Ledger,
    ) -> Self {
        Self { groups: Groups::of(groups), projects: Projects::build(stage, settings, ledger) }
    }
}

/// Who stands where an account should.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Holder {
    /// The hand-made account of that handle.
    Who(&'static str),
    /// The record of a deleted user that an import corrupted.
    Corrupted,
    /// The field is missing.
    Nobody,
}

impl Holder {
    /// The account, where there is one that can be told.
    pub(super) fn account<'a>(self, stage: &'a Stage<'_>) -> Option<&'a Account> {
        match self {
            Self::Who(handle) => Some(stage.who(handle)),
            Self::Corrupted | Self::Nobody => None,
        }
    }

    /// What the object shows.
    pub(super) fn json(self, stage: &Stage<'_>) -> Option<Value> {
        match self {
            Self::Who(handle) => Some(stage.who(handle).jira_json()),
            Self::Corrupted => Some(corrupted_jira_record()),
            Self::Nobody => None,
        }
    }
}

/// Generated people who are there and whom nothing is wrong with; a tiny world may have none.
pub(super) fn ordinary<'a>(stage: &'a Stage<'_>) -> Vec<&'a Account> {
    let generated = |a: &&Account| a.handle.is_empty() && a.class == "person" && a.state == "active";
    let all: Vec<&Account> = stage.accounts.iter().filter(generated).collect();
    if all.is_empty() { vec![stage.who("ben")] } else { all }
}

/// Whose eyes the truth is seen with: the site token belongs to them.
pub(super) fn administrator<'a>(stage: &'a Stage<'_>) -> &'a Account {
    &stage.accounts[0]
}
