//! Servers of the tests of the network: a document of one operation, and a server that does what it says, on any connection.
#![allow(dead_code, reason = "each test takes what it needs")]

use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{HeaderMap, Request, Response, Version};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use trueline_conformance::report::Summary;
use trueline_conformance::target::{NetworkConfig, Target, TargetConfig};
use trueline_conformance::transport::{AddressError, AnswerLimits, HttpTransport, Transport};
use trueline_conformance::{RunError, Settings};
use trueline_spec::model::{Api, Checked};
use trueline_spec::source::{Fetch, FetchError};
use trueline_spec::{LoadOptions, load};

use crate::support::{Told, settings, tell};

struct Text(&'static str);

impl Fetch for Text {
    fn fetch(&self, _: &str) -> Result<Vec<u8>, FetchError> {
        let parameter = "{name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 9}}";
        let content = "{application/json: {schema: {type: array}}}";
        let text = format!(
            "openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\n{}\npaths:\n  /things:\n    get:\n      operationId: things\n      \
             parameters: [{parameter}]\n      responses: {{'200': {{description: d, content: {content}}}, '400': \
             {{description: d}}}}\n",
            self.0
        );
        Ok(text.into_bytes())
    }
}

/// The document of one operation, with some lines more at its top.
pub fn document(lines: &'static str) -> Arc<Checked<Api>> {
    Arc::new(load("api.yaml", &Text(lines), LoadOptions::default()).expect("read").api.expect("right"))
}

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Came {
    pub version: Version,
    pub uri: String,
    pub headers: HeaderMap,
}

/// A server that does what the document says, and notes what comes.
#[derive(Debug, Clone, Default)]
pub struct Server {
    pub came: Arc<Mutex<Vec<Came>>>,
    /// What it answers in place of the list, where the list is wrong.
    pub wrong: Option<&'static str>,
    /// Whether it repeats the request's headers in its answers.
    pub repeats: bool,
}

impl Server {
    pub fn came(&self) -> Vec<Came> {
        self.came.lock().expect("whole").clone()
    }

    pub fn versions(&self) -> Vec<Version> {
        let mut versions: Vec<Version> = self.came().iter().map(|came| came.version).collect();
        versions.dedup();
        versions
    }

    pub fn answer<B>(&self, request: &Request<B>) -> Response<Full<Bytes>> {
        let uri = request.uri().to_string();
        let (version, headers) = (request.version(), request.headers().clone());
        let repeated = format!("{headers:?}");
        self.came.lock().expect("whole").push(Came { version, uri, headers });
        let query = request.uri().query().unwrap_or_default();
        let is_valid = query.strip_prefix("limit=").is_none_or(|limit| (1..=9).contains(&limit.parse().unwrap_or(0)));
        let answer = Response::builder();
        let answer = match self.wrong {
            _ if request.method() != "GET" => answer.status(405).header("allow", "GET").body(Full::default()),
            _ if !is_valid => answer.status(400).body(Full::default()),
            None if self.repeats => answer.header("content-type", "application/json").body(Full::from(
                // Every header in a string, which the document does not declare.
                serde_json::Value::from(repeated).to_string(),
            )),
            text => answer.header("content-type", "application/json").body(Full::from(text.unwrap_or("[]"))),
        };
        answer.expect("a response")
    }

    /// Serves a connection.
    pub async fn serve(self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, is_http2: bool) {
        let service = service_fn(move |request: Request<Incoming>| {
            let answer = self.answer(&request);
            async move { Ok::<_, Infallible>(answer) }
        });
        let stream = TokioIo::new(stream);
        if is_http2 {
            let _ =
                hyper::server::conn::http2::Builder::new(TokioExecutor::new()).serve_connection(stream, service).await;
        } else {
            let _ = hyper::server::conn::http1::Builder::new().serve_connection(stream, service).await;
        }
    }

    /// Listens without TLS; its address.
    pub async fn plain(&self, is_http2: bool) -> String {
        let (listener, address) = listen().await;
        let server = self.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(server.clone().serve(stream, is_http2));
            }
        });
        format!("http://{address}")
    }

    /// Listens with TLS, and speaks what is negotiated; its address.
    pub async fn tls(&self, config: ServerConfig) -> String {
        let (listener, address) = listen().await;
        let (server, acceptor) = (self.clone(), TlsAcceptor::from(Arc::new(config)));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (server, acceptor) = (server.clone(), acceptor.clone());
                tokio::spawn(async move {
                    let Ok(stream) = acceptor.accept(stream).await else { return };
                    let is_http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
                    server.serve(stream, is_http2).await;
                });
            }
        });
        format!("https://{address}")
    }
}

pub async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address").to_string();
    (listener, address)
}

static AUTHORITIES: AtomicUsize = AtomicUsize::new(0);

/// Somebody who signs certificates.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pub pem: String,
}

/// A certificate with its key.
pub struct Certified {
    pub pem: String,
    pub key: String,
    der: rustls::pki_types::CertificateDer<'static>,
    key_der: Vec<u8>,
}

impl Authority {
    pub fn new() -> Self {
        let key = KeyPair::generate().expect("a key");
        let mut parameters = CertificateParams::new(Vec::new()).expect("no names");
        // Authorities of one name are distinguished by their signatures alone.
        let name = format!("authority {}", AUTHORITIES.fetch_add(1, Ordering::SeqCst));
        parameters.distinguished_name.push(rcgen::DnType::CommonName, name);
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let pem = parameters.self_signed(&key).expect("signed").pem();
        Self { issuer: Issuer::new(parameters, key), pem }
    }

    pub fn certify(&self, name: &str) -> Certified {
        let key = KeyPair::generate().expect("a key");
        let parameters = CertificateParams::new(vec![name.to_owned()]).expect("a name");
        let certificate = parameters.signed_by(&key, &self.issuer).expect("signed");
        Certified {
            pem: certificate.pem(),
            key: key.serialize_pem(),
            der: certificate.der().clone(),
            key_der: key.serialize_der(),
        }
    }

    /// The TLS of a server with a certificate of this authority; it asks for one of `clients` where that is given.
    pub fn server(&self, name: &str, versions: &[&str], clients: Option<&Authority>) -> ServerConfig {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ServerConfig::builder_with_provider(Arc::clone(&provider));
        let builder = builder.with_safe_default_protocol_versions().expect("a version");
        let builder = match clients {
            None => builder.with_no_client_auth(),
            Some(clients) => {
                let mut roots = RootCertStore::empty();
                let root = rustls::pki_types::CertificateDer::from_pem_slice(clients.pem.as_bytes()).expect("PEM");
                roots.add(root).expect("a root");
                let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
                builder.with_client_cert_verifier(verifier.build().expect("a verifier"))
            }
        };
        let own = self.certify(name);
        let key = PrivateKeyDer::try_from(own.key_der).expect("a key");
        let mut config = builder.with_single_cert(vec![own.der], key).expect("they belong together");
        config.alpn_protocols = versions.iter().map(|version| version.as_bytes().to_vec()).collect();
        config
    }
}

/// A folder of files.
pub struct Files(tempfile::TempDir);

impl Files {
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    #[allow(clippy::unnecessary_wraps, reason = "as settings have it")]
    pub fn write(&self, name: &str, text: &str) -> Option<PathBuf> {
        let path = self.0.path().join(name);
        std::fs::write(&path, text).expect("written");
        Some(path)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

/// What a run of the document at an address found, on a network and with an environment.
pub struct Run {
    pub told: Told,
    pub result: Result<Summary, RunError>,
}

impl Run {
    pub fn error(&self) -> String {
        self.result.as_ref().err().map(ToString::to_string).unwrap_or_default()
    }

    /// Nothing is wrong, and everything was judged.
    pub fn is_fine(&self) -> bool {
        self.result.as_ref().is_ok_and(|summary| {
            summary.failures == 0 && summary.undecided == 0 && summary.succeeded == 1 && summary.conforming > 10
        })
    }
}

pub fn target(address: &str, network: NetworkConfig, environment: &[(&str, &str)]) -> Target {
    let config = TargetConfig { network, ..TargetConfig::at(address) };
    let environment =
        |name: &str| environment.iter().find(|(own, _)| *own == name).map(|(_, value)| (*value).to_owned());
    Target::resolve("network", &config, &document(""), &environment).expect("it is right")
}

pub fn transport(target: &Target) -> Result<Transport, AddressError> {
    HttpTransport::on_network(&target.base_url, &target.network, AnswerLimits::default()).map(Transport::Http)
}

pub async fn run(address: &str, network: NetworkConfig) -> Run {
    run_in(address, network, &[]).await
}

pub async fn run_in(address: &str, network: NetworkConfig, environment: &[(&str, &str)]) -> Run {
    let target = target(address, network, environment);
    let transport = transport(&target).expect("it can be tried");
    run_with(&target, &transport, |_| {}).await
}

pub async fn run_with(target: &Target, transport: &Transport, change: impl FnOnce(&mut Settings)) -> Run {
    let state = tempfile::tempdir().expect("a folder");
    let mut settings = settings(state.path());
    change(&mut settings);
    let (told, result) = Box::pin(tell(&document(""), target, transport, &settings)).await;
    Run { told, result }
}
