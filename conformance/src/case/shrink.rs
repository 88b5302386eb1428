//! Requests that are smaller than another one.

use std::sync::Arc;

use serde_json::Value;

use super::make::{Case, confirmed};
use crate::generate::smaller;
use crate::limits::SMALLER_REQUESTS;
use crate::request::{ArgumentValue, CaseBuilder, Content, RequestTemplate};
use crate::schema::value_size;

/// Valid requests that are smaller, the greatest steps first; as many as memory is given to.
pub(super) fn candidates(builder: &CaseBuilder<'_>, base: &RequestTemplate) -> Vec<RequestTemplate> {
    let size = base.body().map_or(0, value_size)
        + base
            .arguments
            .iter()
            .map(|argument| match &argument.given {
                ArgumentValue::Value(value) => 64 + value_size(value),
                ArgumentValue::Text(text) => 64 + text.len(),
            })
            .sum::<usize>();
    let most = SMALLER_REQUESTS / size.max(1);
    let mut found = Vec::new();
    let optional = |index: usize| builder.operation.parameters.get(index).is_some_and(|parameter| !parameter.required);
    for argument in base.arguments.iter().filter(|argument| optional(argument.index)).take(most) {
        let mut fewer = base.clone();
        fewer.withhold(argument.index);
        found.push(fewer);
    }
    if let Some(Content::Value { value, .. }) = &base.content {
        for smaller in smaller(value, most).into_iter().take(most.saturating_sub(found.len())) {
            let mut template = base.clone();
            if let Some(body) = template.body_mut() {
                *body = smaller;
                // What the target says of its owner is no part of the request that may shrink: half a secret is not known as one.
                builder.own(body);
            }
            found.push(template);
        }
    }
    for argument in &base.arguments {
        if let ArgumentValue::Value(value) = &argument.given {
            if found.len() >= most {
                break;
            }
            for smaller in smaller(value, 24) {
                let mut template = base.clone();
                template.give(argument.index, ArgumentValue::Value(smaller));
                found.push(template);
            }
        }
    }
    found
}

/// The case of a smaller valid request, where it is one.
pub(super) fn smaller_case(builder: &CaseBuilder<'_>, case: &Case, base: RequestTemplate) -> Option<Case> {
    let request = Arc::new(confirmed(builder, &case.class, &base, &case.rng).ok()?);
    (size(&request.target, &request.body, &base) < size(&case.request.target, &case.request.body, &case.base))
        .then(|| Case { request, base, class: Arc::clone(&case.class), rng: case.rng.clone(), ..*case })
}

/// A measure that only sinks, so that shrinking ends.
fn size(target: &str, body: &[u8], base: &RequestTemplate) -> (usize, usize, u64) {
    let weight = base.body().map_or(0, weight)
        + base
            .arguments
            .iter()
            .map(|argument| match &argument.given {
                ArgumentValue::Value(value) => weight(value),
                ArgumentValue::Text(_) => 0,
            })
            .sum::<u64>();
    (base.arguments.len(), body.len() + target.len(), weight)
}

/// How far a value is from the plainest.
fn weight(value: &Value) -> u64 {
    match value {
        Value::Null => 0,
        Value::Bool(flag) => u64::from(*flag),
        Value::Number(number) => number.as_f64().map_or(u64::MAX, |number| {
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "the cast saturates, as is meant"
            )]
            let magnitude = number.abs() as u64;
            magnitude.min(1 << 40)
        }),
        Value::String(text) => text.chars().map(|character| u64::from(character != 'a') + 1).sum(),
        Value::Array(items) => items.iter().map(|item| weight(item) + 1).sum(),
        Value::Object(members) => members.values().map(|member| weight(member) + 1).sum(),
    }
}
