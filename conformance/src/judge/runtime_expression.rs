//! What a link's runtime expression stands for (OpenAPI 3.1.0 section 4.8.20.3).

use serde_json::Value;
use trueline_spec::model::RuntimeExpression;

use super::Reading;

/// The value of an expression, after a request and the body that answered it; none where they have no such part.
pub(crate) fn evaluate(expression: &RuntimeExpression, request: &Reading, answer: &Value) -> Option<Value> {
    match expression {
        RuntimeExpression::Constant(value) => Some(value.clone()),
        RuntimeExpression::ResponseBody(pointer) => answer.pointer(pointer).cloned(),
        RuntimeExpression::RequestBody(pointer) => request.body.as_ref()?.pointer(pointer).cloned(),
        RuntimeExpression::RequestPath(name)
        | RuntimeExpression::RequestQuery(name)
        | RuntimeExpression::RequestHeader(name) => request.parameter_named(name).cloned(),
        _ => None,
    }
}
