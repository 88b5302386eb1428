//! TLS: whom a run trusts, the certificate that it shows, files that cannot be used, and connections that do not come.

#[path = "support/served.rs"]
mod served;
mod support;

use std::time::{Duration, Instant};

use http::Version;
use served::{Authority, Files, Server, document, listen, run, run_with, target, transport};
use support::{settings, tell};
use trueline_conformance::RunError;
use trueline_conformance::target::{NetworkConfig, Target, TargetConfig};
use trueline_conformance::transport::AddressError;

const BOTH: [&str; 2] = ["h2", "http/1.1"];

fn trusting(cacert: Option<std::path::PathBuf>) -> NetworkConfig {
    NetworkConfig { cacert, ..NetworkConfig::default() }
}

#[tokio::test]
async fn an_authority_of_ones_own_is_trusted_where_it_is_named_and_nowhere_else() {
    let (authority, other, files) = (Authority::new(), Authority::new(), Files::new());
    let server = Server::default();
    let address = server.tls(authority.server("127.0.0.1", &BOTH, None)).await;
    let own = files.write("ca.pem", &authority.pem);

    let unknown = target(&address, NetworkConfig::default(), &[]);
    match transport(&unknown) {
        Ok(transport) => {
            let refused = run_with(&unknown, &transport, |_| {}).await;
            assert!(matches!(refused.result, Err(RunError::Unreachable { .. })), "{}", refused.told.text);
            assert!(refused.error().contains("certificate"), "{}", refused.error());
        }
        // A bare container has none to judge by.
        Err(error) => assert!(matches!(error, AddressError::NoCertificates(_)), "{error}"),
    }
    let refused = run(&address, trusting(files.write("other.pem", &other.pem))).await;
    assert!(refused.error().contains("UnknownIssuer"), "{}", refused.error());
    assert_eq!(server.came().len(), 0, "nothing is sent to a stranger");

    let trusted = run(&address, trusting(own.clone())).await;
    assert!(trusted.is_fine(), "{}{}", trusted.error(), trusted.told.text);
    assert_eq!(server.versions(), [Version::HTTP_2], "it is offered, and taken");
    let both = files.write("both.pem", &format!("{}# a comment\n{}", other.pem, authority.pem));
    assert!(run(&address, trusting(both)).await.is_fine(), "of several authorities one will do");

    let elsewhere = Server::default();
    let address = elsewhere.tls(authority.server("other.example", &BOTH, None)).await;
    let refused = run(&address, trusting(own)).await;
    assert!(refused.error().contains("not valid for name"), "{}", refused.error());
    assert_eq!(elsewhere.came().len(), 0);
    let insecure = NetworkConfig { insecure: true, http1_1: true, ..NetworkConfig::default() };
    assert!(run(&address, insecure).await.is_fine());
    assert_eq!(elsewhere.versions(), [Version::HTTP_11], "as it was asked for");
}

#[tokio::test]
async fn a_server_that_asks_for_a_certificate_is_shown_it() {
    let (authority, other_actor, files) = (Authority::new(), Authority::new(), Files::new());
    let client = authority.certify("client.example");
    let cacert = files.write("ca.pem", &authority.pem);
    let (cert, key) = (files.write("client.pem", &client.pem), files.write("client.key", &client.key));
    for versions in [&BOTH[..], &BOTH[1..]] {
        let server = Server::default();
        let address = server.tls(authority.server("127.0.0.1", versions, Some(&authority))).await;
        let without = run(&address, trusting(cacert.clone())).await;
        assert!(matches!(without.result, Err(RunError::Unreachable { .. })), "{}", without.told.text);
        let error = without.error();
        assert!(error.contains("CertificateRequired") && !error.contains("RFC 911"), "no answer breaks HTTP: {error}");
        let other = other_actor.certify("client.example");
        let (other, other_key) = (files.write("other.pem", &other.pem), files.write("other.key", &other.key));
        let refused = NetworkConfig { cert: other, key: other_key, ..trusting(cacert.clone()) };
        assert!(matches!(run(&address, refused).await.result, Err(RunError::Unreachable { .. })));
        assert_eq!(server.came().len(), 0);

        let shown = NetworkConfig { cert: cert.clone(), key: key.clone(), ..trusting(cacert.clone()) };
        let shown = run(&address, shown).await;
        assert!(shown.is_fine(), "{}{}", shown.error(), shown.told.text);
        let both = files.write("both.pem", &format!("{}{}", client.key, client.pem));
        assert!(run(&address, NetworkConfig { cert: both, ..trusting(cacert.clone()) }).await.is_fine());
    }
}

#[tokio::test]
async fn what_the_document_asks_a_certificate_for_is_tested_where_there_is_one() {
    let (authority, files) = (Authority::new(), Files::new());
    let server = Server::default();
    let address = server.tls(authority.server("127.0.0.1", &BOTH, Some(&authority))).await;
    let api =
        document("security: [{Certificate: []}]\ncomponents: {securitySchemes: {Certificate: {type: mutualTLS}}}");
    let client = authority.certify("client.example");
    let (cert, key) = (files.write("client.pem", &client.pem), files.write("client.key", &client.key));
    let trusting = trusting(files.write("ca.pem", &authority.pem));
    let state = tempfile::tempdir().expect("a folder");
    let tested = async |network: NetworkConfig| {
        let config = TargetConfig { network, ..TargetConfig::at(&address) };
        let target = Target::resolve("network", &config, &api, &|_| None).expect("it is right");
        Box::pin(tell(&api, &target, &transport(&target).expect("it can be tried"), &settings(state.path()))).await
    };
    let (told, _) = tested(trusting.clone()).await;
    let text = told.text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("no credential for Certificate; give one with --cert FILE --key FILE"), "{text}");
    let (told, result) = tested(NetworkConfig { cert, key, ..trusting }).await;
    let summary = result.expect("it is reached");
    assert_eq!((summary.succeeded, summary.failures, summary.undecided), (1, 0, 0), "{}", told.text);
}

#[test]
fn a_file_that_cannot_be_used_is_an_error_that_shows_nothing_of_it() {
    let (authority, files) = (Authority::new(), Files::new());
    let (one, other) = (authority.certify("one.example"), authority.certify("other.example"));
    let cut = one.key.rsplit_once("-----END").expect("it ends").0.to_owned();
    let apply_faults = one.key.replacen("\nM", "\n!hidden!", 1);
    let garbage = "-----BEGIN CERTIFICATE-----\naGlkZGVu\n-----END CERTIFICATE-----\n";
    let encrypted = "-----BEGIN ENCRYPTED PRIVATE KEY-----\naGlkZGVu\n-----END ENCRYPTED PRIVATE KEY-----\n";
    let old = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\naGlkZGVu\n-----END RSA PRIVATE KEY-----\n";
    let certificate = || files.write("cert.pem", &one.pem);
    let number = std::cell::Cell::new(0);
    let file = |text: &str| {
        number.set(number.get() + 1);
        files.write(&format!("{}.pem", number.get()), text)
    };
    let cacert = |text: &str| trusting(file(text));
    let cert = |text: &str| NetworkConfig { cert: file(text), ..NetworkConfig::default() };
    let key = |text: &str| NetworkConfig { cert: certificate(), key: file(text), ..NetworkConfig::default() };
    let missing = || Some(files.path("missing.pem"));
    let cases: Vec<(NetworkConfig, &str)> = vec![
        (trusting(missing()), "missing.pem` of `cacert` cannot be read: No such file"),
        (trusting(Some(files.path(""))), "of `cacert` cannot be read: Is a directory"),
        (cacert(""), "`cacert` has no certificate in PEM"),
        (cacert("hidden"), "`cacert` has no certificate in PEM"),
        (cacert(&one.key), "`cacert` has no certificate in PEM"),
        (cacert(garbage), "`cacert` has a certificate, its first, that is none"),
        (cacert(&format!("{}{garbage}", authority.pem)), "`cacert` has a certificate, its second, that is none"),
        (cacert("-----BEGIN hidden"), "`cacert` has a section of PEM whose first line cannot be read"),
        (cert(&one.pem), "`cert` has no key beside the certificate; name one with `key`"),
        (cert("hidden"), "`cert` has no certificate in PEM"),
        (NetworkConfig { cert: missing(), ..NetworkConfig::default() }, "missing.pem` of `cert` cannot be read"),
        (NetworkConfig { cert: certificate(), key: missing(), ..NetworkConfig::default() }, "`key` cannot be read"),
        (key(&one.pem), "`key` has no private key in PEM"),
        (key(&cut), "`key` has a section of PEM without its end"),
        (key(&apply_faults), "`key` has a section of PEM that is no Base64"),
        (key(encrypted), "`key` has a key that is encrypted; decrypt it with"),
        (key(old), "`key` has a key that is encrypted; decrypt it with"),
        (key(&other.key), "`key` has a key that is not the one of the certificate in"),
        (key("-----BEGIN PRIVATE KEY-----\naGlkZGVu\n-----END PRIVATE KEY-----\n"), "that cannot be used"),
    ];
    for (network, reason) in cases {
        for address in ["https://127.0.0.1:1", "http://127.0.0.1:1"] {
            let target = target(address, network.clone(), &[]);
            let error = transport(&target).map(drop).expect_err(reason);
            let (text, debug) = (error.to_string(), format!("{error:?}"));
            let secrets = one.key.lines().chain(other.key.lines()).filter(|line| !line.starts_with('-'));
            for secret in secrets.chain(["hidden", "aGlkZGVu"]) {
                assert!(!text.contains(secret) && !debug.contains(secret), "{text} {debug}");
            }
            assert!(text.contains(reason), "{text}, not {reason}");
        }
    }
}

#[tokio::test]
async fn a_connection_that_does_not_come_is_waited_for_as_long_as_was_said() {
    let (listener, address) = listen().await;
    tokio::spawn(async move {
        // It takes connections, and never says a word of TLS.
        let mut held = Vec::new();
        while let Ok((stream, _)) = listener.accept().await {
            held.push(stream);
        }
    });
    let files = Files::new();
    let network = NetworkConfig {
        connect_timeout: Some(Duration::from_millis(300)),
        ..trusting(files.write("ca.pem", &Authority::new().pem))
    };
    let began = Instant::now();
    let late = run(&format!("https://{address}"), network).await;
    assert!(matches!(late.result, Err(RunError::Unreachable { .. })), "{}", late.told.text);
    assert!(late.error().contains("no connection within 0.3 s (limit `connect-timeout`)"), "{}", late.error());
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
}
