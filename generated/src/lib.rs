//! x

mod client;
pub mod credentials;
mod headers;
pub mod operations;
mod rules;
mod support;
pub use client::{Client, DEFAULT_BASE_URL};
pub use credentials::Session;
pub use credentials::{AnyKey, Key, KeyError};
pub use support::{
    BoxFuture, BoxStream, BuildError, Config, ConstraintError, CredentialError, DecodeError, Error, ErrorResponse,
    FailureEvent, Hook, RequestEvent, Response, ResponseEvent, Retry, TransportError, UnexpectedResponse, Violation,
};
pub mod models;
