//! Every check, on a case that fires it and on one that just does not; and what holds for all of them.

#![allow(clippy::unwrap_used, reason = "the helpers of tests may panic like the tests themselves")]

mod accepted;
mod account_of_several_people;
mod board_on_private_filter;
mod default_assignee_gone;
mod effects;
mod exception_run_out;
mod ids;
mod lead_gone;
mod native_app_beside_robot;
mod org_key_expiring;
mod org_key_of_leaver;
mod org_key_of_person;
mod org_key_unscoped;
mod owner_about_to_be_deleted;
mod person_with_several_accounts;
mod register_incomplete;
mod registry;
mod robot_holds_seat;
mod robot_people_log_in_to;
mod robot_with_admin_rights;
mod rule_actor_gone;
mod rule_actor_person;
mod rule_actor_robot;
mod rule_clear_text_target;
mod rule_connection_gone;
mod rule_connection_person;
mod rule_credential_embedded;
mod rule_names_leaver;
mod rule_owner_gone;
mod scale;
mod scheme_grants_leaver_or_robot;
mod service_account_credential_expiring;
mod service_account_idle;
mod service_account_over_privileged;
mod service_account_quota;
mod service_account_without_credentials;
mod shared_thing_of_leaver;
mod space_administered_only_by_leavers_or_robots;
mod subscription_of_leaver_or_robot;
mod token_expiring;
mod token_of_integration;
mod token_of_leaver;
mod token_revocation_policy;
mod token_unused;
mod token_without_expiry;
mod webhook_clear_text;
mod webhook_edited_by_leaver;
mod webhook_secret_in_address;
mod webhook_unsigned;
mod workflow_fires_disabled_webhook;
mod workflow_step_names_leaver;

use crate::case::Case;

/// The cases of one check: those that fire it, each with the severity it is to have, and those that just do
/// not, each with what makes the difference.
struct Proof {
    check: &'static str,
    fires: fn() -> Vec<(&'static str, Case)>,
    misses: fn() -> Vec<(&'static str, Case)>,
}

macro_rules! proofs {
    ($($id:literal $file:ident,)*) => {
        [$(Proof { check: $id, fires: $file::fires, misses: $file::misses },)*]
    };
}

/// A new check adds its line here and its file beside the others.
const PROOFS: &[Proof] = &proofs![
    "rule-actor-gone" rule_actor_gone,
    "rule-actor-person" rule_actor_person,
    "rule-actor-robot" rule_actor_robot,
    "rule-owner-gone" rule_owner_gone,
    "rule-connection-gone" rule_connection_gone,
    "rule-connection-person" rule_connection_person,
    "rule-credential-embedded" rule_credential_embedded,
    "rule-clear-text-target" rule_clear_text_target,
    "rule-names-leaver" rule_names_leaver,
    "token-of-integration" token_of_integration,
    "token-of-leaver" token_of_leaver,
    "token-expiring" token_expiring,
    "token-unused" token_unused,
    "token-without-expiry" token_without_expiry,
    "robot-holds-seat" robot_holds_seat,
    "token-revocation-policy" token_revocation_policy,
    "org-key-of-leaver" org_key_of_leaver,
    "org-key-of-person" org_key_of_person,
    "org-key-expiring" org_key_expiring,
    "org-key-unscoped" org_key_unscoped,
    "service-account-idle" service_account_idle,
    "service-account-without-credentials" service_account_without_credentials,
    "service-account-over-privileged" service_account_over_privileged,
    "service-account-credential-expiring" service_account_credential_expiring,
    "service-account-quota" service_account_quota,
    "owner-about-to-be-deleted" owner_about_to_be_deleted,
    "shared-thing-of-leaver" shared_thing_of_leaver,
    "subscription-of-leaver-or-robot" subscription_of_leaver_or_robot,
    "board-on-private-filter" board_on_private_filter,
    "workflow-step-names-leaver" workflow_step_names_leaver,
    "workflow-fires-disabled-webhook" workflow_fires_disabled_webhook,
    "default-assignee-gone" default_assignee_gone,
    "lead-gone" lead_gone,
    "scheme-grants-leaver-or-robot" scheme_grants_leaver_or_robot,
    "space-administered-only-by-leavers-or-robots" space_administered_only_by_leavers_or_robots,
    "robot-with-admin-rights" robot_with_admin_rights,
    "robot-people-log-in-to" robot_people_log_in_to,
    "native-app-beside-robot" native_app_beside_robot,
    "webhook-clear-text" webhook_clear_text,
    "webhook-unsigned" webhook_unsigned,
    "webhook-secret-in-address" webhook_secret_in_address,
    "webhook-edited-by-leaver" webhook_edited_by_leaver,
    "person-with-several-accounts" person_with_several_accounts,
    "account-of-several-people" account_of_several_people,
    "register-incomplete" register_incomplete,
    "exception-run-out" exception_run_out,
];
