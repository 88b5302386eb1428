//! The call that a package shows first: one that needs little, and whose answer can be printed.

use crate::names::Ident;
use crate::plan::model::client::{
    Access, ClientPlan, CredentialPlacement, OperationPlan, ParameterPlan, ParameterValue, Payload, SchemePlan,
};
use crate::plan::model::rust_type::RustType;

/// The first call, and what the client needs for it.
#[derive(Debug)]
pub(crate) struct FirstCall<'a> {
    /// The role of the key that the client is made with, where keys have roles.
    pub role: Option<&'a Ident>,
    /// The credentials that it is given.
    pub credentials: Vec<CredentialArgument<'a>>,
    /// Whether the document names no server, so that somebody has to.
    pub needs_address: bool,
    /// The operation; none where each one needs a value that nobody can make up.
    pub call: Option<Call<'a>>,
}

/// A credential that the client is given.
#[derive(Debug)]
pub(crate) struct CredentialArgument<'a> {
    /// The client's method.
    pub method: &'a Ident,
    /// Whether it is a user's name and a password.
    pub is_pair: bool,
}

/// The operation and what it is given.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    /// The operation.
    pub operation: &'a OperationPlan,
    /// A value for each required parameter.
    pub arguments: Vec<Argument<'a>>,
    /// Whether its answer has a body.
    pub has_body: bool,
}

/// A value for a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Argument<'a> {
    /// A text that says what belongs there: the parameter's name.
    Text(&'a str),
    /// A number that is as good as any.
    One,
    /// The same with a fraction.
    OneAndAHalf,
    /// Yes.
    True,
    /// Some identifier.
    Uuid,
    /// The session of a user.
    Session,
}

/// Chooses the first call of a client.
#[must_use]
pub(crate) fn first_call(client: &ClientPlan) -> FirstCall<'_> {
    let candidates = client.operations.iter().enumerate();
    let calls = candidates.filter_map(|(index, operation)| Some((rank(operation, index), call(operation)?)));
    let call = calls.min_by_key(|(rank, _)| *rank).map(|(_, call)| call);
    FirstCall {
        role: role(client, call.as_ref()),
        credentials: call.as_ref().map(|call| credentials(client, call.operation)).unwrap_or_default(),
        needs_address: client.servers.default.is_empty(),
        call,
    }
}

/// What is least is shown: what only reads, asks for little, and lists.
fn rank(operation: &OperationPlan, index: usize) -> (bool, bool, usize, bool, bool, usize) {
    let required = || operation.parameters.iter().filter(|parameter| parameter.required);
    (
        operation.http_method != "GET",
        operation.deprecated,
        required().count() + required().filter(|parameter| parameter.rule.is_some()).count(),
        operation.paging.is_none(),
        !operation.responses.successes.iter().any(|response| matches!(response.payload, Payload::Json(_))),
        index,
    )
}

fn call(operation: &OperationPlan) -> Option<Call<'_>> {
    let has_stream = operation.responses.successes.iter().any(|response| response.payload.is_stream());
    if has_stream || operation.bodies.iter().any(|body| body.required) {
        return None;
    }
    let required = operation.parameters.iter().filter(|parameter| parameter.required);
    let arguments = required.map(argument).collect::<Option<Vec<_>>>()?;
    let has_body = operation.responses.successes.iter().any(|response| !matches!(response.payload, Payload::Empty));
    Some(Call { operation, arguments, has_body })
}

fn argument(parameter: &ParameterPlan) -> Option<Argument<'_>> {
    let ParameterValue::Typed(ty) = &parameter.value else { return Some(Argument::Session) };
    Some(match ty {
        RustType::String => Argument::Text(&parameter.wire_name),
        RustType::I32 | RustType::I64 | RustType::U32 | RustType::U64 => Argument::One,
        RustType::F64 => Argument::OneAndAHalf,
        RustType::Bool => Argument::True,
        RustType::Uuid => Argument::Uuid,
        _ => return None,
    })
}

/// The role of the client's key: one that may make the call.
fn role<'a>(client: &'a ClientPlan, call: Option<&Call<'a>>) -> Option<&'a Ident> {
    let roles = client.credentials.roles.as_ref()?;
    match call.map(|call| &call.operation.access) {
        Some(Access::Roles { type_names, .. }) => type_names.first(),
        _ => None,
    }
    .or_else(|| roles.roles.first().map(|role| &role.type_name))
}

/// Those of the first alternative that the operation takes and a text can be.
fn credentials<'a>(client: &'a ClientPlan, operation: &OperationPlan) -> Vec<CredentialArgument<'a>> {
    let schemes = operation.security.first().into_iter().flatten();
    let plan = |name: &str| client.credentials.schemes.iter().find(|plan| plan.scheme == name);
    schemes.filter_map(|(name, _)| plan(name)).map(credential).collect()
}

fn credential(plan: &SchemePlan) -> CredentialArgument<'_> {
    CredentialArgument { method: &plan.method, is_pair: plan.sent == CredentialPlacement::Basic }
}
