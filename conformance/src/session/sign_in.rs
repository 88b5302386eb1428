//! The credentials of a target before anything is tested.

use thiserror::Error;

use super::obtain::{NotObtained, obtain};
use crate::redact::{Redacted, Redactor};
use crate::target::{Credential, Target};

/// Why a credential of a target cannot be obtained.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the credential of `{scheme}` cannot be obtained: {reason}")]
pub struct SignInError {
    /// The security scheme.
    pub scheme: Redacted,
    /// What happened.
    pub reason: Redacted,
}

impl SignInError {
    fn new(scheme: &str, error: &NotObtained, redactor: &Redactor) -> Self {
        Self { scheme: redactor.redact(scheme).printable(), reason: redactor.redact(&error.to_string()).printable() }
    }
}

/// The target with every credential that has to be obtained: what commands print, which are run now. Everything that
/// shows anything of the target hides them.
///
/// # Errors
///
/// A credential cannot be obtained.
pub async fn sign_in(target: &Target) -> Result<Target, SignInError> {
    let mut signed_in = target.clone();
    let redactor = target.redactor();
    for source in signed_in.sources.iter_mut().filter(|source| source.first.is_none()) {
        let obtained = obtain(source, target, &redactor).await;
        let obtained = obtained.map_err(|error| SignInError::new(&source.scheme, &error, &redactor))?;
        signed_in.credentials.insert(source.scheme.clone(), Credential::Single(obtained.secret.clone()));
        source.first = Some(obtained);
    }
    Ok(signed_in)
}
