//! Who signs requests: a command of the configuration, or a closure of a test.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use trueline_spec::model::{Api, ApiKeyLocation, SecuritySchemeKind};
use trueline_spec::render::printable_line;

use super::TargetError;
use crate::command::{CommandLine, default_timeout, seconds};

/// `[targets.NAME.sign]`: a command that signs requests. It gets each as a line of JSON, and answers with a line that has
/// the headers to add.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SignConfig {
    /// The program with its arguments; it runs as long as the run does.
    pub command: CommandLine,
    /// How long one signature may take; in the configuration as a number of seconds.
    #[serde(default = "default_timeout", deserialize_with = "seconds")]
    pub timeout: Duration,
    /// The security scheme that the signature is of; without it, every request is signed.
    #[serde(default)]
    pub scheme: Option<String>,
}

/// A request that is about to be sent.
#[derive(Clone, Copy)]
pub struct RequestToSign<'a> {
    /// The method.
    pub method: &'a str,
    /// The whole address, with path and query.
    pub url: &'a str,
    /// The headers in the order in which they are sent.
    pub headers: &'a [(String, String)],
    /// The body; empty where there is none.
    pub body: &'a [u8],
}

impl fmt::Debug for RequestToSign<'_> {
    /// Without values, of which any may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RequestToSign {{ method: {:?}, body: [{} bytes] }}", self.method, self.body.len())
    }
}

/// The headers that a signature is, or why there is none.
pub type Signature = Result<Vec<(String, String)>, String>;

/// A closure that signs.
type SigningClosure = Arc<dyn Fn(&RequestToSign<'_>) -> Signature + Send + Sync>;

/// Who signs requests.
#[derive(Clone)]
pub struct Signer {
    pub(crate) kind: SignerKind,
    /// The security scheme that the signature is of.
    pub(crate) scheme: Option<String>,
}

#[derive(Clone)]
pub(crate) enum SignerKind {
    Closure(SigningClosure),
    Command(CommandLine, Duration),
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").field("scheme", &self.scheme).finish_non_exhaustive()
    }
}

impl Signer {
    /// A closure that gives the headers to add to a request, or why it cannot.
    pub fn new(sign: impl Fn(&RequestToSign<'_>) -> Signature + Send + Sync + 'static) -> Self {
        Self { kind: SignerKind::Closure(Arc::new(sign)), scheme: None }
    }

    /// The same as the credential of a security scheme: requests that are sent without it, or with a wrong one, are not
    /// signed.
    #[must_use]
    pub fn of_scheme(self, scheme: impl Into<String>) -> Self {
        Self { scheme: Some(scheme.into()), ..self }
    }

    pub(super) fn of_config(config: &SignConfig) -> Self {
        let kind = SignerKind::Command(config.command.clone(), config.timeout);
        Self { kind, scheme: config.scheme.clone() }
    }

    /// Whether the document has the scheme, and it sends its credential where a signature can be.
    pub(super) fn check(&self, api: &Api) -> Result<(), TargetError> {
        let Some(name) = &self.scheme else { return Ok(()) };
        let Some(scheme) = api.security_schemes.get(name) else {
            let known: Vec<&str> = api.security_schemes.keys().map(String::as_str).collect();
            let (name, known) = (printable_line(name), known.join(", "));
            return Err(TargetError(format!("sign: the document has no security scheme `{name}`; it has: {known}")));
        };
        match scheme.kind {
            SecuritySchemeKind::ApiKey { location: ApiKeyLocation::Query | ApiKeyLocation::Cookie, .. }
            | SecuritySchemeKind::HttpBasic
            | SecuritySchemeKind::MutualTls => Err(TargetError(format!(
                "sign: `{name}` does not send its credential in a header that a signature can be"
            ))),
            _ => Ok(()),
        }
    }
}
