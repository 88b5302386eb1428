//! Why an address cannot be reached at all.

use std::path::PathBuf;

use thiserror::Error;

use crate::target::TargetError;

/// Why there are no connections to an address, before any is tried. Nothing of a file's text is in it.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum AddressError {
    /// The system has no certificates to judge by.
    #[error("{0}")]
    NoCertificates(std::io::Error),
    /// There is no version of TLS to speak.
    #[error("{0}")]
    NoTls(rustls::Error),
    /// A file that the network names cannot be read.
    #[error("the file `{}` of `{setting}` cannot be read: {reason}", .path.display())]
    Unreadable {
        /// The key of the configuration that names it.
        setting: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: std::io::Error,
    },
    /// A file has not what its setting asks for.
    #[error("the file `{}` of `{setting}` {reason}", .path.display())]
    Useless {
        /// The key of the configuration that names it.
        setting: &'static str,
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The environment names a proxy that cannot be used.
    #[error(transparent)]
    Proxy(TargetError),
    /// The system has no sockets with paths.
    #[error("`unix-socket` cannot be used: this system has no such sockets")]
    NoSockets,
}
