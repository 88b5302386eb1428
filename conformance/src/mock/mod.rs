//! The document, served: every request is validated against it, and answered as it declares.
//!
//! The stages of an answer, in order: `route` finds the operation, `credential` reads who asks, `validate` names
//! every rule that the request breaks, `session` finds the actor, `state` holds what was created, `respond`
//! writes the answer. Nothing of a network is here but in `server`, `connection` and `write_limit`.

mod answer;
mod connection;
mod credential;
mod fault;
mod fixture;
mod limits;
mod page;
mod respond;
pub(crate) mod route;
mod server;
mod session;
mod state;
pub(crate) mod validate;
mod write_limit;

pub use answer::Mock;
pub use fault::{Fault, ParseFaultError};
pub use fixture::{Fixture, FixtureActor, FixtureError, FixtureItems, FixtureResource};
pub use limits::{ServerLimits, StateLimits};
pub use server::{ServeError, Server};

pub(crate) use credential::environment_of_key;
