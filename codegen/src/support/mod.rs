//! The runtime of the client, which is the same for every API.
#![allow(
    dead_code,
    unused_imports,
    unused_mut,
    unused_variables,
    clippy::match_wildcard_for_single_variants,
    reason = "not every API uses every style, body and credential"
)]

mod address;
mod base64;
#[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
mod blocking;
// part: client_credentials
mod client_credentials;
// end of part
mod config;
mod constraint;
mod core;
mod decimal;
mod error;
// part: streams
mod event;
// end of part
mod exchange;
// part: streams
mod frame;
// end of part
// part: headers
mod header;
// end of part
mod hook;
// part: pages
mod link;
// end of part
mod middleware;
mod missing;
pub mod model;
// part: multipart
mod multipart;
// end of part
// part: pages
mod page;
// end of part
mod pattern;
mod raw;
mod redact;
mod request;
mod requirement;
mod response;
mod retry;
mod secret;
mod sending;
mod sent;
mod server;
#[cfg(all(feature = "testing", not(target_arch = "wasm32")))]
mod service;
mod settings;
mod stream;
mod time;
// part: tokens
mod token;
// end of part
mod trace;
mod transport_error;
mod upload;
// part: streams
mod values;
// end of part
mod wide;

pub mod body;
pub mod call;
pub mod null;
pub mod operation;
pub mod parameter;
// part: places
pub mod places;
// end of part
pub mod record;
pub mod rule;

pub use address::AddressError;
// part: client_credentials
pub use client_credentials::ClientCredentials;
// end of part
pub use config::{BuildError, Config};
pub use constraint::{ConstraintError, Violation};
pub use core::Core;
pub use error::{DecodeError, Error, ErrorResponse, UnexpectedResponse};
// part: streams
pub use event::{Event, Events};
// end of part
// part: headers
pub use header::declared_header;
// end of part
pub use hook::{FailureEvent, Hook, RequestEvent, ResponseEvent, ViolationEvent};
pub use middleware::{Middleware, Next};
pub(crate) use model::{present, read_listed, read_listed_or};
pub use model::{Base64, Nullable, UnknownInteger, UnknownValue, UnknownVariant, UnlistedValue};
pub use missing::Missing;
// part: multipart
pub use multipart::Part;
// end of part
// part: pages
pub use page::{Advance, Paging};
// end of part
pub use raw::RawResponse;
pub use response::Response;
pub use retry::Retry;
pub use rule::Rules;
pub use secret::{Credential, CredentialError};
pub use server::ServerAddress;
pub(crate) use settings::settings;
pub use stream::{Chunks, ItemError, Reading, StreamError};
pub use time::{BorrowedFuture, BoxFuture, BoxStream};
// part: tokens
pub use token::{Token, TokenError, TokenProvider, TokenRequest};
// end of part
pub use transport_error::{RequestError, TransportError};
pub use upload::Upload;
// part: streams
pub use values::Values;
// end of part
// part: wide
pub use wide::Wide;
// end of part

/// What the crate's root exports of it.
pub mod offered {
    #[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
    pub use super::blocking::{BlockingIter, IterBlocking, SendBlocking};
    pub use reqwest;

    pub use super::{
        AddressError, Base64, BorrowedFuture, BoxFuture, BoxStream, BuildError, Chunks, Config, ConstraintError,
        CredentialError, DecodeError, Error, ErrorResponse, FailureEvent, Hook, ItemError, Middleware, Missing, Next,
        Nullable, RequestError, RequestEvent, Response, ResponseEvent, Retry, Rules, StreamError, TransportError,
        UnexpectedResponse, UnknownInteger, UnknownValue, UnknownVariant, UnlistedValue, Upload, Violation,
        ViolationEvent,
    };
    // part: client_credentials
    pub use super::ClientCredentials;
    // end of part
    // part: streams
    pub use super::{Event, Events, Values};
    // end of part
    pub use super::ServerAddress;
    // part: tokens
    pub use super::{Token, TokenError, TokenProvider, TokenRequest};
    // end of part
    // part: wide
    pub use super::Wide;
    // end of part
}
