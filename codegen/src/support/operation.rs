//! Operations as the document declares them, as constants.

use reqwest::Method;

use super::parameter::Parameter;

/// An operation.
#[derive(Debug)]
pub struct Operation {
    /// Its name in the document.
    pub name: &'static str,
    /// The method.
    pub method: Method,
    /// The parts of the path, in order.
    pub path: &'static [Segment],
    /// The server, if it differs from the document's.
    pub server: Option<&'static str>,
    /// The alternatives of its security requirements.
    pub security: &'static [&'static [Required]],
    /// Parameters that are required if the body has a field.
    pub required_with: &'static [RequiredWith],
    /// The media types of the operation's responses.
    pub accept: Option<&'static str>,
}

impl Operation {
    /// The path, close to how the document writes it: `/pets/{id}`.
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
    /// Literal text.
    Literal(&'static str),
    /// The value of a parameter.
    Parameter(&'static Parameter),
}

/// A parameter that is required if the body has a field.
#[derive(Debug)]
pub struct RequiredWith {
    /// The parameter.
    pub parameter: &'static Parameter,
    /// JSON Pointer of the field.
    pub body: &'static str,
}
