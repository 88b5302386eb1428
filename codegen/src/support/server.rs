//! The address of a server that the API's document declares.

use std::borrow::Cow;
use std::fmt;

use super::address::shown;

/// The address of a server that the API's document declares, for [`Config::server`](super::Config::server).
#[derive(Clone, PartialEq, Eq)]
pub struct ServerAddress {
    /// The server that is used by default.
    pub(super) instead_of: &'static str,
    pub(super) url: Cow<'static, str>,
}

impl ServerAddress {
    /// A server without variables.
    pub(crate) const fn fixed(instead_of: &'static str, url: &'static str) -> Self {
        Self { instead_of, url: Cow::Borrowed(url) }
    }

    /// A server with the values of its variables.
    pub(crate) fn new(instead_of: &'static str, url: String) -> Self {
        Self { instead_of, url: url.into() }
    }

    /// The same paths on another server.
    #[must_use]
    pub fn at(mut self, url: impl Into<String>) -> Self {
        self.url = url.into().into();
        self
    }

    /// The address.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl fmt::Debug for ServerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ServerAddress").field(&shown(&self.url)).finish()
    }
}
