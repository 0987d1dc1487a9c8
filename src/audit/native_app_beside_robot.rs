//! `native-app-beside-robot`

use std::collections::BTreeSet;

use super::{Case, Check, Finding, Held, Replacement, Severity};
use crate::estate::{Account, InstalledApp, Role, State};
use crate::identity::{Class, Confidence};

pub(super) const CHECK: Check = Check {
    id: "native-app-beside-robot",
    title: "An app is installed for the tool that a dummy user seems to be for",
    severity: "low: it is a hint, not a fault",
    looks_for: "Active robots with the name of a tool in their name, their address or the label of a token, beside \
                an installed and enabled app for the same tool.",
    why: "An app works under an account of its own that takes no seat and that nobody can leave with. It may do \
          what the robot does already; whether it does, only somebody who knows both can say.",
    remedy: "Compare what the robot does with what the app can do. If the app can, set it up, watch for a week, then \
             retire the robot's token and its seat.",
    controls: &["CIS 5.5", "NIST AC-2", "ISO A.5.16"],
    run,
};

/// Apps for one tool that a finding names; further ones are counted.
const MOST_APPS: usize = 3;

/// A tool, by the words that name it, and what an app for it is for.
struct Tool {
    /// Its name.
    name: &'static str,
    /// Words of which one makes a robot or an app one of this tool, written in one.
    words: &'static [&'static str],
    /// What such an app does.
    app: &'static str,
}

const fn tool(name: &'static str, words: &'static [&'static str], app: &'static str) -> Tool {
    Tool { name, words, app }
}

const TOOLS: [Tool; 24] = [
    tool(
        "Azure DevOps",
        &["azuredevops"],
        "shows commits, builds and deployments of Azure DevOps at the issue",
    ),
    tool("Bamboo", &["bamboo"], "shows builds and deployments of Bamboo at the issue"),
    tool("Bitbucket", &["bitbucket"], "shows branches, commits and pull requests of Bitbucket at the issue"),
    tool("CircleCI", &["circleci"], "shows builds and deployments of CircleCI at the issue"),
    tool("Datadog", &["datadog"], "opens issues from alerts of Datadog and links them"),
    tool("Figma", &["figma"], "shows designs of Figma at the issue"),
    tool("GitHub", &["github"], "shows branches, commits, pull requests and builds of GitHub at the issue"),
    tool("GitLab", &["gitlab"], "shows branches, commits, merge requests and builds of GitLab at the issue"),
    tool("Google Sheets", &["googlesheets"], "brings issues into a spreadsheet of Google"),
    tool("Grafana", &["grafana"], "opens issues from alerts of Grafana"),
    tool("HubSpot", &["hubspot"], "ties issues to contacts and tickets of HubSpot"),
    tool("Jenkins", &["jenkins"], "shows builds and deployments of Jenkins at the issue"),
    tool(
        "Microsoft Teams",
        &["microsoftteams", "msteams"],
        "posts to Microsoft Teams and opens issues from there",
    ),
    tool("PagerDuty", &["pagerduty"], "opens issues from incidents of PagerDuty and keeps both alike"),
    tool("Power BI", &["powerbi"], "hands issues to Power BI for reports"),
    tool("Salesforce", &["salesforce"], "ties issues to records of Salesforce"),
    tool("Sentry", &["sentry"], "opens issues from errors in Sentry and keeps both alike"),
    tool("ServiceNow", &["servicenow"], "keeps issues and tickets of ServiceNow alike"),
    tool("Slack", &["slack"], "posts to Slack and opens issues from there"),
    tool("Snyk", &["snyk"], "opens issues from findings of Snyk"),
    tool("SonarQube", &["sonar", "sonarqube"], "shows results of SonarQube at the issue"),
    tool("Tableau", &["tableau"], "hands issues to Tableau for reports"),
    tool("TeamCity", &["teamcity"], "shows builds and deployments of TeamCity at the issue"),
    tool("Zendesk", &["zendesk"], "ties issues to tickets of Zendesk"),
];

impl Tool {
    fn is_named_in(&self, words: &BTreeSet<String>) -> bool {
        self.words.iter().any(|word| words.contains(*word))
    }
}

fn run(case: &Case<'_>) -> Vec<Finding> {
    let apps: Vec<(&InstalledApp, BTreeSet<String>)> = case
        .estate
        .context
        .apps
        .iter()
        .filter(|app| app.enabled)
        .map(|app| (app, words([app.name.as_str(), app.key.as_str()])))
        .collect();
    let held = case.held_by(Role::Holder);
    let tokens = |account: &Account| held.get(&account.id).map_or(&[][..], Vec::as_slice);
    let accounts = case.estate.accounts.values();
    accounts.filter_map(|account| judge(case, account, tokens(account), &apps)).collect()
}

fn judge(
    case: &Case<'_>,
    account: &Account,
    tokens: &[Held<'_>],
    apps: &[(&InstalledApp, BTreeSet<String>)],
) -> Option<Finding> {
    let verdict = case.verdicts.get(&account.id)?;
    if verdict.class != Class::Robot || account.state != State::Active {
        return None;
    }
    let own = called(account, tokens);
    let mut evidence = Vec::new();
    let mut tools = Vec::new();
    for tool in TOOLS.iter().filter(|tool| tool.is_named_in(&own)) {
        let found = apps.iter().filter(|(_, words)| tool.is_named_in(words));
        let found: Vec<String> =
            found.map(|(app, _)| format!("{} ({} on {})", app.name, app.product, app.site)).collect();
        if !found.is_empty() {
            tools.push(tool.name);
            let some = found.iter().take(MOST_APPS).cloned().collect::<Vec<_>>().join(", ");
            let more = match found.len().saturating_sub(MOST_APPS) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            evidence.push(format!("{some}{more}: an app for {} usually {}", tool.name, tool.app));
        }
    }
    if tools.is_empty() {
        return None;
    }
    let title =
        format!("{} seems to be for {}, for which an app is installed", account.title(), tools.join(", "));
    Some(
        Finding::about_account(&CHECK, &account.id, title)
            .severity(Severity::Low)
            .confidence(Confidence::Low)
            .evidence(evidence.join("; "))
            .replacement(Replacement::App),
    )
}

/// The words of an account's name, of its address before the `@`, and of the labels of its tokens.
fn called(account: &Account, tokens: &[Held<'_>]) -> BTreeSet<String> {
    let local = account.email.as_deref().and_then(|email| email.split('@').next());
    let labels = tokens.iter().map(|held| held.touchpoint.name.as_str());
    words(account.name.as_deref().into_iter().chain(local).chain(labels))
}

/// The words of some texts in lower case, and each two that follow each other written as one: "Power BI".
fn words<'a>(texts: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for text in texts {
        let text = text.to_lowercase();
        let single: Vec<&str> =
            text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        all.extend(single.windows(2).map(<[&str]>::concat));
        all.extend(single.into_iter().map(str::to_owned));
    }
    all
}
