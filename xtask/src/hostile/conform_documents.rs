//! Documents that are hard for `trueline conform`: values that are large, schemas that fan out, patterns that backtrack,
//! and much of everything.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::document::HostileDocument;

/// All of them.
pub(super) const DOCUMENTS: &[HostileDocument] = &[
    HostileDocument { name: "min-length-1e9", text: || min_length(1_000_000_000) },
    HostileDocument { name: "min-length-1e18", text: || min_length(1_000_000_000_000_000_000) },
    HostileDocument {
        name: "max-length-1e18",
        text: || schema(&json!({"type": "string", "maxLength": u64::MAX / 16})),
    },
    HostileDocument { name: "min-items-1e9", text: || min_items(1_000_000_000) },
    HostileDocument { name: "min-properties-1e9", text: || min_properties(1_000_000_000) },
    HostileDocument { name: "large-const", text: || schema(&json!({"const": filler(5_000_000)})) },
    HostileDocument { name: "large-enum-value", text: || schema(&json!({"enum": [filler(5_000_000), "a"]})) },
    HostileDocument { name: "large-default", text: || annotated("default", 5_000_000) },
    HostileDocument { name: "large-example", text: || annotated("example", 5_000_000) },
    HostileDocument { name: "large-array-example", text: || array_example(500_000) },
    HostileDocument { name: "many-large-examples-repeated", text: || repeated_example(4_000_000, 3000) },
    HostileDocument { name: "dependent-required", text: || dependent_required(100_000) },
    HostileDocument { name: "all-of-diamonds", text: || diamonds("allOf", 40) },
    HostileDocument { name: "any-of-diamonds", text: || diamonds("anyOf", 40) },
    HostileDocument { name: "one-of-diamonds", text: || diamonds("oneOf", 40) },
    HostileDocument { name: "object-diamonds", text: || object_diamonds(40) },
    HostileDocument { name: "nested-min-items", text: || nested_min_items(12, 10) },
    HostileDocument { name: "nested-one-of", text: || nested("oneOf", 2000) },
    HostileDocument { name: "nested-all-of", text: || nested("allOf", 2000) },
    HostileDocument { name: "reference-chain", text: || reference_chain(20_000) },
    HostileDocument { name: "patterns-with-bounds", text: || patterns(&BOUNDED) },
    HostileDocument { name: "patterns-that-backtrack", text: || patterns(&BACKTRACKING) },
    HostileDocument { name: "many-large-patterns", text: || many_patterns(5000) },
    HostileDocument { name: "parameters", text: || parameters(1000) },
    HostileDocument { name: "required-names", text: || required_names(100_000) },
    HostileDocument { name: "operations", text: || operations(20_000) },
    HostileDocument { name: "ambiguous-paths", text: || ambiguous_paths(5000) },
    HostileDocument { name: "path-of-parameters", text: || deep_paths(18) },
    HostileDocument { name: "odd-numbers", text: odd_numbers },
    HostileDocument { name: "unique-items", text: || unique_items(100_000) },
    HostileDocument { name: "pattern-properties", text: || pattern_properties(10_000) },
    HostileDocument { name: "recursion-without-end", text: recursion_without_end },
    HostileDocument { name: "discriminator", text: || discriminator(10_000) },
    HostileDocument { name: "response-headers", text: || response_headers(10_000) },
    HostileDocument { name: "enum-of-strings", text: || enum_of_strings(100_000) },
    HostileDocument { name: "not-of-everything", text: || negations(2000) },
    HostileDocument { name: "deep-mistakes", text: || wide_and_deep(12, 6) },
    HostileDocument { name: "chain-of-bodies", text: || chain_of_bodies(3000) },
];

/// Patterns whose texts or programs are large.
const BOUNDED: [&str; 6] = [
    "^[a-z]{1,100000}$",
    "^((a{100}){100}){100}$",
    "^(?:\\p{L}{1,1000}){1,1000}$",
    "^(?:(?:ab|cd|ef|gh){1,50}){1,50}$",
    "^[a-z]{100000}$",
    "^(((a{0,30}){0,30}){0,30}){0,30}$",
];
/// Patterns that take exponential time where nothing bounds it.
const BACKTRACKING: [&str; 5] = [
    "^(a+)+$",
    "^(?=(a+)+$)(a|aa)+b?$",
    "^((a|b|ab)*)\\1$",
    "^(?!(x+x+)+y)[a-z]{20,2000}$",
    "^(?<x>a+)+(?:\\k<x>)*[^]$",
];

/// A document with schemas by name, and operations.
fn document(paths: &Value, schemas: &Value) -> String {
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Hostile", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas},
    })
    .to_string()
}

/// An operation that takes and gives a schema's values.
fn taking(schema: &Value) -> Value {
    json!({"post": {
        "requestBody": {"required": true, "content": {"application/json": {"schema": schema}}},
        "responses": {
            "200": {"description": "d", "content": {"application/json": {"schema": schema}}},
            "400": {"description": "d"},
        },
    }})
}

fn schema(schema: &Value) -> String {
    document(&json!({"/things": taking(&reference("Thing"))}), &json!({"Thing": schema}))
}

/// A document with one of several schemas as the body.
fn schemas(body: &str, schemas: Map<String, Value>) -> String {
    let reference = reference(body);
    document(&json!({"/things": taking(&reference)}), &schemas.into())
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn filler(length: usize) -> String {
    "x".repeat(length)
}

fn min_length(length: usize) -> String {
    schema(
        &json!({"type": "object", "required": ["name"], "properties": {"name": {"type": "string", "minLength": length}}}),
    )
}

fn min_items(length: usize) -> String {
    schema(&json!({"type": "object", "required": ["a", "b"], "properties": {
        "a": {"type": "array", "minItems": length},
        "b": {"type": "array", "minItems": length, "items": {"type": "integer"}},
    }}))
}

fn min_properties(count: usize) -> String {
    schema(&json!({"type": "object", "minProperties": count, "additionalProperties": {"type": "integer"}}))
}

fn annotated(keyword: &str, length: usize) -> String {
    let text = json!({"type": "string", keyword: filler(length)});
    schema(&json!({"type": "object", "required": ["a", "b"], "properties": {"a": text, "b": {"type": "string"}}}))
}

fn array_example(length: usize) -> String {
    let example: Vec<usize> = (0..length).collect();
    schema(&json!({"type": "array", "items": {"type": "integer"}, "example": example}))
}

/// A large example that an array repeats.
fn repeated_example(length: usize, items: usize) -> String {
    schema(&json!({"type": "array", "minItems": items, "items": {"type": "string", "example": filler(length)}}))
}

fn dependent_required(count: usize) -> String {
    let names: Vec<String> = (0..count).map(|index| format!("name{index}")).collect();
    let dependent: Map<String, Value> =
        (0..5).map(|index| (format!("name{index}"), Value::from(names.clone()))).collect();
    schema(&json!({"type": "object", "required": ["name0"], "dependentRequired": dependent}))
}

/// Each schema is the next twice over.
fn diamonds(keyword: &str, depth: usize) -> String {
    let mut all = Map::new();
    for level in 0..depth {
        let next = reference(&format!("S{}", level + 1));
        all.insert(format!("S{level}"), json!({keyword: [next, next]}));
    }
    all.insert(
        format!("S{depth}"),
        json!({"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}),
    );
    schemas("S0", all)
}

/// Each schema requires two members of the next.
fn object_diamonds(depth: usize) -> String {
    let mut all = Map::new();
    for level in 0..depth {
        let next = reference(&format!("S{}", level + 1));
        all.insert(
            format!("S{level}"),
            json!({"type": "object", "required": ["a", "b"], "properties": {"a": next, "b": next}}),
        );
    }
    all.insert(format!("S{depth}"), json!({"type": "string"}));
    schemas("S0", all)
}

fn nested_min_items(depth: usize, items: usize) -> String {
    let array = |inner: Value, _| json!({"type": "array", "minItems": items, "items": inner});
    schema(&(0..depth).fold(json!({"type": "integer"}), array))
}

/// Combinations within combinations, as schemas by name: a text of so many levels is refused.
fn nested(keyword: &str, depth: usize) -> String {
    let mut all = Map::new();
    for level in 0..depth {
        let own = json!({"type": "object", "required": [format!("p{level}")]});
        all.insert(format!("S{level}"), json!({keyword: [own, reference(&format!("S{}", level + 1))]}));
    }
    all.insert(format!("S{depth}"), json!({"type": "object"}));
    schemas("S0", all)
}

fn reference_chain(length: usize) -> String {
    let mut all = Map::new();
    for level in 0..length {
        all.insert(format!("S{level}"), json!({"allOf": [reference(&format!("S{}", level + 1))], "title": "t"}));
    }
    all.insert(format!("S{length}"), json!({"type": "string", "minLength": 1}));
    schemas("S0", all)
}

fn patterns(patterns: &[&str]) -> String {
    let properties: Map<String, Value> = patterns
        .iter()
        .enumerate()
        .map(|(index, pattern)| (format!("p{index}"), json!({"type": "string", "pattern": pattern})))
        .collect();
    schema(&json!({"type": "object", "properties": properties}))
}

fn many_patterns(count: usize) -> String {
    let properties: Map<String, Value> = (0..count)
        .map(|index| {
            (
                format!("p{index}"),
                json!({"type": "string", "pattern": format!("^(?:\\w{{1,{}}}x){{1,40}}$", index % 50 + 1)}),
            )
        })
        .collect();
    schema(&json!({"type": "object", "properties": properties}))
}

fn parameters(count: usize) -> String {
    let parameters: Vec<Value> = (0..count)
        .map(|index| {
            json!({"name": format!("p{index}"), "in": "query", "required": true,
                   "schema": {"type": "integer", "minimum": 1, "maximum": 100}})
        })
        .collect();
    let get = json!({"get": {"parameters": parameters, "responses": {"200": {"description": "d"}, "400": {"description": "d"}}}});
    document(&json!({"/things": get}), &json!({}))
}

fn required_names(count: usize) -> String {
    let names: Vec<String> = (0..count).map(|index| format!("name{index}")).collect();
    schema(&json!({"type": "object", "required": names}))
}

fn operations(count: usize) -> String {
    let body = json!({"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "maxLength": 10}}});
    let paths: Map<String, Value> =
        (0..count).map(|index| (format!("/things{index}"), taking(&reference("Thing")))).collect();
    document(&paths.into(), &json!({ "Thing": body }))
}

/// Paths that differ in the names of their parameters alone.
fn ambiguous_paths(count: usize) -> String {
    let get = |name: String| {
        json!({"get": {
            "parameters": [{"name": name, "in": "path", "required": true, "schema": {"type": "string"}}],
            "responses": {"200": {"description": "d"}},
        }})
    };
    let paths: Map<String, Value> =
        (0..count).map(|index| (format!("/things/{{p{index}}}"), get(format!("p{index}")))).collect();
    document(&paths.into(), &json!({}))
}

/// Every path of so many segments that are fixed or not: a request suits all of them.
fn deep_paths(depth: usize) -> String {
    let mut paths = Map::new();
    for mask in 0..2000_usize {
        let mut path = String::new();
        let mut parameters = Vec::new();
        for level in 0..depth {
            if (mask * 2_654_435_761) >> level & 1 == 1 {
                let _ = write!(path, "/{{p{level}}}");
                parameters.push(
                    json!({"name": format!("p{level}"), "in": "path", "required": true, "schema": {"enum": ["a"]}}),
                );
            } else {
                path.push_str("/a");
            }
        }
        paths.insert(path, json!({"get": {"parameters": parameters, "responses": {"200": {"description": "d"}}}}));
    }
    document(&paths.into(), &json!({}))
}

fn odd_numbers() -> String {
    schema(&json!({"type": "object", "required": ["a", "b", "c", "d", "e"], "properties": {
        "a": {"type": "number", "multipleOf": 1e-300},
        "b": {"type": "number", "minimum": 1e308, "maximum": 1.7e308},
        "c": {"type": "integer", "minimum": 1e300},
        "d": {"type": "number", "multipleOf": 1e300},
        "e": {"type": "integer", "multipleOf": 7, "minimum": -9_223_372_036_854_775_808_i64},
    }}))
}

fn unique_items(count: usize) -> String {
    schema(&json!({"type": "object", "required": ["a", "b"], "properties": {
        "a": {"type": "array", "uniqueItems": true, "minItems": count, "items": {"type": "integer"}},
        "b": {"type": "array", "uniqueItems": true, "minItems": 3000, "items": {"type": "string", "minLength": 20}},
    }}))
}

fn pattern_properties(count: usize) -> String {
    let patterns: Map<String, Value> =
        (0..count).map(|index| (format!("^k{index}_"), json!({"type": "integer"}))).collect();
    let names: Vec<String> = (0..200).map(|index| format!("k{index}_a")).collect();
    schema(
        &json!({"type": "object", "patternProperties": patterns, "required": names, "propertyNames": {"pattern": "^k[0-9]+_a+$"}}),
    )
}

fn recursion_without_end() -> String {
    let mut all = Map::new();
    let children: Vec<String> = (0..30).map(|index| format!("c{index}")).collect();
    let properties: Map<String, Value> = children.iter().map(|name| (name.clone(), reference("Node"))).collect();
    all.insert("Node".to_owned(), json!({"type": "object", "required": children, "properties": properties}));
    schemas("Node", all)
}

fn discriminator(count: usize) -> String {
    let mut all = Map::new();
    let mut mapping = Map::new();
    let mut variants = Vec::new();
    for index in 0..count {
        let name = format!("V{index}");
        mapping.insert(format!("v{index}"), format!("#/components/schemas/{name}").into());
        variants.push(reference(&name));
        all.insert(
            name,
            json!({"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}, "a": {"type": "integer"}}}),
        );
    }
    all.insert(
        "Thing".to_owned(),
        json!({"oneOf": variants, "discriminator": {"propertyName": "kind", "mapping": mapping}}),
    );
    schemas("Thing", all)
}

fn response_headers(count: usize) -> String {
    let headers: Map<String, Value> = (0..count)
        .map(|index| (format!("X-H{index}"), json!({"required": true, "schema": {"type": "integer", "minimum": 1}})))
        .collect();
    let get = json!({"get": {"responses": {"200": {"description": "d", "headers": headers}}}});
    document(&json!({"/things": get}), &json!({}))
}

fn enum_of_strings(count: usize) -> String {
    let values: Vec<String> = (0..count).map(|index| format!("value-{index}")).collect();
    schema(&json!({"type": "array", "minItems": 100, "items": {"enum": values}}))
}

/// Negations of negations.
fn negations(depth: usize) -> String {
    let mut all = Map::new();
    for level in 0..depth {
        all.insert(format!("S{level}"), json!({"not": reference(&format!("S{}", level + 1))}));
    }
    all.insert(format!("S{depth}"), json!({"type": "string"}));
    schemas("S0", all)
}

/// Objects of many members, some levels deep: there are more mistakes than anybody tries.
fn wide_and_deep(width: usize, depth: usize) -> String {
    let object = |inner: Value, _| {
        let properties: Map<String, Value> = (0..width).map(|index| (format!("p{index}"), inner.clone())).collect();
        let required: Vec<String> = (0..width / 3).map(|index| format!("p{index}")).collect();
        json!({"type": "object", "required": required, "properties": properties})
    };
    let mut all = Map::new();
    all.insert("S0".to_owned(), json!({"type": "string", "minLength": 2, "maxLength": 9, "format": "email"}));
    for level in 1..=depth {
        all.insert(format!("S{level}"), object(reference(&format!("S{}", level - 1)), 0));
    }
    schemas(&format!("S{depth}"), all)
}

/// Operations whose bodies lead to each other: the first to all of them.
fn chain_of_bodies(count: usize) -> String {
    let mut all = Map::new();
    let mut paths = Map::new();
    for level in (0..count).rev() {
        let next = if level + 1 < count { reference(&format!("S{}", level + 1)) } else { json!({"type": "string"}) };
        all.insert(
            format!("S{level}"),
            json!({"type": "object", "properties": {"next": next, "id": {"type": "integer"}}}),
        );
        paths.insert(format!("/things{level}"), taking(&reference(&format!("S{level}"))));
    }
    document(&paths.into(), &all.into())
}
