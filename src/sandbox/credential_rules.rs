//! Hand-made Jira rules about reaching outside: secrets in every place where people put them, and requests
//! that carry none.

use super::account::Account;
use super::rule::{Product::Jira, Rule, RuleMaker, Stage};
use super::secrets::{basic, opaque, user_token};
use super::steps::{
    Hidden, Step, Whom, arm, branches, compare, header, on_incoming_webhook, on_transition, slack, teams,
    web_request,
};
use serde_json::json;

pub(crate) fn credential_rules(stage: &Stage<'_>) -> Vec<Rule> {
    let makers = [headers(stage), addresses_and_bodies(stage), near_misses(stage)];
    makers.into_iter().flatten().map(RuleMaker::finish).collect()
}

/// A web request with `Authorization: Basic`, for the address `user`. Header names and schemes have no case, and
/// people type them as they come.
fn basic_request(stage: &Stage<'_>, url: &str, user: &str, token: &str, secure: bool) -> Step {
    let encoded = basic(user, token);
    let hidden = if secure { Hidden::OnRequest } else { Hidden::Never };
    let (name, scheme) = if secure { ("Authorization", "Basic") } else { ("authorization", "basic") };
    let step = web_request(url, vec![header(name, &format!("{scheme} {encoded}"), secure)], None);
    step.carrying(stage.whose(user), "basic-header", hidden, &[&encoded, token])
}

fn headers<'a>(stage: &'a Stage<'a>) -> Vec<RuleMaker<'a>> {
    let rule = |name| new(stage, name, stage.who("ben"));
    let api = "https://api.acme.example/v1/events";
    let with_basic = |name, user: &str, secure| {
        let mut rule = rule(name);
        let token = user_token(&mut rule.dice);
        rule.then(basic_request(stage, api, user, &token, secure))
    };
    let mut all = vec![
        with_basic("Create asset in inventory", "cleo.specimen@acme.example", true),
        with_basic("Trigger pipeline", "ci-bot@acme.example", false),
        with_basic("Update the old CMDB", "eve.leftinspring@acme.example", true),
        // The account is deleted, so its address belongs to nobody any more.
        with_basic("Call the retired portal", "gone.for.good@acme.example", false),
        // A user name of some other system: it belongs to no account here.
        with_basic("Call the build server", "deploy", true),
    ];

    let mut bearer = rule("Post to the event bus");
    let token = user_token(&mut bearer.dice);
    let step = web_request(api, vec![header("Authorization", &format!("Bearer {token}"), true)], None);
    all.push(bearer.then(step.carrying(Whom::Unknown, "bearer-header", Hidden::OnRequest, &[&token])));

    let mut custom = rule("Feed the monitoring");
    let (key, other) = (opaque(&mut custom.dice), opaque(&mut custom.dice));
    let keys = vec![header("X-Api-Key", &key, false), header("PRIVATE-TOKEN", &other, true)];
    let step = web_request(api, keys, None)
        .carrying(Whom::Unknown, "api-key-header", Hidden::Never, &[&key])
        .carrying(Whom::Unknown, "api-key-header", Hidden::OnRequest, &[&other]);
    all.push(custom.then(step));

    // The site calls itself with a person's token, which ends with the person's account.
    let mut home = rule("Copy the day's numbers into our own Jira");
    let token = user_token(&mut home.dice);
    let (url, nora) = ("https://acme.atlassian.net/rest/api/3/issue", "nora.specimen@acme.example");
    all.push(home.then(basic_request(stage, url, nora, &token, false).at_home(stage.whose(nora))));

    // One rule, two people, and the second secret far down.
    let mut two = rule("Mirror to both trackers");
    let (a, b) = (user_token(&mut two.dice), user_token(&mut two.dice));
    let first = basic_request(stage, api, "cleo.specimen@acme.example", &a, false);
    let second = basic_request(stage, api, "integration@acme.example", &b, false);
    let inner = branches(vec![arm(vec![compare("{{issue.status.name}}", "Done")], vec![second])]);
    all.push(two.then(first).then(branches(vec![arm(vec![], vec![inner])])));
    all
}

fn addresses_and_bodies<'a>(stage: &'a Stage<'a>) -> Vec<RuleMaker<'a>> {
    let rule = |name, owner| new(stage, name, stage.who(owner));
    let mut all = vec![];

    let mut userinfo = rule("Start job with credentials in the address", "ben");
    let token = opaque(&mut userinfo.dice);
    let url = format!("https://ci-bot%40acme.example:{token}@builds.acme.example/job/deploy");
    let whose = stage.whose("ci-bot@acme.example");
    all.push(userinfo.then(web_request(&url, vec![], None).carrying(
        whose,
        "url-userinfo",
        Hidden::Never,
        &[&token],
    )));

    let mut query = rule("Ping the scheduler", "ben");
    let token = opaque(&mut query.dice);
    let url = format!("https://jobs.acme.example/run?job=sync&token={token}&dry=false");
    let step = web_request(&url, vec![], None);
    all.push(query.then(step.carrying(Whom::Unknown, "url-query", Hidden::Never, &[&token])));

    let mut body = rule("Send survey", "cleo");
    let token = opaque(&mut body.dice);
    let json = json!({ "survey": 7, "auth": { "client_secret": token }, "to": "{{reporter.displayName}}" });
    let step = web_request("https://survey.partner.example/api", vec![], Some(json));
    all.push(body.then(step.carrying(Whom::Unknown, "body-secret", Hidden::Never, &[&token])));

    let mut chat = rule("Announce release in Slack", "ben");
    let (team, channel) =
        (chat.dice.text("ABCDEFGHJK0123456789", 8), chat.dice.text("ABCDEFGHJK0123456789", 8));
    let key = opaque(&mut chat.dice);
    let url = format!("https://hooks.slack.com/services/T{team}/B{channel}/{}", &key[..24]);
    all.push(chat.then(slack(&url)));

    // The same without Slack's own step: the secret is the path.
    let mut hook = rule("Tell the on-call channel", "cleo");
    let key = hook.dice.text("ABCDEFGHJKabcdefghjk0123456789", 24);
    let url = format!("https://hooks.slack.com/services/T0ACME000/B0ACME000/{key}");
    let step = web_request(&url, vec![], Some(json!({ "text": "{{issue.key}}" })));
    all.push(hook.then(step.carrying(Whom::Unknown, "slack-webhook", Hidden::Never, &[&url])));

    let mut meet = rule("Announce release in Teams", "eve");
    let (a, b, key) = (meet.dice.uuid('4'), meet.dice.uuid('4'), meet.dice.hex(32));
    let url = format!("https://acme.webhook.office.com/webhookb2/{a}@{b}/IncomingWebhook/{key}");
    all.push(meet.then(teams(&url)));

    let mut incoming = rule("Monitoring raises an incident", "ada");
    let token = incoming.dice.hex(40);
    all.push(incoming.when(on_incoming_webhook(&token)));

    let mut clear = rule("Tell the warehouse, in clear text", "ben");
    let token = opaque(&mut clear.dice);
    let step =
        web_request("http://warehouse.acme.example/in", vec![header("X-Auth-Token", &token, false)], None);
    all.push(clear.then(step.carrying(Whom::Unknown, "api-key-header", Hidden::Never, &[&token])));
    all
}

fn near_misses<'a>(stage: &'a Stage<'a>) -> Vec<RuleMaker<'a>> {
    let rule = |name| new(stage, name, stage.who("ben"));
    let content_type = || header("Content-Type", "application/json", false);
    let redacted = web_request(
        "https://api.acme.example/v1/audit",
        vec![content_type(), header("Authorization", "***", true)],
        None,
    );
    vec![
        // There is a credential, but the server already hid it: nothing to scrub, nobody to name.
        rule("Audit trail").then(redacted.carrying(Whom::Unknown, "redacted", Hidden::OnRequest, &[])),
        rule("Clear text without a secret").then(web_request(
            "http://status.acme.example/ping",
            vec![],
            None,
        )),
        rule("Public status page").then(web_request(
            "https://status.acme.example/update?page=2&key=OPS",
            vec![content_type(), header("X-Request-Source", "automation", false)],
            Some(json!({ "title": "{{issue.summary}}", "token_count": 3 })),
        )),
    ]
}

fn new<'a>(stage: &'a Stage<'a>, name: &str, owner: &Account) -> RuleMaker<'a> {
    stage.rule(Jira, name, owner).when(on_transition("Done"))
}
