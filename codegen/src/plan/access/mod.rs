//! Credentials, where tokens come from, and servers.

pub(crate) mod credentials;
pub(crate) mod servers;
pub(crate) mod tokens;
