//! What a run has to prove before its exit code is 0.

mod support;

use support::{conform, document, serve};

/// An answer of JSON with a status.
fn answer(status: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: 3\r\n\r\n\"x\"").into_bytes()
}

/// A document with an operation whose query has a rule, and a declared 400 and 404.
const WITH_A_RULE: &str = "\
openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /things/{id}:
    get:
      operationId: getThing
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 50}}
      responses:
        '200': {description: d, content: {application/json: {schema: {type: string}}}}
        4XX: {description: d, content: {application/json: {schema: {type: string}}}}
";

#[test]
fn a_choice_of_nothing_names_what_is_near() {
    let folder = tempfile::tempdir().expect("a folder");
    let ended = conform(folder.path(), &document(3), &["--only", "thigns2"]);
    assert_eq!(ended.code, Some(2), "{}", ended.text);
    assert!(ended.text.contains("`--only thigns2` selects none of 3 operations; did you mean `"), "{}", ended.text);
}

#[test]
fn a_document_without_operations_proves_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let ended = conform(folder.path(), "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\n", &[]);
    assert_eq!(ended.code, Some(2), "{}", ended.text);
    assert!(ended.text.contains("the document has no operations, so nothing was tested"), "{}", ended.text);
}

#[test]
fn a_server_that_refuses_everything_does_not_pass() {
    let folder = tempfile::tempdir().expect("a folder");
    let address = serve(|_| Some(answer("404 Not Found")));
    let ended = conform(folder.path(), WITH_A_RULE, &["--base-url", &address, "--cases", "4"]);
    assert_eq!(ended.code, Some(2), "{}", ended.text);
    assert!(ended.text.contains("0 conform"), "{}", ended.text);
    assert!(ended.text.contains("no valid request of the operation succeeded"), "{}", ended.text);
    assert!(ended.text.contains("nothing could be judged, so nothing is proven"), "{}", ended.text);
}

#[test]
fn a_refusal_counts_where_valid_requests_succeed() {
    let folder = tempfile::tempdir().expect("a folder");
    let address = serve(|request| Some(answer(if request == 0 { "200 OK" } else { "400 Bad Request" })));
    let ended = conform(folder.path(), WITH_A_RULE, &["--base-url", &address, "--cases", "1", "--concurrency", "1"]);
    assert_eq!(ended.code, Some(0), "{}", ended.text);
    assert!(ended.text.contains("0 undecided, 0 do not"), "{}", ended.text);
}
