//! `service-account-quota`

use super::{Case, Check, Finding, Severity};

pub(super) const CHECK: Check = Check {
    id: "service-account-quota",
    title: "The quota of service accounts is nearly used up",
    severity: "medium where none is left; low where four fifths are used",
    looks_for: "At least 80 % of `quota.service_accounts` in use. Only where the list of service accounts was read \
                whole.",
    why: "Without a free service account the next integration ends up on a person's token or on a paid dummy user \
          again. Five are free; Guard Standard brings up to 250, an Enterprise plan up to 1000.",
    remedy: "Delete those that are not used, let one serve several integrations of the same team, each with a \
             credential of its own, or weigh the \
             price of a larger quota against that of the dummy users.",
    controls: &["CIS 5.5"],
    run,
};

/// Percent of the quota from which it is said.
const NEARLY: usize = 80;

fn run(case: &Case<'_>) -> Vec<Finding> {
    if !case.is_whole("org.service-accounts") {
        return Vec::new();
    }
    let listed = case.estate.accounts.values().filter(|account| account.listed_service_account);
    let (used, limit) = (listed.count(), usize::try_from(case.quota).unwrap_or(usize::MAX));
    if used == 0 || used.saturating_mul(100) < limit.saturating_mul(NEARLY) {
        return Vec::new();
    }
    let title = format!("{used} of {limit} service accounts are in use");
    let left = limit.saturating_sub(used);
    let are = if left == 1 { "is" } else { "are" };
    let finding = Finding::about_organisation(&CHECK, title)
        .severity(if left == 0 { Severity::Medium } else { Severity::Low })
        .evidence(format!(
            "the list has {used}, the configuration allows {limit} (`quota.service_accounts`), so {left} {are} left"
        ));
    vec![finding]
}
