//! Every type of a document, from its schemas.

pub(crate) mod document;
pub(crate) mod finish;
pub(crate) mod hierarchy;
pub(crate) mod inline;
pub(crate) mod lists;
pub(crate) mod located;
pub(crate) mod normalized_shape;
pub(crate) mod of_schema;
pub(crate) mod overrides;
pub(crate) mod patterns;
pub(crate) mod planner;
pub(crate) mod received;
pub(crate) mod required_only_variants;
pub(crate) mod shapes;
pub(crate) mod siblings;
pub(crate) mod size;
pub(crate) mod tags;
pub(crate) mod unions;
pub(crate) mod variant_labels;
