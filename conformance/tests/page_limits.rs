//! A correct service of pages passes wherever the document puts the bounds of its limit.

use axum::Router;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::json;
use trueline_conformance::Conformance;

const ITEMS: usize = 7;

fn document(bounds: &str) -> String {
    format!(
        "
openapi: 3.1.0
info: {{title: Pets, version: '1'}}
paths:
  /pets:
    get:
      operationId: listPets
      x-trueline-page: {{limit: limit, cursor: after, items: /pets, identity: /id, next-cursor: /after}}
      parameters:
        - {{name: limit, in: query, schema: {{type: integer, {bounds}}}}}
        - {{name: after, in: query, schema: {{type: string, minLength: 1}}}}
      responses:
        '200':
          description: A page.
          content:
            application/json:
              schema:
                type: object
                required: [pets]
                properties:
                  pets: {{type: array, items: {{type: object, required: [id], properties: {{id: {{type: integer}}}}}}}}
                  after: {{type: string}}
        '400': {{description: A parameter is wrong.}}
"
    )
}

/// A page of the service; nothing where a parameter is wrong.
fn page(uri: &Uri, least: i128, most: i128) -> Option<Response> {
    let mut limit = ITEMS;
    let mut after = 0;
    for (name, value) in url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        if name == "limit" {
            let asked = value.parse().ok().filter(|asked| (least..=most).contains(asked))?;
            limit = usize::try_from(asked).unwrap_or(usize::MAX);
        } else if name == "after" {
            after = value.parse().ok().filter(|after| (1..ITEMS).contains(after))?;
        }
    }
    let end = after.saturating_add(limit).min(ITEMS);
    let pets: Vec<_> = (after..end).map(|id| json!({ "id": id })).collect();
    let mut body = json!({ "pets": pets });
    if end < ITEMS {
        body["after"] = end.to_string().into();
    }
    Some(([("content-type", "application/json")], body.to_string()).into_response())
}

#[tokio::test]
async fn a_correct_service_passes() {
    let greatest = i128::from(i64::MAX);
    for (bounds, least, most) in [
        ("minimum: 1, maximum: 1", 1, 1),
        ("minimum: 1, maximum: 9223372036854775807", 1, greatest),
        ("minimum: 1, maximum: 9223372036854775808", 1, greatest + 1),
        ("exclusiveMinimum: 0, exclusiveMaximum: 9223372036854775807", 1, greatest - 1),
        ("minimum: 9223372036854775807", greatest, i128::MAX),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("openapi.yaml");
        std::fs::write(&path, document(bounds)).expect("it is written");
        let list = move |uri: Uri| async move {
            page(&uri, least, most).unwrap_or_else(|| StatusCode::BAD_REQUEST.into_response())
        };
        Conformance::of(&path).service(Router::new().route("/pets", get(list))).check().await;
    }
}
