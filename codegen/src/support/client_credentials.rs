//! Tokens for the program itself: the client credentials flow of OAuth 2.0 (RFC 6749 section 4.4).

use std::fmt;
use std::time::Duration;

use reqwest::Url;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::parameter::strict;
use super::redact::Secrets;
use super::secret::{Credential, CredentialError};
use super::time::BorrowedFuture;
use super::token::{Token, TokenError, TokenProvider, TokenRequest};

/// The size of the largest token response that is read, in bytes.
const LIMIT: usize = 1024 * 1024;

/// What a program authenticates with to fetch access tokens. The secret is never shown.
#[derive(Clone)]
pub struct ClientCredentials {
    id: String,
    secret: SecretString,
    token_url: Option<String>,
    scopes: Option<String>,
    parameters: Vec<(String, String)>,
    secret_in_body: bool,
}

impl ClientCredentials {
    /// Creates them from the client's ID and its secret.
    #[must_use]
    pub fn new(id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            secret: SecretString::from(secret.into()),
            token_url: None,
            scopes: None,
            parameters: Vec::new(),
            secret_in_body: false,
        }
    }

    /// Sets the token URL, in place of the one that the API's document declares.
    #[must_use]
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.token_url = Some(url.into());
        self
    }

    /// Sets the scopes that are requested; by default those that the operation requires.
    #[must_use]
    pub fn scopes<S: AsRef<str>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        let scopes: Vec<String> = scopes.into_iter().map(|scope| scope.as_ref().to_owned()).collect();
        self.scopes = Some(scopes.join(" "));
        self
    }

    /// Adds a parameter to the token request, `audience` for instance.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// Sends the ID and the secret in the body, for servers that do not support `Authorization: Basic`.
    #[must_use]
    pub fn secret_in_body(mut self) -> Self {
        self.secret_in_body = true;
        self
    }
}

impl fmt::Debug for ClientCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCredentials").field("id", &self.id).field("scopes", &self.scopes).finish_non_exhaustive()
    }
}

/// Client credentials with everything needed to fetch tokens.
pub(super) struct Fetcher {
    credentials: ClientCredentials,
    url: Url,
    http: reqwest::Client,
    timeout: Option<Duration>,
}

impl Fetcher {
    /// `stated` is the token URL of the document, which may be relative to `base`.
    pub(super) fn new(
        scheme: &'static str,
        credentials: ClientCredentials,
        stated: &str,
        base: &str,
        (http, timeout): (reqwest::Client, Option<Duration>),
    ) -> Result<Self, CredentialError> {
        let wanted = credentials.token_url.as_deref().unwrap_or(stated);
        let url = Url::parse(base).and_then(|base| base.join(wanted)).ok().filter(|_| !wanted.is_empty());
        let url = url.filter(|url| matches!(url.scheme(), "http" | "https"));
        let url = url.ok_or_else(|| CredentialError::new(scheme, "has no valid token URL"))?;
        Ok(Self { credentials, url, http, timeout })
    }

    fn body(&self, scopes: &[&str]) -> SecretString {
        let ClientCredentials { id, secret, scopes: fixed, parameters, secret_in_body, .. } = &self.credentials;
        let scopes = fixed.clone().unwrap_or_else(|| scopes.join(" "));
        let mut body = "grant_type=client_credentials".to_owned();
        let mut add = |name: &str, value: &str| {
            body.extend(["&", &strict(name), "=", &strict(value)]);
        };
        if !scopes.is_empty() {
            add("scope", &scopes);
        }
        if *secret_in_body {
            add("client_id", id);
            add("client_secret", secret.expose_secret());
        }
        for (name, value) in parameters {
            add(name, value);
        }
        SecretString::from(body)
    }

    async fn fetch(&self, scopes: &[&str]) -> Result<Token, TokenError> {
        let body = self.body(scopes).expose_secret().to_owned();
        let mut request = self.http.post(self.url.clone()).body(body).header(ACCEPT, "application/json");
        request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        if !self.credentials.secret_in_body {
            let (id, secret) = (&self.credentials.id, self.credentials.secret.expose_secret());
            let basic = Credential::basic("", &strict(id), &strict(secret).into());
            if let Ok(Credential::Header(_, value)) = basic {
                request = request.header(AUTHORIZATION, value);
            }
        }
        if let Some(timeout) = self.timeout {
            request = request.timeout(timeout);
        }
        let network = |error: reqwest::Error| TokenError::transient(format!("the token could not be fetched: {}", error.without_url()));
        let response = request.send().await.map_err(network)?;
        let status = response.status();
        let body =
            super::exchange::read(response, LIMIT).await.map_err(|error| TokenError::transient(error.to_string()))?;
        if status.is_success() {
            return granted(&body);
        }
        let secret = self.credentials.secret.expose_secret();
        let secrets = Secrets::new([secret.to_owned(), strict(secret)]);
        let reason = format!("the token server responded with {status}{}", refusal(&body, &secrets));
        let transient = status.is_server_error() || status.as_u16() == 429;
        Err(if transient { TokenError::transient(reason) } else { TokenError::new(reason) })
    }
}

impl TokenProvider for Fetcher {
    fn token<'a>(&'a self, request: TokenRequest<'a>) -> BorrowedFuture<'a, Result<Token, TokenError>> {
        Box::pin(self.fetch(request.scopes))
    }

    fn is_scoped(&self) -> bool {
        self.credentials.scopes.is_none()
    }
}

/// The token response of RFC 6749 section 5.1. Some servers write its numbers as strings.
fn granted(body: &[u8]) -> Result<Token, TokenError> {
    #[derive(Deserialize)]
    struct Granted {
        access_token: String,
        token_type: Option<String>,
        expires_in: Option<serde_json::Value>,
    }
    let granted: Granted = serde_json::from_slice(body)
        .map_err(|_| TokenError::new("the token response has no `access_token`"))?;
    if let Some(kind) = granted.token_type.filter(|kind| !kind.eq_ignore_ascii_case("bearer")) {
        return Err(TokenError::new(format!(
            "the token has the type `{}`, but this client supports only `Bearer`",
            Secrets::default().excerpt(kind.as_bytes())
        )));
    }
    let token = Token::new(granted.access_token);
    let seconds = granted.expires_in.and_then(|value| match value {
        serde_json::Value::String(text) => text.parse().ok(),
        other => other.as_f64(),
    });
    let lifetime = seconds.and_then(|seconds: f64| Duration::try_from_secs_f64(seconds).ok());
    Ok(lifetime.map_or(token.clone(), |lifetime| token.expires_in(lifetime)))
}

/// The error response of RFC 6749 section 5.2, in short and without secrets.
fn refusal(body: &[u8], secrets: &Secrets) -> String {
    #[derive(Deserialize)]
    struct Refusal {
        error: String,
        error_description: Option<String>,
    }
    let shown = |text: String| secrets.excerpt(text.as_bytes());
    match serde_json::from_slice::<Refusal>(body) {
        Ok(Refusal { error, error_description: None }) => format!(": {}", shown(error)),
        Ok(Refusal { error, error_description: Some(text) }) => format!(": {} ({})", shown(error), shown(text)),
        Err(_) => String::new(),
    }
}
