//! The operations of an API.

use std::fmt;

use indexmap::IndexMap;
use serde_json::Value;

use super::{
    Laws, Parameter, PathTemplate, RequestBody, Response, ResponseStatus, SecurityRequirement, Server, Shared,
};
use crate::source::Origin;

/// One operation: a method of a path (OpenAPI 3.1.0 section 4.8.10).
#[derive(Debug, Clone)]
pub struct Operation {
    /// Where it was read.
    pub origin: Origin,
    /// `operationId` as written.
    pub operation_id: Option<String>,
    /// Unique within the document: the `operationId`, or method and path where there is none (`GET /pets/{id}`).
    pub key: String,
    /// The method.
    pub method: Method,
    /// The path below the server's address.
    pub path: PathTemplate,
    /// A short summary.
    pub summary: Option<String>,
    /// A description in CommonMark.
    pub description: Option<String>,
    /// Names of tags.
    pub tags: Vec<String>,
    /// Whether callers should stop using it.
    pub deprecated: bool,
    /// Documentation elsewhere.
    pub external_docs: Option<ExternalDocs>,
    /// The parameters of the path item and the operation together, the operation's winning; path, query, header and
    /// cookie parameters in the order of the document.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<RequestBody>,
    /// Declared responses, in the order of the document.
    pub responses: Vec<Response>,
    /// The effective alternatives: any one of them suffices. Empty where no credential is asked for; an alternative
    /// without schemes means that credentials are optional.
    pub security: Shared<SecurityRequirement>,
    /// The effective servers: the operation's, else the path item's, else the document's, else `/`.
    pub servers: Shared<Server>,
    /// Requests that the API sends back in the course of this one.
    pub callbacks: Vec<Callback>,
    /// What holds across exchanges (`x-trueline-*`).
    pub laws: Laws,
    /// Specification extensions (`x-...`) of the operation.
    pub extensions: IndexMap<String, Value>,
}

impl Operation {
    /// The declared response for a status: the exact code, else its class, else `default`
    /// (OpenAPI 3.1.0 section 4.8.16).
    #[must_use]
    pub fn response(&self, status: u16) -> Option<&Response> {
        self.responses
            .iter()
            .filter(|response| response.status.matches(status))
            .min_by_key(|response| response.status.breadth())
    }

    /// Whether a text names it: by its `operationId`, or as `METHOD /path`.
    #[must_use]
    pub fn is_named(&self, name: &str) -> bool {
        let by_path = || {
            name.split_once(' ')
                .is_some_and(|(method, path)| method == self.method.as_str() && path == self.path.as_str())
        };
        name == self.key || by_path()
    }

    /// Whether its success is another protocol on the same connection, a WebSocket for example: it declares 101
    /// (RFC 9110 section 15.2.2) and neither a success nor a redirection.
    #[must_use]
    pub fn switches_protocols(&self) -> bool {
        let mut statuses = self.responses.iter().map(|response| response.status);
        let switches = statuses.clone().any(|status| status.matches(101) && status != ResponseStatus::Default);
        switches && !statuses.any(|status| matches!(status.class(), Some(2 | 3)))
    }
}

/// The index of an operation in [`Api::operations`](super::Api::operations).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OperationId(u32);

impl OperationId {
    /// The id of the operation at `index`.
    #[must_use]
    pub fn new(index: usize) -> Self {
        Self(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// The index.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A method of HTTP that OpenAPI can describe (OpenAPI 3.1.0 section 4.8.9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the variants are the methods' own names")]
pub enum Method {
    Get,
    Put,
    Post,
    Delete,
    Options,
    Head,
    Patch,
    Trace,
}

impl Method {
    /// Every method, in the order of the specification.
    pub const ALL: [Self; 8] =
        [Self::Get, Self::Put, Self::Post, Self::Delete, Self::Options, Self::Head, Self::Patch, Self::Trace];

    /// The method's name on the wire, in capitals.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Trace => "TRACE",
        }
    }

    /// Whether requests of it only read (RFC 9110 section 9.2.1).
    #[must_use]
    pub fn is_safe(self) -> bool {
        matches!(self, Self::Get | Self::Head | Self::Options | Self::Trace)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A callback (OpenAPI 3.1.0 section 4.8.18).
#[derive(Debug, Clone)]
pub struct Callback {
    /// The key in `callbacks`.
    pub name: String,
    /// The runtime expression that gives the address, as written.
    pub expression: String,
    /// One operation a method.
    pub operations: Vec<Operation>,
}

/// A pointer to documentation elsewhere (OpenAPI 3.1.0 section 4.8.11).
#[derive(Debug, Clone)]
pub struct ExternalDocs {
    /// The address.
    pub url: String,
    /// A description in CommonMark.
    pub description: Option<String>,
}
