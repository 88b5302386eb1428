//! Strategies as users compose them: what they give is right, shrinks to the plainest, and shows no secret.

mod support;

use std::sync::Arc;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use serde_json::json;
use support::{messaging, target};
use tower::ServiceExt as _;
use trueline_conformance::case::Intent;
use trueline_conformance::mock::Mock;
use trueline_conformance::strategy::{self, Request, StrategyError};
use trueline_spec::model::{Api, Checked};
use trueline_spec::source::{Fetch, FetchError};
use trueline_spec::{LoadOptions, load};

const SHOP: &str = "
openapi: 3.1.0
info: {title: Shop, version: '1'}
paths:
  /orders/{id}:
    put:
      operationId: putOrder
      parameters:
        - {name: id, in: path, required: true, schema: {type: string, format: uuid}}
        - {name: notify, in: query, schema: {type: boolean}}
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 50}}
        - {name: X-Tags, in: header, schema: {type: array, items: {enum: [new, old]}}}
        - {name: cart, in: cookie, schema: {type: integer}}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [note]
              properties: {note: {type: string, maxLength: 200}, count: {type: integer, minimum: 1, maximum: 900}}
      responses: {'204': {description: Done.}}
  /orders:
    get:
      responses: {'204': {description: Done.}}
components:
  schemas: {Age: {type: integer, minimum: 18, maximum: 120}}
";

struct Text(&'static str);

impl Fetch for Text {
    fn fetch(&self, _: &str) -> Result<Vec<u8>, FetchError> {
        Ok(self.0.as_bytes().to_vec())
    }
}

fn shop() -> Arc<Checked<Api>> {
    Arc::new(load("shop.yaml", &Text(SHOP), LoadOptions::default()).expect("read").api.expect("right"))
}

/// A runner whose randomness begins with a byte.
fn runner(seed: u8) -> TestRunner {
    let config = Config { cases: 200, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]))
}

/// The smallest request for which a test fails.
fn smallest(strategy: impl Strategy<Value = Request>, fails: impl Fn(&Request) -> bool) -> Request {
    let result = runner(1)
        .run(&strategy, |request| if fails(&request) { Err(TestCaseError::fail("as is meant")) } else { Ok(()) });
    match result {
        Err(TestError::Fail(_, request)) => request,
        other => panic!("it fails: {other:?}"),
    }
}

#[test]
fn a_request_says_what_its_bytes_are() {
    let seen = std::cell::Cell::new((0, 0, 0));
    let strategy = strategy::request(&shop(), "putOrder").expect("an operation");
    let result = runner(3).run(&strategy, |request| {
        let id = request.path_parameter("id").and_then(|id| id.as_str()).unwrap_or_default().to_owned();
        prop_assert_eq!(request.path(), format!("/orders/{id}"));
        let limit = request.query_parameter("limit");
        prop_assert!(limit.is_none_or(|limit| (1..=50).contains(&limit.as_i64().unwrap_or_default())), "{limit:?}");
        let is_sent = request.query().is_some_and(|query| query.contains("limit="));
        prop_assert_eq!(limit.is_some(), is_sent);
        let tags = request.header_parameter("X-Tags").map(|tags| tags.as_array().map_or(0, Vec::len));
        let sent = request.header("x-tags").map(|sent| sent.split(',').count());
        prop_assert_eq!(tags, sent);
        let cart = request.cookie_parameter("cart").map(|cart| format!("cart={cart}"));
        prop_assert_eq!(cart.as_deref(), request.header("cookie"));
        let body: serde_json::Value = serde_json::from_slice(request.body()).expect("JSON");
        prop_assert_eq!(request.json(), Some(&body));
        prop_assert_eq!(request.media_type(), Some("application/json"));
        prop_assert_eq!(&request.class().intent, &Intent::Valid);
        let http = request.to_http("https://shop.example/v1/").expect("a URI");
        let (uri, due) = (http.uri().to_string(), format!("https://shop.example/v1{}", request.target()));
        prop_assert_eq!((uri, http.method().as_str(), http.body().as_ref()), (due, "PUT", request.body()));
        let (limits, tags_seen, carts) = seen.get();
        let count = |is_there: bool| usize::from(is_there);
        seen.set((limits + count(limit.is_some()), tags_seen + count(tags.is_some()), carts + count(cart.is_some())));
        Ok(())
    });
    assert_eq!(result, Ok(()));
    let (limits, tags, carts) = seen.get();
    assert!(limits > 50 && tags > 50 && carts > 50, "{limits} {tags} {carts}");
}

#[test]
fn a_request_shrinks_to_the_plainest_that_fails() {
    let strategy = strategy::request(&shop(), "putOrder").expect("an operation");
    let count = |request: &Request| request.json().and_then(|order| order["count"].as_i64());
    let request = smallest(strategy, |request| count(request) > Some(300));
    assert_eq!(request.json(), Some(&json!({"note": "", "count": 301})));
    assert_eq!((request.query(), request.header("x-tags"), request.header("cookie")), (None, None, None));
}

#[test]
fn filters_and_maps_compose_and_shrink_within_what_they_let_pass() {
    let is_told = |request: &Request| request.query_parameter("notify").is_some() && request.header("cookie").is_some();
    let strategy = strategy::request(&shop(), "putOrder").expect("an operation").prop_filter("told", is_told);
    let request = smallest(strategy.clone(), |_| true);
    // Neither of both values is the smaller one.
    assert!(matches!(request.query(), Some("notify=true" | "notify=false")), "{request:?}");
    assert_eq!(request.header("cookie"), Some("cart=0"));
    assert_eq!(request.json(), Some(&json!({"note": ""})));

    let mapped = strategy.prop_map(|request| request.body().len()).prop_filter("even", |length| length % 2 == 0);
    let result = runner(5).run(&mapped, |length| {
        prop_assert!(length % 2 == 0);
        prop_assert!(length < 60);
        Ok(())
    });
    assert!(matches!(result, Err(TestError::Fail(_, 60 | 62 | 64))), "{result:?}");
}

#[test]
fn the_same_randomness_gives_the_same_requests() {
    let requests = |seed: u8| {
        let (mut runner, strategy) = (runner(seed), strategy::request(&shop(), "putOrder").expect("an operation"));
        (0..20).map(|_| strategy.new_tree(&mut runner).expect("one").current()).collect::<Vec<_>>()
    };
    let (first, again, other) = (requests(1), requests(1), requests(2));
    assert!(first == again && first != other);
    let different = first.iter().filter(|request| request.body() != first[0].body()).count();
    assert!(different > 15, "{different} of 20");
}

#[test]
fn an_invalid_request_breaks_the_rule_of_its_class() {
    let api = shop();
    let strategy = strategy::invalid_request(&api, "putOrder").expect("an operation");
    let above = strategy.clone().of_class("query.limit/above-maximum").expect("a class");
    let result = runner(7).run(&above, |request| {
        let Intent::Violates { rule, .. } = &request.class().intent else { return Err(TestCaseError::fail("valid")) };
        prop_assert_eq!(&rule.keyword, "maximum");
        prop_assert!(request.query_parameter("limit").and_then(serde_json::Value::as_i64) > Some(50));
        Ok(())
    });
    assert_eq!(result, Ok(()));
    let mut seen = std::collections::BTreeSet::new();
    let mut runner = runner(9);
    for _ in 0..400 {
        seen.insert(strategy.new_tree(&mut runner).expect("one").current().class().name.clone());
    }
    for class in ["path.id/not-a-uuid", "query.notify/not-a-boolean", "body/missing", "body/count/below-minimum"] {
        assert!(seen.contains(class), "{class}: {seen:#?}");
    }
    assert!(seen.iter().all(|class| strategy.classes().any(|known| known == class)));
}

#[test]
fn values_are_those_of_the_schema() {
    let ages = strategy::value(&shop(), "Age").expect("a schema");
    let result = runner(1).run(&ages, |age| {
        prop_assert!((18..=120).contains(&age.as_i64().unwrap_or_default()), "{age}");
        prop_assert!(age.as_i64() < Some(70));
        Ok(())
    });
    assert!(matches!(result, Err(TestError::Fail(_, age)) if age == json!(70)));
}

#[test]
fn unknown_names_are_errors_that_say_what_is_near() {
    let api = shop();
    let error = strategy::request(&api, "putOrders").expect_err("no operation");
    let near = vec!["putOrder".to_owned()];
    assert_eq!(error, StrategyError::UnknownOperation { name: "putOrders".to_owned(), near });
    assert_eq!(error.to_string(), "the document has no operation `putOrders`; it has `putOrder`");
    assert!(strategy::request(&api, "GET /orders").is_ok());
    let error = strategy::value(&api, "age").expect_err("no schema").to_string();
    assert_eq!(error, "the document has no schema `age` in its components; it has `Age`");
    let invalid = strategy::invalid_request(&api, "putOrder").expect("an operation");
    let error = invalid.of_class("query.limit/above-maximun").expect_err("no class").to_string();
    assert!(error.starts_with("`putOrder` has no class `query.limit/above-maximun`"), "{error}");
    assert!(error.contains("`query.limit/above-maximum`"), "{error}");
}

/// With a target requests have its credentials, which the mock takes and nothing shows.
#[tokio::test]
async fn requests_for_a_target_are_taken_and_refused_as_they_should_and_show_no_secret() {
    let api = messaging();
    let at = || target(&api, "mock", "http://localhost");
    let mock = Mock::new(Arc::clone(&api), support::fixture());
    let valid = strategy::request(&api, "createConversation").expect("an operation").at(at());
    let invalid = strategy::invalid_request(&api, "createConversation").expect("an operation").at(at());
    let mut runner = runner(11);
    for _ in 0..40 {
        for (strategy, is_valid) in [(&valid, true), (&invalid, false)] {
            let request = strategy.new_tree(&mut runner).expect("one").current();
            let http = request.to_http("").expect("a target").map(http_body_util::Full::new);
            let status = mock.clone().oneshot(http).await.expect("an answer").status();
            assert_eq!(status.is_success(), is_valid, "{status}: {request:?}");
            if is_valid {
                let key = request.header("authorization").or(request.header("x-api-key")).expect("a key");
                let secret = key.rsplit(' ').next().expect("a word");
                assert!(!format!("{request:?} {strategy:?}").contains(secret), "{request:?}");
            }
        }
    }
    // Without one, requests have none.
    let request = strategy::request(&api, "createConversation").expect("an operation");
    let request = request.new_tree(&mut runner).expect("one").current();
    assert_eq!(request.header("authorization"), None);
}
