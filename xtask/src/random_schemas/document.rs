//! Many cases as one document, so that one compilation serves them all.

use serde_json::{Map, Value, json};

use super::case::Case;
use super::schema::Dialect;

/// A document of cases of one version; where it has an operation, requests and responses hold every schema.
pub(super) fn document(cases: &[&Case], dialect: Dialect, has_operation: bool) -> Value {
    let schemas: Map<String, Value> = cases.iter().flat_map(|case| case.schemas.iter().cloned()).collect();
    let held: Map<String, Value> =
        cases.iter().map(|case| (case.name().to_owned(), super::schema::reference(case.name()))).collect();
    let content = json!({"application/json": {"schema": {"type": "object", "properties": held}}});
    let paths = if has_operation {
        json!({"/all": {"post": {
            "operationId": "all",
            "requestBody": {"content": content},
            "responses": {"200": {"description": "All.", "content": content}},
        }}})
    } else {
        json!({})
    };
    json!({
        "openapi": if dialect == Dialect::V30 { "3.0.3" } else { "3.1.0" },
        "info": {"title": "Random schemas", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas},
    })
}
