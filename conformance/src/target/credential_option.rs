//! Which option of the command line gives a scheme its credential.

use std::fmt;

use trueline_spec::model::{SecurityScheme, SecuritySchemeKind};

/// An option of the command line that gives a credential; its text is as it is written there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CredentialOption {
    /// `--bearer TOKEN`, for every scheme of bearer tokens.
    Bearer,
    /// `--basic USER:PASS`, for every scheme of user names and passwords.
    Basic,
    /// `--api-key SCHEME=VALUE`, for one scheme.
    ApiKey(String),
    /// `--cert FILE --key FILE`, for mutual TLS.
    Certificate,
}

impl CredentialOption {
    /// The option of a scheme.
    #[must_use]
    pub fn of(scheme: &SecurityScheme) -> Self {
        match &scheme.kind {
            SecuritySchemeKind::HttpBearer { .. }
            | SecuritySchemeKind::OAuth2(_)
            | SecuritySchemeKind::OpenIdConnect { .. } => Self::Bearer,
            SecuritySchemeKind::HttpBasic => Self::Basic,
            SecuritySchemeKind::ApiKey { .. } | SecuritySchemeKind::HttpOther(_) => Self::ApiKey(scheme.name.clone()),
            SecuritySchemeKind::MutualTls => Self::Certificate,
        }
    }
}

impl fmt::Display for CredentialOption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bearer => f.write_str("--bearer TOKEN"),
            Self::Basic => f.write_str("--basic USER:PASS"),
            Self::Certificate => f.write_str("--cert FILE --key FILE"),
            Self::ApiKey(scheme) => write!(f, "--api-key {scheme}=VALUE"),
        }
    }
}
