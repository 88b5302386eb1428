//! What each style sends, held against the tables of the specification (OpenAPI 3.1.1 section 4.8.12.4, RFC 6570).
//!
//! Members come in the order of their names. Where the table writes `[`, `]` and `|` as they are, they are escaped:
//! no query may have them (RFC 3986 section 3.4), and every server reads them so.

#[path = "../../../../generated/tests/common/mod.rs"]
mod common;

use case_parameter_styles::models::{Colour, Filter, FilterRangesItem};
use case_parameter_styles::{BoxFuture, Client, Config, Error};
use common::{Server, with_headers};

const LIST: [&str; 3] = ["blue", "black", "brown"];

fn list() -> Vec<String> {
    LIST.map(str::to_owned).to_vec()
}

fn colour() -> Colour {
    Colour::builder().r(100).g(200).b(150).build()
}

/// A call that must be answered.
fn call<T, E>(call: impl IntoFuture<Output = Result<T, Error<E>>, IntoFuture: Send + 'static>) -> BoxFuture<()>
where
    E: std::fmt::Debug,
{
    let call = call.into_future();
    Box::pin(async move { drop(call.await.expect("an answer")) })
}

/// Makes each call in turn, and compares what was sent: the target, and what else the row's lines name.
async fn hold(table: impl FnOnce(&Client) -> Vec<(BoxFuture<()>, &'static str)>) {
    let server = Server::start((0..99).map(|_| with_headers("204 No Content", "", "")).collect()).await;
    let client = Client::with_config(Config::new().base_url(&server.url)).expect("a client");
    let mut wrong = Vec::new();
    for (call, expected) in table(&client) {
        call.await;
        let request = server.requests().pop().expect("a request");
        let expected = expected.lines().map(str::trim).collect::<Vec<_>>();
        let named = |line: &&str| {
            line.starts_with("x-")
                || line.starts_with("id: ")
                || line.starts_with("cookie")
                || line.starts_with("user-agent")
        };
        let target = request.split(' ').nth(1).expect("a target");
        let asks_for_agent = expected.iter().any(|line| line.starts_with("user-agent"));
        let headers = request.lines().filter(named).filter(|line| asks_for_agent || !line.starts_with("user-agent"));
        let sent: Vec<&str> = std::iter::once(target).chain(headers).collect();
        if sent != expected {
            wrong.push(format!("sent     {sent:?}\nexpected {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[tokio::test]
async fn paths() {
    hold(|client| {
        vec![
            (call(client.path_simple("blue", list(), colour())), "/simple/blue/blue,black,brown/B,150,G,200,R,100"),
            (
                call(client.path_simple_exploded("blue", list(), colour())),
                "/simpleExploded/blue/blue,black,brown/B=150,G=200,R=100",
            ),
            (call(client.path_label("blue", list(), colour())), "/label/.blue/.blue,black,brown/.B,150,G,200,R,100"),
            (
                call(client.path_label_exploded("blue", list(), colour())),
                "/labelExploded/.blue/.blue.black.brown/.B=150.G=200.R=100",
            ),
            (
                call(client.path_matrix("blue", list(), colour())),
                "/matrix/;text=blue/;list=blue,black,brown/;colour=B,150,G,200,R,100",
            ),
            (
                call(client.path_matrix_exploded("blue", list(), colour())),
                "/matrixExploded/;text=blue/;list=blue;list=black;list=brown/;B=150;G=200;R=100",
            ),
            (
                call(client.path_matrix("", list(), colour())),
                "/matrix/;text/;list=blue,black,brown/;colour=B,150,G,200,R,100",
            ),
            (
                call(client.path_simple("a/b?c#d%e ü;f,g", vec!["h,i".to_owned()], colour())),
                "/simple/a%2Fb%3Fc%23d%25e%20%C3%BC%3Bf%2Cg/h%2Ci/B,150,G,200,R,100",
            ),
        ]
    })
    .await;
}

#[tokio::test]
async fn queries() {
    hold(|client| {
        let form = || client.query_form();
        let exploded = || client.query_form_exploded();
        let tagged = Filter::new().colour(colour()).tags(vec!["a b".to_owned(), "c&d".to_owned()]);
        let ranged = Filter::new().ranges(vec![FilterRangesItem::new(1).to(2), FilterRangesItem::new(5)]);
        vec![
            (call(form().text("")), "/query/form?text="),
            (call(form().text("blue")), "/query/form?text=blue"),
            (call(form().list(list())), "/query/form?list=blue,black,brown"),
            (call(form().colour(colour())), "/query/form?colour=B,150,G,200,R,100"),
            (call(form().list(vec!["a,b&c=d".to_owned(), "e+f".to_owned()])), "/query/form?list=a%2Cb%26c%3Dd,e%2Bf"),
            (call(form().list(Vec::new())), "/query/form"),
            (call(exploded().text("")), "/query/formExploded?text="),
            (call(exploded().text("blue")), "/query/formExploded?text=blue"),
            (call(exploded().list(list())), "/query/formExploded?list=blue&list=black&list=brown"),
            (call(exploded().colour(colour())), "/query/formExploded?B=150&G=200&R=100"),
            (call(client.query_space_delimited().list(list())), "/query/spaceDelimited?list=blue%20black%20brown"),
            (
                call(client.query_space_delimited().colour(colour())),
                "/query/spaceDelimited?colour=B%20150%20G%20200%20R%20100",
            ),
            (call(client.query_pipe_delimited().list(list())), "/query/pipeDelimited?list=blue%7Cblack%7Cbrown"),
            (
                call(client.query_pipe_delimited().colour(colour())),
                "/query/pipeDelimited?colour=B%7C150%7CG%7C200%7CR%7C100",
            ),
            (
                call(client.query_deep_object_exploded().colour(colour())),
                "/query/deepObjectExploded?colour%5BB%5D=150&colour%5BG%5D=200&colour%5BR%5D=100",
            ),
            (
                call(client.query_deep_object_exploded().filter(tagged)),
                "/query/deepObjectExploded?filter%5Bcolour%5D%5BB%5D=150&filter%5Bcolour%5D%5BG%5D=200\
                 &filter%5Bcolour%5D%5BR%5D=100&filter%5Btags%5D%5B%5D=a%20b&filter%5Btags%5D%5B%5D=c%26d",
            ),
            (
                call(client.query_deep_object_exploded().filter(ranged)),
                "/query/deepObjectExploded?filter%5Branges%5D%5B0%5D%5Bfrom%5D=1&filter%5Branges%5D%5B0%5D%5Bto%5D=2\
                 &filter%5Branges%5D%5B1%5D%5Bfrom%5D=5",
            ),
            (
                call(client.reserved().kept("a:/?#[]@!$&'()*+,;=% ü").encoded("a:/?#[]@!$&'()*+,;=% ü")),
                "/reserved?kept=a:/?%23%5B%5D@!$%26%27()*%2B,;=%25%20%C3%BC\
                 &encoded=a%3A%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D%25%20%C3%BC",
            ),
            (call(client.reserved().list(vec!["a/b".to_owned(), "c&d".to_owned()])), "/reserved?list=a/b,c%26d"),
        ]
    })
    .await;
}

#[tokio::test]
async fn headers_and_cookies() {
    hold(|client| {
        vec![
            (call(client.header().x_text("blue")), "/header\nx-text: blue"),
            (call(client.header().x_list(list())), "/header\nx-list: blue,black,brown"),
            (call(client.header().x_colour(colour())), "/header\nx-colour: B,150,G,200,R,100"),
            (call(client.header_exploded().x_list(list())), "/headerExploded\nx-list: blue,black,brown"),
            (call(client.header_exploded().x_colour(colour())), "/headerExploded\nx-colour: B=150,G=200,R=100"),
            (call(client.cookie().text("blue")), "/cookie\ncookie: text=blue"),
            (call(client.cookie().text("a;b c")), "/cookie\ncookie: text=a%3Bb%20c"),
            (
                call(client.cookie().list(list()).colour(colour())),
                "/cookie\ncookie: list=blue,black,brown; colour=B,150,G,200,R,100",
            ),
            (
                call(client.cookie_exploded().list(list()).colour(colour())),
                "/cookieExploded\ncookie: list=blue; list=black; list=brown; B=150; G=200; R=100",
            ),
            (call(client.agent().user_agent("mine/1")), "/agent\nuser-agent: mine/1"),
            (call(client.agent()), "/agent\nuser-agent: case-parameter-styles-rust/1.0.0"),
        ]
    })
    .await;
}

#[tokio::test]
async fn values_of_a_media_type() {
    hold(|client| {
        let json = "%7B%22B%22%3A150%2C%22G%22%3A200%2C%22R%22%3A100%7D";
        let rest = "query=%7B%22B%22%3A150%2C%22G%22%3A200%2C%22R%22%3A100%7D&plain=a%20b&xml=%3Cb%2F%3E";
        let lines =
            format!("/content/{json}?{rest}\nx-header: {{\"B\":150,\"G\":200,\"R\":100}}\ncookie: cookie={json}");
        let content = client.content(colour()).query(colour()).x_header(colour()).cookie(colour());
        vec![(call(content.plain("a b").xml("<b/>")), Box::leak(lines.into_boxed_str()))]
    })
    .await;
}

#[tokio::test]
async fn literals_of_paths_and_names_that_clash() {
    hold(|client| {
        let clash = client.clash("1", "3").query_id("2").cookie_id("4").call_2("c").self_("s");
        vec![
            (
                call(clash.filter_name("n").top("5")),
                "/clash/1?id=2&call=c&self=s&filter%5Bname%5D=n&%24top=5\nid: 3\ncookie: id=4",
            ),
            (call(client.dots("a.b", "tar.gz")), "/files/v1.2/a.b.tar.gz"),
            (call(client.fragment("a").page(2)), "/files/a?page=2"),
            (call(client.fixed_query().page(2)), "/files?kind=plain&page=2"),
            (call(client.odd_literals()), "/a%20b/%7Bodd/~c%5E%7C%C3%BC"),
        ]
    })
    .await;
}

#[tokio::test]
async fn what_a_path_cannot_carry_is_not_sent() {
    let server = Server::start(vec![with_headers("204 No Content", "", "")]).await;
    let client = Client::with_config(Config::new().base_url(&server.url)).expect("a client");
    for text in ["", ".", ".."] {
        let error = client.path_simple(text, list(), colour()).await.expect_err("nothing to send");
        assert!(matches!(&error, Error::Constraint(error) if error.violations()[0].parameter() == "text"), "{error}");
    }
    let error = client.header().x_text("a\r\nx-more: b").await.expect_err("two headers in one");
    assert!(error.to_string().contains("X-Text"), "{error}");
    assert!(server.requests().is_empty());
}
