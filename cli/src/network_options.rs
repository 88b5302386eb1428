//! How a server is reached, on the command line: named as the options of `curl`.

use std::path::PathBuf;
use std::time::Duration;

use trueline_conformance::target::NetworkConfig;

use crate::duration::duration;

/// How a target is reached. Proxies stand in the environment.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(
    next_help_heading = "Network (proxies: http_proxy, HTTPS_PROXY, ALL_PROXY and NO_PROXY of the environment, as curl reads them)"
)]
pub(crate) struct NetworkOptions {
    /// The authorities (PEM) that may sign the server's certificate, in place of the system's.
    #[arg(long, value_name = "FILE", requires = "address")]
    cacert: Option<PathBuf>,
    /// The client's certificate (PEM), behind it those that signed it; it may hold the key too.
    #[arg(long, value_name = "FILE", requires = "address")]
    cert: Option<PathBuf>,
    /// The key of the client's certificate (PEM).
    #[arg(long, value_name = "FILE", requires = "cert")]
    key: Option<PathBuf>,
    /// Do not judge the server's certificate: whoever is on the way reads everything.
    #[arg(long, requires = "address", conflicts_with = "cacert")]
    insecure: bool,
    /// Make every connection on this socket; the address gives host, path and whether there is TLS.
    #[arg(long, value_name = "PATH", requires = "address")]
    unix_socket: Option<PathBuf>,
    /// Speak HTTP/2 without TLS; with TLS it is negotiated.
    #[arg(long, requires = "address")]
    http2_prior_knowledge: bool,
    /// Speak HTTP/1.1 also where the server offers HTTP/2.
    #[arg(long = "http1.1", id = "http1_1", requires = "address", conflicts_with = "http2_prior_knowledge")]
    http1_1: bool,
    /// How long a connection may take, with its proxy and TLS; without it, as long as an answer.
    #[arg(long, value_name = "DURATION", requires = "address", value_parser = duration)]
    connect_timeout: Option<Duration>,
}

impl NetworkOptions {
    /// What they say.
    pub(crate) fn config(&self) -> NetworkConfig {
        let Self { cacert, cert, key, insecure, unix_socket, http2_prior_knowledge, http1_1, connect_timeout } =
            self.clone();
        NetworkConfig { cacert, cert, key, insecure, unix_socket, http2_prior_knowledge, http1_1, connect_timeout }
    }
}
