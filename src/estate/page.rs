//! Where a person finds a touchpoint in the product itself.
//!
//! Jira tells the address of a filter's or dashboard's page. The others are addresses that the products are known to
//! answer at: of automation rules, boards, webhooks, workflows and schemes from published tools that link to them (the
//! open-source Jira adapter of Salto keeps a list), of projects and spaces from the products' own links. Where no
//! such address is known, a touchpoint has none: a guess that leads nowhere costs more than a missing link.

use super::Estate;
use super::kind::Kind;
use super::touchpoint::Touchpoint;

/// Gives every touchpoint that has none the address of its page, as far as one is known.
pub(super) fn fill(estate: &mut Estate) {
    for touchpoint in &mut estate.touchpoints {
        if touchpoint.link.is_none() {
            touchpoint.link = address(touchpoint);
        }
    }
}

fn address(touchpoint: &Touchpoint) -> Option<String> {
    let site = host(&touchpoint.site)?;
    let container = Some(touchpoint.container.as_str()).filter(|text| is_key(text));
    let parts: Vec<&str> = touchpoint.native_id.split('/').skip(1).collect();
    let path = match touchpoint.kind {
        Kind::JiraAutomationRule => {
            let id = Some(touchpoint.native_id.as_str()).filter(|id| is_word(id))?;
            format!("jira/settings/automation#/rule/{id}")
        }
        // Of these two the list is known, not the address of one.
        Kind::ConfluenceAutomationRule => "wiki/admin/automation".to_owned(),
        Kind::AdminWebhook => "plugins/servlet/webhooks".to_owned(),
        Kind::Board | Kind::BoardFilter => format!("secure/RapidBoard.jspa?rapidView={}", number(&parts, 0)?),
        Kind::Filter | Kind::FilterSubscription => format!("issues/?filter={}", number(&parts, 0)?),
        Kind::Dashboard => format!("jira/dashboards/{}", number(&parts, 0)?),
        Kind::Project | Kind::ProjectDefaultAssignee => format!("browse/{}", container?),
        Kind::Component | Kind::ComponentDefaultAssignee => {
            format!("plugins/servlet/project-config/{}/administer-components", container?)
        }
        Kind::PermissionGrant => {
            format!("secure/admin/EditPermissions!default.jspa?schemeId={}", number(&parts, 0)?)
        }
        Kind::NotificationScheme => {
            format!("secure/admin/EditNotifications!default.jspa?schemeId={}", number(&parts, 0)?)
        }
        Kind::SpacePermission => format!("wiki/spaces/spacepermissions.action?key={}", container?),
        Kind::Space | Kind::PersonalSpace => format!("wiki/spaces/{}", container?),
        _ => return None,
    };
    Some(format!("https://{site}/{path}"))
}

/// The page of a workflow, which is found by its name.
pub(super) fn workflow(site: &str, name: &str) -> Option<String> {
    let site = host(site)?;
    let mut encoded = String::new();
    for byte in name.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => encoded.push(byte.into()),
            other => encoded.push_str(&format!("%{other:02X}")),
        }
    }
    Some(format!(
        "https://{site}/secure/admin/workflows/ViewWorkflowSteps.jspa?workflowMode=live&workflowName={encoded}"
    ))
}

/// The site, where it is a host that an address can have: what a file or an answer says may be anything.
fn host(site: &str) -> Option<&str> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':');
    Some(site).filter(|site| site.contains('.') && site.bytes().all(fits))
}

/// A number among the parts of an id.
fn number<'a>(parts: &[&'a str], at: usize) -> Option<&'a str> {
    parts.get(at).copied().filter(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A project's or space's key.
fn is_key(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'~');
    !text.is_empty() && text.bytes().all(fits)
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}
