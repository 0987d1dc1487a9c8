//! `jira.seats`: the products of Jira, their seats, the groups that grant one, and who is in those groups.

use std::collections::BTreeMap;

use futures::FutureExt;
use serde_json::{Map, Value, json};

use crate::atlassian::seats::ApplicationRole;
use crate::collect::SiteAccess;
use crate::collect::scout::{Scout, Trouble, id_at, json as document};
use crate::collect::surface::{Cost, Level, Needs, Reach, Surface, Wave};
use crate::snapshot::record;
use crate::wire::{PageShape, Rows, Style};

pub(in crate::collect) const SURFACE: Surface = Surface {
    name: "jira.seats",
    product: "jira",
    level: Level::Site,
    wave: Wave::Lists,
    shows: "seats of each Jira product, the groups that grant one and their members; members of nested groups are \
            not promised",
    needs: Needs {
        reach: Reach::Either,
        permission: "the account administers Jira",
        scopes: &["manage:jira-configuration"],
    },
    hides: "which group gives an account its seat in Jira, and how many seats are left, is not known",
    cost: &[
        Cost::Once(2, "for products and the count of users"),
        Cost::Each("product"),
        Cost::Pages("members of each group that grants a seat", 50),
    ],
    read: |scout| read(scout).boxed(),
};

/// The products of which Jira tells how many users count.
const COUNTED: [&str; 4] = ["jira-core", "jira-product-discovery", "jira-servicedesk", "jira-software"];

async fn read(scout: &mut Scout) -> Result<(), Trouble> {
    let Some(site) = scout.site() else { return Ok(()) };
    let path = ["rest", "api", "3", "applicationrole"];
    let call = site.call(SURFACE.name, "GET applicationrole", "jira", &path)?;
    let key: fn(&Value) -> Option<String> = |row| id_at(row, "key");
    let shape = PageShape::new(Style::Single, Rows::Bare).key(key);
    let roles = scout.drain(site.session.pages(call, shape), record::APPLICATION_ROLE, key).await?;
    count(scout, &site, None).await?;
    let counted = roles.keys.into_iter().filter(|key| COUNTED.contains(&key.as_str())).collect();
    for product in scout.sample(counted)? {
        count(scout, &site, Some(&product)).await?;
    }
    members(scout, &site).await
}

/// How many users count, over all products or in one. The question is experimental; what it would have told is a
/// gap, and the rest is read all the same.
async fn count(scout: &mut Scout, site: &SiteAccess, product: Option<&str>) -> Result<(), Trouble> {
    let mut path = vec!["rest", "api", "3", "license", "approximateLicenseCount"];
    path.extend(product.iter().flat_map(|product| ["product", *product]));
    let call = site.call(SURFACE.name, "GET approximateLicenseCount", "jira", &path)?;
    match site.session.get(&call).await {
        Ok(reply) => {
            let value = document(&reply.document).get("value").cloned().unwrap_or_default();
            let mut body = Map::new();
            body.insert("product".to_owned(), product.into());
            body.insert("value".to_owned(), value);
            scout.keep_made(&reply, record::LICENCE_COUNT, product.unwrap_or("all").to_owned(), body)
        }
        Err(error) => {
            scout.requests += u64::from(error.attempts());
            scout.miss(error.address(), format!("the count of licensed users could not be read: {error}"))
        }
    }
}

/// The members of each group that grants a seat.
async fn members(scout: &mut Scout, site: &SiteAccess) -> Result<(), Trouble> {
    let mut groups: BTreeMap<String, (&str, Option<String>)> = BTreeMap::new();
    for role in scout.kept(record::APPLICATION_ROLE)? {
        for group in ApplicationRole(&role.body).groups() {
            let (parameter, value) = match &group.id {
                Some(id) => ("groupId", id.clone()),
                None => ("groupname", group.name.clone().unwrap_or_default()),
            };
            groups.entry(value).or_insert((parameter, group.name));
        }
    }
    let mut lists = Vec::new();
    for (value, (parameter, _)) in &groups {
        let path = ["rest", "api", "3", "group", "member"];
        let call = site.call(SURFACE.name, "GET group/member", "jira", &path)?;
        let call = call.query(*parameter, value).query("startAt", 0).query("maxResults", 50);
        // Corrupted records share the id "unknown": they are not copies of each other.
        let key: fn(&Value) -> Option<String> = |row| id_at(row, "accountId").filter(|id| id != "unknown");
        let shape = PageShape::new(Style::StartAtValues, Rows::At("values")).key(key);
        lists.push((value.clone(), site.session.pages(call, shape)));
    }
    scout
        .each_list(lists, record::GROUP_MEMBER, "group", |value, row| {
            let (parameter, name) = groups.get(value)?;
            let id = row.is_object().then(|| id_at(row, "accountId").unwrap_or_default())?;
            let group_id = (*parameter == "groupId").then_some(value);
            let body = json!({"groupId": group_id, "groupName": name, "member": row});
            Some((format!("{value}/{id}"), body))
        })
        .await
}
