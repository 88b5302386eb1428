//! The plan of a client: every decision that its emission needs, in words of Rust and of HTTP.

mod credentials;
mod responses;
mod servers;

use std::rc::Rc;

use crate::names::Ident;
use crate::plan::model::feature::FeatureName;
use crate::plan::model::rule::RulesPlan;
use crate::plan::model::rust_type::RustType;
use crate::plan::model::unsupported::Unsupported;

pub(crate) use self::credentials::{
    CredentialPlacement, CredentialsPlan, EnvironmentPlan, RolePlan, RolesPlan, SchemePlan, SessionPlan, TokensPlan,
};
pub(crate) use self::responses::{AlternativePlan, Payload, ResponsePlan, ResponsesPlan, StatusPlan};
pub(crate) use self::servers::{AddressPart, ListedPlan, ServerPlan, ServersPlan, VariablePlan, VariableValue};

/// The whole client.
#[derive(Debug)]
pub struct ClientPlan {
    /// Where requests go.
    pub servers: ServersPlan,
    /// Credentials.
    pub credentials: CredentialsPlan,
    /// The operations, in the order of the document.
    pub operations: Vec<OperationPlan>,
    /// The resources that the operations belong to, in the order of their names; none where the client is flat.
    pub resources: Vec<ResourcePlan>,
    /// Headers that answers declare.
    pub headers: Vec<HeaderPlan>,
    /// What the API sends to programs that listen.
    pub inbound: InboundPlan,
    /// What requests are checked against.
    pub rules: RulesPlan,
    /// One cargo feature a tag, where they are asked for.
    pub features: Vec<FeaturePlan>,
    /// What the client leaves out.
    pub unsupported: Vec<Unsupported>,
}

/// What the API sends to programs that listen.
#[derive(Debug, Default)]
pub struct InboundPlan {
    /// What webhooks send, and are answered with.
    pub webhooks: Vec<InboundMessage>,
    /// What callbacks send, and are answered with.
    pub callbacks: Vec<InboundMessage>,
}

/// The body of a request that the API sends, or of what it may be answered with.
#[derive(Debug)]
pub struct InboundMessage {
    /// The name of its type.
    pub name: Ident,
    /// What people read.
    pub docs: String,
    /// Its type.
    pub ty: RustType,
}

/// Alternatives of credentials, by scheme, with the scopes that are required of its tokens; operations share those of the
/// document.
pub(crate) type Requirements = Rc<Vec<Vec<(String, Vec<String>)>>>;

/// An operation.
#[derive(Debug)]
pub struct OperationPlan {
    /// As the document names it.
    pub key: String,
    /// The module of its builder.
    pub module_name: Ident,
    /// The client's method that gives the resource it belongs to; none where the client is flat.
    pub resource: Option<Ident>,
    /// The method of the client, or of the resource.
    pub method_name: Ident,
    /// The builder.
    pub type_name: Ident,
    /// The paragraphs of its documentation.
    pub docs: Vec<String>,
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
    pub security: Requirements,
    /// Who may call it.
    pub access: Access,
    /// Its answers.
    pub responses: ResponsesPlan,
    /// Its answer is a page.
    pub paging: Option<PagingPlan>,
    /// The setter of a key that makes repeating it safe, where no parameter is one.
    pub idempotency_key: Option<Ident>,
    /// The setters of what holds for one call alone, in the order of the run-time part's macro `settings`.
    pub settings: [Ident; 6],
    /// Whether it can be asked for the events after one.
    pub last_event_id: bool,
    /// The cargo features any of which compiles it; none where it always is.
    pub features: Vec<FeatureName>,
}

impl OperationPlan {
    /// How it is called, for people: `list_pets`, or `pets().list`.
    #[must_use]
    pub fn called(&self) -> String {
        match &self.resource {
            Some(resource) => format!("{}().{}", resource.as_str(), self.method_name.as_str()),
            None => self.method_name.to_string(),
        }
    }
}

/// A part of a client: what can be asked of a resource.
#[derive(Debug)]
pub struct ResourcePlan {
    /// The client's method that gives it.
    pub accessor: Ident,
    /// Its type.
    pub type_name: Ident,
    /// The module of its type.
    pub module_name: Ident,
    /// The tag or the segment of a path that names it.
    pub title: String,
    /// What the document says of its tag.
    pub description: Option<String>,
    /// Its operations, by their indexes in [`ClientPlan::operations`].
    pub operations: Vec<usize>,
}

/// A cargo feature that compiles a part of the client.
#[derive(Debug)]
pub struct FeaturePlan {
    /// Its name.
    pub name: FeatureName,
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
    /// What people read.
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
    pub rule: Option<Ident>,
    /// Pointer of the body's field that requires it.
    pub required_with: Option<String>,
}

/// What a parameter takes.
#[derive(Debug)]
pub enum ParameterValue {
    /// Values of a type.
    Typed(RustType),
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
    /// What people read.
    pub docs: String,
    /// Whether it must be given.
    pub required: bool,
    /// The value of `Content-Type`.
    pub content_type: String,
    /// How it is written.
    pub form: BodyForm,
    /// The headers that its parts declare.
    pub part_headers: Vec<PartHeaderPlan>,
    /// What it must hold to.
    pub rule: Option<Ident>,
}

/// How a body is written.
#[derive(Debug)]
pub enum BodyForm {
    /// JSON of a type.
    Json(RustType),
    /// A form, with the fields that are not encoded as usual.
    Form(RustType, Vec<(String, EncodingPlan)>),
    /// Several parts.
    Multipart(RustType, Vec<PartPlan>),
    /// Bytes as they are, in memory or streamed.
    Upload,
    /// Text.
    Text(RustType),
    /// JSON values of a type, one after the other.
    Values(RustType),
}

/// A part of a multipart body of which there is something to say.
#[derive(Debug)]
pub struct PartPlan {
    /// The name on the wire.
    pub name: String,
    /// Its content type.
    pub content_type: Option<String>,
}

/// A header that a document declares for a part of a multipart body.
#[derive(Debug)]
pub struct PartHeaderPlan {
    /// The part's name on the wire.
    pub part: String,
    /// The header's name.
    pub header: String,
    /// The builder's method.
    pub name: Ident,
    /// What people read.
    pub docs: String,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// How its value becomes text.
    pub encoding: EncodingPlan,
    /// The type of its value.
    pub value: RustType,
    /// The rule of its value.
    pub rule: Option<Ident>,
}

/// What forms a page.
#[derive(Debug)]
pub struct PagingPlan {
    /// How the next page is asked for.
    pub advance: AdvancePlan,
    /// How a response says that it is the last.
    pub ends: EndsPlan,
    /// JSON Pointer of the items.
    pub items: String,
    /// The type of an item.
    pub item: RustType,
    /// How the pages follow each other, for people: the beginning of a sentence.
    pub docs: String,
    /// Why they are taken for pages, for people; empty where it is declared.
    pub reason: String,
}

/// A variant of the run-time part's `Advance`. Parameters are indexes in [`OperationPlan::parameters`], places JSON Pointers.
#[derive(Debug)]
#[allow(missing_docs, reason = "the variants are the run-time part's own")]
pub enum AdvancePlan {
    Cursor { parameter: usize, next: String },
    Number { parameter: usize, first: Option<i64>, current: Option<String> },
    Offset { parameter: usize, first: i64 },
    LastItem { parameter: usize, key: String },
    Link,
    Url { next: String },
}

/// The run-time part's `Ends`.
#[derive(Debug)]
#[allow(missing_docs, reason = "the fields are the run-time part's own")]
pub struct EndsPlan {
    pub has_more: Option<String>,
    pub is_last: Option<String>,
    pub pages: Option<String>,
    pub next: Option<String>,
}

/// A header that answers declare.
#[derive(Debug)]
pub struct HeaderPlan {
    /// The name on the wire, in lower case.
    pub wire_name: String,
    /// The accessor.
    pub name: Ident,
    /// What people read.
    pub docs: String,
    /// Its type.
    pub value: RustType,
}
