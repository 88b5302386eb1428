//! What can be wrong with a value, by the names that classes have.

use std::fmt;

use super::edge::Edge;
use super::spelling::Spelling;

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Mistake {
    /// `null` where it is not allowed.
    Null,
    /// A value of another type.
    WrongType,
    /// A list where an object belongs.
    Array,
    /// The next number below the minimum.
    BelowMinimum,
    /// A negative number.
    Negative,
    /// A number far below the minimum.
    FarBelowMinimum,
    /// The next number above the maximum.
    AboveMaximum,
    /// A number far above the maximum.
    FarAboveMaximum,
    /// A number above the maximum that is small again in 32 bits.
    AboveMaximumBy32Bits,
    /// A fraction.
    NotAnInteger,
    /// A number that is no multiple.
    NotAMultiple,
    /// A text with too few characters.
    TooShort,
    /// A text with too many characters.
    TooLong,
    /// A text that does not match.
    AgainstPattern,
    /// A value that is not listed.
    NotInEnum,
    /// A listed text in another case.
    InAnotherCase,
    /// Too few items.
    TooFew,
    /// Too many items.
    TooMany,
    /// An item twice.
    Repeated,
    /// No item that must be contained, or too many.
    WithoutContained,
    /// A required member is missing.
    Missing,
    /// A member that is forbidden.
    UndeclaredMember,
    /// A member that no part of the schema evaluates.
    UnevaluatedMember,
    /// An item behind the last that is allowed.
    FurtherItem,
    /// Too few members.
    TooFewMembers,
    /// Too many members.
    TooManyMembers,
    /// A member whose name is wrong.
    WrongName,
    /// A value that `not` excludes.
    Excluded,
    /// A value of no variant.
    NoVariant,
    /// A member that nobody declares.
    UnknownMember,
    /// A number above those of a format.
    BeyondFormat(String),
    /// A number below those of a format.
    BelowFormat(String),
    /// A text that is not of a format.
    NotOfFormat(String),
    /// A member is missing that another one requires.
    MissingBeside(String),
    /// None by every reading: a value that is written in an unusual way.
    Spelled(Spelling),
    /// None: a value that not every implementation can keep.
    AtEdge(Edge),
}

impl Mistake {
    /// Whether the value is of a type that is not allowed.
    pub(crate) fn is_of_type(&self) -> bool {
        matches!(self, Self::Null | Self::WrongType | Self::Array)
    }
}

impl fmt::Display for Mistake {
    /// As a class's name has it: `above-maximum`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::Null => "null",
            Self::WrongType => "wrong-type",
            Self::Array => "array",
            Self::BelowMinimum => "below-minimum",
            Self::Negative => "negative",
            Self::FarBelowMinimum => "far-below-minimum",
            Self::AboveMaximum => "above-maximum",
            Self::FarAboveMaximum => "far-above-maximum",
            Self::AboveMaximumBy32Bits => "above-maximum-by-32-bits",
            Self::NotAnInteger => "not-an-integer",
            Self::NotAMultiple => "not-a-multiple",
            Self::TooShort => "too-short",
            Self::TooLong => "too-long",
            Self::AgainstPattern => "against-pattern",
            Self::NotInEnum => "not-in-enum",
            Self::InAnotherCase => "in-another-case",
            Self::TooFew => "too-few",
            Self::TooMany => "too-many",
            Self::Repeated => "repeated",
            Self::WithoutContained => "without-contained",
            Self::Missing => "missing",
            Self::UndeclaredMember => "undeclared-member",
            Self::UnevaluatedMember => "unevaluated-member",
            Self::FurtherItem => "further-item",
            Self::TooFewMembers => "too-few-members",
            Self::TooManyMembers => "too-many-members",
            Self::WrongName => "wrong-name",
            Self::Excluded => "excluded",
            Self::NoVariant => "no-variant",
            Self::UnknownMember => "unknown-member",
            Self::BeyondFormat(format) => return write!(f, "beyond-{format}"),
            Self::BelowFormat(format) => return write!(f, "below-{format}"),
            Self::NotOfFormat(format) => return write!(f, "not-a-{format}"),
            Self::Spelled(spelling) => return spelling.fmt(f),
            Self::AtEdge(edge) => return edge.fmt(f),
            Self::MissingBeside(name) => return write!(f, "missing-beside-{name}"),
        };
        f.write_str(name)
    }
}
