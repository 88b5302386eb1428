//! `allOf` as one schema: what it looks like, and that it means the same.

use indexmap::IndexMap;
use proptest::prelude::*;
use serde_json::{Value, json};
use trueline_spec::model::{Api, Checked, SchemaId, SchemaKind};
use trueline_spec::source::{Fetch, FetchError};
use trueline_spec::{Direction, LoadOptions, load};

struct Bytes(Vec<u8>);

impl Fetch for Bytes {
    fn fetch(&self, _: &str) -> Result<Vec<u8>, FetchError> {
        Ok(self.0.clone())
    }
}

/// The model of a document with these schemas.
fn read(schemas: &Value) -> Checked<Api> {
    let document = json!({
        "openapi": "3.1.0",
        "info": {"title": "Merging", "version": "1"},
        "paths": {},
        "components": {"schemas": schemas},
    });
    let loaded = load("openapi.json", &Bytes(document.to_string().into_bytes()), LoadOptions::default());
    let loaded = loaded.expect("the bytes are there");
    loaded.api.unwrap_or_else(|| panic!("{:?}", loaded.diagnostics))
}

/// A schema as JSON Schema with all that it holds; named ones within it by their names.
fn shown(api: &Api, id: SchemaId) -> Value {
    let id = api.schemas.as_one(id);
    let written = api.schemas.to_json_schema(id, Direction::Response);
    let reference = written["$ref"].as_str().unwrap_or_default();
    inlined(api, written.pointer(&reference[1..]).unwrap_or(&Value::Null))
}

fn inlined(api: &Api, value: &Value) -> Value {
    match value {
        Value::Object(entries) => match entries.get("$ref").and_then(Value::as_str) {
            Some(reference) => {
                let (id, _) = api.schemas.of_json_schema_place(reference).expect("it is a schema's place");
                let id = api.schemas.resolve(id);
                api.schemas[id].name.clone().map_or_else(|| shown(api, id), Value::String)
            }
            None => entries.iter().map(|(key, value)| (key.clone(), inlined(api, value))).collect(),
        },
        Value::Array(items) => items.iter().map(|item| inlined(api, item)).collect(),
        other => other.clone(),
    }
}

/// What the schema `Whole` is as one; null where it is not.
fn whole(schemas: &Value) -> Value {
    let api = read(schemas);
    let id = api.named_schemas["Whole"];
    api.schemas.merged(id).map_or(Value::Null, |merged| shown(&api, merged))
}

#[test]
fn objects_have_the_properties_of_all_parts() {
    let schemas = json!({
        "Base": {"type": "object", "required": ["id", "late"], "properties": {"id": {"type": "string"}}},
        "Middle": {"allOf": [{"$ref": "#/components/schemas/Base"}, {"minProperties": 1, "maxProperties": 9}]},
        "Whole": {
            "allOf": [{"$ref": "#/components/schemas/Middle"}],
            "properties": {"late": {"type": "integer"}, "id": {"minLength": 1}},
            "maxProperties": 5,
        },
    });
    let expected = json!({
        "type": "object",
        "properties": {"late": {"type": "integer"}, "id": {"type": "string", "minLength": 1}},
        "required": ["late", "id"],
        "minProperties": 1,
        "maxProperties": 5,
    });
    assert_eq!(whole(&schemas), expected);
}

#[test]
fn a_closed_part_forbids_what_others_declare() {
    let closed = json!({"type": "object", "properties": {"a": {}}, "additionalProperties": false});
    let optional = json!({"Whole": {"allOf": [closed, {"properties": {"b": {"type": "string"}}}]}});
    let expected = json!({"type": "object", "properties": {"a": {}}, "additionalProperties": false});
    assert_eq!(whole(&optional), expected);
    let required = json!({"Whole": {"allOf": [closed, {"required": ["b"], "properties": {"b": {"type": "string"}}}]}});
    assert_eq!(whole(&required), Value::Null, "no object has `b` and has it not");
}

#[test]
fn a_schema_of_additional_properties_holds_for_what_others_declare() {
    let schemas = json!({"Whole": {"allOf": [
        {"type": "object", "additionalProperties": {"type": "integer"}},
        {"properties": {"a": {"minimum": 1}}},
    ]}});
    let expected = json!({
        "type": "object",
        "properties": {"a": {"type": "integer", "minimum": 1}},
        "additionalProperties": {"type": "integer"},
    });
    assert_eq!(whole(&schemas), expected);
}

#[test]
fn patterns_of_names_are_united_where_nothing_is_closed() {
    let pattern = |closed: bool| {
        json!({"Whole": {"allOf": [
            {"type": "object", "patternProperties": {"^x": {"type": "string"}}, "additionalProperties": !closed},
            {"type": "object", "properties": {"xa": {"minLength": 1}}},
        ]}})
    };
    assert_eq!(whole(&pattern(false))["patternProperties"], json!({"^x": {"type": "string"}}));
    assert_eq!(whole(&pattern(true)), Value::Null);
}

#[test]
fn bounds_are_tightened() {
    let text = json!({"Whole": {"allOf": [
        {"type": "string", "minLength": 1, "maxLength": 9}, {"type": "string", "minLength": 2, "format": "uuid"},
    ]}});
    assert_eq!(whole(&text), json!({"type": "string", "minLength": 2, "maxLength": 9, "format": "uuid"}));
    let number = json!({"Whole": {"allOf": [
        {"type": "number", "minimum": 1, "multipleOf": 2}, {"type": "integer", "exclusiveMinimum": 1, "multipleOf": 4},
    ]}});
    assert_eq!(whole(&number), json!({"type": "integer", "exclusiveMinimum": 1, "multipleOf": 4}));
    let list = json!({"Whole": {"allOf": [
        {"type": "array", "items": {"type": "string"}, "minItems": 1},
        {"type": "array", "items": {"maxLength": 3}, "uniqueItems": true},
    ]}});
    let items = json!({"type": "string", "maxLength": 3});
    assert_eq!(whole(&list), json!({"type": "array", "items": items, "minItems": 1, "uniqueItems": true}));
}

#[test]
fn lists_of_values_keep_what_all_parts_allow() {
    let values = json!({"Whole": {"allOf": [
        {"enum": ["a", "bc", "def", 1]}, {"enum": [1.0, "bc", "def"]}, {"type": "string", "maxLength": 2},
    ]}});
    assert_eq!(whole(&values), json!({"enum": ["bc"]}));
    let nothing = json!({"Whole": {"allOf": [{"enum": ["a"]}, {"type": "integer"}]}});
    assert_eq!(whole(&nothing), Value::Null);
}

#[test]
fn what_one_schema_cannot_say_is_left() {
    for parts in [
        json!([{"type": "string"}, {"type": "integer"}]),
        json!([{"type": "string", "pattern": "a"}, {"type": "string", "pattern": "b"}]),
        json!([{"type": "string"}, {"not": {"enum": ["a"]}}]),
        json!([{"type": "string"}, {"if": {"minLength": 1}, "then": {"maxLength": 2}}]),
        json!([{"oneOf": [{"type": "string"}, {"type": "object"}]}, {"anyOf": [{"minLength": 1}, {"maxLength": 2}]}]),
        json!([{"type": "array", "contains": {"const": 1}}, {"type": "array", "contains": {"const": 2}}]),
        json!([{"type": "object", "unevaluatedProperties": false}, {"properties": {"a": {}}}]),
    ] {
        assert_eq!(whole(&json!({"Whole": {"allOf": parts}})), Value::Null, "{parts}");
    }
}

#[test]
fn unevaluated_properties_beside_all_of_see_every_part() {
    let schemas = json!({"Whole": {
        "allOf": [{"type": "object", "properties": {"a": {}}}],
        "properties": {"b": {}},
        "unevaluatedProperties": false,
    }});
    let merged = whole(&schemas);
    assert_eq!(merged["unevaluatedProperties"], json!({"not": {}}));
    assert_eq!(merged["properties"], json!({"b": {}, "a": {}}));
}

#[test]
fn variants_are_joined_with_the_rest() {
    let schemas = json!({
        "Cat": {"type": "object", "properties": {"meows": {"type": "boolean"}}},
        "Dog": {"type": "object", "properties": {"barks": {"type": "boolean"}}},
        "Whole": {
            "type": "object",
            "properties": {"kind": {"type": "string"}},
            "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}, {"type": "string"}],
            "discriminator": {"propertyName": "kind", "mapping": {"feline": "Cat"}},
        },
    });
    let api = read(&schemas);
    let merged = api.schemas.merged(api.named_schemas["Whole"]).expect("it is merged");
    let SchemaKind::OneOf(variants) = &api.schemas[merged].kind else { panic!("{:?}", api.schemas[merged]) };
    let [cat, dog] = variants.schemas.as_slice() else { panic!("{variants:?}") };
    let both = |animal: &str| json!({"kind": {"type": "string"}, animal: {"type": "boolean"}});
    assert_eq!(shown(&api, *cat)["properties"], both("meows"));
    assert_eq!(shown(&api, *dog)["properties"], both("barks"));
    let discriminator = variants.discriminator.as_ref().expect("it is kept");
    assert_eq!(discriminator.mapping, [("feline".to_owned(), *cat), ("Dog".to_owned(), *dog)]);
}

#[test]
fn null_falls_away_where_one_part_forbids_it() {
    let nullable = json!({"type": ["object", "null"], "properties": {"a": {"type": "string"}}});
    let one = json!({"Whole": {"allOf": [nullable, {"type": "object", "required": ["a"]}]}});
    let expected = json!({"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]});
    assert_eq!(whole(&one), expected);
    let both = json!({"Whole": {"allOf": [nullable, {"type": ["object", "null"], "required": ["a"]}]}});
    assert_eq!(whole(&both), json!({"anyOf": [expected, {"type": "null"}]}));
}

#[test]
fn words_are_those_of_the_whole_then_of_the_first_part() {
    let api = read(&json!({
        "Whole": {
            "description": "whole",
            "allOf": [
                {"type": "object", "title": "first", "description": "first", "properties": {"a": {"type": "string"}}},
                {"title": "second", "readOnly": true, "x-second": 2, "properties": {"a": {"description": "inner"}}},
            ],
        },
    }));
    let merged = api.schemas.merged(api.named_schemas["Whole"]).expect("it is merged");
    let words = &api.schemas[merged].annotations;
    assert_eq!((words.title.as_deref(), words.description.as_deref()), (Some("first"), Some("whole")));
    assert!(words.read_only && words.extensions["x-second"] == 2);
    let SchemaKind::Object(object) = &api.schemas[merged].kind else { panic!("an object") };
    let property = &api.schemas[object.properties["a"].schema];
    assert_eq!(property.annotations.description.as_deref(), Some("inner"));
}

#[test]
fn circles_come_to_an_end() {
    let schemas = json!({
        "Base": {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Base"}}},
        "Whole": {
            "allOf": [{"$ref": "#/components/schemas/Base"}],
            "properties": {"next": {"$ref": "#/components/schemas/Whole"}},
        },
    });
    assert_eq!(whole(&schemas), json!({"type": "object", "properties": {"next": "Whole"}}));
    let variants = json!({
        "Shape": {"oneOf": [{"$ref": "#/components/schemas/Whole"}]},
        "Whole": {"allOf": [{"$ref": "#/components/schemas/Shape"}, {"type": "object", "required": ["r"]}]},
    });
    assert_eq!(whole(&variants), Value::Null);
}

#[test]
fn work_is_bounded() {
    let part = |index: usize| {
        json!({"oneOf": [
            {"type": "object", "properties": {format!("a{index}"): {"$ref": "#/components/schemas/S0"}}},
            {"type": "object", "properties": {format!("b{index}"): {"$ref": "#/components/schemas/S1"}}},
        ]})
    };
    let count = 60;
    let schemas: IndexMap<String, Value> = (0..count)
        .map(|index| {
            let others = (0..index).map(|other| json!({"$ref": format!("#/components/schemas/S{other}")}));
            (format!("S{index}"), json!({"allOf": others.chain([part(index)]).collect::<Vec<_>>()}))
        })
        .collect();
    let api = read(&json!(schemas));
    assert!(api.schemas.len() < 100_000, "{} schemas", api.schemas.len());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn a_merged_schema_allows_what_its_parts_allow(
        parts in proptest::collection::vec(schema(), 2..4),
        values in proptest::collection::vec(value(), 20),
    ) {
        let api = read(&json!({"Whole": {"allOf": parts}}));
        let validator = |id| {
            let schema = api.schemas.to_json_schema(id, Direction::Response);
            jsonschema::validator_for(&schema).expect("it is a schema")
        };
        for (id, _) in api.schemas.iter() {
            let Some(merged) = api.schemas.merged(id) else { continue };
            let (before, after) = (validator(id), validator(merged));
            for value in &values {
                prop_assert_eq!(before.is_valid(value), after.is_valid(value), "{}: {}", value, shown(&api, merged));
            }
        }
    }
}

/// Small schemas that often have something in common.
fn schema() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!({})),
        Just(json!({"type": "null"})),
        Just(json!({"type": "boolean"})),
        (0..3u8).prop_map(|low| json!({"type": "string", "minLength": low, "maxLength": low + 1})),
        (0..3u8).prop_map(|low| json!({"minLength": low})),
        (0..3i8).prop_map(|low| json!({"type": "integer", "minimum": low})),
        (0..3i8).prop_map(|high| json!({"type": "number", "exclusiveMaximum": high, "multipleOf": 1})),
        proptest::sample::subsequence(
            vec![json!("a"), json!("bc"), json!(1), json!(2.5), json!(null), json!(true)],
            1..5
        )
        .prop_map(|values| json!({"enum": values})),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let name = proptest::sample::select(vec!["a", "b", "c"]);
        let properties = proptest::collection::vec((name.clone(), inner.clone()), 0..3);
        let additional = prop_oneof![Just(json!(true)), Just(json!(false)), inner.clone()];
        let object = (properties, proptest::collection::vec(name, 0..2), additional, any::<[bool; 3]>());
        prop_oneof![
            4 => object.prop_map(|(properties, required, additional, has)| object_of(properties, &required, additional, has)),
            1 => (inner.clone(), 0..3u8).prop_map(|(items, low)| json!({"type": "array", "items": items, "minItems": low})),
            1 => inner.clone().prop_map(|item| json!({"prefixItems": [item]})),
            1 => proptest::collection::vec(inner.clone(), 1..3).prop_map(|variants| json!({"oneOf": variants})),
            1 => proptest::collection::vec(inner.clone(), 1..3).prop_map(|variants| json!({"anyOf": variants})),
            1 => proptest::collection::vec(inner, 1..3).prop_map(|parts| json!({"allOf": parts})),
        ]
    })
}

fn object_of(properties: Vec<(&str, Value)>, required: &[&str], additional: Value, has: [bool; 3]) -> Value {
    let properties: IndexMap<&str, Value> = properties.into_iter().collect();
    let mut schema = json!({"properties": properties, "required": required});
    let [typed, closed, nullable] = has;
    if typed {
        schema["type"] = if nullable { json!(["object", "null"]) } else { json!("object") };
    }
    if closed {
        schema["additionalProperties"] = additional;
    }
    schema
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = proptest::sample::select(vec![
        json!(null),
        json!(true),
        json!(1),
        json!(2.5),
        json!(2),
        json!("a"),
        json!("bc"),
        json!("defg"),
    ]);
    leaf.prop_recursive(3, 8, 3, |inner| {
        let name = proptest::sample::select(vec!["a", "b", "c", "d"]);
        prop_oneof![
            3 => proptest::collection::vec((name, inner.clone()), 0..4)
                .prop_map(|entries| json!(entries.into_iter().collect::<IndexMap<_, _>>())),
            1 => proptest::collection::vec(inner, 0..3).prop_map(Value::from),
        ]
    })
}
