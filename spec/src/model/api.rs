//! The whole of a document.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value;

use super::{ExternalDocs, Operation, OperationId, SchemaId, Schemas, SecurityScheme};
use crate::source::{Documents, Origin};

/// An OpenAPI description: one entry document with everything it refers to (OpenAPI 3.1.0 section 4.8.1).
#[derive(Debug, Clone)]
pub struct Api {
    /// The version of the specification that the entry document names.
    pub version: SpecificationVersion,
    /// The entry document's `info`.
    pub info: Info,
    /// Servers of the whole document; operations hold their effective servers themselves.
    pub servers: Vec<Server>,
    /// Declared tags, in the order of the document.
    pub tags: Vec<Tag>,
    /// Every operation below `paths`, in the order of the document; an [`OperationId`] is an index into it.
    pub operations: Vec<Operation>,
    /// Webhooks of 3.1, in the order of the document.
    pub webhooks: Vec<Webhook>,
    /// Every schema of the document, named or not.
    pub schemas: Schemas,
    /// `components.schemas`, in the order of the document.
    pub named_schemas: IndexMap<String, SchemaId>,
    /// `components.securitySchemes`, in the order of the document.
    pub security_schemes: IndexMap<String, SecurityScheme>,
    /// Documentation elsewhere.
    pub external_docs: Option<ExternalDocs>,
    /// Specification extensions of the entry document's root (`x-...`).
    pub extensions: IndexMap<String, Value>,
    /// The texts and the tree that every origin points into.
    pub documents: Arc<Documents>,
    /// Where the entry document begins.
    pub origin: Origin,
}

impl Api {
    /// The operation of an id.
    #[must_use]
    pub fn operation(&self, id: OperationId) -> &Operation {
        &self.operations[id.index()]
    }

    /// Every operation with its id, in the order of the document.
    pub fn operations(&self) -> impl Iterator<Item = (OperationId, &Operation)> {
        self.operations.iter().enumerate().map(|(index, operation)| (OperationId::new(index), operation))
    }

    /// The operation whose [`Operation::key`] is `key`.
    #[must_use]
    pub fn operation_by_key(&self, key: &str) -> Option<(OperationId, &Operation)> {
        self.operations().find(|(_, operation)| operation.key == key)
    }
}

/// The version of the specification that a document follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpecificationVersion {
    /// OpenAPI 3.0.x
    V3_0,
    /// OpenAPI 3.1.x
    V3_1,
}

/// Metadata of the API (OpenAPI 3.1.0 section 4.8.2).
#[derive(Debug, Clone, Default)]
pub struct Info {
    /// The API's title; empty where the document has none.
    pub title: String,
    /// The document's own version.
    pub version: String,
    /// A short summary.
    pub summary: Option<String>,
    /// A description in CommonMark.
    pub description: Option<String>,
    /// Terms of service, an address.
    pub terms_of_service: Option<String>,
    /// The contact of the API.
    pub contact: Contact,
    /// The licence.
    pub license: License,
}

/// The contact of the API (OpenAPI 3.1.0 section 4.8.3).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contact {
    /// The name.
    pub name: Option<String>,
    /// Where they are found, an address.
    pub url: Option<String>,
    /// Where they are written to.
    pub email: Option<String>,
}

/// The licence of the API (OpenAPI 3.1.0 section 4.8.4).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct License {
    /// The name, for people.
    pub name: Option<String>,
    /// The expression of SPDX.
    pub identifier: Option<String>,
    /// Where it is found, an address.
    pub url: Option<String>,
}

/// A server, or a template of servers (OpenAPI 3.1.0 section 4.8.5).
#[derive(Debug, Clone)]
pub struct Server {
    /// Where it was read.
    pub origin: Origin,
    /// The address, possibly relative, possibly with `{variables}`.
    pub url: String,
    /// A description in CommonMark.
    pub description: Option<String>,
    /// The variables of the template.
    pub variables: IndexMap<String, ServerVariable>,
}

/// A variable of a server's address (OpenAPI 3.1.0 section 4.8.6).
#[derive(Debug, Clone)]
pub struct ServerVariable {
    /// Used where the caller gives none.
    pub default: String,
    /// The values allowed; empty where any is.
    pub allowed: Vec<String>,
    /// A description in CommonMark.
    pub description: Option<String>,
}

/// A tag that groups operations (OpenAPI 3.1.0 section 4.8.22).
#[derive(Debug, Clone)]
pub struct Tag {
    /// The name that operations refer to.
    pub name: String,
    /// A description in CommonMark.
    pub description: Option<String>,
    /// Documentation elsewhere.
    pub external_docs: Option<ExternalDocs>,
}

/// Requests that the API may send to its user (OpenAPI 3.1.0 section 4.8.1, `webhooks`).
#[derive(Debug, Clone)]
pub struct Webhook {
    /// The key in `webhooks`.
    pub name: String,
    /// One operation a method.
    pub operations: Vec<Operation>,
}
