//! The admin webhooks of Jira and Confluence. Both products show the same bean, in no specification, to admins only.

use super::account::Account;
use super::ask::Ask;
use super::credentials::Caller;
use super::dice::Dice;
use super::jira_api::unauthorised;
use super::reply::Reply;
use super::rule::{Product, Stage};
use super::secrets::{PlantedSecret, opaque};
use super::truth::TrueBinding;
use super::world::World;
use chrono::Duration;
use serde_json::{Value, json};

/// How the bean says who changed it last.
#[derive(Clone, Copy)]
enum Editor {
    /// As an account id, the usual way.
    Id(&'static str),
    /// As an object that holds the id.
    Object(&'static str),
    /// Not at all.
    Nobody,
}
use Editor::{Id, Nobody, Object};

/// A secret in the address.
#[derive(Clone, Copy)]
enum Carries {
    Nothing,
    /// As the value of a parameter, before which the address ends.
    Token,
    /// As the password between `:` and `@`, where the address has `{}`.
    Password,
}

struct ByHand {
    name: &'static str,
    url: &'static str,
    carries: Carries,
    editor: Editor,
    enabled: bool,
    signed: bool,
    /// Days since it was last changed.
    changed: i64,
    jql: &'static str,
}

const fn hook(name: &'static str, url: &'static str, editor: Editor) -> ByHand {
    ByHand {
        name,
        url,
        carries: Carries::Nothing,
        editor,
        enabled: true,
        signed: false,
        changed: 120,
        jql: "",
    }
}

/// They are numbered in this order. Workflow steps of the sandbox fire the first three.
const JIRA: &[ByHand] = &[
    ByHand {
        signed: true,
        jql: "project = OPS AND status changed",
        changed: 420,
        ..hook("Tell the build server", "https://builds.acme.example/hooks/jira", Id("dan"))
    },
    hook("Chat bridge", "https://chat.acme.example/hooks/jira", Id("ben")),
    ByHand {
        enabled: false,
        changed: 300,
        ..hook("Old customer list", "https://crm.acme.example/jira-in", Id("eve"))
    },
    hook("Warehouse, in clear text", "http://warehouse.acme.example/jira", Id("cleo")),
    // No network is crossed, so clear text gives nothing away.
    ByHand { signed: true, ..hook("Local relay", "http://127.0.0.1:8089/jira", Id("ada")) },
    ByHand {
        carries: Carries::Token,
        ..hook("Start the nightly jobs", "https://jobs.acme.example/run?job=jira&token=", Id("jenkins"))
    },
    ByHand {
        carries: Carries::Password,
        jql: "labels = release",
        ..hook("Artefact store", "https://deploy:{}@artefacts.acme.example/events", Id("mailbox"))
    },
    ByHand { changed: 700, ..hook("Survey tool", "https://survey.partner.example/jira", Id("gus")) },
    ByHand { signed: true, ..hook("Time sheets", "https://time.acme.example/jira", Object("abbott")) },
    ByHand { changed: 2_400, ..hook("Feed of the first years", "https://feed.acme.example/in", Nobody) },
    ByHand {
        changed: 1_900,
        ..hook("From before the merger", "https://hub.partner.example/in", Id("stranger"))
    },
];

const CONFLUENCE: &[ByHand] = &[
    hook("Search index", "https://search.acme.example/hooks/wiki", Id("pia")),
    ByHand {
        carries: Carries::Token,
        ..hook("Mirror the handbook", "https://mirror.acme.example/wiki?access_token=", Id("wikisync"))
    },
    ByHand { enabled: false, ..hook("Old intranet", "http://intranet.acme.example/wiki", Id("fay")) },
    ByHand {
        changed: 500,
        ..hook("Translation office", "https://translate.partner.example/wiki", Id("dan"))
    },
    hook("Page counter", "https://stats.acme.example/wiki", Object("nora")),
];

pub(crate) struct Webhook {
    product: Product,
    id: String,
    /// The bean without `self`, which depends on where it is served.
    bean: Value,
    pub(crate) binding: Option<TrueBinding>,
    pub(crate) secret: Option<PlantedSecret>,
}

/// The webhooks of both products.
pub(crate) fn webhooks(stage: &Stage<'_>) -> Vec<Webhook> {
    let of = |product: Product, rows: &'static [ByHand]| {
        let mut dice = stage.dice.fork(&format!("{} webhooks", product.path_name()));
        let numbered = rows.iter().zip(1..);
        numbered.map(move |(row, n)| row.make(stage, product, n, &mut dice)).collect::<Vec<_>>()
    };
    [of(Product::Jira, JIRA), of(Product::Confluence, CONFLUENCE)].into_iter().flatten().collect()
}

impl ByHand {
    fn make(&self, stage: &Stage<'_>, product: Product, number: usize, dice: &mut Dice) -> Webhook {
        let editor = match self.editor {
            Id(handle) | Object(handle) => Some(stage.who(handle)),
            Nobody => None,
        };
        let (url, secret) = self.address(dice);
        let id = number.to_string();
        let binding = editor.map(|editor| TrueBinding {
            kind: match product {
                Product::Jira => "admin-webhook",
                Product::Confluence => "confluence-webhook",
            }
            .to_owned(),
            native_id: id.clone(),
            name: self.name.to_owned(),
            container: String::new(),
            state: if self.enabled { "enabled" } else { "disabled" }.to_owned(),
            role: "editor".to_owned(),
            account_id: editor.id.clone(),
            account_name: editor.name.clone(),
        });
        let bean = self.bean(stage, product, editor, &url);
        Webhook { product, id, bean, binding, secret }
    }

    /// Where it sends to, and the secret in that if there is one.
    fn address(&self, dice: &mut Dice) -> (String, Option<PlantedSecret>) {
        let planted = |value: &str, kind| {
            Some(PlantedSecret { value: value.to_owned(), kind, place: self.name.to_owned() })
        };
        match self.carries {
            Carries::Nothing => (self.url.to_owned(), None),
            Carries::Token => {
                let token = opaque(dice);
                (format!("{}{token}", self.url), planted(&token, "url-query"))
            }
            Carries::Password => {
                let password = opaque(dice);
                (self.url.replace("{}", &password), planted(&password, "url-userinfo"))
            }
        }
    }

    fn bean(&self, stage: &Stage<'_>, product: Product, editor: Option<&Account>, url: &str) -> Value {
        let (events, filters) = match product {
            Product::Jira => (
                json!(["jira:issue_created", "jira:issue_updated", "comment_created"]),
                json!({ "issue-related-events-section": self.jql }),
            ),
            Product::Confluence => (json!(["page_created", "page_updated", "page_trashed"]), json!({})),
        };
        let mut bean = json!({
            "name": self.name, "url": url, "excludeBody": false, "filters": filters, "events": events,
            "enabled": self.enabled, "isSigned": self.signed,
            "lastUpdated": (stage.today - Duration::days(self.changed)).timestamp_millis(),
        });
        if let Some(editor) = editor {
            bean["lastUpdatedUser"] = match self.editor {
                Object(_) => json!({ "accountId": editor.id, "displayName": editor.name, "active": true }),
                Id(_) | Nobody => json!(editor.id),
            };
            // The name of an account in no list is known to nobody.
            if !editor.name.is_empty() {
                bean["lastUpdatedDisplayName"] = json!(editor.name);
            }
        }
        bean
    }
}

/// `rest` is what follows `rest/webhooks/1.0`.
pub(crate) fn answer(world: &World, ask: &Ask<'_>, product: Product, rest: &[&str]) -> Reply {
    if let Some(refusal) = denied(ask, product) {
        return refusal;
    }
    let root = match product {
        Product::Jira => format!("{}/rest/webhooks/1.0/webhook", ask.own_url),
        Product::Confluence => format!("{}/wiki/rest/webhooks/1.0/webhook", ask.own_url),
    };
    let bean = |webhook: &Webhook| {
        let mut bean = webhook.bean.clone();
        bean["self"] = json!(format!("{root}/{}", webhook.id));
        bean
    };
    let mut all = world.webhooks.iter().filter(|w| w.product == product);
    match rest {
        ["webhook"] => Reply::ok(&all.map(bean).collect()),
        ["webhook", id] => match all.find(|w| w.id == *id) {
            Some(webhook) => Reply::ok(&bean(webhook)),
            None => Reply::jira_error(404, "The webhook does not exist."),
        },
        _ => Reply::jira_error(404, "The requested resource does not exist."),
    }
}

/// Admins only, and each product says so in its own way.
fn denied(ask: &Ask<'_>, product: Product) -> Option<Reply> {
    let (admin, refusal) = match product {
        Product::Jira => (ask.is_jira_admin(), "You do not have permission to administer webhooks."),
        Product::Confluence => (ask.is_confluence_admin(), "Current user not permitted to use Confluence"),
    };
    match ask.caller {
        Caller::Nobody => Some(unauthorised()),
        _ => (!admin).then(|| Reply::json(403, &json!({ "statusCode": 403, "message": refusal }))),
    }
}
