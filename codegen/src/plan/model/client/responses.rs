//! What an operation is answered with.

use crate::names::Ident;
use crate::plan::model::rust_type::RustType;

/// The answers of an operation.
#[derive(Debug)]
pub struct ResponsesPlan {
    /// The media types that are understood.
    pub accept: Option<String>,
    /// Successes.
    pub successes: Vec<ResponsePlan>,
    /// The name of their enumeration, where there are several.
    pub output_name: Option<Ident>,
    /// Further media types in which every success can be asked for.
    pub alternatives: Vec<AlternativePlan>,
    /// Declared failures.
    pub failures: Vec<ResponsePlan>,
    /// The name of their enumeration, where there is any.
    pub error_name: Option<Ident>,
}

/// An answer.
#[derive(Debug)]
pub struct ResponsePlan {
    /// Which statuses.
    pub status: StatusPlan,
    /// The media type, where another answer stands for the other media types of these statuses.
    pub media_type: Option<String>,
    /// The variant.
    pub variant: Ident,
    /// What people read.
    pub docs: String,
    /// The body.
    pub payload: Payload,
}

/// A media type in which every success can be asked for, in place of the preferred one.
#[derive(Debug)]
pub struct AlternativePlan {
    /// The media type.
    pub media_type: String,
    /// The builder's method that asks for it.
    pub method: Ident,
    /// The media types that are understood then; empty where they are the preferred ones.
    pub accept: String,
    /// The body of every success.
    pub payload: Payload,
}

/// Which statuses an answer stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StatusPlan {
    /// One.
    Code(u16),
    /// All that begin with a digit.
    Class(u16),
    /// Every other.
    Rest,
}

/// The body of an answer.
#[derive(Debug)]
pub enum Payload {
    /// There is none.
    Empty,
    /// JSON of a type.
    Json(RustType),
    /// Text.
    Text,
    /// Bytes, all of them.
    Bytes,
    /// Bytes while they come.
    Chunks,
    /// Events whose data is JSON of a type.
    Events(RustType),
    /// Events whose data is text.
    TextEvents,
    /// Events whose fields are those of a type.
    WholeEvents(RustType),
    /// JSON values of a type, one after the other.
    Values(RustType),
}

impl Payload {
    /// What it is where it is given as a whole, as failures are.
    #[must_use]
    pub fn whole(self) -> Self {
        match self {
            Self::Chunks => Self::Bytes,
            Self::Events(_) | Self::TextEvents | Self::WholeEvents(_) | Self::Values(_) => Self::Text,
            whole => whole,
        }
    }

    /// The type of its values, where it has one.
    #[must_use]
    pub fn ty(&self) -> Option<&RustType> {
        match self {
            Self::Json(ty) | Self::Events(ty) | Self::WholeEvents(ty) | Self::Values(ty) => Some(ty),
            Self::Empty | Self::Text | Self::Bytes | Self::Chunks | Self::TextEvents => None,
        }
    }

    /// Whether it is server-sent events.
    #[must_use]
    pub fn is_events(&self) -> bool {
        matches!(self, Self::Events(_) | Self::TextEvents | Self::WholeEvents(_))
    }

    /// Whether it is given while it comes.
    #[must_use]
    pub fn is_stream(&self) -> bool {
        !matches!(self, Self::Empty | Self::Json(_) | Self::Text | Self::Bytes)
    }
}
