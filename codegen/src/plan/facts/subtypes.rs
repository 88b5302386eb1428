//! Which schemas extend a base type by `allOf`.

use std::collections::BTreeSet;

use trueline_spec::model::{Discriminator, SchemaId, SchemaKind, Schemas};

/// What distinguishes the subtypes of a base type, where there are any: those that extend it by `allOf`.
pub(crate) fn subtypes(schemas: &Schemas, base: SchemaId) -> Option<&Discriminator> {
    let SchemaKind::Object(object) = &schemas[base].kind else { return None };
    let discriminator = object.discriminator.as_ref()?;
    discriminator.mapping.iter().any(|(_, target)| extends(schemas, *target, base)).then_some(discriminator)
}

/// Whether a schema is another one and more.
pub(crate) fn extends(schemas: &Schemas, id: SchemaId, base: SchemaId) -> bool {
    let (mut waiting, mut known) = (vec![schemas.resolve(id)], BTreeSet::new());
    while let Some(id) = waiting.pop() {
        if let SchemaKind::AllOf(parts) = &schemas[id].kind
            && known.insert(id)
        {
            let parts: Vec<SchemaId> = parts.iter().map(|part| schemas.resolve(*part)).collect();
            if parts.contains(&base) {
                return true;
            }
            waiting.extend(parts);
        }
    }
    false
}
