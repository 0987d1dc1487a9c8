//! Hand-made Jira rules about identity: who a rule runs as, who owns it, who lent it a connection, whom it
//! names. Beside each rule that something should be said about stands one where nothing should.

use super::rule::{Actor, Product::Jira, Rule, RuleMaker, Stage};
use super::steps::{
    Step, arm, assign, assign_smart, assignee_is, branches, comment, compare, edit_priority, email,
    for_related, jql_condition, jql_condition_object, log, lookup, mention, on_button, on_created,
    on_field_change, on_schedule, on_transition, publish_page, set_reporter, set_reviewers, transition,
    unknown_step, user_is, watch,
};
use serde_json::{Value, json};

pub(crate) fn jira_rules(stage: &Stage<'_>) -> Vec<Rule> {
    let makers = [actors(stage), owners(stage), connections(stage), subjects(stage), deep(stage), odd(stage)];
    makers.into_iter().flatten().map(RuleMaker::finish).collect()
}

fn actors<'a>(stage: &'a Stage<'a>) -> Vec<RuleMaker<'a>> {
    let who = |handle| stage.who(handle);
    let rule = |name, owner| stage.rule(Jira, name, who(owner)).when(on_transition("Done"));
    let done = || transition("Closed");
    vec![
        rule("Close resolved bugs after review", "ben").inside(&["10001"]).acting_as(who("dan")).then(done()),
        rule("Notify finance on contract sign-off", "ben").acting_as(who("fay")).then(comment("Signed.")),
        rule("Reopen when customer replies", "cleo").acting_as(who("gus")).then(transition("Reopened")),
        rule("Escalate overdue incidents", "ben").acting_as(who("cleo")).then(edit_priority()),
        rule("Write build result into issue", "ben")
            .acting_as(who("jenkins"))
            .then(comment("Build {{build}}")),
        rule("Nightly KPI snapshot", "cleo")
            .acting_as(who("reporting"))
            .when(on_schedule("project = OPS AND updated >= -1d"))
            .then(log("snapshot {{issue.key}}")),
        rule("Roll back failed deployment", "ada")
            .acting_as(who("deploybot"))
            .then(transition("Rolled back")),
        rule("Publish release notes", "ada").acting_as(who("notify")).then(comment("Released.")),
        rule("Sync on behalf of release train", "ada").acting_as(who("release")).then(comment("Synced.")),
        rule("Pause while colleague is on leave", "ben").acting_as(who("hal")).then(transition("On hold")),
        rule("Imported from the old site", "ben").acting_as(who("stranger")).then(done()),
        // Near misses: nothing hangs on anybody here.
        rule("Close stale questions", "ben").then(done()),
        rule("Thank the reporter", "cleo").actor(Actor::EventInitiator).then(comment("Thank you!")),
        rule("Hand over to the assignee", "ben")
            .actor(Actor::SmartValue("{{issue.assignee.accountId}}"))
            .then(comment("Yours now.")),
        rule("Old clean-up, switched off", "ben").acting_as(who("dan")).disabled().then(done()),
    ]
}

fn owners<'a>(stage: &'a Stage<'a>) -> Vec<RuleMaker<'a>> {
    let who = |handle| stage.who(handle);
    let rule = |name, owner| stage.rule(Jira, name, who(owner)).when(on_created());
    let triage = || transition("Triage");
    vec![
        rule("Triage new requests", "dan").inside(&["10001", "10002"]).owner_only().then(triage()),
        rule("Label by component", "eve").inside(&["10003"]).then(edit_priority()),
        rule("Welcome new starters", "fay").owner_only().then(comment("Welcome!")),
        rule("Quarterly access review", "ada")
            .editors(&[who("ben"), who("eve"), who("stranger")])
            .labelled("compliance")
            .then(comment("Please review.")),
        rule("Route by region", "cleo").former_editors(&[who("dan")]).then(triage()),
        rule("Private helper of an active colleague", "nora").owner_only().then(triage()),
    ]
}

fn connections<'a>(stage: &'a Stage<'a>) -> Vec<RuleMaker<'a>> {
    let who = |handle| stage.who(handle);
    let rule = |name, owner| stage.rule(Jira, name, who(owner)).when(on_transition("Released"));
    let confluence = "com.atlassian.confluence.native";
    // Hand-made: no exact type strings of these actions are known.
    let push =
        |id: &str| unknown_step("ACTION", "example.git.create-branch", json!({ "name": "x" })).using(id);
    let sheet = |id: &str| {
        unknown_step("ACTION", "example.sheet.append-row", json!({ "row": "{{issue.key}}" })).using(id)
    };
    vec![
        rule("Release page in Confluence", "ben").connected(
            who("cleo"),
            "OAUTH_3LO",
            confluence,
            publish_page,
        ),
        rule("Open release branch", "ben").connected(who("eve"), "API_TOKEN", "example.git", push),
        rule("Append to the release sheet", "ada").connected(who("gus"), "OAUTH_3LO", "example.sheet", sheet),
        rule("Copy to the second site", "ben").connected(
            who("jenkins"),
            "API_TOKEN",
            "example.tracker",
            push,
        ),
        rule("Tell the chat app", "ben").connected(who("chatapp"), "FORGE", "example.chat", push),
    ]
}

fn subjects<'a>(stage: &'a Stage<'a>) -> Vec<RuleMaker<'a>> {
    let who = |handle| stage.who(handle);
    let rule = |name: &str| stage.rule(Jira, name, who("ben")).when(on_created());
    let (dan, eve, fay) = (who("dan"), who("eve"), who("fay"));
    let jql = |id: &str| format!("project = OPS AND assignee = \"{id}\" ORDER BY created");
    let address = |a: &str| email(a, stage.whose(a));
    let named = |step: Step, names: &[&str]| names.iter().fold(step, |s, n| s.naming(stage.who(n)));
    vec![
        rule("Assign network tickets").then(assign(eve)),
        rule("Second line reviewers").then(set_reviewers(&[who("cleo"), dan])),
        rule("File follow-up in the name of the lead").then(set_reporter("jira.issue.create", fay)),
        rule("Chase the backlog of one person")
            .when(named(on_schedule(&jql(&eve.id)), &["eve"]))
            .then(log("chase")),
        rule("Watchers for major incidents").then(watch(dan)).then(watch(who("cleo"))),
        rule("Mail the supplier")
            .then(address("orders@supplier.example"))
            .then(address("dan.leftlastyear@acme.example")),
        rule("Find the twins").then(named(
            lookup(&format!(
                "reporter in ({}, \"{}\") AND status = Open",
                who("botond").id,
                who("abbott").id
            )),
            &["botond", "abbott"],
        )),
        // Near misses: words that look like people or ids and are neither.
        rule("Look for the broken build").then(lookup("text ~ \"4f1c0d5e9a7b3c2d1e0f9a8b\"")),
        rule("Mention whoever is in charge")
            .then(comment("[~accountid:{{issue.assignee.accountId}}] please look"))
            .then(assign_smart("{{issue.reporter.accountId}}")),
    ]
}

/// Things at the bottom of nested blocks, and under the trigger itself.
fn deep<'a>(stage: &'a Stage<'a>) -> Vec<RuleMaker<'a>> {
    let who = |handle| stage.who(handle);
    let urgent = || vec![compare("{{issue.priority.name}}", "Highest")];
    let innermost = branches(vec![
        arm(vec![user_is(who("travis"))], vec![mention("you started this", who("eve"))]),
        arm(vec![], vec![assign(who("gus"))]),
    ]);
    let middle = branches(vec![
        arm(vec![assignee_is(&[who("dan"), who("nora")])], vec![for_related(vec![innermost])]),
        arm(vec![], vec![log("nothing to do")]),
    ]);
    let jql = format!("assignee was {}", who("fay").id);
    vec![
        stage
            .rule(Jira, "Incident routing with many cases", who("cleo"))
            .when(on_field_change("Severity").under(vec![user_is(who("ben"))]))
            .then(branches(vec![arm(urgent(), vec![middle]), arm(vec![], vec![comment("Not urgent.")])])),
        stage
            .rule(Jira, "Two ways of writing a condition", who("ben"))
            .when(on_created())
            .then(jql_condition(&jql).naming(who("fay")))
            .then(jql_condition_object(&format!("reporter = \"{}\"", who("dan").id)).naming(who("dan")))
            .then(comment("Former colleague's issue")),
    ]
}

/// Shapes that must not break a reader.
fn odd<'a>(stage: &'a Stage<'a>) -> Vec<RuleMaker<'a>> {
    let who = |handle| stage.who(handle);
    vec![
        stage
            .rule(Jira, "Steps nobody has heard of", who("ada"))
            .described(None)
            .when(unknown_step("TRIGGER", "com.example.vendor:merge-trigger", Value::Null))
            .then(unknown_step(
                "ORCHESTRATION",
                "example.future.step",
                json!({ "depth": { "a": [1, [2, [3]]] } }),
            ))
            .then(unknown_step("ACTION", "example.empty.step", json!({})))
            .then(unknown_step("ACTION", "example.null.step", Value::Null)),
        stage
            .rule(Jira, "=Übergabe; \"Bereitschaft\", Schicht 2 🚨", who("ben"))
            .described(Some("A name that a spreadsheet would run as a formula.\nAnd a second line."))
            .when(on_button("site-admins"))
            .then(comment("Übergeben.")),
        // Their queries hang on other people's filters: the trigger's on Ben's, a condition's on Nora's.
        stage
            .rule(Jira, "Chase open incidents", who("ada"))
            .when(on_schedule("filter = 10100 AND updated <= -7d"))
            .then(comment("Still open?")),
        stage
            .rule(Jira, "Raise what is on one desk", who("ada"))
            .when(on_created())
            .then(jql_condition("filter = \"Assigned to me\" AND priority = High"))
            .then(edit_priority()),
        stage
            .rule(Jira, "Portal customer opens request", who("ben"))
            .when(on_created().under(vec![user_is(who("customer1"))]))
            .then(comment("We are on it.")),
    ]
}
