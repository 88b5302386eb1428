//! `GET /v1/messaging/threads/{id}/messages`

use crate::support::call::Call;
use crate::support::operation::{Operation, Segment};
use crate::support::{BoxFuture, Core, RawResponse, Response};
static ID: crate::support::parameter::Parameter = crate::support::parameter::Parameter {
    name: "id",
    location: crate::support::parameter::Location::Path,
    encoding: crate::support::parameter::Encoding::Simple(crate::support::parameter::Explode::No),
    index: 0u16,
    secret: false,
    rule: None,
};
static X_AUTH_TOKEN: crate::support::parameter::Parameter = crate::support::parameter::Parameter {
    name: "x-auth-token",
    location: crate::support::parameter::Location::Header,
    encoding: crate::support::parameter::Encoding::Simple(crate::support::parameter::Explode::No),
    index: 1u16,
    secret: true,
    rule: None,
};
static LIMIT: crate::support::parameter::Parameter = crate::support::parameter::Parameter {
    name: "limit",
    location: crate::support::parameter::Location::Query,
    encoding: crate::support::parameter::Encoding::Form(
        crate::support::parameter::Explode::Yes,
        crate::support::parameter::Reserved::Encoded,
    ),
    index: 2u16,
    secret: false,
    rule: Some(&crate::rules::RULE_2),
};
static CURSOR: crate::support::parameter::Parameter = crate::support::parameter::Parameter {
    name: "cursor",
    location: crate::support::parameter::Location::Query,
    encoding: crate::support::parameter::Encoding::Form(
        crate::support::parameter::Explode::Yes,
        crate::support::parameter::Reserved::Encoded,
    ),
    index: 3u16,
    secret: false,
    rule: None,
};
static ORDER: crate::support::parameter::Parameter = crate::support::parameter::Parameter {
    name: "order",
    location: crate::support::parameter::Location::Query,
    encoding: crate::support::parameter::Encoding::Form(
        crate::support::parameter::Explode::Yes,
        crate::support::parameter::Reserved::Encoded,
    ),
    index: 4u16,
    secret: false,
    rule: None,
};
static FIELDS: crate::support::parameter::Parameter = crate::support::parameter::Parameter {
    name: "fields",
    location: crate::support::parameter::Location::Query,
    encoding: crate::support::parameter::Encoding::Form(
        crate::support::parameter::Explode::No,
        crate::support::parameter::Reserved::Encoded,
    ),
    index: 5u16,
    secret: false,
    rule: None,
};
static OPERATION: Operation = Operation {
    name: "getThreadMessages",
    method: reqwest::Method::GET,
    path: &[Segment::Literal("/v1/messaging/threads/"), Segment::Parameter(&ID), Segment::Literal("/messages")],
    server: None,
    security: &[&["BearerAuth"]],
    required_with: &[],
    body_rule: None,
    accept: Some("application/json"),
};
static PAGING: crate::support::Paging = crate::support::Paging {
    cursor: &CURSOR,
    next_cursor: "/pagination/next_cursor",
    has_more: Some("/pagination/has_more"),
    items: "/messages",
};
/// A call of `get_thread_messages` in the making: await it to send it.
#[derive(Debug, Clone)]
#[must_use = "nothing is sent until it is awaited"]
pub struct GetThreadMessages {
    call: Call,
}
impl GetThreadMessages {
    pub(crate) fn new(
        core: &Core,
        id: impl TryInto<::uuid::Uuid, Error: std::fmt::Display>,
        session: impl Into<crate::credentials::Session>,
    ) -> Self {
        let mut owned = Call::new(core, &OPERATION);
        let call = &mut owned;
        call.set::<::uuid::Uuid>(&ID, id);
        call.set::<String>(&X_AUTH_TOKEN, session.into().expose());
        Self { call: owned }
    }
    /// The limit.
    pub fn limit(mut self, limit: impl TryInto<i64, Error: std::fmt::Display>) -> Self {
        let call = &mut self.call;
        call.set::<i64>(&LIMIT, limit);
        self
    }
    /// The cursor.
    pub fn cursor(mut self, cursor: impl TryInto<String, Error: std::fmt::Display>) -> Self {
        let call = &mut self.call;
        call.set::<String>(&CURSOR, cursor);
        self
    }
    /// The order.
    pub fn order(mut self, order: impl TryInto<crate::models::Order, Error: std::fmt::Display>) -> Self {
        let call = &mut self.call;
        call.set::<crate::models::Order>(&ORDER, order);
        self
    }
    /// The fields.
    pub fn fields(mut self, fields: impl TryInto<Vec<String>, Error: std::fmt::Display>) -> Self {
        let call = &mut self.call;
        call.set::<Vec<String>>(&FIELDS, fields);
        self
    }
    /// Follows the cursor from page to page; the stream ends after the last page, or after a failure.
    pub fn pages(
        self,
    ) -> crate::support::BoxStream<
        Result<Response<crate::models::MessagePage>, crate::support::Error<GetThreadMessagesError>>,
    > {
        self.call.pages(&PAGING, decode)
    }
    /// Every item of every page, in order; the stream ends after the last item, or after a failure.
    pub fn items(
        self,
    ) -> crate::support::BoxStream<Result<crate::models::Message, crate::support::Error<GetThreadMessagesError>>> {
        self.call.items(&PAGING, decode)
    }
}
impl IntoFuture for GetThreadMessages {
    type Output = Result<Response<crate::models::MessagePage>, crate::support::Error<GetThreadMessagesError>>;
    type IntoFuture = BoxFuture<Self::Output>;
    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.call.send(decode))
    }
}
/// How the API refuses `get_thread_messages`, by status.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum GetThreadMessagesError {
    /// BadRequest.
    BadRequest(crate::models::Error),
    /// Unauthorized.
    Unauthorized(crate::models::Error),
    /// Forbidden.
    Forbidden(crate::models::Error),
    /// NotFound.
    NotFound(crate::models::Error),
    /// TooManyRequests.
    TooManyRequests(crate::models::Error),
    /// InternalServerError.
    InternalServerError(crate::models::Error),
}
fn decode(raw: &RawResponse) -> Result<crate::models::MessagePage, crate::support::Error<GetThreadMessagesError>> {
    match raw.status().as_u16() {
        200 => Ok(raw.json()?),
        400 => Err(raw.refused(GetThreadMessagesError::BadRequest(raw.json()?))),
        401 => Err(raw.refused(GetThreadMessagesError::Unauthorized(raw.json()?))),
        403 => Err(raw.refused(GetThreadMessagesError::Forbidden(raw.json()?))),
        404 => Err(raw.refused(GetThreadMessagesError::NotFound(raw.json()?))),
        429 => Err(raw.refused(GetThreadMessagesError::TooManyRequests(raw.json()?))),
        500 => Err(raw.refused(GetThreadMessagesError::InternalServerError(raw.json()?))),
        _ => Err(raw.unexpected()),
    }
}
