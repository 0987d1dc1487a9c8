//! From the bytes of an answer to a JSON document, within limits.

use std::error::Error;
use std::io;

use reqwest::Response;
use serde_json::Value;

use super::error::{Broken, ErrorKind};

/// Reads a body, decompressed, up to `limit` bytes. Reading chunk by chunk is what makes the limit hold: a few
/// kilobytes of gzip can unpack to gigabytes, and the length a server announces is only what it says.
pub(super) async fn read(response: &mut Response, limit: usize) -> Result<Vec<u8>, ErrorKind> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| ErrorKind::Transport(broken(error)))? {
        if body.len() + chunk.len() > limit {
            return Err(ErrorKind::TooBig { limit });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Parses a body that should be JSON.
pub(super) fn parse(body: &[u8]) -> Result<Value, ErrorKind> {
    let not_json = |what: String| ErrorKind::NotJson { what };
    let text = std::str::from_utf8(body)
        .map_err(|error| not_json(format!("the answer is not UTF-8 (byte {})", error.valid_up_to())))?;
    // RFC 8259 forbids a byte order mark and lets readers ignore one.
    let text = text.trim_start_matches('\u{feff}');
    if text.trim().is_empty() {
        return Err(not_json("the answer is empty where JSON was expected".to_owned()));
    }
    if text.trim_start().starts_with('<') {
        return Err(not_json(
            "the server sent a log-in page instead of JSON; the credential may have expired, or a proxy or \
             single sign-on stands before the address: open it in a browser, and check the address"
                .to_owned(),
        ));
    }
    serde_json::from_str(text).map_err(|error| {
        // serde_json's messages name a position and the kind of fault, never the content.
        let error = error.to_string();
        if error.contains("recursion limit") {
            not_json(
                "the answer is nested more than 127 levels deep, which no Atlassian answer is".to_owned(),
            )
        } else {
            not_json(format!("the answer is not JSON ({error})"))
        }
    })
}

/// Sorts a transport error. The library's own text is not used: it contains the whole address.
pub(super) fn broken(error: reqwest::Error) -> Broken {
    let mut why = String::new();
    let mut damaged = false;
    let mut cause: Option<&(dyn Error + 'static)> = error.source();
    while let Some(link) = cause {
        why = link.to_string();
        if let Some(io) = link.downcast_ref::<io::Error>() {
            // What the unpacking says of bytes that are no gzip; a connection never fails like this.
            damaged |= matches!(io.kind(), io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput);
            damaged |= io.get_ref().is_some_and(|inner| inner.is::<flate2::DecompressError>());
        }
        cause = link.source();
    }
    let certificate = why.contains("certificate") || why.contains("UnknownIssuer");
    match () {
        () if why.contains("No CA certificates") => Broken::NoAuthorities,
        () if error.is_connect() && certificate => Broken::Certificate { why },
        () if error.is_timeout() => Broken::Timeout,
        () if error.is_connect() => Broken::Connect { why },
        () if damaged => Broken::Damaged { why },
        () => Broken::Interrupted { why },
    }
}
