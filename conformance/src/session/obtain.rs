//! One credential, from where it comes.

use http::HeaderValue;
use thiserror::Error;

use super::limits::CREDENTIAL;
use crate::command::{CommandError, output};
use crate::redact::{Redactor, Secret, SecretKind};
use crate::target::{CredentialOrigin, CredentialSource, ObtainedCredential, Target};

/// Why there is no credential.
#[derive(Debug, Error)]
pub(super) enum NotObtained {
    #[error(transparent)]
    Command(#[from] CommandError),
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
    let (text, lifetime) = match &source.origin {
        CredentialOrigin::Command(config) => {
            let environment = [("TRUELINE_BASE_URL", target.base_url.as_str())];
            let printed = output(&config.command, &environment, config.timeout, redactor).await?;
            let text = printed.trim_end_matches(['\r', '\n']);
            usable(text).map_err(|what| CommandError::unusable(&config.command, what))?;
            (text.to_owned(), None)
        }
    };
    // Of a user name and a password, the password is a secret by itself.
    let kind = if text.contains(':') { SecretKind::UserAndPassword } else { SecretKind::Key };
    let secret = Secret::of(kind, text.into(), source.variable.clone());
    redactor.learn(&secret);
    Ok(ObtainedCredential { secret, lifetime })
}

/// Whether a text can be a credential; else what it is.
fn usable(text: &str) -> Result<(), &'static str> {
    if text.is_empty() {
        return Err("nothing on standard output, where the credential is read");
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
