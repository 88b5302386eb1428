//! What the suite asks of schemas and of the values that they describe.

pub(crate) mod cost;
pub(crate) mod formats_in_value;
pub(crate) mod json_pointer;
mod same_value;
mod stack_error;
pub(crate) mod subschema;
mod types;

pub(crate) use cost::value_size;
pub(crate) use same_value::is_same_value;
pub use stack_error::StackError;
pub(crate) use types::Types;
