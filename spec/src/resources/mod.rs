//! What an API is about: which operations create, list, read, replace, change and delete which kind of thing, and which
//! values of responses feed which parameters and body fields.
//!
//! `words` reads names, `template` paths, `response` what responses hold; `survey` keeps what is found of a document, and `infer` puts
//! it together as [`Resources`], each conclusion with its [`Reason`]. `paging` finds how the pages of lists follow each other. A [`Correction`] is the word of people who know better.

mod correction;
mod identity;
mod infer;
mod model;
mod paging;
mod producers;
mod references;
mod response_values;
mod roles;
mod survey;
mod template;
mod words;

pub use correction::{Correction, UnknownCorrection};
pub use model::{FieldPath, Kind, KindId, Produced, Producer, Reason, Reference, RequestPlace, Resources, Role, Step};
pub use paging::{Advance, Ends, Paging, UnsuitablePaging};
pub use words::words;
