//! What only all types together decide, once each is planned.

pub(crate) mod boxing;
pub(crate) mod constructors;
pub(crate) mod conversions;
pub(crate) mod nesting;
pub(crate) mod null_values;
pub(crate) mod presets;
pub(crate) mod received;
pub(crate) mod sharing;
pub(crate) mod wide_integers;
