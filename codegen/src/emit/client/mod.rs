//! Writes the client: its type, its resources, credentials and servers.

pub(crate) mod client_type;
pub(crate) mod credentials;
pub(crate) mod resources;
pub(crate) mod servers;
