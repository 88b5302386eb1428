//! An answer, and all checks of it.

use std::cell::OnceCell;

use serde_json::Value;
use trueline_spec::Direction;
use trueline_spec::model::{Api, MediaType, Operation, Response, SchemaId};

use super::{Finding, Verdict, allow, body, content_type, framing, headers, server_error, status};
use crate::case::{Class, Intent};
use crate::judge::{Validators, Violation, media_type_of};
use crate::request::{Drafter, WireRequest};
use crate::schema::Types;
use crate::transport::{Received, TransportError, TransportErrorKind};

/// An answer with all that it is judged by.
pub(crate) struct Judged<'a> {
    pub api: &'a Api,
    pub validators: &'a Validators,
    pub operation: &'a Operation,
    pub class: &'a Class,
    pub request: &'a WireRequest,
    pub received: &'a Received,
    /// Whether a valid request is bound to find what it asks for.
    pub promised: bool,
    /// Why nobody can tell whether a part of the answer is right.
    pub doubt: OnceCell<String>,
}

impl<'a> Judged<'a> {
    /// The rules of a schema that a part of the answer breaks; none where nobody can tell, which is noted.
    pub(super) fn violations(&self, schema: SchemaId, value: &Value) -> Vec<Violation> {
        if Types::of(self.api, schema) == Types::NONE {
            self.doubt.get_or_init(|| "the document contradicts itself: no value is of the answer's schema".to_owned());
            return Vec::new();
        }
        let judged = self.validators.violations(self.api, schema, Direction::Response, value);
        judged.unwrap_or_else(|reason| {
            self.doubt.get_or_init(|| reason);
            Vec::new()
        })
    }

    /// Whether a part of the answer is a value of a schema, as far as anybody can tell.
    pub(super) fn is_valid(&self, schema: SchemaId, value: &Value) -> bool {
        self.validators.is_valid(self.api, schema, Direction::Response, value) == Ok(true)
    }

    /// The declared answer.
    pub(crate) fn declared(&self) -> Option<&'a Response> {
        self.operation.response(self.received.status)
    }

    /// The declared media type of the body.
    pub(crate) fn media_type(&self) -> Option<&'a MediaType> {
        media_type_of(&self.declared()?.content, self.received.header("content-type")?)
    }
}

/// The name of the check for statuses that an operation does not declare.
pub(crate) const UNDECLARED: &str = "undeclared-status";

/// The checks, in the order in which people read them.
const CHECKS: [fn(&Judged<'_>) -> Vec<Finding>; 7] = [
    framing::check,
    server_error::check,
    status::check,
    allow::check,
    content_type::check,
    headers::check,
    body::check,
];

/// Judges an answer, or that there is none.
pub(crate) fn judge(
    drafter: &Drafter<'_>,
    class: &Class,
    request: &WireRequest,
    outcome: &Result<Received, TransportError>,
) -> Verdict {
    let received = match outcome {
        Ok(received) => received,
        Err(error) => {
            return without_answer(error);
        }
    };
    let judged = Judged {
        api: drafter.api,
        validators: drafter.validators,
        operation: drafter.operation,
        class,
        request,
        received,
        promised: drafter.is_promised(),
        doubt: OnceCell::new(),
    };
    let is_undeclared_method =
        matches!(&class.mutation, Some(mutation) if matches!(mutation.change, crate::mutation::Change::Method(_)));
    let checks = if is_undeclared_method { &CHECKS[..4] } else { &CHECKS[..] };
    let findings: Vec<Finding> = checks.iter().flat_map(|check| check(&judged)).collect();
    if let (false, Some(twin)) = (findings.is_empty(), drafter.twin()) {
        return Verdict::Undecided(format!("the path is that of `{}` as well", twin.key));
    }
    if !findings.is_empty() {
        return Verdict::Violates(findings);
    }
    match status::undecided(&judged).or(judged.doubt.into_inner()) {
        Some(reason) => Verdict::Undecided(reason),
        None => Verdict::Conforms,
    }
}

/// What it means that there is no answer: an answer that is larger than what is read may be right.
fn without_answer(error: &TransportError) -> Verdict {
    let finding = match error.kind {
        TransportErrorKind::TooLarge => return Verdict::Undecided(error.message.clone()),
        TransportErrorKind::Malformed => Finding::new(framing::HTTP, format!("the answer breaks HTTP: {error}"), None),
        _ => Finding::new("no-answer", format!("there is no answer: {error}"), None),
    };
    Verdict::Violates(vec![finding])
}

/// Whether a class breaks a rule.
pub(super) fn breaks_a_rule(class: &Class) -> bool {
    matches!(class.intent, Intent::Violates { .. })
}
