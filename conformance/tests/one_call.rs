//! A test of one's own service, in one call.

use std::path::Path;

use axum::Router;
use axum::http::{StatusCode, Uri};
use axum::response::IntoResponse;
use axum::routing::get;
use trueline_conformance::{Conformance, ConformanceError};

const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets:
    get:
      operationId: listPets
      parameters: [{name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 9}}]
      responses:
        '200':
          description: All pets.
          content: {application/json: {schema: {type: array, items: {type: string}}}}
        '400': {description: The limit is none.}
";

const JSON: [(&str, &str); 1] = [("content-type", "application/json")];

/// A document in a folder of its own, and a service that judges limits from one to a greatest.
fn pets(folder: &Path, greatest: i64) -> (std::path::PathBuf, Router) {
    let document = folder.join("openapi.yaml");
    std::fs::write(&document, DOCUMENT).expect("it is written");
    let list = move |uri: Uri| async move {
        let query = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
        let limit = query.into_owned().find(|(name, _)| name == "limit").map(|(_, limit)| limit.parse::<i64>());
        match limit {
            None => (JSON, r#"["Rex"]"#).into_response(),
            Some(Ok(limit)) if (1..=greatest).contains(&limit) => (JSON, r#"["Rex"]"#).into_response(),
            Some(_) => StatusCode::BAD_REQUEST.into_response(),
        }
    };
    (document, Router::new().route("/pets", get(list)))
}

#[tokio::test]
async fn a_service_that_conforms_passes_and_nothing_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let (document, app) = pets(folder.path(), 9);
    Conformance::of(&document).service(app).seed(7).check().await;
    let files: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").collect();
    assert_eq!(files.len(), 1, "{files:?}");
}

#[tokio::test]
#[should_panic(expected = "an invalid request is accepted with 200; 400 or 422 is expected")]
async fn a_service_that_does_not_conform_is_told_of() {
    let folder = tempfile::tempdir().expect("a folder");
    let (document, app) = pets(folder.path(), 100);
    Conformance::of(&document).service(app).check().await;
}

#[tokio::test]
async fn findings_are_data() {
    let folder = tempfile::tempdir().expect("a folder");
    let (document, app) = pets(folder.path(), 100);
    let findings = Conformance::of(&document).service(app).only("listPets").cases(20).run().await.expect("it runs");
    assert!(!findings.is_conforming());
    assert!(findings.failures.iter().any(|failure| failure.class == "query.limit/above-maximum"), "{}", findings.text);
}

#[tokio::test]
async fn what_cannot_be_tested_says_why() {
    let folder = tempfile::tempdir().expect("a folder");
    let (document, app) = pets(folder.path(), 9);
    let error = Conformance::of(&document).run().await.expect_err("there is no service");
    assert_eq!(error, ConformanceError::NoTarget);
    std::fs::write(&document, "openapi: 3.1.0\ninfo: {title: Pets, version: '1'}\npaths: 7\n").expect("it is written");
    let error = Conformance::of(&document).service(app.clone()).run().await.expect_err("the document is wrong");
    assert!(error.to_string().contains("openapi.yaml:3:8"), "{error}");
    let error = Conformance::of(folder.path().join("none.yaml")).service(app).run().await.expect_err("there is none");
    assert!(error.to_string().contains("none.yaml"), "{error}");
}
