//! What a document says of an operation, as constants.

use reqwest::Method;

use super::parameter::Parameter;

/// An operation.
#[derive(Debug)]
pub struct Operation {
    /// As the document names it.
    pub name: &'static str,
    /// The method.
    pub method: Method,
    /// The path, in order.
    pub path: &'static [Segment],
    /// The server, where it is not the document's.
    pub server: Option<&'static str>,
    /// Alternatives of what is required.
    pub security: &'static [&'static [Required]],
    /// Parameters that a field of the body requires.
    pub required_with: &'static [RequiredWith],
    /// The media types that the operation's answers may have.
    pub accept: Option<&'static str>,
}

impl Operation {
    /// The path as the document has it, near enough: `/pets/{id}`.
    #[cfg(feature = "tracing")]
    pub fn template(&self) -> String {
        let segment = |segment: &Segment| match segment {
            Segment::Literal(text) => (*text).to_owned(),
            Segment::Parameter(parameter) => format!("{{{}}}", parameter.name),
        };
        self.path.iter().map(segment).collect()
    }
}

/// A security scheme with the scopes that are required of its token.
pub type Required = (&'static str, &'static [&'static str]);

/// A part of a path.
#[derive(Debug)]
pub enum Segment {
    /// Text that stands for itself.
    Literal(&'static str),
    /// The value of a parameter.
    Parameter(&'static Parameter),
}

/// A parameter that is required when the body has a field.
#[derive(Debug)]
pub struct RequiredWith {
    /// The parameter.
    pub parameter: &'static Parameter,
    /// JSON Pointer of the field.
    pub body: &'static str,
}
