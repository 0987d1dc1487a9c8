//! The apps that are installed, as the plug-in manager lists them: Atlassian's own by the dozen, and among them
//! those that somebody put there.

use super::ask::Ask;
use super::credentials::Caller;
use super::jira_api::unauthorised;
use super::reply::Reply;
use super::rule::Product;
use super::world::World;
use serde_json::{Value, json};

/// The media type of the list. `application/json` is refused, though JSON is what it is.
const MEDIA_TYPE: &str = "application/vnd.atl.plugins.installed+json";

pub(crate) struct App {
    product: Product,
    key: String,
    name: String,
    vendor: &'static str,
    enabled: bool,
    user_installed: bool,
}

/// Product, key, name, vendor, enabled.
type ByHand = (Product, &'static str, &'static str, &'static str, bool);

/// Jenkins, reports and page sync have a robot of the cast at their side, which does the same on a paid seat.
const INSTALLED: &[ByHand] = &[
    (Product::Jira, "com.example.jenkins-for-jira", "Jenkins for Jira", "Example Builds", true),
    (Product::Jira, "com.example.github-for-jira", "GitHub for Jira", "Example Source", true),
    (Product::Jira, "com.example.slack-for-jira", "Slack for Jira", "Example Chat", true),
    (Product::Jira, "com.example.reports", "Example Reports for Jira", "Example Reports", true),
    (Product::Jira, "com.example.timesheets", "Example Timesheets", "Example Time", true),
    (Product::Jira, "com.example.mail-handler", "Example Mail Handler", "Example Mail", false),
    (Product::Confluence, "com.example.slack-for-confluence", "Slack for Confluence", "Example Chat", true),
    (Product::Confluence, "com.example.page-sync", "Example Page Sync", "Example Pages", true),
    (Product::Confluence, "com.example.diagrams", "Example Diagrams", "Example Pages", false),
];

/// What every site has, whoever runs it.
const SYSTEM: &[&str] = &[
    "Issue Editor",
    "Activity Streams",
    "Application Links",
    "Atlassian Navigation",
    "Avatar",
    "Charts",
    "Comment Renderer",
    "Custom Fields",
    "Dashboard Gadgets",
    "Editor",
    "Embedded Crowd",
    "Feedback",
    "Flags",
    "Help Tips",
    "Importers",
    "Keyboard Shortcuts",
    "Mail",
    "Mentions",
    "Notifications",
    "Onboarding",
    "Projects",
    "Rich Text",
    "Search",
    "Webhooks",
];

/// The apps of both products.
pub(crate) fn apps() -> Vec<App> {
    let system = [Product::Jira, Product::Confluence].into_iter().flat_map(|product| {
        SYSTEM.iter().map(move |name| App {
            product,
            key: format!("com.atlassian.{}.{}", product.path_name(), name.to_lowercase().replace(' ', "-")),
            name: (*name).to_owned(),
            vendor: "Atlassian",
            enabled: *name != "Feedback",
            user_installed: false,
        })
    });
    let installed = INSTALLED.iter().map(|&(product, key, name, vendor, enabled)| App {
        product,
        key: key.to_owned(),
        name: name.to_owned(),
        vendor,
        enabled,
        user_installed: true,
    });
    let mut all: Vec<App> = system.chain(installed).collect();
    // By name, so that what somebody installed stands among the rest.
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

impl App {
    fn json(&self, base: &str) -> Value {
        let link = |rest: &str| format!("{base}/rest/plugins/1.0/{}-key{rest}", self.key);
        json!({
            "enabled": self.enabled, "enabledByDefault": true, "version": "1.4.0",
            "description": self.name, "name": self.name, "key": self.key,
            "static": !self.user_installed, "usesLicensing": self.user_installed,
            "userInstalled": self.user_installed, "optional": self.user_installed,
            "unloadable": !self.user_installed, "remotable": self.user_installed,
            "vendor": {
                "name": self.vendor, "link": "https://vendor.example", "marketplaceLink": "https://vendor.example",
            },
            "links": { "self": link(""), "plugin-summary": link("/summary") },
        })
    }
}

/// The list of a product's apps.
pub(crate) fn answer(world: &World, ask: &Ask<'_>, product: Product) -> Reply {
    let admin = match product {
        Product::Jira => ask.is_jira_admin(),
        Product::Confluence => ask.is_confluence_admin(),
    };
    match ask.caller {
        Caller::Nobody => return unauthorised(),
        _ if !admin => return Reply::jira_error(403, "Only an administrator may see the installed apps."),
        _ => {}
    }
    // Without the slash at its end the address is another one.
    if !ask.path.ends_with('/') {
        return Reply::jira_error(404, "The requested resource does not exist.");
    }
    if !accepts(ask.accept) {
        return Reply { status: 406, headers: vec![], body: vec![] };
    }
    let base = match product {
        Product::Jira => ask.own_url.to_owned(),
        Product::Confluence => format!("{}/wiki", ask.own_url),
    };
    let plugins: Vec<Value> =
        world.apps.iter().filter(|app| app.product == product).map(|app| app.json(&base)).collect();
    let body = json!({ "plugins": plugins, "links": { "self": format!("{base}/rest/plugins/1.0/") } });
    Reply { headers: vec![("content-type", MEDIA_TYPE.to_owned())], ..Reply::ok(&body) }
}

/// Whether the list's media type is among those asked for; who names none takes any.
fn accepts(header: &str) -> bool {
    let mut types = header.split(',').map(|one| one.split(';').next().unwrap_or_default().trim());
    header.is_empty() || types.any(|one| ["*/*", "application/*", MEDIA_TYPE].contains(&one))
}
