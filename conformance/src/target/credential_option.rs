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
}

impl CredentialOption {
    /// The option of a scheme; nothing where no text is its credential, as with certificates.
    #[must_use]
    pub fn of(scheme: &SecurityScheme) -> Option<Self> {
        match &scheme.kind {
            SecuritySchemeKind::HttpBearer { .. }
            | SecuritySchemeKind::OAuth2(_)
            | SecuritySchemeKind::OpenIdConnect { .. } => Some(Self::Bearer),
            SecuritySchemeKind::HttpBasic => Some(Self::Basic),
            SecuritySchemeKind::ApiKey { .. } | SecuritySchemeKind::HttpOther(_) => {
                Some(Self::ApiKey(scheme.name.clone()))
            }
            SecuritySchemeKind::MutualTls => None,
        }
    }
}

impl fmt::Display for CredentialOption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bearer => f.write_str("--bearer TOKEN"),
            Self::Basic => f.write_str("--basic USER:PASS"),
            Self::ApiKey(scheme) => write!(f, "--api-key {scheme}=VALUE"),
        }
    }
}
