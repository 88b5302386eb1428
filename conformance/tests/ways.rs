//! Ways to a server: proxies of the environment, with credentials that nobody sees, and sockets of the system. What is
//! reported is pasted into a shell, and `curl` takes the same way.

#[path = "support/served.rs"]
mod served;
mod support;

use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, Mutex};

use served::{Authority, Files, Run, Server, listen, run, run_in, run_with, target, transport};
use support::Told;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::TcpStream;
use trueline_conformance::RunError;
use trueline_conformance::target::NetworkConfig;

/// What came to a proxy: the heads of requests, or the destinations of SOCKS.
#[derive(Clone, Default)]
struct Proxied(Arc<Mutex<Vec<String>>>);

impl Proxied {
    fn heads(&self) -> Vec<String> {
        self.0.lock().expect("whole").clone()
    }

    fn note(&self, head: String) {
        self.0.lock().expect("whole").push(head);
    }

    /// A proxy of HTTP that tunnels and forwards for who has the credentials, where it asks for some. It forwards the
    /// credentials too, as some do that are badly made.
    async fn http(&self, credentials: Option<&'static str>) -> String {
        let (listener, address) = listen().await;
        let proxied = self.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(proxied.clone().serve(stream, credentials));
            }
        });
        address
    }

    async fn serve(self, mut stream: TcpStream, credentials: Option<&'static str>) {
        let Some(head) = read_head(&mut stream).await else { return };
        self.note(head.clone());
        if let Some(credentials) = credentials
            && !head
                .to_ascii_lowercase()
                .contains(&format!("proxy-authorization: basic {credentials}").to_ascii_lowercase())
        {
            let refusal =
                "HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\ncontent-length: 0\r\n\r\n";
            let _ = stream.write_all(refusal.as_bytes()).await;
            return;
        }
        let target = head.split(' ').nth(1).unwrap_or_default().to_owned();
        if head.starts_with("CONNECT ") {
            let Ok(mut onward) = TcpStream::connect(&target).await else { return };
            let _ = stream.write_all(b"HTTP/1.1 200 Connected\r\n\r\n").await;
            let _ = copy_bidirectional(&mut stream, &mut onward).await;
            return;
        }
        // One request a connection.
        let authority = target.trim_start_matches("http://").split('/').next().unwrap_or_default().to_owned();
        let Ok(mut onward) = TcpStream::connect(authority).await else { return };
        let head = head.replacen("\r\n", "\r\nconnection: close\r\n", 1);
        let _ = onward.write_all(head.as_bytes()).await;
        let _ = copy_bidirectional(&mut stream, &mut onward).await;
    }

    /// A proxy of SOCKS 5 (RFC 1928), with a user name and a password (RFC 1929).
    async fn socks(&self) -> String {
        let (listener, address) = listen().await;
        let proxied = self.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(proxied.clone().socks_connection(stream));
            }
        });
        address
    }

    async fn socks_connection(self, mut stream: TcpStream) -> Option<()> {
        let mut byte = [0; 2];
        stream.read_exact(&mut byte).await.ok()?;
        let mut methods = vec![0; byte[1].into()];
        stream.read_exact(&mut methods).await.ok()?;
        assert!(methods.contains(&2), "it has credentials");
        stream.write_all(&[5, 2]).await.ok()?;
        stream.read_exact(&mut byte).await.ok()?;
        let user = read_text(&mut stream, byte[1]).await?;
        let length = stream.read_u8().await.ok()?;
        let password = read_text(&mut stream, length).await?;
        stream.write_all(&[1, 0]).await.ok()?;
        let mut head = [0; 4];
        stream.read_exact(&mut head).await.ok()?;
        let host = if head[3] == 1 {
            let mut host = [0; 4];
            stream.read_exact(&mut host).await.ok()?;
            std::net::Ipv4Addr::from(host).to_string()
        } else {
            let length = stream.read_u8().await.ok()?;
            read_text(&mut stream, length).await?
        };
        let port = stream.read_u16().await.ok()?;
        self.note(format!("{user} {password} {host}:{port}"));
        let mut onward = TcpStream::connect((host, port)).await.ok()?;
        stream.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).await.ok()?;
        copy_bidirectional(&mut stream, &mut onward).await.ok().map(drop)
    }
}

async fn read_text(stream: &mut TcpStream, length: u8) -> Option<String> {
    let mut bytes = vec![0; length.into()];
    stream.read_exact(&mut bytes).await.ok()?;
    String::from_utf8(bytes).ok()
}

/// The head of a request without a body, as all are of these tests.
async fn read_head(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    String::from_utf8(head).ok()
}

/// Neither the password nor any encoding of it is in what is reported.
fn is_silent(run: &Run) {
    let told: &Told = &run.told;
    for text in [&told.text, &told.json_text, &run.error(), &format!("{:?} {:?}", told.failures, run.result)] {
        for secret in ["hunter@2", "hunter%402", "aHVudGVyQDI", "YWRhOmh1bnRlckAy", "hunter"] {
            assert!(!text.contains(secret), "{secret} is in {text}");
        }
    }
}

const CREDENTIALS: &str = "YWRhOmh1bnRlckAy";

#[tokio::test]
async fn requests_of_http_are_forwarded_with_credentials_that_nobody_sees() {
    let (server, proxied) = (Server::default(), Proxied::default());
    let (address, proxy) = (server.plain(false).await, proxied.http(Some(CREDENTIALS)).await);
    let with = format!("http://ada:hunter%402@{proxy}");
    let fine = run_in(&address, NetworkConfig::default(), &[("http_proxy", &with)]).await;
    assert!(fine.is_fine(), "{}{}", fine.error(), fine.told.text);
    let heads = proxied.heads();
    assert!(heads.len() > 10 && heads.iter().all(|head| head.contains(&format!(" {address}/things"))), "{heads:?}");
    is_silent(&fine);

    // A server that repeats what a bad proxy gives it.
    let repeating = Server { repeats: true, ..Server::default() };
    let address = repeating.plain(false).await;
    let told = run_in(&address, NetworkConfig::default(), &[("http_proxy", &with)]).await;
    assert!(told.told.failures.len() == 1 && told.told.text.contains("proxy-authorization"), "{}", told.told.text);
    assert!(repeating.came()[0].headers["proxy-authorization"].to_str().expect("text").contains(CREDENTIALS));
    is_silent(&told);

    for wrong in [format!("http://{proxy}"), format!("http://ada:hunter@{proxy}")] {
        let refused = run_in(&address, NetworkConfig::default(), &[("ALL_PROXY", &wrong)]).await;
        assert!(matches!(refused.result, Err(RunError::Unreachable { .. })), "{}", refused.told.text);
        let expected = format!("the proxy `http://{proxy}` (`ALL_PROXY`) asks for a user name and a password (407)");
        assert!(refused.error().contains(&expected), "{}", refused.error());
        is_silent(&refused);
    }
}

#[tokio::test]
async fn requests_of_https_go_through_a_tunnel() {
    let (authority, files) = (Authority::new(), Files::new());
    let (server, proxied) = (Server::default(), Proxied::default());
    let address = server.tls(authority.server("127.0.0.1", &["h2", "http/1.1"], None)).await;
    let network = NetworkConfig { cacert: files.write("ca.pem", &authority.pem), ..NetworkConfig::default() };
    let proxy = proxied.http(Some(CREDENTIALS)).await;
    let with = format!("http://ada:hunter%402@{proxy}");
    let fine = run_in(&address, network.clone(), &[("HTTPS_PROXY", &with)]).await;
    assert!(fine.is_fine(), "{}{}", fine.error(), fine.told.text);
    let heads = proxied.heads();
    let expected = format!("CONNECT {} HTTP/1.1", address.trim_start_matches("https://"));
    assert!(!heads.is_empty() && heads.iter().all(|head| head.starts_with(&expected)), "{heads:?}");
    assert_eq!(server.versions(), [http::Version::HTTP_2], "what is within the tunnel is negotiated");
    assert!(server.came().iter().all(|came| !came.headers.contains_key("proxy-authorization")));
    is_silent(&fine);

    let before = proxied.heads().len();
    let past = run_in(&address, network.clone(), &[("HTTPS_PROXY", &with), ("NO_PROXY", "127.0.0.1")]).await;
    assert!(past.is_fine() && proxied.heads().len() == before, "no proxy is asked");

    let wrong = format!("http://ada:hunter@{proxy}");
    let refused = run_in(&address, network.clone(), &[("HTTPS_PROXY", &wrong)]).await;
    let expected =
        format!("through the proxy `http://{proxy}` (`HTTPS_PROXY`): tunnel error: proxy authorization required");
    assert!(refused.error().contains(&expected), "{}", refused.error());
    is_silent(&refused);
    let (nobody, closed) = listen().await;
    drop(nobody);
    let gone = run_in(&address, network, &[("https_proxy", &format!("http://ada:hunter%402@{closed}"))]).await;
    assert!(gone.error().contains(&format!("through the proxy `http://{closed}`")), "{}", gone.error());
    is_silent(&gone);
}

#[tokio::test]
async fn a_proxy_of_socks_passes_requests_on() {
    let (server, proxied) = (Server::default(), Proxied::default());
    let address = server.plain(false).await;
    let proxy = format!("socks5h://ada:hunter%402@{}", proxied.socks().await);
    let fine = run_in(&address, NetworkConfig::default(), &[("all_proxy", &proxy)]).await;
    assert!(fine.is_fine(), "{}{}", fine.error(), fine.told.text);
    let expected = format!("ada hunter@2 {}", address.trim_start_matches("http://"));
    assert!(
        proxied.heads().iter().all(|head| *head == expected) && !proxied.heads().is_empty(),
        "{:?}",
        proxied.heads()
    );
    is_silent(&fine);
}

#[test]
fn a_proxy_that_cannot_be_used_is_an_error_without_its_credentials() {
    let http2 = NetworkConfig { http2_prior_knowledge: true, ..NetworkConfig::default() };
    for (proxy, network, reason) in [
        ("ftp://ada:hunter@127.0.0.1:1", NetworkConfig::default(), "`all_proxy` names no proxy"),
        ("socks4://ada:hunter@127.0.0.1:1", NetworkConfig::default(), "takes no user name and password"),
        ("http://ada:hunter@127.0.0.1:1", http2, "takes no HTTP/2 without TLS"),
    ] {
        let target = target("http://127.0.0.1:1", network, &[("all_proxy", proxy)]);
        let error = transport(&target).map(drop).expect_err(reason);
        assert!(error.to_string().contains(reason), "{error}");
        assert!(!error.to_string().contains("hunter") && !format!("{error:?} {target:?}").contains("hunter"));
    }
}

/// Runs the line of the only finding, and gives what `curl` wrote; nothing where there is none.
async fn pasted(run: &Run) -> Option<String> {
    let [failure] = &run.told.failures[..] else { panic!("{}{}", run.error(), run.told.text) };
    if Command::new("curl").arg("--version").output().is_err() {
        eprintln!("curl is not installed, so that no line of a finding was pasted");
        return None;
    }
    let line = failure.curl.to_string();
    let output = tokio::task::spawn_blocking(move || Command::new("sh").args(["-c", &line]).output().expect("a shell"));
    let output = output.await.expect("it ends");
    assert!(output.status.success(), "{}: {}", failure.curl, String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[cfg(unix)]
#[tokio::test]
async fn a_socket_of_the_system_is_used_and_no_proxy_then() {
    for (is_http2, version) in [(false, "HTTP/1.1 200"), (true, "HTTP/2 200")] {
        let (server, files) = (Server { wrong: Some("{}"), ..Server::default() }, Files::new());
        let path: PathBuf = files.path("it's a.sock");
        let listener = tokio::net::UnixListener::bind(&path).expect("a socket");
        let serving = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serving.clone().serve(stream, is_http2));
            }
        });
        let network =
            NetworkConfig { unix_socket: Some(path), http2_prior_knowledge: is_http2, ..NetworkConfig::default() };
        let found = run_in("http://api.example/", network, &[("http_proxy", "http://127.0.0.1:1")]).await;
        assert!(server.came().len() > 10, "{}{}", found.error(), found.told.text);
        assert!(server.came().iter().all(|came| {
            came.headers.get("host").is_none_or(|host| host == "api.example") && !came.uri.contains("proxy")
        }));
        if let Some(answer) = pasted(&found).await {
            assert!(answer.starts_with(version) && answer.ends_with("{}"), "{answer}");
        }
    }
    let nobody = NetworkConfig { unix_socket: Some("/nowhere/a.sock".into()), ..NetworkConfig::default() };
    let gone = run("http://api.example", nobody).await;
    assert!(matches!(gone.result, Err(RunError::Unreachable { .. })), "{}", gone.told.text);
}

#[tokio::test]
async fn a_line_of_a_finding_takes_the_same_way() {
    let (authority, files) = (Authority::new(), Files::new());
    let server = Server { wrong: Some("{}"), ..Server::default() };
    let client = authority.certify("client.example");
    let network = NetworkConfig {
        cacert: files.write("ca.pem", &authority.pem),
        cert: files.write("client.pem", &client.pem),
        key: files.write("client.key", &client.key),
        ..NetworkConfig::default()
    };
    let insecure = NetworkConfig { cacert: None, insecure: true, http1_1: true, ..network.clone() };
    let address = server.tls(authority.server("127.0.0.1", &["h2", "http/1.1"], Some(&authority))).await;
    for (network, version) in [(network, "HTTP/2 200"), (insecure, "HTTP/1.1 200")] {
        let found = run(&address, network).await;
        if let Some(answer) = pasted(&found).await {
            assert!(answer.starts_with(version) && answer.ends_with("{}"), "{answer}");
        }
        let all = format!("{}{}", found.told.text, found.told.json_text);
        assert!(client.key.lines().filter(|line| !line.starts_with('-')).all(|line| !all.contains(line)));
    }
}

#[tokio::test]
async fn who_runs_it_is_told_what_is_between() {
    let insecure = NetworkConfig { insecure: true, ..NetworkConfig::default() };
    let target = target("https://127.0.0.1:1", insecure, &[("HTTPS_PROXY", "http://ada:hunter2@127.0.0.1:9")]);
    let (warnings, notes) = (target.network.warnings(&target.base_url), target.network.notes(&target.base_url));
    assert!(warnings.len() == 1 && warnings[0].starts_with("INSECURE: "), "{warnings:?}");
    assert_eq!(notes, ["requests go through the proxy `http://127.0.0.1:9` (`HTTPS_PROXY`)"]);
    let run = run_with(&target, &transport(&target).expect("it can be tried"), |_| {}).await;
    assert!(!run.error().is_empty());
    is_silent(&run);
}
