//! Where documents come from: files, and addresses of `http` and `https`.

use std::io::Read;
use std::time::Duration;

use trueline_spec::render::with_causes;
use trueline_spec::source::{Fetch, FetchError, FileSystem, SIZE_LIMIT};

/// How long an address may take in all.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Whether a location is an address and no file.
pub(crate) fn is_address(location: &str) -> bool {
    location.starts_with("http://") || location.starts_with("https://")
}

/// Files of this machine, and what is behind addresses.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Everywhere;

impl Fetch for Everywhere {
    fn fetch(&self, location: &str) -> Result<Vec<u8>, FetchError> {
        if is_address(location) { fetch_address(location) } else { FileSystem.fetch(location) }
    }
}

fn fetch_address(location: &str) -> Result<Vec<u8>, FetchError> {
    let failed = |error: &(dyn std::error::Error + 'static)| FetchError(with_causes(error));
    let client = reqwest::blocking::Client::builder().timeout(TIMEOUT).build().map_err(|error| failed(&error))?;
    let response = client.get(location).send().map_err(|error| failed(&error.without_url()))?;
    if !response.status().is_success() {
        return Err(FetchError(format!("the server answers {}", response.status())));
    }
    let mut bytes = Vec::new();
    let limit = u64::try_from(SIZE_LIMIT).unwrap_or(u64::MAX).saturating_add(1);
    response.take(limit).read_to_end(&mut bytes).map_err(|error| failed(&error))?;
    Ok(bytes)
}
