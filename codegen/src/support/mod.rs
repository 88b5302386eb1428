//! The run-time part of the client, which is the same for every API.
#![allow(dead_code, unused_imports, reason = "an API need not use every style, body and credential")]

mod base64;
mod client_credentials;
mod config;
mod core;
mod error;
mod hook;
pub mod model;
mod multipart;
mod page;
mod raw;
mod request;
mod response;
mod retry;
mod secret;
mod time;
mod token;
pub mod unlisted;

pub mod body;
pub mod call;
pub mod operation;
pub mod parameter;
pub mod record;
pub mod rule;

pub use client_credentials::ClientCredentials;
pub use config::{BuildError, Config};
pub use core::Core;
pub use error::{ConstraintError, DecodeError, Error, ErrorResponse, TransportError, UnexpectedResponse, Violation};
pub(crate) use model::present;
pub use model::{Base64, Nullable, UnknownInteger, UnknownValue, UnknownVariant, UnlistedValue};
pub use hook::{FailureEvent, Hook, RequestEvent, ResponseEvent};
pub use multipart::Part;
pub use page::Paging;
pub use raw::RawResponse;
pub use response::{Response, declared_header};
pub use retry::Retry;
pub use secret::{Credential, CredentialError};
pub use time::{BorrowedFuture, BoxFuture, BoxStream};
pub use token::{Token, TokenError, TokenProvider, TokenRequest};
