//! The run-time part of the client, which is the same for every API.
#![allow(dead_code, unused_imports, reason = "an API need not use every style, body and credential")]

mod address;
mod base64;
#[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
mod blocking;
mod client_credentials;
mod config;
mod constraint;
mod core;
mod decimal;
mod error;
mod event;
mod exchange;
mod frame;
mod header;
mod hook;
mod link;
mod middleware;
mod missing;
pub mod model;
mod multipart;
mod page;
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
mod token;
mod trace;
mod transport_error;
mod upload;
mod values;
mod wide;

pub mod body;
pub mod call;
pub mod null;
pub mod operation;
pub mod parameter;
pub mod places;
pub mod record;
pub mod rule;

pub use address::AddressError;
pub use client_credentials::ClientCredentials;
pub use config::{BuildError, Config};
pub use constraint::{ConstraintError, Violation};
pub use core::Core;
pub use error::{DecodeError, Error, ErrorResponse, UnexpectedResponse};
pub use event::{Event, Events};
pub use header::declared_header;
pub use hook::{FailureEvent, Hook, RequestEvent, ResponseEvent, ViolationEvent};
pub use middleware::{Middleware, Next};
pub(crate) use model::present;
pub use model::{Base64, Nullable, UnknownInteger, UnknownValue, UnknownVariant, UnlistedValue};
pub use missing::Missing;
pub use multipart::Part;
pub use page::{Advance, Paging};
pub use raw::RawResponse;
pub use response::Response;
pub use retry::Retry;
pub use rule::Rules;
pub use secret::{Credential, CredentialError};
pub use server::ServerAddress;
pub(crate) use settings::settings;
pub use stream::{Chunks, ItemError, Reading, StreamError};
pub use time::{BorrowedFuture, BoxFuture, BoxStream};
pub use token::{Token, TokenError, TokenProvider, TokenRequest};
pub use transport_error::{RequestError, TransportError};
pub use upload::Upload;
pub use values::Values;
pub use wide::Wide;

/// What the crate's root offers of it.
pub mod offered {
    #[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
    pub use super::blocking::{BlockingIter, IterBlocking, SendBlocking};
    pub use reqwest;

    pub use super::{
        AddressError, Base64, BorrowedFuture, BoxFuture, BoxStream, BuildError, Chunks, ClientCredentials, Config, ConstraintError,
        CredentialError, DecodeError, Error, ErrorResponse, Event, Events, FailureEvent, Hook, ItemError, Middleware,
        Missing, Next, Nullable, RequestError, RequestEvent, Response, ResponseEvent, Retry, Rules, ServerAddress, StreamError, Token, TokenError,
        TokenProvider, TokenRequest, TransportError, UnexpectedResponse, UnknownInteger, UnknownValue, UnknownVariant,
        UnlistedValue, Upload, Values, Violation, ViolationEvent, Wide,
    };
}
