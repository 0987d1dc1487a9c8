//! All of Confluence, and what is true of it.

use super::spaces::{Principal, Space, spaces};
use super::writing::{Content, contents, last_wrote};
use crate::sandbox::account::Account;
use crate::sandbox::rule::Stage;
use crate::sandbox::truth::TrueBinding;

/// Days within which who wrote something is alive.
const LATELY: i64 = 90;

pub(crate) struct Wiki {
    pub(super) spaces: Vec<Space>,
    pub(super) contents: Vec<Content>,
    pub(crate) bindings: Vec<TrueBinding>,
}

impl Wiki {
    pub(crate) fn build(stage: &Stage<'_>, count: usize) -> Self {
        let spaces = spaces(stage, count);
        let contents = contents(stage, &spaces);
        let of_spaces = spaces.iter().flat_map(|space| of_space(stage, space));
        // Of all who wrote something, only robots make a touchpoint of it.
        let robots = stage.accounts.iter().filter(|a| a.class == "robot");
        let bindings = of_spaces.chain(robots.filter_map(|robot| of_writer(&contents, robot))).collect();
        Self { spaces, contents, bindings }
    }
}

/// Who created a space or whose it is, and whom it gives rights by name.
fn of_space(stage: &Stage<'_>, space: &Space) -> Vec<TrueBinding> {
    let row = |kind: &str, role: &str, account_id: &str| {
        let account = stage.accounts.iter().find(|a| a.id == account_id);
        TrueBinding {
            kind: kind.to_owned(),
            native_id: space.id.clone(),
            name: space.name.clone(),
            container: space.key.clone(),
            state: space.status.to_owned(),
            role: role.to_owned(),
            account_id: account_id.to_owned(),
            account_name: account.map(|a| a.name.clone()).unwrap_or_default(),
        }
    };
    let (kind, role) = if space.is_personal() { ("personal-space", "owner") } else { ("space", "author") };
    let whose = space.author.iter().map(|id| row(kind, role, id));
    let granted = space.grants.iter().filter_map(|(principal, _)| match principal {
        Principal::Account(id) => Some(row("space-permission", "grantee", id)),
        Principal::Group(_) => None,
    });
    whose.chain(granted).collect()
}

fn of_writer(contents: &[Content], robot: &Account) -> Option<TrueBinding> {
    let days = last_wrote(contents, robot)?;
    Some(TrueBinding {
        kind: "page".to_owned(),
        native_id: robot.id.clone(),
        name: format!("pages written by {}", robot.name),
        container: String::new(),
        state: if days <= LATELY { "active" } else { "idle" }.to_owned(),
        role: "author".to_owned(),
        account_id: robot.id.clone(),
        account_name: robot.name.clone(),
    })
}
