//! Signatures: what a closure or a command adds to a request right before it is sent.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderName, HeaderValue};
use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::json;

use crate::command::LineCommand;
use crate::redact::{Redactor, Secret, SecretKind};
use crate::request::WireRequest;
use crate::target::{RequestToSign, SIGNATURE, Signature, Signer, SignerKind, Target};

/// Headers that say how a request is framed.
const OF_FRAMING: [&str; 5] = ["connection", "content-length", "te", "transfer-encoding", "upgrade"];

/// Signs the requests of a run.
pub(super) struct Signing {
    signer: Signer,
    command: Option<LineCommand>,
    redactor: Redactor,
}

impl Signing {
    /// By whom a target says.
    pub(super) fn of(target: &Target) -> Option<Self> {
        let (signer, redactor) = (target.signer.clone()?, target.redactor());
        let command = match &signer.kind {
            SignerKind::Closure(_) => None,
            SignerKind::Command(line, timeout) => {
                let environment = vec![("TRUELINE_BASE_URL".to_owned(), target.base_url.clone())];
                Some(LineCommand::new(line.clone(), environment, *timeout, redactor.clone()))
            }
        };
        Some(Self { signer, command, redactor })
    }

    /// The request with its signature; as it is where it is to have none.
    ///
    /// # Errors
    ///
    /// Why there is none.
    pub(super) async fn signed(&self, request: WireRequest, base_url: &str) -> Result<WireRequest, String> {
        let has_place = |request: &WireRequest| request.headers.iter().any(|(_, value)| value.contains(SIGNATURE));
        if self.signer.scheme.is_some() && !has_place(&request) {
            return Ok(request);
        }
        let mut signed = request;
        signed.headers.retain(|(_, value)| !value.contains(SIGNATURE));
        let url = format!("{base_url}{}", signed.target);
        let to_sign = RequestToSign { method: &signed.method, url: &url, headers: &signed.headers, body: &signed.body };
        let headers = match (&self.signer.kind, &self.command) {
            (SignerKind::Closure(sign), _) => sign(&to_sign)?,
            (SignerKind::Command(..), Some(command)) => ask(command, &to_sign).await?,
            (SignerKind::Command(..), None) => Vec::new(),
        };
        for (name, value) in headers {
            check(&name, &value)?;
            for (part, _) in Secret::of(SecretKind::Header, value.as_str().into(), String::new()).texts() {
                self.redactor.learn_passing(&part);
            }
            signed.headers.retain(|(own, _)| !own.eq_ignore_ascii_case(&name));
            signed.headers.push((name, value));
        }
        Ok(signed)
    }

    /// Lets the command end.
    pub(super) async fn close(&self) {
        if let Some(command) = &self.command {
            command.close().await;
        }
    }
}

/// Asks a command.
async fn ask(command: &LineCommand, request: &RequestToSign<'_>) -> Signature {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Answer {
        #[serde(default)]
        headers: IndexMap<String, String>,
        error: Option<String>,
    }
    let mut line = json!({ "method": request.method, "url": request.url, "headers": request.headers });
    match std::str::from_utf8(request.body) {
        Ok(text) => line["body"] = text.into(),
        Err(_) => line["bodyBase64"] = STANDARD.encode(request.body).into(),
    }
    let answer = command.ask(&line.to_string()).await.map_err(|error| error.to_string())?;
    let answer: Answer = serde_json::from_str(&answer).map_err(|error| {
        format!("what it answers is no line of JSON with `headers` or `error`: {}", without_values(&error))
    })?;
    match answer.error {
        Some(error) => Err(error),
        None => Ok(answer.headers.into_iter().collect()),
    }
}

/// Where a text is no JSON, or not what is meant, without what stands there.
fn without_values(error: &serde_json::Error) -> String {
    crate::target::without_quotation(&error.to_string())
}

fn check(name: &str, value: &str) -> Result<(), String> {
    let is_name = HeaderName::try_from(name).is_ok();
    if !is_name || OF_FRAMING.iter().any(|own| own.eq_ignore_ascii_case(name)) {
        return Err(format!("`{name}` cannot be the header of a signature"));
    }
    if HeaderValue::try_from(value).is_err() || !value.is_ascii() {
        return Err(format!("the value of `{name}` cannot be sent: it has signs that no header has"));
    }
    Ok(())
}
