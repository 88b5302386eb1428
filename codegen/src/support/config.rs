//! How a client acts, whatever API it speaks to.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::address::{AddressError, shown};
use super::hook::Hook;
use super::middleware::Middleware;
use super::retry::Retry;
use super::rule::Rules;
use super::server::ServerAddress;

/// What is set of a client of HTTP in the making.
pub(super) type HttpSettings = dyn Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync;

/// How a client acts: where it sends to, how long it waits, when it tries again, who watches.
#[derive(Clone)]
pub struct Config {
    pub(super) base_url: Option<String>,
    pub(super) servers: BTreeMap<&'static str, String>,
    pub(super) timeout: Option<Duration>,
    pub(super) idle_timeout: Option<Duration>,
    pub(super) retry: Retry,
    pub(super) rules: Rules,
    pub(super) max_body: usize,
    pub(super) hook: Option<Arc<dyn Hook>>,
    pub(super) middleware: Vec<Arc<dyn Middleware>>,
    pub(super) http: Option<reqwest::Client>,
    pub(super) http_settings: Option<Arc<HttpSettings>>,
    #[cfg(all(any(feature = "rustls", feature = "native-tls"), not(target_arch = "wasm32")))]
    pub(super) identity: Option<reqwest::Identity>,
    pub(super) user_agent: String,
    #[cfg(all(feature = "testing", not(target_arch = "wasm32")))]
    pub(super) service: Option<Arc<dyn super::service::Answering>>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            base_url: None,
            servers: BTreeMap::new(),
            timeout: Some(Duration::from_secs(30)),
            idle_timeout: None,
            retry: Retry::default(),
            rules: Rules::default(),
            max_body: 16 * 1024 * 1024,
            hook: None,
            middleware: Vec::new(),
            http: None,
            http_settings: None,
            #[cfg(all(any(feature = "rustls", feature = "native-tls"), not(target_arch = "wasm32")))]
            identity: None,
            user_agent: concat!(env!("CARGO_PKG_NAME"), "-rust/", env!("CARGO_PKG_VERSION")).to_owned(),
            #[cfg(all(feature = "testing", not(target_arch = "wasm32")))]
            service: None,
        }
    }
}

impl Config {
    /// The usual.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Where all requests go, whatever servers the API's document names; a path in it is kept. It has neither a query nor a
    /// fragment, and no user name or password: credentials are given to the client.
    #[must_use]
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Which of the servers that the API's document names is used where it gives a choice. Operations that have
    /// servers of their own keep to those.
    #[must_use]
    pub fn server(mut self, server: impl Into<ServerAddress>) -> Self {
        let ServerAddress { instead_of, url } = server.into();
        self.servers.insert(instead_of, url.into_owned());
        self
    }

    /// How long one attempt may take until its answer has been read, or has begun where it is a stream; 30 s unless
    /// told otherwise.
    #[must_use]
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeout = timeout.into();
        self
    }

    /// How long a stream may be silent; as long as it likes unless told otherwise.
    #[must_use]
    pub fn idle_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.idle_timeout = timeout.into();
        self
    }

    /// When a request is sent again; [`Retry::off`] for never.
    #[must_use]
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// What becomes of a request that breaks a rule of the API; it is not sent unless told otherwise.
    #[must_use]
    pub fn rules(mut self, rules: Rules) -> Self {
        self.rules = rules;
        self
    }

    /// The greatest answer that is read, in bytes, and the greatest event or value of a stream; 16 MiB unless told
    /// otherwise. Downloads as streams have no bound.
    #[must_use]
    pub fn max_body_size(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// Who sees each request and answer.
    #[must_use]
    pub fn hook(mut self, hook: impl Hook + 'static) -> Self {
        self.hook = Some(Arc::new(hook));
        self
    }

    /// What each request passes on its way, and each answer on its way back, within those that were given before.
    #[must_use]
    pub fn middleware(mut self, middleware: impl Middleware + 'static) -> Self {
        self.middleware.push(Arc::new(middleware));
        self
    }

    /// Settings of the usual client of HTTP: proxies, certificates that are trusted, connections. It follows no redirects
    /// whatever is set: an answer of 3xx is given as it came, for a redirect could carry credentials to another origin. In
    /// browsers, which do not let programs decide on that, `fetch` follows them without `Authorization`.
    #[must_use]
    pub fn http_settings(
        mut self,
        settings: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.http_settings = Some(Arc::new(settings));
        self
    }

    /// A client of HTTP to use in place of the usual one, to share its connections for instance. Whether it follows redirects is
    /// its own: make it with `reqwest::redirect::Policy::none()`, for `reqwest` follows them unless told otherwise, and then
    /// takes API keys in headers of their own to other origins. [`Config::http_settings`] needs no such care.
    #[must_use]
    pub fn http_client(mut self, http: reqwest::Client) -> Self {
        self.http = Some(http);
        self
    }

    /// What answers requests in place of the network, in this process and without a port: a mock, a router of axum, a
    /// `tower::service_fn` with answers of one's own. All else of a call is as usual; requests for access tokens go to the
    /// network. The feature `testing` has it.
    #[cfg(all(feature = "testing", not(target_arch = "wasm32")))]
    #[must_use]
    pub fn service<S, B>(mut self, service: S) -> Self
    where
        S: tower_service::Service<http::Request<reqwest::Body>, Response = http::Response<B>> + Clone + Send + 'static,
        S::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
        S::Future: Send,
        B: http_body::Body<Data = bytes::Bytes> + Send + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        self.service = Some(super::service::answering(service));
        self
    }

    /// The certificate of this client, with its key, that servers are shown that ask for one (mutual TLS). A client of HTTP
    /// of one's own has it itself.
    #[cfg(all(any(feature = "rustls", feature = "native-tls"), not(target_arch = "wasm32")))]
    #[must_use]
    pub fn identity(mut self, identity: reqwest::Identity) -> Self {
        self.identity = Some(identity);
        self
    }

    /// A client of HTTP in the making, with the certificate.
    #[allow(clippy::unused_self, reason = "without TLS of its own it has no certificate")]
    pub(super) fn identified(&self, client: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
        #[cfg(all(any(feature = "rustls", feature = "native-tls"), not(target_arch = "wasm32")))]
        let client = self.identity.iter().cloned().fold(client, reqwest::ClientBuilder::identity);
        client
    }

    /// Whether connections may be made with a certificate.
    pub(super) fn has_certificate(&self) -> bool {
        #[cfg(all(any(feature = "rustls", feature = "native-tls"), not(target_arch = "wasm32")))]
        if self.identity.is_some() {
            return true;
        }
        self.http.is_some()
    }

    /// The value of `User-Agent`.
    #[must_use]
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("base_url", &self.base_url.as_deref().map(shown))
            .field("servers", &self.servers.values().map(|url| shown(url)).collect::<Vec<_>>())
            .field("timeout", &self.timeout)
            .field("retry", &self.retry)
            .field("rules", &self.rules)
            .field("max_body", &self.max_body)
            .field("hook", &self.hook.is_some())
            .field("middleware", &self.middleware.len())
            .field("user_agent", &self.user_agent)
            .finish_non_exhaustive()
    }
}

/// Why a client cannot be made.
#[derive(Debug)]
#[non_exhaustive]
pub enum BuildError {
    /// The base address, or that of a server, is not one that requests can be sent below.
    BaseUrl(AddressError),
    /// A credential cannot be sent.
    Credential(super::secret::CredentialError),
    /// The client of HTTP cannot be made, for want of TLS roots for instance.
    Http(reqwest::Error),
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BaseUrl(error) => error.fmt(f),
            Self::Credential(error) => error.fmt(f),
            Self::Http(error) => write!(f, "the client of HTTP cannot be made: {error}"),
        }
    }
}

impl std::error::Error for BuildError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::BaseUrl(error) => Some(error),
            Self::Credential(error) => Some(error),
            Self::Http(error) => Some(error),
        }
    }
}

impl From<super::secret::CredentialError> for BuildError {
    fn from(error: super::secret::CredentialError) -> Self {
        Self::Credential(error)
    }
}
