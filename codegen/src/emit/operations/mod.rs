//! Writes one module per operation, and what operations share.

pub(crate) mod bodies;
pub(crate) mod headers;
pub(crate) mod methods;
pub(crate) mod operation;
pub(crate) mod parameters;
pub(crate) mod responses;
pub(crate) mod rules;
