//! Values as text on the wire, and back: the styles of parameters (OpenAPI 3.1.0 section 4.8.12.2.1) and the media
//! types of bodies. What is encoded here is decoded here, by other code, in the mock and before an invalid request is
//! sent.

mod body;
mod choice;
mod decode;
mod decode_error;
mod encode;
mod escape;
mod multipart;
mod path;

pub use body::{DecodedBody, decode_body, encode_body};
pub(crate) use body::{concrete, is_json};
pub use choice::IsValid;
pub use decode::{RequestParts, decode_header, decode_parameter};
pub use decode_error::DecodeError;
pub use encode::{Encoded, encode_header, encode_parameter};
pub(crate) use escape::unescape;
pub use escape::{escape_path, escape_query};
pub use multipart::BOUNDARY;
pub(crate) use path::PathMatcher;
pub use path::match_path;
