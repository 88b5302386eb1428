//! The plan of a client: every decision that its emission needs, in words of Rust and of HTTP.

use proc_macro2::TokenStream;
use trueline_spec::source::Origin;

use super::rules::RulesPlan;
use crate::names::Ident;

/// The whole client.
#[derive(Debug)]
pub struct ClientPlan {
    /// Where requests go.
    pub servers: ServersPlan,
    /// Credentials.
    pub credentials: CredentialsPlan,
    /// The operations, in the order of the document.
    pub operations: Vec<OperationPlan>,
    /// Headers that answers declare.
    pub headers: Vec<HeaderPlan>,
    /// What the API sends to programs that listen.
    pub listening: ListeningPlan,
    /// What requests are checked against.
    pub rules: RulesPlan,
    /// One cargo feature a tag, where they are asked for.
    pub features: Vec<FeaturePlan>,
    /// What the client leaves out.
    pub omissions: Vec<Omission>,
}

/// What the API sends to programs that listen.
#[derive(Debug, Default)]
pub struct ListeningPlan {
    /// What webhooks send, and are answered with.
    pub webhooks: Vec<MessagePlan>,
    /// What callbacks send, and are answered with.
    pub callbacks: Vec<MessagePlan>,
}

/// The body of a request that the API sends, or of what it may be answered with.
#[derive(Debug)]
pub struct MessagePlan {
    /// The name of its type.
    pub name: Ident,
    /// What people are told.
    pub docs: String,
    /// Its type.
    pub ty: TokenStream,
}

/// Something of the document that the generated client does not do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Omission {
    /// Where it stands.
    pub origin: Origin,
    /// What it is, for people.
    pub feature: String,
    /// What the client does instead.
    pub instead: &'static str,
}

/// Where requests go.
#[derive(Debug)]
pub struct ServersPlan {
    /// The server that requests go to unless told otherwise; empty where the document names none that is absolute.
    pub default: String,
    /// What a program can choose among; empty where there is no choice.
    pub choices: Vec<ServerPlan>,
    /// Types of variables.
    pub listed: Vec<ListedPlan>,
}

/// A server.
#[derive(Debug)]
pub struct ServerPlan {
    /// The constant, or the structure where there are variables.
    pub name: Ident,
    /// What people are told.
    pub docs: String,
    /// The server that is used unless told otherwise, where this one could be.
    pub instead_of: String,
    /// Its address, in order.
    pub parts: Vec<AddressPart>,
    /// What is variable of it.
    pub variables: Vec<VariablePlan>,
}

/// A part of an address.
#[derive(Debug)]
pub enum AddressPart {
    /// Text that stands for itself.
    Literal(String),
    /// A variable, by its index in [`ServerPlan::variables`].
    Variable(usize),
}

/// A variable of an address.
#[derive(Debug)]
pub struct VariablePlan {
    /// The name in the document.
    pub wire_name: String,
    /// The setter.
    pub name: Ident,
    /// What people are told.
    pub docs: String,
    /// What it can be.
    pub value: VariableValue,
}

/// What a variable can be.
#[derive(Debug)]
pub enum VariableValue {
    /// Any text.
    Text {
        /// What it is unless told otherwise.
        default: Option<String>,
    },
    /// One of a list.
    Listed {
        /// The type.
        type_name: Ident,
        /// The variant that it is unless told otherwise.
        default: Ident,
    },
}

/// The type of a variable that is one of a list.
#[derive(Debug)]
pub struct ListedPlan {
    /// The variable's name in the document.
    pub variable: String,
    /// The type.
    pub type_name: Ident,
    /// Its variants with what they stand for.
    pub variants: Vec<(Ident, String)>,
}

/// Everything about credentials.
#[derive(Debug, Default)]
pub struct CredentialsPlan {
    /// The scheme whose keys have roles.
    pub roles: Option<RolesPlan>,
    /// Schemes without roles.
    pub schemes: Vec<SchemePlan>,
    /// Types of sessions.
    pub sessions: Vec<SessionPlan>,
}

/// A scheme whose keys have roles.
#[derive(Debug)]
pub struct RolesPlan {
    /// The scheme's name in the document.
    pub scheme: String,
    /// How keys are sent.
    pub sent: Sent,
    /// The roles.
    pub roles: Vec<RolePlan>,
    /// The environments that keys tell.
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
    /// What people are told.
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
    pub sent: Sent,
    /// What people are told.
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
pub enum Sent {
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

/// An operation.
#[derive(Debug)]
pub struct OperationPlan {
    /// As the document names it.
    pub key: String,
    /// The client's method, and the module of its builder.
    pub method_name: Ident,
    /// The builder.
    pub type_name: Ident,
    /// The lines of its documentation.
    pub docs: String,
    /// Whether callers should stop using it.
    pub deprecated: bool,
    /// The method of HTTP.
    pub http_method: &'static str,
    /// The template of its path, for people.
    pub path_text: String,
    /// Its path.
    pub path: Vec<SegmentPlan>,
    /// The server, where it is not the document's.
    pub server: Option<String>,
    /// Its parameters, in the order of the document.
    pub parameters: Vec<ParameterPlan>,
    /// Its bodies, one a media type, the preferred first.
    pub bodies: Vec<BodyPlan>,
    /// Alternatives of credentials, by scheme, with the scopes that are required of its tokens.
    pub security: Vec<Vec<(String, Vec<String>)>>,
    /// Who may call it.
    pub access: Access,
    /// Its answers.
    pub answers: AnswersPlan,
    /// Its answer is a page.
    pub paging: Option<PagingPlan>,
    /// Whether a key can be given that makes repeating it safe.
    pub idempotency_key: bool,
    /// The cargo features any of which compiles it; none where it always is.
    pub features: Vec<String>,
}

/// A cargo feature that compiles a part of the client.
#[derive(Debug)]
pub struct FeaturePlan {
    /// Its name.
    pub name: String,
    /// What it compiles, for people.
    pub docs: String,
}

/// Who may call an operation.
#[derive(Debug, PartialEq, Eq)]
pub enum Access {
    /// Every client.
    All,
    /// Clients of some roles only.
    Roles {
        /// The trait that these roles implement.
        trait_name: Ident,
        /// Their marker types.
        type_names: Vec<Ident>,
    },
}

/// A part of a path.
#[derive(Debug)]
pub enum SegmentPlan {
    /// Text that stands for itself.
    Literal(String),
    /// A parameter, by its index in [`OperationPlan::parameters`].
    Parameter(usize),
}

/// A parameter.
#[derive(Debug)]
pub struct ParameterPlan {
    /// The name on the wire.
    pub wire_name: String,
    /// The argument or setter.
    pub name: Ident,
    /// The constant that holds what the document says of it.
    pub constant: Ident,
    /// What people are told.
    pub docs: String,
    /// Whether it must be given.
    pub required: bool,
    /// Whether callers should stop using it.
    pub deprecated: bool,
    /// The variant of the run-time part's `Location`.
    pub location: &'static str,
    /// The run-time part's `Encoding`.
    pub encoding: EncodingPlan,
    /// What it takes.
    pub value: ParameterValue,
    /// What its values must hold to.
    pub rule: Option<usize>,
    /// Pointer of the body's field that requires it.
    pub required_with: Option<String>,
}

/// What a parameter takes.
#[derive(Debug)]
pub enum ParameterValue {
    /// Values of a type.
    Typed(TokenStream),
    /// A session, by the name of its type.
    Session(Ident),
}

/// A variant of the run-time part's `Encoding`, with its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the variants are the run-time part's own")]
pub enum EncodingPlan {
    Label { explode: bool },
    Matrix { explode: bool },
    Simple { explode: bool },
    Form { explode: bool, reserved: bool },
    Space { reserved: bool },
    Pipe { reserved: bool },
    Deep { reserved: bool },
    Json,
}

/// A body.
#[derive(Debug)]
pub struct BodyPlan {
    /// The client's method that takes it, where it must be given.
    pub method: Ident,
    /// What the builder calls the making of a call with it, where it must be given.
    pub constructor: Ident,
    /// The argument or setter.
    pub name: Ident,
    /// What people are told.
    pub docs: String,
    /// Whether it must be given.
    pub required: bool,
    /// The value of `Content-Type`.
    pub content_type: String,
    /// How it is written.
    pub form: BodyForm,
    /// What it must hold to.
    pub rule: Option<usize>,
}

/// How a body is written.
#[derive(Debug)]
pub enum BodyForm {
    /// JSON of a type.
    Json(TokenStream),
    /// A form, with the fields that are not encoded as usual.
    Form(TokenStream, Vec<(String, EncodingPlan)>),
    /// Several parts.
    Multipart(TokenStream, Vec<PartPlan>),
    /// Bytes as they are, in memory or streamed.
    Upload,
    /// Text.
    Text(TokenStream),
    /// JSON values of a type, one after the other.
    Values(TokenStream),
}

/// A part of a multipart body of which there is something to say.
#[derive(Debug)]
pub struct PartPlan {
    /// The name on the wire.
    pub name: String,
    /// Its content type.
    pub content_type: Option<String>,
}

/// The answers of an operation.
#[derive(Debug)]
pub struct AnswersPlan {
    /// The media types that are understood.
    pub accept: Option<String>,
    /// Successes.
    pub successes: Vec<AnswerPlan>,
    /// The name of their enumeration, where there are several.
    pub output_name: Option<Ident>,
    /// Further media types in which every success can be asked for.
    pub alternatives: Vec<AlternativePlan>,
    /// Declared failures.
    pub failures: Vec<AnswerPlan>,
    /// The name of their enumeration, where there is any.
    pub error_name: Option<Ident>,
}

/// An answer.
#[derive(Debug)]
pub struct AnswerPlan {
    /// Which statuses.
    pub status: StatusPlan,
    /// The media type, where another answer stands for the other media types of these statuses.
    pub media_type: Option<String>,
    /// The variant.
    pub variant: Ident,
    /// What people are told.
    pub docs: String,
    /// The body.
    pub payload: Payload,
}

/// A media type in which every success can be asked for, in place of the preferred one.
#[derive(Debug)]
pub struct AlternativePlan {
    /// The media type.
    pub media_type: String,
    /// The builder's method that asks for it.
    pub method: Ident,
    /// The media types that are understood then; empty where they are the preferred ones.
    pub accept: String,
    /// The body of every success.
    pub payload: Payload,
}

/// Which statuses an answer stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StatusPlan {
    /// One.
    Code(u16),
    /// All that begin with a digit.
    Class(u16),
    /// Every other.
    Rest,
}

/// The body of an answer.
#[derive(Debug)]
pub enum Payload {
    /// There is none.
    Empty,
    /// JSON of a type.
    Json(TokenStream),
    /// Text.
    Text,
    /// Bytes, all of them.
    Bytes,
    /// Bytes while they come.
    Chunks,
    /// Events whose data is JSON of a type.
    Events(TokenStream),
    /// Events whose data is text.
    TextEvents,
    /// Events whose fields are those of a type.
    WholeEvents(TokenStream),
    /// JSON values of a type, one after the other.
    Values(TokenStream),
}

impl Payload {
    /// What it is where it is given as a whole, as failures are.
    #[must_use]
    pub fn whole(self) -> Self {
        match self {
            Self::Chunks => Self::Bytes,
            Self::Events(_) | Self::TextEvents | Self::WholeEvents(_) | Self::Values(_) => Self::Text,
            whole => whole,
        }
    }

    /// Whether it is given while it comes.
    #[must_use]
    pub fn is_stream(&self) -> bool {
        !matches!(self, Self::Empty | Self::Json(_) | Self::Text | Self::Bytes)
    }
}

/// What forms a page.
#[derive(Debug)]
pub struct PagingPlan {
    /// The cursor's index in [`OperationPlan::parameters`].
    pub cursor: usize,
    /// JSON Pointer of the next cursor.
    pub next_cursor: String,
    /// JSON Pointer of whether there is more.
    pub has_more: Option<String>,
    /// JSON Pointer of the items.
    pub items: String,
    /// The type of an item.
    pub item: TokenStream,
}

/// A header that answers declare.
#[derive(Debug)]
pub struct HeaderPlan {
    /// The name on the wire, in lower case.
    pub wire_name: String,
    /// The accessor.
    pub name: Ident,
    /// What people are told.
    pub docs: String,
    /// Its type.
    pub value: TokenStream,
}
