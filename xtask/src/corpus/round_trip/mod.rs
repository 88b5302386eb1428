//! Holds the types of a client against its document: random valid values of every named schema become the type, and the
//! equal JSON again, without the nulls that the type reads as absence; with a field or a listed value that is not known they still become the type.

mod instances;
mod known;
mod meaning;
mod of_document;
mod program;
mod trial;

pub(crate) use of_document::round_trip_of;
pub(crate) use trial::RoundTrip;
pub(super) use trial::{Subject, run};
