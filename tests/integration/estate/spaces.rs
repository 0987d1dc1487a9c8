//! Spaces: who made them, and who holds rights in them by either way of giving rights.

use serde_json::{Value, json};
use touchpoint::estate::{Estate, SpaceFacts};
use touchpoint::snapshot::{Status, record};

use super::{reasons, rows, strange};
use crate::case::*;

const SPACES: &str = "confluence.spaces";

fn case(space: Value) -> Case {
    Case::new().raw(SPACES, record::SPACE, "5001", space).covered(SPACES, Status::Complete)
}

fn operations() -> Case {
    case(space("5001", "OPS", BEN))
}

fn permitted(case: Case, id: &str, permission: Value) -> Case {
    let body = json!({"spaceId": "5001", "permission": permission});
    case.raw(SPACES, record::SPACE_PERMISSION, &format!("5001 {id}"), body)
}

fn assigned(case: Case, kind: &str, id: &str, role: &str) -> Case {
    let principal = json!({"principalType": kind, "principalId": id});
    let body = json!({"spaceId": "5001", "assignment": {"principal": principal, "roleId": role}});
    case.raw(SPACES, record::SPACE_ROLE_ASSIGNMENT, &format!("5001 {kind} {id} {role}"), body)
}

fn facts(estate: &Estate) -> SpaceFacts {
    let mut found = estate.touchpoints.iter().filter_map(|thing| thing.space());
    found.next().unwrap().clone()
}

fn row(kind: &str, role: &str, who: &str) -> [String; 6] {
    [kind, "Operations", "OPS", "current", role, who].map(str::to_owned)
}

#[test]
fn a_space_has_an_author_and_a_personal_one_an_owner() {
    let estate = operations().estate();
    assert_eq!(rows(&estate), [row("space", "author", BEN)]);
    assert_eq!(estate.touchpoints[0].native_id, format!("{CLOUD}/5001"));
    assert_eq!(estate.touchpoints[0].product, "confluence");
    let personal = with(space("5001", "OPS", BEN), json!({"type": "personal"}));
    assert_eq!(rows(&case(personal).estate()), [row("personal-space", "owner", BEN)]);
    for kind in ["collaboration", "knowledge_base", "a_new_one"] {
        let other = with(space("5001", "OPS", BEN), json!({"type": kind}));
        assert_eq!(rows(&case(other).estate()), [row("space", "author", BEN)], "{kind}");
    }
    let archived = with(space("5001", "OPS", BEN), json!({"status": "archived"}));
    assert_eq!(case(archived).estate().touchpoints[0].state, "archived");
}

#[test]
fn a_space_of_nobody_is_a_gap() {
    for author in [json!(null), json!("unknown"), json!(17)] {
        let mut damaged = space("5001", "OPS", BEN);
        damaged["authorId"] = author.clone();
        let estate = case(damaged).estate();
        assert!(estate.touchpoints.is_empty() && estate.accounts.is_empty(), "{author}");
        assert_eq!(reasons(&estate), ["the space \"Operations\" does not say who created it"], "{author}");
    }
}

#[test]
fn permissions_are_told_by_whom_they_are_held() {
    let mut case = operations();
    for (at, (kind, id, operation)) in [
        ("user", ADA, "administer"),
        ("user", ADA, "read"),
        ("user", BEN, "read"),
        ("group", "g-1", "administer"),
        ("group", "g-2", "read"),
    ]
    .into_iter()
    .enumerate()
    {
        let id_of = at.to_string();
        case = permitted(case, &id_of, space_permission(&id_of, kind, id, operation));
    }
    let estate = case.estate();
    let wanted = [
        row("space", "author", BEN),
        row("space-permission", "grantee", BEN),
        row("space-permission", "grantee", ADA),
    ];
    assert_eq!(rows(&estate), wanted);
    let ada = estate.bindings.iter().find(|binding| binding.who.stand_in() == ADA).unwrap();
    let spots: Vec<&str> = ada.spots.iter().map(|spot| spot.what.as_str()).collect();
    assert_eq!(spots, ["administer space", "read space"]);
    let facts = facts(&estate);
    assert_eq!(facts.admins.iter().map(|id| id.as_str()).collect::<Vec<_>>(), [ADA]);
    assert_eq!((facts.admin_groups.as_slice(), facts.whole), (["group g-1".to_owned()].as_slice(), true));
}

#[test]
fn roles_are_told_by_their_names() {
    let roles = |case: Case| {
        let admin =
            json!({"id": "r-1", "name": "Admin", "spacePermissions": ["read/space", "administer/space"]});
        let viewer = json!({"id": "r-2", "name": "Viewer", "spacePermissions": ["read/space"]});
        case.raw(SPACES, record::SPACE_ROLE, "role r-1", admin).raw(
            SPACES,
            record::SPACE_ROLE,
            "role r-2",
            viewer,
        )
    };
    let given = |case: Case| {
        let case = assigned(case, "USER", ADA, "r-1");
        let case = assigned(case, "USER", BEN, "r-2");
        assigned(case, "ACCESS_CLASS", "all-licensed-users", "r-1")
    };
    let estate = roles(given(operations())).estate();
    assert!(estate.gaps.is_empty(), "{:?}", estate.gaps);
    let read = facts(&estate);
    assert_eq!(read.admins.iter().map(|id| id.as_str()).collect::<Vec<_>>(), [ADA]);
    assert_eq!(read.admin_groups, ["class all-licensed-users"]);
    assert!(read.whole);
    let spot = |who: &str| {
        let of = |binding: &&touchpoint::estate::Binding| {
            binding.role.word() == "grantee" && binding.who.stand_in() == who
        };
        estate.bindings.iter().find(of).unwrap().spots[0].what.clone()
    };
    assert_eq!((spot(ADA).as_str(), spot(BEN).as_str()), ("role Admin", "role Viewer"));
    // A role of which nothing is known may be one that administers.
    let estate = given(operations()).estate();
    let read = facts(&estate);
    assert!(read.admins.is_empty() && !read.whole);
    assert_eq!(reasons(&estate), ["a role in the space 5001 does not say what it allows"; 3]);
}

#[test]
fn what_is_not_understood_makes_the_rights_not_whole() {
    let plain = || permitted(operations(), "1", space_permission("1", "user", ADA, "administer"));
    assert!(facts(&plain().estate()).whole);
    for (odd, gaps) in [
        (space_permission("2", "user", "unknown", "administer"), 1),
        (space_permission("2", "somebody", "x", "read"), 1),
        (json!({"id": "2", "principal": {"type": "user", "id": ADA}}), 1),
        (json!({"id": "2"}), 1),
        (json!("text"), 1),
        (space_permission("2", "role", "r-1", "administer"), 0),
    ] {
        let estate = permitted(plain(), "2", odd.clone()).estate();
        assert!(!facts(&estate).whole, "{odd}");
        assert_eq!((estate.gaps.len(), estate.touchpoints.len()), (gaps, 2), "{odd}");
    }
    // Who holds the role was asked too.
    let asked = permitted(plain(), "2", space_permission("2", "role", "r-1", "administer"));
    let asked = asked.raw(SPACES, record::SPACE_ROLE_MODE, "mode", json!({"mode": "ROLES_TRANSITION"}));
    assert!(facts(&asked.estate()).whole);
}

#[test]
fn whatever_stands_there_is_no_crash() {
    for value in strange() {
        let mut all = Case::new();
        for (at, kind) in [
            record::SPACE,
            record::SPACE_PERMISSION,
            record::SPACE_ROLE_ASSIGNMENT,
            record::SPACE_ROLE,
            record::SPACE_ROLE_MODE,
        ]
        .into_iter()
        .enumerate()
        {
            all = all.raw(SPACES, kind, &at.to_string(), value.clone());
        }
        let estate = all.estate();
        assert!(estate.touchpoints.is_empty() && estate.gaps.len() >= 4, "{value}: {:?}", estate.gaps);
    }
    for field in ["id", "key", "name", "type", "status", "authorId"] {
        let mut case = Case::new();
        for (at, value) in strange().into_iter().enumerate() {
            let mut odd = space(&format!("{at}"), "OPS", BEN);
            odd[field] = value;
            case = case.raw(SPACES, record::SPACE, &format!("{at}"), odd);
        }
        // An author may be any text.
        let told = case.estate().touchpoints.len();
        assert_eq!(told, if field == "authorId" { 1 } else { strange().len() }, "{field}");
    }
}
