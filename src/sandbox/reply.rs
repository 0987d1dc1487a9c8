//! An answer before it goes out: small enough that faults can damage it.

use serde_json::{Value, json};

pub(crate) struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        let headers = vec![("content-type", "application/json;charset=UTF-8".to_owned())];
        Self { status, headers, body: body.to_string().into_bytes() }
    }

    pub(crate) fn ok(body: &Value) -> Self {
        Self::json(200, body)
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// An error of the automation API: the status is a number.
    pub(crate) fn automation_error(status: u16, code: &str, title: &str) -> Self {
        Self::json(
            status,
            &json!({ "errors": [{ "id": ERROR_ID, "status": status, "code": code, "title": title }] }),
        )
    }

    /// An error of the organisation API, version 2: the status is a string.
    pub(crate) fn org_error(status: u16, code: &str, title: &str) -> Self {
        let status_text = status.to_string();
        Self::json(
            status,
            &json!({ "errors": [
                { "id": ERROR_ID, "status": status_text, "code": code, "title": title, "detail": title },
            ] }),
        )
    }

    /// An error of Jira.
    pub(crate) fn jira_error(status: u16, message: &str) -> Self {
        Self::json(status, &json!({ "errorMessages": [message], "errors": {} }))
    }

    /// An error of the gateway in front of the admin API.
    pub(crate) fn gateway_error(status: u16, message: &str) -> Self {
        Self::json(status, &json!({ "code": status, "message": message }))
    }
}

/// Real ones differ from call to call; here the same request has the same answer.
const ERROR_ID: &str = "46afeec3-0000-4000-8000-e27d953056ec";
