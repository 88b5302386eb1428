//! Where documents come from: files, addresses of `http` and `https`, and standard input.

use std::cell::{Cell, OnceCell};
use std::io::Read as _;

use trueline_spec::source::{
    Fetch, FetchError, Fetched, FileSystem, NotFetched, Policy, Request, SIZE_LIMIT, is_address,
};

use crate::network::{Limits, Network};

/// Where a document of standard input is, as places name it: in the working folder, as far as its references go.
pub(crate) const INPUT: &str = "<stdin>";

/// Files of this machine, and what is behind addresses.
#[derive(Debug, Default)]
pub(crate) struct Everywhere {
    network: OnceCell<Network>,
    limits: Limits,
    /// How many addresses were asked for.
    fetches: Cell<usize>,
    /// What standard input has, where the document comes from there.
    input: Option<Vec<u8>>,
}

impl Fetch for Everywhere {
    fn fetch(&self, location: &str) -> Result<Vec<u8>, FetchError> {
        let policy = Policy::new(location, &[])?;
        Ok(self.fetch_for(&Request { location, is_reference: false, policy: &policy })?.bytes)
    }

    fn fetch_for(&self, request: &Request<'_>) -> Result<Fetched, NotFetched> {
        if let (Some(bytes), INPUT, false) = (&self.input, request.location, request.is_reference) {
            return Ok(Fetched { bytes: bytes.clone(), location: None });
        }
        if !is_address(request.location) {
            return FileSystem.fetch_for(request);
        }
        if self.fetches.get() >= self.limits.fetches {
            return Err(FetchError(format!("references lead to more than {} addresses", self.limits.fetches)).into());
        }
        self.fetches.set(self.fetches.get() + 1);
        self.network()?.fetch(request)
    }
}

impl Everywhere {
    /// With a document from standard input, of which no more is read than a document may have.
    pub(crate) fn with_input() -> Result<Self, FetchError> {
        let mut bytes = Vec::new();
        let most = u64::try_from(SIZE_LIMIT).unwrap_or(u64::MAX).saturating_add(1);
        let read = std::io::stdin().lock().take(most).read_to_end(&mut bytes);
        read.map_err(|error| FetchError(format!("standard input: {error}")))?;
        if bytes.len() > SIZE_LIMIT {
            return Err(FetchError(format!("it has more than {SIZE_LIMIT} bytes")));
        }
        Ok(Self { input: Some(bytes), ..Self::default() })
    }

    fn network(&self) -> Result<&Network, FetchError> {
        if self.network.get().is_none() {
            let network = Network::new(self.limits).map_err(|error| FetchError(format!("no network: {error}")))?;
            let _ = self.network.set(network);
        }
        self.network.get().ok_or_else(|| FetchError("no network".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;
    use std::time::Duration;

    use trueline_spec::source::Fetch as _;

    use super::Everywhere;
    use crate::network::Limits;

    /// The address of a server that answers every request after a time.
    fn server(delay: Duration) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}/a", listener.local_addr().expect("an address"));
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                std::thread::spawn(move || {
                    let _ = stream.read(&mut [0; 4096]);
                    std::thread::sleep(delay);
                    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}");
                });
            }
        });
        address
    }

    fn with(limits: Limits) -> Everywhere {
        Everywhere { limits, ..Everywhere::default() }
    }

    #[test]
    fn only_so_many_addresses_are_asked() {
        let (everywhere, address) = (with(Limits { fetches: 2, ..Limits::default() }), server(Duration::ZERO));
        assert!((0..2).all(|_| everywhere.fetch(&address).is_ok_and(|bytes| bytes == b"{}")));
        let error = everywhere.fetch(&address).expect_err("a third");
        assert_eq!(error.0, "references lead to more than 2 addresses");
    }

    #[test]
    fn one_address_takes_only_so_long() {
        let limits = Limits { time: Duration::from_millis(50), ..Limits::default() };
        let error = with(limits).fetch(&server(Duration::from_secs(5))).expect_err("a slow server");
        assert_eq!(error.0, "the server takes longer than 0 seconds to send it");
    }

    #[test]
    fn all_addresses_together_take_only_so_long() {
        let everywhere = with(Limits { total_time: Duration::from_millis(300), ..Limits::default() });
        let address = server(Duration::from_millis(100));
        let errors: Vec<String> =
            (0..10).filter_map(|_| everywhere.fetch(&address).err()).map(|error| error.0).collect();
        assert!((7..10).contains(&errors.len()), "{errors:?}");
        assert!(errors.iter().all(|error| error == "all addresses together take longer than 0 seconds"), "{errors:?}");
    }
}
