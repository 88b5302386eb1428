//! A request before it is sent: what it says ([`RequestTemplate`]), who writes it (`CaseBuilder`), and its bytes ([`WireRequest`]).

mod ambiguous_siblings;
mod argument;
mod body;
mod case_builder;
mod credential;
mod judge;
mod not_made;
mod request_template;
mod thing;
mod unsendable;

pub(crate) use ambiguous_siblings::AmbiguousSiblings;
pub(crate) use case_builder::{CaseBuilder, STEPS_OF_REQUEST};
pub(crate) use not_made::NotMade;
pub(crate) use request_template::media_type_of;
pub use request_template::{Argument, ArgumentValue, Content, RequestTemplate, SentCredential, WireRequest};
pub use unsendable::Unsendable;
