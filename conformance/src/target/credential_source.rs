//! Credentials that are obtained when a run begins, and again when they are taken no more: what a command prints, or an
//! access token of OAuth 2.0.

use std::time::{Duration, Instant};

use serde::Deserialize;

use super::ClientCredentials;
use crate::command::{CommandLine, default_timeout, seconds};
use crate::redact::Secret;

/// `{ command = ["sh", "-c", "..."] }`: the credential is what a command prints.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CredentialCommand {
    /// The program with its arguments. It finds the target's address in `TRUELINE_BASE_URL`.
    pub command: CommandLine,
    /// How long it may take; in the configuration as a number of seconds.
    #[serde(default = "default_timeout", deserialize_with = "seconds")]
    pub timeout: Duration,
    /// How often it is run again where the target takes the credential no more.
    #[serde(default = "renewals")]
    pub renewals: u32,
}

fn renewals() -> u32 {
    10
}

/// How often a token is renewed in a run.
const TOKEN_RENEWALS: u32 = 1000;

/// Where the credential of a scheme comes from.
#[derive(Debug, Clone)]
pub(crate) struct CredentialSource {
    /// The scheme.
    pub scheme: String,
    /// The variable that stands for it where it would be shown.
    pub variable: String,
    /// What gives it.
    pub origin: CredentialOrigin,
    /// What it gave when the run began.
    pub first: Option<ObtainedCredential>,
}

/// What gives a credential.
#[derive(Debug, Clone)]
pub(crate) enum CredentialOrigin {
    Command(CredentialCommand),
    Client(ClientCredentials),
}

impl CredentialOrigin {
    /// How often it is asked again.
    pub(crate) fn renewals(&self) -> u32 {
        match self {
            Self::Command(command) => command.renewals,
            Self::Client(_) => TOKEN_RENEWALS,
        }
    }
}

/// A credential that was obtained.
#[derive(Debug, Clone)]
pub(crate) struct ObtainedCredential {
    pub secret: Secret,
    /// When it was asked for.
    pub asked: Instant,
    /// How long it is taken from then on.
    pub lifetime: Option<Duration>,
}
