//! The two listeners: who is asking, what for, and what goes wrong on the way out.

use super::ask::Ask;
use super::credentials::Credentials;
use super::faults::{Fault, Faults, Retry};
use super::log::{Host, LoggedRequest, RequestLog, SharedLog};
use super::reply::Reply;
use super::rule::Product;
use super::truth::Truth;
use super::world::{ServiceAccountList, World};
use super::{
    access_api, apps, automation_api, confluence, damage, events_api, jira_api, manage_api, org_api,
    org_lists, org_v1, webhooks,
};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Query, Request, State};
use axum::http::Method;
use axum::response::Response;
use futures::StreamExt as _;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Nobody sends the sandbox more than a search body.
const BODY_LIMIT: usize = 1 << 20;
/// Where `Fault::RedirectHere` leads: the same address behind this, free of faults.
const AGAIN: &str = "/~again";

/// A simulated Atlassian Cloud, serving one world on two ports of 127.0.0.1 until stopped or dropped.
pub struct Sandbox {
    state: Arc<Shared>,
    api_port: u16,
    stop: watch::Sender<bool>,
    servers: Vec<JoinHandle<io::Result<()>>>,
}

struct Shared {
    world: World,
    faults: Faults,
    log: SharedLog,
    events_gate: events_api::Gate,
    credentials: Credentials,
    api_url: String,
    site_url: String,
}

impl Sandbox {
    /// Serves `world` on two free ports of 127.0.0.1, on the current tokio runtime.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(world: World, faults: Faults) -> io::Result<Self> {
        Self::start_on(world, faults, 0).await
    }

    /// The same with the API host on `port` and the site host on the next one; 0 stands for any two.
    ///
    /// # Errors
    /// When a port is taken.
    pub async fn start_on(world: World, faults: Faults, port: u16) -> io::Result<Self> {
        let site_port = if port == 0 { 0 } else { port.checked_add(1).ok_or(io::ErrorKind::InvalidInput)? };
        let api = TcpListener::bind(("127.0.0.1", port)).await?;
        let site = TcpListener::bind(("127.0.0.1", site_port)).await?;
        let url = |listener: &TcpListener| Ok::<_, io::Error>(format!("http://{}", listener.local_addr()?));
        let api_port = api.local_addr()?.port();
        let state = Arc::new(Shared {
            credentials: Credentials::of(&world),
            api_url: url(&api)?,
            site_url: url(&site)?,
            log: SharedLog::default(),
            events_gate: events_api::Gate::default(),
            world,
            faults,
        });
        let (stop, stopped) = watch::channel(false);
        let servers = [(Host::Api, api), (Host::Site, site)]
            .into_iter()
            .map(|(host, listener)| {
                let router = Router::new().fallback(serve).with_state((host, Arc::clone(&state)));
                let mut stopped = stopped.clone();
                // An error here means that the sender is gone, which is the end as well.
                let end = async move { drop(stopped.wait_for(|stop| *stop).await) };
                tokio::spawn(async move { axum::serve(listener, router).with_graceful_shutdown(end).await })
            })
            .collect();
        Ok(Self { state, api_port, stop, servers })
    }

    /// Address that stands for `https://api.atlassian.com`.
    pub fn api_url(&self) -> &str {
        &self.state.api_url
    }

    /// Address that stands for the site, e.g. `https://acme.atlassian.net`.
    pub fn site_url(&self) -> &str {
        &self.state.site_url
    }

    /// Port of the API host.
    pub fn port(&self) -> u16 {
        self.api_port
    }

    /// The credentials it accepts.
    pub fn credentials(&self) -> &Credentials {
        &self.state.credentials
    }

    /// What a perfect auditor would find.
    pub fn truth(&self) -> Truth {
        self.state.world.truth()
    }

    /// The world it serves.
    pub fn world(&self) -> &World {
        &self.state.world
    }

    /// The faults in force; change them at will.
    pub fn faults(&self) -> &Faults {
        &self.state.faults
    }

    /// What was asked so far.
    pub fn request_log(&self) -> RequestLog {
        self.state.log.copy()
    }

    /// A configuration that points at this sandbox. The secrets stay in the environment, where they belong.
    pub fn config_toml(&self) -> String {
        format!(
            r#"[org]
id = "{}"
api = "{}"

[[site]]
url = "{}"

[credentials]
org_key = {{ env = "TOUCHPOINT_ORG_KEY" }}
site_email = {{ env = "TOUCHPOINT_EMAIL" }}
site_token = {{ env = "TOUCHPOINT_TOKEN" }}
"#,
            World::ORG_ID,
            self.api_url(),
            self.site_url()
        )
    }

    /// Stops answering and waits for what is under way, two seconds at most.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        for mut server in self.servers.drain(..) {
            if tokio::time::timeout(Duration::from_secs(2), &mut server).await.is_err() {
                server.abort();
            }
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

/// Every request of both hosts.
async fn serve(State((host, state)): State<(Host, Arc<Shared>)>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let full_path = head.uri.path().to_owned();
    let query_text = head.uri.query().unwrap_or_default().to_owned();
    let authorization = head.headers.get("authorization").and_then(|v| v.to_str().ok());
    let path = full_path.strip_prefix(AGAIN).unwrap_or(&full_path);
    let reads = head.method == Method::GET || head.method == Method::POST && is_search(host, path);
    // Noted before anything can take time: whoever gives up waiting has still sent what it sent.
    let number = state.log.came(LoggedRequest {
        host,
        method: head.method.to_string(),
        path: full_path.clone(),
        query: query_text.clone(),
        status: 0,
        leaked: state.credentials.strayed(host, path, authorization, &query_text),
        write_attempt: !reads,
    });
    let allowed = reads && (head.method == Method::POST) == is_search(host, path);
    let fault = if allowed && path.len() == full_path.len() { state.faults.take(path) } else { None };
    if let Some(Fault::Slow(time)) = &fault {
        tokio::time::sleep(*time).await;
    }
    let (own_url, other_url) = state.urls(host);
    let body = to_bytes(body, BODY_LIMIT).await;
    let query = Query::<Vec<(String, String)>>::try_from_uri(&head.uri);
    let reply = match (&body, query) {
        _ if !allowed => {
            let allow = if is_search(host, path) { "POST" } else { "GET" };
            Reply::gateway_error(405, "Method Not Allowed").with("allow", allow)
        }
        (Ok(body), Ok(Query(query))) => {
            let caller = state.credentials.caller(authorization);
            let scopes = state.world.settings.scopes(caller);
            let fault = fault.as_ref();
            let accept = head.headers.get("accept").and_then(|v| v.to_str().ok()).unwrap_or_default();
            let site_url = &state.site_url;
            let ask = Ask { path, query, body, accept, caller, scopes, fault, own_url, other_url, site_url };
            state.answer(host, &ask)
        }
        _ => Reply::gateway_error(400, "Bad Request"),
    };
    let reply = state.headers(host, reply);
    let target = if query_text.is_empty() { path.to_owned() } else { format!("{path}?{query_text}") };
    let reply = match &fault {
        Some(Fault::Status { status, retry }) => refusal(host, *status, *retry),
        Some(Fault::RedirectHere) => redirect(&format!("{own_url}{AGAIN}{target}")),
        Some(Fault::RedirectElsewhere) => redirect(&format!("{other_url}{target}")),
        Some(fault) => damage::damaged(reply, fault),
        None => reply,
    };
    state.log.answered(number, reply.status);
    respond(reply, fault == Some(Fault::Disconnect))
}

/// The POSTs that read. Whatever else is no GET counts as an attempt to write.
fn is_search(host: Host, path: &str) -> bool {
    let segments: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let product = match (host, segments.as_slice()) {
        (Host::Api, ["admin", "v2", "orgs", _, "workspaces"])
        | (Host::Api, ["admin", "v2", "orgs", _, "directories", _, "users" | "groups", "search"]) => {
            return true;
        }
        (Host::Api, ["ex", "jira" | "confluence", _, rest @ ..]) => rest,
        (Host::Api, _) => return false,
        (Host::Site, path) => path,
    };
    matches!(
        product,
        ["rest", "api", "3", "search", "approximate-count"] | ["wiki", "api", "v2", "users-bulk"]
    )
}

impl Shared {
    fn urls(&self, host: Host) -> (&str, &str) {
        match host {
            Host::Api => (&self.api_url, &self.site_url),
            Host::Site => (&self.site_url, &self.api_url),
        }
    }

    fn answer(&self, host: Host, ask: &Ask<'_>) -> Reply {
        let world = &self.world;
        let segments: Vec<&str> = ask.path.trim_matches('/').split('/').collect();
        match (host, segments.as_slice()) {
            (Host::Site, ["_edge", "tenant_info"]) => jira_api::tenant_info(),
            (Host::Site, ["gateway", "api", "automation", "public", rest @ ..])
            | (Host::Api, ["automation", "public", rest @ ..]) => automation_api::answer(world, ask, rest),
            (Host::Site, _) if !ask.caller.may_enter_site() => jira_api::unauthorised(),
            // Only the site's own host knows the admin webhooks and the installed apps.
            (Host::Site, ["rest", "webhooks", "1.0", rest @ ..]) => {
                webhooks::answer(world, ask, Product::Jira, rest)
            }
            (Host::Site, ["wiki", "rest", "webhooks", "1.0", rest @ ..]) => {
                webhooks::answer(world, ask, Product::Confluence, rest)
            }
            (Host::Site, ["rest", "plugins", "1.0"]) => apps::answer(world, ask, Product::Jira),
            (Host::Site, ["wiki", "rest", "plugins", "1.0"]) => apps::answer(world, ask, Product::Confluence),
            (Host::Site, path) => product(world, ask, path),
            (Host::Api, ["ex", name, cloud_id, rest @ ..]) => gateway(world, ask, (name, cloud_id), rest),
            (Host::Api, ["users", account, "manage"]) => manage_api::manage(world, ask, account),
            (Host::Api, ["admin", "v1", "orgs", World::ORG_ID, "events"]) => {
                events_api::search(world, ask, &self.events_gate)
            }
            (Host::Api, ["admin", rest @ ..]) => admin(world, ask, rest),
            (Host::Api, _) => Reply::gateway_error(404, "Not Found"),
        }
    }

    /// The rate-limit headers of an answer that is not a refusal: the admin APIs always name the reset.
    fn headers(&self, host: Host, reply: Reply) -> Reply {
        if reply.status == 429 {
            return reply;
        }
        let reply = reply.with("x-ratelimit-limit", "350").with("x-ratelimit-remaining", "349");
        match host {
            Host::Api => reply.with("x-ratelimit-reset", minute(self.world.settings.today)),
            Host::Site => reply,
        }
    }
}

/// What a product answers, at the site's own host and at the gateway alike.
fn product(world: &World, ask: &Ask<'_>, path: &[&str]) -> Reply {
    match path {
        ["rest", "api", "3", rest @ ..] => jira_api::answer(world, ask, rest),
        ["rest", "agile", "1.0", rest @ ..] => jira_api::agile(world, ask, rest),
        ["wiki", rest @ ..] => confluence::answer(world, ask, rest),
        _ => jira_api::not_found(),
    }
}

/// `/ex/{product}/{cloudId}/…` of the API host: the products' public APIs, for tokens with scopes.
fn gateway(world: &World, ask: &Ask<'_>, (name, cloud_id): (&str, &str), rest: &[&str]) -> Reply {
    if !ask.caller.may_enter_gateway() {
        return Reply::gateway_error(401, "Unauthorized");
    }
    let public = matches!(
        (name, rest),
        ("jira", ["rest", "api" | "agile", ..])
            | ("confluence", ["wiki", "api", ..] | ["wiki", "rest", "api", ..])
    );
    if cloud_id != World::CLOUD_ID || !public {
        return Reply::gateway_error(404, "Not Found");
    }
    let front = format!("/ex/{name}/{cloud_id}");
    let own_url = format!("{}{front}", ask.own_url);
    let path = ask.path.strip_prefix(&front).unwrap_or(ask.path);
    product(world, &Ask { path, own_url: &own_url, query: ask.query.clone(), ..*ask }, rest)
}

/// `/admin/…` of the API host.
fn admin(world: &World, ask: &Ask<'_>, path: &[&str]) -> Reply {
    match path {
        ["v1" | "v2", "orgs", org, ..] | [_, _, "orgs", org, ..] if *org != World::ORG_ID => {
            Reply::gateway_error(404, "Organization not found")
        }
        ["v1", "orgs"] => org_v1::orgs(ask),
        ["v1", "orgs", _, rest @ ..] => match rest {
            [] => org_v1::org(ask),
            ["users"] => org_v1::managed_users(world, ask),
            ["domains"] => org_v1::list_domains(world, ask),
            ["policies"] => org_v1::list_policies(world, ask),
            ["event-actions"] => events_api::actions(ask),
            ["events-stream"] => events_api::stream(world, ask),
            _ => Reply::gateway_error(404, "Not Found"),
        },
        ["v2", "orgs", _, "workspaces"] => org_lists::search_workspaces(world, ask),
        ["v2", "orgs", _, "directories"] => org_lists::directories(ask),
        ["v2", "orgs", _, "directories", directory, rest @ ..] => match rest {
            ["users", "search"] => org_api::search_users(world, ask, directory),
            ["users", "count"] => org_api::count_users(world, ask, directory),
            ["groups", "search"] => org_lists::search_groups(world, ask, directory),
            ["groups", group, "role-assignments"] => org_lists::group_roles(world, ask, group),
            _ => Reply::gateway_error(404, "Not Found"),
        },
        ["api-access", "v1", "orgs", _, "api-tokens"] => access_api::api_tokens(world, ask),
        ["api-access", "v1", "orgs", _, "api-keys"] => access_api::api_keys(world, ask),
        ["api-access", "v1", "orgs", _, "oauth-clients"] => access_api::oauth_clients(world, ask),
        [
            "api-access",
            "v1",
            "orgs",
            _,
            "service-accounts",
            rest @ ..,
            kind @ ("api-tokens" | "oauth-clients"),
        ] if rest.len() < 2 => {
            access_api::service_credentials(world, ask, rest.first().copied(), *kind == "oauth-clients")
        }
        ["api-access", "v1", "orgs", _, "service-accounts"] => match world.settings.service_account_list {
            ServiceAccountList::ApiAccess => access_api::service_accounts(world, ask, false),
            ServiceAccountList::AccountManagement => access_api::unrouted(),
        },
        ["account-management", "v1", "orgs", _, "service-accounts"] => {
            match world.settings.service_account_list {
                ServiceAccountList::ApiAccess => access_api::unrouted(),
                ServiceAccountList::AccountManagement => access_api::service_accounts(world, ask, true),
            }
        }
        _ => Reply::gateway_error(404, "Not Found"),
    }
}

/// An instant as rate-limit headers were seen to write it, without seconds.
fn minute(at: chrono::DateTime<chrono::Utc>) -> String {
    at.format("%Y-%m-%dT%H:%MZ").to_string()
}

fn refusal(host: Host, status: u16, retry: Retry) -> Reply {
    let mut reply = Reply::gateway_error(status, "Refused by an injected fault");
    if status == 429 {
        reply = reply.with("x-ratelimit-limit", "350").with("x-ratelimit-remaining", "0");
        if host == Host::Site {
            reply = reply.with("ratelimit-reason", "jira-burst-based");
        }
    }
    match retry {
        Retry::Silent => reply,
        Retry::Seconds(seconds) => reply.with("retry-after", seconds.to_string()),
        Retry::Date(at) => reply.with("retry-after", at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()),
        Retry::Reset(at) => reply.with("x-ratelimit-reset", minute(at)),
    }
}

fn redirect(to: &str) -> Reply {
    Reply { status: 302, headers: vec![("location", to.to_owned())], body: vec![] }
}

fn respond(reply: Reply, break_off: bool) -> Response {
    let mut response = Response::builder().status(reply.status);
    for (name, value) in &reply.headers {
        response = response.header(*name, value);
    }
    let body = if break_off {
        // The length is promised, half is sent, then the connection is gone.
        response = response.header("content-length", reply.body.len());
        let half = reply.body[..reply.body.len() / 2].to_vec();
        let sent = futures::stream::iter([Ok(half)]);
        // Without a pause the server would notice the end before it has sent anything at all.
        let broken = futures::stream::once(async {
            tokio::time::sleep(Duration::from_millis(20)).await;
            Err(io::Error::from(io::ErrorKind::ConnectionReset))
        });
        Body::from_stream(sent.chain(broken))
    } else {
        Body::from(reply.body)
    };
    // Every part comes from this room, so that a part that is no HTTP is a mistake in it.
    response.body(body).unwrap_or_else(|error| panic!("the sandbox made an impossible answer: {error}"))
}
