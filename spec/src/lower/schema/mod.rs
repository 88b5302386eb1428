//! Schemas, raised to the meaning of JSON Schema 2020-12. One file a kind.
//!
//! [`lower`] only reserves an id; [`lower_reserved`] reads what is reserved, in turn, so that neither depth nor
//! cycles of references cost stack.

mod annotations;
mod array;
mod combination;
mod enumeration;
mod number;
mod object;
mod reading;
mod reference;
mod string;
mod types;

pub(super) use reading::{any, lower, lower_named, lower_reserved, string};
use reading::{or_null, unnamed};
pub use string::{ALTERNATIVES_LIMIT, PATTERN_LIMIT, PATTERNS_LIMIT};
