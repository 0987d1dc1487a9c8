//! What a perfect auditor would find in a world. Noted while the world is built, never read back from its JSON.

/// Everything there is to find, in the words of the product's CSV files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Truth {
    /// Every account that the endpoints show or that a rule or token names.
    pub accounts: Vec<TrueAccount>,
    /// One row a touchpoint × account × role.
    pub bindings: Vec<TrueBinding>,
}

/// One account as it really is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrueAccount {
    /// Atlassian account id.
    pub account_id: String,
    /// Display name; empty when no endpoint tells it.
    pub name: String,
    /// E-mail address; empty when no endpoint tells it.
    pub email: String,
    /// `person`, `robot`, `service-account`, `app`, `agent`, `customer`, `system` or `unknown`.
    pub class: String,
    /// `active`, `deactivated`, `deleted`, `suspended` or `unknown`.
    pub state: String,
    /// Holds the platform role of an organisation admin.
    pub org_admin: bool,
    /// Products it holds a seat in: `jira`, `jira-service-management`, `confluence`.
    pub products: Vec<String>,
    /// How many API tokens it holds, whatever their state.
    pub api_tokens: usize,
    /// In the organisation's list of managed accounts.
    pub managed: bool,
    /// Counts for the bill of Guard, as that list says.
    pub guard_billable: bool,
    /// Written by hand to exercise something, rather than generated to fill pages.
    pub hand_made: bool,
}

/// One way in which an account holds a touchpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrueBinding {
    /// Kind of the touchpoint.
    pub kind: String,
    /// The id that the rule, token, filter … has in its product; parts of one are joined by slashes.
    pub native_id: String,
    /// Its name or label; empty when no endpoint tells it.
    pub name: String,
    /// What it stands in: key of the project or space, group or scheme. Empty where there is nothing of the kind,
    /// and for rules and credentials, of which it is not noted.
    pub container: String,
    /// Its state, in the words of its kind.
    pub state: String,
    /// How the account holds it.
    pub role: String,
    /// Whose; empty when it cannot be known.
    pub account_id: String,
    /// Whose, in words; also where there is no account id, e.g. `whoever triggers the rule`.
    pub account_name: String,
}
