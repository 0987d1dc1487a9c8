//! The configuration is strict, says where and what to do, and never repeats a value.

use std::path::PathBuf;

use chrono::NaiveDate;
use proptest::prelude::*;
use touchpoint::config::{Access, Billing, Config, ConfigError, IdentityHints, SecretSource};
use touchpoint::scrub::Secret;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).expect("a date")
}

fn parse(text: &str) -> Result<Config, ConfigError> {
    Config::parse(text, "touchpoint.toml", today())
}

/// The error, which has to name this line and contain these words.
fn refused(text: &str, line: usize, words: &str) -> String {
    let error = parse(text).expect_err(text);
    let shown = error.to_string();
    assert!(
        error.problems().iter().any(|problem| problem.line == line),
        "line {line} in:\n{shown}\nof:\n{text}"
    );
    assert!(shown.contains(&format!("touchpoint.toml:{line}:")), "{shown}");
    assert!(shown.contains(words), "{words} in {shown}");
    shown
}

const FULL: &str = r#"
[org]
id = "2d1f0c3e-0000-4000-8000-1234567890ab"
api = "https://api.atlassian.com"

[[site]]
url = "https://Acme.atlassian.net/"
cloud_id = "0b1c2d3e-0000-4000-8000-1234567890ab"
access = "site"
surfaces = ["jira.automation", "jira.users"]

[[site]]
url = "http://127.0.0.1:8080"
access = "gateway"

[credentials]
org_key    = { env = "TOUCHPOINT_ORG_KEY" }
site_email = { file = "/run/secrets/email" }
site_token = { command = "pass show atlassian/token" }

[pace]
requests_per_second = 10
concurrency = 4

[policy]
stale_days = 60
expiring_days = 14

[identity]
robots = ["svc-*@acme.com", "712020:0b1c2d3e-0000-4000-8000-1234567890ab"]
people = ["botanist@acme.com"]

[[licence]]
product = "jira"
plan = "standard"
billing = "annual"
seats = 280
tier = 300
renewal = 2027-03-01
price_per_seat = "7.10"
tiers = { 200 = "13500", 300 = "19800" }
currency = "EUR"

[[licence]]
product = "confluence"
plan = "premium"

[quota]
service_accounts = 250

[[register]]
account = "712020:0b1c2d3e-0000-4000-8000-1234567890ab"
owner = "platform-team"
purpose = "Jenkins writes build results"
review_by = 2027-01-31

[[accept]]
finding = "f-3c9a0b1c2d3e"
reason = "is replaced in March"
approver = "ciso@acme.com"
until = 2027-03-31

[[accept]]
check = "robot-on-paid-seat"
account = "svc-x@acme.com"
reason = "contract"
approver = "ciso@acme.com"
until = "2026-11-23"
"#;

#[test]
fn everything_that_the_contract_promises_is_read() {
    let config = parse(FULL).unwrap();
    let org = config.org.as_ref().unwrap();
    assert_eq!(
        (org.id.as_str(), org.api.as_str()),
        ("2d1f0c3e-0000-4000-8000-1234567890ab", "https://api.atlassian.com")
    );
    assert_eq!(config.sites[0].url, "https://acme.atlassian.net");
    assert_eq!((config.sites[0].access, config.sites[1].access), (Access::Site, Access::Gateway));
    assert_eq!(
        config.sites[0].surfaces.as_deref(),
        Some(&["jira.automation".to_owned(), "jira.users".to_owned()][..])
    );
    assert_eq!((config.sites[1].url.as_str(), &config.sites[1].surfaces), ("http://127.0.0.1:8080", &None));
    assert!(
        matches!(&config.credentials.org_key, Some(SecretSource::Env(name)) if name == "TOUCHPOINT_ORG_KEY")
    );
    assert!(
        matches!(&config.credentials.site_email, Some(SecretSource::File(path)) if path == &PathBuf::from("/run/secrets/email"))
    );
    assert!(
        matches!(&config.credentials.site_token, Some(SecretSource::Command(line)) if line.starts_with("pass"))
    );
    assert_eq!((config.pace.requests_per_second, config.pace.concurrency), (10, 4));
    assert_eq!((config.policy.stale_days, config.policy.expiring_days), (60, 14));
    assert_eq!(config.identity.robots.len(), 2);
    let jira = &config.licences[0];
    assert_eq!((jira.billing, jira.seats, jira.tier), (Billing::Annual, Some(280), Some(300)));
    assert_eq!((jira.price_per_seat.as_deref(), jira.currency.as_str()), (Some("7.10"), "EUR"));
    assert_eq!(
        jira.tiers.iter().map(|(n, p)| (*n, p.as_str())).collect::<Vec<_>>(),
        [(200, "13500"), (300, "19800")]
    );
    assert_eq!(jira.renewal, NaiveDate::from_ymd_opt(2027, 3, 1));
    assert_eq!((config.licences[1].billing, config.licences[1].currency.as_str()), (Billing::Monthly, "USD"));
    assert_eq!(config.quota.service_accounts, 250);
    assert_eq!(config.register[0].review_by, NaiveDate::from_ymd_opt(2027, 1, 31));
    assert_eq!(config.accept[0].finding.as_deref(), Some("f-3c9a0b1c2d3e"));
    // The last day still counts.
    assert_eq!(
        (config.accept[1].check.as_deref(), config.accept[1].until),
        (Some("robot-on-paid-seat"), today())
    );
}

#[test]
fn nothing_configured_is_enough() {
    let empty = parse("").unwrap();
    assert_eq!(empty.digest(), Config::default().digest());
    assert_eq!((empty.pace.requests_per_second, empty.pace.concurrency), (20, 8));
    assert_eq!((empty.policy.stale_days, empty.policy.expiring_days), (90, 30));
    assert_eq!(empty.quota.service_accounts, 5);
    assert!(empty.org.is_none() && empty.sites.is_empty() && empty.credentials.org_key.is_none());
    assert_eq!(parse("[org]\nid = \"a-1\"").unwrap().org.unwrap().api, "https://api.atlassian.com");
}

#[test]
fn unknown_keys_are_refused_with_the_nearest_known_one() {
    refused("[policy]\nstale_dayz = 3", 2, "did you mean `stale_days`?");
    refused("[policy]\nstale-days = 3", 2, "did you mean `stale_days`?");
    refused("\n[polcy]\nstale_days = 3", 2, "did you mean `policy`?");
    refused("[[sites]]\nurl = \"https://a.atlassian.net\"", 1, "did you mean `site`?");
    refused("[pace]\nstale_days = 3", 2, "it belongs in [policy]");
    refused("[pace]\nzebra = 3", 2, "known here: requests_per_second, concurrency");
    refused("stale_days = 3", 1, "it belongs in [policy]");
    refused("[credentials]\norg_key = { evn = \"X\" }", 2, "did you mean `env`?");
    refused(
        "[[accept]]\nfinding = \"f-1\"\nreason = \"r\"\naprover = \"a\"\nuntil = 2027-01-01",
        4,
        "did you mean `approver`?",
    );
}

#[test]
fn all_problems_come_at_once_and_in_order() {
    let error =
        parse("[pace]\nconcurrency = 0\nrequests_per_second = 101\n[policy]\nstale_days = -1\nx = 1\n")
            .unwrap_err();
    let lines: Vec<usize> = error.problems().iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [2, 3, 5, 6]);
    assert_eq!(error.to_string().matches("touchpoint.toml:").count(), 4);
}

#[test]
fn broken_toml_names_the_line() {
    refused("[org]\nid = \"a\nb = 1", 2, "not TOML");
    refused("[org]\nid = \"a\"\nid = \"b\"", 3, "not TOML");
    refused("[org]\nid = \"a\"\n\n[org]\n", 4, "not TOML");
}

#[test]
fn wrong_types_and_ranges() {
    refused("[pace]\nrequests_per_second = 0", 2, "from 1 to 100");
    refused("[pace]\nrequests_per_second = \"20\"", 2, "without quotes");
    refused("[pace]\nconcurrency = 33", 2, "from 1 to 32");
    refused("[policy]\nexpiring_days = -1", 2, "policy.expiring_days");
    refused("[policy]\nexpiring_days = 1.5", 2, "whole number");
    refused("[quota]\nservice_accounts = -5", 2, "quota.service_accounts");
    refused("[org]\nid = 5", 2, "in quotes");
    refused("[org]\nid = \"\"", 2, "empty");
    refused("[org]\napi = \"https://api.atlassian.com\"", 1, "`org.id`: is missing");
    refused("[org]\nid = \"a/../b\"", 2, "letters, digits and hyphens");
    refused("org = 3", 1, "[org]");
    refused("[site]\nurl = \"https://a.atlassian.net\"", 1, "two brackets");
    refused("[[site]]\naccess = \"site\"", 1, "`site.url`: is missing");
    refused("[[site]]\nurl = \"https://a.atlassian.net\"\naccess = \"proxy\"", 3, "\"site\" or \"gateway\"");
    refused("[[site]]\nurl = \"https://a.atlassian.net\"\nsurfaces = \"jira.users\"", 3, "is a list");
    refused("[[site]]\nurl = \"https://a.atlassian.net\"\nsurfaces = [1]", 3, "in quotes");
    refused("[[licence]]\nplan = \"standard\"", 1, "`licence.product`: is missing");
    refused(
        "[[licence]]\nproduct = \"jira\"\nplan = \"standard\"\nbilling = \"yearly\"",
        4,
        "\"monthly\" or \"annual\"",
    );
    refused("[[licence]]\nproduct = \"jira\"\nplan = \"standard\"\nrenewal = \"soon\"", 4, "2027-01-31");
    refused("[[licence]]\nproduct = \"jira\"\nplan = \"standard\"\ncurrency = \"$\"", 4, "USD");
    for amount in
        ["7.10", "\"7,10\"", "\"$7\"", "\"-7\"", "\"7.\"", "\".5\"", "\"1e3\"", "\"\"", "\"1.1234567\""]
    {
        refused(
            &format!("[[licence]]\nproduct = \"jira\"\nplan = \"standard\"\nprice_per_seat = {amount}"),
            4,
            "\"7.10\"",
        );
        refused(
            &format!("[[licence]]\nproduct = \"jira\"\nplan = \"standard\"\ntiers = {{ 200 = {amount} }}"),
            4,
            "\"7.10\"",
        );
    }
    refused(
        "[[licence]]\nproduct = \"jira\"\nplan = \"standard\"\ntiers = { many = \"5\" }",
        4,
        "number of users",
    );
    refused("[[register]]\naccount = \"a@b.example\"", 1, "`register.owner`: is missing");
}

/// What would make a sum wrong is refused, with its line and what to do.
#[test]
fn a_licence_that_cannot_be_priced_right_is_refused() {
    let head = "[[licence]]\nproduct = \"jira\"\nplan = \"standard\"\n";
    let one = |lines: &str, line: usize, words: &str| refused(&format!("{head}{lines}\n"), line, words);
    one("price_per_seat = \"0\"", 4, "is zero");
    one("price_per_seat = \"0.00\"", 4, "plan = \"free\"");
    one("currency = \"ABC\"", 4, "is no currency");
    one("currency = \"usd\"", 4, "ISO 4217");
    one("renewal = 2026-11-22", 4, "is past");
    one("discount = \"100\"", 4, "all of the price");
    one("discount = \"-5\"", 4, "is no amount");
    one("rounding = \"10\"", 4, "\"none\" or \"1\" or \"50\"");
    one("billing = \"annual\"\nseats = 301\ntier = 300", 6, "smaller than seats = 301");
    one("billing = \"annual\"\ntier = 100\ntiers = { 200 = \"1\" }", 5, "no price");
    one("tiers = { 200 = \"13500\" }", 4, "annual billing");
    // Prices for a seat that fall with the size of the tier make the cost rise when seats fall.
    one("billing = \"annual\"\ntiers = { 7000 = \"105\", 8000 = \"95\" }", 5, "look like prices for a seat");
    one("price_per_seat = \"7\"\nbands = [{ from = 1, price = \"8\" }]", 5, "two prices for one seat");
    let bands = |bands: &str, words: &str| one(&format!("bands = [{bands}]"), 4, words);
    bands("{ from = 1, to = 100, price = \"8\" }, { from = 100, price = \"7\" }", "overlap: seat 100");
    bands(
        "{ from = 1, to = 100, price = \"8\" }, { from = 102, price = \"7\" }",
        "gap: no band has seat 101",
    );
    bands("{ from = 2, price = \"8\" }", "gap: no band has seat 1");
    bands("{ from = 1, price = \"8\" }, { from = 5, price = \"7\" }", "behind one without an end");
    bands("{ from = 1, to = 0, price = \"8\" }", "ends before it begins");
    bands("{ from = 1, price = \"0\" }", "is zero");
    bands("{ from = 1, price = 8 }", "is no amount");
    bands("{ to = 5, price = \"8\" }", "without a from");
    bands("{ from = 1, prise = \"8\" }", "unknown key");
    bands("5", "no band");
    bands("", "is empty");
    let twice =
        |more: &str| format!("{head}{more}\n[[licence]]\nproduct = \"jira-software\"\nplan = \"premium\"\n");
    refused(&twice(""), 5, "second block for the product of line 1");
    refused(&twice("site = \"one.example\""), 5, "site =");
    let apart = format!("{head}site = \"one.example\"\n{head}site = \"https://two.example/wiki\"\n");
    let sites: Vec<_> = parse(&apart).unwrap().licences.into_iter().map(|one| one.site.unwrap()).collect();
    assert_eq!(sites, ["one.example", "two.example"]);
    // The day of the renewal itself is not past.
    assert!(parse(&format!("{head}renewal = 2026-11-23")).is_ok());
}

#[test]
fn addresses_cannot_leak_a_credential() {
    let site = |url: &str, words: &str| refused(&format!("[[site]]\nurl = \"{url}\""), 2, words);
    for url in [
        "http://acme.atlassian.net",
        "http://127.0.0.1.evil.example",
        "http://localhost.evil.example",
        "http://10.0.0.1",
        "http://[::2]",
    ] {
        site(url, "clear text");
    }
    site("https://user@acme.atlassian.net", "user name");
    site("https://acme.atlassian.net/wiki", "path");
    site("https://acme.atlassian.net?x=1", "query");
    site("https://acme.atlassian.net#x", "fragment");
    site("acme.atlassian.net", "with its scheme");
    site("ftp://acme.atlassian.net", "https://");
    for url in [
        "https://",
        "https://:443",
        "https://a b.example",
        "https://a..b",
        "https://a.example:0",
        "https://a.example:99999",
        "https://a.example:x",
        "https://[zz]",
    ] {
        site(url, "valid host");
    }
    refused("[org]\nid = \"a\"\napi = \"http://api.atlassian.com\"", 3, "clear text");
    for url in [
        "http://localhost:1",
        "http://127.3.2.1",
        "http://[::1]:8080/",
        "https://acme.atlassian.net:443",
        "HTTPS://ACME.example",
    ] {
        assert!(parse(&format!("[[site]]\nurl = \"{url}\"")).is_ok(), "{url}");
    }
}

#[test]
fn nothing_twice() {
    refused(
        "[[site]]\nurl = \"https://a.example\"\n[[site]]\nurl = \"https://A.example/\"",
        4,
        "same as on line 2",
    );
    refused(
        "[[register]]\naccount = \"a@b.c\"\nowner = \"x\"\n[[register]]\naccount = \"A@b.c\"\nowner = \"y\"",
        5,
        "line 2",
    );
}

#[test]
fn exceptions_need_a_reason_an_approver_and_an_end() {
    let accept = |lines: &[&str]| format!("[[accept]]\n{}", lines.join("\n"));
    let (finding, reason, approver, until) =
        ("finding = \"f-1\"", "reason = \"r\"", "approver = \"a\"", "until = 2027-01-01");
    assert!(parse(&accept(&[finding, reason, approver, until])).is_ok());
    refused(&accept(&[finding, approver, until]), 1, "`accept.reason`: is missing");
    refused(&accept(&[finding, reason, until]), 1, "`accept.approver`: is missing");
    refused(&accept(&[finding, reason, approver]), 1, "`accept.until`: is missing");
    refused(&accept(&[finding, "reason = \" \"", approver, until]), 3, "empty");
    refused(&accept(&[finding, reason, approver, "until = 2026-11-22"]), 5, "has expired");
    refused(&accept(&[finding, reason, approver, "until = 2027-02-30"]), 5, "");
    refused(&accept(&[reason, approver, until]), 1, "either finding");
    refused(&accept(&["check = \"c\"", reason, approver, until]), 1, "together with account");
    refused(&accept(&["account = \"c\"", reason, approver, until]), 1, "together with account");
    refused(&accept(&[finding, "check = \"c\"", "account = \"a\"", reason, approver, until]), 1, "alone");
}

#[test]
fn patterns() {
    refused("[identity]\nrobots = [\"*\"]", 2, "every account");
    refused("[identity]\nrobots = [\n  \"svc-*\",\n  \"svc-[a-z]\",\n]", 4, "no pattern");
    refused("[identity]\npeople = [\"\"]", 2, "none empty");
    let list = ["svc-*@acme.com", "712020:0b*", "b?t@x.org"].map(str::to_owned);
    let matches = |id: &str, email: Option<&str>| IdentityHints::matches(&list, id, email);
    assert!(matches("x", Some("SVC-Jenkins@ACME.com")));
    assert!(matches("712020:0b1c", None));
    assert!(matches("x", Some("bot@x.org")));
    assert!(!matches("x", Some("boot@x.org")));
    assert!(!matches("x", Some("svc-a@acme.com.evil.example")));
    assert!(!matches("712020:0B1C", None), "account ids are exact");
    assert!(!IdentityHints::matches(&[], "x", Some("y")));
}

#[test]
fn secrets_in_the_file_are_refused_and_not_repeated() {
    let token = format!("ATATT3xFfGF0{}", "aB3_".repeat(43));
    for (text, line) in [
        ("[credentials]\norg_key = \"SECRET\"".to_owned(), 2),
        ("[credentials]\nsite_token = \"hunter2SECRET\"".to_owned(), 2),
        ("[credentials]\nsite_token = 12345".to_owned(), 2),
        ("[credentials]\nsite_token = { env = \"SECRET\" }".to_owned(), 2),
        ("[credentials]\nsite_token = { value = \"SECRET\" }".to_owned(), 2),
        ("[credentials]\nsite_token = { command = \"echo SECRET\" }".to_owned(), 2),
        ("[credentials]\nsite_token = { SECRET = \"x\" }".to_owned(), 2),
        ("[[site]]\nurl = \"https://a@b.example:SECRET@acme.atlassian.net\"".to_owned(), 2),
        ("[[site]]\n\nurl = \"https://acme.atlassian.net?token=SECRET\"".to_owned(), 3),
        ("[identity]\nrobots = [\"a@b.example\",\n\"SECRET\"]".to_owned(), 3),
        ("# the token is SECRET\n[pace]\n".to_owned(), 1),
        ("[pace]\nconcurrency = 1 # SECRET".to_owned(), 2),
        ("[SECRET]\nx = 1".to_owned(), 1),
        ("[pace]\nSECRET = 1".to_owned(), 2),
        ("[pace]\nconcurrency = \"SECRET\"".to_owned(), 2),
        ("[[site]]\nurl = \"https://a.example\"\naccess = \"SECRET\"".to_owned(), 3),
        ("[[register]]\naccount = \"a\"\nowner = \"o\"\npurpose = \"password: SECRET\"".to_owned(), 4),
        ("x = \"SECRET".to_owned(), 1),
    ] {
        let text = text.replace("SECRET", &token);
        let shown = refused(&text, line, "");
        assert!(!shown.contains("aB3_aB3_"), "{shown}");
        assert!(!shown.contains("hunter2"), "{shown}");
        assert!(!format!("{:?}", parse(&text).unwrap_err()).contains("aB3_aB3_"));
    }
    let shown = refused("[credentials]\norg_key = \"plain words\"", 2, "a secret is written into this file");
    assert!(shown.contains("{ env = \"NAME\" }") && !shown.contains("plain words"), "{shown}");
    assert_eq!(shown.matches("touchpoint.toml:").count(), 1, "said once: {shown}");
    refused("[credentials]\norg_key = { env = \"$KEY\" }", 2, "without $");
    refused("[credentials]\norg_key = { env = \"A\", file = \"b\" }", 2, "exactly one");
    refused("[credentials]\norg_key = {}", 2, "exactly one");
    refused("[credentials]\nsite_email = \"a@b.example\"", 2, "{ env = \"NAME\" }");
}

#[test]
fn unknown_surfaces_are_found_by_who_knows_them() {
    let config = parse(
        "[[site]]\nurl = \"https://a.example\"\nsurfaces = [\n  \"jira.users\",\n  \"jira.automatoin\",\n]",
    )
    .unwrap();
    assert!(config.check_surfaces(&["jira.users", "jira.automatoin"]).is_ok());
    let shown = config.check_surfaces(&["jira.users", "jira.automation"]).unwrap_err().to_string();
    assert!(
        shown.contains("touchpoint.toml:5:3") && shown.contains("did you mean `jira.automation`?"),
        "{shown}"
    );
    assert!(Config::default().check_surfaces(&[]).is_ok());
}

#[test]
fn the_template_is_a_configuration_with_and_without_its_comment_marks() {
    let as_it_is = parse(Config::TEMPLATE).unwrap();
    assert!(as_it_is.org.is_none() && as_it_is.credentials.site_token.is_some());
    let uncommented: Vec<&str> = Config::TEMPLATE
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(rest) if rest.starts_with('[') => rest,
            Some(rest)
                if rest
                    .split_once(" = ")
                    .is_some_and(|(key, _)| key.chars().all(|c| c.is_ascii_lowercase() || c == '_')) =>
            {
                rest
            }
            _ => line,
        })
        .collect();
    let uncommented = uncommented.join("\n");
    let all = parse(&uncommented).unwrap();
    assert!(all.org.is_some() && all.sites.len() == 1 && all.licences.len() == 2);
    assert!(all.register.len() == 1 && all.accept.len() == 1 && all.identity.people.len() == 1);
    // Every key of the full example is explained.
    for line in FULL.lines().filter(|line| line.contains(" = ")) {
        let key = line.split_whitespace().next().unwrap();
        assert!(uncommented.contains(&format!("\n{key} = ")) || matches!(key, "check" | "account"), "{key}");
    }
}

#[test]
fn the_digest_follows_the_meaning_and_no_secret() {
    let digest = |text: &str| parse(text).unwrap().digest();
    let full = digest(FULL);
    assert_eq!(full.len(), 64);
    assert_eq!(full, digest(&format!("# a comment\n{}", FULL.replace(" = ", "   =  "))));
    assert_ne!(full, digest(&FULL.replace("stale_days = 60", "stale_days = 61")));
    let mut given = Config::default();
    given.credentials.org_key = Some(SecretSource::Given(Secret::new("one")));
    let one = given.digest();
    given.credentials.org_key = Some(SecretSource::Given(Secret::new("two")));
    assert_eq!(one, given.digest());
    assert!(!format!("{given:?}").contains("two"));
}

#[test]
fn secrets_are_fetched_from_where_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token");
    std::fs::write(&path, "  hunter2 \nsecond line\n").unwrap();
    let read = |source: SecretSource| source.read().map(|secret| secret.expose().to_owned());
    assert_eq!(read(SecretSource::File(path.clone())).unwrap(), "hunter2");
    assert_eq!(read(SecretSource::Given(Secret::new("g"))).unwrap(), "g");
    assert!(!read(SecretSource::Env("PATH".to_owned())).unwrap().is_empty());
    let failed = |source: SecretSource, words: &str| {
        let shown = read(source).unwrap_err().to_string();
        assert!(shown.contains(words) && !shown.contains("hunter2"), "{shown}");
    };
    failed(SecretSource::Env("TOUCHPOINT_TEST_NOT_SET".to_owned()), "TOUCHPOINT_TEST_NOT_SET is not set");
    failed(SecretSource::File(folder.path().join("none")), "none");
    std::fs::write(folder.path().join("empty"), "\nhunter2").unwrap();
    failed(SecretSource::File(folder.path().join("empty")), "is empty");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(read(SecretSource::Command("printf 'hunter2\\n'".to_owned())).unwrap(), "hunter2");
        failed(SecretSource::Command("echo hunter2; exit 3".to_owned()), "failed");
        failed(SecretSource::Command("true".to_owned()), "is empty");
        failed(SecretSource::Command("printf 'hunter2\\nmore'".to_owned()), "more than one line");
        failed(SecretSource::Command("yes hunter2 | head -c 200000".to_owned()), "");
        let mode = |mode| std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        mode(0o644);
        assert!(SecretSource::File(path.clone()).warning().is_some_and(|text| text.contains("chmod 600")));
        mode(0o600);
        assert_eq!(SecretSource::File(path.clone()).warning(), None);
    }
}

#[test]
fn files_are_found_beside_the_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("touchpoint.toml");
    let missing = Config::load(&path, today()).unwrap_err().to_string();
    assert!(missing.contains("touchpoint init"), "{missing}");
    std::fs::write(&path, "\u{feff}[credentials]\nsite_token = { file = \"token\" }\n").unwrap();
    std::fs::write(folder.path().join("token"), "hunter2").unwrap();
    let config = Config::load(&path, today()).unwrap();
    assert_eq!(config.credentials.site_token.unwrap().read().unwrap().expose(), "hunter2");
    std::fs::write(&path, "[pace]\nx = 1\n").unwrap();
    let shown = Config::load(&path, today()).unwrap_err().to_string();
    assert!(shown.starts_with(&format!("{}:2:1: ", path.display())), "{shown}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_survived(text in any::<String>(), toml in "(\\[{1,2}(org|site|pace|accept|licence)\\]{1,2}\n|(id|url|tiers|until|org_key|x) = (\"[a-z:/@]{0,12}\"|[0-9-]{1,10}|\\{ a = 1 \\}|\\[1, \"a\"\\])\n){0,8}") {
        for text in [text, toml] {
            if let Err(error) = parse(&text) {
                prop_assert!(!error.problems().is_empty());
                prop_assert!(error.problems().iter().all(|problem| problem.line >= 1 && problem.column >= 1));
            }
        }
    }
}
