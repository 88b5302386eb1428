//! One schema in place of `allOf`, where its parts can be said as one. One file a kind.
//!
//! Every `allOf` of the document waits in a queue. A property that several parts declare becomes an `allOf` of its own,
//! at the queue's end; the same parts are joined once, so that cycles come to an end. What one document may cost is
//! bounded by the number of its schemas: beyond that, the rest of its `allOf`s stay as they are.

mod annotations;
mod array;
mod enumeration;
mod merging;
mod number;
mod object;
mod obstacle;
mod parts;
mod string;
mod tighten;
mod typed;
mod variants;

use merging::Merging;
pub(super) use merging::merge;
use obstacle::{Obstacle, Outcome};
use parts::Parts;
