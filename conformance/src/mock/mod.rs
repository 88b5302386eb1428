//! The document, served: every request is validated against it, and answered as it declares.
//!
//! The stages of an answer, in order: the judge's router finds the operation, `credential` reads who asks,
//! the judge names every rule that the request breaks, `session` finds the actor, `state` holds what was created, `respond`
//! writes the answer. Nothing of a network is here but in `server`, `connection` and `write_limit`;
//! `service` is for this process.

mod answer;
mod connection;
mod credential;
mod fault;
mod fixture;
mod limits;
mod page;
mod removed;
mod respond;
mod server;
mod service;
mod session;
mod state;
mod write_limit;

pub use answer::Mock;
pub use fault::{Fault, ParseFaultError};
pub use fixture::{Fixture, FixtureActor, FixtureError, FixtureItems, FixtureResource};
pub use limits::{ServerLimits, StateLimits};
pub use server::{ServeError, Server};
