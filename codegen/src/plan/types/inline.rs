//! The type of a schema that needs none of its own.

use std::collections::BTreeSet;

use trueline_spec::model::{Direction, SchemaId, SchemaKind};

use crate::plan::facts::{listed, numbers, scalars};
use crate::plan::hints::name_hint::NameHint;
use crate::plan::model::rust_type::RustType;
use crate::plan::model::unsupported::Unsupported;
use crate::plan::types::planner::TypePlanner;

impl TypePlanner<'_> {
    /// How a schema is written whose type would be too large.
    fn plain(&self, id: SchemaId) -> RustType {
        match &self.schemas[id].kind {
            SchemaKind::Object(_) => self.overrides.map(RustType::Value),
            SchemaKind::Array(_) => RustType::Vec(Box::new(RustType::Value)),
            SchemaKind::Enum(values) => listed::plain(values),
            _ => RustType::Value,
        }
    }

    /// How a schema is written that needs no type of its own.
    pub(crate) fn inline(&mut self, id: SchemaId, direction: Direction, hint: &NameHint) -> RustType {
        let schemas = self.schemas;
        if self.files.contains(&id) {
            return RustType::Upload;
        }
        if self.is_too_large(id) {
            return self.plain(id);
        }
        match &schemas[id].kind {
            SchemaKind::Null => RustType::Unit,
            SchemaKind::Boolean => RustType::Bool,
            SchemaKind::Number(number) => {
                if numbers::is_beyond(number) {
                    self.unsupported.push(Unsupported {
                        origin: schemas[id].origin,
                        feature: "integers beyond 128 bits".to_owned(),
                        instead: "integers of up to 128 bits are supported, and larger ones fail to decode",
                    });
                }
                numbers::number(number)
            }
            SchemaKind::String(string) => {
                // To whom the text is a value, that value has a type.
                if let Some(content) = string.content_schema {
                    self.rust_type(content, direction, &hint.content());
                }
                scalars::string(string, self.overrides.date_time())
            }
            SchemaKind::Enum(values) => {
                if listed::is_beyond(values) {
                    self.too_long.insert(id);
                }
                listed::plain(values)
            }
            SchemaKind::Array(array) => self.list(array, direction, hint),
            SchemaKind::Object(object) => {
                self.report_patterns(id, object);
                let schemas = self.map_of(object).unwrap_or_default();
                let values = self.common(id, &schemas, direction, &hint.value());
                self.overrides.map(values)
            }
            SchemaKind::AllOf(parts) => {
                let parts = self.substantive(parts);
                let kinds: BTreeSet<&str> = parts.iter().filter_map(|part| scalars::kind(schemas, *part)).collect();
                match parts.first().filter(|_| kinds.len() < 2) {
                    Some(part) => self.without_null(*part, direction, hint),
                    None => RustType::Value,
                }
            }
            _ => RustType::Value,
        }
    }
}
