//! What an error of the HTTP library says of the answer: which rule of HTTP it breaks, if any.

use std::error::Error;
use std::io;

use http_body_util::LengthLimitError;
use trueline_spec::render::with_causes;

use super::{
    TransportError, TransportErrorKind,
    limits::{AnswerLimits, HEADERS},
    tap::{Endless, NotHttp2},
};
use crate::limits::named;

/// The error of sending a request and reading the head of its answer.
pub(super) fn of_request(error: &hyper_util::client::legacy::Error, limits: AnswerLimits) -> TransportError {
    if let Some(other) = find::<NotHttp2>(error) {
        return TransportError { kind: TransportErrorKind::Connect, message: other.to_string() };
    }
    if error.is_connect() {
        return TransportError { kind: TransportErrorKind::Connect, message: with_causes(error) };
    }
    of(error, limits, false)
}

/// The error of reading the body of an answer.
pub(super) fn of_answer(error: &(dyn Error + 'static), limits: AnswerLimits) -> TransportError {
    of(error, limits, true)
}

fn of(error: &(dyn Error + 'static), limits: AnswerLimits, has_head: bool) -> TransportError {
    if find::<LengthLimitError>(error).is_some() || find::<Endless>(error).is_some() {
        let message = format!("the answer is larger than what is read {}", named("answer-size", limits.body));
        return TransportError { kind: TransportErrorKind::TooLarge, message };
    }
    let (kind, message) = match find::<hyper::Error>(error).and_then(|error| broken_rule(error, limits, has_head)) {
        Some(message) => (TransportErrorKind::Malformed, message),
        None => (TransportErrorKind::Broken, with_causes(error)),
    };
    TransportError { kind, message }
}

/// Whether a server of HTTP/2 says that it has not looked at the request, which is then sent again (RFC 9113 section 8.7).
pub(super) fn is_unprocessed(error: &hyper_util::client::legacy::Error) -> bool {
    find::<h2::Error>(error).is_some_and(|error| {
        let is_refused = error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM);
        let is_leaving = error.is_go_away() && error.reason() == Some(h2::Reason::NO_ERROR);
        error.is_remote() && (is_refused || is_leaving)
    })
}

/// The rule of HTTP that an answer breaks.
fn broken_rule(error: &hyper::Error, limits: AnswerLimits, has_head: bool) -> Option<String> {
    // What TLS refuses is no answer of HTTP.
    if find::<rustls::Error>(error).is_some() {
        return None;
    }
    let reason = with_causes(error);
    let is_http2 = find::<h2::Error>(error).map(h2::Error::is_library);
    let rule = if is_http2 == Some(true) {
        "the answer breaks a rule of HTTP/2 (RFC 9113), or its head is larger than what is read"
    } else if is_http2 == Some(false) {
        return None;
    } else if error.is_parse_too_large() {
        let size = named("answer-head", limits.head);
        let count = named("answer-headers", HEADERS);
        return Some(format!(
            "the head of the answer is larger than what is read {size} {count} (RFC 9110 section 5.4)"
        ));
    } else if error.is_parse_status() {
        "the status is no number of three digits from 100 to 599 (RFC 9110 section 15)"
    } else if error.is_parse_version_h2() {
        "the answer is one of HTTP/2, and the connection is of HTTP/1.1 (RFC 9112 section 2.3)"
    } else if reason.to_ascii_lowercase().contains("content-length") {
        "the lengths in `Content-Length` are no length, or differ (RFC 9112 section 6.3)"
    } else if error.is_parse() {
        "the head of the answer cannot be read (RFC 9112 sections 2 to 5)"
    } else if has_head && chunk_error(error) {
        "the chunks of the body cannot be read (RFC 9112 section 7.1)"
    } else if error.is_incomplete_message() && !reason.contains("before message completed") {
        "the answer is incomplete (RFC 9112 section 8)"
    } else if is_cut_body(error) {
        "the connection ended before the body did (RFC 9112 section 8)"
    } else {
        return None;
    };
    Some(format!("{rule}: {reason}"))
}

/// Whether the chunks of a body are malformed.
fn chunk_error(error: &hyper::Error) -> bool {
    let cause = error.source().and_then(|source| find::<io::Error>(source));
    cause.is_some_and(|cause| matches!(cause.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData))
}

fn is_cut_body(error: &hyper::Error) -> bool {
    let cause = error.source().and_then(|source| find::<io::Error>(source));
    cause.is_some_and(|cause| cause.kind() == io::ErrorKind::UnexpectedEof)
}

/// The first error of a type among an error and its causes.
fn find<'e, E: Error + 'static>(error: &'e (dyn Error + 'static)) -> Option<&'e E> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<E>() {
            return Some(found);
        }
        // An error of the system may hold another, which is not its cause.
        if let Some(inner) = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref)
            && let Some(found) = inner.downcast_ref::<E>()
        {
            return Some(found);
        }
        next = error.source();
    }
    None
}
