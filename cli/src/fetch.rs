//! Where documents come from: files, and addresses of `http` and `https`.

use std::cell::{Cell, OnceCell};

use trueline_spec::source::{Fetch, FetchError, Fetched, FileSystem, NotFetched, Policy, Request, is_address};

use crate::network::{FETCHES_LIMIT, Network};

/// Files of this machine, and what is behind addresses.
#[derive(Debug, Default)]
pub(crate) struct Everywhere {
    network: OnceCell<Network>,
    /// How many addresses were asked for.
    fetches: Cell<usize>,
}

impl Fetch for Everywhere {
    fn fetch(&self, location: &str) -> Result<Vec<u8>, FetchError> {
        let policy = Policy::new(location, &[])?;
        Ok(self.fetch_for(&Request { location, is_reference: false, policy: &policy })?.bytes)
    }

    fn fetch_for(&self, request: &Request<'_>) -> Result<Fetched, NotFetched> {
        if !is_address(request.location) {
            return FileSystem.fetch_for(request);
        }
        if self.fetches.get() >= FETCHES_LIMIT {
            return Err(FetchError(format!("more than {FETCHES_LIMIT} addresses are referred to")).into());
        }
        self.fetches.set(self.fetches.get() + 1);
        self.network()?.fetch(request)
    }
}

impl Everywhere {
    fn network(&self) -> Result<&Network, FetchError> {
        if self.network.get().is_none() {
            let network = Network::new().map_err(|error| FetchError(format!("there is no network: {error}")))?;
            let _ = self.network.set(network);
        }
        self.network.get().ok_or_else(|| FetchError("there is no network".to_owned()))
    }
}
