//! Credentials in the form in which they are sent; nothing prints them.

use std::fmt;
use std::sync::Arc;

use reqwest::header::{HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use super::parameter::header_value;
// part: tokens
use super::token::{TokenProvider, Tokens};
// end of part

/// Where a credential is sent.
#[derive(Clone)]
pub enum Credential {
    /// A header, marked as sensitive.
    Header(HeaderName, HeaderValue),
    /// A pair of the query.
    Query(&'static str, SecretString),
    /// A cookie.
    Cookie(&'static str, SecretString),
    // part: tokens
    /// `Authorization: Bearer` with a token that is renewed.
    Tokens(Arc<Tokens>),
    // end of part
    /// A certificate that connections present.
    Certificate,
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credential([redacted])")
    }
}

/// A credential that cannot be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialError {
    scheme: &'static str,
    reason: String,
}

impl CredentialError {
    /// Creates the error for a scheme, with a reason that does not show the credential.
    pub fn new(scheme: &'static str, reason: impl Into<String>) -> Self {
        Self { scheme, reason: reason.into() }
    }

    /// The security scheme, as the API's document names it.
    #[must_use]
    pub fn scheme(&self) -> &'static str {
        self.scheme
    }
}

impl fmt::Display for CredentialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the credential for `{}` {}", self.scheme, self.reason)
    }
}

impl std::error::Error for CredentialError {}

impl Credential {
    // part: tokens
    /// The tokens of a provider.
    pub fn tokens(scheme: &'static str, provider: impl TokenProvider + 'static) -> Self {
        Self::Tokens(Arc::new(Tokens::new(scheme, provider)))
    }
    // end of part

    /// `Authorization: PREFIX TEXT`
    ///
    /// # Errors
    /// If the text is not allowed in a header.
    pub fn authorization(scheme: &'static str, prefix: &str, text: &SecretString) -> Result<Self, CredentialError> {
        let text = SecretString::from(format!("{prefix} {}", text.expose_secret()));
        Self::header(scheme, "authorization", &text)
    }

    /// `Authorization: Basic` of RFC 7617.
    ///
    /// # Errors
    /// If the user name has a colon.
    pub fn basic(scheme: &'static str, user: &str, password: &SecretString) -> Result<Self, CredentialError> {
        if user.contains(':') {
            return Err(CredentialError::new(scheme, "has a colon in its user name"));
        }
        let pair = SecretString::from(format!("{user}:{}", password.expose_secret()));
        let text = SecretString::from(super::base64::encode(pair.expose_secret().as_bytes()));
        Self::authorization(scheme, "Basic", &text)
    }

    /// The same from a user name and a password with a colon between them.
    ///
    /// # Errors
    /// If there is no colon.
    pub fn basic_pair(scheme: &'static str, pair: &SecretString) -> Result<Self, CredentialError> {
        let (user, password) = pair
            .expose_secret()
            .split_once(':')
            .ok_or_else(|| CredentialError::new(scheme, "has no colon after its user name"))?;
        Self::basic(scheme, user, &password.into())
    }

    /// A header of the scheme's own.
    ///
    /// # Errors
    /// If the text is not allowed in a header.
    pub fn header(scheme: &'static str, name: &str, text: &SecretString) -> Result<Self, CredentialError> {
        let name = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| CredentialError::new(scheme, "is sent in a header with an invalid name"))?;
        let mut value = header_value(text.expose_secret()).map_err(|reason| CredentialError::new(scheme, reason))?;
        value.set_sensitive(true);
        Ok(Self::Header(name, value))
    }
}
