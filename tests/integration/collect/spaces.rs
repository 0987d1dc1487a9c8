//! Spaces agree with the truth whichever way the site gives rights in them.

use std::collections::BTreeSet;

use touchpoint::estate::{Estate, Who};
use touchpoint::sandbox::{Faults, Sandbox, Settings, SpaceRoleMode, World};
use touchpoint::snapshot::{Snapshot, Status};

use super::scan::scan;
use crate::common::today;

const KINDS: [&str; 3] = ["space", "personal-space", "space-permission"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn permissions_and_roles_tell_the_same_truth() {
    let mut spotted = Vec::new();
    for mode in [SpaceRoleMode::PreRoles, SpaceRoleMode::Transition, SpaceRoleMode::Roles] {
        let settings = Settings { space_roles: mode, ..Settings::demo(today()) };
        let sandbox = Sandbox::start(World::build(&settings), Faults::none()).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let whole = sandbox.config_toml();
        let (_, site) = whole.split_once("[[site]]").unwrap();
        let only = "surfaces = [\"confluence.spaces\"]\n\n[credentials]";
        let config = format!("[[site]]{}", site.replace("[credentials]", only));
        let coverage = scan(&sandbox, &config, folder.path()).await;
        let row = coverage.iter().find(|row| row.place.surface == "confluence.spaces").unwrap();
        assert_eq!(row.status, Status::Complete, "{mode:?}: {}", row.reason);

        let estate =
            Estate::read(&Snapshot::read(&folder.path().join("snapshot.db")).unwrap(), today()).unwrap();
        let found: BTreeSet<[String; 6]> = estate
            .bindings
            .iter()
            .filter_map(|binding| {
                let thing = estate.touchpoint_of(binding);
                let Who::Account(id) = &binding.who else { return None };
                let role = binding.role.word();
                let row = [thing.kind.word(), &thing.name, &thing.container, &thing.state, role, id.as_str()];
                Some(row.map(str::to_owned))
            })
            .collect();
        let truth: BTreeSet<[String; 6]> = sandbox
            .truth()
            .bindings
            .into_iter()
            .filter(|b| KINDS.contains(&b.kind.as_str()))
            .map(|b| [b.kind, b.name, b.container, b.state, b.role, b.account_id])
            .collect();
        let missing: Vec<_> = truth.difference(&found).collect();
        let invented: Vec<_> = found.difference(&truth).collect();
        assert!(
            missing.is_empty() && invented.is_empty(),
            "{mode:?} missing: {missing:#?}\ninvented: {invented:#?}"
        );

        let admins: BTreeSet<(String, Vec<String>, bool)> = estate
            .touchpoints
            .iter()
            .filter_map(|thing| {
                let facts = thing.space()?;
                let ids = facts.admins.iter().map(|id| id.as_str().to_owned()).collect();
                Some((thing.container.clone(), ids, facts.whole))
            })
            .collect();
        assert!(admins.iter().any(|(_, ids, _)| !ids.is_empty()), "{mode:?}: somebody administers something");
        spotted.push(admins);
        sandbox.stop().await;
    }
    assert_eq!(spotted[0], spotted[1]);
    assert_eq!(spotted[0], spotted[2]);
}
