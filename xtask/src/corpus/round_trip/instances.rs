//! Random values of named schemas: valid ones, and valid ones to which something unknown came.

use std::sync::Arc;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;
use trueline_codegen::GeneratedType;
use trueline_conformance::generate::{Completeness, SchemaStrategy};
use trueline_conformance::judge::Validators;
use trueline_spec::Direction;
use trueline_spec::model::{AdditionalProperties, Api, Checked, SchemaId, SchemaKind};

use super::known::{AbsentNulls, Known};

/// Values of each type: with all that is declared, with what is required alone, and random ones.
const EXTENTS: [Completeness; 8] = [
    Completeness::AllDeclared,
    Completeness::Minimal,
    Completeness::Random,
    Completeness::Random,
    Completeness::Random,
    Completeness::Random,
    Completeness::Random,
    Completeness::Random,
];

/// A value that a type must read.
#[derive(Debug)]
pub(super) struct Instance {
    /// The type, by its index among the generated ones.
    pub value_type: usize,
    /// The value.
    pub json: Value,
    /// What comes back of it: the same without the nulls that its types read as absence.
    pub expected: Value,
    /// Whether the document allows it, so that what is expected must come back.
    pub is_valid: bool,
}

/// The values of all types, always the same.
pub(super) fn of(api: &Arc<Checked<Api>>, values: &[GeneratedType], absent_nulls: &AbsentNulls) -> Vec<Instance> {
    let mut found: Vec<Instance> = Vec::new();
    let validators = Arc::new(Validators::default());
    for (value_type, generated_type) in values.iter().enumerate() {
        let mut runner =
            TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &[1; 32]));
        let before = found.len();
        for completeness in EXTENTS {
            let strategy =
                SchemaStrategy::new(Arc::clone(api), generated_type.schema, generated_type.direction, completeness)
                    .sharing(Arc::clone(&validators));
            let Ok(tree) = strategy.new_tree(&mut runner) else { continue };
            let mut json = tree.current();
            let known = Known { api, validators: &validators, direction: generated_type.direction, absent_nulls };
            known.keep_declared(generated_type.schema, &mut json);
            if validators.is_valid(api, generated_type.schema, generated_type.direction, &json) == Ok(false) {
                continue;
            }
            if !found[before..].iter().any(|instance| instance.json == json) {
                let mut expected = json.clone();
                known.remove_absent_nulls(generated_type.schema, &mut expected);
                found.push(Instance { value_type, json, expected, is_valid: true });
            }
        }
        if generated_type.direction == Direction::Response {
            let unknown: Vec<Instance> = found[before..]
                .iter()
                .filter_map(|instance| unknown(api, generated_type.schema, &instance.json))
                .map(|json| Instance { value_type, expected: json.clone(), json, is_valid: false })
                .collect();
            found.extend(unknown);
        }
    }
    found
}

/// A value as a later version of the server might send it: a further field where fields are not closed, and another
/// value in each enumeration of texts. Nothing where there is no room for either.
fn unknown(api: &Api, schema: SchemaId, value: &Value) -> Option<Value> {
    let mut changed = value.clone();
    let SchemaKind::Object(object) = &api.schemas[api.schemas.as_one(schema)].kind else { return None };
    let members = changed.as_object_mut()?;
    for (name, property) in &object.properties {
        let is_listed = matches!(&api.schemas[api.schemas.as_one(property.schema)].kind,
            SchemaKind::Enum(values) if values.values.len() > 1);
        if let (true, Some(member @ Value::String(_))) = (is_listed, members.get_mut(name)) {
            *member = "trueline-unknown".into();
        }
    }
    if object.additional == AdditionalProperties::Unstated && object.pattern_properties.is_empty() {
        members.insert("trueline_unknown".to_owned(), serde_json::json!({"a": [1]}));
    }
    (changed != *value).then_some(changed)
}
