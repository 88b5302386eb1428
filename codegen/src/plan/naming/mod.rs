//! What operations, and the places of schemas, are called.

pub(crate) mod homes;
pub(crate) mod inbound;
pub(crate) mod operation_name;
pub(crate) mod resource_name;
