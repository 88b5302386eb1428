//! How requests reach a target: an embedded mock, or an address. On the way there: `pace` says when, `dial` makes connections,
//! `tls` says whom they trust, `tap` watches their bytes.

mod address_error;
mod around;
mod breakage;
mod dial;
mod event_stream;
mod exchange;
mod failure;
mod http;
mod interrupt;
mod limits;
mod observed;
mod outgoing;
mod pace;
mod paced;
mod patience;
mod pem;
mod rate;
mod retry_after;
mod service;
mod tap;
mod tls;
mod within;

pub use self::http::HttpTransport;
pub use self::service::ServiceTransport;
pub use address_error::AddressError;
pub use around::AroundTransport;
pub(crate) use around::{Around, Next};
pub(crate) use breakage::Breakage;
pub use exchange::{Received, Transport, TransportError, TransportErrorKind};
use exchange::{into_http, received};
pub(crate) use interrupt::INTERRUPTED;
pub use interrupt::Interrupt;
pub use limits::AnswerLimits;
pub use observed::{ObservedExchange, ObservedTransport};
pub use paced::PacedTransport;
pub use rate::{InvalidRate, Rate};

/// What came of a request.
pub type Answered = Result<Received, TransportError>;
