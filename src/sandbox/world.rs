//! The invented organisation as a whole.

use super::account::Account;
use super::apps::{App, apps};
use super::cast::cast;
use super::confluence::Wiki;
use super::confluence_rules::confluence_rules;
use super::credential_rules::credential_rules;
use super::credentials::Caller;
use super::dice::Dice;
use super::events::{Event, Past, events};
use super::filler;
use super::jira::{self, JiraSite};
use super::jira_rules::jira_rules;
use super::keys::{OrgKey, org_keys};
use super::organisation::{Group, groups};
use super::rule::{Product, Rule, Stage};
use super::secrets::PlantedSecret;
use super::service_credentials::{ServiceCredential, service_credentials};
use super::tokens::{Token, tokens};
use super::truth::{TrueAccount, Truth};
use super::webhooks::{Webhook, webhooks};
use chrono::{DateTime, Utc};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What to build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The day on which the organisation is seen; every date in it is counted from here.
    pub today: DateTime<Utc>,
    /// The same seed and day build the same organisation, byte for byte.
    pub seed: u64,
    /// Accounts altogether. Never fewer than the hand-made ones.
    pub people: usize,
    /// Jira automation rules. Never fewer than the hand-made ones.
    pub rules: usize,
    /// Confluence automation rules. Never fewer than the hand-made ones.
    pub confluence_rules: usize,
    /// API tokens. Never fewer than the hand-made ones.
    pub tokens: usize,
    /// No page is longer than this, whatever was asked for: servers cap silently.
    pub page_cap: usize,
    /// What the automation API does with `redactSensitiveFields=true`.
    pub redaction: Redaction,
    /// How the automation API writes `links.next`.
    pub next_links: NextLinks,
    /// Which of the two addresses lists service accounts.
    pub service_account_list: ServiceAccountList,
    /// Projects of Jira. Never fewer than the hand-made ones; teams, workflows and notification schemes grow along.
    pub projects: usize,
    /// Filters of Jira. Never fewer than the hand-made ones; dashboards grow along.
    pub filters: usize,
    /// Spaces of Confluence. Never fewer than the hand-made ones.
    pub spaces: usize,
    /// How far the site has moved from permissions of spaces to roles in them.
    pub space_roles: SpaceRoleMode,
    /// What the organisation's key with scopes may.
    pub org_key_scopes: Vec<String>,
    /// What the user token with scopes and the service account's token may.
    pub token_scopes: Vec<String>,
}

/// What the automation API does with `redactSensitiveFields=true`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Redaction {
    /// Hidden headers and webhook tokens come as `***`.
    Honoured,
    /// The parameter has no effect, as on deployments older than it.
    Ignored,
}

/// How the automation API writes `links.next`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextLinks {
    /// A bare query string, as since August 2025.
    Query,
    /// A whole address, as before.
    Absolute,
}

/// Which of the two addresses lists service accounts; the other answers 404.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceAccountList {
    /// The documented one, `admin/api-access`.
    ApiAccess,
    /// The one a user found working in August 2026, `admin/account-management`.
    AccountManagement,
}

/// How far a site has moved from permissions of spaces to roles in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpaceRoleMode {
    /// Permissions only; the calls about roles answer 404.
    PreRoles,
    /// Half of the spaces have roles.
    Transition,
    /// All of them have; permissions name roles only.
    Roles,
}

impl Settings {
    /// The organisation of the demo: small enough to read, large enough that every list has several pages.
    pub fn demo(today: DateTime<Utc>) -> Self {
        Self {
            today,
            seed: 7,
            people: 64,
            rules: 66,
            confluence_rules: 9,
            tokens: 30,
            page_cap: 20,
            redaction: Redaction::Ignored,
            next_links: NextLinks::Query,
            service_account_list: ServiceAccountList::AccountManagement,
            projects: 24,
            filters: 32,
            spaces: 26,
            space_roles: SpaceRoleMode::PreRoles,
            org_key_scopes: ORG_KEY_SCOPES.iter().map(|s| (*s).to_owned()).collect(),
            token_scopes: TOKEN_SCOPES.iter().map(|s| (*s).to_owned()).collect(),
        }
    }

    /// What the credential was made for; `None` for one without scopes.
    pub(crate) fn scopes(&self, caller: Caller) -> Option<&[String]> {
        match caller {
            Caller::OrgScoped => Some(&self.org_key_scopes),
            Caller::OrgLimited => Some(&[]),
            Caller::ScopedUser | Caller::ServiceAccount => Some(&self.token_scopes),
            Caller::Nobody | Caller::SiteAdmin | Caller::SiteMember | Caller::OrgAdmin | Caller::Wrong => {
                None
            }
        }
    }
}

/// The least that reads everything the admin APIs have to tell.
const ORG_KEY_SCOPES: &[&str] = &[
    "read:orgs:admin",
    "read:accounts:admin",
    "read:directories:admin",
    "read:groups:admin",
    "read:workspaces:admin",
    "read:domains:admin",
    "read:events:admin",
    "read:policies:admin",
    "read:tokens:admin",
    "read:keys:admin",
    "read:service-accounts:admin",
    "read:service-accounts-tokens:admin",
];

/// The same for the products.
const TOKEN_SCOPES: &[&str] = &[
    "read:jira-work",
    "read:jira-user",
    "manage:jira-configuration",
    "read:project:jira",
    "read:board-scope:jira-software",
    "read:board-scope.admin:jira-software",
    "read:space:confluence",
    "read:space.permission:confluence",
    "read:page:confluence",
    "read:user:confluence",
    "read:configuration:confluence",
    "search:confluence",
    "read:confluence-user",
    "read:confluence-groups",
];

/// The invented organisation: one site with Jira and Confluence.
pub struct World {
    pub(crate) settings: Settings,
    pub(crate) accounts: Vec<Account>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) tokens: Vec<Token>,
    pub(crate) org_keys: Vec<OrgKey>,
    pub(crate) service_credentials: Vec<ServiceCredential>,
    pub(crate) groups: Vec<Group>,
    /// The audit log, oldest first.
    pub(crate) events: Vec<Event>,
    pub(crate) jira: JiraSite,
    pub(crate) wiki: Wiki,
    pub(crate) webhooks: Vec<Webhook>,
    pub(crate) apps: Vec<App>,
    /// Rows of the directory, made once: a large organisation is asked for hundreds of pages of them.
    pub(crate) directory: Vec<Value>,
    dice: Dice,
}

impl World {
    /// Id of the organisation.
    pub const ORG_ID: &'static str = "0f5e2c1a-7b3d-4e9f-8a60-5d1c2b3a4e5f";
    /// Id of its only site.
    pub const CLOUD_ID: &'static str = "c10d0000-5a3d-4b0c-9e2f-7a1b2c3d4e5f";
    /// Id of its only directory.
    pub const DIRECTORY_ID: &'static str = "d1c70000-1f2e-4d3c-8b5a-69788796a5b4";
    /// Name of the organisation.
    pub const NAME: &'static str = "Acme Example";

    /// Builds the organisation.
    pub fn build(settings: &Settings) -> Self {
        let dice = Dice::new(settings.seed);
        let mut accounts = cast(&dice);
        accounts.extend(filler::people(&dice, settings.people.saturating_sub(accounts.len())));
        let tokens = tokens(&accounts, &dice, settings.today, Self::ORG_ID, settings.tokens);

        let stage = Stage {
            accounts: &accounts,
            dice: &dice,
            today: settings.today,
            cloud_id: Self::CLOUD_ID,
            redaction: settings.redaction,
        };
        let fill = |mut made: Vec<Rule>, product, wanted: usize| {
            made.extend(filler::rules(&stage, product, wanted.saturating_sub(made.len())));
            made
        };
        let by_hand = [jira_rules(&stage), credential_rules(&stage)].concat();
        let mut rules = fill(by_hand, Product::Jira, settings.rules);
        rules.extend(fill(confluence_rules(&stage), Product::Confluence, settings.confluence_rules));
        let mut groups = groups(&accounts, &dice);
        groups.extend(jira::groups(&stage, settings.projects));
        let jira = JiraSite::build(&stage, settings, &groups);
        let (wiki, webhooks) = (Wiki::build(&stage, settings.spaces), webhooks(&stage));
        let listed = accounts.iter().filter(|a| a.listed.directory);
        let directory = listed.map(|a| a.directory_json(settings.today, &groups)).collect();
        let org_keys = org_keys(&accounts, &dice, settings.today, Self::ORG_ID);
        let service_credentials = service_credentials(&accounts, &dice, settings.today, Self::ORG_ID);
        let past = Past {
            accounts: &accounts,
            tokens: &tokens,
            keys: &org_keys,
            credentials: &service_credentials,
            today: settings.today,
        };
        let events = events(&past, &dice);
        Self {
            settings: settings.clone(),
            accounts,
            rules,
            tokens,
            org_keys,
            service_credentials,
            groups,
            events,
            jira,
            wiki,
            webhooks,
            apps: apps(),
            directory,
            dice,
        }
    }

    /// What a perfect auditor would find.
    pub fn truth(&self) -> Truth {
        let mut held: BTreeMap<&str, usize> = BTreeMap::new();
        for token in &self.tokens {
            *held.entry(&token.holder).or_default() += 1;
        }
        let of_tokens = self.tokens.iter().map(|t| t.binding.clone());
        let of_keys = self.org_keys.iter().filter_map(|k| k.binding.clone());
        let of_services = self.service_credentials.iter().map(|c| c.binding.clone());
        let of_webhooks = self.webhooks.iter().filter_map(|w| w.binding.clone());
        let of_rules = self.rules.iter().flat_map(|r| r.bindings.clone());
        let of_organisation = of_tokens.chain(of_keys).chain(of_services);
        let of_content = self.jira.bindings.iter().chain(&self.wiki.bindings).cloned();
        let bindings: Vec<_> = of_rules.chain(of_organisation).chain(of_webhooks).chain(of_content).collect();
        let named: BTreeSet<&str> = bindings.iter().map(|b| b.account_id.as_str()).collect();
        let accounts: Vec<TrueAccount> = self
            .accounts
            .iter()
            .filter(|a| a.is_listed() || named.contains(a.id.as_str()))
            .map(|a| a.truth(held.get(a.id.as_str()).copied().unwrap_or_default()))
            .collect();
        Truth { accounts, bindings }
    }

    /// Every secret that is served: by the automation API to a client which asks for redaction, as it should, and
    /// in the addresses of webhooks.
    pub fn secrets(&self) -> Vec<PlantedSecret> {
        let of_webhooks = self.webhooks.iter().filter_map(|w| w.secret.clone());
        self.rules.iter().flat_map(|r| r.secrets.clone()).chain(of_webhooks).collect()
    }

    /// The account id of the person the site token belongs to, an organisation admin.
    pub(crate) fn admin(&self) -> &Account {
        &self.accounts[0]
    }

    /// Somebody who may log in and administers nothing.
    pub(crate) fn member(&self) -> &Account {
        self.accounts.iter().find(|a| a.handle == "nora").unwrap_or(&self.accounts[0])
    }

    /// The service account whose token the sandbox accepts.
    pub(crate) fn service_account(&self) -> &Account {
        self.accounts.iter().find(|a| a.handle == "notify").unwrap_or(&self.accounts[0])
    }

    /// The account a credential of the products belongs to; an organisation's key belongs to none.
    pub(crate) fn account_of(&self, caller: Caller) -> Option<&Account> {
        match caller {
            Caller::SiteAdmin | Caller::ScopedUser => Some(self.admin()),
            Caller::SiteMember => Some(self.member()),
            Caller::ServiceAccount => Some(self.service_account()),
            Caller::Nobody | Caller::OrgAdmin | Caller::OrgScoped | Caller::OrgLimited | Caller::Wrong => {
                None
            }
        }
    }

    /// Randomness of its own for whoever needs more secrets, e.g. the server's credentials.
    pub(crate) fn dice(&self, label: &str) -> Dice {
        self.dice.fork(label)
    }
}
