//! The network of `trueline conform`: its options and keys reach the connections, what cannot be used is an error before
//! anything is sent, and what is secret stays so.

mod support;

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use support::document;

/// Variables that name proxies.
const PROXIES: [&str; 8] =
    ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"];

struct Ended {
    code: Option<i32>,
    output: String,
    errors: String,
}

fn conform(folder: &Path, words: &[&str], variables: &[(&str, &str)]) -> Ended {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trueline"));
    command.current_dir(folder).arg("conform").args(words);
    for name in PROXIES {
        command.env_remove(name);
    }
    let Output { status, stdout, stderr } = command.envs(variables.iter().copied()).output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Ended { code: status.code(), output: text(stdout), errors: text(stderr) }
}

/// A folder with a document.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("api.yaml"), document(1)).expect("written");
    folder
}

/// Answers the requests of connections, and counts them.
fn answer(mut stream: impl Read + Write, requests: &AtomicUsize) {
    let mut bytes = [0; 8 * 1024];
    while let Ok(1..) = stream.read(&mut bytes) {
        requests.fetch_add(1, Ordering::SeqCst);
        let answer: &[u8] = if bytes.starts_with(b"GET ") {
            b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 3\r\n\r\n\"x\""
        } else {
            b"HTTP/1.1 405 Method Not Allowed\r\nallow: GET\r\ncontent-length: 0\r\n\r\n"
        };
        if stream.write_all(answer).is_err() {
            return;
        }
    }
}

/// A server, or a proxy that answers in a server's place.
fn serve() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    let requests = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&requests);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let counter = Arc::clone(&counter);
            std::thread::spawn(move || answer(stream, &counter));
        }
    });
    (address, requests)
}

#[test]
fn a_file_that_cannot_be_used_ends_the_run_before_anything_is_sent() {
    let folder = folder();
    let (address, requests) = serve();
    let keys: Vec<_> = (0..2).map(|_| rcgen::KeyPair::generate().expect("a key")).collect();
    let certificate = rcgen::CertificateParams::new(vec!["a.example".to_owned()]).expect("a name");
    let certificate = certificate.self_signed(&keys[0]).expect("signed").pem();
    for (name, text) in
        [("cert.pem", certificate), ("other.key", keys[1].serialize_pem()), ("text.pem", "hidden".to_owned())]
    {
        std::fs::write(folder.path().join(name), text).expect("written");
    }
    for (options, reason) in [
        (&["--cacert", "missing.pem"][..], "error: the file `missing.pem` of `cacert` cannot be read: No such file"),
        (&["--cacert", "text.pem"], "error: the file `text.pem` of `cacert` has no certificate in PEM"),
        (&["--cert", "cert.pem"], "error: the file `cert.pem` of `cert` has no key beside the certificate"),
        (&["--cert", "cert.pem", "--key", "text.pem"], "error: the file `text.pem` of `key` has no private key in PEM"),
        (
            &["--cert", "cert.pem", "--key", "other.key"],
            "has a key that is not the one of the certificate in `cert.pem`",
        ),
    ] {
        for scheme in ["http", "https"] {
            let base_url = format!("{scheme}://{address}");
            let ended = conform(folder.path(), &[&["api.yaml", "--base-url", &base_url], options].concat(), &[]);
            assert_eq!(ended.code, Some(2), "{}{}", ended.output, ended.errors);
            assert!(ended.errors.contains(reason), "{} and not {reason}", ended.errors);
            let all = format!("{}{}", ended.output, ended.errors);
            let mut lines =
                keys.iter().flat_map(|key| key.serialize_pem().lines().map(str::to_owned).collect::<Vec<_>>());
            assert!(
                !all.contains("hidden") && lines.all(|line| line.starts_with('-') || !all.contains(&line)),
                "{all}"
            );
        }
    }
    assert_eq!(requests.load(Ordering::SeqCst), 0);
}

#[test]
fn keys_of_a_target_are_files_beside_the_configuration() {
    let folder = folder();
    let inner = folder.path().join("inner");
    std::fs::create_dir(&inner).expect("a folder");
    let config = "document = 'api.yaml'\n[targets.a]\nbase-url = 'https://127.0.0.1:1'\n[targets.a.network]\ncacert = 'ca.pem'\n";
    std::fs::write(folder.path().join("trueline.toml"), config).expect("written");
    let ended = conform(&inner, &["--target", "a"], &[]);
    assert_eq!(ended.code, Some(2), "{}", ended.errors);
    assert!(ended.errors.contains("error: the file `../ca.pem` of `cacert` cannot be read"), "{}", ended.errors);
    let ended = conform(&inner, &["--target", "a", "--cacert", "own.pem"], &[]);
    assert!(ended.errors.contains("error: the file `own.pem` of `cacert` cannot be read"), "{}", ended.errors);
    let ended = conform(&inner, &["--target", "a", "--insecure", "--connect-timeout", "1s"], &[]);
    assert_eq!(ended.code, Some(3), "{}", ended.errors);
    let wrong = config.replace("cacert = 'ca.pem'", "key = 'a.key'\n'http1.1' = true\nhttp2-prior-knowledge = true");
    std::fs::write(folder.path().join("trueline.toml"), wrong).expect("written");
    let ended = conform(&inner, &["--target", "a"], &[]);
    assert_eq!(ended.code, Some(2), "{}", ended.errors);
    assert!(ended.errors.contains("`key` without the `cert`"), "{}", ended.errors);
    assert!(ended.errors.contains("either `http1.1` or `http2-prior-knowledge`"), "{}", ended.errors);
}

#[test]
fn who_judges_no_certificate_is_warned_before_anything_else() {
    let folder = folder();
    let ended = conform(folder.path(), &["api.yaml", "--base-url", "https://127.0.0.1:1", "--insecure"], &[]);
    assert_eq!(ended.code, Some(3), "{}", ended.errors);
    let warning =
        "warning: INSECURE: the certificate of the server is not judged (`insecure`); whoever is on the way reads";
    assert!(ended.errors.starts_with(warning), "{}", ended.errors);
    let ended = conform(folder.path(), &["api.yaml", "--insecure"], &[]);
    assert_eq!(ended.code, Some(2), "the mock in this process has no network: {}", ended.errors);
}

#[test]
fn a_proxy_of_the_environment_is_named_without_its_password() {
    let folder = folder();
    let (proxy, requests) = serve();
    let value = format!("http://ada:hunter%402@{proxy}");
    let words = ["api.yaml", "--base-url", "http://api.invalid", "--cases", "5", "--state", "state"];
    let reports = ["--report", "text", "--report", "json=r.json", "--report", "har=r.har", "--report", "html=r.html"];
    let ended = conform(folder.path(), &[&words[..], &reports].concat(), &[("http_proxy", &value)]);
    assert_eq!(ended.code, Some(0), "{}{}", ended.output, ended.errors);
    let note = format!("note: requests go through the proxy `http://{proxy}` (`http_proxy`)");
    assert!(ended.errors.contains(&note) && requests.load(Ordering::SeqCst) > 5, "{}", ended.errors);
    let files =
        ["r.json", "r.har", "r.html"].map(|name| std::fs::read_to_string(folder.path().join(name)).expect(name));
    for text in files.iter().chain([&ended.output, &ended.errors]) {
        assert!(!["hunter", "aHVudGVy", "YWRhOmh1bnRlckAy"].iter().any(|secret| text.contains(secret)), "{text}");
    }
    let before = requests.load(Ordering::SeqCst);
    let ended = conform(folder.path(), &words, &[("HTTP_PROXY", &value)]);
    assert!(
        ended.errors.contains("`HTTP_PROXY` is not read, as curl does not read it; set `http_proxy`"),
        "{}",
        ended.errors
    );
    let excluded = conform(folder.path(), &words, &[("http_proxy", &value), ("NO_PROXY", "invalid")]);
    assert_eq!((ended.code, excluded.code), (Some(3), Some(3)), "{}", excluded.errors);
    let wrong = conform(folder.path(), &words, &[("http_proxy", "ftp://ada:hunter@2")]);
    assert_eq!(wrong.code, Some(2), "{}", wrong.errors);
    assert!(
        wrong.errors.contains("`http_proxy` names no proxy") && !wrong.errors.contains("hunter"),
        "{}",
        wrong.errors
    );
    assert_eq!(requests.load(Ordering::SeqCst), before);
}

#[cfg(unix)]
#[test]
fn a_socket_is_tested_by_its_path() {
    let folder = folder();
    let listener = std::os::unix::net::UnixListener::bind(folder.path().join("a.sock")).expect("a socket");
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || answer(stream, &AtomicUsize::new(0)));
        }
    });
    let words = ["api.yaml", "--base-url", "http://localhost", "--unix-socket", "a.sock", "--cases", "5"];
    let ended = conform(folder.path(), &words, &[("http_proxy", "http://127.0.0.1:1")]);
    assert_eq!(ended.code, Some(0), "{}{}", ended.output, ended.errors);
}

#[test]
fn the_embedded_mock_is_asked_at_a_rate() {
    let folder = folder();
    let ended = conform(folder.path(), &["api.yaml", "--cases", "2", "--rate", "500/s"], &[]);
    assert_eq!(ended.code, Some(0), "{}{}", ended.output, ended.errors);
    for wrong in ["50", "0/s", "5/h"] {
        let ended = conform(folder.path(), &["api.yaml", "--rate", wrong], &[]);
        assert!(ended.code == Some(2) && ended.errors.contains("a rate is a number of requests"), "{}", ended.errors);
    }
}
