//! Documents and values that would cost more than anybody has: a limit ends them by name, and nothing is judged wrong.

mod support;

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use support::{Told, tell};
use trueline_conformance::judge::Validators;
use trueline_conformance::mock::{Fixture, Mock};
use trueline_conformance::target::Target;
use trueline_conformance::target::TargetConfig;
use trueline_conformance::{Settings, SnapshotMode};
use trueline_spec::Direction;
use trueline_spec::model::{Api, Checked};

/// Nothing takes longer, on any machine and without optimisation.
const BOUND: Duration = Duration::from_secs(120);

fn read(text: String) -> Arc<Checked<Api>> {
    support::api_of(text)
}

/// A document whose one operation takes the values of the schema `Thing`.
fn taking(schemas: &Value) -> Arc<Checked<Api>> {
    let body = json!({"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}});
    let post = json!({
        "operationId": "make",
        "requestBody": {"required": true, "content": body},
        "responses": {"200": {"description": "d"}, "400": {"description": "d"}},
    });
    let document = json!({
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {"/things": {"post": post}},
        "components": {"schemas": schemas},
    });
    read(document.to_string())
}

/// Runs against the document's own mock; nothing may be found, and it must end in time.
async fn run(api: &Arc<Checked<Api>>, change: impl FnOnce(&mut Settings)) -> Told {
    let state = tempfile::tempdir().expect("a folder");
    let target = Target::resolve("own", &TargetConfig::at("http://127.0.0.1:9"), api, &|_| None).expect("it is right");
    let transport = support::service(Mock::new(Arc::clone(api), Fixture::default()));
    let mut settings = Settings {
        cases: 8,
        snapshots: SnapshotMode::Off,
        state: Some(state.path().to_owned()),
        max_work: Some(2_000_000),
        ..Settings::default()
    };
    change(&mut settings);
    let ended = tokio::time::timeout(BOUND, tell(api, &target, &transport, &settings)).await;
    let (told, result) = ended.expect("the run ends in time");
    assert_eq!(result.expect("it ends").failures, 0, "{}", told.text);
    told
}

/// The text without its line breaks.
fn flat(told: &Told) -> String {
    told.text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn what_is_too_large_is_not_made_and_says_the_limit() {
    for (schema, words) in [
        (json!({"type": "string", "minLength": 1_000_000_000_000_000_000_u64}), "(limit `text-length`: 1000000)"),
        (
            json!({"type": "string", "maxLength": 1_000_000_000}),
            "`too-long` of 1000000000 (limit `text-length`: 1000000)",
        ),
        (json!({"type": "array", "minItems": 1_000_000_000}), "(limit `array-items`: 10000)"),
        (json!({"type": "array", "maxItems": 1_000_000}), "`too-many` of 1000000 (limit `array-items`: 10000)"),
        (json!({"type": "object", "minProperties": 1_000_000_000}), "(limit `object-members`: 10000)"),
        (json!({"const": "x".repeat(9_000_000)}), "(limit `request-size`: 8388608)"),
        (json!({"type": "string", "pattern": "^(?:(?:a{1000}){1000}){1000}$"}), "(limit `pattern-size`: 200000)"),
        (
            json!({"type": "object", "required": ["a"], "properties": {"a": {"$ref": "#/components/schemas/Thing"}}}),
            "(limit `value-depth`: 48)",
        ),
        (
            json!({"type": "array", "minItems": 100, "items": {"type": "array", "minItems": 100, "items": {"type": "null"}}}),
            "(limit `value-parts`: 4000)",
        ),
    ] {
        let told = run(&taking(&json!({ "Thing": schema })), |_| {}).await;
        assert!(flat(&told).contains(words), "{words}: {}", told.text);
    }
}

#[tokio::test]
async fn mistakes_beyond_the_limits_are_told_by_name() {
    let properties: Value = (0..600).map(|index| (format!("p{index}"), json!({"type": "integer"}))).collect();
    let told = run(&taking(&json!({ "Thing": {"type": "object", "properties": properties} })), |settings| {
        settings.max_work = Some(20_000_000);
    })
    .await;
    assert!(flat(&told).contains("there are more mistakes of one value (limit `mistakes`: 400)"), "{}", told.text);
    let deep =
        (0..8).fold(json!({"type": "integer"}), |inner, _| json!({"type": "object", "properties": {"a": inner}}));
    let told = run(&taking(&json!({ "Thing": deep })), |_| {}).await;
    assert!(flat(&told).contains("mistakes deeper in the value (limit `mistake-depth`: 6)"), "{}", told.text);
}

#[tokio::test]
async fn an_operation_has_its_share_of_the_work() {
    let text = (0..3).fold("openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths:\n".to_owned(), |mut text, index| {
        let _ = writeln!(
            text,
            "  /things{index}:\n    get: {{responses: {{'200': {{description: d}}, '400': {{description: d}}}}}}"
        );
        text
    });
    let mut parameters = String::new();
    for index in 0..300 {
        let _ =
            writeln!(parameters, "      - {{name: p{index}, in: query, required: true, schema: {{type: integer}}}}");
    }
    let document = read(
        text + "  /wide:\n    get:\n      responses: {'200': {description: d}, '400': {description: d}}\n      parameters:\n"
            + &parameters,
    );
    let told = run(&document, |settings| settings.max_work = Some(200_000)).await;
    assert!(flat(&told).contains("it takes more work than its share of the run's (limit `max-work`:"), "{}", told.text);
    assert!(flat(&told).contains("GET /things2 conform valid"), "{}", told.text);
}

/// A document of combinations: each schema twice the next.
fn diamonds(keyword: &str, depth: usize, last: &Value) -> Arc<Checked<Api>> {
    let mut schemas = serde_json::Map::new();
    let reference = |level: usize| json!({ "$ref": format!("#/components/schemas/S{level}") });
    schemas.insert("Thing".to_owned(), json!({ keyword: [reference(0), reference(0)] }));
    for level in 0..depth {
        schemas.insert(format!("S{level}"), json!({ keyword: [reference(level + 1), reference(level + 1)] }));
    }
    schemas.insert(format!("S{depth}"), last.clone());
    taking(&schemas.into())
}

#[tokio::test]
async fn schemas_that_fan_out_end() {
    for keyword in ["allOf", "anyOf", "oneOf"] {
        let told = run(&diamonds(keyword, 40, &json!({"type": "string"})), |_| {}).await;
        assert!(told.summary.is_some(), "{keyword}: {}", told.text);
    }
}

#[test]
fn judging_gives_up_by_name_where_schemas_fan_out() {
    let api = diamonds("oneOf", 60, &json!({"type": "string"}));
    let judged = Validators::default().is_valid(&api, api.named_schemas["Thing"], Direction::Request, &json!("text"));
    assert!(judged.as_ref().is_err_and(|reason| reason.to_string().contains("(limit `judge-steps`:")), "{judged:?}");
}

#[test]
fn a_chain_of_references_needs_no_more_stack_than_there_is() {
    let mut schemas = serde_json::Map::new();
    for level in 0..5000 {
        let next = json!({ "$ref": format!("#/components/schemas/S{}", level + 1) });
        schemas.insert(if level == 0 { "Thing".to_owned() } else { format!("S{level}") }, json!({ "anyOf": [next] }));
    }
    schemas.insert("S5000".to_owned(), json!({"type": "string"}));
    let api = taking(&schemas.into());
    let is_valid =
        |value: &Value| Validators::default().is_valid(&api, api.named_schemas["Thing"], Direction::Request, value);
    assert_eq!(is_valid(&json!("text")), Ok(true));
    assert_eq!(is_valid(&json!(1)), Ok(false));
}

#[test]
fn a_pattern_that_backtracks_decides_nothing() {
    let api = taking(&json!({"Thing": {"type": "string", "pattern": "^((a|b|ab)*)\\1c$"}}));
    let value = json!("ab".repeat(2000));
    let judged = Validators::default().is_valid(&api, api.named_schemas["Thing"], Direction::Request, &value);
    let reason = "the pattern `^((a|b|ab)*)\\1c$` was given up (limit `pattern-steps`: 200000)";
    assert_eq!(judged.map_err(|undecided| undecided.to_string()), Err(reason.to_owned()));
    // What is wrong whatever the pattern says is wrong.
    let api = taking(&json!({"Thing": {"type": "string", "pattern": "^((a|b|ab)*)\\1c$", "maxLength": 9}}));
    let judged = Validators::default().is_valid(&api, api.named_schemas["Thing"], Direction::Request, &value);
    assert_eq!(judged, Ok(false));
}

#[test]
fn violations_are_listed_in_bounded_number_and_length() {
    let api = taking(&json!({"Thing": {"type": "array", "items": {"type": "object", "required": ["b"],
        "properties": {"a": {"enum": ["x".repeat(100_000)]}, "b": true}, "additionalProperties": false}}}));
    let wrong = json!({"a": "y", "unknown": "z".repeat(1000)});
    for count in [2000, 200_000] {
        let value = Value::Array(vec![wrong.clone(); count]);
        let validators = Validators::default();
        let found =
            validators.violations(&api, api.named_schemas["Thing"], Direction::Request, &value).expect("judged");
        assert!((1..=100).contains(&found.len()), "{}", found.len());
        assert!(found.iter().all(|violation| violation.message.len() < 700), "no message holds a value");
        assert!(found.last().is_some_and(|last| last.message.ends_with("(and there is more, which is not listed)")));
    }
    // The one mistake is behind more than is listed.
    let mut items = vec![json!({"a": "x".repeat(100_000), "b": 1}); 20];
    items.extend(vec![json!({"b": 1}); 60_000]);
    items.push(json!({"b": 1, "c": 2}));
    let validators = Validators::default();
    let found =
        validators.violations(&api, api.named_schemas["Thing"], Direction::Request, &items.into()).expect("judged");
    assert_eq!(found[0].instance, "/60020", "{found:?}");
    assert_eq!(found[0].keyword, "additionalProperties");
}

#[test]
fn counting_steps_changes_no_judgement() {
    let api = taking(&json!({
        "Base": {"type": "object", "properties": {"a": {"type": "string", "maxLength": 3}}},
        "Thing": {"allOf": [{"$ref": "#/components/schemas/Base"}], "properties": {"b": true}, "unevaluatedProperties": false},
        "List": {"type": "array", "prefixItems": [{"type": "integer"}], "unevaluatedItems": false},
        "Either": {"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": {"required": ["c"]}},
    }));
    let validators = Validators::default();
    let broken = |name: &str, value: Value| -> Vec<(String, String)> {
        let found = validators.violations(&api, api.named_schemas[name], Direction::Request, &value).expect("judged");
        found.into_iter().map(|violation| (violation.keyword, violation.instance)).collect()
    };
    let one = |keyword: &str, instance: &str| vec![(keyword.to_owned(), instance.to_owned())];
    assert_eq!(broken("Thing", json!({"a": "x", "b": 1})), []);
    assert_eq!(broken("Thing", json!({"a": "x", "c": 1})), one("unevaluatedProperties", ""));
    assert!(broken("Thing", json!({"a": "long"})).contains(&one("maxLength", "/a")[0]));
    // The same schema by a validator of another.
    assert_eq!(broken("Base", json!({"a": "long"})), one("maxLength", "/a"));
    assert_eq!(broken("List", json!([1])), []);
    assert_eq!(broken("List", json!([1, 2])), one("unevaluatedItems", ""));
    assert_eq!(broken("Either", json!({"a": 1})), one("required", ""));
    assert_eq!(broken("Either", json!({"c": 1})), []);
}

/// Drawing a body for each mistake would cost more than there is; what was accepted is broken again and again instead.
#[tokio::test]
async fn scarce_work_goes_into_mistakes() {
    let field = |at: usize| match at % 2 {
        0 => json!({"type": "integer", "minimum": 0, "maximum": 99}),
        _ => json!({"type": "string", "maxLength": 20}),
    };
    let fields: Value = (0..12).map(|at| (format!("field{at}"), field(at))).collect::<serde_json::Map<_, _>>().into();
    let part = json!({"type": "object", "properties": fields});
    let parts: Value = (0..12).map(|at| (format!("part{at}"), part.clone())).collect::<serde_json::Map<_, _>>().into();
    let document = taking(&json!({"Thing": {"type": "object", "properties": parts}}));
    let told = run(&document, |settings| {
        settings.cases = 100;
        settings.max_work = Some(1_000_000);
    })
    .await;
    let summary = told.summary.expect("it ends");
    assert!(summary.classes > 400 && summary.unmade < 10, "{} made, {} not", summary.classes, summary.unmade);
}
