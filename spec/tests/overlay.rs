//! What overlays make of a document, and what they may cost.

use std::time::Duration;

use cpu_time::ThreadTime;
use serde_json::{Value, json};
use trueline_spec::source::{Fetch, FetchError};
use trueline_spec::{LoadOptions, load};

struct Texts {
    document: String,
    overlay: String,
}

impl Fetch for Texts {
    fn fetch(&self, location: &str) -> Result<Vec<u8>, FetchError> {
        let text = if location == "openapi.yaml" { &self.document } else { &self.overlay };
        Ok(text.clone().into_bytes())
    }
}

/// The value of `x` after the actions.
fn changed(x: &str, actions: &Value) -> Value {
    let document = format!("openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\npaths: {{}}\nx: {x}\n");
    let overlay = json!({"overlay": "1.0.0", "info": {"title": "t", "version": "1"}, "actions": actions}).to_string();
    let options = LoadOptions { overlays: vec!["overlay.json".to_owned()], ..LoadOptions::default() };
    let loaded = load("openapi.yaml", &Texts { document, overlay }, options).expect("the texts are there");
    let api = loaded.api.unwrap_or_else(|| panic!("{:?}", loaded.diagnostics));
    api.documents.node(api.origin).get("x").expect("it stays").to_json()
}

fn update(x: &str, target: &str, update: &Value) -> Value {
    changed(x, &json!([{"target": target, "update": update}]))
}

#[test]
fn objects_are_merged_and_arrays_get_one_more() {
    let x = "{a: {b: 1, c: [1], d: {e: 1}, f: [1], g: {}}}";
    let value = json!({"b": {"new": 1}, "c": [2, 3], "d": {"h": 2}, "f": 4, "g": null, "i": []});
    let merged = json!({"a": {"b": {"new": 1}, "c": [1, 2, 3], "d": {"e": 1, "h": 2}, "f": 4, "g": {}, "i": []}});
    assert_eq!(update(x, "$.x.a", &value), merged);
    assert_eq!(update("[1]", "$.x", &json!([2, 3])), json!([1, [2, 3]]));
    assert_eq!(update("{a: {}, b: {}}", "$.x.*", &json!({"c": 1})), json!({"a": {"c": 1}, "b": {"c": 1}}));
}

#[test]
fn every_selected_item_is_removed() {
    let remove = |x, target| changed(x, &json!([{"target": target, "remove": true, "update": "no impact"}]));
    assert_eq!(remove("[1, 2, 3, 4]", "$.x[?@ == 1 || @ == 3]"), json!([2, 4]));
    assert_eq!(remove("[1, 2, 3, 4]", "$.x[0, 0, -1]"), json!([2, 3]));
    assert_eq!(remove("{a: [{b: 1}, {b: 2, c: {b: 3}}]}", "$.x..b"), json!({"a": [{}, {"c": {}}]}));
    assert_eq!(remove("{a: 1, b: 2, c: 3}", "$.x['a', 'c']"), json!({"b": 2}));
    assert_eq!(remove("{a: [[1], [2]]}", "$.x.a[0, 0][0]"), json!({"a": [[], [2]]}));
}

#[test]
fn actions_see_what_earlier_ones_did() {
    let actions = json!([
        {"target": "$.x.a", "remove": true},
        {"target": "$.x", "update": {"a": [{"k": 1}]}},
        {"target": "$.x.a[?@.k == 1]", "update": {"l": 2}},
        {"target": "$.x.a[-1]", "update": {"k": 3}},
        {"target": "$.x.a[?@.k == 3]", "update": {"m": [1]}},
        {"target": "$.x.a[0].m", "update": 2},
        {"target": "$.x.a[?count(@.m[*]) == 2]", "update": {"two": true}},
    ]);
    assert_eq!(changed("{a: 0}", &actions), json!({"a": [{"k": 3, "l": 2, "m": [1, 2], "two": true}]}));
}

#[test]
fn what_an_alias_shares_changes_only_where_it_is_selected() {
    let x = "{a: &a {n: {v: 1}}, b: *a, c: {<<: *a, w: 1}}";
    let after = |a: Value, b: Value, c: Value| json!({"a": {"n": a}, "b": {"n": b}, "c": {"w": 1, "n": c}});
    let (old, new) = (json!({"v": 1}), json!({"v": 2}));
    let change = |target| update(x, target, &json!({"v": 2}));
    assert_eq!(change("$.x.a.n"), after(new.clone(), old.clone(), old.clone()));
    assert_eq!(change("$.x.b.n"), after(old.clone(), new.clone(), old.clone()));
    assert_eq!(change("$.x.c.n"), after(old.clone(), old, new));
}

/// The document and its overlay, within 20 seconds, which is ten times what it takes in builds for tests.
fn in_time(document: &str, actions: &Value) -> (Vec<&'static str>, bool) {
    let overlay = json!({"overlay": "1.0.0", "info": {"title": "t", "version": "1"}, "actions": actions});
    let texts = Texts { document: document.to_owned(), overlay: overlay.to_string() };
    let options = LoadOptions { overlays: vec!["overlay.json".to_owned()], ..LoadOptions::default() };
    let before = ThreadTime::now();
    let loaded = load("openapi.yaml", &texts, options).expect("they are there");
    assert!(before.elapsed() < Duration::from_secs(20), "{:?}", before.elapsed());
    (loaded.diagnostics.iter().map(|diagnostic| diagnostic.code).collect(), loaded.api.is_some())
}

fn with_schemas(count: usize) -> String {
    let schemas: Vec<String> = (0..count).map(|index| format!("\"S{index}\":{{\"type\":\"string\"}}")).collect();
    let info = json!({"title": "t", "version": "1"});
    format!(
        "{{\"openapi\":\"3.1.0\",\"info\":{info},\"paths\":{{}},\"components\":{{\"schemas\":{{{}}}}}}}",
        schemas.join(",")
    )
}

#[test]
fn ten_thousand_actions_are_applied() {
    let document = with_schemas(1_000);
    let actions: Vec<Value> = (0..10_000)
        .map(|index| json!({"target": "$.components.schemas", "update": {format!("T{index}"): {"type": "integer"}}}))
        .collect();
    assert_eq!(in_time(&document, &actions.into()), (vec![], true));
    let removals: Vec<Value> =
        (0..1_000).map(|index| json!({"target": format!("$.components.schemas.S{index}"), "remove": true})).collect();
    assert_eq!(in_time(&document, &removals.into()), (vec![], true));
}

#[test]
fn one_action_changes_a_hundred_thousand_places() {
    let document = with_schemas(100_000);
    let many: serde_json::Map<String, Value> =
        (0..100_000).map(|index| (format!("T{index}"), json!({"type": "string"}))).collect();
    for action in [
        json!({"target": "$.components.schemas", "update": many}),
        json!({"target": "$.components.schemas.*", "update": {"maxLength": 3}}),
        json!({"target": "$.components.schemas[?@.type == 'string']", "remove": true}),
        json!({"target": "$..type", "remove": true}),
    ] {
        assert_eq!(in_time(&document, &json!([action])), (vec![], true), "{}", &action.to_string()[..60]);
    }
}

#[test]
fn what_costs_too_much_is_reported_once_and_not_begun() {
    let document = with_schemas(20_000);
    let long = "long ".repeat(1_000_000);
    for action in [
        json!({"target": "$..*..*..*..*..*..*..*..*", "remove": true}),
        json!({"target": "$..[?count($..*) > 1]", "update": {"x-a": 1}}),
        json!({"target": "$[*,*,*,*][*,*,*,*][*,*,*,*][*,*,*,*][*,*,*,*]", "update": {"x-a": 1}}),
        json!({"target": "$..[?match(@.type, '\\\\w{500}')]", "update": {"x-a": 1}}),
        json!({"target": "$.components.schemas.*", "update": {"description": long}}),
    ] {
        let actions = json!([action, action]);
        assert_eq!(in_time(&document, &actions), (vec!["overlay-too-costly"], false), "{}", &action["target"]);
    }
    let many = vec![json!({"target": "$..nothing", "remove": true}); 10_000];
    let (codes, is_accepted) = in_time(&document, &many.into());
    assert!(codes.contains(&"overlay-too-costly") && !is_accepted);
}
