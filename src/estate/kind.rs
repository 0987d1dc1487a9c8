//! What sort of thing a touchpoint is, and how an account holds it.

use serde::Serialize;

/// What sort of thing a touchpoint is; the words are those of the table of effects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// An automation rule of Jira.
    JiraAutomationRule,
    /// An automation rule of Confluence.
    ConfluenceAutomationRule,
    /// An API token of a user.
    ApiToken,
    /// An API key of the organisation.
    OrgApiKey,
    /// A token or OAuth client of a service account.
    ServiceAccountCredential,
    /// An admin webhook of Jira.
    AdminWebhook,
    /// An admin webhook of Confluence.
    ConfluenceWebhook,
    /// A saved search of Jira.
    Filter,
    /// A filter's result, sent by mail on a schedule.
    FilterSubscription,
    /// A dashboard of Jira.
    Dashboard,
    /// A board.
    Board,
    /// The filter behind a board, as far as the board hangs on it.
    BoardFilter,
    /// A step of a workflow that names accounts.
    WorkflowStep,
    /// A step of a workflow that fires an admin webhook.
    WorkflowStepWebhook,
    /// A step of a workflow that an app carries out, with accounts in its settings.
    WorkflowStepApp,
    /// A step of a workflow that starts a Rovo agent.
    WorkflowStepAgent,
    /// A project, led by somebody.
    Project,
    /// A project whose new issues go to its lead.
    ProjectDefaultAssignee,
    /// A component, led by somebody.
    Component,
    /// A component whose new issues go to its lead.
    ComponentDefaultAssignee,
    /// A permission scheme that gives rights to accounts by name.
    PermissionGrant,
    /// A role of a project with accounts in it.
    ProjectRole,
    /// An issue-security level with accounts in it.
    IssueSecurity,
    /// A notification scheme that writes to accounts by name.
    NotificationScheme,
    /// A space of Confluence.
    Space,
    /// The personal space of an account.
    PersonalSpace,
    /// The rights that accounts hold in a space by name.
    SpacePermission,
    /// The pages that an account writes.
    Page,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 28] = [
        Kind::JiraAutomationRule,
        Kind::ConfluenceAutomationRule,
        Kind::ApiToken,
        Kind::OrgApiKey,
        Kind::ServiceAccountCredential,
        Kind::AdminWebhook,
        Kind::ConfluenceWebhook,
        Kind::Filter,
        Kind::FilterSubscription,
        Kind::Dashboard,
        Kind::Board,
        Kind::BoardFilter,
        Kind::WorkflowStep,
        Kind::WorkflowStepWebhook,
        Kind::WorkflowStepApp,
        Kind::WorkflowStepAgent,
        Kind::Project,
        Kind::ProjectDefaultAssignee,
        Kind::Component,
        Kind::ComponentDefaultAssignee,
        Kind::PermissionGrant,
        Kind::ProjectRole,
        Kind::IssueSecurity,
        Kind::NotificationScheme,
        Kind::Space,
        Kind::PersonalSpace,
        Kind::SpacePermission,
        Kind::Page,
    ];

    /// The surfaces that show it: where one of them was not read whole, that none was seen is not that there is
    /// none.
    pub fn surfaces(self) -> &'static [&'static str] {
        match self {
            Kind::JiraAutomationRule => &["jira.automation"],
            Kind::ConfluenceAutomationRule => &["confluence.automation"],
            Kind::ApiToken => &["org.api-tokens"],
            Kind::OrgApiKey => &["org.api-keys"],
            Kind::ServiceAccountCredential => &["org.service-account-credentials"],
            Kind::AdminWebhook => &["jira.webhooks"],
            Kind::ConfluenceWebhook => &["confluence.webhooks"],
            Kind::Filter | Kind::FilterSubscription => &["jira.filters"],
            Kind::Dashboard => &["jira.dashboards"],
            Kind::Board => &["jira.boards"],
            Kind::BoardFilter => &["jira.boards", "jira.filters"],
            Kind::WorkflowStep | Kind::WorkflowStepApp | Kind::WorkflowStepAgent => &["jira.workflows"],
            Kind::WorkflowStepWebhook => &["jira.workflows", "jira.webhooks"],
            Kind::Project | Kind::ProjectDefaultAssignee => &["jira.projects"],
            Kind::Component | Kind::ComponentDefaultAssignee => &["jira.components"],
            Kind::PermissionGrant | Kind::ProjectRole | Kind::IssueSecurity | Kind::NotificationScheme => {
                &["jira.schemes"]
            }
            Kind::Space | Kind::PersonalSpace | Kind::SpacePermission => &["confluence.spaces"],
            Kind::Page => &["confluence.content"],
        }
    }

    /// The kind with this word.
    pub fn from_word(word: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The word in files, tables and ids.
    pub const fn word(self) -> &'static str {
        match self {
            Kind::JiraAutomationRule => "jira-automation-rule",
            Kind::ConfluenceAutomationRule => "confluence-automation-rule",
            Kind::ApiToken => "api-token",
            Kind::OrgApiKey => "org-api-key",
            Kind::ServiceAccountCredential => "service-account-credential",
            Kind::AdminWebhook => "admin-webhook",
            Kind::ConfluenceWebhook => "confluence-webhook",
            Kind::Filter => "filter",
            Kind::FilterSubscription => "filter-subscription",
            Kind::Dashboard => "dashboard",
            Kind::Board => "board",
            Kind::BoardFilter => "board-filter",
            Kind::WorkflowStep => "workflow-step",
            Kind::WorkflowStepWebhook => "workflow-step-webhook",
            Kind::WorkflowStepApp => "workflow-step-app",
            Kind::WorkflowStepAgent => "workflow-step-agent",
            Kind::Project => "project",
            Kind::ProjectDefaultAssignee => "project-default-assignee",
            Kind::Component => "component",
            Kind::ComponentDefaultAssignee => "component-default-assignee",
            Kind::PermissionGrant => "permission-grant",
            Kind::ProjectRole => "project-role",
            Kind::IssueSecurity => "issue-security",
            Kind::NotificationScheme => "notification-scheme",
            Kind::Space => "space",
            Kind::PersonalSpace => "personal-space",
            Kind::SpacePermission => "space-permission",
            Kind::Page => "page",
        }
    }

    /// What people call it.
    pub const fn title(self) -> &'static str {
        match self {
            Kind::JiraAutomationRule => "Jira automation rule",
            Kind::ConfluenceAutomationRule => "Confluence automation rule",
            Kind::ApiToken => "API token",
            Kind::OrgApiKey => "Organisation API key",
            Kind::ServiceAccountCredential => "Service-account credential",
            Kind::AdminWebhook => "Jira webhook",
            Kind::ConfluenceWebhook => "Confluence webhook",
            Kind::Filter => "Filter",
            Kind::FilterSubscription => "Subscription of the filter",
            Kind::Dashboard => "Dashboard",
            Kind::Board => "Board",
            Kind::BoardFilter => "Filter behind the board",
            Kind::WorkflowStep => "Workflow step",
            Kind::WorkflowStepWebhook => "Webhook step of the workflow",
            Kind::WorkflowStepApp => "App's step of the workflow",
            Kind::WorkflowStepAgent => "Agent's step of the workflow",
            Kind::Project => "Project",
            Kind::ProjectDefaultAssignee => "Default assignee of the project",
            Kind::Component => "Component",
            Kind::ComponentDefaultAssignee => "Default assignee of the component",
            Kind::PermissionGrant => "Permission scheme",
            Kind::ProjectRole => "Project role",
            Kind::IssueSecurity => "Issue-security level",
            Kind::NotificationScheme => "Notification scheme",
            Kind::Space => "Space",
            Kind::PersonalSpace => "Personal space",
            Kind::SpacePermission => "Rights in the space",
            Kind::Page => "Pages",
        }
    }

    /// Whether it is an automation rule of either product.
    pub fn is_rule(self) -> bool {
        matches!(self, Kind::JiraAutomationRule | Kind::ConfluenceAutomationRule)
    }

    /// Whether it is an admin webhook of either product.
    pub fn is_webhook(self) -> bool {
        matches!(self, Kind::AdminWebhook | Kind::ConfluenceWebhook)
    }
}

/// How an account holds a touchpoint. Never mixed up: each has its own risk and its own remedy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The touchpoint acts as this account.
    Actor,
    /// It belongs to this account, who hears of its errors.
    Owner,
    /// The account may change it.
    Editor,
    /// The account lent it access to another system.
    Connection,
    /// A credential of this account is written inside it.
    Credential,
    /// It names the account: in a step, a condition, a search, a mention.
    Subject,
    /// The account holds it, as a token.
    Holder,
    /// The account made it.
    Author,
    /// The account leads it.
    Lead,
    /// It gives the account a right.
    Grantee,
    /// It sends to the account.
    Recipient,
}

impl Role {
    /// All of them.
    pub const ALL: [Role; 11] = [
        Role::Actor,
        Role::Owner,
        Role::Editor,
        Role::Connection,
        Role::Credential,
        Role::Subject,
        Role::Holder,
        Role::Author,
        Role::Lead,
        Role::Grantee,
        Role::Recipient,
    ];

    /// The word in files and tables.
    pub fn word(self) -> &'static str {
        match self {
            Role::Actor => "actor",
            Role::Owner => "owner",
            Role::Editor => "editor",
            Role::Connection => "connection",
            Role::Credential => "credential",
            Role::Subject => "subject",
            Role::Holder => "holder",
            Role::Author => "author",
            Role::Lead => "lead",
            Role::Grantee => "grantee",
            Role::Recipient => "recipient",
        }
    }
}
