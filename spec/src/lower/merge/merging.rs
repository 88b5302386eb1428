//! The queue of what is to be merged, and what several schemas say together.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use super::obstacle::{Obstacle, Outcome};
use super::parts::Parts;
use super::typed::Combined;
use super::{annotations, variants};
use crate::model::{Annotations, Schema, SchemaId, SchemaKind, Schemas, TypeKeyword};
use crate::source::Origin;

/// How many parts, properties and values may be looked at for each schema of the document.
const WORK_PER_SCHEMA: usize = 16;

/// How much text may be copied for as much work as a part is.
const BYTES_PER_WORK: usize = 256;

/// How many entries of a mapping may be copied for as much.
const ENTRIES_PER_WORK: usize = 4;

/// What small documents may cost, however few schemas they have.
const LEAST_WORK: usize = 20_000;

/// Says every `allOf` as one schema, where that can be said.
pub(in crate::lower) fn merge(schemas: &mut Schemas) {
    let is_all_of = |schema: &Schema| matches!(schema.kind, SchemaKind::AllOf(_));
    let waiting = schemas.iter().filter(|(_, schema)| is_all_of(schema)).map(|(id, _)| id).collect();
    let written = schemas.len();
    let work_left = LEAST_WORK.max(schemas.len().saturating_mul(WORK_PER_SCHEMA));
    let (joined, words) = (FxHashMap::default(), FxHashMap::default());
    let mut merging = Merging { schemas, joined, waiting, words, written, work_left };
    while let Some(id) = merging.waiting.pop_front() {
        // What cannot be said as one stays what it is: its parts.
        let _ = merging.merge_parts_of(id);
    }
}

/// A merging under way.
pub(super) struct Merging<'m> {
    pub(super) schemas: &'m mut Schemas,
    /// The `allOf` that stands for several schemas, by what they say.
    joined: FxHashMap<Vec<SchemaId>, SchemaId>,
    /// Every `allOf` that is still to be merged.
    waiting: VecDeque<SchemaId>,
    /// How long what schemas say to people is, in bytes.
    words: FxHashMap<SchemaId, usize>,
    /// How many schemas the document has itself.
    written: usize,
    pub(super) work_left: usize,
}

impl Merging<'_> {
    fn merge_parts_of(&mut self, id: SchemaId) -> Result<(), Obstacle> {
        let parts = self.parts(&[id])?;
        let origin = self.schemas[id].origin;
        let whole = (id.index() < self.written).then_some(origin);
        let combined = self.unite(&parts.leaves, whole, &mut Vec::new())?;
        let annotations = self.annotations(&parts)?;
        let merged = self.push(origin, annotations, combined);
        self.schemas.set_merged(id, merged);
        Ok(())
    }

    /// What several schemas say together, none of them a reference or `allOf`.
    ///
    /// `whole` is the schema whose own keywords see all the others (`unevaluated...`), `within` the alternatives that
    /// are being taken one by one.
    pub(super) fn unite(&mut self, leaves: &[SchemaId], whole: Option<Origin>, within: &mut Vec<SchemaId>) -> Outcome {
        self.spend(leaves.len())?;
        let says_something = |id: &&SchemaId| !matches!(self.schemas[**id].kind, SchemaKind::Any);
        let leaves: Vec<SchemaId> = leaves.iter().filter(says_something).copied().collect();
        let kinds = || leaves.iter().map(|id| &self.schemas[*id].kind);
        match leaves.as_slice() {
            [] => return Ok(Combined { kind: SchemaKind::Any, keyword: TypeKeyword::Written }),
            [only] => return self.alone(*only),
            _ => {}
        }
        if kinds().any(|kind| matches!(kind, SchemaKind::Never)) {
            return Ok(Combined { kind: SchemaKind::Never, keyword: TypeKeyword::Written });
        }
        if kinds().any(|kind| matches!(kind, SchemaKind::Not(_) | SchemaKind::Conditional { .. })) {
            return Err(Obstacle::Unsayable);
        }
        if kinds().any(|kind| matches!(kind, SchemaKind::OneOf(_) | SchemaKind::AnyOf(_))) {
            return self.distribute(&leaves, whole, within);
        }
        self.unite_typed(&leaves, whole)
    }

    pub(super) fn alone(&mut self, id: SchemaId) -> Outcome {
        self.spend(self.weight(id))?;
        Ok(Combined::of(&self.schemas[id]))
    }

    /// How much a schema says: what it costs to copy.
    pub(super) fn weight(&self, id: SchemaId) -> usize {
        match &self.schemas[id].kind {
            SchemaKind::Object(object) => {
                let mapping = object.discriminator.as_ref().map_or(0, |discriminator| discriminator.mapping.len());
                let own = object.properties.len() + object.required_undeclared.len() + object.dependent_required.len();
                own + mapping / ENTRIES_PER_WORK
            }
            SchemaKind::Array(array) => 1 + array.prefix_items.len(),
            SchemaKind::Enum(list) => list.values.len(),
            SchemaKind::OneOf(variants) | SchemaKind::AnyOf(variants) => variants.schemas.len(),
            _ => 1,
        }
    }

    /// One schema for several that all hold: the one that says it all, or an `allOf` of them that is merged later.
    pub(super) fn join(&mut self, ids: &[SchemaId]) -> Result<SchemaId, Obstacle> {
        if let [only] = ids {
            return Ok(*only);
        }
        let parts = self.parts(ids)?;
        if parts.leaves.iter().any(|id| variants::sees_others(self.schemas, *id)) {
            return Err(Obstacle::Unsayable);
        }
        for id in ids {
            if self.parts(&[*id])?.constraining.len() == parts.constraining.len() {
                return Ok(*id);
            }
        }
        let mut key = parts.constraining.clone();
        key.sort_unstable();
        if let Some(known) = self.joined.get(&key) {
            return Ok(*known);
        }
        let id = self.push_all_of(ids, &parts)?;
        self.joined.insert(key, id);
        self.waiting.push_back(id);
        Ok(id)
    }

    pub(super) fn push_all_of(&mut self, ids: &[SchemaId], parts: &Parts) -> Result<SchemaId, Obstacle> {
        let origin = self.schemas[ids[0]].origin;
        let annotations = self.annotations(parts)?;
        let kind = SchemaKind::AllOf(ids.to_vec());
        Ok(self.push(origin, annotations, Combined { kind, keyword: TypeKeyword::Written }))
    }

    /// What parts say to people. Long texts and examples are copied, and cost what they are.
    pub(super) fn annotations(&mut self, parts: &Parts) -> Result<Annotations, Obstacle> {
        let mut weight = 0_usize;
        for id in &parts.all {
            let known = self.words.get(id).copied();
            let words = known.unwrap_or_else(|| annotations::weight(&self.schemas[*id].annotations));
            if known.is_none() {
                self.words.insert(*id, words);
            }
            weight = weight.saturating_add(words);
        }
        self.spend(weight / BYTES_PER_WORK)?;
        Ok(annotations::gathered(self.schemas, parts))
    }

    pub(super) fn push(&mut self, origin: Origin, annotations: Annotations, combined: Combined) -> SchemaId {
        let Combined { kind, keyword: type_keyword } = combined;
        self.schemas.push(Schema { origin, name: None, annotations, kind, type_keyword })
    }

    pub(super) fn spend(&mut self, work: usize) -> Result<(), Obstacle> {
        let left = self.work_left.checked_sub(work);
        self.work_left = left.unwrap_or(0);
        left.map(|_| ()).ok_or(Obstacle::Unsayable)
    }
}
