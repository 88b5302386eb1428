//! Why a run has no result.

use std::path::PathBuf;

use thiserror::Error;
use trueline_spec::render::printable_line;

use crate::redact::Redacted;
use crate::session::SignInError;

/// Why a run has no result.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RunError {
    /// Nothing answers, or what answers does not speak HTTP.
    #[error(
        "nothing that speaks HTTP answers at {base_url}: {reason}; is the server running, and is the address right?"
    )]
    Unreachable {
        /// The address.
        base_url: Redacted,
        /// What happened.
        reason: Redacted,
    },
    /// Every valid request was answered with 401 or 403.
    #[error(
        "{base_url} refuses the credentials of every valid request (401 or 403); are they right, and of this environment?"
    )]
    CredentialsRefused {
        /// The address.
        base_url: Redacted,
    },
    /// The document's paths are answered as a path is that nobody has.
    #[error(
        "{base_url} has none of the document's paths: each is answered with 404, as a path that nobody has is; {}",
        did_you_mean(.meant.as_ref())
    )]
    NotServed {
        /// The address.
        base_url: Redacted,
        /// Where they are answered.
        meant: Option<Redacted>,
    },
    /// Every request is sent elsewhere.
    #[error("{base_url} redirects every request; did you mean --base-url {to}?")]
    Redirected {
        /// The address.
        base_url: Redacted,
        /// Where to.
        to: Redacted,
    },
    /// The target answers nothing but 429.
    #[error(
        "{base_url} limits the rate of requests: each of the first {requests} is answered with 429; try again later"
    )]
    RateLimited {
        /// The address.
        base_url: Redacted,
        /// How many requests were sent.
        requests: usize,
    },
    /// No chosen operation has a class of those that are chosen.
    #[error("no class of the operations has {} in its name{}", shown(.patterns), near_to(.near))]
    NoSuchClass {
        /// The expressions that are searched in the names of classes.
        patterns: Vec<String>,
        /// What may have been meant.
        near: Vec<String>,
    },
    /// A credential cannot be obtained.
    #[error(transparent)]
    SignIn(#[from] SignInError),
    /// A snapshot cannot be read or written.
    #[error("the folder `{}` cannot be used: {reason}", .folder.display())]
    State {
        /// The folder.
        folder: PathBuf,
        /// What the system says.
        reason: String,
    },
}

fn did_you_mean(base_url: Option<&Redacted>) -> String {
    base_url.map_or_else(
        || "is the address right, with the path that all of them stand below?".to_owned(),
        |base_url| format!("did you mean --base-url {base_url}?"),
    )
}

fn shown(names: &[String]) -> String {
    names.iter().map(|name| format!("`{}`", printable_line(name))).collect::<Vec<_>>().join(" or ")
}

fn near_to(names: &[String]) -> String {
    if names.is_empty() { String::new() } else { format!("; did you mean {}?", shown(names)) }
}
