//! `touchpoint doctor`: each kind of credential, and what it is blind to.

use std::process::Output;

use serde_json::Value;
use touchpoint::collect::SURFACES;
use touchpoint::sandbox::{Credentials, Faults, ServiceAccountList, Settings};

use super::common::{Lab, printed, today, touchpoint};

/// What a credential cannot have by any scope.
const NO_SCOPE: [&str; 4] = ["jira.webhooks", "confluence.webhooks", "jira.apps", "confluence.apps"];
const RULES: [&str; 2] = ["jira.automation", "confluence.automation"];

/// The secrets of a run, and by which way the site is read.
struct Given<'a> {
    org_key: &'a str,
    email: Option<&'a str>,
    token: &'a str,
    access: &'a str,
}

impl<'a> Given<'a> {
    /// A key and a person's token, both without scopes: what sees everything.
    fn usual(known: &'a Credentials) -> Given<'a> {
        Given {
            org_key: &known.org_key,
            email: Some(&known.site_email),
            token: &known.site_token,
            access: "site",
        }
    }
}

fn lab(change: impl FnOnce(&mut Settings)) -> Lab {
    let mut settings = Settings::demo(today());
    settings.service_account_list = ServiceAccountList::ApiAccess;
    change(&mut settings);
    Lab::with(settings, Faults::none())
}

fn doctor(lab: &Lab, given: &Given<'_>, arguments: &[&str]) -> Output {
    let config = std::fs::read_to_string(lab.folder.path().join("touchpoint.toml")).unwrap();
    let mut config = config.replace("[[site]]\n", &format!("[[site]]\naccess = \"{}\"\n", given.access));
    if given.email.is_none() {
        config = config.lines().filter(|line| !line.starts_with("site_email")).collect::<Vec<_>>().join("\n");
    }
    std::fs::write(lab.folder.path().join("doctor.toml"), config).unwrap();
    touchpoint()
        .current_dir(lab.folder.path())
        .env("TOUCHPOINT_ORG_KEY", given.org_key)
        .env("TOUCHPOINT_EMAIL", given.email.unwrap_or_default())
        .env("TOUCHPOINT_TOKEN", given.token)
        .args(["doctor", "--config", "doctor.toml"])
        .args(arguments)
        .output()
        .unwrap()
}

fn diagnosis(lab: &Lab, given: &Given<'_>) -> (i32, Value) {
    let output = doctor(lab, given, &["--format", "json"]);
    let answer = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", printed(&output)));
    (output.status.code().unwrap(), answer)
}

fn credential<'a>(answer: &'a Value, name: &str) -> &'a Value {
    answer["credentials"].as_array().unwrap().iter().find(|one| one["name"] == name).unwrap()
}

fn cannot(answer: &Value, name: &str) -> Vec<String> {
    let list = credential(answer, name)["cannot"].as_array().unwrap();
    let mut names: Vec<String> = list.iter().map(|one| one.as_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

fn sorted(names: impl IntoIterator<Item = &'static str>) -> Vec<String> {
    let mut names: Vec<String> = names.into_iter().map(str::to_owned).collect();
    names.sort();
    names
}

fn row<'a>(answer: &'a Value, surface: &str) -> &'a Value {
    answer["surfaces"].as_array().unwrap().iter().find(|row| row["surface"] == surface).unwrap()
}

/// (1) and (3): a key and a token without scopes see everything.
#[test]
fn without_scopes_nothing_is_hidden() {
    let lab = lab(|_| ());
    let known = lab.sandbox.credentials().clone();
    let given = Given::usual(&known);
    let (code, answer) = diagnosis(&lab, &given);
    assert_eq!(code, 0, "{answer:#}");
    assert_eq!(answer["surfaces"].as_array().unwrap().len(), SURFACES.len());
    let org = credential(&answer, "org_key");
    assert_eq!(
        (&org["kind"], &org["valid"]),
        (&"API key of the organisation, without scopes".into(), &true.into())
    );
    let site = credential(&answer, "site_token");
    assert_eq!(site["kind"], "API token of a user, without scopes, of Ada Example");
    for name in ["org_key", "site_token"] {
        assert!(cannot(&answer, name).is_empty(), "{answer:#}");
    }
    let log = lab.sandbox.request_log();
    assert!(log.leaked().is_empty() && log.write_attempts().is_empty());
    lab.stop();
}

/// (2): a key with scopes sees what its scopes name, and the row says which is missing.
#[test]
fn a_scope_that_is_missing_is_named() {
    let lab = lab(|settings| settings.org_key_scopes.retain(|scope| scope != "read:keys:admin"));
    let known = lab.sandbox.credentials().clone();
    let given = Given { org_key: &known.scoped_org_key, ..Given::usual(&known) };
    let (code, answer) = diagnosis(&lab, &given);
    assert_eq!(code, 1);
    assert_eq!(credential(&answer, "org_key")["kind"], "API key of the organisation, with scopes");
    assert_eq!(cannot(&answer, "org_key"), ["org.api-keys"]);
    let keys = row(&answer, "org.api-keys");
    assert_eq!(keys["status"], "denied");
    assert!(keys["reason"].as_str().unwrap().contains("`read:keys:admin`"), "{keys:#}");
    assert!(!keys["consequence"].as_str().unwrap().is_empty());
    lab.stop();
}

/// (4) and (5): tokens with scopes, of a person and of a service account, go through the gateway; what has no scope
/// stays hidden, and the rows say what to use instead.
#[test]
fn the_gateway_hides_what_has_no_scope() {
    let lab = lab(|_| ());
    let known = lab.sandbox.credentials().clone();
    let of_person =
        (Some(known.site_email.as_str()), known.scoped_token.as_str(), "API token of a user, with scopes");
    let of_service =
        (None, known.service_account_token.as_str(), "token of a service account, or an OAuth access token");
    for (email, token, kind) in [of_person, of_service] {
        let given = Given { org_key: &known.org_key, email, token, access: "gateway" };
        let (code, answer) = diagnosis(&lab, &given);
        assert_eq!(code, 1);
        let site = credential(&answer, "site_token");
        assert!(site["kind"].as_str().unwrap().starts_with(kind), "{site:#}");
        assert_eq!(site["valid"], true, "{site:#}");
        assert_eq!(cannot(&answer, "site_token"), sorted(NO_SCOPE.into_iter().chain(RULES)), "{answer:#}");
        for surface in NO_SCOPE {
            let row = row(&answer, surface);
            assert_eq!(row["status"], "denied");
            let reason = row["reason"].as_str().unwrap();
            assert!(
                reason.contains("access = \"site\"") && reason.contains("unscoped token of a person"),
                "{reason}"
            );
        }
    }
    assert!(lab.sandbox.request_log().leaked().is_empty());
    lab.stop();
}

/// A scope that the question after oneself needs is refused like an unknown token; the token is known all the same.
#[test]
fn a_token_without_one_scope_is_not_called_invalid() {
    let lab = lab(|settings| settings.token_scopes.retain(|scope| !scope.contains("user")));
    let known = lab.sandbox.credentials().clone();
    let given = Given { token: &known.scoped_token, access: "gateway", ..Given::usual(&known) };
    let (code, answer) = diagnosis(&lab, &given);
    assert_eq!((code, &credential(&answer, "site_token")["valid"]), (1, &true.into()), "{answer:#}");
    assert_eq!(credential(&answer, "site_token")["advice"], "");
    let users = row(&answer, "jira.users");
    assert_eq!(users["status"], "denied");
    assert!(users["reason"].as_str().unwrap().contains("`read:jira-user`"), "{users:#}");
    lab.stop();
}

/// A token at the door of the other kind is refused, and the advice says where it belongs.
#[test]
fn a_token_at_the_wrong_door_is_told_where_it_belongs() {
    let lab = lab(|_| ());
    let known = lab.sandbox.credentials().clone();
    for (token, access, advice) in [
        (&known.scoped_token, "site", "access = \"gateway\""),
        (&known.site_token, "gateway", "access = \"site\""),
    ] {
        let given = Given { token, access, ..Given::usual(&known) };
        let (code, answer) = diagnosis(&lab, &given);
        assert_eq!(code, 1);
        let site = credential(&answer, "site_token");
        assert_eq!(site["valid"], false, "{site:#}");
        assert!(site["advice"].as_str().unwrap().contains(advice), "{site:#}");
    }
    lab.stop();
}

/// A key that nobody knows is told from one that may not: every place says so, and nothing is written down.
#[test]
fn what_is_refused_leaves_nothing_behind() {
    let lab = lab(|_| ());
    let known = lab.sandbox.credentials().clone();
    let given = Given { org_key: "no-such-key", ..Given::usual(&known) };
    let (code, answer) = diagnosis(&lab, &given);
    assert_eq!((code, &credential(&answer, "org_key")["valid"]), (1, &false.into()), "{answer:#}");
    for format in ["text", "md", "csv"] {
        let output = doctor(&lab, &given, &["--format", format]);
        assert_eq!(output.status.code(), Some(1));
        let text = printed(&output);
        assert!(text.contains("org.api-tokens") && !text.contains("no-such-key"), "{text}");
    }
    let left: Vec<_> =
        std::fs::read_dir(lab.folder.path()).unwrap().flatten().map(|entry| entry.file_name()).collect();
    assert_eq!(left.len(), 2, "two configurations and nothing else: {left:?}");
    lab.stop();
}

/// Whoever may next to nothing is shown less, in lists that look whole: what is known to be a part says so, and no
/// line sends its reader back to `doctor`.
#[test]
fn a_part_is_not_called_the_whole() {
    let lab = lab(|_| ());
    let known = lab.sandbox.credentials().clone();
    let given = Given {
        org_key: &known.limited_org_key,
        email: Some(&known.limited_email),
        token: &known.limited_token,
        ..Given::usual(&known)
    };
    let (code, answer) = diagnosis(&lab, &given);
    assert_eq!(code, 1, "{answer:#}");
    for surface in ["jira.filters", "jira.boards", "jira.projects"] {
        let row = row(&answer, surface);
        assert_eq!(row["status"], "partial", "{row:#}");
        assert!(row["reason"].as_str().unwrap().contains("does not administer Jira"), "{row:#}");
    }
    let text = printed(&doctor(&lab, &given, &[]));
    assert!(!text.contains("`touchpoint doctor` says"), "{text}");
    for place in ["private-boards", "restricted-spaces", "tokens-of-external-users"] {
        assert!(text.contains(place), "{place}: {text}");
    }
    lab.stop();
}

/// One page of each list and one of each details: a look costs what a look may cost.
#[test]
fn a_look_is_cheap() {
    let lab = lab(|settings| {
        settings.people = 400;
        settings.rules = 200;
        settings.page_cap = 20;
    });
    let known = lab.sandbox.credentials().clone();
    let given = Given::usual(&known);
    let (code, answer) = diagnosis(&lab, &given);
    assert_eq!(code, 0, "{answer:#}");
    let requests: u64 =
        answer["surfaces"].as_array().unwrap().iter().filter_map(|row| row["requests"].as_u64()).sum();
    assert!(requests <= 3 * SURFACES.len() as u64, "{requests} requests for {} surfaces", SURFACES.len());
    lab.stop();
}
