//! Writes the types that a document declares.

pub(crate) mod builders;
pub(crate) mod enums;
pub(crate) mod fields;
pub(crate) mod inbound;
pub(crate) mod integers;
pub(crate) mod mixed;
pub(crate) mod places;
pub(crate) mod records;
pub(crate) mod structures;
pub(crate) mod type_items;
pub(crate) mod unions;
