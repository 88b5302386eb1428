//! Why there is no case.

use thiserror::Error;

use crate::judge::RequestViolation;
use crate::mutation::NotChanged;
use crate::request::NotMade;

/// Why there is no case of a class: a request is not made, or is not what it is meant to be.
#[derive(Debug, Clone, PartialEq, Error)]
pub(crate) enum Unconfirmed {
    /// There is no valid request.
    #[error(transparent)]
    NotMade(#[from] NotMade),
    /// The request cannot be changed so.
    #[error(transparent)]
    NotChanged(#[from] NotChanged),
    /// The request that is meant to be valid breaks a rule.
    #[error("the generated request is not valid: {}: {}", .0.location, .0.message)]
    NotValid(Box<RequestViolation>),
    /// The change leaves the request as it was.
    #[error("the change changes nothing")]
    Unchanged,
    /// The request that is meant to be invalid breaks no rule.
    #[error("the changed request is still valid on the wire")]
    StillValid,
    /// The request breaks another rule than the one that is meant.
    #[error("the change breaks `{}` of `{}` as well", .0.rule.keyword, .0.location)]
    BreaksMore(Box<RequestViolation>),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::Rule;
    use crate::testing::api;

    #[test]
    fn the_reason_names_the_place_and_debug_does_not() {
        let api = api("{openapi: 3.1.0, info: {title: t, version: '1'}, paths: {/a: {get: {responses: {}}}}}");
        let (_, operation) = api.operations().next().expect("there is one");
        let violation = RequestViolation {
            location: "body/hidden-key".to_owned(),
            rule: Rule::new(operation.origin, "type"),
            message: "it is hidden".to_owned(),
            status: None,
        };
        for (error, text) in [
            (
                Unconfirmed::NotValid(Box::new(violation.clone())),
                "the generated request is not valid: body/hidden-key: it is hidden",
            ),
            (Unconfirmed::BreaksMore(Box::new(violation)), "the change breaks `type` of `body/hidden-key` as well"),
        ] {
            assert_eq!(error.to_string(), text);
            let debug = format!("{error:?}");
            assert!(debug.contains("type") && !debug.contains("hidden"), "{debug}");
        }
    }
}
