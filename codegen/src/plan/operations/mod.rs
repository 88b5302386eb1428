//! Every operation of a client, and what belongs to none of them alone.

pub(crate) mod alternatives;
pub(crate) mod bodies;
pub(crate) mod client;
pub(crate) mod headers;
pub(crate) mod inbound;
pub(crate) mod pages;
pub(crate) mod parameters;
pub(crate) mod resources;
pub(crate) mod responses;
pub(crate) mod rules;
pub(crate) mod security;
pub(crate) mod streams;
