//! The walk over a schema and what is below it, the shallow places first.

use std::collections::VecDeque;

use serde_json::Value;
use trueline_spec::model::{Api, JsonType, SchemaId, SchemaKind};

use crate::judge::Validators;
use crate::limits::{MISTAKE_DEPTH, MISTAKES};
use crate::mutation::left_out::LeftOut;
use crate::mutation::value_mutation::{Mistake, MutationKind, Step, ValueMutation};
use crate::mutation::wrong::Wrong;
use crate::schema::Types;

/// How many of the schemas that a value's places have are looked at.
const LOOKS: usize = 20_000;
/// How deep schemas beside others (`then`, `dependentSchemas`) are looked into.
const BESIDE: usize = 8;

/// The mistakes that are made in a schema's values, and what is left out.
#[derive(Debug, Default)]
pub(crate) struct ValueMutations {
    /// Single mistakes, the shallow ones first; at most [`MISTAKES`].
    pub found: Vec<ValueMutation>,
    /// A reason for each limit beyond which there are others.
    pub left_out: Vec<LeftOut>,
}

/// The single mistakes of a schema's values.
pub(crate) fn value_mutations(api: &Api, validators: &Validators, schema: SchemaId) -> ValueMutations {
    let mut search = Search {
        api,
        validators,
        found: Vec::new(),
        waiting: VecDeque::new(),
        unions: 0,
        beside: 0,
        is_too_deep: false,
        is_cut: false,
        left_out: Vec::new(),
    };
    search.waiting.push_back((Vec::new(), schema));
    let mut looks = 0;
    while let Some((steps, schema)) = search.waiting.pop_front() {
        looks += 1;
        if let Err(none) = validators.work.check() {
            search.left_out.push(LeftOut::NoWorkLeft(none));
            break;
        }
        if search.is_full() || looks > LOOKS {
            search.is_cut = true;
            break;
        }
        search.look(&steps, schema);
    }
    search.is_cut |= search.found.len() > MISTAKES;
    search.found.truncate(MISTAKES);
    search.finish()
}

pub(super) struct Search<'a> {
    pub(super) api: &'a Api,
    pub(super) validators: &'a Validators,
    pub(super) found: Vec<ValueMutation>,
    waiting: VecDeque<(Vec<Step>, SchemaId)>,
    /// How many unions of one variant the search is within.
    pub(super) unions: usize,
    /// How many schemas beside others the search is within.
    beside: usize,
    pub(super) is_too_deep: bool,
    is_cut: bool,
    left_out: Vec<LeftOut>,
}

impl Search<'_> {
    pub(super) fn is_full(&self) -> bool {
        self.found.len() > MISTAKES
    }

    pub(super) fn finish(self) -> ValueMutations {
        let mut left_out = self.left_out;
        left_out.truncate(20);
        if self.is_cut {
            left_out.push(LeftOut::Mistakes);
        }
        if self.is_too_deep {
            left_out.push(LeftOut::Deeper);
        }
        ValueMutations { found: self.found, left_out }
    }

    /// Notes a mistake that is not made.
    pub(super) fn leave_out(&mut self, mistake: &Mistake, of: u64, name: &'static str, limit: usize) {
        self.left_out.push(LeftOut::Large { mistake: mistake.clone(), of, name, limit });
    }

    pub(super) fn look(&mut self, steps: &[Step], schema: SchemaId) {
        // The types of a variant are reported for the whole union.
        if !matches!(steps.last(), Some(Step::Variant(_))) {
            self.types(steps, schema);
        }
        let shape = self.api.schemas.as_one(schema);
        match &self.api.schemas[shape].kind {
            SchemaKind::Number(number) => self.number(steps, shape, number),
            SchemaKind::String(string) => self.string(steps, shape, string),
            SchemaKind::Enum(values) => self.enumeration(steps, shape, values),
            SchemaKind::Array(array) => self.array(steps, shape, array),
            SchemaKind::Object(object) => self.object(steps, shape, object),
            SchemaKind::AllOf(parts) => self.all_of(steps, parts),
            SchemaKind::AnyOf(variants) | SchemaKind::OneOf(variants) => self.variants(steps, shape, variants),
            SchemaKind::Not(_) | SchemaKind::Conditional { .. } => self.look_beside(steps, shape),
            _ => {}
        }
    }

    pub(super) fn add(
        &mut self,
        steps: &[Step],
        mistake: Mistake,
        schema: SchemaId,
        keyword: &'static str,
        kind: MutationKind,
    ) {
        self.found.push(ValueMutation { steps: steps.to_vec(), mistake, schema, keyword, kind });
    }

    pub(super) fn replace(
        &mut self,
        steps: &[Step],
        mistake: Mistake,
        schema: SchemaId,
        keyword: &'static str,
        value: Value,
    ) {
        self.add(steps, mistake, schema, keyword, MutationKind::Replace(value));
    }

    pub(super) fn wrong(
        &mut self,
        steps: &[Step],
        mistake: Mistake,
        schema: SchemaId,
        keyword: &'static str,
        wrong: Wrong,
    ) {
        self.add(steps, mistake, schema, keyword, MutationKind::Wrong(wrong));
    }

    /// `null`, and a value of another type.
    pub(super) fn types(&mut self, steps: &[Step], schema: SchemaId) {
        let types = Types::of(self.api, schema);
        let resolved = self.api.schemas.resolve(schema);
        if types == Types::ALL {
            return;
        }
        if !types.has(JsonType::Null) {
            self.replace(steps, Mistake::Null, resolved, "type", Value::Null);
        }
        self.wrong(steps, Mistake::WrongType, resolved, "type", Wrong::OtherType);
        if types.has(JsonType::Object) && !types.has(JsonType::Array) && steps.is_empty() {
            self.wrong(steps, Mistake::Array, resolved, "type", Wrong::InAList);
        }
    }

    pub(super) fn all_of(&mut self, steps: &[Step], parts: &[SchemaId]) {
        for part in parts {
            let shape = self.api.schemas.as_one(*part);
            match &self.api.schemas[shape].kind {
                SchemaKind::Object(object) => self.object(steps, shape, object),
                SchemaKind::Not(_) | SchemaKind::Conditional { .. } => self.look_beside(steps, shape),
                _ => {}
            }
        }
    }

    /// What a schema says of a value that others describe as well: its types are reported there.
    pub(super) fn look_beside(&mut self, steps: &[Step], schema: SchemaId) {
        if self.beside > BESIDE {
            self.is_too_deep = true;
            return;
        }
        self.beside += 1;
        let shape = self.api.schemas.as_one(schema);
        match &self.api.schemas[shape].kind {
            SchemaKind::Object(object) => self.object(steps, shape, object),
            SchemaKind::AllOf(parts) => self.all_of(steps, parts),
            SchemaKind::Not(not) => self.add(steps, Mistake::Excluded, shape, "not", MutationKind::Like(*not)),
            SchemaKind::Conditional { condition, then, otherwise } => {
                if let Some(then) = then {
                    self.look_beside(&[steps, &[Step::With(*condition)]].concat(), *then);
                }
                if let Some(otherwise) = otherwise {
                    self.look_beside(steps, *otherwise);
                }
            }
            SchemaKind::Number(number) => self.number(steps, shape, number),
            SchemaKind::String(string) => self.string(steps, shape, string),
            SchemaKind::Enum(values) => self.enumeration(steps, shape, values),
            SchemaKind::Array(array) => self.array(steps, shape, array),
            _ => {}
        }
        self.beside -= 1;
    }

    pub(super) fn descend(&mut self, steps: &[Step], step: Step, schema: SchemaId) {
        if steps.len() >= MISTAKE_DEPTH {
            self.is_too_deep = true;
        } else if self.waiting.len() < LOOKS {
            self.waiting.push_back(([steps, &[step]].concat(), schema));
        } else {
            self.is_cut = true;
        }
    }
}
