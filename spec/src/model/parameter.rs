//! Parameters of operations.

use super::{Example, SchemaId};
use crate::source::Origin;

/// A parameter (OpenAPI 3.1.0 section 4.8.12). `Accept`, `Content-Type` and `Authorization` headers never appear: the
/// specification has them ignored.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Where it was read.
    pub origin: Origin,
    /// The name on the wire.
    pub name: String,
    /// Where it is sent.
    pub location: Location,
    /// A description in CommonMark.
    pub description: Option<String>,
    /// Whether it must be sent; always true in a path.
    pub required: bool,
    /// Whether callers should stop using it.
    pub deprecated: bool,
    /// Whether an empty value may be sent (`allowEmptyValue`, query only).
    pub allow_empty_value: bool,
    /// How a value becomes text.
    pub encoding: ParameterEncoding,
    /// Examples: `example`, or the values of `examples`.
    pub examples: Vec<Example>,
    /// It becomes required by a field of the body (`x-trueline-required-with`).
    pub required_with: Option<RequiredWith>,
    /// It names the session of an actor (`x-trueline-session`).
    pub session: Option<Session>,
}

impl Parameter {
    /// The schema of the value, where there is one.
    #[must_use]
    pub fn schema(&self) -> Option<SchemaId> {
        self.encoding.schema()
    }
}

/// Where a parameter is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the variants are the specification's own values of `in`")]
pub enum Location {
    Path,
    Query,
    Header,
    Cookie,
}

impl Location {
    /// Every place.
    pub const ALL: [Self; 4] = [Self::Path, Self::Query, Self::Header, Self::Cookie];

    /// The value of `in`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}

/// What distinguishes parameters that are sent in the same place: the name, of headers in lower case (RFC 9110 section 5.1).
pub(crate) fn key_of(location: Location, name: &str) -> (Location, String) {
    let name = if location == Location::Header { name.to_ascii_lowercase() } else { name.to_owned() };
    (location, name)
}

/// How the value of a parameter or header becomes text.
#[derive(Debug, Clone)]
pub enum ParameterEncoding {
    /// By `style` (OpenAPI 3.1.0 section 4.8.12.2.1).
    Style {
        /// The style, defaults applied.
        style: Style,
        /// Whether arrays and objects give one parameter a value, defaults applied.
        explode: bool,
        /// Whether reserved characters stay as they are.
        allow_reserved: bool,
        /// The value's schema; [`SchemaKind::Any`](super::SchemaKind::Any) where the document has none.
        schema: SchemaId,
    },
    /// By a media type (OpenAPI 3.1.0 section 4.8.12.2.2).
    Content {
        /// The media type, `application/json` for instance.
        media_type: String,
        /// The value's schema.
        schema: Option<SchemaId>,
    },
}

impl ParameterEncoding {
    /// The schema of the value, where there is one.
    #[must_use]
    pub fn schema(&self) -> Option<SchemaId> {
        match self {
            Self::Style { schema, .. } => Some(*schema),
            Self::Content { schema, .. } => *schema,
        }
    }
}

/// `style` of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the variants are the specification's own values of `style`")]
pub enum Style {
    Matrix,
    Label,
    Form,
    Simple,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
}

/// `x-trueline-required-with`: the parameter is required when the body has a field.
#[derive(Debug, Clone)]
pub struct RequiredWith {
    /// JSON Pointer (RFC 6901) of the field in the body.
    pub body: String,
    /// The status of a response to a request with the field and without the parameter.
    pub missing_status: u16,
}

/// `x-trueline-session`: the parameter is the session of an actor.
#[derive(Debug, Clone)]
pub struct Session {
    /// The status for a session that does not exist, or is absent where it is required.
    pub unknown_status: u16,
    /// The status for a session that does not own what is asked for.
    pub foreign_status: u16,
    /// JSON Pointer of the body's field that names the owner; it must be the session's own.
    pub owner: Option<String>,
}
