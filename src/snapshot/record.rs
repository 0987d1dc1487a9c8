//! The kinds of record a snapshot holds. Collectors and importers write them, the estate reads them, and there
//! are no others.

/// A user of the organisation's directory, or of a file exported from it.
pub const DIRECTORY_USER: &str = "user.directory";
/// A managed account, as the older list of the organisation shows it.
pub const MANAGED_ACCOUNT: &str = "user.managed";
/// A user as Jira lists them.
pub const JIRA_USER: &str = "user.jira";
/// A user as Confluence shows them when asked for by id.
pub const CONFLUENCE_USER: &str = "user.confluence";
/// A service account of the organisation's list.
pub const SERVICE_ACCOUNT: &str = "user.service-account";
/// An automation rule, whole.
pub const RULE: &str = "rule";
/// What the list says of a rule.
pub const RULE_SUMMARY: &str = "rule.summary";
/// An API token of a user.
pub const API_TOKEN: &str = "token.api";
/// An API token in a list that somebody keeps.
pub const LISTED_TOKEN: &str = "token.listed";
/// An API token of a service account.
pub const SERVICE_TOKEN: &str = "token.service-account";
/// An OAuth client of a service account.
pub const OAUTH_CLIENT: &str = "oauth-client";
/// An API key of the organisation.
pub const ORG_KEY: &str = "org-key";
/// A group of the organisation.
pub const GROUP: &str = "group";
/// What a group of the organisation grants: `{groupId, assignment}`.
pub const GROUP_GRANT: &str = "group.grant";
/// A workspace: a product on a site, with its licensed capacity.
pub const WORKSPACE: &str = "workspace";
/// A domain of the organisation.
pub const DOMAIN: &str = "domain";
/// A policy of the organisation.
pub const POLICY: &str = "policy";
/// An event of the audit log.
pub const EVENT: &str = "event";
/// A kind of event that the audit log knows.
pub const EVENT_ACTION: &str = "event.action";
/// An application role of Jira: a product, its seats and the groups that grant one.
pub const APPLICATION_ROLE: &str = "application-role";
/// A member of a group of Jira: `{groupId, groupName, member}`.
pub const GROUP_MEMBER: &str = "group.member";
/// Jira's approximate count of licensed users.
pub const LICENCE_COUNT: &str = "licence-count";
/// An admin webhook, of Jira or Confluence by its surface.
pub const WEBHOOK: &str = "webhook";
/// A filter of Jira, with its subscriptions.
pub const FILTER: &str = "filter";
/// A board.
pub const BOARD: &str = "board";
/// What a board shows: `{boardId, configuration}`.
pub const BOARD_CONFIGURATION: &str = "board.configuration";
/// A dashboard of Jira.
pub const DASHBOARD: &str = "dashboard";
/// A workflow with the rules of its transitions, and whether it is in use: `{isActive, workflow}`.
pub const WORKFLOW: &str = "workflow";
/// A project.
pub const PROJECT: &str = "project";
/// A component of a project: `{projectKey, component}`.
pub const COMPONENT: &str = "component";
/// A permission scheme.
pub const PERMISSION_SCHEME: &str = "scheme.permission";
/// A notification scheme.
pub const NOTIFICATION_SCHEME: &str = "scheme.notification";
/// A member of an issue-security level.
pub const SECURITY_MEMBER: &str = "scheme.security-member";
/// A role of a project with its actors: `{projectKey, role}`.
pub const PROJECT_ROLE: &str = "project.role";
/// An installed app, of Jira or Confluence by its surface.
pub const APP: &str = "app";
/// How much an account did lately: `{accountId, product, what, days, count}`.
pub const ACTIVITY: &str = "activity";
/// A space of Confluence.
pub const SPACE: &str = "space";
/// A permission in a space: `{spaceId, permission}`.
pub const SPACE_PERMISSION: &str = "space.permission";
/// A role given in a space: `{spaceId, assignment}`.
pub const SPACE_ROLE_ASSIGNMENT: &str = "space.role-assignment";
/// A role that a space may give.
pub const SPACE_ROLE: &str = "space.role";
/// Whether a site's spaces are ruled by permissions or by roles.
pub const SPACE_ROLE_MODE: &str = "space.role-mode";
/// How much an account wrote in Confluence: `{accountId, type, days, count}`; without `days`, ever.
pub const CONTENT_COUNT: &str = "content-count";

/// All of them.
pub const ALL: [&str; 42] = [
    DIRECTORY_USER,
    MANAGED_ACCOUNT,
    JIRA_USER,
    CONFLUENCE_USER,
    SERVICE_ACCOUNT,
    RULE,
    RULE_SUMMARY,
    API_TOKEN,
    LISTED_TOKEN,
    SERVICE_TOKEN,
    OAUTH_CLIENT,
    ORG_KEY,
    GROUP,
    GROUP_GRANT,
    WORKSPACE,
    DOMAIN,
    POLICY,
    EVENT,
    EVENT_ACTION,
    APPLICATION_ROLE,
    GROUP_MEMBER,
    LICENCE_COUNT,
    WEBHOOK,
    FILTER,
    BOARD,
    BOARD_CONFIGURATION,
    DASHBOARD,
    WORKFLOW,
    PROJECT,
    COMPONENT,
    PERMISSION_SCHEME,
    NOTIFICATION_SCHEME,
    SECURITY_MEMBER,
    PROJECT_ROLE,
    APP,
    ACTIVITY,
    SPACE,
    SPACE_PERMISSION,
    SPACE_ROLE_ASSIGNMENT,
    SPACE_ROLE,
    SPACE_ROLE_MODE,
    CONTENT_COUNT,
];
