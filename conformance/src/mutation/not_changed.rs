//! Why a request cannot be changed.

use thiserror::Error;

use super::left_out::LeftOut;
use crate::generate::Impossible;
use crate::limits::{REQUEST_SIZE, named};
use crate::request::{NotMade, Unsendable};

/// Why a valid request cannot be changed as a class says. It holds names and numbers, and no value.
#[derive(Debug, Clone, PartialEq, Error)]
pub(crate) enum NotChanged {
    /// The class stands for others that a limit leaves out.
    #[error(transparent)]
    LeftOut(#[from] LeftOut),
    /// The operation has no parameter of this number.
    #[error("there is no such parameter")]
    NoSuchParameter,
    /// The parameter has no schema.
    #[error("the parameter has no schema")]
    NoSchemaOfParameter,
    /// The request has no body.
    #[error("there is no body")]
    NoBody,
    /// The body has no schema.
    #[error("the body has no schema")]
    NoSchemaOfBody,
    /// The operation takes no body.
    #[error("the operation has no body")]
    NoBodyDeclared,
    /// The body is no object.
    #[error("the body is no object")]
    BodyNoObject,
    /// The body cannot be made.
    #[error(transparent)]
    NotMade(#[from] NotMade),
    /// The body cannot be written.
    #[error(transparent)]
    Unsendable(#[from] Unsendable),
    /// What the place must hold has no value.
    #[error(transparent)]
    NoValue(#[from] Impossible),
    /// The value has no such member or item.
    #[error("the value has no such place")]
    NoSuchPlace,
    /// The value cannot be written so.
    #[error("the value has no such writing")]
    NoSuchWriting,
    /// The value at the place is not of the type that the change is for.
    #[error("the value is of another type there")]
    OtherType,
    /// The value at the place is no object.
    #[error("the value is no object there")]
    NoObject,
    /// Every wrong value that was found breaks other rules as well, or none.
    #[error("no value was found that breaks `{keyword}` alone")]
    NoneAlone {
        /// The rule's keyword.
        keyword: &'static str,
    },
    /// No value is one that a condition describes as well.
    #[error("no value was found that the condition describes as well")]
    NoneOfCondition,
    /// No value is one of a variant of a union, and of the union.
    #[error("no value was found that is of this variant alone")]
    NoneOfVariant,
    /// The array has no item.
    #[error("the array has no item to repeat")]
    EmptyArray,
    /// The array would be too large.
    #[error("an array of {items} such items is larger than what is sent {}", named("request-size", REQUEST_SIZE))]
    ArrayTooLarge {
        /// The items that it would have.
        items: usize,
    },
    /// Each item must be another, and there are not so many.
    #[error("there are not as many different items")]
    TooFewItems,
}
