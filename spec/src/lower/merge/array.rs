//! Arrays.

use super::tighten::{highest, lowest, possible};
use super::{Merging, Obstacle};
use crate::model::{ArraySchema, Contains, SchemaId, SchemaKind};
use crate::source::Origin;

impl Merging<'_> {
    pub(super) fn unite_arrays(&mut self, leaves: &[SchemaId], whole: Option<Origin>) -> Result<ArraySchema, Obstacle> {
        self.spend(leaves.iter().map(|id| self.weight(*id)).sum())?;
        let arrays = self.arrays(leaves);
        let min_items = highest(arrays.iter().map(|array| array.min_items));
        let max_items = lowest(arrays.iter().map(|array| array.max_items));
        possible(min_items, max_items)?;
        let contains = contains(&arrays)?;
        let unevaluated = leaves.iter().zip(&arrays).map(|(id, array)| (*id, array.unevaluated_items));
        let unevaluated_items = self.unevaluated(unevaluated.collect(), whole)?;
        Ok(ArraySchema {
            prefix_items: self.prefix_items(&arrays)?,
            items: self.rest_of_items(&arrays)?,
            min_items,
            max_items,
            unique_items: arrays.iter().any(|array| array.unique_items),
            contains,
            unevaluated_items,
        })
    }

    fn arrays(&self, leaves: &[SchemaId]) -> Vec<ArraySchema> {
        let kinds = leaves.iter().map(|id| &self.schemas[*id].kind);
        kinds
            .filter_map(|kind| match kind {
                SchemaKind::Array(array) => Some((**array).clone()),
                _ => None,
            })
            .collect()
    }

    /// By position; where one has no more of them, its `items` count.
    fn prefix_items(&mut self, arrays: &[ArraySchema]) -> Result<Vec<SchemaId>, Obstacle> {
        let length = arrays.iter().map(|array| array.prefix_items.len()).max().unwrap_or(0);
        self.spend(length.saturating_mul(arrays.len()))?;
        (0..length)
            .map(|position| {
                let at = |array: &ArraySchema| array.prefix_items.get(position).copied().or(array.items);
                self.join(&arrays.iter().filter_map(at).collect::<Vec<_>>())
            })
            .collect()
    }

    fn rest_of_items(&mut self, arrays: &[ArraySchema]) -> Result<Option<SchemaId>, Obstacle> {
        let items: Vec<SchemaId> = arrays.iter().filter_map(|array| array.items).collect();
        if items.is_empty() { Ok(None) } else { self.join(&items).map(Some) }
    }

    /// `unevaluated...` of one part sees what that part says, unless the part stands for keywords beside `allOf`: then
    /// it sees them all (JSON Schema 2020-12 Core section 11).
    pub(super) fn unevaluated(
        &self,
        found: Vec<(SchemaId, Option<SchemaId>)>,
        whole: Option<Origin>,
    ) -> Result<Option<SchemaId>, Obstacle> {
        let mut found = found.into_iter().filter_map(|(id, unevaluated)| Some((id, unevaluated?)));
        match (found.next(), found.next()) {
            (None, _) => Ok(None),
            (Some((id, unevaluated)), None) if whole == Some(self.schemas[id].origin) => Ok(Some(unevaluated)),
            _ => Err(Obstacle::Unsayable),
        }
    }
}

/// `contains` of one alone: no array says two of them.
fn contains(arrays: &[ArraySchema]) -> Result<Option<Contains>, Obstacle> {
    let mut found = arrays.iter().filter_map(|array| array.contains.as_ref());
    match (found.next(), found.next()) {
        (only, None) => Ok(only.cloned()),
        _ => Err(Obstacle::Unsayable),
    }
}
