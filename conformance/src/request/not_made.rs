//! Why there is no valid request.

use thiserror::Error;

use super::Unsendable;
use crate::generate::Impossible;
use crate::judge::{NoWorkLeft, Undecided};
use crate::limits::{CREDENTIALS, REQUEST_SIZE, TARGET_SIZE, named};

/// Why there is no valid request of an operation. It holds names and numbers, and no value.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum NotMade {
    /// What may be done is done.
    #[error(transparent)]
    NoWorkLeft(#[from] NoWorkLeft),
    /// The target has no credential for any of these schemes.
    #[error("the target has no credential for {}", .schemes.join(" or "))]
    NoCredential { schemes: Vec<String> },
    /// Every alternative takes too many credentials.
    #[error("it takes more credentials than are sent with a request {}", named("credentials", CREDENTIALS))]
    TooManyCredentials,
    /// Every alternative has several credentials in one place.
    #[error("no request can hold several credentials in one place")]
    CrowdedCredentials,
    /// A required header is a session, and nobody has one.
    #[error("no actor of the target has the header `{header}`")]
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
    /// Nobody can tell whether it is valid.
    #[error("nobody can tell whether the request is valid: {0}")]
    Undecided(#[source] Undecided),
}
