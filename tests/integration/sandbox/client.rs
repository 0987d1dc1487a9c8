//! A client of its own, deliberately simple: the product's client is what the sandbox will test.

use chrono::{DateTime, Utc};
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use touchpoint::sandbox::{Credentials, Faults, Sandbox, Settings, World};

/// The day on which all tests happen.
pub fn today() -> DateTime<Utc> {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

pub async fn demo(faults: Faults) -> Sandbox {
    Sandbox::start(World::build(&Settings::demo(today())), faults).await.unwrap()
}

/// Status and body; a body that is not JSON becomes a string.
pub async fn get_json(request: RequestBuilder) -> (u16, Value) {
    let response = request.send().await.unwrap();
    let (status, text) = (response.status().as_u16(), response.text().await.unwrap());
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

pub struct Client {
    pub http: reqwest::Client,
    api: String,
    site: String,
    known: Credentials,
}

impl Client {
    pub fn new(sandbox: &Sandbox) -> Self {
        // Another test may have installed it already.
        drop(rustls::crypto::ring::default_provider().install_default());
        let http = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
        Self {
            http: http.build().unwrap(),
            api: sandbox.api_url().to_owned(),
            site: sandbox.site_url().to_owned(),
            known: sandbox.credentials().clone(),
        }
    }

    pub fn site_anonymous(&self, path: &str) -> RequestBuilder {
        self.http.get(format!("{}{path}", self.site))
    }

    pub fn site(&self, path: &str) -> RequestBuilder {
        self.site_anonymous(path).basic_auth(&self.known.site_email, Some(&self.known.site_token))
    }

    /// A search that a product of the site takes as a POST.
    pub fn site_search(&self, path: &str) -> RequestBuilder {
        let request = self.http.post(format!("{}{path}", self.site));
        request.basic_auth(&self.known.site_email, Some(&self.known.site_token))
    }

    pub fn api_anonymous(&self, path: &str) -> RequestBuilder {
        self.http.get(format!("{}{path}", self.api))
    }

    pub fn org(&self, path: &str) -> RequestBuilder {
        self.api_anonymous(path).bearer_auth(&self.known.org_key)
    }

    pub fn org_path(&self, family: &str, rest: &str) -> String {
        format!("/{family}/orgs/{}/{rest}", World::ORG_ID)
    }

    pub fn service_accounts_path(&self, family: &str) -> String {
        self.org_path(&format!("admin/{family}/v1"), "service-accounts")
    }

    pub fn rules(&self, product: &str, rest: &str) -> String {
        format!("/gateway/api/automation/public/{product}/{}/rest/v1/rule/{rest}", World::CLOUD_ID)
    }

    pub fn search(&self, body: &Value) -> RequestBuilder {
        let path = self.org_path("admin/v2", "directories/-/users/search");
        self.http.post(format!("{}{path}", self.api)).bearer_auth(&self.known.org_key).body(body.to_string())
    }

    pub async fn summaries(&self, product: &str) -> Vec<Value> {
        let base = self.rules(product, "summary");
        let (mut rows, mut query) = (vec![], "?limit=100".to_owned());
        loop {
            let (status, page) = get_json(self.site(&format!("{base}{query}"))).await;
            assert_eq!(status, 200, "{page}");
            rows.extend(page["data"].as_array().unwrap().clone());
            match page["links"]["next"].as_str() {
                None => return rows,
                // A bare query string, or an address of which only the query is of interest.
                Some(next) => query = format!("?{}", next.split_once('?').unwrap().1),
            }
        }
    }

    /// Every rule of both products, as text.
    pub async fn rule_bodies(&self) -> Vec<String> {
        let mut bodies = vec![];
        for product in ["jira", "confluence"] {
            for row in self.summaries(product).await {
                let path = self.rules(product, row["uuid"].as_str().unwrap());
                let request = self.site(&format!("{path}?redactSensitiveFields=true"));
                bodies.push(request.send().await.unwrap().text().await.unwrap());
            }
        }
        bodies
    }

    pub async fn jira_users(&self) -> Vec<Value> {
        let mut rows: Vec<Value> = vec![];
        loop {
            let path = format!("/rest/api/3/users/search?startAt={}&maxResults=1000", rows.len());
            let (status, page) = get_json(self.site(&path)).await;
            assert_eq!(status, 200, "{page}");
            match page.as_array().unwrap().as_slice() {
                [] => return rows,
                page => rows.extend_from_slice(page),
            }
        }
    }

    pub async fn directory(&self, mut body: Value) -> Vec<Value> {
        let mut rows = vec![];
        loop {
            let (status, page) = get_json(self.search(&body)).await;
            assert_eq!(status, 200, "{page}");
            rows.extend(page["data"].as_array().unwrap().clone());
            match page["links"].get("next") {
                None => return rows,
                Some(next) => body = json!({ "cursor": next }),
            }
        }
    }

    pub async fn tokens(&self) -> Vec<Value> {
        let base = self.org_path("admin/api-access/v1", "api-tokens");
        let (mut rows, mut path) = (vec![], format!("{base}?pageSize=1000"));
        loop {
            let (status, page) = get_json(self.org(&path)).await;
            assert_eq!(status, 200, "{page}");
            rows.extend(page["data"].as_array().unwrap().clone());
            match page["links"]["next"].as_str() {
                None => return rows,
                Some(next) => path = format!("{base}?pageSize=1000&cursor={next}"),
            }
        }
    }

    pub async fn service_accounts(&self, family: &str) -> Vec<Value> {
        let base = self.service_accounts_path(family);
        let (mut rows, mut path) = (vec![], base.clone());
        loop {
            let (status, page) = get_json(self.org(&path)).await;
            assert_eq!(status, 200, "{page}");
            rows.extend(page["items"].as_array().unwrap().clone());
            match page["links"]["next"].as_str() {
                None => {
                    assert_eq!(page["total"], rows.len());
                    return rows;
                }
                // One address links absolutely, the other gives a cursor.
                Some(next) if next.starts_with("http") => {
                    path = next.strip_prefix(&self.api).unwrap().to_owned()
                }
                Some(next) => path = format!("{base}?cursor={next}"),
            }
        }
    }

    pub fn org_post(&self, path: &str, body: &Value) -> RequestBuilder {
        self.http.post(format!("{}{path}", self.api)).bearer_auth(&self.known.org_key).body(body.to_string())
    }

    /// All pages of a list of the admin APIs; the way on is an address or a cursor.
    pub async fn pages(&self, first: &str) -> Vec<Value> {
        let (mut pages, mut path) = (vec![], first.to_owned());
        let joint = if first.contains('?') { '&' } else { '?' };
        loop {
            let (status, page) = get_json(self.org(&path)).await;
            assert_eq!(status, 200, "{path}: {page}");
            let next = page["links"]["next"].as_str().map(str::to_owned);
            pages.push(page);
            match next {
                None => return pages,
                Some(next) if next.starts_with("http") => {
                    path = next.strip_prefix(&self.api).unwrap().to_owned()
                }
                Some(next) => path = format!("{first}{joint}cursor={next}"),
            }
        }
    }

    pub async fn rows(&self, first: &str) -> Vec<Value> {
        self.pages(first).await.iter().flat_map(|p| p["data"].as_array().unwrap().clone()).collect()
    }

    /// All pages of a search whose cursor stands alone.
    pub async fn searched(&self, path: &str, mut body: Value) -> Vec<Value> {
        let mut pages = vec![];
        loop {
            let (status, page) = get_json(self.org_post(path, &body)).await;
            assert_eq!(status, 200, "{path}: {page}");
            let next = page["links"]["next"].as_str().map(str::to_owned);
            pages.push(page);
            match next {
                None => return pages,
                Some(next) => body = json!({ "cursor": next }),
            }
        }
    }
}
