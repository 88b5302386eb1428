//! Declared responses.

use std::fmt;

use indexmap::IndexMap;
use serde_json::Value;

use super::{Example, MediaType, OperationId, ParameterEncoding, Readable, Server};
use crate::source::Origin;

/// A response that an operation declares (OpenAPI 3.1.0 section 4.8.17).
#[derive(Debug, Clone)]
pub struct Response {
    /// Where it was read.
    pub origin: Origin,
    /// Its statuses.
    pub status: ResponseStatus,
    /// A description in CommonMark.
    pub description: String,
    /// Declared headers; `Content-Type` never appears, the specification has it ignored.
    pub headers: Vec<Header>,
    /// The alternatives of the body; empty where there is none.
    pub content: Vec<MediaType>,
    /// The links to operations that can be called next.
    pub links: Vec<Link>,
}

/// The statuses of a declared response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ResponseStatus {
    /// One status, `200`.
    Code(u16),
    /// A hundred of them, `4XX`; the value is the first digit, 1 to 5.
    Class(u8),
    /// Every status that no other response declares.
    Default,
}

impl ResponseStatus {
    /// Whether the response is for a status.
    #[must_use]
    pub fn matches(self, status: u16) -> bool {
        match self {
            Self::Code(code) => code == status,
            Self::Class(class) => status / 100 == u16::from(class),
            Self::Default => true,
        }
    }

    /// The first digit of the statuses; none of `default`.
    #[must_use]
    pub fn class(self) -> Option<u8> {
        match self {
            Self::Code(code) => u8::try_from(code / 100).ok(),
            Self::Class(class) => Some(class),
            Self::Default => None,
        }
    }

    /// Whether it can stand for a success (2xx); `default` counts only where nothing else does, which the caller knows.
    #[must_use]
    pub fn is_success(self) -> bool {
        self.class() == Some(2)
    }

    /// 0 for a code, 1 for a class, 2 for `default`: the narrower wins.
    #[must_use]
    pub fn breadth(self) -> u8 {
        match self {
            Self::Code(_) => 0,
            Self::Class(_) => 1,
            Self::Default => 2,
        }
    }
}

impl fmt::Display for ResponseStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(f, "{code}"),
            Self::Class(class) => write!(f, "{class}XX"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A header of a response or of a multipart part (OpenAPI 3.1.0 section 4.8.21).
#[derive(Debug, Clone)]
pub struct Header {
    /// Where it was read.
    pub origin: Origin,
    /// The name as written.
    pub name: String,
    /// A description in CommonMark.
    pub description: Option<String>,
    /// Whether a response without it is wrong.
    pub required: bool,
    /// Whether readers should stop using it.
    pub deprecated: bool,
    /// How the value becomes text; the style is always `simple`.
    pub encoding: ParameterEncoding,
    /// Examples.
    pub examples: Vec<Example>,
    /// The name of the security scheme whose key shows the environment that this header repeats
    /// (`x-trueline-environment-of`).
    pub environment_of: Option<String>,
}

/// A link from a response to another operation (OpenAPI 3.1.0 section 4.8.20).
#[derive(Debug, Clone)]
pub struct Link {
    /// Where it was read.
    pub origin: Origin,
    /// The key in `links`.
    pub name: String,
    /// A description in CommonMark.
    pub description: Option<String>,
    /// The operation that it leads to.
    pub target: LinkTarget,
    /// Parameters of the target by name, possibly qualified (`path.id`).
    pub parameters: IndexMap<String, RuntimeExpression>,
    /// The body of the target's request.
    pub request_body: Option<RuntimeExpression>,
    /// The server to use for the target.
    pub server: Option<Server>,
    /// What reading through this link must show (`x-trueline-readable`).
    pub readable: Option<Readable>,
}

/// Where a link leads.
#[derive(Debug, Clone)]
pub enum LinkTarget {
    /// An operation of this document.
    Operation(OperationId),
    /// An operation elsewhere: `operationRef` as written.
    External(String),
}

/// A value that is known at run time (OpenAPI 3.1.0 section 4.8.20.3).
#[derive(Debug, Clone, PartialEq)]
pub enum RuntimeExpression {
    /// A literal value.
    Constant(Value),
    /// `$url`
    Url,
    /// `$method`
    Method,
    /// `$statusCode`
    StatusCode,
    /// `$request.header.NAME`
    RequestHeader(String),
    /// `$request.query.NAME`
    RequestQuery(String),
    /// `$request.path.NAME`
    RequestPath(String),
    /// `$request.body` with a JSON Pointer, empty for the whole body
    RequestBody(String),
    /// `$response.header.NAME`
    ResponseHeader(String),
    /// `$response.body` with a JSON Pointer, empty for the whole body
    ResponseBody(String),
    /// Text with expressions in braces, in order.
    Template(Vec<RuntimeExpression>),
}
