//! What the document has to say of a value, a path and a request: the oracle. It reads bytes by code that writes none, knows
//! neither the suite nor the mock, and where it cannot decide it says why.

mod built;
pub(crate) mod format;
mod judgement;
mod media_type;
mod pattern;
mod request;
mod role;
mod route;
mod rule;
mod runtime_expression;
mod undecided;
mod validator;
mod violation;
pub(crate) mod work;

pub use crate::schema::StackError;
pub(crate) use media_type::{essence_of, media_type_of};
pub(crate) use pattern::{EcmaPattern, Patterns};
pub(crate) use request::{Reading, RequestViolation, is_valid_in_request, location_of, read_request};
pub(crate) use role::{environment_of_key, role_of_key};
pub(crate) use route::{Route, Router, base_paths, default_base_path};
pub use rule::Rule;
pub(crate) use runtime_expression::evaluate;
pub use undecided::{NoWorkLeft, Undecided};
pub use validator::Validators;
pub use violation::Violation;
