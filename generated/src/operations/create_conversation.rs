//! `POST /v1/messaging/conversations`

use crate::support::call::Call;
use crate::support::operation::{Operation, Segment};
use crate::support::{BoxFuture, Core, RawResponse, Response};
static X_AUTH_TOKEN: crate::support::parameter::Parameter = crate::support::parameter::Parameter {
    name: "x-auth-token",
    location: crate::support::parameter::Location::Header,
    encoding: crate::support::parameter::Encoding::Simple(crate::support::parameter::Explode::No),
    index: 0u16,
    secret: true,
    rule: None,
};
static OPERATION: Operation = Operation {
    name: "createConversation",
    method: reqwest::Method::POST,
    path: &[Segment::Literal("/v1/messaging/conversations")],
    server: None,
    security: &[&["BearerAuth"]],
    required_with: &[crate::support::operation::RequiredWith { parameter: &X_AUTH_TOKEN, body: "/customer_id" }],
    body_rule: Some(&crate::rules::RULE_1),
    accept: Some("application/json"),
};
/// Roles whose keys may call \[`CreateConversation`\].
#[diagnostic::on_unimplemented(
    message = "a client with a key of the role `{Self}` has no `create_conversation`",
    label = "this client's key may not do that",
    note = "the API accepts `create_conversation` from `Client<Secret>`: make the client with such a key"
)]
pub trait MayCreateConversation: crate::credentials::Role {}
impl MayCreateConversation for crate::credentials::Secret {}
/// A call of `create_conversation` in the making: await it to send it.
#[derive(Debug, Clone)]
#[must_use = "nothing is sent until it is awaited"]
pub struct CreateConversation {
    call: Call,
}
impl CreateConversation {
    pub(crate) fn new(
        core: &Core,
        body: impl TryInto<crate::models::NewConversation, Error: std::fmt::Display>,
    ) -> Self {
        let mut owned = Call::new(core, &OPERATION);
        let call = &mut owned;
        call.body::<crate::models::NewConversation>(body, |value| {
            crate::support::body::Body::json("application/json", value)
        });
        Self { call: owned }
    }
    /// The session.
    pub fn session(mut self, session: impl Into<crate::credentials::Session>) -> Self {
        let call = &mut self.call;
        call.set::<String>(&X_AUTH_TOKEN, session.into().expose());
        self
    }
    /// Sends an `Idempotency-Key`, which makes it safe to send the request again when no answer came.
    pub fn idempotency_key(mut self, key: &str) -> Self {
        self.call.idempotency_key(key);
        self
    }
}
impl IntoFuture for CreateConversation {
    type Output = Result<Response<crate::models::CreatedConversation>, crate::support::Error<CreateConversationError>>;
    type IntoFuture = BoxFuture<Self::Output>;
    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.call.send(decode))
    }
}
/// How the API refuses `create_conversation`, by status.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum CreateConversationError {
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
fn decode(
    raw: &RawResponse,
) -> Result<crate::models::CreatedConversation, crate::support::Error<CreateConversationError>> {
    match raw.status().as_u16() {
        201 => Ok(raw.json()?),
        400 => Err(raw.refused(CreateConversationError::BadRequest(raw.json()?))),
        401 => Err(raw.refused(CreateConversationError::Unauthorized(raw.json()?))),
        403 => Err(raw.refused(CreateConversationError::Forbidden(raw.json()?))),
        404 => Err(raw.refused(CreateConversationError::NotFound(raw.json()?))),
        429 => Err(raw.refused(CreateConversationError::TooManyRequests(raw.json()?))),
        500 => Err(raw.refused(CreateConversationError::InternalServerError(raw.json()?))),
        _ => Err(raw.unexpected()),
    }
}
