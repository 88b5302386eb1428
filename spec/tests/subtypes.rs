//! Base types know those that extend them.

use serde_json::{Value, json};
use trueline_spec::model::{Api, SchemaKind};
use trueline_spec::source::{Fetch, FetchError};
use trueline_spec::{LoadOptions, load};

struct Bytes(Vec<u8>);

impl Fetch for Bytes {
    fn fetch(&self, _: &str) -> Result<Vec<u8>, FetchError> {
        Ok(self.0.clone())
    }
}

/// The mapping of the schema `Base`: values with the names of their schemas.
fn mapping(schemas: &Value) -> Vec<(String, String)> {
    let document = json!({
        "openapi": "3.0.3",
        "info": {"title": "Subtypes", "version": "1"},
        "paths": {},
        "components": {"schemas": schemas},
    });
    let loaded = load("openapi.json", &Bytes(document.to_string().into_bytes()), LoadOptions::default());
    let api = loaded.expect("the bytes are there").api.expect("it is a document");
    let discriminator = base_object(&api).discriminator.as_ref().expect("it has a discriminator");
    let name = |id| api.schemas[id].name.clone().expect("it has a name");
    discriminator.mapping.iter().map(|(value, id)| (value.clone(), name(*id))).collect()
}

fn base_object(api: &Api) -> &trueline_spec::model::ObjectSchema {
    let origin = api.schemas[api.named_schemas["Base"]].origin;
    let mut found = api.schemas.iter().filter(|(_, schema)| schema.origin == origin);
    found
        .find_map(|(_, schema)| match &schema.kind {
            SchemaKind::Object(object) => Some(object),
            _ => None,
        })
        .expect("it is an object")
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(value, name)| ((*value).to_owned(), (*name).to_owned())).collect()
}

#[test]
fn those_that_extend_it_are_mapped_by_their_names() {
    let schemas = json!({
        "Base": {
            "type": "object",
            "properties": {"kind": {"type": "string"}},
            "discriminator": {"propertyName": "kind", "mapping": {"second": "Mapped"}},
        },
        "Direct": {"allOf": [reference("Base"), {"type": "object"}]},
        "Mapped": {"allOf": [reference("Base")], "properties": {"a": {"type": "string"}}},
        "Nullable": {"nullable": true, "allOf": [reference("Direct"), {"type": "object"}]},
        "Bare": {"allOf": [reference("Base")]},
        "Alias": reference("Base"),
        "Other": {"type": "object", "properties": {"base": {"allOf": [reference("Base"), {"title": "t"}]}}},
    });
    let expected = [("second", "Mapped"), ("Direct", "Direct"), ("Nullable", "Nullable"), ("Bare", "Bare")];
    assert_eq!(mapping(&schemas), pairs(&expected));
}

#[test]
fn a_base_that_lists_its_variants_has_no_others() {
    let schemas = json!({
        "Base": {
            "type": "object",
            "properties": {"kind": {"type": "string"}},
            "oneOf": [reference("Listed")],
            "discriminator": {"propertyName": "kind"},
        },
        "Listed": {"type": "object"},
        "Unlisted": {"allOf": [reference("Base"), {"type": "object"}]},
    });
    assert_eq!(mapping(&schemas), pairs(&[]));
}
