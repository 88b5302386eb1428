//! Commands of a configuration, as the program runs them: credentials, signatures and checks.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};

const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Pets, version: '1'}
security: [{Token: []}]
paths:
  /pets:
    get:
      operationId: listPets
      responses:
        '200': {description: All pets., content: {application/json: {schema: {type: object}}}}
        '401': {description: The token is none.}
components:
  securitySchemes:
    Token: {type: http, scheme: bearer}
";

/// A server that takes one token with a signature, and repeats all that it was sent.
fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut bytes = vec![0; 16 * 1024];
            let count = stream.read(&mut bytes).unwrap_or(0);
            let head = String::from_utf8_lossy(&bytes[..count]).into_owned();
            let is_right =
                head.contains("Bearer printed-token-of-ada\r\n") && head.contains("x-signature: signed-by-ada-1");
            let status = match head.split(' ').next() {
                Some("GET") if is_right => "200 OK",
                Some("GET") => "401 Unauthorized",
                _ => "405 Method Not Allowed\r\nallow: GET",
            };
            let body = serde_json::json!({ "head": head }).to_string();
            let answer = format!(
                "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            );
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    address
}

const SIGN: &str = r#"while read -r line; do echo '{"headers": {"x-signature": "signed-by-ada-1"}}'; done"#;
const RULE: &str = r#"import json, sys
for line in sys.stdin:
    exchange = json.loads(line)
    found = [{"message": "it repeats " + exchange["response"]["body"]}] if "signed-by" in line or "SIGNATURE" in line else []
    print(json.dumps({"findings": found}), flush=True)
"#;

/// A folder with a configuration whose commands stand beside it.
fn folder(address: &str, more: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    file("openapi.yaml", DOCUMENT);
    file("sign.sh", SIGN);
    file("rule.py", RULE);
    file("login.sh", "test -n \"$TRUELINE_BASE_URL\" && echo printed-token-of-ada");
    let text = format!(
        "document = 'openapi.yaml'\n[targets.t]\nbase-url = '{address}'\n[targets.t.credentials]\n\
         Token = {{ command = ['sh', 'login.sh'] }}\n[targets.t.sign]\ncommand = ['sh', 'sign.sh']\n\
         [checks.my-rule]\ncommand = ['python3', 'rule.py']\n{more}\n"
    );
    file("trueline.toml", &text);
    fs::create_dir(folder.path().join("below")).expect("a folder");
    folder
}

fn conform(folder: &Path, words: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trueline"));
    command.current_dir(folder.join("below")).args(["conform", "--target", "t"]).args(words);
    let Output { status, stdout, stderr } = command.output().expect("it runs");
    (status.code(), [stdout, stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat())
}

#[test]
fn commands_of_a_configuration_run_beside_it_and_their_secrets_are_in_no_report() {
    let folder = folder(&serve(), "");
    let reports = ["json", "junit", "sarif", "html", "har"].map(|format| (format, format!("{format}=report.{format}")));
    let mut words: Vec<&str> = reports.iter().flat_map(|(_, report)| ["--report", report]).collect();
    words.extend(["--report", "text"]);
    let (code, text) = conform(folder.path(), &words);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("my-rule") && text.contains("[TRUELINE_SIGNATURE]"), "{text}");
    let mut all = vec![("text", text)];
    for (format, _) in &reports {
        let file = folder.path().join("below").join(format!("report.{format}"));
        all.push((format, fs::read_to_string(file).expect("a report")));
    }
    for (format, text) in &all {
        assert!(!text.contains("printed-token") && !text.contains("signed-by-ada"), "{format}: {text}");
        assert!(*format == "har" || text.contains("my-rule"), "{format}: {text}");
    }
    let (code, text) = conform(folder.path(), &["--check", "my-rule"]);
    assert_eq!(code, Some(1), "{text}");
    let (code, text) = conform(folder.path(), &["--check", "server-error"]);
    assert_eq!(code, Some(0), "{text}");
    let (code, text) = conform(folder.path(), &["--check", "my-role"]);
    assert!(code == Some(2) && text.contains("no such check; did you mean my-rule"), "{text}");
}

#[test]
fn a_command_that_fails_is_an_error_of_the_configuration() {
    let address = serve();
    for (file, script, why) in [
        ("login.sh", "echo 'no account' >&2; exit 4", "`sh` ended with exit code 4, and said: no account"),
        ("sign.sh", "exit 5", "a request cannot be signed: `sh` ended with exit code 5"),
        ("rule.py", "raise SystemExit('no rule')", "the check `my-rule` fails: `python3` ended with exit code 1"),
    ] {
        let folder = folder(&address, "");
        fs::write(folder.path().join(file), script).expect("written");
        let (code, text) = conform(folder.path(), &[]);
        assert_eq!(code, Some(2), "{text}");
        assert!(text.replace('\n', " ").contains(why), "{why}: {text}");
    }
    let folder = folder(&address, "[checks.body]\ncommand = ['x']");
    let (code, text) = conform(folder.path(), &[]);
    assert!(code == Some(2) && text.contains("`body` cannot be the name of a check"), "{text}");
}
