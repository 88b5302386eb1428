//! The configuration of a client, whatever its API.

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

/// Settings of an HTTP client's builder.
pub(super) type HttpSettings = dyn Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync;

/// The configuration of a client: base address, timeouts, retries, hooks.
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
    pub(super) service: Option<Arc<dyn super::service::Responder>>,
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
    /// The default configuration.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the base address of all requests, in place of the servers of the API's document; a path in it is kept. It
    /// must have neither query nor fragment, and no user name or password: credentials are passed to the client.
    #[must_use]
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Chooses one of the servers that the API's document declares. Operations that declare servers of their own keep
    /// using those.
    #[must_use]
    pub fn server(mut self, server: impl Into<ServerAddress>) -> Self {
        let ServerAddress { instead_of, url } = server.into();
        self.servers.insert(instead_of, url.into_owned());
        self
    }

    /// Sets how long one attempt may take until its response has been read, or has begun if it is a stream; 30 s by
    /// default.
    #[must_use]
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeout = timeout.into();
        self
    }

    /// Sets how long a stream may be silent; without limit by default.
    #[must_use]
    pub fn idle_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.idle_timeout = timeout.into();
        self
    }

    /// Sets when a request is retried; [`Retry::off`] for never.
    #[must_use]
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// Sets what happens to a request that breaks a rule of the API; by default it is not sent.
    #[must_use]
    pub fn rules(mut self, rules: Rules) -> Self {
        self.rules = rules;
        self
    }

    /// Sets the size of the largest response that is read, in bytes, and of the largest event or value of a stream; 16
    /// MiB by default. Downloads as streams have no limit.
    #[must_use]
    pub fn max_body_size(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// Sets the hook that sees each request and response.
    #[must_use]
    pub fn hook(mut self, hook: impl Hook + 'static) -> Self {
        self.hook = Some(Arc::new(hook));
        self
    }

    /// Adds a middleware, inside of those that were added before.
    #[must_use]
    pub fn middleware(mut self, middleware: impl Middleware + 'static) -> Self {
        self.middleware.push(Arc::new(middleware));
        self
    }

    /// Changes settings of the default HTTP client: proxies, trusted certificates, connections. It never follows
    /// redirects: a response of 3xx is returned as it is, since a redirect could carry credentials to another origin.
    /// In browsers, which do not let programs decide on that, `fetch` follows them without `Authorization`.
    #[must_use]
    pub fn http_settings(
        mut self,
        settings: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.http_settings = Some(Arc::new(settings));
        self
    }

    /// Sets an HTTP client to use in place of the default one, to share its connections for instance. It decides itself
    /// whether to follow redirects: build it with `reqwest::redirect::Policy::none()`, because `reqwest` follows them
    /// by default and then sends API keys in custom headers to other origins. [`Config::http_settings`] needs no such
    /// care.
    #[must_use]
    pub fn http_client(mut self, http: reqwest::Client) -> Self {
        self.http = Some(http);
        self
    }

    /// Sets a service that responds in place of the network, in this process and without a port: a mock, a router of
    /// axum, a `tower::service_fn` with scripted responses. Everything else about a call is the same; requests for
    /// access tokens still use the network. Requires the feature `testing`.
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
        self.service = Some(super::service::responder(service));
        self
    }

    /// Sets the client certificate, with its key, for servers that ask for one (mutual TLS). An HTTP client set with
    /// `http` brings its own.
    #[cfg(all(any(feature = "rustls", feature = "native-tls"), not(target_arch = "wasm32")))]
    #[must_use]
    pub fn identity(mut self, identity: reqwest::Identity) -> Self {
        self.identity = Some(identity);
        self
    }

    /// The builder of the HTTP client, with the certificate.
    #[allow(clippy::unused_self, reason = "without TLS there is no certificate")]
    pub(super) fn identified(&self, client: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
        #[cfg(all(any(feature = "rustls", feature = "native-tls"), not(target_arch = "wasm32")))]
        let client = self.identity.iter().cloned().fold(client, reqwest::ClientBuilder::identity);
        client
    }

    /// Whether connections may present a client certificate.
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

/// Why a client cannot be created.
#[derive(Debug)]
#[non_exhaustive]
pub enum BuildError {
    /// The base address, or that of a server, cannot be used.
    BaseUrl(AddressError),
    /// A credential cannot be sent.
    Credential(super::secret::CredentialError),
    /// The HTTP client cannot be created, for instance because there are no trusted certificates.
    Http(reqwest::Error),
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BaseUrl(error) => error.fmt(f),
            Self::Credential(error) => error.fmt(f),
            Self::Http(error) => write!(f, "the HTTP client cannot be created: {error}"),
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
