//! The hand-made accounts: one of every class and state, and the ones that are easily mistaken.

use super::account::{Account, Listed};
use super::dice::Dice;

/// The account behind every Jira rule whose actor nobody changed. The same id in every real organisation.
pub(crate) const AUTOMATION_FOR_JIRA: &str = "557058:f58131cb-b67d-43c7-b30d-6b58d40bd077";

/// The forms of account ids that exist side by side. The form says nothing about what the account is.
enum IdForm {
    Modern,
    Old557058,
    Old70121,
    Hex24,
    Portal,
}
use IdForm::{Hex24, Modern, Old70121, Old557058, Portal};

pub(crate) fn cast(dice: &Dice) -> Vec<Account> {
    let id = |handle: &str, form: IdForm| account_id(dice, handle, &form);
    let mut all = people(&id);
    all.extend(leavers(&id));
    all.extend(robots(&id));
    all.extend(not_licensed(&id));
    all
}

fn people(id: &dyn Fn(&str, IdForm) -> String) -> Vec<Account> {
    let person = |handle, form, name, email| Account::person(handle, id(handle, form), name, email);
    vec![
        Account { org_admin: true, ..person("ada", Hex24, "Ada Example", "ada@acme.example") }
            .title("Head of IT", "IT"),
        person("ben", Modern, "Ben Sample", "ben.sample@acme.example").title("Jira Administrator", "IT"),
        person("cleo", Modern, "Cleo Specimen", "cleo.specimen@acme.example").seats(&[
            ("jira-software", Some(2)),
            ("jira-servicedesk", Some(2)),
            ("confluence", Some(8)),
        ]),
        person("pia", Old70121, "Pia Placeholder", "pia.placeholder@acme.example")
            .title("Knowledge Manager", "Documentation"),
        // Names and titles that a careless pattern takes for robots: "bot", "ci", "service", "travis".
        person("abbott", Modern, "Abby Abbott", "abby.abbott@acme.example"),
        person("botond", Hex24, "Botond Sample", "botond@acme.example"),
        person("travis", Modern, "Travis Example", "travis@acme.example"),
        person("nora", Modern, "Nora Specimen", "nora.specimen@acme.example")
            .title("Service Manager", "Customer Service"),
        Account {
            listed: Listed { directory: true, jira: false, service_accounts: false },
            ..person("mia", Modern, "Mia Wikionly", "mia.wikionly@acme.example")
        }
        .seats(&[("confluence", Some(5))]),
        // A contractor: somebody else's managed account, so the profile's own privacy setting decides.
        Account {
            managed: false,
            email_hidden: true,
            job_title: None,
            department: None,
            ..person("max", Modern, "Max Outsider", "max.outsider@partner.example")
        }
        .seats(&[("jira-software", Some(12))]),
        // The same Nora, invited by the partner that she works with: a second account and a second seat.
        Account {
            managed: false,
            management_source: None,
            job_title: None,
            department: None,
            mfa: false,
            ..person("nora2", Modern, "Nora Specimen", "nora.specimen@partner.example")
        }
        .seats(&[("jira-software", Some(70))]),
        // Whoever has the shift sits here.
        person("frontdesk", Modern, "Front Desk", "frontdesk@acme.example").title("Reception", "Facilities"),
        // Once had access and still has an Atlassian account: Jira lists it, the directory does not.
        Account {
            listed: Listed { directory: false, jira: true, service_accounts: false },
            email_hidden: true,
            ..person("zoe", Old557058, "Zoe Elsewhere", "zoe@elsewhere.example")
        }
        .seats(&[]),
    ]
}

fn leavers(id: &dyn Fn(&str, IdForm) -> String) -> Vec<Account> {
    let person = |handle, form, name, email| Account::person(handle, id(handle, form), name, email);
    vec![
        person("dan", Old557058, "Dan Leftlastyear", "dan.leftlastyear@acme.example").deactivated(),
        person("eve", Modern, "Eve Leftinspring", "eve.leftinspring@acme.example").deactivated(),
        Account {
            for_deletion: true,
            ..person("ivy", Modern, "Ivy Goingsoon", "ivy.goingsoon@acme.example")
        }
        .deactivated(),
        person("fay", Modern, "", "").deleted(false),
        person("gus", Hex24, "", "").deleted(true),
        Account { state: "suspended", ..person("hal", Modern, "Hal Onleave", "hal.onleave@acme.example") },
    ]
}

fn robots(id: &dyn Fn(&str, IdForm) -> String) -> Vec<Account> {
    let robot = |handle, form, name, email| Account::robot(handle, id(handle, form), name, email);
    vec![
        robot("jenkins", Modern, "Jenkins CI", "ci-bot@acme.example")
            .seats(&[("jira-software", None), ("confluence", None)]),
        robot("reporting", Modern, "svc-reporting", "svc-reporting@acme.example")
            .seats(&[("jira-software", Some(160))]),
        // A shared mailbox that several scripts log in with.
        robot("mailbox", Old557058, "Integration User", "integration@acme.example")
            .seats(&[("jira-software", Some(20)), ("jira-servicedesk", None)]),
        robot("wikisync", Modern, "Wiki Sync", "wiki-sync@acme.example").seats(&[("confluence", None)]),
        robot("monitoring", Modern, "Monitoring", "monitoring-noreply@acme.example"),
        // Nothing in its name tells: a question to be answered.
        robot("falcon", Modern, "Falcon", "falcon@acme.example"),
        robot("deploybot", Hex24, "Old Deploy Bot", "deploy-bot@acme.example").deactivated(),
    ]
}

fn not_licensed(id: &dyn Fn(&str, IdForm) -> String) -> Vec<Account> {
    let app = |handle, form, name, class| Account::app(handle, id(handle, form), name, class);
    let service = |handle, name, email: Option<&str>, jira| Account {
        email: email.map(str::to_owned),
        app_type: Some("service"),
        listed: Listed { directory: false, jira, service_accounts: true },
        ..app(handle, Modern, name, "service-account")
    };
    vec![
        Account {
            id: AUTOMATION_FOR_JIRA.to_owned(),
            ..app("automation", Old557058, "Automation for Jira", "system")
        },
        service("notify", "Build Notify", Some("build-notify-ab12cd34ef@serviceaccount.atlassian.com"), true),
        // Never given access to the site: only the organisation's list knows it.
        service(
            "release",
            "Release Train",
            Some("release-train-gh56jk78mn@serviceaccount.atlassian.com"),
            false,
        ),
        service("metrics", "Metrics Export", None, true),
        // With this one, four of the five that are free are used.
        service(
            "archive",
            "Nightly Archive",
            Some("nightly-archive-pq90rs12tu@serviceaccount.atlassian.com"),
            false,
        ),
        // Connect and Forge apps: type `app`, `appType` missing or of no use.
        app("chatapp", Modern, "Example Chat for Jira", "app"),
        Account { app_type: Some("unknown"), ..app("timeapp", Old557058, "Example Timesheets", "app") },
        Account { app_type: Some("agent"), ..app("agent", Modern, "Release Notes Agent", "agent") },
        Account { account_type: "customer", ..app("customer1", Portal, "Carl Customer", "customer") },
        Account { account_type: "customer", ..app("customer2", Portal, "Cora Customer", "customer") },
        // What Jira serves during an outage of the identity service: fallback values, not evidence.
        Account {
            account_type: "unknown",
            state: "unknown",
            ..app("outage", Modern, "Unavailable user", "unknown")
        },
        // In no list at all; a rule names it. Nobody can say what it is.
        Account {
            listed: Listed { directory: false, jira: false, service_accounts: false },
            state: "unknown",
            ..app("stranger", Modern, "", "unknown")
        },
    ]
}

fn account_id(dice: &Dice, handle: &str, form: &IdForm) -> String {
    let mut dice = dice.fork(&format!("account {handle}"));
    match form {
        Modern => format!("712020:{}", dice.uuid('4')),
        Old557058 => format!("557058:{}", dice.uuid('4')),
        Old70121 => format!("70121:{}", dice.uuid('4')),
        // A digit first, as in the real ones, which begin with a time.
        Hex24 => format!("5{}", dice.hex(23)),
        Portal => format!("qm:{}:{}", dice.uuid('4'), dice.uuid('4')),
    }
}
