//! Credentials and headers of the command line, as a server receives them, and nowhere else.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex};

/// A server that notes the head of every request and asks of each what a closure decides.
struct Server {
    address: String,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// `is_right` says whether the credentials of a request's head are.
    fn start(is_right: fn(&str) -> bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let heads = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&heads);
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let mut bytes = vec![0; 16 * 1024];
                let count = stream.read(&mut bytes).unwrap_or(0);
                let head = String::from_utf8_lossy(&bytes[..count]).into_owned();
                let status = match head.split(' ').next() {
                    Some("GET") if is_right(&head) => "200 OK",
                    Some("GET") => "401 Unauthorized",
                    _ => "405 Method Not Allowed\r\nallow: GET",
                };
                noted.lock().expect("nobody panicked").push(head.clone());
                // It repeats all that it was sent.
                let body = serde_json::json!({ "head": head }).to_string();
                let answer = format!(
                    "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                    body.len()
                );
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        Self { address, heads }
    }

    /// The different values of a header, of requests with `GET`; an empty one where a request has none.
    fn values(&self, header: &str) -> BTreeSet<String> {
        let heads = self.heads.lock().expect("nobody panicked");
        let get = heads.iter().filter(|head| head.starts_with("GET"));
        get.map(|head| {
            let mut fields = head.lines().filter_map(|line| line.split_once(": "));
            fields
                .find(|(name, _)| name.eq_ignore_ascii_case(header))
                .map_or(String::new(), |(_, value)| value.to_owned())
        })
        .collect()
    }
}

/// A document of one operation with its security, and schemes.
fn document(security: &str, schemes: &str) -> String {
    format!(
        "openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\npaths:\n  /things:\n    get:\n      operationId: listThings\n\
         \x20     security: {security}\n      responses:\n        '200': {{description: d, content: {{application/json: {{schema: {{type: object}}}}}}}}\n\
         \x20       4XX: {{description: d}}\ncomponents:\n  securitySchemes: {schemes}\n"
    )
}

struct Run {
    folder: tempfile::TempDir,
}

impl Run {
    fn new(document: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("openapi.yaml"), document).expect("written");
        Self { folder }
    }

    fn output(&self, words: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_trueline"));
        command.current_dir(self.folder.path()).args(["conform", "openapi.yaml", "--cases", "4", "--state", "state"]);
        command
            .env("MY_TOKEN", "hidden-of-environment")
            .env("MY_USER", "ada:hidden-of-environment")
            .env_remove("ABSENT");
        command.args(words).output().expect("it starts")
    }

    /// The exit code and all that is written, which has none of the values.
    fn ended(&self, words: &[&str]) -> (Option<i32>, String) {
        let output = self.output(words);
        let report = fs::read(self.folder.path().join("report.json")).unwrap_or_default();
        let text = [output.stdout, output.stderr, report].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        let text = text.concat().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(!text.contains("hidden-"), "{words:?} shows it: {text}");
        (output.status.code(), text)
    }
}

const BEARER: &str =
    "{Token: {type: http, scheme: bearer}, Login: {type: openIdConnect, openIdConnectUrl: 'https://a.example/'}}";

#[test]
fn a_bearer_token_is_every_scheme_of_bearer_tokens() {
    for (word, expected) in [("hidden-literal", "Bearer hidden-literal"), ("$MY_TOKEN", "Bearer hidden-of-environment")]
    {
        for security in ["[{Token: []}]", "[{Login: []}]"] {
            let server = Server::start(|head| head.contains("Bearer hidden-"));
            let run = Run::new(&document(security, BEARER));
            let (code, text) = run.ended(&["--base-url", &server.address, "--bearer", word]);
            assert_eq!(code, Some(0), "{text}");
            let values = server.values("authorization");
            // Without a credential, and with wrong ones, it is tried as well.
            assert!(values.contains(expected) && values.contains("") && values.len() > 2, "{values:?}");
            assert!(text.contains("key/missing x"), "{text}");
        }
    }
}

#[test]
fn a_curl_line_names_a_variable_for_each_value() {
    let schemes = "{Token: {type: http, scheme: bearer}, Key: {type: apiKey, in: query, name: key}}";
    let document =
        document("[{Token: [], Key: []}]", schemes).replace("{type: object}", "{type: object, required: [absent]}");
    let run = Run::new(&document);
    let server = Server::start(|_| true);
    let words = ["--base-url", &server.address, "--report", "json=report.json", "--snapshots", "update"];
    let own = [
        "--bearer",
        "$MY_TOKEN",
        "--api-key",
        "key=hidden-key",
        "-H",
        "x-tenant: hidden-tenant",
        "-H",
        "x-a: Word $MY_TOKEN",
    ];
    let (code, text) = run.ended(&[&words[..], &own].concat());
    assert_eq!(code, Some(1), "{text}");
    for part in [
        "authorization: Bearer '\\\"$MY_TOKEN\\\"''",
        "x-tenant: '\\\"$TRUELINE_X_TENANT\\\"''",
        "?key='\\\"$TRUELINE_KEY\\\"''",
        "x-a: Word '\\\"$MY_TOKEN\\\"''",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(server.values("x-tenant"), BTreeSet::from(["hidden-tenant".to_owned()]));
    assert_eq!(server.values("x-a"), BTreeSet::from(["Word hidden-of-environment".to_owned()]));
    for file in walk(run.folder.path()) {
        let bytes = fs::read(&file).expect("read");
        assert!(!String::from_utf8_lossy(&bytes).contains("hidden-"), "{}", file.display());
    }
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

#[test]
fn user_and_password_are_the_basic_scheme() {
    for word in ["ada:hidden-literal", "$MY_USER"] {
        let server = Server::start(|head| head.contains("Basic YWRhOmhpZGRlbi"));
        let run = Run::new(&document("[{User: []}]", "{User: {type: http, scheme: basic}}"));
        let (code, text) = run.ended(&["--base-url", &server.address, "--basic", word]);
        assert_eq!(code, Some(0), "{text}");
        assert!(server.values("authorization").iter().any(|value| value.starts_with("Basic YWRhOmhpZGRlbi")));
    }
}

#[test]
fn a_key_is_given_by_the_name_of_its_scheme_or_of_its_place() {
    for (place, name, header) in [
        ("{type: apiKey, in: header, name: X-Key}", "Key", "x-key"),
        ("{type: apiKey, in: header, name: X-Key}", "x-key", "x-key"),
        ("{type: apiKey, in: cookie, name: session}", "session", "cookie"),
        ("{type: http, scheme: hoba}", "Key", "authorization"),
    ] {
        let server = Server::start(|head| head.contains("hidden-key"));
        let run = Run::new(&document("[{Key: []}]", &format!("{{Key: {place}}}")));
        let (code, text) = run.ended(&["--base-url", &server.address, "--api-key", &format!("{name}=hidden-key")]);
        assert_eq!(code, Some(0), "{place} {name}: {text}");
        assert!(server.values(header).iter().any(|value| value.contains("hidden-key")), "{place} {name}");
        assert!(text.contains("key/missing x"), "{text}");
    }
}

#[test]
fn a_header_that_carries_a_credential_is_that_credential() {
    let schemes = "{Token: {type: http, scheme: bearer}, User: {type: http, scheme: basic}, Key: {type: apiKey, in: header, name: X-Key}, \
                   Cookie: {type: apiKey, in: cookie, name: session}}";
    for (security, header) in [
        ("[{Token: []}]", "Authorization: Bearer hidden-literal"),
        ("[{Token: []}]", "authorization: bearer $MY_TOKEN"),
        ("[{User: []}]", "Authorization: Basic YWRhOmhpZGRlbi1vZi11c2Vy"),
        ("[{Key: []}]", "x-key: $MY_TOKEN"),
        ("[{Cookie: []}]", "Cookie: a=1; session=hidden-session"),
    ] {
        let server = Server::start(|head| {
            head.contains("earer hidden-")
                || head.contains("Basic YWRhOmhpZGRlbi1vZi11c2Vy")
                || head.contains("x-key: hidden-")
                || head.contains("session=hidden-session")
        });
        let run = Run::new(&document(security, schemes));
        let (code, text) = run.ended(&["--base-url", &server.address, "-H", header]);
        assert_eq!(code, Some(0), "{header}: {text}");
        assert!(text.contains("key/missing x"), "{header}: {text}");
        if header.starts_with("Cookie") {
            // The other cookie comes along with every request.
            assert!(server.values("cookie").iter().all(|value| value.contains("a=1")), "{:?}", server.values("cookie"));
        }
    }
}

#[test]
fn without_a_scheme_a_credential_is_sent_as_a_header_and_that_is_said() {
    for (option, value, expected) in [
        ("--bearer", "hidden-literal", "Bearer hidden-literal"),
        ("--basic", "ada:hidden-literal", "Basic YWRhOmhpZGRlbi1saXRlcmFs"),
    ] {
        let server = Server::start(|head| head.contains("hidden-literal") || head.contains("Basic YWRh"));
        let run = Run::new(&document("[]", "{}"));
        let (code, text) = run.ended(&["--base-url", &server.address, option, value]);
        assert_eq!(code, Some(0), "{text}");
        let note = format!(
            "note: the document has no security scheme for {option}; it is sent as the header `authorization` with every request"
        );
        assert!(text.contains(&note), "{text}");
        assert_eq!(server.values("authorization"), BTreeSet::from([expected.to_owned()]));
    }
}

#[test]
fn a_declared_header_is_its_parameter_and_always_sent() {
    let document = document("[]", "{}").replace(
        "      responses:",
        "      parameters: [{name: X-Tenant, in: header, schema: {type: string, enum: [hidden-tenant, other]}}]\n      responses:",
    );
    let server = Server::start(|_| true);
    let run = Run::new(&document);
    let (code, text) = run.ended(&["--base-url", &server.address, "-H", "x-tenant: hidden-tenant"]);
    assert!(text.contains("valid x"), "{code:?} {text}");
    let values = server.values("x-tenant");
    assert!(values.contains("hidden-tenant") && !values.contains("other"), "{values:?}");
    // What is wrong with the parameter is tried too.
    assert!(values.iter().any(|value| value != "hidden-tenant"), "{values:?}");
    assert!(text.contains("header.X-Tenant/not-in-enum"), "{text}");
}

#[test]
fn they_override_a_targets_own() {
    let server = Server::start(|head| head.contains("Bearer hidden-literal"));
    let run = Run::new(&document("[{Token: []}]", BEARER));
    let config = format!(
        "[targets.local]\nbase-url = '{}'\nheaders = {{ x-tenant = 'hidden-first', X-Prefixed = {{ prefix = 'Word ', env = 'MY_TOKEN' }} }}\n\
         credentials = {{ Token = 'hidden-other' }}\n",
        server.address
    );
    fs::write(run.folder.path().join("trueline.toml"), config).expect("written");
    let words = ["--target", "local", "--bearer", "hidden-literal", "-H", "X-Tenant: hidden-second"];
    let (code, text) = run.ended(&words);
    assert_eq!(code, Some(0), "{text}");
    let values = server.values("authorization");
    assert!(!values.contains("Bearer hidden-other"), "{values:?}");
    assert_eq!(server.values("x-tenant"), BTreeSet::from(["hidden-second".to_owned()]));
    assert_eq!(server.values("x-prefixed"), BTreeSet::from(["Word hidden-of-environment".to_owned()]));
}

#[test]
fn a_header_is_the_session_of_who_owns() {
    let document = document("[]", "{}").replace(
        "      responses:",
        "      parameters: [{name: X-Session, in: header, required: true, schema: {type: string}, x-trueline-session: {unknown-status: 401, \
         foreign-status: 403}}]\n      responses:",
    );
    let server = Server::start(|head| head.contains("x-session: hidden-second\r\n"));
    let run = Run::new(&document);
    let (code, text) = run.ended(&["--base-url", &server.address]);
    assert_eq!(code, Some(2), "{text}");
    assert!(
        text.contains("no actor of the target has the header `X-Session`; give it with -H 'X-Session: VALUE'"),
        "{text}"
    );
    let (code, text) = run.ended(&["--base-url", &server.address, "-H", "X-Session: hidden-second"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("session/missing x"), "{text}");
    let config = format!(
        "[targets.local]\nbase-url = '{}'\n[[targets.local.actors]]\nname = 'alice'\nheaders = {{ x-session = 'hidden-first' }}\n",
        server.address
    );
    fs::write(run.folder.path().join("trueline.toml"), config).expect("written");
    let (code, text) = run.ended(&["--target", "local", "-H", "x-session: hidden-second"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(!server.values("x-session").contains("hidden-first"));
}

#[test]
fn this_repositorys_mock_conforms_from_one_line() {
    let document = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/documents/tybrite-messaging.yaml");
    let mut mock = Command::new(env!("CARGO_BIN_EXE_trueline"));
    let mock = mock.args(["mock", document, "--addr", "127.0.0.1:0"]).stdout(Stdio::piped()).spawn();
    let mut mock = mock.expect("it starts");
    let mut line = String::new();
    BufReader::new(mock.stdout.take().expect("a pipe")).read_line(&mut line).expect("a line");
    let address = line.trim_start_matches("listening on ").split(';').next().expect("an address").to_owned();
    let folder = tempfile::tempdir().expect("a folder");
    let conform = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_trueline"));
        command.current_dir(folder.path()).env("API_TOKEN", "tybrite_sk_test_abc123");
        command.args(["conform", document, "--base-url", &address, "--cases", "20"]).args(words);
        let output = command.output().expect("it starts");
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let (code, text) = conform(&["--bearer", "$API_TOKEN", "-H", "X-Auth-Token: alice_session_token"]);
    let (bare, reasons) = conform(&[]);
    mock.kill().expect("it ends");
    let _ = mock.wait();
    // Nobody says who the session belongs to, so that no conversation is created in a customer's name.
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("session/missing x") && text.contains("0 undecided, 0 do not; 0 failures"), "{text}");
    assert_eq!(bare, Some(2), "{reasons}");
    assert!(reasons.contains("--bearer TOKEN"), "{reasons}");
}

#[test]
fn a_missing_credential_is_reported_with_the_option_that_gives_it() {
    let schemes = "{Token: {type: http, scheme: bearer}, User: {type: http, scheme: basic}, Key: {type: apiKey, in: query, name: k}}";
    let server = Server::start(|_| false);
    for (security, words, expected) in [
        ("[{Token: []}]", vec![], "the target has no credential for Token; give one with --bearer TOKEN"),
        ("[{User: []}]", vec![], "the target has no credential for User; give one with --basic USER:PASS"),
        ("[{Key: []}]", vec![], "the target has no credential for Key; give one with --api-key Key=VALUE"),
        // Two alternatives that miss the same are told once.
        ("[{Token: [a]}, {Token: [b]}]", vec![], "no credential for Token; give one with --bearer TOKEN"),
        (
            "[{Token: [], Key: []}, {User: []}]",
            vec![],
            "no credential for Token and Key or User; give one with --api-key Key=VALUE --bearer TOKEN or --basic USER:PASS",
        ),
        (
            "[{Token: [], Key: []}]",
            vec!["--bearer", "hidden-1"],
            "no credential for Key; give one with --api-key Key=VALUE",
        ),
    ] {
        let run = Run::new(&document(security, schemes));
        let (code, text) = run.ended(&[&["--base-url", &server.address][..], &words].concat());
        assert_eq!(code, Some(2), "{text}");
        assert!(text.contains(expected), "{security}: {text}");
        assert!(!text.contains("Token or Token"), "{text}");
    }
}

#[test]
fn mistakes_are_named_without_values_and_nothing_is_sent() {
    let server = Server::start(|_| true);
    let run = Run::new(&document("[{Key: []}]", "{Key: {type: apiKey, in: header, name: X-Key}}"));
    for (words, expected) in [
        (&["--bearer", "$ABSENT"][..], "the environment variable `ABSENT` is not set"),
        (&["-H", "x-a: $ABSENT"], "the environment variable `ABSENT` is not set"),
        (&["-H", "x-a: Word $ABSENT"], "the environment variable `ABSENT` is not set"),
        (&["--api-key", "Kay=hidden-key"], "no security scheme or key `Kay`; did you mean `Key`"),
        (&["--api-key", "hidden-key"], "--api-key takes `NAME=VALUE`"),
        (&["--basic", "hidden-user"], "--basic takes `USER:PASS`"),
        (&["-H", "hidden-header"], "-H takes `NAME: VALUE`"),
        (&["-H", "a b: hidden-header"], "`a b` cannot be the name of a header"),
        (&["-H", "x-a: hidden-\u{7}"], "the value of the header `x-a` cannot be sent"),
        (&["-H", "Content-Length: 5"], "the header `content-length` is each request's own"),
        (&["-H", "x-a: hidden-1", "-H", "X-A: hidden-2"], "the header `x-a` is given twice"),
        (&["--api-key", "Key=abc"], "less than 4 characters"),
    ] {
        let (code, text) = run.ended(&[&["--base-url", &server.address][..], words].concat());
        assert_eq!(code, Some(2), "{words:?}: {text}");
        assert!(text.contains(expected), "{words:?}: {text}");
    }
    let (code, text) = run.ended(&["--bearer", "hidden-token"]);
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("--target <NAME>|--base-url <URL>"), "{text}");
    assert!(server.heads.lock().expect("nobody panicked").is_empty());
}
