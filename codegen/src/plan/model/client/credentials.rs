//! Who calls: keys, tokens, roles and sessions.

use crate::names::Ident;

/// Everything about credentials.
#[derive(Debug, Default)]
pub struct CredentialsPlan {
    /// The scheme whose keys have roles.
    pub roles: Option<RolesPlan>,
    /// Schemes without roles.
    pub schemes: Vec<SchemePlan>,
    /// Schemes that a client's certificate satisfies.
    pub certificates: Vec<String>,
    /// Types of sessions.
    pub sessions: Vec<SessionPlan>,
}

/// A scheme whose keys have roles.
#[derive(Debug)]
pub struct RolesPlan {
    /// The scheme's name in the document.
    pub scheme: String,
    /// How keys are sent.
    pub sent: CredentialPlacement,
    /// The roles.
    pub roles: Vec<RolePlan>,
    /// The environments that keys show.
    pub environments: Vec<EnvironmentPlan>,
}

/// A role.
#[derive(Debug)]
pub struct RolePlan {
    /// The name in the document.
    pub name: String,
    /// The marker type.
    pub type_name: Ident,
    /// What its keys look like.
    pub pattern: String,
    /// What people read.
    pub description: Option<String>,
}

/// An environment.
#[derive(Debug)]
pub struct EnvironmentPlan {
    /// The name in the document.
    pub name: String,
    /// The variant.
    pub variant: Ident,
    /// What its keys look like.
    pub pattern: String,
    /// Whether its data is real.
    pub live: bool,
}

/// A scheme without roles.
#[derive(Debug)]
pub struct SchemePlan {
    /// The scheme's name in the document.
    pub scheme: String,
    /// The client's method that takes the credential.
    pub method: Ident,
    /// Where its tokens come from, where they come and go.
    pub tokens: Option<TokensPlan>,
    /// How it is sent.
    pub sent: CredentialPlacement,
    /// What people read.
    pub description: Option<String>,
}

/// Tokens that come and go.
#[derive(Debug)]
pub struct TokensPlan {
    /// Where people and programs get them, and what they can be for.
    pub docs: String,
    /// The client's method that takes a provider of them.
    pub provider: Ident,
    /// The client's method that takes client credentials, with the address that tokens are fetched from.
    pub client: Option<(Ident, String)>,
}

/// How a credential is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CredentialPlacement {
    /// `Authorization: PREFIX TEXT`
    Authorization(String),
    /// `Authorization: Basic` of a user's name and password.
    Basic,
    /// A header of its own.
    Header(String),
    /// A pair of the query.
    Query(String),
    /// A cookie.
    Cookie(String),
}

/// The type of a session.
#[derive(Debug)]
pub struct SessionPlan {
    /// The parameter's name on the wire.
    pub parameter: String,
    /// The type.
    pub type_name: Ident,
}
