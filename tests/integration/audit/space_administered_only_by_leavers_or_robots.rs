//! `space-administered-only-by-leavers-or-robots`

use serde_json::{Value, json};
use touchpoint::snapshot::{Status, record};

use crate::case::*;

const CHECK: &str = "space-administered-only-by-leavers-or-robots";

/// A space in which these principals hold the right to administer, read this well.
fn space(change: Value, admins: &[(&str, &str)], status: Status) -> Case {
    let space = with(crate::case::space("5001", "OPS", BEN), change);
    let mut case = Case::usual().raw("confluence.spaces", record::SPACE, "5001", space);
    case = case.raw("confluence.spaces", record::SPACE_ROLE_MODE, "mode", json!({"mode": "PRE_ROLES"}));
    for (at, (kind, id)) in admins.iter().enumerate() {
        let permission = space_permission(&format!("{at}"), kind, id, "administer");
        let body = json!({"spaceId": "5001", "permission": permission});
        case = case.raw("confluence.spaces", record::SPACE_PERMISSION, &format!("5001 {at}"), body);
    }
    case.covered("confluence.spaces", status)
}

fn administered(admins: &[(&str, &str)]) -> Case {
    space(json!({}), admins, Status::Complete)
}

pub(super) fn fires() -> Vec<(&'static str, Case)> {
    let gone = || deactivated(person(ADA, "Ada Example"));
    let app = || with(jira_user(CY, "Diagrams"), json!({"accountType": "app"}));
    let archived = space(json!({"status": "archived"}), &[("user", ADA)], Status::Complete);
    let personal = space(json!({"type": "personal", "key": "~ada"}), &[("user", ADA)], Status::Complete);
    let both = [("user", ADA), ("user", ROBOT)];
    vec![
        ("medium", administered(&[("user", ADA)]).user(gone())),
        ("medium", administered(&[("user", ADA)]).user(deleted(person(ADA, "Ada Example")))),
        ("medium", administered(&[("user", ADA), ("user", CY)]).user(gone()).jira(app())),
        ("medium", space(json!({}), &[("user", ADA)], Status::Partial).user(gone())),
        ("low", administered(&[("user", ROBOT)]).user(robot(ROBOT))),
        ("low", administered(&both).user(gone()).user(robot(ROBOT))),
        ("info", archived.user(gone())),
        ("info", personal.user(gone())),
    ]
}

pub(super) fn misses() -> Vec<(&'static str, Case)> {
    let gone = || deactivated(person(ADA, "Ada Example"));
    let only = [("user", ADA)];
    let unread = |at: &str| {
        let case = space(json!({}), &only, Status::Partial).user(gone());
        case.missed("confluence.spaces", &format!("https://{SITE}/wiki/api/v2/{at}"))
    };
    let reads = json!({"spaceId": "5001", "permission": space_permission("9", "user", ADA, "read")});
    let odd = json!({"spaceId": "5001", "permission": {"id": "8", "principal": {"type": "robot", "id": "x"},
                     "operation": {"key": "administer", "targetType": "space"}}});
    let by_role =
        json!({"spaceId": "5001", "permission": space_permission("7", "role", "r-1", "administer")});
    let with =
        |case: Case, body: Value| case.raw("confluence.spaces", record::SPACE_PERMISSION, "5001 x", body);
    vec![
        ("somebody who is there too", administered(&[("user", ADA), ("user", BEN)]).user(gone())),
        ("a suspended person", administered(&only).user(suspended(person(ADA, "Ada Example")))),
        ("an account of which nothing is known", administered(&only)),
        ("a group too", administered(&[("user", ADA), ("group", "g-1")]).user(gone())),
        ("a service account too", {
            let case = administered(&[("user", ADA), ("user", SERVICE)]).user(gone());
            case.service(service_account(SERVICE))
        }),
        ("a leaver who may only read", with(administered(&[]), reads).user(gone())),
        ("nobody administers it by name", administered(&[])),
        ("somebody it does not name", with(administered(&only), odd).user(gone())),
        ("a role too, and nobody asked who has it", with(administered(&only), by_role).user(gone())),
        ("the list broke off", unread("spaces/5001/permissions")),
        ("nothing says whether there are roles", unread("space-role-mode")),
        ("the surface was not finished", space(json!({}), &only, Status::Running).user(gone())),
    ]
}

/// A gap in another space says nothing of this one.
#[test]
fn what_is_missing_elsewhere_does_not_count() {
    let case =
        space(json!({}), &[("user", ADA)], Status::Partial).user(deactivated(person(ADA, "Ada Example")));
    let case =
        case.missed("confluence.spaces", &format!("https://{SITE}/wiki/api/v2/spaces/50011/permissions"));
    let row = case.one(CHECK);
    assert_eq!(row.title, "Only accounts that have left administer the space \"Operations\"");
    assert_eq!(row.evidence, "administered by Ada Example (deactivated)");
}

/// A role administers where its rights say so.
#[test]
fn roles_count_as_permissions_do() {
    let case = |right: &str, kind: &str, id: &str| {
        let principal = json!({"principalType": kind, "principalId": id});
        let body = json!({"spaceId": "5001", "assignment": {"principal": principal, "roleId": "r-1"}});
        let role = json!({"id": "r-1", "type": "SYSTEM", "name": "Admin", "spacePermissions": [right]});
        let case = administered(&[]).user(deactivated(person(ADA, "Ada Example")));
        let case = case.raw("confluence.spaces", record::SPACE_ROLE, "role r-1", role);
        case.raw("confluence.spaces", record::SPACE_ROLE_ASSIGNMENT, "5001 a", body)
    };
    assert_eq!(case("administer/space", "USER", ADA).one(CHECK).severity.word(), "medium");
    assert!(case("read/space", "USER", ADA).found(CHECK).is_empty());
    assert!(case("administer/space", "ACCESS_CLASS", "all-licensed-users").found(CHECK).is_empty());
}

/// A personal space has the name of a person, so that it is one has to be said; and a robot that is a question is one.
#[test]
fn the_title_says_what_sort_of_space_and_how_sure() {
    let personal = fires().remove(7).1.one(CHECK);
    assert!(personal.title.contains("administer the personal space \""), "{}", personal.title);
    let perhaps =
        with(robot(ROBOT), json!({"name": "Support", "nickname": null, "email": "support@acme.example"}));
    let row = administered(&[("user", ROBOT)]).user(perhaps).one(CHECK);
    assert_eq!(row.title, "Do only robots administer the space \"Operations\"?");
    assert_eq!((row.confidence, row.evidence.as_str()), ("low", "administered by Support (perhaps a robot)"));
}
