//! Every type of a document, from its schemas.

pub(crate) mod document;
pub(crate) mod finish;
pub(crate) mod hierarchy;
pub(crate) mod inline;
pub(crate) mod labels;
pub(crate) mod lists;
pub(crate) mod located;
pub(crate) mod of_schema;
pub(crate) mod overrides;
pub(crate) mod patterns;
pub(crate) mod planner;
pub(crate) mod presence;
pub(crate) mod received;
pub(crate) mod shapes;
pub(crate) mod siblings;
pub(crate) mod size;
pub(crate) mod substance;
pub(crate) mod tags;
pub(crate) mod unions;
