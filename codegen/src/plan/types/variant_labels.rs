//! What people call the alternatives of a union.

use trueline_spec::model::{ObjectSchema, SchemaId, SchemaKind};

use crate::plan::types::planner::TypePlanner;
use crate::plan::types::siblings::Siblings;

impl TypePlanner<'_> {
    /// The name of an alternative: its own, its tag, what it alone requires, or the kind of its values.
    pub(crate) fn label(&self, id: SchemaId, siblings: &Siblings<'_>, tags: &[String]) -> String {
        let tag = || match tags {
            [only] if !only.is_empty() => Some(only.clone()),
            _ => None,
        };
        let named = self.own_name(id).or_else(tag);
        named.or_else(|| self.required_alone(id, siblings)).unwrap_or_else(|| self.kind(id))
    }

    /// Its name in the document, or its title; beside others in an `allOf`, that of the alternative itself.
    fn own_name(&self, id: SchemaId) -> Option<String> {
        let schema = &self.schemas[self.schemas.resolve(id)];
        let within = match &schema.kind {
            SchemaKind::AllOf(parts) => parts.first().map(|part| &self.schemas[self.schemas.resolve(*part)]),
            _ => None,
        };
        let words = schema.name.as_ref().or(schema.annotations.title.as_ref());
        words.or_else(|| within?.name.as_ref().or(within?.annotations.title.as_ref())).cloned()
    }

    /// A property that an object requires and no other alternative has.
    fn required_alone(&self, id: SchemaId, siblings: &Siblings<'_>) -> Option<String> {
        let is_alone = |name: &String| !name.is_empty() && siblings.is_alone(name);
        let object: &ObjectSchema = self.object(id)?;
        let required = object.properties.iter().filter(|(_, property)| property.required);
        required.map(|(name, _)| name).find(|name| is_alone(name)).cloned()
    }

    fn kind(&self, id: SchemaId) -> String {
        match &self.schemas[self.schemas.as_one(id)].kind {
            SchemaKind::Boolean => "bool".to_owned(),
            SchemaKind::Number(number) if number.integer => "integer".to_owned(),
            SchemaKind::Number(_) => "number".to_owned(),
            SchemaKind::String(string) => string.format.clone().unwrap_or_else(|| "text".to_owned()),
            SchemaKind::Array(_) => "list".to_owned(),
            SchemaKind::Object(_) => "object".to_owned(),
            SchemaKind::Enum(values) => match values.values.as_slice() {
                [only] => only.value.as_str().filter(|text| !text.is_empty()).unwrap_or("listed").to_owned(),
                _ => "listed".to_owned(),
            },
            SchemaKind::Any => "any".to_owned(),
            _ => "variant".to_owned(),
        }
    }
}
