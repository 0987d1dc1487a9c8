//! The words of the page: what each value of a column is called and what it means.
//!
//! The page's script and its reading guide take them from here, so a word has one meaning in one place.

use serde_json::{Map, Value, json};

use crate::estate::Kind;

/// A value of a column.
pub(super) struct Word {
    /// The value, as in the files.
    pub(super) word: &'static str,
    /// What a reader sees.
    pub(super) label: &'static str,
    /// What it means, in a sentence; empty where the label says it.
    pub(super) meaning: &'static str,
}

/// The values of one column, in the order of a list of choices: what a reader looks for first comes first.
pub(super) type Group = (&'static str, &'static [Word]);

const fn word(word: &'static str, label: &'static str, meaning: &'static str) -> Word {
    Word { word, label, meaning }
}

pub(super) const SEVERITIES: &[Word] = &[
    word("critical", "Critical", "Something live has stopped, or will without a sign."),
    word("high", "High", "Something live stops when one account goes, or a credential lies open."),
    word("medium", "Medium", "To be planned."),
    word("low", "Low", "To be tidied."),
    word("info", "Info", "To be known."),
];

pub(super) const EFFECTS: &[Word] = &[
    word("stops-silently", "Stops without a sign", "It no longer works, and nothing shows it."),
    word("stops", "Stops", "It no longer works."),
    word("degrades", "Works in part", "Part of it no longer works."),
    word(
        "unverified",
        "Not known: check first",
        "Atlassian does not say what happens here: check before you act. It may stop.",
    ),
    word("loses-owner", "Loses its owner", "It works on, and nobody answers for it."),
    word("survives", "Goes on", "It works on unchanged."),
];

pub(super) const CERTAINTIES: &[Word] = &[
    word("documented", "documented", "Atlassian says so."),
    word("reported", "reported", "Somebody credible says so; Atlassian does not."),
    word("inferred", "inferred", "It follows from something Atlassian says; nobody says it outright."),
    word("unknown", "no basis", "Nothing that could be found says what happens."),
];

pub(super) const ROLES: &[Word] = &[
    word(
        "actor",
        "actor",
        "It acts as this account, with its rights. When the actor goes, it stops. Remedy: another actor.",
    ),
    word(
        "owner",
        "owner",
        "It belongs to this account, who hears of its errors. When the owner goes, it works on and nobody hears. \
         Remedy: hand it over.",
    ),
    word(
        "connection",
        "connection",
        "A step reaches another system by this person's consent. Handing the rule over does not hand over the \
         consent. Remedy: connect it anew as an account that stays.",
    ),
    word(
        "credential",
        "credential",
        "A token or password is written into a step. It may be this account's even where owner and actor are \
         others. Remedy: replace the secret.",
    ),
    word("editor", "editor", "The account may change it."),
    word("holder", "holder", "The account holds it, as one holds a token."),
    word("subject", "named in it", "It names the account: in a step, a condition, a search, a mention."),
    word("author", "author", "The account made it."),
    word("lead", "lead", "The account leads it."),
    word("grantee", "grantee", "It gives the account a right."),
    word("recipient", "recipient", "It sends to the account."),
];

pub(super) const CLASSES: &[Word] = &[
    word("person", "Person", "A human being."),
    word("robot", "Robot", "Not human, but holds a human's licence."),
    word("service-account", "Service account", "Atlassian's own kind of account for integrations."),
    word("app", "App", "The account of an installed app."),
    word("agent", "Agent", "A Rovo agent."),
    word("customer", "Customer", "A customer of a service portal."),
    word("system", "System", "Atlassian's own, such as the built-in actor of automation."),
    word("unknown", "Unknown", "Nothing that was seen tells."),
];

pub(super) const STATES: &[Word] = &[
    word("active", "active", ""),
    word("deactivated", "deactivated", "Switched off; an admin can switch it on again."),
    word("deleted", "deleted", "Gone for good."),
    word("suspended", "suspended", "Its access through one directory is suspended."),
    word("unknown", "state unknown", "Nothing that was read tells."),
];

pub(super) const STATUSES: &[Word] = &[
    word("new", "new", "Not in the snapshot before."),
    word("reopened", "reopened", "Was resolved before, and is back."),
    word("open", "open", ""),
    word("accepted", "accepted", "An exception in the configuration, with reason, approver and expiry."),
    word("resolved", "resolved", "In the snapshot before, and no longer."),
];

pub(super) const CONFIDENCES: &[Word] = &[
    word("high", "sure", "Documented, or a hard fact."),
    word("medium", "probably", "Good evidence."),
    word("low", "a guess", "A question rather than an answer."),
];

/// How one thing needs another; the meaning is the same seen from the other end.
pub(super) const RELATIONS: &[Word] = &[
    word("shows", "shows", "shown by"),
    word("sends", "sends", "sent by"),
    word("starts-from", "starts from", "starts"),
    word("searches", "searches in", "searched by"),
    word("fires", "fires", "fired by"),
    word("works-on", "works on", "worked on by"),
    word("reaches-through", "reaches through", "used by"),
    word("carries", "carries", "carried by"),
    word("belongs-to", "belongs to", "has"),
];

pub(super) const REPLACEMENTS: &[Word] = &[
    word("service-account", "a service account", ""),
    word(
        "automation-actor",
        "the built-in actor \u{201c}Automation for Jira\u{201d}",
        "It needs no account.",
    ),
    word("transfer", "a colleague, by transfer", ""),
    word("team", "a team, a group or a role", ""),
    word("app", "a native app", ""),
    word("group", "a group", ""),
    word("delete", "nothing: it can be deleted", ""),
    word("keep", "nothing else: it stays, with an owner on record", ""),
    word("not-yet-possible", "not yet possible", ""),
];

pub(super) const COVERAGE: &[Word] = &[
    word("failed", "Failed", "It could not be read."),
    word("denied", "Denied", "The credential may not see it."),
    word("partial", "Partial", "Read in part; the rest is not in this report."),
    word("absent", "Absent", "The server does not offer it here."),
    word("complete", "Read whole", "Empty here means none."),
    word("not-coverable", "Check by hand", "No API shows it."),
    word("skipped", "Not looked at", "Left out by choice, or not read by this version."),
];

/// The sorts of thing a finding is about.
pub(super) const SURFACES: &[Word] = &[
    word("jira-automation", "Jira automation", ""),
    word("confluence-automation", "Confluence automation", ""),
    word("keys", "Tokens and keys", ""),
    word("webhooks", "Webhooks", ""),
    word("workflows", "Workflows", ""),
    word("searches", "Filters, boards, dashboards", ""),
    word("places", "Projects, spaces, permissions", ""),
    word("accounts", "Accounts and the organisation", ""),
];

/// How an account stands in the register.
pub(super) const STANDINGS: &[Word] = &[
    word("review-due", "Review is due", "Its day of review has passed."),
    word("incomplete", "Not on record", "Owner, purpose or day of review are not known."),
    word("a-guess", "Perhaps a robot", "If it is one, it has to be on record."),
    word("on-record", "On record", ""),
    word("switched-off", "Switched off", ""),
];

pub(super) const PRODUCTS: &[Word] = &[
    word("jira", "Jira", ""),
    word("jira-service-management", "Jira Service Management", ""),
    word("confluence", "Confluence", ""),
    word("product-discovery", "Jira Product Discovery", ""),
    word("guard", "Atlassian Guard", ""),
    word("organisation", "Organisation", ""),
];

/// The kinds of touchpoint, as the facts name them.
pub(super) const KINDS: &[Word] = &kinds();

const fn kinds() -> [Word; Kind::ALL.len()] {
    let mut words = [const { word("", "", "") }; Kind::ALL.len()];
    let mut at = 0;
    while at < words.len() {
        words[at] = word(Kind::ALL[at].word(), Kind::ALL[at].title(), "");
        at += 1;
    }
    words
}

const GROUPS: [Group; 15] = [
    ("severity", SEVERITIES),
    ("effect", EFFECTS),
    ("certainty", CERTAINTIES),
    ("role", ROLES),
    ("class", CLASSES),
    ("state", STATES),
    ("status", STATUSES),
    ("confidence", CONFIDENCES),
    ("replacement", REPLACEMENTS),
    ("relation", RELATIONS),
    ("coverage", COVERAGE),
    ("standing", STANDINGS),
    ("surface", SURFACES),
    ("product", PRODUCTS),
    ("kind", KINDS),
];

/// What a reader sees for a value; the value itself where it has no other name.
pub(super) fn label<'a>(group: &[Word], value: &'a str) -> &'a str {
    group.iter().find(|word| word.word == value).map_or(value, |word| word.label)
}

/// Every group for the script: `{group: {word: [label, meaning]}}`.
pub(super) fn all() -> Value {
    let groups = GROUPS.iter().map(|(name, words)| {
        let words = words.iter().map(|word| (word.word.to_owned(), json!([word.label, word.meaning])));
        ((*name).to_owned(), Value::Object(words.collect::<Map<_, _>>()))
    });
    Value::Object(groups.collect())
}
