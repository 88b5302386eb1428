//! The subtypes of a base type: those that extend it by `allOf`, where the base has a discriminator but lists no
//! variants (OpenAPI 3.0.3 section 4.7.25.1).

use indexmap::IndexMap;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{Discriminator, SchemaId, SchemaKind, Schemas};
use crate::source::Origin;

/// How many parts may be followed for each schema of the document; chains of bases are never that long.
const WORK_PER_SCHEMA: usize = 64;

/// A base type, and the subtypes that its `mapping` names already.
struct Base {
    /// The object that has the discriminator.
    object: SchemaId,
    mapped: FxHashSet<SchemaId>,
    names: FxHashSet<String>,
}

/// Adds every named schema that extends a base type to the base's mapping, under its own name where it has no other.
pub(super) fn infer_discriminator_mapping(schemas: &mut Schemas, named: &IndexMap<String, SchemaId>) {
    let mut bases = bases(schemas);
    if bases.is_empty() {
        return;
    }
    let mut work_left = schemas.len().saturating_mul(WORK_PER_SCHEMA);
    for (name, id) in named {
        for origin in extended(schemas, *id, &mut work_left) {
            let Some(base) = bases.get_mut(&origin) else { continue };
            if base.mapped.insert(*id)
                && base.names.insert(name.clone())
                && let Some(discriminator) = discriminator_mut(schemas, base.object)
            {
                discriminator.mapping.push((name.clone(), *id));
            }
        }
    }
}

/// Base types by the place they were read at.
fn bases(schemas: &Schemas) -> FxHashMap<Origin, Base> {
    let mut bases = FxHashMap::default();
    for (id, schema) in schemas.iter() {
        let SchemaKind::Object(object) = &schema.kind else { continue };
        let Some(discriminator) = &object.discriminator else { continue };
        let mapped = discriminator.mapping.iter().map(|(_, target)| schemas.resolve(*target)).collect();
        let names = discriminator.mapping.iter().map(|(name, _)| name.clone()).collect();
        bases.insert(schema.origin, Base { object: id, mapped, names });
    }
    let lists_variants = |kind: &SchemaKind| match kind {
        SchemaKind::OneOf(variants) | SchemaKind::AnyOf(variants) => variants.written,
        _ => false,
    };
    for (_, schema) in schemas.iter().filter(|(_, schema)| lists_variants(&schema.kind)) {
        bases.remove(&schema.origin);
    }
    bases
}

/// The places of all schemas that a schema's `allOf` refers to, through others as well.
fn extended(schemas: &Schemas, id: SchemaId, work_left: &mut usize) -> Vec<Origin> {
    let mut found = Vec::new();
    let mut seen = FxHashSet::default();
    let mut waiting = vec![id];
    while let Some(part) = waiting.pop() {
        if *work_left == 0 || !seen.insert(part) {
            continue;
        }
        *work_left -= 1;
        match &schemas[part].kind {
            SchemaKind::Ref(target) if part != id => {
                found.push(schemas[*target].origin);
                waiting.push(*target);
            }
            // `allOf` of one part is read as that part; a schema that only refers to another is the other.
            SchemaKind::Ref(item) if schemas[*item].name.is_none() => waiting.push(*item),
            SchemaKind::AllOf(parts) => waiting.extend(parts),
            // Several types, or null beside: the schema itself.
            SchemaKind::AnyOf(variants) if !variants.written => waiting.extend(&variants.schemas),
            _ => {}
        }
    }
    found
}

fn discriminator_mut(schemas: &mut Schemas, object: SchemaId) -> Option<&mut Discriminator> {
    match &mut schemas.get_mut(object).kind {
        SchemaKind::Object(object) => object.discriminator.as_mut(),
        _ => None,
    }
}
