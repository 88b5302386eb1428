//! Why an address cannot be reached at all.

use thiserror::Error;

/// Why there are no connections to an address, before any is tried.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum AddressError {
    /// The system has no certificates to judge by.
    #[error("{0}")]
    NoCertificates(std::io::Error),
    /// There is no version of TLS to speak.
    #[error("{0}")]
    NoTls(rustls::Error),
}
