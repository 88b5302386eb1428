//! Access tokens of OAuth 2.0 for a run itself: fetched, shown, renewed before they end and where they are refused, and hidden.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use trueline_conformance::report::StopKind;
use trueline_conformance::target::{Config, TargetConfig};
use trueline_conformance::{Conformance, ConformanceError, Findings};

const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets:
    get:
      operationId: listPets
      security: [{OAuth: [read, list]}]
      parameters: [{name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 9}}]
      responses:
        '200': {description: All pets., content: {application/json: {schema: {type: object}}}}
        '400': {description: The limit is none.}
        '401': {description: The token is none.}
  /echo:
    get:
      operationId: echo
      security: [{OAuth: [read, 'echo it']}]
      responses:
        '200': {description: Nothing., content: {application/json: {schema: {type: integer}}}}
        '401': {description: The token is none.}
components:
  securitySchemes:
    OAuth: {type: oauth2, flows: {clientCredentials: {tokenUrl: oauth/token, scopes: {read: r, list: l, 'echo it': e}}}}
";

/// What a server of tokens saw and gives.
#[derive(Default)]
struct Given {
    /// Each request's `Authorization` and body.
    requests: Vec<(String, String)>,
    /// Uses that are left of the last token.
    left: usize,
}

/// How tokens are given: the answer's status and what it has beside the token, and how often each is taken.
#[derive(Clone, Copy)]
struct Giving {
    status: u16,
    more: &'static str,
    uses: usize,
    /// Requests of tokens before the status is another one.
    good: usize,
}

const GOOD: Giving =
    Giving { status: 400, more: r#""token_type": "bearer", "expires_in": 3600"#, uses: usize::MAX, good: usize::MAX };

/// An API and, at `/v1/oauth/token`, what gives its tokens.
async fn serve(giving: Giving) -> (String, Arc<Mutex<Given>>) {
    let given = Arc::new(Mutex::new(Given::default()));
    let own = Arc::clone(&given);
    let app = Router::new().fallback(move |request: Request<Body>| {
        let given = Arc::clone(&own);
        async move {
            let (head, body) = request.into_parts();
            let body = to_bytes(body, 65536).await.expect("a body");
            let authorization =
                head.headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
            let mut given = given.lock().expect("nobody panicked");
            let (status, text) = if head.uri.path() == "/v1/oauth/token" {
                given.requests.push((authorization.to_owned(), String::from_utf8_lossy(&body).into_owned()));
                let number = given.requests.len();
                given.left = giving.uses;
                if number <= giving.good {
                    (200, format!(r#"{{"access_token": "granted-token-{number}", {}}}"#, giving.more))
                } else {
                    let text = r#"{"error": "invalid_client", "error_description": "the-secret-of-ada is wrong"}"#;
                    (giving.status, text.to_owned())
                }
            } else {
                let is_own = authorization == format!("Bearer granted-token-{}", given.requests.len());
                let limit = head.uri.query().and_then(|query| query.strip_prefix("limit="));
                let is_right = limit.is_none_or(|limit| limit.parse().is_ok_and(|limit: i64| (1..10).contains(&limit)));
                let status = match () {
                    () if head.method != "GET" => 405,
                    () if !is_own || given.left == 0 => 401,
                    () => {
                        given.left -= 1;
                        if is_right { 200 } else { 400 }
                    }
                };
                (status, serde_json::json!({ "token": authorization }).to_string())
            };
            let response = Response::builder().status(status).header("content-type", "application/json");
            response.header("allow", "GET").body(Body::from(text)).expect("a response")
        }
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("http://{}/v1", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, app).await });
    (address, given)
}

fn target(address: &str, more: &str) -> TargetConfig {
    let text = format!(
        "[targets.t]\nbase-url = '{address}'\n[targets.t.credentials]\n\
         OAuth = {{ client-id = 'ada:1', client-secret = 'the-secret-of-ada'{more} }}\n"
    );
    let config = Config::parse("trueline.toml", &text).unwrap_or_else(|error| panic!("{error}"));
    config.target("t").expect("it is there").clone()
}

async fn run(address: &str, more: &str) -> Result<Findings, ConformanceError> {
    let folder = tempfile::tempdir().expect("a folder");
    let document = folder.path().join("openapi.yaml");
    std::fs::write(&document, DOCUMENT).expect("it is written");
    let found = Conformance::of(document).target(target(address, more)).run().await;
    if let Ok(found) = &found {
        assert!(!found.text.contains("granted-token") && !found.text.contains("of-ada"), "{}", found.text);
    }
    found
}

#[tokio::test]
async fn a_token_is_asked_for_with_all_that_operations_require() {
    let (address, given) = serve(GOOD).await;
    let found = run(&address, "").await.expect("it runs");
    assert_eq!(found.summary.succeeded, 2, "{}", found.text);
    // `echo` repeats the token, where a number is declared.
    assert_eq!(found.failures.len(), 1, "{}", found.text);
    assert!(found.failures[0].answer.contains("[TRUELINE_OAUTH]"), "{}", found.text);
    assert!(found.failures[0].curl.contains("\"$TRUELINE_OAUTH\""), "{}", found.text);
    let requests = given.lock().expect("nobody panicked").requests.clone();
    let basic = format!("Basic {}", STANDARD.encode("ada%3A1:the-secret-of-ada"));
    assert_eq!(requests, [(basic, "grant_type=client_credentials&scope=read%20list%20echo%20it".to_owned())]);
}

#[tokio::test]
async fn the_configuration_says_what_is_asked_for_and_how() {
    let (address, given) = serve(GOOD).await;
    let more = format!(
        ", token-url = '{address}/oauth/token', scopes = ['a'], auth = 'body', parameters = {{ audience = 'x y' }}"
    );
    run(&address, &more).await.expect("it runs");
    let requests = given.lock().expect("nobody panicked").requests.clone();
    let body = "grant_type=client_credentials&scope=a&client_id=ada%3A1&client_secret=the-secret-of-ada&audience=x%20y";
    assert_eq!(requests, [(String::new(), body.to_owned())]);
}

/// A token that ends is renewed: before its end, as the server says it, or where it is refused; the report is the same.
#[tokio::test]
async fn tokens_are_renewed_before_they_end_and_where_they_are_refused() {
    let (address, _) = serve(GOOD).await;
    let lasting = run(&address, "").await.expect("it runs");
    for giving in
        [Giving { more: r#""token_type": "Bearer", "expires_in": "0.004""#, ..GOOD }, Giving { uses: 9, ..GOOD }]
    {
        let (address, given) = serve(giving).await;
        let found = run(&address, "").await.expect("it runs");
        let count = given.lock().expect("nobody panicked").requests.len();
        assert!(count > 2, "{count}");
        assert_eq!(found.summary, lasting.summary, "{}", found.text);
    }
    let (address, _) = serve(Giving { uses: 9, good: 2, ..GOOD }).await;
    let found = run(&address, "").await.expect("it runs");
    assert_eq!(found.summary.stopped, Some(StopKind::CredentialsExpired), "{}", found.text);
    assert!(found.text.contains("it cannot be renewed: http://127.0.0.1:"), "{}", found.text);
}

#[tokio::test]
async fn errors_of_the_token_are_told_before_anything_is_tested() {
    let (address, given) = serve(Giving { good: 0, ..GOOD }).await;
    let error = run(&address, "").await.expect_err("no token").to_string();
    let why = format!(
        "the credential of `OAuth` cannot be obtained: {address}/oauth/token answers 400: invalid_client \
         ([TRUELINE_OAUTH_CLIENT_SECRET] is wrong); "
    );
    assert!(error.starts_with(&why), "{error}");
    assert_eq!(given.lock().expect("nobody panicked").requests.len(), 1, "what is refused is not tried again");
    let (failing, given) = serve(Giving { good: 0, status: 503, ..GOOD }).await;
    let error = run(&failing, "").await.expect_err("no token").to_string();
    assert!(error.contains("answers 503"), "{error}");
    assert_eq!(given.lock().expect("nobody panicked").requests.len(), 3);
    let (other, _) = serve(Giving { more: r#""token_type": "mac""#, ..GOOD }).await;
    let error = run(&other, "").await.expect_err("another type").to_string();
    assert!(error.contains("gives tokens of the type `mac`"), "{error}");
    for (more, why) in [
        (", token-url = 'ftp://a.example/'", "`ftp://a.example/` is no address of `http` or `https`"),
        (", token-url = '/nowhere'", "/nowhere answers 405"),
        (", token-url = 'http://127.0.0.1:1/'", "no token came from http://127.0.0.1:1/"),
    ] {
        let error = run(&address, more).await.expect_err(more).to_string();
        assert!(error.contains(why), "{error}");
    }
}

#[test]
fn mistakes_of_the_configuration_are_told_by_their_form_and_show_no_secret() {
    for (credential, why) in [
        ("{ client-id = 'a', client-secret = 'hunter22', scope = ['a'] }", "unknown field `scope`"),
        ("{ client-secret = 'hunter22' }", "missing field `client-id`"),
        ("{ client-id = 'a', client-secret = 'hunter22', auth = 'post' }", "unknown variant `post`"),
        ("{ command = 'hunter22' }", "invalid type: string"),
        ("{ command = [] }", "a command is a list of a program and its arguments"),
        ("{ command = ['hunter22'], timeout = 0 }", "a command's `timeout` is a number of seconds up to 3600"),
        ("{ command = ['hunter22'], retries = 0 }", "unknown field `retries`"),
    ] {
        let text = format!("[targets.t]\nbase-url = 'http://a'\n[targets.t.credentials]\nA = {credential}\n");
        let error = Config::parse("trueline.toml", &text).expect_err(credential).to_string();
        assert!(error.contains(why) && error.contains("trueline.toml:4:"), "{credential}: {error}");
        assert!(!error.contains("hunter22"), "{error}");
    }
}
