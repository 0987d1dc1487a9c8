//! What a fault does to an answer that was right.

use super::faults::Fault;
use super::reply::Reply;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write as _;

const MEGABYTE: usize = 1 << 20;

const LOGIN_PAGE: &str = "<!DOCTYPE html><html><head><title>Log in</title></head><body><form action=\"/login\" \
     method=\"post\"><input name=\"username\"><input name=\"password\" type=\"password\"></form></body></html>";

pub(crate) fn damaged(reply: Reply, fault: &Fault) -> Reply {
    match fault {
        Fault::LoginPage => html(LOGIN_PAGE),
        Fault::Truncated => with_body(reply, |body| body[..body.len() / 2].to_vec()),
        Fault::InvalidUtf8 => with_body(reply, not_utf8),
        Fault::NotJson => with_body(reply, |_| b"Everything is fine, thank you.".to_vec()),
        Fault::NestingBomb { megabytes } => with_body(reply, |_| vec![b'['; megabytes * MEGABYTE]),
        Fault::Gzip => {
            let body = gzip(|out| out.write_all(&reply.body));
            Reply { body, ..reply }.with("content-encoding", "gzip")
        }
        Fault::GzipBomb { megabytes } => {
            // Valid JSON when unpacked: blanks and an empty object.
            let blanks = vec![b' '; MEGABYTE];
            let body = gzip(|out| {
                (0..*megabytes).try_for_each(|_| out.write_all(&blanks)).and_then(|()| out.write_all(b"{}"))
            });
            Reply { body, ..reply }.with("content-encoding", "gzip")
        }
        // Dealt with before the answer was made, or while it is sent.
        Fault::Status { .. }
        | Fault::Disconnect
        | Fault::RepeatCursor
        | Fault::DuplicateRows
        | Fault::EndlessPages
        | Fault::NextElsewhere
        | Fault::RedirectElsewhere
        | Fault::RedirectHere
        | Fault::Slow(_) => reply,
    }
}

fn html(page: &str) -> Reply {
    let headers = vec![("content-type", "text/html;charset=UTF-8".to_owned())];
    Reply { status: 200, headers, body: page.as_bytes().to_vec() }
}

fn with_body(reply: Reply, change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> Reply {
    Reply { status: reply.status, headers: reply.headers, body: change(reply.body) }
}

/// Puts bytes that no UTF-8 text has inside the first string value, where a lenient reader might keep them.
fn not_utf8(mut body: Vec<u8>) -> Vec<u8> {
    let needle = b"\":\"";
    let at = body.windows(needle.len()).position(|w| w == needle).map_or(0, |at| at + needle.len());
    body.splice(at..at, [0xff, 0xfe]);
    body
}

fn gzip(write: impl FnOnce(&mut GzEncoder<Vec<u8>>) -> std::io::Result<()>) -> Vec<u8> {
    let mut out = GzEncoder::new(vec![], Compression::default());
    // Writing into memory does not fail.
    let done = write(&mut out).and_then(|()| out.finish());
    done.unwrap_or_else(|error| panic!("gzip into memory failed: {error}"))
}
