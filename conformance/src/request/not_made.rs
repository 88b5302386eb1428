//! Why there is no valid request.

use std::collections::BTreeSet;

use indexmap::IndexSet;
use thiserror::Error;

use super::Unsendable;
use crate::generate::Impossible;
use crate::judge::{NoWorkLeft, Undecided};
use crate::limits::{CREDENTIALS, REQUEST_SIZE, TARGET_SIZE, named};
use crate::target::CredentialOption;

/// A credential that an alternative of an operation asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MissingCredential {
    pub scheme: String,
    /// The role, where the target has credentials of others.
    pub role: Option<String>,
    /// How one is given; nothing where none can be.
    pub option: Option<CredentialOption>,
}

/// What is missing, and the options that give it.
fn listed(alternatives: &[Vec<MissingCredential>]) -> String {
    let shown = |missing: &MissingCredential| match &missing.role {
        Some(role) => format!("{} ({role})", missing.scheme),
        None => missing.scheme.clone(),
    };
    let schemes = alternatives.iter().map(|all| all.iter().map(shown).collect::<Vec<_>>().join(" and "));
    let schemes = schemes.collect::<Vec<_>>().join(" or ");
    let options = alternatives.iter().filter_map(|all| {
        let options: Option<BTreeSet<String>> =
            all.iter().map(|missing| missing.option.as_ref().map(ToString::to_string)).collect();
        Some(options?.into_iter().collect::<Vec<_>>().join(" "))
    });
    let options: IndexSet<String> = options.collect();
    match options.into_iter().collect::<Vec<_>>() {
        none if none.is_empty() => schemes,
        options => format!("{schemes}; give one with {}", options.join(" or ")),
    }
}

/// Why there is no valid request of an operation. It holds names and numbers, and no value.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum NotMade {
    /// What may be done is done.
    #[error(transparent)]
    NoWorkLeft(#[from] NoWorkLeft),
    /// The target has no credential for any of these schemes.
    #[error("the target has no credential for {}", listed(.alternatives))]
    NoCredential { alternatives: Vec<Vec<MissingCredential>> },
    /// Every alternative takes too many credentials.
    #[error("it takes more credentials than are sent with a request {}", named("credentials", CREDENTIALS))]
    TooManyCredentials,
    /// Every alternative has several credentials in one place.
    #[error("no request can hold several credentials in one place")]
    CrowdedCredentials,
    /// A required header is a session, and nobody has one.
    #[error("no actor of the target has the header `{header}`; give it with -H '{header}: VALUE'")]
    NoSession { header: String },
    /// A required parameter has no value.
    #[error("`{parameter}` has no value: {reason}")]
    NoArgument { parameter: String, reason: Impossible },
    /// A required parameter has values, of which its style writes none.
    #[error("`{parameter}` has no value: none was found that its style can write")]
    UnwrittenArgument { parameter: String },
    /// A required body has no media type.
    #[error("the body has no media type that is generated")]
    NoBody,
    /// The body has no media type of this number.
    #[error("there is no such media type")]
    NoSuchMediaType,
    /// The body has no value.
    #[error(transparent)]
    NoValue(#[from] Impossible),
    /// The body has values, of which its media type writes none.
    #[error("no value was found that `{media_type}` can write")]
    UnwrittenBody { media_type: String },
    /// A value has no place in HTTP.
    #[error(transparent)]
    Unsendable(#[from] Unsendable),
    /// The body is too large.
    #[error("a body of {bytes} bytes is larger than what is sent {}", named("request-size", REQUEST_SIZE))]
    BodyTooLarge { bytes: usize },
    /// Path and query are too long.
    #[error("a target of {bytes} bytes is longer than what is sent {}", named("target-size", TARGET_SIZE))]
    TargetTooLong { bytes: usize },
    /// With its values the path is none of the operation's.
    #[error("the path is no longer the operation's")]
    OtherPath,
    /// With its values the path is one of another operation.
    #[error("the path is one of `{operation}`")]
    PathOfAnother { operation: String },
    /// With its values the path is one that has not the method.
    #[error("the path is one without parameters and this method")]
    PathWithoutMethod,
    /// It is unknown whether it is valid.
    #[error("nobody can tell whether the request is valid: {0}")]
    Undecided(#[source] Undecided),
}
