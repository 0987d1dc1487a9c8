//! Confluence: its spaces and who may do what in them, its groups, what was written, and the API that shows it.

mod cql;
mod groups;
mod pages;
mod people;
mod search;
mod spaces;
mod spaces_api;
mod wiki;
mod writing;

pub(super) use wiki::Wiki;

use super::ask::Ask;
use super::reply::Reply;
use super::world::World;

/// The scopes a token needs for each call, as Atlassian's files state them. The site's own host knows no scopes.
fn scope(rest: &[&str]) -> &'static str {
    match rest {
        ["api", "v2", "users-bulk"] => "read:user:confluence",
        ["api", "v2", "space-role-mode"] => "read:configuration:confluence",
        ["api", "v2", "space-roles"] | ["api", "v2", "spaces", _, "role-assignments"] => {
            "read:space.permission:confluence"
        }
        ["api", "v2", ..] => "read:space:confluence",
        ["rest", "api", "search"] => "search:confluence",
        ["rest", "api", "group", ..] => "read:confluence-groups",
        _ => "read:confluence-user",
    }
}

/// `rest` is what follows `wiki`.
pub(super) fn answer(world: &World, ask: &Ask<'_>, rest: &[&str]) -> Reply {
    let Some(me) = world.account_of(ask.caller) else {
        return pages::error_v1(401, "Unauthorized");
    };
    if let Some(refusal) = ask.lacks(scope(rest)) {
        return refusal;
    }
    match rest {
        ["api", "v2", "users-bulk"] => people::users_bulk(world, ask),
        ["api", "v2", rest @ ..] => spaces_api::answer(world, ask, rest).unwrap_or_else(pages::absent_v2),
        ["rest", "api", "search"] => search::search(world, ask),
        ["rest", "api", "user", "current"] => people::current(me),
        ["rest", "api", "group"] => groups::groups(world, ask),
        ["rest", "api", "group", id, "membersByGroupId"] => groups::members(world, ask, id),
        _ => pages::error_v1(404, "Not Found"),
    }
}
