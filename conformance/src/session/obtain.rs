//! One credential, from where it comes.

use std::time::Instant;

use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;

use super::limits::CREDENTIAL;
use super::token::{Token, TokenError, fetch};
use crate::command::{CommandError, output};
use crate::redact::{Redactor, Secret, SecretKind};
use crate::target::{CredentialOrigin, CredentialSource, ObtainedCredential, Target};

/// Why there is no credential.
#[derive(Debug, Error)]
pub(super) enum NotObtained {
    #[error(transparent)]
    Command(#[from] CommandError),
    #[error(transparent)]
    Token(#[from] TokenError),
    #[error("the token is {0}")]
    Unusable(&'static str),
}

/// Asks for a credential, which is hidden from here on.
///
/// # Errors
///
/// There is none.
pub(super) async fn obtain(
    source: &CredentialSource,
    target: &Target,
    redactor: &Redactor,
) -> Result<ObtainedCredential, NotObtained> {
    let asked = Instant::now();
    let (text, lifetime) = match &source.origin {
        CredentialOrigin::Command(config) => {
            let environment = [("TRUELINE_BASE_URL", target.base_url.as_str())];
            let printed = output(&config.command, &environment, config.timeout, redactor).await?;
            let text = printed.trim_end_matches(['\r', '\n']);
            usable(text).map_err(|what| CommandError::unusable(&config.command, what))?;
            (SecretString::from(text), None)
        }
        CredentialOrigin::Client(client) => {
            let Token { text, lifetime } = fetch(client, target, redactor).await?;
            usable(text.expose_secret()).map_err(NotObtained::Unusable)?;
            (text, lifetime)
        }
    };
    // Of a user name and a password, the password is a secret by itself.
    let kind = if text.expose_secret().contains(':') { SecretKind::UserAndPassword } else { SecretKind::Key };
    let secret = Secret::of(kind, text, source.variable.clone());
    redactor.learn(&secret);
    Ok(ObtainedCredential { secret, asked, lifetime })
}

/// Whether a text can be a credential; else what it is.
fn usable(text: &str) -> Result<(), &'static str> {
    if text.is_empty() {
        return Err("nothing where the credential is read");
    }
    if text.contains(['\r', '\n']) {
        return Err("several lines, of which the credential would be one");
    }
    if text.chars().count() < Secret::LEAST {
        return Err("less than 4 characters, which cannot be hidden in what a server answers");
    }
    if text.len() > CREDENTIAL {
        return Err("more than a header holds");
    }
    let is_sendable = text.is_ascii() && text.trim() == text && HeaderValue::try_from(text).is_ok();
    if is_sendable { Ok(()) } else { Err("characters that no header has, or spaces around the credential") }
}
