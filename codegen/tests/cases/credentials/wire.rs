//! What is sent for each kind of credential, and when tokens are fetched.

#[path = "../../../../generated/tests/common/mod.rs"]
mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use case_credentials::{
    BorrowedFuture, Client, ClientCredentials, Config, Error, Retry, Token, TokenError, TokenProvider, TokenRequest,
    TransportError,
};
use common::{Reply, Server, json, with_headers};

fn client(server: &Server) -> Client {
    let retry = Retry::default().base_delay(Duration::from_millis(1));
    Client::with_config(Config::new().base_url(&server.url).retry(retry)).expect("a client")
}

fn done() -> Reply {
    with_headers("204 No Content", "", "")
}

fn refused() -> Reply {
    with_headers("401 Unauthorized", "", "")
}

fn granted(token: &str, seconds: u32) -> Reply {
    let body = format!(r#"{{"access_token":"{token}","token_type":"bearer","expires_in":{seconds}}}"#);
    json("200 OK", &body)
}

/// The first line and the credentials of each request, in lower case but for their values.
fn sent(server: &Server) -> Vec<Vec<String>> {
    let shown = |request: &String| {
        let (head, body) = request.split_once("\r\n\r\n").expect("a head");
        let mut lines = head.split("\r\n");
        let first = lines.next().expect("a line").trim_end_matches(" HTTP/1.1").to_owned();
        let named = |line: &&str| ["authorization: ", "cookie: ", "x-key: "].iter().any(|name| line.starts_with(name));
        let body = Some(body.to_owned()).filter(|body| !body.is_empty());
        std::iter::once(first).chain(lines.filter(named).map(str::to_owned)).chain(body).collect()
    };
    server.requests().iter().map(shown).collect()
}

#[tokio::test]
async fn each_kind_is_sent_at_its_place() {
    let server = Server::start((0..6).map(|_| done()).collect()).await;
    let bare = client(&server);
    let with_pair = bare.clone().with_query("k&y").expect("sent").with_cookie("s;d").expect("sent");
    with_pair.a().await.expect("an answer");
    with_pair.clone().with_header("first").expect("sent").a().await.expect("an answer");
    bare.clone().with_basic("Ada", "pass:word").expect("sent").b().await.expect("an answer");
    bare.b().await.expect("an answer");
    bare.clone().with_bearer("text").expect("sent").f().await.expect("an answer");
    bare.clone().with_other("proof").expect("sent").f().await.expect("an answer");
    let expected = [
        vec!["GET /a?key=k%26y", "cookie: sid=s%3Bd"],
        vec!["GET /a", "x-key: first"],
        vec!["GET /b", "authorization: Basic QWRhOnBhc3M6d29yZA=="],
        vec!["GET /b"],
        vec!["GET /f", "authorization: Bearer text"],
        vec!["GET /f", "authorization: SCRAM-SHA-256 proof"],
    ];
    assert_eq!(sent(&server), expected);
}

#[tokio::test]
async fn what_is_missing_is_told_and_nothing_is_sent() {
    let server = Server::start(vec![done()]).await;
    let told = |error: Error<_>| error.to_string();
    let nothing = client(&server).a().await.map_err(told).expect_err("no credential");
    assert!(nothing.contains("credential: `Header` or `Query` and `Cookie` is required"), "{nothing}");
    let half = client(&server).with_query("key").expect("sent").a().await.map_err(told).expect_err("half of a pair");
    assert!(half.contains("`Header` or `Cookie` together with `Query` is required"), "{half}");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn client_credentials_are_exchanged_for_a_token_of_the_scopes_that_are_required() {
    let script = vec![granted("one", 3600), done(), done(), granted("two", 3600), done(), done()];
    let server = Server::start(script).await;
    let client = client(&server).with_token_client(ClientCredentials::new("i d", "s:t")).expect("an address");
    client.c().await.expect("an answer");
    client.clone().c().await.expect("an answer");
    client.d().await.expect("an answer");
    client.d().await.expect("an answer");
    let basic = "authorization: Basic aSUyMGQ6cyUzQXQ=";
    let expected = [
        vec!["POST /token", basic, "grant_type=client_credentials&scope=read"],
        vec!["GET /c", "authorization: Bearer one"],
        vec!["GET /c", "authorization: Bearer one"],
        vec!["POST /token", basic, "grant_type=client_credentials&scope=read%20write"],
        vec!["POST /d", "authorization: Bearer two"],
        vec!["POST /d", "authorization: Bearer two"],
    ];
    assert_eq!(sent(&server), expected);
}

#[tokio::test]
async fn the_request_for_a_token_can_be_told() {
    let server = Server::start(vec![granted("one", 3600), done(), done()]).await;
    let credentials = ClientCredentials::new("id", "secret")
        .token_url(format!("{}/elsewhere", server.url))
        .scopes(["all", "of it"])
        .parameter("audience", "https://a.example")
        .secret_in_body();
    let client = client(&server).with_token_client(credentials).expect("an address");
    client.c().await.expect("an answer");
    client.d().await.expect("an answer");
    let body = "grant_type=client_credentials&scope=all%20of%20it&client_id=id&client_secret=secret\
                &audience=https%3A%2F%2Fa.example";
    assert_eq!(sent(&server)[0], ["POST /elsewhere", body]);
    assert_eq!(server.requests().len(), 3, "one token is good for all");
}

#[tokio::test]
async fn concurrent_calls_share_one_fetch() {
    let script = std::iter::once(granted("one", 3600)).chain((0..20).map(|_| done())).collect();
    let server = Server::start(script).await;
    let client = client(&server).with_token_client(ClientCredentials::new("id", "secret")).expect("an address");
    let calls = (0..20).map(|_| client.c().into_future());
    for answer in futures_util::future::join_all(calls).await {
        answer.expect("an answer");
    }
    let fetches = sent(&server).iter().filter(|lines| lines[0] == "POST /token").count();
    assert_eq!((fetches, server.requests().len()), (1, 21));
}

#[tokio::test]
async fn a_token_is_renewed_before_it_expires() {
    let server = Server::start(vec![granted("one", 1), done(), done(), granted("two", 1), done()]).await;
    let client = client(&server).with_token_client(ClientCredentials::new("id", "secret")).expect("an address");
    client.c().await.expect("an answer");
    client.c().await.expect("an answer");
    tokio::time::sleep(Duration::from_millis(910)).await;
    client.c().await.expect("an answer");
    let tokens: Vec<String> = sent(&server).into_iter().filter_map(|lines| lines.get(1).cloned()).collect();
    assert_eq!(tokens[1..3], ["authorization: Bearer one", "authorization: Bearer one"]);
    assert_eq!(tokens[4], "authorization: Bearer two");
}

#[tokio::test]
async fn a_refused_token_is_renewed_once() {
    let server = Server::start(vec![granted("one", 3600), refused(), granted("two", 3600), done()]).await;
    let credentials = || ClientCredentials::new("id", "secret");
    let answer = client(&server).with_token_client(credentials()).expect("an address").d().await;
    answer.expect("an answer with another token, though it is a POST");
    assert_eq!(sent(&server)[3], ["POST /d", "authorization: Bearer two"]);

    let server =
        Server::start(vec![granted("one", 9), refused(), granted("two", 9), refused(), granted("no", 9)]).await;
    let answer = client(&server).with_token_client(credentials()).expect("an address").c().await;
    assert!(matches!(&answer, Err(error) if error.status().is_some_and(|status| status == 401)), "{answer:?}");
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn a_server_of_tokens_that_refuses_is_told_and_one_that_is_away_is_asked_again() {
    let refusal = r#"{"error":"invalid_client","error_description":"who are you?"}"#;
    let server = Server::start(vec![json("401 Unauthorized", refusal)]).await;
    let credentials = || ClientCredentials::new("id", "hidden");
    let client_of = |server: &Server| client(server).with_token_client(credentials()).expect("an address");
    let error = client_of(&server).c().await.expect_err("no token");
    let Error::Transport(error) = error else { panic!("{error:?}") };
    assert!(matches!(error.cause(), TransportError::Token(_)), "{error:?}");
    let told =
        "the request was not sent: the token server responded with 401 Unauthorized: invalid_client (who are you?)";
    assert_eq!(error.cause().to_string(), told);

    let away = json("503 Unavailable", "");
    let server = Server::start(vec![away, Reply::Close, granted("one", 3600), done()]).await;
    client_of(&server).d().await.expect("an answer");
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn a_token_of_more_scopes_is_good_for_fewer() {
    let server = Server::start(vec![granted("one", 3600), done(), done()]).await;
    let client = client(&server).with_token_client(ClientCredentials::new("id", "secret")).expect("an address");
    client.d().await.expect("an answer");
    client.c().await.expect("an answer");
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn concurrent_calls_share_a_failure() {
    let server = Server::start((0..9).map(|_| json("400 Bad Request", r#"{"error":"invalid_scope"}"#)).collect()).await;
    let client = client(&server).with_token_client(ClientCredentials::new("id", "secret")).expect("an address");
    let calls = (0..9).map(|_| client.c().into_future());
    for answer in futures_util::future::join_all(calls).await {
        let error = answer.expect_err("no token").to_string();
        assert!(error.contains("invalid_scope (after "), "{error}");
    }
    assert_eq!(server.requests().len(), 1);
}

/// Gives `given-1`, `given-2` and so on.
#[derive(Default)]
struct Counting(Arc<AtomicU32>);

impl TokenProvider for Counting {
    fn token<'a>(&'a self, request: TokenRequest<'a>) -> BorrowedFuture<'a, Result<Token, TokenError>> {
        let number = self.0.fetch_add(1, Ordering::SeqCst) + 1;
        assert_eq!((request.scheme, request.scopes), ("OpenId", ["openid"].as_slice()));
        assert_eq!(request.after_refusal, number > 1);
        Box::pin(async move { Ok(Token::new(format!("given-{number}"))) })
    }
}

#[tokio::test]
async fn a_provider_is_asked_when_there_is_no_token_and_when_one_is_refused() {
    let server = Server::start(vec![done(), done(), refused(), done()]).await;
    let client = client(&server).with_open_id_provider(Counting::default()).with_header("key").expect("sent");
    for _ in 0..3 {
        client.e().await.expect("an answer");
    }
    let tokens: Vec<String> = sent(&server).into_iter().map(|lines| lines[1..].join(", ")).collect();
    let line = |number| format!("x-key: key, authorization: Bearer given-{number}");
    assert_eq!(tokens, [line(1), line(1), line(1), line(2)]);
}

#[tokio::test]
async fn nothing_prints_a_secret() {
    let server = Server::start(vec![granted("hidden", 9), done()]).await;
    let credentials = ClientCredentials::new("id", "hidden").parameter("password", "hidden");
    let token = Token::new("hidden");
    let client = client(&server).with_token_client(credentials.clone()).expect("an address");
    client.c().await.expect("an answer");
    for shown in [format!("{credentials:?}"), format!("{token:?}"), format!("{client:?}"), format!("{:?}", client.c())]
    {
        assert!(!shown.contains("hidden"), "{shown}");
    }
}

#[tokio::test]
async fn a_certificate_is_of_the_connection() {
    let server = Server::start(vec![done()]).await;
    let bare = client(&server).with_header("key").expect("sent");
    let Err(Error::Constraint(error)) = bare.g().await else { panic!("nothing has a certificate") };
    assert!(error.to_string().contains("`Mutual` together with `Header` is required"), "{error}");
    let http = case_credentials::reqwest::Client::new();
    let own = Client::with_config(Config::new().base_url(&server.url).http_client(http)).expect("a client");
    own.with_header("key").expect("sent").g().await.expect("an answer");
    assert_eq!(sent(&server), [["GET /g", "x-key: key"]]);
}
