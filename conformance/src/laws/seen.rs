//! A valid request and the success that answered it, both read.

use serde_json::Value;
use trueline_spec::Direction;
use trueline_spec::model::{Api, Location, Operation};

use crate::judge::Reading;
use crate::request::{CaseBuilder, WireRequest};
use crate::transport::Received;
use crate::wire::{DecodedBody, decode_body};

/// A valid request and the success that answered it.
pub(crate) struct Seen<'a> {
    pub api: &'a Api,
    pub operation: &'a Operation,
    pub asked: Reading,
    pub body: Value,
}

impl<'a> Seen<'a> {
    /// Reads an exchange; nothing where the answer is no success with a declared body that can be read.
    pub(super) fn read(builder: &CaseBuilder<'a>, request: &WireRequest, received: &Received) -> Option<Self> {
        if !(200..300).contains(&received.status) {
            return None;
        }
        let content_type = received.header("content-type")?;
        let declared = builder.operation.response(received.status)?;
        let media_type = crate::judge::media_type_of(&declared.content, content_type)?;
        let is_valid = |schema, value: &Value| {
            builder.validators.is_valid(builder.api, schema, Direction::Response, value) == Ok(true)
        };
        let decoded = decode_body(builder.api, media_type, content_type, &received.body, &is_valid);
        let DecodedBody::Value(body) = decoded.ok()? else { return None };
        Self::of(builder, request, body)
    }

    /// The same of a body that is decoded.
    pub(super) fn of(builder: &CaseBuilder<'a>, request: &WireRequest, body: Value) -> Option<Self> {
        let asked = builder.reading(request)?;
        Some(Self { api: builder.api, operation: builder.operation, asked, body })
    }

    /// What the request says in a query parameter, else the default that the document declares.
    pub(super) fn query(&self, name: &str) -> Option<Value> {
        let sent = self.asked.parameter(Location::Query, name).cloned();
        sent.or_else(|| default_of(self.api, self.operation, name))
    }
}

/// The default of a query parameter.
pub(super) fn default_of(api: &Api, operation: &Operation, name: &str) -> Option<Value> {
    let mut parameters = operation.parameters.iter();
    let own = parameters.find(|parameter| parameter.location == Location::Query && parameter.name == name)?;
    let schema = own.schema()?;
    let annotations = &api.schemas[schema].annotations;
    annotations.default.clone().or_else(|| api.schemas[api.schemas.resolve(schema)].annotations.default.clone())
}
