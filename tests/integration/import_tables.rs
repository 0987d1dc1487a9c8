//! Tables that stand for what has a screen: each is told from its columns, and says no more than they do.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use touchpoint::import;
use touchpoint::scrub::Scrubber;
use touchpoint::snapshot::{Snapshot, record};

use super::common::{csv_rows, printed, touchpoint};

const ADA: &str = "712020:11111111-1111-4111-8111-111111111111";
const BOT: &str = "712020:22222222-2222-4222-8222-222222222222";
const CY: &str = "557058:33333333-3333-4333-8333-333333333333";
const DEE: &str = "5f0000000000000000000004";

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/tables").join(name)
}

/// What a file is read as: its kind, the records of a kind by key, and its problems.
fn read(path: &Path, kind: &str) -> (String, BTreeMap<String, Value>, Vec<String>) {
    let scrubber = Scrubber::new();
    let files = import::read(&[path.to_owned()], &scrubber);
    let contents = files[0].outcome.as_ref().unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    let title = contents.kind.to_owned();
    let problems = contents.problems.iter().map(|gap| format!("{}: {}", gap.place, gap.reason)).collect();
    let folder = tempfile::tempdir().unwrap();
    let mut snapshot = Snapshot::create(&folder.path().join("snapshot.db")).unwrap();
    import::keep(files, &mut snapshot, &scrubber, chrono::DateTime::UNIX_EPOCH).unwrap();
    let records = snapshot.records(kind).unwrap().into_iter().map(|record| (record.key, record.body));
    (title, records.collect(), problems)
}

/// The kind that a table of this text is read as, or why it is not.
fn kind_of(text: &str) -> Result<&'static str, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.csv");
    fs::write(&path, text).unwrap();
    let files = import::read(&[path], &Scrubber::new());
    files[0].outcome.as_ref().map(|contents| contents.kind).map_err(Clone::clone)
}

#[test]
fn accounts_of_domains_are_managed_only_where_the_file_says_so() {
    let (kind, users, problems) = read(&fixture("domain-accounts.csv"), record::DIRECTORY_USER);
    assert_eq!(kind, "accounts of verified domains");
    let told = |id: &str, key: &str| users[id].get(key).cloned();
    assert_eq!(told(ADA, "claimStatus"), Some(json!("managed")));
    assert_eq!(told(BOT, "claimStatus"), Some(json!("unmanaged")));
    assert_eq!(told(CY, "claimStatus"), Some(json!("unmanaged")), "claimed, but by another organisation");
    assert_eq!(told(DEE, "claimStatus"), None, "a bare yes does not say by whom");
    assert_eq!(
        (told(ADA, "access_billable"), told(BOT, "access_billable")),
        (Some(json!(true)), Some(json!(false)))
    );
    assert_eq!((told(ADA, "mfaEnabled"), told(CY, "mfaEnabled")), (Some(json!(true)), None));
    let verified = |id: &str| told(id, "emailVerified");
    assert_eq!((verified(ADA), verified(CY)), (Some(json!(true)), Some(json!(false))));
    assert_eq!(told(ADA, "lastActive"), Some(json!("2026-11-20T00:00:00.000Z")));
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].contains("does not say by which organisation"), "{problems:?}");
}

/// What a file says of a profile is carried; a cell that says nothing leaves it open.
#[test]
fn the_profile_of_a_user_is_carried() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("users.csv");
    let text = "User id,User name,email,User status,Job title,Department,Time zone,Email verified\n\
                a-1,Ada,ada@acme.example,Active,Botanist,Botany,Asia/Tokyo,Not verified\n\
                a-2,Bot,bot@acme.example,Active,,,None,perhaps\n";
    fs::write(&path, text).unwrap();
    let (_, users, problems) = read(&path, record::DIRECTORY_USER);
    let told = |id: &str| {
        ["jobTitle", "department", "timeZone", "emailVerified"].map(|key| users[id].get(key).cloned())
    };
    let wanted = [json!("Botanist"), json!("Botany"), json!("Asia/Tokyo"), json!(false)];
    assert_eq!(told("a-1"), wanted.map(Some));
    assert_eq!(told("a-2"), [None, None, None, None]);
    assert!(problems.is_empty(), "{problems:?}");
}

/// One row a user and group: the same user many times, with the seats and the last view of all of them.
#[test]
fn a_user_in_several_groups_is_one_account() {
    let folder = tempfile::tempdir().unwrap();
    let output = touchpoint()
        .current_dir(folder.path())
        .args(["import", "--as-of", "2026-11-23", "--out", "out"])
        .arg(fixture("users-by-group.csv"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", printed(&output));
    assert!(!printed(&output).contains("not understood"), "{}", printed(&output));
    let accounts = csv_rows(&folder.path().join("out/accounts.csv"));
    assert_eq!(accounts.len(), 2, "{accounts:?}");
    let ada = accounts.iter().find(|row| row["account_id"] == ADA).unwrap();
    assert_eq!((ada["products"].as_str(), ada["last_active"].as_str()), ("jira", "2026-11-20T00:00:00Z"));
    let guest = accounts.iter().find(|row| row["account_id"] == BOT).unwrap();
    assert_eq!(guest["products"], "", "a guest takes no seat");
}

#[test]
fn a_list_of_api_keys_is_read_as_the_api_would_give_it() {
    let (kind, keys, problems) = read(&fixture("org-keys.csv"), record::ORG_KEY);
    assert_eq!(kind, "API keys of the organisation");
    let key = |label: &str| keys.values().find(|key| key["label"] == label).unwrap();
    let provisioning = key("provisioning");
    assert_eq!(provisioning["createdBy"], json!({"name": "Ada Example"}));
    assert_eq!(provisioning["createdAt"], "2026-01-10T09:00:00.000Z");
    assert_eq!(provisioning["expiresAt"], "2027-01-10T00:00:00.000Z");
    assert_eq!(provisioning["scopes"], json!(["read:users:admin", "write:users:admin"]));
    let backup = key("backup");
    assert_eq!(backup["createdBy"], json!({"email": "cy@acme.example"}));
    assert_eq!(backup.get("expiresAt"), Some(&Value::Null), "never is known, not left out");
    assert_eq!(backup["lastActiveAt"], "not written down", "an empty cell does not say never");
    assert_eq!(backup.get("scopes"), None, "an empty cell does not say that it may do all");
    assert_eq!(keys.len(), 2);
    assert_eq!(
        problems,
        [
            "header: columns not understood: Colour",
            "line 4: has neither a label nor anybody who created the key"
        ]
    );
}

#[test]
fn a_list_of_service_accounts_needs_their_ids() {
    let (kind, accounts, problems) = read(&fixture("service-accounts.csv"), record::SERVICE_ACCOUNT);
    assert_eq!(kind, "service accounts");
    let deploys = &accounts["712020:55555555-5555-4555-8555-555555555555"];
    assert_eq!(
        (&deploys["displayName"], &deploys["status"], &deploys["atlassianId"]),
        (&json!("Deploys"), &json!("Active"), &json!("712020:55555555-5555-4555-8555-555555555555"))
    );
    assert_eq!(accounts.len(), 2);
    assert_eq!(
        problems,
        [
            "header: columns not understood: Team",
            "line 4: has no account id, so which service account it is cannot be told"
        ]
    );
}

/// Lists that look alike are told apart by what only one of them has.
#[test]
fn lists_that_look_alike_are_told_apart() {
    let row = "\na,ada@acme.example,2026-01-01,yes\n";
    for (header, kind) in [
        ("label,createdBy,createdAt,x", "API keys of the organisation"),
        ("API key,Created by,Created,Owner", "API keys of the organisation"),
        ("label,created by email,expires,x", "API keys of the organisation"),
        ("label,user,createdAt,createdBy", "API tokens"),
        ("Token,Owner,Created,Created by", "API tokens"),
        ("label,email,createdAt,x", "API tokens"),
        ("Name,Email,Last active,Service account", "users of the organisation"),
        ("Name,Atlassian ID,Last active date [UTC],Billable", "managed accounts"),
        ("Name,Email,Last active,Verified email", "accounts of verified domains"),
        ("User name,email,Last seen in Jira - acme,Org role", "users of the organisation"),
    ] {
        assert_eq!(kind_of(&format!("{header}{row}")), Ok(kind), "{header}");
    }
    let tokens_of_service_accounts = kind_of(&format!("label,Service account,createdAt,x{row}"));
    assert!(tokens_of_service_accounts.is_err(), "{tokens_of_service_accounts:?}");
}
