//! The part of a client that is independent of the API: its configuration, its address, its credentials.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::address::{absolute, shown};
// part: client_credentials
use super::client_credentials::{ClientCredentials, Fetcher};
// end of part
use super::config::{BuildError, Config};
use super::operation::Operation;
use super::secret::Credential;

/// What every call of a client shares; cheap to clone.
#[derive(Clone)]
pub struct Core {
    inner: Arc<Inner>,
}

#[derive(Clone)]
struct Inner {
    http: reqwest::Client,
    config: Config,
    base_url: String,
    credentials: BTreeMap<&'static str, Credential>,
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core")
            .field("base_url", &shown(&self.inner.base_url))
            .field("credentials", &self.inner.credentials.keys())
            .field("config", &self.inner.config)
            .finish_non_exhaustive()
    }
}

impl Core {
    /// Creates it from its configuration; `server` is the one that the document declares.
    ///
    /// # Errors
    /// If the address is not absolute, or TLS cannot be set up.
    pub fn new(mut config: Config, server: &str) -> Result<Self, BuildError> {
        for chosen in config.servers.values_mut() {
            *chosen = absolute(chosen).map_err(BuildError::BaseUrl)?;
        }
        let chosen = config.servers.get(server).map_or(server, String::as_str);
        let base_url = absolute(config.base_url.as_deref().unwrap_or(chosen)).map_err(BuildError::BaseUrl)?;
        let http = match &config.http {
            Some(http) => http.clone(),
            None => http_client(&config).map_err(BuildError::Http)?,
        };
        Ok(Self { inner: Arc::new(Inner { http, config, base_url, credentials: BTreeMap::new() }) })
    }

    /// The same with a credential for a scheme.
    #[must_use]
    pub fn with_credential(self, scheme: &'static str, credential: Credential) -> Self {
        let mut inner = Arc::unwrap_or_clone(self.inner);
        inner.credentials.insert(scheme, credential);
        Self { inner: Arc::new(inner) }
    }

    /// The same with a certificate for a scheme, if the configuration has one, or an HTTP client that may have one.
    #[must_use]
    pub fn with_certificate(self, scheme: &'static str) -> Self {
        if self.config().has_certificate() { self.with_credential(scheme, Credential::Certificate) } else { self }
    }

    // part: client_credentials
    /// The same with client credentials for a scheme; `url` is the token URL of the document.
    ///
    /// # Errors
    /// If the URL is invalid.
    pub fn with_client_credentials(
        self,
        scheme: &'static str,
        credentials: ClientCredentials,
        url: &str,
    ) -> Result<Self, super::secret::CredentialError> {
        let Inner { http, config, base_url, .. } = &*self.inner;
        let fetcher = Fetcher::new(scheme, credentials, url, base_url, (http.clone(), config.timeout))?;
        Ok(self.with_credential(scheme, Credential::tokens(scheme, fetcher)))
    }
    // end of part

    /// The base address of an operation.
    pub(super) fn server(&self, operation: &Operation) -> String {
        let Inner { config, base_url, .. } = &*self.inner;
        match operation.server {
            Some(own) if config.base_url.is_none() => {
                let chosen = config.servers.get(own).map_or(own, String::as_str);
                let host = if chosen.starts_with('/') { origin(base_url) } else { "" };
                format!("{host}{chosen}")
            }
            _ => base_url.clone(),
        }
    }

    /// The configuration.
    pub(super) fn config(&self) -> &Config {
        &self.inner.config
    }

    /// The HTTP client.
    pub(super) fn http(&self) -> &reqwest::Client {
        &self.inner.http
    }

    /// The client's credential for a scheme.
    pub(super) fn credential(&self, scheme: &str) -> Option<&Credential> {
        self.inner.credentials.get(scheme)
    }
}

/// An HTTP client that follows no redirects: what is sent to one origin, above all credentials, is sent to no other.
#[cfg(not(target_arch = "wasm32"))]
fn http_client(config: &Config) -> Result<reqwest::Client, reqwest::Error> {
    let client = reqwest::Client::builder().connect_timeout(Duration::from_secs(10));
    let client = config.http_settings.iter().fold(client, |client, settings| settings(client));
    // Last, so that no other setting overrides it.
    config.identified(client).redirect(reqwest::redirect::Policy::none()).build()
}

/// An HTTP client; browsers decide on redirects.
#[cfg(target_arch = "wasm32")]
fn http_client(config: &Config) -> Result<reqwest::Client, reqwest::Error> {
    let client = reqwest::Client::builder();
    config.http_settings.iter().fold(client, |client, settings| settings(client)).build()
}

/// Scheme and host of an absolute address.
fn origin(url: &str) -> &str {
    let host = url.find("://").map_or(0, |at| at + 3);
    url[host..].find('/').map_or(url, |end| &url[..host + end])
}
