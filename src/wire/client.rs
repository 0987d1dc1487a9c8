//! The HTTP library, set up so that it decides nothing by itself.

use std::sync::OnceLock;
use std::time::Duration;

use reqwest::Client;

use super::options::Options;
use super::origin::Origin;

/// A client for one server: it follows no redirect, retries nothing, keeps no cookie, and uses no proxy to reach
/// this machine itself.
pub(super) fn client(origin: &Origin, options: &Options) -> Result<Client, reqwest::Error> {
    install_provider();
    let mut builder = Client::builder()
        .user_agent(&options.user_agent)
        .connect_timeout(options.connect_timeout)
        .timeout(options.request_timeout)
        .pool_max_idle_per_host(options.concurrency)
        .tcp_keepalive(Duration::from_secs(60))
        .gzip(true)
        .referer(false)
        // Redirects are decided by the session, where the pace and the host rule apply to every hop.
        .redirect(reqwest::redirect::Policy::none())
        // The library would retry some failures at once and unseen by the pace.
        .retry(reqwest::retry::never());
    if origin.is_loopback() {
        builder = builder.no_proxy();
        if origin.to_string().starts_with("http://") {
            // A machine without certificate authorities can still talk to itself: with the system's list the
            // client would refuse to exist, even for plain http (seanmonstar/reqwest#2988).
            builder = builder.tls_certs_only([]);
        }
    } else {
        builder = builder.https_only(true);
    }
    builder.build()
}

/// Makes ring the process's crypto provider. reqwest is built without one; whoever was first stays.
fn install_provider() {
    static INSTALLED: OnceLock<()> = OnceLock::new();
    INSTALLED.get_or_init(|| {
        // An error means that somebody installed one already, which serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}
