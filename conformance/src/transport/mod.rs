//! How requests reach a target: an embedded mock, or an address.

mod address_error;
mod exchange;
mod failure;
mod http;
mod limits;
mod observed;
mod pace;
mod paced;
mod patience;
mod rate;
mod retry_after;
mod service;
mod tap;

pub use self::http::HttpTransport;
pub use self::service::ServiceTransport;
pub use address_error::AddressError;
pub use exchange::{Received, Transport, TransportError, TransportErrorKind};
use exchange::{into_http, received};
pub use limits::AnswerLimits;
pub use observed::{ObservedExchange, ObservedTransport};
pub use paced::PacedTransport;
pub use rate::{InvalidRate, Rate};

/// What came of a request.
pub type Answered = Result<Received, TransportError>;
