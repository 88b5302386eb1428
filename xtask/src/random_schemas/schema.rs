//! Random schemas, of everything that a type of Rust is decided by.

use serde_json::{Map, Value, json};

use crate::draw::Draw;

/// The version of OpenAPI that a schema is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// 3.0: `nullable`.
    V30,
    /// 3.1: JSON Schema 2020-12.
    V31,
}

/// Names of properties: some are words of Rust, some are no names there.
const NAMES: [&str; 14] =
    ["id", "name", "kind", "type", "value", "items", "a-b", "A", "self", "x.y", "data", "next", "2nd", "nested"];

/// Listed texts.
const TEXTS: [&str; 8] = ["new", "old", "in progress", "", "NEW", "1", "self", "a/b"];

/// Formats of texts that have a type of Rust, and some that have none.
const FORMATS: [&str; 10] = ["uuid", "date-time", "date", "byte", "ipv4", "ipv6", "email", "uri", "int64", "unknown"];

/// Draws schemas that refer to others by name.
pub(super) struct Schemas<'a> {
    pub(super) draw: &'a mut Draw,
    pub(super) dialect: Dialect,
    /// Schemas that may stand anywhere: those that are written behind the one that refers to them.
    pub(super) later: Vec<String>,
    /// Schemas that may stand where a value need not have them: they may refer to the one that is drawn.
    pub(super) earlier: Vec<String>,
}

impl Schemas<'_> {
    /// Any schema, with so many levels below it at most.
    pub(super) fn any(&mut self, depth: usize) -> Value {
        let schema = match self.draw.below(if depth == 0 { 6 } else { 17 }) {
            0 | 1 => self.text(),
            2 => self.number(),
            3 => json!({"type": "boolean"}),
            4 => self.listed(),
            5 => self.rare(),
            6..=8 => self.object(depth),
            9 => self.list(depth),
            10 => self.map(depth),
            11 | 12 => self.alternatives(depth),
            13 => self.all_of(depth),
            14 => self.reference().unwrap_or_else(|| self.object(depth)),
            15 if self.dialect == Dialect::V31 => self.places(depth),
            _ => self.with_null(depth),
        };
        if self.draw.one_in(7) { self.nullable(schema) } else { schema }
    }

    fn text(&mut self) -> Value {
        let mut schema = Map::from_iter([("type".to_owned(), json!("string"))]);
        if self.draw.one_in(2)
            && let Some(format) = self.draw.one_of(&FORMATS)
        {
            schema.insert("format".to_owned(), json!(format));
        } else if self.draw.one_in(3) {
            schema.insert("minLength".to_owned(), json!(1));
            schema.insert("maxLength".to_owned(), json!(12));
        }
        Value::Object(schema)
    }

    fn number(&mut self) -> Value {
        match self.draw.below(6) {
            0 => json!({"type": "number"}),
            1 => json!({"type": "integer", "format": "int32"}),
            2 => json!({"type": "integer", "minimum": 0}),
            3 => json!({"type": "integer", "format": "int64", "minimum": -5, "maximum": 5}),
            4 => json!({"type": "number", "minimum": 0.5, "maximum": 2.5}),
            _ => json!({"type": "integer"}),
        }
    }

    fn listed(&mut self) -> Value {
        let count = 1 + self.draw.below(4);
        let start = self.draw.below(TEXTS.len());
        let texts: Vec<&str> = (0..count).map(|index| TEXTS[(start + index) % TEXTS.len()]).collect();
        match self.draw.below(6) {
            0 => json!({"type": "integer", "enum": (0..count).collect::<Vec<_>>()}),
            1 if self.dialect == Dialect::V31 => json!({"const": texts[0]}),
            2 if self.dialect == Dialect::V31 => json!({"enum": [texts[0], 7, true]}),
            3 if self.dialect == Dialect::V31 => json!({"enum": [texts[0], null]}),
            _ => json!({"type": "string", "enum": texts}),
        }
    }

    /// What says little: anything, null, an object of anything.
    fn rare(&mut self) -> Value {
        match (self.draw.below(6), self.dialect) {
            (0, Dialect::V31) => json!({"type": "null"}),
            (0, Dialect::V30) => json!({"nullable": true}),
            (1, _) => json!({"type": "object"}),
            (2, _) => json!({"type": "object", "additionalProperties": true}),
            (3, Dialect::V31) => json!({"type": ["string", "integer"]}),
            (4, _) => json!({}),
            _ => json!({"type": "array", "items": {}}),
        }
    }

    /// An object with properties of which some are required.
    pub(super) fn object(&mut self, depth: usize) -> Value {
        let (count, start) = (self.draw.below(5), self.draw.below(NAMES.len()));
        let (mut properties, mut required) = (Map::new(), Vec::new());
        for index in 0..count {
            let name = NAMES[(start + index * 3) % NAMES.len()];
            let is_required = self.draw.one_in(2);
            let mut schema = if is_required { self.any(depth.saturating_sub(1)) } else { self.below(depth) };
            if self.draw.one_in(20)
                && let Some(members) = schema.as_object_mut().filter(|members| !members.contains_key("$ref"))
            {
                let mark = if self.draw.one_in(2) { "readOnly" } else { "writeOnly" };
                members.insert(mark.to_owned(), json!(true));
            }
            properties.insert(name.to_owned(), schema);
            if is_required {
                required.push(json!(name));
            }
        }
        let mut object = Map::from_iter([("type".to_owned(), json!("object"))]);
        if !properties.is_empty() {
            object.insert("properties".to_owned(), Value::Object(properties));
        }
        if !required.is_empty() {
            object.insert("required".to_owned(), Value::Array(required));
        }
        match self.draw.below(8) {
            0 => drop(object.insert("additionalProperties".to_owned(), json!(false))),
            1 => drop(object.insert("additionalProperties".to_owned(), json!(true))),
            2 => {
                let values = self.below(depth);
                object.insert("additionalProperties".to_owned(), values);
            }
            3 if self.dialect == Dialect::V31 => {
                let values = self.below(depth);
                object.insert("patternProperties".to_owned(), json!({"^x-": values}));
                // Of names that match no pattern, a type keeps none unless they are spoken of.
                object.insert("additionalProperties".to_owned(), json!(self.draw.one_in(2)));
            }
            _ => {}
        }
        Value::Object(object)
    }

    /// A schema where a value need not have one, so that it may refer to what is around it.
    fn below(&mut self, depth: usize) -> Value {
        if self.draw.one_in(8)
            && let Some(name) = self.draw.one_of(&self.earlier)
        {
            return reference(name);
        }
        self.any(depth.saturating_sub(1))
    }

    fn list(&mut self, depth: usize) -> Value {
        let items = self.below(depth);
        match self.draw.below(3) {
            0 => json!({"type": "array", "items": items, "maxItems": 3}),
            _ => json!({"type": "array", "items": items}),
        }
    }

    fn places(&mut self, depth: usize) -> Value {
        let places: Vec<Value> = (0..=self.draw.below(3)).map(|_| self.any(depth - 1)).collect();
        let count = places.len();
        match self.draw.below(4) {
            0 => json!({"type": "array", "prefixItems": places}),
            1 => json!({"type": "array", "prefixItems": places, "items": false, "minItems": count}),
            2 => json!({"type": "array", "prefixItems": places, "items": self.any(depth - 1)}),
            _ => json!({"type": "array", "prefixItems": places, "items": false, "minItems": 1}),
        }
    }

    fn map(&mut self, depth: usize) -> Value {
        let values = self.below(depth);
        json!({"type": "object", "additionalProperties": values})
    }

    fn alternatives(&mut self, depth: usize) -> Value {
        let count = 2 + self.draw.below(3);
        let alternatives: Vec<Value> = (0..count).map(|_| self.any(depth - 1)).collect();
        let keyword = if self.draw.one_in(2) { "oneOf" } else { "anyOf" };
        json!({ (keyword): alternatives })
    }

    fn all_of(&mut self, depth: usize) -> Value {
        let mut parts = vec![self.reference().unwrap_or_else(|| self.object(depth)), self.object(depth)];
        match self.draw.below(4) {
            0 => parts.push(json!({"required": [NAMES[self.draw.below(NAMES.len())]]})),
            1 => parts.push(json!({"description": "Nothing more."})),
            2 => parts.truncate(1),
            _ => {}
        }
        json!({ "allOf": parts })
    }

    fn reference(&mut self) -> Option<Value> {
        self.draw.one_of(&self.later).map(|name| reference(name))
    }

    /// A schema and null, as alternatives.
    fn with_null(&mut self, depth: usize) -> Value {
        let schema = self.any(depth - 1);
        let of_null = match self.dialect {
            Dialect::V31 => json!({"type": "null"}),
            Dialect::V30 => json!({"nullable": true, "enum": [null]}),
        };
        let keyword = if self.draw.one_in(2) { "oneOf" } else { "anyOf" };
        json!({ (keyword): [schema, of_null] })
    }

    /// A schema that also allows null, by the keyword of its version.
    fn nullable(&mut self, mut schema: Value) -> Value {
        let Some(members) = schema.as_object_mut() else { return schema };
        match (self.dialect, members.get("type").cloned()) {
            (Dialect::V30, Some(_)) => {
                members.insert("nullable".to_owned(), json!(true));
                if let Some(Value::Array(listed)) = members.get_mut("enum") {
                    listed.push(Value::Null);
                }
            }
            (Dialect::V31, Some(Value::String(kind))) if kind != "null" && !members.contains_key("enum") => {
                members.insert("type".to_owned(), json!([kind, "null"]));
            }
            _ => {}
        }
        schema
    }
}

/// A reference to a named schema.
pub(super) fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}
