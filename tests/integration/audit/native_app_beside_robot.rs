//! `native-app-beside-robot`

use serde_json::{Value, json};
use touchpoint::snapshot::record;

use crate::case::*;

fn app(key: &str, name: &str) -> Value {
    json!({"key": key, "name": name, "enabled": true, "userInstalled": true, "vendor": {"name": "Invented Ltd"}})
}

fn called(name: &str, email: &str) -> Value {
    with(robot(ROBOT), json!({"name": name, "nickname": null, "email": email}))
}

fn beside(user: Value, app: Value) -> Case {
    Case::new().user(user).raw("jira.apps", record::APP, "app", app)
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    let jenkins = || app("com.acme.ci", "Jenkins for Jira");
    vec![
        ("low", beside(called("Jenkins Bot", "jenkins-bot@acme.example"), jenkins())),
        ("low", beside(called("CI Bot", "svc-jenkins@acme.example"), jenkins())),
        ("low", beside(robot(ROBOT), jenkins()).token(token("t-1", ROBOT, "used by Jenkins"))),
        ("low", beside(called("Power BI Bot", "bi-bot@acme.example"), app("com.acme.powerbi", "Connector"))),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    let jenkins = || app("com.acme.ci", "Jenkins for Jira");
    let named = || called("Jenkins Bot", "jenkins-bot@acme.example");
    vec![
        ("an app for another tool", beside(named(), app("com.acme.chat", "Slack for Jira"))),
        ("an app that is switched off", beside(named(), with(jenkins(), json!({"enabled": false})))),
        ("an app that does not say", beside(named(), with(jenkins(), json!({"enabled": null})))),
        ("a robot for no tool", beside(robot(ROBOT), jenkins())),
        ("a part of a word", beside(called("Jenkinson Bot", "bot@acme.example"), jenkins())),
        ("a person", beside(person(ADA, "Ada Jenkins"), jenkins())),
        ("a deactivated robot", beside(deactivated(named()), jenkins())),
    ]
}

/// A marketplace has many apps for one tool: a finding names a few and counts the others.
#[test]
fn many_apps_are_counted() {
    let mut case = Case::new().user(called("Jenkins Bot", "jenkins-bot@acme.example"));
    for at in 0..5 {
        let key = format!("com.acme.ci{at}");
        let body = app(&key, &format!("Jenkins {at}"));
        case = case.raw("jira.apps", record::APP, &key, body);
    }
    let evidence = case.one("native-app-beside-robot").evidence;
    assert!(evidence.contains(" and 2 more: an app for Jenkins"), "{evidence}");
    assert_eq!(evidence.matches("(jira on").count(), 3, "{evidence}");
}
