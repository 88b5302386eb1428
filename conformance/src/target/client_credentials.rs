//! How a run proves itself where access tokens are given: the client credentials of OAuth 2.0 (RFC 6749 section 4.4), as a
//! configuration has them and with every value known.

use std::fmt;

use indexmap::{IndexMap, IndexSet};
use serde::Deserialize;
use trueline_spec::model::{Api, OAuthFlowKind, SecurityScheme, SecuritySchemeKind};

use super::{Setting, TargetError};
use crate::redact::Secret;

/// `{ client-id = ..., client-secret = ... }`: the credential is an access token.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ClientCredentialsConfig {
    /// The client's identifier.
    pub client_id: Setting,
    /// Its secret.
    pub client_secret: Setting,
    /// Where tokens are given, in place of the address that the document names; relative to the target's.
    #[serde(default)]
    pub token_url: Option<String>,
    /// What the token is asked for; without it, all that operations require of the scheme.
    #[serde(default)]
    pub scopes: Option<Vec<String>>,
    /// How the client shows its secret.
    #[serde(default)]
    pub auth: ClientAuth,
    /// Other parameters of the token's request, `audience` for instance.
    #[serde(default)]
    pub parameters: IndexMap<String, String>,
}

/// How a client shows its secret (RFC 6749 section 2.3.1).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClientAuth {
    /// In `Authorization: Basic`.
    #[default]
    Basic,
    /// As `client_id` and `client_secret` in the body.
    Body,
}

/// The same with every value known.
#[derive(Clone)]
pub(crate) struct ClientCredentials {
    pub id: String,
    pub secret: Secret,
    pub token_url: String,
    pub scopes: Vec<String>,
    pub auth: ClientAuth,
    pub parameters: IndexMap<String, String>,
}

impl fmt::Debug for ClientCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCredentials").field("scopes", &self.scopes).finish_non_exhaustive()
    }
}

impl ClientCredentialsConfig {
    /// Where tokens are given, relative to the target's address.
    ///
    /// # Errors
    ///
    /// Neither the configuration nor the document says it, or the scheme takes no access tokens.
    pub(super) fn token_url(&self, scheme: &SecurityScheme) -> Result<String, TargetError> {
        let name = &scheme.name;
        let declared = match &scheme.kind {
            SecuritySchemeKind::OAuth2(flows) => {
                let own = flows.iter().find(|flow| flow.kind == OAuthFlowKind::ClientCredentials);
                own.or_else(|| flows.iter().find(|flow| flow.token_url.is_some()))
                    .and_then(|flow| flow.token_url.clone())
            }
            SecuritySchemeKind::OpenIdConnect { .. } | SecuritySchemeKind::HttpBearer { .. } => None,
            _ => return Err(TargetError(format!("`{name}` takes no access tokens, so that it has no `client-id`"))),
        };
        self.token_url.clone().or(declared).filter(|url| !url.is_empty()).ok_or_else(|| {
            TargetError(format!("the document does not say where tokens of `{name}` are given; add its `token-url`"))
        })
    }

    /// What the token is asked for.
    pub(super) fn scopes(&self, api: &Api, scheme: &SecurityScheme) -> Vec<String> {
        let required = || {
            let requirements = api.operations.iter().flat_map(|operation| &operation.security);
            let schemes = requirements.flat_map(|requirement| &requirement.schemes);
            schemes.filter(|required| required.name == scheme.name).flat_map(|required| required.scopes.iter().cloned())
        };
        self.scopes.clone().unwrap_or_else(|| required().collect::<IndexSet<_>>().into_iter().collect())
    }
}
