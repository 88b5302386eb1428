//! Every value that the document's schemas allow becomes the generated type, and the same JSON again.

use std::sync::Arc;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use trueline_conformance::generate::{Completeness, SchemaStrategy};
use trueline_spec::model::{Api, Checked, SchemaKind};
use trueline_spec::source::FileSystem;
use trueline_spec::{Direction, LoadOptions, load};
use tybrite::models;

const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/documents/tybrite-messaging.yaml");
/// Properties of messages that may be null or absent, which are one in what is only received.
const ABSENT_NULLS: [&str; 5] = ["sender_id", "sender_name", "read_at", "edited_at", "deleted_at"];
/// Values of each schema.
const CASES: usize = 300;

type Trip = fn(Value) -> Result<Value, String>;

fn trip<T: DeserializeOwned + Serialize>(value: Value) -> Result<Value, String> {
    let typed: T = serde_json::from_value(value).map_err(|error| error.to_string())?;
    serde_json::to_value(typed).map_err(|error| error.to_string())
}

/// Every named schema with its type.
const MODELS: [(&str, Trip); 11] = [
    ("NewConversation", trip::<models::NewConversation>),
    ("Priority", trip::<models::Priority>),
    ("ThreadType", trip::<models::ThreadType>),
    ("ConversationCreated", trip::<models::ConversationCreated>),
    ("CreatedThread", trip::<models::CreatedThread>),
    ("CreatedMessage", trip::<models::CreatedMessage>),
    ("MessagePage", trip::<models::MessagePage>),
    ("Message", trip::<models::Message>),
    ("Pagination", trip::<models::Pagination>),
    ("ErrorBody", trip::<models::ErrorBody>),
    ("ErrorDetail", trip::<models::ErrorDetail>),
];

fn api() -> Arc<Checked<Api>> {
    Arc::new(load(DOCUMENT, &FileSystem, LoadOptions::default()).expect("read").api.expect("right"))
}

/// Values of a schema, always the same.
fn values(api: &Arc<Checked<Api>>, name: &str, extent: Completeness) -> Vec<Value> {
    let strategy = SchemaStrategy::new(Arc::clone(api), api.named_schemas[name], Direction::Response, extent);
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[1; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    (0..CASES).map(|_| strategy.new_tree(&mut runner).expect("a value").current()).collect()
}

#[test]
fn every_named_schema_has_a_type_here() {
    let named: Vec<String> = api().named_schemas.keys().cloned().collect();
    assert_eq!(named, MODELS.map(|(name, _)| name));
}

#[test]
fn values_come_back_equal() {
    let api = api();
    for (name, trip) in MODELS {
        for extent in [Completeness::Random, Completeness::AllDeclared, Completeness::Minimal] {
            for value in values(&api, name, extent) {
                let back = trip(value.clone());
                assert_eq!(back.as_ref().map(normal), Ok(normal(&without_absent_nulls(&value))), "{name}");
            }
        }
    }
}

/// A value without the nulls that are absence in what is only received.
fn without_absent_nulls(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(without_absent_nulls).collect(),
        Value::Object(members) => {
            let is_absence = |name: &str, member: &Value| member.is_null() && ABSENT_NULLS.contains(&name);
            let kept = members.iter().filter(|(name, member)| !is_absence(name, member));
            kept.map(|(name, member)| (name.clone(), without_absent_nulls(member))).collect()
        }
        other => other.clone(),
    }
}

/// Times are equal where they are the same instant: `+00:00` is `Z`, and a fraction of zero is none.
fn normal(value: &Value) -> Value {
    match value {
        Value::String(text) => chrono::DateTime::parse_from_rfc3339(text)
            .map_or_else(|_| value.clone(), |time| time.to_utc().to_rfc3339().into()),
        Value::Array(items) => items.iter().map(normal).collect(),
        Value::Object(members) => members.iter().map(|(name, member)| (name.clone(), normal(member))).collect(),
        other => other.clone(),
    }
}

#[test]
fn what_is_not_known_is_read_all_the_same() {
    let api = api();
    for (name, trip) in MODELS {
        for mut value in values(&api, name, Completeness::AllDeclared) {
            let is_enum = value.is_string();
            if is_enum {
                value = "something new".into();
            }
            let expected = value.clone();
            if let Value::Object(members) = &mut value {
                members.insert("something_new".to_owned(), Value::from(1));
            }
            let mut back = trip(value).unwrap_or_else(|error| panic!("{name}: {error}"));
            if let Value::Object(members) = &mut back {
                members.remove("something_new");
            }
            assert_eq!(normal(&back), normal(&without_absent_nulls(&expected)), "{name}");
        }
    }
}

#[test]
fn an_unknown_value_within_an_object_is_kept() {
    let api = api();
    let mut replaced = Vec::new();
    for (name, trip) in MODELS {
        let SchemaKind::Object(object) = &api.schemas[api.schemas.as_one(api.named_schemas[name])].kind else {
            continue;
        };
        let is_enum = |schema| matches!(api.schemas[api.schemas.as_one(schema)].kind, SchemaKind::Enum(_));
        let listed = object.properties.iter().filter(|(_, property)| is_enum(property.schema));
        let fields: Vec<&str> = listed.map(|(field, _)| field.as_str()).collect();
        for mut value in values(&api, name, Completeness::AllDeclared) {
            for field in &fields {
                value[*field] = "something new".into();
            }
            let expected = normal(&without_absent_nulls(&value));
            assert_eq!(trip(value).as_ref().map(normal), Ok(expected), "{name}");
        }
        replaced.extend(fields);
    }
    assert!(replaced.contains(&"message_type") && replaced.contains(&"priority"), "{replaced:?}");
}
