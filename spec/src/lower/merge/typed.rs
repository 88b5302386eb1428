//! Schemas that each speak of values of one type, or list them.

use std::mem::{Discriminant, discriminant};

use super::{Merging, Obstacle, Outcome, enumeration, number, string};
use crate::model::{NumberSchema, Schema, SchemaId, SchemaKind, StringSchema, TypeKeyword};
use crate::source::Origin;

/// What a schema says of values.
#[derive(Debug)]
pub(super) struct Combined {
    pub kind: SchemaKind,
    pub keyword: TypeKeyword,
}

impl Combined {
    pub(super) fn of(schema: &Schema) -> Self {
        Self { kind: schema.kind.clone(), keyword: schema.type_keyword }
    }
}

impl Merging<'_> {
    /// Joins schemas of one type. Those that only imply another type say nothing of the others' values.
    pub(super) fn unite_typed(&mut self, leaves: &[SchemaId], whole: Option<Origin>) -> Outcome {
        if leaves.iter().any(|id| matches!(self.schemas[*id].kind, SchemaKind::Enum(_))) {
            return enumeration::unite(self, leaves);
        }
        let (kind, keyword) = self.common_type(leaves)?;
        let leaves: Vec<SchemaId> =
            leaves.iter().copied().filter(|id| discriminant(&self.schemas[*id].kind) == kind).collect();
        if let [only] = leaves.as_slice() {
            self.spend(self.weight(*only))?;
            return Ok(Combined { keyword, ..Combined::of(&self.schemas[*only]) });
        }
        let united = match &self.schemas[leaves[0]].kind {
            SchemaKind::Null => Ok(SchemaKind::Null),
            SchemaKind::Boolean => Ok(SchemaKind::Boolean),
            SchemaKind::Number(_) => number::unite(&self.numbers(&leaves)).map(SchemaKind::Number),
            SchemaKind::String(_) => string::unite(&self.strings(&leaves)).map(SchemaKind::String),
            SchemaKind::Array(_) => self.unite_arrays(&leaves, whole).map(|array| SchemaKind::Array(Box::new(array))),
            SchemaKind::Object(_) => {
                self.unite_objects(&leaves, whole).map(|object| SchemaKind::Object(Box::new(object)))
            }
            _ => Err(Obstacle::Unsayable),
        };
        match united {
            Ok(kind) => Ok(Combined { kind, keyword }),
            // Values of other types are still possible.
            Err(_) if keyword == TypeKeyword::Implied => Err(Obstacle::Unsayable),
            Err(obstacle) => Err(obstacle),
        }
    }

    /// The type that is written, else the one that all imply.
    fn common_type(&self, leaves: &[SchemaId]) -> Result<(Discriminant<SchemaKind>, TypeKeyword), Obstacle> {
        let kinds_with = |keyword: TypeKeyword| {
            let schemas = leaves.iter().map(|id| &self.schemas[*id]);
            schemas.filter(move |schema| schema.type_keyword == keyword).map(|schema| discriminant(&schema.kind))
        };
        let mut written = kinds_with(TypeKeyword::Written);
        if let Some(kind) = written.next() {
            let is_one = written.all(|other| other == kind);
            return if is_one { Ok((kind, TypeKeyword::Written)) } else { Err(Obstacle::Impossible) };
        }
        let mut implied = kinds_with(TypeKeyword::Implied);
        let kind = implied.next().ok_or(Obstacle::Unsayable)?;
        let is_one = implied.all(|other| other == kind);
        if is_one { Ok((kind, TypeKeyword::Implied)) } else { Err(Obstacle::Unsayable) }
    }

    fn numbers(&self, leaves: &[SchemaId]) -> Vec<(&NumberSchema, TypeKeyword)> {
        let schemas = leaves.iter().map(|id| &self.schemas[*id]);
        schemas
            .filter_map(|schema| match &schema.kind {
                SchemaKind::Number(number) => Some((number, schema.type_keyword)),
                _ => None,
            })
            .collect()
    }

    fn strings(&self, leaves: &[SchemaId]) -> Vec<&StringSchema> {
        let kinds = leaves.iter().map(|id| &self.schemas[*id].kind);
        kinds
            .filter_map(|kind| match kind {
                SchemaKind::String(string) => Some(string),
                _ => None,
            })
            .collect()
    }
}
