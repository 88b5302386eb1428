//! What of a document is counted.

use super::Goal;

/// What of a document is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum PointKind {
    /// An operation.
    Operation,
    /// A status that an operation declares.
    Status,
    /// A content type of a response.
    ResponseContent,
    /// A header of a response.
    ResponseHeader,
    /// A parameter.
    Parameter,
    /// The body of a request.
    Body,
    /// A content type of a request.
    RequestContent,
    /// A declared property of an object.
    Property,
    /// A keyword that constrains values in requests.
    Constraint,
    /// A listed value.
    EnumValue,
    /// A variant of `anyOf` or `oneOf`.
    Variant,
}

impl PointKind {
    /// All of them, in the order in which people read them.
    pub const ALL: [Self; 11] = [
        Self::Operation,
        Self::Status,
        Self::ResponseContent,
        Self::ResponseHeader,
        Self::Parameter,
        Self::Body,
        Self::RequestContent,
        Self::Property,
        Self::Constraint,
        Self::EnumValue,
        Self::Variant,
    ];

    /// Its name in reports: `response-content`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Operation => "operation",
            Self::Status => "status",
            Self::ResponseContent => "response-content",
            Self::ResponseHeader => "response-header",
            Self::Parameter => "parameter",
            Self::Body => "body",
            Self::RequestContent => "request-content",
            Self::Property => "property",
            Self::Constraint => "constraint",
            Self::EnumValue => "enum-value",
            Self::Variant => "variant",
        }
    }

    /// What people call one of them.
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Self::ResponseContent => "content type of the response",
            Self::ResponseHeader => "header",
            Self::RequestContent => "content type of the request",
            Self::EnumValue => "value",
            _ => self.as_str(),
        }
    }

    /// What people call several of them.
    #[must_use]
    pub fn plural(self) -> &'static str {
        match self {
            Self::Operation => "operations",
            Self::Status => "statuses",
            Self::ResponseContent => "response contents",
            Self::ResponseHeader => "response headers",
            Self::Parameter => "parameters",
            Self::Body => "request bodies",
            Self::RequestContent => "request contents",
            Self::Property => "properties",
            Self::Constraint => "constraints",
            Self::EnumValue => "enum values",
            Self::Variant => "union variants",
        }
    }

    /// What people call it that one of them meets a goal.
    #[must_use]
    pub fn word(self, goal: Goal) -> &'static str {
        match (goal, self) {
            (Goal::Accepted, Self::Constraint) => "obeyed",
            (Goal::Refused, Self::Constraint) => "broken and refused",
            (Goal::Refused, _) => "missing and refused",
            (Goal::Accepted, _) => "accepted",
            (Goal::LeftOut, _) => "left out",
            (Goal::Received, _) => "seen",
            (Goal::Sent | Goal::Succeeded, _) => goal.as_str(),
        }
    }
}
