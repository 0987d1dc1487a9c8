//! `token-of-integration`

use super::{Case, Check, Finding, Held, Replacement, Severity, days};
use crate::estate::{Role, When};
use crate::identity::Confidence;

pub(super) const CHECK: Check = Check {
    id: "token-of-integration",
    title: "An integration works with a person's API token",
    severity: "high; medium where only its use while the holder is away speaks for an integration",
    looks_for: "Live API tokens of people that look as if an integration used them: by their label, or because \
                the token is used while its holder views no page.",
    why: "The token can do all that the person can, passes by single sign-on and second factor, and the \
          integration stops with the person: for certain when the account is deleted, perhaps when it is \
          switched off, because Atlassian's own texts contradict each other.",
    remedy: "Make a token of a service account with the scopes the integration needs, change the integration's \
             address to https://api.atlassian.com/ex/{product}/{cloudId}, then revoke this token. Not possible \
             for calls to automation rules, JSM Operations and Bitbucket.",
    controls: &[
        "NHI4:2025",
        "NHI5:2025",
        "NHI9:2025",
        "CIS 5.5",
        "CIS 6.2",
        "NIST IA-2",
        "NIST IA-5",
        "NIST AC-6",
        "ISO A.5.17",
        "ISO A.8.5",
        "SOC2 CC6.1",
        "SOC2 CC6.2",
    ],
    run,
};

/// Words in a label that speak of a machine rather than of a person's own use. "API" is none: people call
/// their own tokens "my API token".
const MACHINE_WORDS: [&str; 47] = [
    "airflow",
    "ansible",
    "automation",
    "backup",
    "bamboo",
    "bi",
    "bot",
    "build",
    "cd",
    "ci",
    "circleci",
    "connector",
    "cron",
    "dashboard",
    "datadog",
    "deploy",
    "etl",
    "export",
    "github",
    "gitlab",
    "grafana",
    "hook",
    "import",
    "integration",
    "jenkins",
    "job",
    "lambda",
    "monitoring",
    "n8n",
    "pipeline",
    "powerbi",
    "prod",
    "production",
    "report",
    "reporting",
    "salesforce",
    "script",
    "sentry",
    "servicenow",
    "slack",
    "sonarqube",
    "splunk",
    "sync",
    "tableau",
    "terraform",
    "webhook",
    "zapier",
];

/// Days without a page view after which a holder counts as away.
const AWAY_DAYS: i64 = 30;

fn run(case: &Case<'_>) -> Vec<Finding> {
    let tokens = case.held(Role::Holder).filter(|held| held.may_leave() && held.touchpoint.is_live());
    tokens.filter_map(|held| judge(case, &held)).collect()
}

fn judge(case: &Case<'_>, held: &Held<'_>) -> Option<Finding> {
    let token = held.touchpoint.token()?;
    let used_days = match token.last_used {
        When::At(time) => Some(case.days_since(time)),
        When::Unsaid => None,
        // Nothing works with a token that was never used.
        When::Never => return None,
    };
    if used_days.is_some_and(|days| days > case.policy.stale_days) {
        return None;
    }
    let label = held.touchpoint.name.to_lowercase();
    let word = label.split(|c: char| !c.is_alphanumeric()).find(|word| MACHINE_WORDS.contains(word));
    let away = match held.account.last_active {
        Some(time) => case.days_since(time) > AWAY_DAYS,
        None => held.account.seats.as_ref().is_some_and(|seats| !seats.is_empty()),
    };
    let used_while_away = away && used_days.is_some_and(|days| days < AWAY_DAYS);
    let confidence = match (word, used_while_away) {
        (Some(_), true) => Confidence::High,
        (Some(_), false) => Confidence::Medium,
        (None, true) => Confidence::Low,
        (None, false) => return None,
    };
    let mut evidence = Vec::new();
    if let Some(word) = word {
        evidence.push(format!("its label has the word \"{word}\""));
    }
    if let Some(age) = used_days {
        evidence.push(format!("used {} ago", days(age)));
    }
    if used_while_away {
        evidence.push(match held.account.last_active {
            Some(time) => format!("its holder viewed no page for {}", days(case.days_since(time))),
            None => "its holder has a seat and never viewed a page".to_owned(),
        });
    }
    let title =
        format!("{} of {} looks like an integration's", held.touchpoint.title(), held.account.title());
    let finding = Finding::about(&CHECK, case, held.binding, title)
        .severity(if confidence == Confidence::Low { Severity::Medium } else { Severity::High })
        .confidence(confidence.max(held.confidence))
        .evidence(evidence.join("; "))
        .replacement(Replacement::ServiceAccount);
    Some(finding)
}
