//! Where texts come from.

use super::file;
use super::policy::{Policy, Refusal};

/// Brings the bytes of a location: a path, or whatever else the caller can reach.
pub trait Fetch {
    /// The bytes at a location.
    ///
    /// # Errors
    /// With the reason, for people, when they cannot be had.
    fn fetch(&self, location: &str) -> Result<Vec<u8>, FetchError>;

    /// The same for a reading, which says who names the location and what references may load. Whoever follows links or
    /// redirects asks the policy at every step.
    ///
    /// # Errors
    /// As [`Fetch::fetch`], and where the policy refuses what the location leads to.
    fn fetch_for(&self, request: &Request<'_>) -> Result<Fetched, NotFetched> {
        Ok(Fetched { bytes: self.fetch(request.location)?, location: None })
    }
}

/// What a reading asks for.
#[derive(Debug, Clone, Copy)]
pub struct Request<'r> {
    /// The path or the address.
    pub location: &'r str,
    /// Whether a document refers to it, which the policy has allowed by how the location is written; else the user named
    /// it.
    pub is_reference: bool,
    /// What it may lead to.
    pub policy: &'r Policy,
}

/// What a location gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Where they were in the end, where that is elsewhere: it is what references within are relative to
    /// (RFC 3986 section 5.1.3).
    pub location: Option<String>,
}

/// Why a location gave nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchError(pub String);

/// Why a reading did not get what it asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotFetched {
    /// It leads to what references may not load.
    Refused(Refusal),
    /// It could not be had.
    Failed(FetchError),
}

impl From<FetchError> for NotFetched {
    fn from(error: FetchError) -> Self {
        Self::Failed(error)
    }
}

impl From<NotFetched> for FetchError {
    fn from(error: NotFetched) -> Self {
        match error {
            NotFetched::Refused(Refusal { message, help }) => Self(format!("{message}; {help}")),
            NotFetched::Failed(error) => error,
        }
    }
}

/// Files of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct FileSystem;

impl Fetch for FileSystem {
    fn fetch(&self, location: &str) -> Result<Vec<u8>, FetchError> {
        file::read_named(location).map_err(|error| FetchError(error.to_string()))
    }

    fn fetch_for(&self, request: &Request<'_>) -> Result<Fetched, NotFetched> {
        let bytes = if request.is_reference {
            file::read_referenced(request.location, request.policy)?
        } else {
            self.fetch(request.location)?
        };
        Ok(Fetched { bytes, location: None })
    }
}
