//! Credentials: schemes, what operations require of them, and roles.

use indexmap::IndexMap;

use super::{Location, Parameter, Pattern, key_of};
use crate::source::Origin;

/// A security scheme (OpenAPI 3.1.0 section 4.8.27).
#[derive(Debug, Clone)]
pub struct SecurityScheme {
    /// Where it was read.
    pub origin: Origin,
    /// The key in `components.securitySchemes`.
    pub name: String,
    /// A description in CommonMark.
    pub description: Option<String>,
    /// What kind of credential it is.
    pub kind: SecuritySchemeKind,
    /// The roles that a key can have (`x-trueline-roles`).
    pub roles: Option<Roles>,
}

impl SecurityScheme {
    /// Whether a parameter is where the scheme sends its key.
    #[must_use]
    pub fn carries(&self, parameter: &Parameter) -> bool {
        self.parameter() == Some(key_of(parameter.location, &parameter.name))
    }

    /// Where it sends its key, and under which name, as [`key_of`] says it; nothing where it is no key.
    pub(crate) fn parameter(&self) -> Option<(Location, String)> {
        let SecuritySchemeKind::ApiKey { name, location } = &self.kind else { return None };
        let location = match location {
            ApiKeyLocation::Query => Location::Query,
            ApiKeyLocation::Cookie => Location::Cookie,
            ApiKeyLocation::Header => Location::Header,
        };
        Some(key_of(location, name))
    }

    /// The header that it sends its credential in; nothing where that stands elsewhere.
    #[must_use]
    pub fn header(&self) -> Option<&str> {
        match &self.kind {
            SecuritySchemeKind::ApiKey { name, location: ApiKeyLocation::Header } => Some(name),
            _ => self.authorization_word().map(|_| "authorization"),
        }
    }

    /// The word that begins what it says in the header `Authorization`, which a request has once: empty for a key that
    /// stands there alone, nothing where it speaks otherwise.
    #[must_use]
    pub fn authorization_word(&self) -> Option<&str> {
        match &self.kind {
            SecuritySchemeKind::ApiKey { name, location } => {
                (*location == ApiKeyLocation::Header && name.eq_ignore_ascii_case("authorization")).then_some("")
            }
            SecuritySchemeKind::HttpBasic => Some("basic"),
            SecuritySchemeKind::HttpOther(word) => Some(word),
            SecuritySchemeKind::HttpBearer { .. }
            | SecuritySchemeKind::OAuth2(_)
            | SecuritySchemeKind::OpenIdConnect { .. } => Some("bearer"),
            SecuritySchemeKind::MutualTls => None,
        }
    }
}

/// The kinds of security schemes.
#[derive(Debug, Clone)]
pub enum SecuritySchemeKind {
    /// A key that is sent as it is.
    ApiKey {
        /// The name of the header, query parameter or cookie.
        name: String,
        /// Where it is sent.
        location: ApiKeyLocation,
    },
    /// `Authorization: Bearer` (RFC 6750).
    HttpBearer {
        /// A hint at the token's format.
        format: Option<String>,
    },
    /// `Authorization: Basic` (RFC 7617).
    HttpBasic,
    /// Another scheme of the IANA registry, in lower case.
    HttpOther(String),
    /// OAuth 2.0 (RFC 6749).
    OAuth2(Vec<OAuthFlow>),
    /// OpenID Connect Discovery.
    OpenIdConnect {
        /// The address of the discovery document.
        url: String,
    },
    /// A client certificate.
    MutualTls,
}

/// Where an API key is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the variants are the specification's own values of `in`")]
pub enum ApiKeyLocation {
    Query,
    Header,
    Cookie,
}

/// A flow of OAuth 2.0 (OpenAPI 3.1.0 section 4.8.29).
#[derive(Debug, Clone)]
pub struct OAuthFlow {
    /// Which flow.
    pub kind: OAuthFlowKind,
    /// Where the user authorises.
    pub authorization_url: Option<String>,
    /// Where tokens are given.
    pub token_url: Option<String>,
    /// Where tokens are renewed.
    pub refresh_url: Option<String>,
    /// Scopes with their descriptions.
    pub scopes: IndexMap<String, String>,
}

/// The flows of OAuth 2.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the variants are the specification's own keys")]
pub enum OAuthFlowKind {
    Implicit,
    Password,
    ClientCredentials,
    AuthorizationCode,
}

/// One alternative of what an operation requires: all of its schemes together (OpenAPI 3.1.0 section 4.8.30).
#[derive(Debug, Clone)]
pub struct SecurityRequirement {
    /// Where it was read.
    pub origin: Origin,
    /// The schemes; empty where this alternative requires no credential.
    pub schemes: Vec<RequiredScheme>,
}

/// A scheme in a requirement.
#[derive(Debug, Clone)]
pub struct RequiredScheme {
    /// A key of [`Api::security_schemes`](super::Api::security_schemes).
    pub name: String,
    /// Scopes (OAuth 2.0, OpenID Connect) or role names (others, since 3.1).
    pub scopes: Vec<String>,
}

/// `x-trueline-roles`: the roles that a scheme's key can have, distinguished by the key's text.
#[derive(Debug, Clone)]
pub struct Roles {
    /// The status of a response where no key is given or it has no role's form.
    pub unrecognized_status: u16,
    /// The status of a response where the key's role is not one the operation lists.
    pub forbidden_status: u16,
    /// The roles, in the order of the document.
    pub roles: Vec<Role>,
    /// The environments that a key can name; empty where keys name none.
    pub environments: Vec<Environment>,
}

/// A role of a key.
#[derive(Debug, Clone)]
pub struct Role {
    /// The name that requirements list.
    pub name: String,
    /// A description in CommonMark.
    pub description: Option<String>,
    /// What a key of this role looks like.
    pub key_pattern: Pattern,
}

/// An environment that a key names.
#[derive(Debug, Clone)]
pub struct Environment {
    /// Its name, as headers show it.
    pub name: String,
    /// What a key of this environment looks like.
    pub key_pattern: Pattern,
    /// Whether its data is real: a conformance run refuses it by default.
    pub live: bool,
}
