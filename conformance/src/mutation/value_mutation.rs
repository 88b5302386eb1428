//! A mistake in a value: where it is, which rule it breaks, and what happens there.

use serde_json::Value;
use trueline_spec::model::SchemaId;

pub(super) use super::mistake::Mistake;
use super::spelling::Spelling;
use super::wrong::Wrong;

/// A mistake in a value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ValueMutation {
    /// The way to the place.
    pub steps: Vec<Step>,
    /// What is wrong.
    pub mistake: Mistake,
    /// The schema whose rule is broken.
    pub schema: SchemaId,
    /// The keyword that is broken.
    pub keyword: &'static str,
    /// What happens at the place.
    pub kind: MutationKind,
}

impl ValueMutation {
    /// JSON Pointer (RFC 6901) of the place that the rule is about.
    pub(crate) fn pointer(&self) -> String {
        let is_about_parent = matches!(self.kind, MutationKind::Remove(_));
        let steps = &self.steps[..self.steps.len() - usize::from(is_about_parent)];
        let mut pointer = String::new();
        for step in steps {
            match step {
                Step::Member(name) => pointer.extend(["/", &name.replace('~', "~0").replace('/', "~1")]),
                Step::Item(index) => pointer.extend(["/", &index.to_string()]),
                Step::Variant(_) | Step::With(_) | Step::Present(_) => {}
            }
        }
        pointer
    }
}

/// A step into a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// An object's member.
    Member(String),
    /// An array's item.
    Item(usize),
    /// No way at all: the place holds a value of this variant of a union.
    Variant(SchemaId),
    /// No way at all: the place holds a value that this schema describes as well.
    With(SchemaId),
    /// No way at all: the object has this member.
    Present(String),
}

/// What happens at a place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum MutationKind {
    /// Another value.
    Replace(Value),
    /// A value made from the valid one, of which the judge finds that it breaks the rule alone.
    Wrong(Wrong),
    /// The valid value in another writing.
    Spelled(Spelling),
    /// A value that another schema describes as well.
    Like(SchemaId),
    /// A text of so many characters, which is made when it is sent.
    LongText(usize),
    /// A member goes.
    Remove(String),
    /// A member comes.
    Add(String, Value),
    /// The array is cut, or its items are repeated, to a length.
    Resize(usize),
    /// The first item stands there twice.
    Repeat,
}
