//! The model's schemas as JSON Schema 2020-12, for validators. Every schema stands under `$defs` by its id, so that the
//! place of an error leads back to the model, and from there to the document.

use rustc_hash::FxHashSet;
use serde_json::{Map, Value, json};

use crate::model::{
    AdditionalProperties, ArraySchema, Direction, EnumSchema, NumberSchema, ObjectSchema, SchemaId, SchemaKind,
    Schemas, StringSchema, TypeKeyword,
};

impl Schemas {
    /// A schema of JSON Schema 2020-12 that accepts what `root` accepts, with all that it refers to.
    ///
    /// `format` is there as written; the formats of integers are bounds as well.
    #[must_use]
    pub fn to_json_schema(&self, root: SchemaId, direction: Direction) -> Value {
        self.to_json_schema_with(root, [], 0, direction)
    }

    /// The same, with the definitions of other schemas and of all that they lead to, as long as these are fewer than
    /// `most`.
    #[must_use]
    pub fn to_json_schema_with(
        &self,
        root: SchemaId,
        others: impl IntoIterator<Item = SchemaId>,
        most: usize,
        direction: Direction,
    ) -> Value {
        let mut writer = Writer {
            schemas: self,
            direction,
            pending: Vec::new(),
            known: FxHashSet::default(),
            parts: FxHashSet::default(),
        };
        let mut definitions = Map::new();
        let reference = writer.reference(root);
        let mut others = others.into_iter();
        let mut own = None;
        loop {
            while let Some(id) = writer.pending.pop() {
                let schema = writer.schema(id);
                definitions.insert(definition_name(id), schema);
            }
            let own = *own.get_or_insert(definitions.len());
            match others.next() {
                Some(other) if definitions.len() - own < most => drop(writer.reference(self.resolve(other))),
                _ => break,
            }
        }
        json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$ref": reference["$ref"],
            "$defs": definitions,
        })
    }

    /// The schema and the keyword that a place in the result of [`to_json_schema`](Self::to_json_schema) stands for.
    /// The place is a JSON Pointer (RFC 6901), `/$defs/s3/minLength` for instance.
    #[must_use]
    pub fn of_json_schema_place(&self, pointer: &str) -> Option<(SchemaId, String)> {
        let start = pointer.rfind("/$defs/s")? + "/$defs/s".len();
        let mut tokens = pointer[start..].split('/');
        let index: usize = tokens.next()?.parse().ok()?;
        let id = (index < self.len()).then(|| Self::id(index))?;
        let keyword = tokens.next().unwrap_or_default();
        // Bounds that `format` implies stand apart from those that are written.
        let implied = keyword == "allOf" && matches!(self[id].kind, SchemaKind::Number(_));
        Some((id, if implied { "format".to_owned() } else { keyword.to_owned() }))
    }
}

fn definition_name(id: SchemaId) -> String {
    format!("s{}", id.index())
}

struct Writer<'s> {
    schemas: &'s Schemas,
    direction: Direction,
    pending: Vec<SchemaId>,
    known: FxHashSet<SchemaId>,
    /// Whether a schema only stands for keywords of the one that holds it.
    parts: FxHashSet<SchemaId>,
}

impl Writer<'_> {
    fn reference(&mut self, id: SchemaId) -> Value {
        if self.known.insert(id) {
            self.pending.push(id);
        }
        json!({ "$ref": format!("#/$defs/{}", definition_name(id)) })
    }

    fn references(&mut self, ids: &[SchemaId]) -> Value {
        ids.iter().map(|id| self.reference(*id)).collect()
    }

    fn schema(&mut self, id: SchemaId) -> Value {
        let schema = &self.schemas[id];
        let typed = schema.type_keyword == TypeKeyword::Written;
        match &schema.kind {
            SchemaKind::Any => json!({}),
            SchemaKind::Never => json!({ "not": {} }),
            SchemaKind::Null => json!({ "type": "null" }),
            SchemaKind::Boolean => json!({ "type": "boolean" }),
            SchemaKind::Number(number) => numeric(number, typed),
            SchemaKind::String(string) => text(string, typed),
            SchemaKind::Array(array) => self.array(id, array, typed),
            SchemaKind::Object(object) => self.object(id, object, typed),
            SchemaKind::Enum(values) => enumeration(values),
            SchemaKind::Ref(target) => self.reference(*target),
            SchemaKind::AllOf(parts) => self.all_of(id, parts),
            SchemaKind::AnyOf(variants) => json!({ "anyOf": self.references(&variants.schemas) }),
            // A discriminator chooses one of several variants that suit a value (OpenAPI 3.1.0 section 4.8.25).
            SchemaKind::OneOf(variants) if variants.discriminator.is_some() => {
                json!({ "anyOf": self.references(&variants.schemas) })
            }
            SchemaKind::OneOf(variants) => json!({ "oneOf": self.references(&variants.schemas) }),
            SchemaKind::Not(target) => json!({ "not": self.reference(*target) }),
            SchemaKind::Conditional { condition, then, otherwise } => {
                let mut written = Map::new();
                written.insert("if".to_owned(), self.reference(*condition));
                put(&mut written, "then", then.map(|id| self.reference(id)));
                put(&mut written, "else", otherwise.map(|id| self.reference(id)));
                written.into()
            }
        }
    }

    /// `unevaluated...` sees what stands beside it (JSON Schema 2020-12 Core section 11), so that it moves from its part
    /// to the whole.
    fn all_of(&mut self, id: SchemaId, parts: &[SchemaId]) -> Value {
        let mut written = Map::new();
        written.insert("allOf".to_owned(), self.references(parts));
        for part in parts.iter().filter(|part| self.schemas[**part].origin == self.schemas[id].origin) {
            self.parts.insert(*part);
            match &self.schemas[*part].kind {
                SchemaKind::Object(object) => {
                    put(
                        &mut written,
                        "unevaluatedProperties",
                        object.unevaluated_properties.map(|id| self.reference(id)),
                    );
                }
                SchemaKind::Array(array) => {
                    put(&mut written, "unevaluatedItems", array.unevaluated_items.map(|id| self.reference(id)));
                }
                _ => {}
            }
        }
        written.into()
    }

    fn array(&mut self, id: SchemaId, array: &ArraySchema, typed: bool) -> Value {
        let mut written = of_type("array", typed);
        if !array.prefix_items.is_empty() {
            written.insert("prefixItems".to_owned(), self.references(&array.prefix_items));
        }
        put(&mut written, "items", array.items.map(|id| self.reference(id)));
        put(&mut written, "minItems", array.min_items.map(Value::from));
        put(&mut written, "maxItems", array.max_items.map(Value::from));
        put(&mut written, "uniqueItems", array.unique_items.then_some(Value::Bool(true)));
        if let Some(contains) = &array.contains {
            written.insert("contains".to_owned(), self.reference(contains.schema));
            written.insert("minContains".to_owned(), contains.min.into());
            put(&mut written, "maxContains", contains.max.map(Value::from));
        }
        let unevaluated = array.unevaluated_items.filter(|_| !self.parts.contains(&id));
        put(&mut written, "unevaluatedItems", unevaluated.map(|id| self.reference(id)));
        written.into()
    }

    fn object(&mut self, id: SchemaId, object: &ObjectSchema, typed: bool) -> Value {
        let mut written = of_type("object", typed);
        let properties: Map<String, Value> =
            object.properties.iter().map(|(name, property)| (name.clone(), self.reference(property.schema))).collect();
        let required = self.required(object);
        if !properties.is_empty() {
            written.insert("properties".to_owned(), properties.into());
        }
        if !required.is_empty() {
            written.insert("required".to_owned(), required.into());
        }
        if !object.pattern_properties.is_empty() {
            let patterns: Map<String, Value> = object
                .pattern_properties
                .iter()
                .map(|(pattern, id)| (pattern.0.clone(), self.reference(*id)))
                .collect();
            written.insert("patternProperties".to_owned(), patterns.into());
        }
        match object.additional {
            AdditionalProperties::Forbidden => put(&mut written, "additionalProperties", Some(false.into())),
            AdditionalProperties::Schema(id) => {
                let reference = self.reference(id);
                put(&mut written, "additionalProperties", Some(reference));
            }
            AdditionalProperties::Any => put(&mut written, "additionalProperties", Some(true.into())),
            AdditionalProperties::Unstated => {}
        }
        put(&mut written, "propertyNames", object.property_names.map(|id| self.reference(id)));
        put(&mut written, "minProperties", object.min_properties.map(Value::from));
        put(&mut written, "maxProperties", object.max_properties.map(Value::from));
        if !object.dependent_required.is_empty() {
            let names: Map<String, Value> =
                object.dependent_required.iter().map(|(name, list)| (name.clone(), json!(list))).collect();
            written.insert("dependentRequired".to_owned(), names.into());
        }
        if !object.dependent_schemas.is_empty() {
            let schemas: Map<String, Value> =
                object.dependent_schemas.iter().map(|(name, id)| (name.clone(), self.reference(*id))).collect();
            written.insert("dependentSchemas".to_owned(), schemas.into());
        }
        let unevaluated = object.unevaluated_properties.filter(|_| !self.parts.contains(&id));
        put(&mut written, "unevaluatedProperties", unevaluated.map(|id| self.reference(id)));
        written.into()
    }

    fn required(&self, object: &ObjectSchema) -> Vec<Value> {
        let declared = object
            .properties
            .iter()
            .filter(|(_, property)| property.required && !self.schemas.is_hidden(property.schema, self.direction))
            .map(|(name, _)| name);
        declared.chain(&object.required_undeclared).map(|name| name.as_str().into()).collect()
    }
}

fn of_type(name: &str, typed: bool) -> Map<String, Value> {
    let mut written = Map::new();
    put(&mut written, "type", typed.then(|| name.into()));
    written
}

fn put(written: &mut Map<String, Value>, keyword: &str, value: Option<Value>) {
    if let Some(value) = value {
        written.insert(keyword.to_owned(), value);
    }
}

fn numeric(number: &NumberSchema, typed: bool) -> Value {
    let mut written = of_type(if number.integer { "integer" } else { "number" }, typed);
    if let Some(bound) = number.minimum {
        let keyword = if bound.exclusive { "exclusiveMinimum" } else { "minimum" };
        written.insert(keyword.to_owned(), bound.value.to_json());
    }
    if let Some(bound) = number.maximum {
        let keyword = if bound.exclusive { "exclusiveMaximum" } else { "maximum" };
        written.insert(keyword.to_owned(), bound.value.to_json());
    }
    put(&mut written, "multipleOf", number.multiple_of.map(crate::model::Number::to_json));
    if let Some((least, greatest)) = number.format_bounds() {
        let [least, greatest] = [least, greatest].map(|bound| crate::model::Number::Integer(bound).to_json());
        written.insert("allOf".to_owned(), json!([{ "minimum": least, "maximum": greatest }]));
    }
    written.into()
}

fn text(string: &StringSchema, typed: bool) -> Value {
    let mut written = of_type("string", typed);
    put(&mut written, "minLength", string.min_length.map(Value::from));
    put(&mut written, "maxLength", string.max_length.map(Value::from));
    put(&mut written, "pattern", string.pattern.as_ref().map(|pattern| pattern.0.as_str().into()));
    put(&mut written, "format", string.format.as_deref().map(Value::from));
    written.into()
}

fn enumeration(values: &EnumSchema) -> Value {
    json!({ "enum": values.values.iter().map(|value| value.value.clone()).collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Fetch, FetchError};

    struct Text(&'static str);

    impl Fetch for Text {
        fn fetch(&self, _: &str) -> Result<Vec<u8>, FetchError> {
            Ok(self.0.as_bytes().to_vec())
        }
    }

    const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: t, version: '1'}
paths: {}
components:
  schemas:
    Node:
      type: object
      required: [id, secret, next]
      properties:
        id: {type: integer, format: int32, readOnly: true, minimum: 1}
        secret: {type: string, writeOnly: true, pattern: '^a'}
        next: {anyOf: [{$ref: '#/components/schemas/Node'}, {type: 'null'}]}
    Closed:
      type: object
      properties: {b: {type: string}}
      allOf: [{properties: {a: {type: string}}}]
      unevaluatedProperties: false
";

    fn required(direction: Direction) -> Vec<String> {
        let api =
            crate::load("t.yaml", &Text(DOCUMENT), crate::LoadOptions::default()).expect("read").api.expect("right");
        let id = api.named_schemas["Node"];
        let written = api.schemas.to_json_schema(id, direction);
        let required = &written["$defs"][definition_name(id)]["required"];
        required.as_array().expect("a list").iter().map(|name| name.as_str().unwrap_or_default().to_owned()).collect()
    }

    #[test]
    fn what_is_required_depends_on_the_direction() {
        assert_eq!(required(Direction::Request), ["secret", "next"]);
        assert_eq!(required(Direction::Response), ["id", "next"]);
    }

    #[test]
    fn unevaluated_properties_stand_beside_what_they_see() {
        let api =
            crate::load("t.yaml", &Text(DOCUMENT), crate::LoadOptions::default()).expect("read").api.expect("right");
        let id = api.named_schemas["Closed"];
        let written = api.schemas.to_json_schema(id, Direction::Request);
        let whole = &written["$defs"][definition_name(id)];
        assert!(whole["allOf"].is_array() && whole["unevaluatedProperties"].is_object(), "{written:#}");
        let parts = written["$defs"].as_object().expect("an object").values();
        assert_eq!(parts.filter(|part| part.get("unevaluatedProperties").is_some()).count(), 1);
    }

    #[test]
    fn places_lead_back_to_the_model() {
        let api =
            crate::load("t.yaml", &Text(DOCUMENT), crate::LoadOptions::default()).expect("read").api.expect("right");
        let SchemaKind::Object(node) = &api.schemas[api.named_schemas["Node"]].kind else { panic!("an object") };
        let id = node.properties["id"].schema;
        let place = format!("/$defs/{}/allOf/0/maximum", definition_name(id));
        assert_eq!(api.schemas.of_json_schema_place(&place), Some((id, "format".to_owned())));
        let place = format!("/$defs/{}/minimum", definition_name(id));
        assert_eq!(api.schemas.of_json_schema_place(&place), Some((id, "minimum".to_owned())));
    }
}
