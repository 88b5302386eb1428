//! Where texts come from.

use std::fs;
use std::io::Read;

use super::read::SIZE_LIMIT;

/// Brings the bytes of a location: a path, or whatever else the caller can reach.
pub trait Fetch {
    /// The bytes at a location.
    ///
    /// # Errors
    /// With the reason, for people, when they cannot be had.
    fn fetch(&self, location: &str) -> Result<Vec<u8>, FetchError>;
}

/// Why a location gave nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchError(pub String);

/// Files of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct FileSystem;

impl Fetch for FileSystem {
    fn fetch(&self, location: &str) -> Result<Vec<u8>, FetchError> {
        let file = fs::File::open(location).map_err(|error| FetchError(error.to_string()))?;
        let mut bytes = Vec::new();
        let limit = u64::try_from(SIZE_LIMIT).unwrap_or(u64::MAX);
        file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| FetchError(error.to_string()))?;
        Ok(bytes)
    }
}
