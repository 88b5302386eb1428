//! Access tokens for a client itself (RFC 6749 section 4.4).

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;
use url::Url;

use super::limits::{TOKEN_ANSWER, TOKEN_PAUSE, TOKEN_TIME, TOKEN_TRIES, TOLD};
use crate::redact::{Redacted, Redactor};
use crate::request::WireRequest;
use crate::target::{ClientAuth, ClientCredentials, Network, Target};
use crate::transport::{AnswerLimits, HttpTransport, Received, Transport};
use crate::wire::escape_query;

/// Why there is no token.
#[derive(Debug, Error)]
pub(super) enum TokenError {
    #[error("`{0}` is no address of `http` or `https` to fetch tokens from")]
    Address(Redacted),
    #[error("no token came from {url}: {reason}")]
    NoAnswer { url: Redacted, reason: Redacted },
    #[error("{url} answers {status}{said}; is the token's address right, and are the client's identifier and secret?")]
    Refused { url: Redacted, status: u16, said: Redacted },
    #[error("what {0} answers has no `access_token` (RFC 6749 section 5.1)")]
    NoToken(Redacted),
    #[error("{url} gives tokens of the type `{kind}`, and requests show those of `Bearer` alone")]
    OtherType { url: Redacted, kind: Redacted },
}

/// A token, and how long it is taken.
pub(super) struct Token {
    pub text: SecretString,
    pub lifetime: Option<Duration>,
}

/// Fetches a token; again where the server fails.
pub(super) async fn fetch(
    client: &ClientCredentials,
    target: &Target,
    redactor: &Redactor,
) -> Result<Token, TokenError> {
    let url = Url::parse(&format!("{}/", target.base_url)).and_then(|base| base.join(&client.token_url)).ok();
    let url = url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let shown = |text: &str| redactor.redact(text).printable();
    let Some(url) = url else { return Err(TokenError::Address(shown(&client.token_url))) };
    let failed = |reason: &dyn std::fmt::Display| TokenError::NoAnswer {
        url: shown(url.as_str()),
        reason: shown(&reason.to_string()),
    };
    let limits = AnswerLimits { body: TOKEN_ANSWER, ..AnswerLimits::default() };
    let origin = url.origin().ascii_serialization();
    let http = HttpTransport::on_network(&origin, &network(target, &origin), limits).map_err(|error| failed(&error))?;
    let (transport, request) = (Transport::Http(http), request(client, &url));
    let mut tries = 1;
    loop {
        let answer = transport.send(&request, TOKEN_TIME).await;
        let is_transient = match &answer {
            Ok(received) => received.status == 429 || received.status >= 500,
            Err(_) => true,
        };
        if is_transient && tries < TOKEN_TRIES {
            tries += 1;
            tokio::time::sleep(TOKEN_PAUSE).await;
            continue;
        }
        return granted(&answer.map_err(|error| failed(&error))?, &url, redactor);
    }
}

/// How the server of tokens is reached: as the target, but for what belongs to that address alone.
fn network(target: &Target, origin: &str) -> Network {
    let mut network = target.network.clone();
    let own = Url::parse(&target.base_url).map(|url| url.origin().ascii_serialization());
    if own.as_deref() != Ok(origin) {
        network.config.unix_socket = None;
        network.config.http2_prior_knowledge = false;
    }
    network
}

fn request(client: &ClientCredentials, url: &Url) -> WireRequest {
    let strict = |text: &str| escape_query(text, false);
    let mut body = "grant_type=client_credentials".to_owned();
    let mut add = |name: &str, value: &str| body.extend(["&", &strict(name), "=", &strict(value)]);
    if !client.scopes.is_empty() {
        add("scope", &client.scopes.join(" "));
    }
    let mut headers = vec![
        ("accept".to_owned(), "application/json".to_owned()),
        ("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned()),
    ];
    match client.auth {
        ClientAuth::Basic => {
            let user = format!("{}:{}", strict(&client.id), strict(client.secret.expose()));
            headers.push(("authorization".to_owned(), format!("Basic {}", STANDARD.encode(user))));
        }
        ClientAuth::Body => {
            add("client_id", &client.id);
            add("client_secret", client.secret.expose());
        }
    }
    for (name, value) in &client.parameters {
        add(name, value);
    }
    let target = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    WireRequest { method: "POST".to_owned(), target, headers, body: body.into_bytes() }
}

/// The answer of RFC 6749 section 5.1. Some servers write its numbers as texts.
fn granted(received: &Received, url: &Url, redactor: &Redactor) -> Result<Token, TokenError> {
    #[derive(Deserialize)]
    struct Granted {
        access_token: String,
        token_type: Option<String>,
        expires_in: Option<Value>,
    }
    let address = || redactor.redact(url.as_str()).printable();
    if !(200..300).contains(&received.status) {
        let said = refusal(&received.body, redactor);
        return Err(TokenError::Refused { url: address(), status: received.status, said });
    }
    let Ok(granted) = serde_json::from_slice::<Granted>(&received.body) else {
        return Err(TokenError::NoToken(address()));
    };
    if let Some(kind) = granted.token_type.filter(|kind| !kind.eq_ignore_ascii_case("bearer")) {
        let kind = redactor.redact_start(&kind, TOLD).0.printable();
        return Err(TokenError::OtherType { url: address(), kind });
    }
    let seconds = granted.expires_in.and_then(|value| match value {
        Value::String(text) => text.parse().ok(),
        other => other.as_f64(),
    });
    let lifetime = seconds.and_then(|seconds: f64| Duration::try_from_secs_f64(seconds).ok());
    Ok(Token { text: granted.access_token.into(), lifetime })
}

/// What the answer of RFC 6749 section 5.2 says, in short and without secrets.
fn refusal(body: &[u8], redactor: &Redactor) -> Redacted {
    #[derive(Deserialize)]
    struct Refusal {
        error: String,
        error_description: Option<String>,
    }
    let Ok(Refusal { error, error_description }) = serde_json::from_slice(body) else { return Redacted::default() };
    let text = error_description.map_or_else(|| error.clone(), |text| format!("{error} ({text})"));
    Redacted::ours(": ").with(&redactor.redact_start(&text, TOLD).0.printable())
}
