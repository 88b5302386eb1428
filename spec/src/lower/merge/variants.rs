//! `oneOf` and `anyOf` beside other schemas: each variant holds together with the rest.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Merging;
use super::obstacle::{Obstacle, Outcome};
use super::typed::Combined;
use crate::model::{Discriminator, SchemaId, SchemaKind, Schemas, TypeKeyword, Variants};
use crate::source::Origin;

/// How deep alternatives may stand within each other.
const DEPTH_LIMIT: usize = 8;

/// The rest of an `allOf`, beside the alternatives that are being taken one by one.
struct Rest<'r> {
    ids: &'r [SchemaId],
    whole: Option<Origin>,
}

/// A variant of its own, and the one that it becomes beside the rest.
struct Taken {
    before: SchemaId,
    after: SchemaId,
    combined: Option<Combined>,
}

impl Merging<'_> {
    /// Takes the alternatives one by one. Those of several types come first, since most of them fall away.
    pub(super) fn distribute(
        &mut self,
        leaves: &[SchemaId],
        whole: Option<Origin>,
        within: &mut Vec<SchemaId>,
    ) -> Outcome {
        let chosen = self.chosen(leaves).filter(|id| within.len() < DEPTH_LIMIT && !within.contains(id));
        let chosen = chosen.ok_or(Obstacle::Unsayable)?;
        let ids: Vec<SchemaId> = leaves.iter().copied().filter(|id| *id != chosen).collect();
        if ids.iter().any(|id| sees_others(self.schemas, *id)) {
            return Err(Obstacle::Unsayable);
        }
        self.spend(self.weight(chosen))?;
        let (variants, exactly_one) = match self.schemas[chosen].kind.clone() {
            SchemaKind::OneOf(variants) => (variants, true),
            SchemaKind::AnyOf(variants) => (variants, false),
            _ => return Err(Obstacle::Unsayable),
        };
        within.push(chosen);
        let taken = self.take_each(&variants.schemas, &Rest { ids: &ids, whole }, within);
        within.pop();
        self.alternatives(taken?, variants, exactly_one)
    }

    /// The alternatives to take first; nothing where several are written, whose product is not worth its size.
    fn chosen(&self, leaves: &[SchemaId]) -> Option<SchemaId> {
        let written = |id: &SchemaId| match &self.schemas[*id].kind {
            SchemaKind::OneOf(variants) | SchemaKind::AnyOf(variants) => Some(variants.written),
            _ => None,
        };
        let of_several_types = leaves.iter().copied().find(|id| written(id) == Some(false));
        let mut alternatives = leaves.iter().copied().filter(|id| written(id) == Some(true));
        let only = alternatives.next().filter(|_| alternatives.next().is_none());
        of_several_types.or(only)
    }

    fn take_each(
        &mut self,
        variants: &[SchemaId],
        rest: &Rest<'_>,
        within: &mut Vec<SchemaId>,
    ) -> Result<Vec<Taken>, Obstacle> {
        let mut taken = Vec::new();
        for variant in variants {
            match self.take(*variant, rest, within) {
                Ok(variant) => taken.push(variant),
                Err(Obstacle::Impossible) => {}
                Err(Obstacle::Unsayable) => return Err(Obstacle::Unsayable),
            }
        }
        Ok(taken)
    }

    /// One variant beside the rest: as one schema, or as `allOf` of both.
    fn take(&mut self, before: SchemaId, rest: &Rest<'_>, within: &mut Vec<SchemaId>) -> Result<Taken, Obstacle> {
        let own = self.parts(&[before])?;
        if own.leaves.iter().any(|id| within.contains(id)) {
            return Err(Obstacle::Unsayable);
        }
        let ids: Vec<SchemaId> = std::iter::once(before).chain(rest.ids.iter().copied()).collect();
        let together = self.parts(&ids)?;
        let combined = match self.unite(&together.leaves, rest.whole, within) {
            Ok(combined) => Some(combined),
            Err(Obstacle::Unsayable) if self.can_wait(&own.leaves) => None,
            Err(obstacle) => return Err(obstacle),
        };
        let is_unchanged = together.leaves.len() == own.leaves.len();
        let is_null = matches!(combined, Some(Combined { kind: SchemaKind::Null, .. }))
            && matches!(self.schemas[self.schemas.resolve(before)].kind, SchemaKind::Null);
        if is_unchanged || is_null {
            return Ok(Taken { before, after: before, combined });
        }
        let after = self.push_all_of(&ids, &together)?;
        if let Some(Combined { kind, keyword }) = &combined {
            let annotations = self.annotations(&together)?;
            let origin = self.schemas[before].origin;
            let combined = Combined { kind: kind.clone(), keyword: *keyword };
            let merged = self.push(origin, annotations, combined);
            self.schemas.set_merged(after, merged);
        }
        Ok(Taken { before, after, combined })
    }

    /// Whether parts mean the same as `allOf` elsewhere, where there is still work to be spent.
    fn can_wait(&self, leaves: &[SchemaId]) -> bool {
        self.work_left > 0 && !leaves.iter().any(|id| sees_others(self.schemas, *id))
    }

    /// What is left of the alternatives.
    fn alternatives(&self, mut taken: Vec<Taken>, variants: Variants, exactly_one: bool) -> Outcome {
        if taken.is_empty() {
            return Err(Obstacle::Impossible);
        }
        if variants.discriminator.is_none()
            && taken.len() == 1
            && let Some(combined) = taken.pop_if(|only| only.combined.is_some()).and_then(|only| only.combined)
        {
            return Ok(combined);
        }
        let redirect = |discriminator| self.redirected(discriminator, &variants.schemas, &taken);
        let discriminator = variants.discriminator.map(redirect);
        let schemas = taken.into_iter().map(|variant| variant.after).collect();
        let variants = Variants { schemas, discriminator, written: variants.written };
        let kind = if exactly_one { SchemaKind::OneOf(variants) } else { SchemaKind::AnyOf(variants) };
        Ok(Combined { kind, keyword: TypeKeyword::Written })
    }

    /// Mapped variants are those beside the rest; a variant that fell away is mapped no more.
    fn redirected(&self, mut discriminator: Discriminator, variants: &[SchemaId], taken: &[Taken]) -> Discriminator {
        let before: FxHashSet<SchemaId> = variants.iter().map(|id| self.schemas.resolve(*id)).collect();
        let after: FxHashMap<SchemaId, SchemaId> =
            taken.iter().map(|variant| (self.schemas.resolve(variant.before), variant.after)).collect();
        let redirect = |(name, target): (String, SchemaId)| {
            let resolved = self.schemas.resolve(target);
            let target = if before.contains(&resolved) { after.get(&resolved).copied()? } else { target };
            Some((name, target))
        };
        discriminator.mapping = discriminator.mapping.into_iter().filter_map(redirect).collect();
        discriminator
    }
}

/// Whether a schema's meaning depends on what stands beside it.
pub(super) fn sees_others(schemas: &Schemas, id: SchemaId) -> bool {
    match &schemas[id].kind {
        SchemaKind::Object(object) => object.unevaluated_properties.is_some(),
        SchemaKind::Array(array) => array.unevaluated_items.is_some(),
        _ => false,
    }
}
