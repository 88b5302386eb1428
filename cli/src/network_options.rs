//! How a server is reached, on the command line: named as the options of `curl`.

use std::path::PathBuf;
use std::time::Duration;

use trueline_conformance::target::NetworkConfig;

use crate::duration::duration;

/// How to reach a target. Proxies are set in the environment.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(
    next_help_heading = "Network (proxies: http_proxy, HTTPS_PROXY, ALL_PROXY and NO_PROXY of the environment, as curl reads them)"
)]
pub(crate) struct NetworkOptions {
    /// The certificate authorities (PEM) to trust, in place of the system's.
    #[arg(long, value_name = "FILE", requires = "address")]
    cacert: Option<PathBuf>,
    /// The client's certificate (PEM), followed by its intermediate certificates; it may contain the key, too.
    #[arg(long, value_name = "FILE", requires = "address")]
    cert: Option<PathBuf>,
    /// The key of the client's certificate (PEM).
    #[arg(long, value_name = "FILE", requires = "cert")]
    key: Option<PathBuf>,
    /// Do not verify the server's certificate: anyone in between can read everything.
    #[arg(long, requires = "address", conflicts_with = "cacert")]
    insecure: bool,
    /// Make every connection through this socket; the address still sets host, path and TLS.
    #[arg(long, value_name = "PATH", requires = "address")]
    unix_socket: Option<PathBuf>,
    /// Use HTTP/2 without TLS; with TLS it is negotiated.
    #[arg(long, requires = "address")]
    http2_prior_knowledge: bool,
    /// Use HTTP/1.1 even if the server offers HTTP/2.
    #[arg(long = "http1.1", id = "http1_1", requires = "address", conflicts_with = "http2_prior_knowledge")]
    http1_1: bool,
    /// The timeout of a connection, including its proxy and TLS. Default: that of a response.
    #[arg(long, value_name = "DURATION", requires = "address", value_parser = duration)]
    connect_timeout: Option<Duration>,
}

impl NetworkOptions {
    /// The settings.
    pub(crate) fn config(&self) -> NetworkConfig {
        let Self { cacert, cert, key, insecure, unix_socket, http2_prior_knowledge, http1_1, connect_timeout } =
            self.clone();
        NetworkConfig { cacert, cert, key, insecure, unix_socket, http2_prior_knowledge, http1_1, connect_timeout }
    }
}
