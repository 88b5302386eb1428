//! The checked model: what a document means, once, for every consumer.
//!
//! Schemas of OpenAPI 3.0 are raised to the meaning of JSON Schema 2020-12. References are resolved to ids of
//! arenas. Every node carries the [`Origin`](crate::source::Origin) it was read from.

mod api;
mod body;
mod checked;
mod direction;
mod law;
mod number;
mod operation;
mod paging;
mod parameter;
mod path;
mod response;
mod schema;
mod security;
mod shared;

pub use api::{Api, Contact, Info, License, Server, ServerVariable, SpecificationVersion, Tag, Webhook};
pub use body::{Encoding, Example, ExampleValue, MediaType, RequestBody};
pub use checked::Checked;
pub use direction::Direction;
pub use law::{Comparison, Echo, FieldSelection, Laws, PageLaw, Readable, SortOrder, ValueSource};
pub use number::Number;
pub use operation::{Callback, ExternalDocs, Method, Operation, OperationId};
pub use paging::{DeclaredPaging, PagingKind};
pub(crate) use parameter::key_of;
pub use parameter::{Location, Parameter, ParameterEncoding, RequiredWith, Session, Style};
pub use path::{PathPart, PathTemplate};
pub use response::{Header, Link, LinkTarget, Response, ResponseStatus, RuntimeExpression};
pub use schema::{
    AdditionalProperties, Annotations, ArraySchema, Bound, Contains, Discriminator, EnumSchema, EnumValue, JsonType,
    NumberSchema, ObjectSchema, Pattern, Property, Schema, SchemaId, SchemaKind, Schemas, StringSchema, TypeKeyword,
    Variants,
};
pub use security::{
    ApiKeyLocation, Environment, OAuthFlow, OAuthFlowKind, RequiredScheme, Role, Roles, SecurityRequirement,
    SecurityScheme, SecuritySchemeKind,
};
pub use shared::Shared;
