//! One call for a test of one's own: a document, a service or an address, and a verdict.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use thiserror::Error;
use tower::Service;
use trueline_spec::model::{Api, Checked};
use trueline_spec::render;
use trueline_spec::source::FileSystem;
use trueline_spec::{LoadOptions, load};

use crate::custom::CustomCheck;
use crate::report::{Event, Failure, Summary, TextReport};
use crate::run::{RunError, Settings, SnapshotMode, run};
use crate::target::{RequestToSign, Signature, Signer, Target, TargetConfig};
use crate::transport::{AnswerLimits, HttpTransport, ServiceTransport, Transport};

/// A test of a service against its document, in one call.
///
/// Nothing is written to the disk unless [`state`](Self::state) says where.
///
/// # Examples
///
/// ```
/// use axum::Router;
/// use axum::routing::get;
/// use trueline_conformance::Conformance;
///
/// # let folder = tempfile::tempdir()?;
/// # let document = folder.path().join("openapi.yaml");
/// # std::fs::write(&document, "
/// # openapi: 3.1.0
/// # info: {title: Pets, version: '1'}
/// # paths:
/// #   /pets:
/// #     get:
/// #       operationId: listPets
/// #       responses:
/// #         '200':
/// #           description: All pets.
/// #           content: {application/json: {schema: {type: array, items: {type: string}}}}
/// # ")?;
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
/// # runtime.block_on(async {
/// const JSON: [(&str, &str); 1] = [("content-type", "application/json")];
/// let app = Router::new().route("/pets", get(|| async { (JSON, r#"["Rex"]"#) }));
/// Conformance::of(&document).service(app).seed(7).check().await;
/// # });
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "nothing is tested before `check` or `run`"]
pub struct Conformance {
    document: Document,
    config: TargetConfig,
    transport: Option<Transport>,
    signer: Option<Signer>,
    settings: Settings,
}

#[derive(Debug, Clone)]
enum Document {
    File(PathBuf),
    Api(Arc<Checked<Api>>),
}

/// What a run found.
#[derive(Debug, Clone)]
pub struct Findings {
    /// The run in numbers.
    pub summary: Summary,
    /// What does not conform, in the order of the plan.
    pub failures: Vec<Failure>,
    /// All of it for people.
    pub text: String,
}

impl Findings {
    /// Whether the run proves that the service conforms as far as it was tested: nothing was found, something was judged,
    /// and a valid request succeeded.
    #[must_use]
    pub fn is_conforming(&self) -> bool {
        self.failures.is_empty() && self.summary.conforming > 0 && self.summary.succeeded > 0
    }
}

/// Why a service could not be tested.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ConformanceError {
    /// The document cannot be read, or has errors; as they are shown.
    #[error("the document cannot be used:\n{0}")]
    Document(String),
    /// The target's settings contradict the document.
    #[error("the target cannot be used: {}", .0.join("; "))]
    Target(Vec<String>),
    /// Neither a service nor an address was given.
    #[error("nothing is tested: give a `service` or an `address`")]
    NoTarget,
    /// The run has no result.
    #[error(transparent)]
    Run(RunError),
}

impl Conformance {
    /// Tests against the document of a file.
    pub fn of(document: impl AsRef<Path>) -> Self {
        Self::new(Document::File(document.as_ref().to_owned()))
    }

    /// Tests against a document that is read already.
    pub fn of_api(api: Arc<Checked<Api>>) -> Self {
        Self::new(Document::Api(api))
    }

    fn new(document: Document) -> Self {
        let settings = Settings { snapshots: SnapshotMode::Off, state: None, ..Settings::default() };
        Self { document, config: TargetConfig::at("http://localhost"), transport: None, signer: None, settings }
    }

    /// The service that is tested, in this process.
    pub fn service<S, B>(mut self, service: S) -> Self
    where
        S: Service<Request<Full<Bytes>>, Response = Response<B>, Future: Send, Error: fmt::Display>,
        S: Clone + Send + Sync + 'static,
        B: http_body::Body<Data: Send, Error: Into<Box<dyn std::error::Error + Send + Sync>>> + Send,
    {
        self.transport = Some(Transport::Service(ServiceTransport::new(service)));
        self
    }

    /// Another way to what is tested.
    pub fn transport(mut self, transport: Transport) -> Self {
        self.transport = Some(transport);
        self
    }

    /// Credentials, actors and what is promised to exist, as `trueline.toml` has them for a target. Without a service or a
    /// transport its address is tested.
    pub fn target(mut self, config: TargetConfig) -> Self {
        self.config = config;
        self
    }

    /// Signs each request right before it is sent, those too that make a finding smaller: a closure gives the headers to add,
    /// or why it cannot, which ends the run.
    ///
    /// # Examples
    ///
    /// ```
    /// # use trueline_conformance::Conformance;
    /// let test = Conformance::of("openapi.yaml").sign(|request| {
    ///     let sum: u64 = request.body.iter().map(|byte| u64::from(*byte)).sum();
    ///     Ok(vec![("x-signature".to_owned(), format!("{} {sum}", request.method))])
    /// });
    /// ```
    pub fn sign(self, sign: impl Fn(&RequestToSign<'_>) -> Signature + Send + Sync + 'static) -> Self {
        self.signed_by(Signer::new(sign))
    }

    /// The same by a signer, whose signature may be the credential of a security scheme ([`Signer::of_scheme`]).
    pub fn signed_by(mut self, signer: Signer) -> Self {
        self.signer = Some(signer);
        self
    }

    /// Judges every exchange by a check of one's own as well, whose findings have its name and are made smaller, sent again and
    /// grouped as all others are.
    ///
    /// # Examples
    ///
    /// ```
    /// # use trueline_conformance::{Conformance, CustomCheck};
    /// let fast = CustomCheck::new("no-server-name", |_, answer| match answer.header("server") {
    ///     Some(_) => Err("the answer names the server's software".to_owned()),
    ///     None => Ok(()),
    /// })?;
    /// let test = Conformance::of("openapi.yaml").custom_check(fast);
    /// # Ok::<(), trueline_conformance::check::InvalidCheckName>(())
    /// ```
    pub fn custom_check(mut self, check: CustomCheck) -> Self {
        self.settings.checks.push(check);
        self
    }

    /// Where randomness begins; 0.
    pub fn seed(mut self, seed: u64) -> Self {
        self.settings.seed = seed;
        self
    }

    /// Valid requests of an operation; 100. Of each invalid class a sixteenth of it, and at least two.
    pub fn cases(mut self, cases: usize) -> Self {
        self.settings.cases = cases;
        self
    }

    /// Only operations whose key contains a text.
    pub fn only(mut self, text: impl Into<String>) -> Self {
        self.settings.only = Some(text.into());
        self
    }

    /// Keeps snapshots and failing cases below a folder of this test alone, compares answers with the snapshots there, and
    /// tries again first what failed in an earlier run.
    pub fn state(mut self, folder: impl Into<PathBuf>) -> Self {
        self.settings.state = Some(folder.into());
        self.settings.snapshots = SnapshotMode::Check;
        self
    }

    /// All further settings of the run.
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// Runs the test.
    ///
    /// # Panics
    ///
    /// The service does not conform, nothing could be judged, no valid request succeeded, or it could not be tested. The
    /// message is the whole report.
    pub async fn check(self) {
        let findings = self.run().await.unwrap_or_else(|error| panic!("{error}"));
        assert!(findings.is_conforming(), "the service does not conform to its document:\n{}", findings.text);
    }

    /// Runs the test, and gives what was found.
    ///
    /// # Errors
    ///
    /// Why the service could not be tested.
    pub async fn run(self) -> Result<Findings, ConformanceError> {
        let api = match &self.document {
            Document::Api(api) => Arc::clone(api),
            Document::File(path) => read(path)?,
        };
        let texts = |errors: Vec<crate::target::TargetError>| errors.iter().map(ToString::to_string).collect();
        let environment = |name: &str| std::env::var(name).ok();
        let target = Target::resolve("service", &self.config, &api, &environment)
            .map_err(|errors| ConformanceError::Target(texts(errors)))?;
        let target = match self.signer {
            Some(signer) => {
                target.signed_by(signer, &api).map_err(|error| ConformanceError::Target(vec![error.to_string()]))?
            }
            None => target,
        };
        let transport = match self.transport {
            Some(transport) => transport,
            None if target.base_url == "http://localhost" => return Err(ConformanceError::NoTarget),
            None => Transport::Http(
                HttpTransport::on_network(&target.base_url, &target.network, AnswerLimits::default())
                    .map_err(|error| ConformanceError::Target(vec![error.to_string()]))?,
            ),
        };
        // Events may come from any thread that the future is on.
        let told = Mutex::new((TextReport::default(), String::new(), Vec::new()));
        let mut listen = |event: Event| {
            let (report, text, failures) = &mut *told.lock().unwrap_or_else(PoisonError::into_inner);
            text.push_str(&report.text(&event));
            if let Event::Failed(failure) = event {
                failures.push(*failure);
            }
        };
        let summary = run(&api, &target, &transport, &self.settings, &mut listen).await;
        let (_, text, failures) = told.into_inner().unwrap_or_else(PoisonError::into_inner);
        summary.map(|summary| Findings { summary, failures, text }).map_err(ConformanceError::Run)
    }
}

fn read(path: &Path) -> Result<Arc<Checked<Api>>, ConformanceError> {
    let location = path.to_string_lossy();
    let loaded = load(&location, &FileSystem, LoadOptions::default())
        .map_err(|error| ConformanceError::Document(format!("`{location}`: {}", error.0)))?;
    let shown = || {
        loaded
            .diagnostics
            .iter()
            .map(|diagnostic| render::text(&loaded.documents, diagnostic, false))
            .collect::<String>()
    };
    match loaded.api {
        Some(api) => Ok(Arc::new(api)),
        None => Err(ConformanceError::Document(shown())),
    }
}
