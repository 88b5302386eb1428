//! Request bodies, media types and examples.

use serde_json::Value;

use super::{Header, SchemaId, Style};
use crate::source::Origin;

/// The body of a request (OpenAPI 3.1.0 section 4.8.13).
#[derive(Debug, Clone)]
pub struct RequestBody {
    /// Where it was read.
    pub origin: Origin,
    /// A description in CommonMark.
    pub description: Option<String>,
    /// Whether a request without a body is invalid.
    pub required: bool,
    /// The alternatives, in the order of the document.
    pub content: Vec<MediaType>,
}

/// One alternative of a body (OpenAPI 3.1.0 section 4.8.14).
#[derive(Debug, Clone)]
pub struct MediaType {
    /// Where it was read.
    pub origin: Origin,
    /// The media type or range as written, `application/json` or `image/*` for instance.
    pub name: String,
    /// The schema of the decoded value.
    pub schema: Option<SchemaId>,
    /// The schema of each item of a stream (`itemSchema` of OpenAPI 3.2, read in every version).
    pub item_schema: Option<SchemaId>,
    /// Examples: `example`, or the values of `examples`.
    pub examples: Vec<Example>,
    /// How single properties are encoded, for forms and multipart bodies.
    pub encodings: Vec<Encoding>,
}

impl MediaType {
    /// Type and subtype in lower case, without parameters.
    #[must_use]
    pub fn essence(&self) -> String {
        self.name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// Whether this is the essence, in any case of its letters.
    #[must_use]
    pub fn has_essence(&self, essence: &str) -> bool {
        self.name.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(essence)
    }

    /// Whether values are JSON: `application/json`, `text/json` or any `+json` (RFC 6839 section 3.1).
    #[must_use]
    pub fn is_json(&self) -> bool {
        let essence = self.essence();
        essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
    }
}

/// How a property of a form or multipart body is encoded (OpenAPI 3.1.0 section 4.8.15).
#[derive(Debug, Clone)]
pub struct Encoding {
    /// Where it was read.
    pub origin: Origin,
    /// The name of the property.
    pub property: String,
    /// Media types of the part, as written.
    pub content_type: Option<String>,
    /// Further headers of the part.
    pub headers: Vec<Header>,
    /// The style of a form field, where stated.
    pub style: Option<Style>,
    /// Whether arrays and objects give one field a value, where stated.
    pub explode: Option<bool>,
    /// Whether reserved characters stay as they are.
    pub allow_reserved: bool,
}

/// An example (OpenAPI 3.1.0 section 4.8.19).
#[derive(Debug, Clone)]
pub struct Example {
    /// Where it was read.
    pub origin: Origin,
    /// The key in `examples`; none for a lone `example`.
    pub name: Option<String>,
    /// A short summary.
    pub summary: Option<String>,
    /// What it shows.
    pub value: ExampleValue,
}

/// The value of an example.
#[derive(Debug, Clone)]
pub enum ExampleValue {
    /// The value itself.
    Inline(Value),
    /// An address where the value is found (`externalValue`); never fetched.
    External(String),
}
