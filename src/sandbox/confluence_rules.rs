//! Hand-made Confluence rules. No real one was ever published: the envelope is the documented one, every
//! `confluence.…` type string is invented. What matters is that the actor is the person who made the rule.

use super::rule::{Product::Confluence, Rule, RuleMaker, Stage};
use super::secrets::{basic, user_token};
use super::steps::{Hidden, email, header, unknown_step, web_request};
use serde_json::json;

pub(crate) fn confluence_rules(stage: &Stage<'_>) -> Vec<Rule> {
    let who = |handle| stage.who(handle);
    let rule = |name, owner: &str| {
        let trigger =
            unknown_step("TRIGGER", "confluence.example.page-published", json!({ "spaceKey": "DOCS" }));
        stage.rule(Confluence, name, stage.who(owner)).when(trigger)
    };
    let label = || unknown_step("ACTION", "confluence.example.add-label", json!({ "label": "reviewed" }));
    let archive =
        || unknown_step("ACTION", "confluence.example.archive-page", json!({ "olderThanDays": 365 }));
    let notify = |who: &str| {
        let id = &stage.who(who).id;
        unknown_step(
            "ACTION",
            "confluence.example.comment",
            json!({ "body": format!("[~accountid:{id}] look") }),
        )
        .naming(stage.who(who))
    };

    let mut upload = rule("Push page to the intranet", "ada");
    let token = user_token(&mut upload.dice);
    let encoded = basic("wiki-sync@acme.example", &token);
    let request = web_request(
        "https://intranet.acme.example/pages",
        vec![header("Authorization", &format!("Basic {encoded}"), true)],
        None,
    );
    let whose = stage.whose("wiki-sync@acme.example");
    let upload = upload.then(request.carrying(whose, "basic-header", Hidden::OnRequest, &[&encoded, &token]));

    let makers = vec![
        rule("Label reviewed pages", "pia").then(label()),
        // Silently stopped: still shown as enabled.
        rule("Archive old project pages", "eve").inside(&["65537"]).then(archive()),
        rule("Archive meeting notes", "gus").owner_only().then(archive()),
        rule("Sync the handbook", "wikisync").then(label()),
        // Owner left, somebody else set themselves as actor: it runs on, unattended.
        rule("Remind page owners", "dan").acting_as(who("pia")).then(notify("mia")),
        rule("Greet new space members", "mia").editors(&[who("pia"), who("dan")]).then(label()),
        rule("Mail the editor", "mia")
            .then(email("press@partner.example", stage.whose("press@partner.example"))),
        rule("Old sync, switched off", "eve").disabled().then(label()),
        upload,
    ];
    makers.into_iter().map(RuleMaker::finish).collect()
}
