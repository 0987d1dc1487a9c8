//! Whether whoever asks may see all there is: lists that are read without that right are partial and do not say so.

use serde_json::Value;

use crate::collect::scout::{Scout, Trouble, json};

/// Notes that `what` may be partial where the token's account does not administer Jira, or nothing says that it does.
pub(in crate::collect) async fn doubt(
    scout: &mut Scout,
    surface: &'static str,
    what: &str,
) -> Result<(), Trouble> {
    let Some(site) = scout.site() else { return Ok(()) };
    let path = ["rest", "api", "3", "mypermissions"];
    let call = site.call(surface, "GET mypermissions", "jira", &path)?.query("permissions", "ADMINISTER");
    let (at, why) = match site.session.get(&call).await {
        Ok(reply) => {
            scout.requests += u64::from(reply.attempts);
            let held = json(&reply.document).pointer("/permissions/ADMINISTER/havePermission");
            let why = match held.and_then(Value::as_bool) {
                Some(true) => return Ok(()),
                Some(false) => {
                    format!("the token's account does not administer Jira, so {what} may be partial")
                }
                None => format!("{UNTOLD}, so {what} may be partial"),
            };
            (reply.address, why)
        }
        Err(error) => {
            scout.requests += u64::from(error.attempts());
            (error.address().to_owned(), format!("{UNTOLD}, so {what} may be partial: {error}"))
        }
    };
    scout.miss(&at, why)
}

const UNTOLD: &str = "nothing says whether the token's account administers Jira";
