//! Which responses of an operation are successes, and which are failures.

use trueline_spec::model::{Operation, Response, ResponseStatus};

/// Whether an operation has more than one success.
pub(crate) fn has_several_successes(operation: &Operation) -> bool {
    let is_success = success_test(operation);
    operation.responses.iter().filter(|response| is_success(response)).count() > 1
}

/// Whether an operation has failures.
pub(crate) fn has_failures(operation: &Operation) -> bool {
    let is_success = success_test(operation);
    operation.responses.iter().any(|response| !is_success(response))
}

/// Which responses of an operation are successes: those of 2xx; where there are none, `default`; else those of 3xx.
pub(crate) fn success_test(operation: &Operation) -> fn(&Response) -> bool {
    let has = |test: fn(&Response) -> bool| operation.responses.iter().any(test);
    if has(|response| response.status.is_success()) {
        |response| response.status.is_success()
    } else if has(|response| response.status == ResponseStatus::Default) {
        |response| response.status == ResponseStatus::Default
    } else {
        |response| matches!(response.status, ResponseStatus::Code(300..=399) | ResponseStatus::Class(3))
    }
}
