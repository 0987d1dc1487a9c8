//! Whether whoever asks may see all there is: lists that are read without that right are partial and do not say so.

use serde_json::Value;

use crate::collect::scout::{Scout, Trouble, json};

/// Notes that `what` may be partial where the token's account does not administer Jira.
pub(in crate::collect) async fn doubt(
    scout: &mut Scout,
    surface: &'static str,
    what: &str,
) -> Result<(), Trouble> {
    let Some(site) = scout.site() else { return Ok(()) };
    let path = ["rest", "api", "3", "mypermissions"];
    let call = site.call(surface, "GET mypermissions", "jira", &path)?.query("permissions", "ADMINISTER");
    // Whoever cannot be asked leaves no doubt behind: nothing was read that could be partial.
    if let Ok(reply) = site.session.get(&call).await {
        scout.requests += u64::from(reply.attempts);
        let held = json(&reply.document).pointer("/permissions/ADMINISTER/havePermission");
        if held.and_then(Value::as_bool) == Some(false) {
            let why = format!("the token's account does not administer Jira, so {what} may be partial");
            scout.miss(&reply.address, why)?;
        }
    }
    Ok(())
}
