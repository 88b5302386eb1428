//! An answer, and all checks of it.

use std::cell::OnceCell;

use serde_json::Value;
use trueline_spec::Direction;
use trueline_spec::model::{Api, MediaType, Operation, Response, SchemaId};

use super::verdict::without_consequences;
use super::{Check, Finding, Verdict, allow, body, content_type, framing, headers, server_error, status};
use crate::case::Class;
use crate::judge::{Validators, Violation, media_type_of};
use crate::request::{CaseBuilder, WireRequest};
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
    /// Why it is unknown whether a part of the answer is right.
    pub doubt: OnceCell<String>,
    /// The body, once it is decoded.
    pub body: OnceCell<Value>,
}

/// What is found of an answer.
pub(crate) struct Judgement {
    pub verdict: Verdict,
    /// The body, where it is of a declared media type that can be decoded.
    pub body: Option<Value>,
}

impl From<Verdict> for Judgement {
    fn from(verdict: Verdict) -> Self {
        Self { verdict, body: None }
    }
}

impl<'a> Judged<'a> {
    /// The rules of a schema that a part of the answer breaks; none where it cannot be decided, which is noted.
    pub(super) fn violations(&self, schema: SchemaId, value: &Value) -> Vec<Violation> {
        if Types::of(self.api, schema) == Types::NONE {
            self.doubt.get_or_init(|| "the document contradicts itself: no value is of the answer's schema".to_owned());
            return Vec::new();
        }
        let judged = self.validators.violations(self.api, schema, Direction::Response, value);
        judged.unwrap_or_else(|reason| {
            self.doubt.get_or_init(|| reason.to_string());
            Vec::new()
        })
    }

    /// Whether a part of the answer is a value of a schema, as far as that can be decided.
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
    builder: &CaseBuilder<'_>,
    class: &Class,
    request: &WireRequest,
    outcome: &Result<Received, TransportError>,
) -> Judgement {
    let received = match outcome {
        Ok(received) => received,
        Err(error) => return without_answer(error).into(),
    };
    let judged = Judged {
        api: builder.api,
        validators: builder.validators,
        operation: builder.operation,
        class,
        request,
        received,
        promised: builder.must_exist(),
        doubt: OnceCell::new(),
        body: OnceCell::new(),
    };
    let checks = if class.other_method().is_some() { &CHECKS[..4] } else { &CHECKS[..] };
    let findings = without_consequences(checks.iter().flat_map(|check| check(&judged)).collect());
    let verdict = match (findings.is_empty(), builder.ambiguous_sibling()) {
        (false, Some(ambiguous_sibling)) => {
            Verdict::Undecided(format!("the path is that of `{}` as well", ambiguous_sibling.key))
        }
        (false, None) => Verdict::Violates(findings),
        (true, _) => match status::undecided(&judged).or_else(|| judged.doubt.get().cloned()) {
            Some(reason) => Verdict::Undecided(reason),
            None => Verdict::Conforms,
        },
    };
    Judgement { verdict, body: judged.body.into_inner() }
}

/// What it means that there is no answer: an answer that is larger than what is read may be right, and a request that
/// cannot be sent has none.
fn without_answer(error: &TransportError) -> Verdict {
    let finding = match error.kind {
        TransportErrorKind::TooLarge | TransportErrorKind::Unsendable | TransportErrorKind::Interrupted => {
            return Verdict::Undecided(error.message.clone());
        }
        TransportErrorKind::Malformed => Finding::new(Check::Http, format!("the answer breaks HTTP: {error}"), None),
        _ => Finding::new(Check::NoAnswer, format!("there is no answer: {error}"), None),
    };
    Verdict::Violates(vec![finding])
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use bytes::Bytes;

    use super::*;
    use crate::judge::{Router, Rule};
    use crate::mutation::{Mutation, RequestEdit, Validity};
    use crate::request::AmbiguousSiblings;
    use crate::resources::Things;
    use crate::target::{Target, TargetConfig};
    use crate::testing::api;

    const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /list:
    get:
      operationId: list
      responses:
        '200': {description: d, content: {application/json: {schema: {type: array}}}}
        '400': {description: d}
        '401': {description: d}
        '501': {description: d}
        '503': {description: d}
    post:
      operationId: create
      responses: {'201': {description: d}, '400': {description: d}, '409': {description: d}}
  /named:
    get:
      operationId: named
      parameters: [{name: name, in: query, schema: {type: string}}]
      responses: {'200': {description: d}, '404': {description: d}}
  /list/{id}:
    get:
      operationId: item
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: d, content: {application/json: {schema: {not: {}}}}}
        '404': {description: d}
        4XX: {description: d}
  /refusals:
    get:
      operationId: refusals
      responses: {'102': {description: d}, 4XX: {description: d}}
";

    /// What is asked for, by the kinds of classes.
    fn classes(builder: &CaseBuilder<'_>) -> Vec<Class> {
        let rule = Rule::whole(builder.operation.origin);
        let class = |name: &str, expects: &[u16], validity: Validity, change: RequestEdit| {
            Class::of(Mutation {
                class: name.to_owned(),
                summary: String::new(),
                rule: rule.clone(),
                expects: expects.to_vec(),
                validity,
                change,
                location: None,
            })
        };
        vec![
            Class::valid(),
            class("invalid value", &[400, 422], Validity::Invalid, RequestEdit::NoBody),
            class("invalid content type", &[400, 415, 422], Validity::Invalid, RequestEdit::NoBody),
            class("no credential", &[401, 403], Validity::Invalid, RequestEdit::Credentials(Vec::new())),
            class("tolerable", &[400, 422], Validity::Disputed, RequestEdit::Query(String::new())),
            class("method/undeclared", &[404, 405, 501], Validity::Invalid, RequestEdit::Method("PATCH".to_owned())),
        ]
    }

    /// Every verdict on (what was asked for, whether it is promised, the status, whether that is declared).
    #[test]
    fn verdicts() {
        let api = api(DOCUMENT);
        let (router, ambiguous_siblings, validators) =
            (Router::new(&api), AmbiguousSiblings::new(&api), Validators::default());
        let target = Target::resolve("t", &TargetConfig::at("http://localhost"), &api, &|_| None).expect("a target");
        let (mut table, things) = (String::new(), Things::default());
        for (id, operation) in api.operations() {
            let builder = CaseBuilder::new(&api, &validators, &router, &ambiguous_siblings, &target, &things, id);
            let promised = if builder.must_exist() { "promised" } else { "not promised" };
            let _ = writeln!(table, "{} ({promised})", operation.key);
            for class in classes(&builder) {
                for status in [200, 201, 204, 301, 400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 501, 503] {
                    let verdict = judge(&builder, &class, &request(), &Ok(answer(status))).verdict;
                    let verdict = match verdict {
                        Verdict::Conforms => "conforms".to_owned(),
                        Verdict::Undecided(reason) => format!("undecided: {reason}"),
                        Verdict::Violates(findings) => {
                            findings.iter().map(|finding| finding.check.as_str()).collect::<Vec<_>>().join(", ")
                        }
                    };
                    let declared = if operation.response(status).is_some() { "declared" } else { "" };
                    let _ = writeln!(table, "  {:<21}{status} {declared:<9}{verdict}", class.name);
                }
            }
        }
        insta::assert_snapshot!(table);
    }

    /// A server may repeat what it was sent.
    #[test]
    fn an_answer_deeper_than_is_read_is_undecided() {
        let api = api(DOCUMENT);
        let (router, ambiguous_siblings, validators) =
            (Router::new(&api), AmbiguousSiblings::new(&api), Validators::default());
        let target = Target::resolve("t", &TargetConfig::at("http://localhost"), &api, &|_| None).expect("a target");
        let things = Things::default();
        let (id, _) = api.operations().next().expect("an operation");
        let builder = CaseBuilder::new(&api, &validators, &router, &ambiguous_siblings, &target, &things, id);
        let verdict = |body: String| {
            let received = Received { body: body.into(), ..answer(200) };
            judge(&builder, &Class::valid(), &request(), &Ok(received)).verdict
        };
        let deep = |last: &str| format!("{}{last}{}", "[".repeat(500), "]".repeat(500));
        let undecided = "the body is not read: it is nested deeper than 127";
        assert_eq!(verdict(deep("1")), Verdict::Undecided(undecided.to_owned()));
        assert!(matches!(verdict(deep("x")), Verdict::Violates(findings) if findings[0].check == Check::MalformedBody));
    }

    fn request() -> WireRequest {
        WireRequest { method: "GET".to_owned(), target: "/list".to_owned(), headers: Vec::new(), body: Vec::new() }
    }

    /// An answer that is right but for its status.
    fn answer(status: u16) -> Received {
        let mut headers = Vec::new();
        if status == 200 {
            headers.push(("content-type".to_owned(), "application/json".to_owned()));
        }
        if status == 405 {
            headers.push(("allow".to_owned(), "GET, POST".to_owned()));
        }
        let body = if status == 200 { "[]" } else { "" };
        Received { status, headers, body: Bytes::from_static(body.as_bytes()) }
    }
}
