//! The address of a server that the API's document names.

use std::borrow::Cow;
use std::fmt;

use super::address::shown;

/// The address of a server that the API's document names; give it to [`Config::server`](super::Config::server).
#[derive(Clone, PartialEq, Eq)]
pub struct ServerAddress {
    /// The server that is used unless told otherwise, where this one could be.
    pub(super) instead_of: &'static str,
    pub(super) url: Cow<'static, str>,
}

impl ServerAddress {
    /// One that nothing is variable of.
    pub(crate) const fn fixed(instead_of: &'static str, url: &'static str) -> Self {
        Self { instead_of, url: Cow::Borrowed(url) }
    }

    /// One whose variables have their values.
    pub(crate) fn new(instead_of: &'static str, url: String) -> Self {
        Self { instead_of, url: url.into() }
    }

    /// What is served there, served elsewhere.
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
