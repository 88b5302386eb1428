//! What a run notes of the document while it judges.

use rustc_hash::FxHashMap;
use trueline_spec::Direction;
use trueline_spec::model::{Api, OperationId, SchemaId};

use super::points::{OperationPoints, PointId, Points};
use super::survey::survey;
use super::walk::Walk;
use super::{DocumentCoverage, Goal};
use crate::case::{Case, Class, Intent};
use crate::check::Verdict;
use crate::judge::{Validators, media_type_of};
use crate::redact::Redactor;
use crate::request::{ArgumentValue, CaseBuilder, Content, RequestTemplate};
use crate::transport::{Answered, Received};

/// Bodies of one content type after which nothing more is looked for where they showed nothing new.
const FRUITLESS: u32 = 24;
/// Bytes of a body that is looked at.
const LONGEST_BODY: usize = 256 * 1024;
/// Steps that distinguishing variants may take in a run.
const STEPS_OF_VARIANTS: u64 = 20_000_000;

/// What of the document was seen so far.
#[derive(Debug)]
pub(crate) struct Tally {
    points: Points,
    operations: FxHashMap<OperationId, OperationPoints>,
    variants_left: u64,
}

impl Tally {
    /// Nothing of these operations was seen.
    pub(crate) fn new(api: &Api, operations: &[OperationId]) -> Self {
        let (points, operations) = survey(api, operations);
        Self { points, operations, variants_left: STEPS_OF_VARIANTS }
    }

    /// The rule that a class breaks is one that can be broken.
    pub(crate) fn plan(&mut self, api: &Api, class: &Class) {
        for point in self.broken_by(api, class) {
            self.points.want(point, Goal::Refused);
        }
    }

    /// Notes an exchange of the plan.
    pub(crate) fn notice(&mut self, builder: &CaseBuilder<'_>, case: &Case, answer: &Answered, verdict: &Verdict) {
        let Some(own) = self.operations.get(&case.operation).map(|operation| operation.own) else { return };
        self.points.mark(own, Goal::Sent);
        let Ok(received) = answer else { return };
        let class = &case.class;
        if class.other_method().is_some() {
            return;
        }
        self.answer(builder, case.operation, received);
        match &class.intent {
            Intent::Valid if received.status < 400 && class.mutation.is_none() => {
                self.points.mark(own, Goal::Succeeded);
                self.request(builder, &case.base);
            }
            // Where nothing is known to be accepted a refusal proves nothing.
            Intent::Violates { expects, .. }
                if expects.contains(&received.status) && !matches!(verdict, Verdict::Undecided(_)) =>
            {
                for point in self.broken_by(builder.api, class) {
                    self.points.mark(point, Goal::Refused);
                }
            }
            _ => {}
        }
    }

    /// Notes an exchange of a law, whose request is valid but for what its law says.
    pub(crate) fn notice_other(&mut self, builder: &CaseBuilder<'_>, operation: OperationId, answer: &Answered) {
        if let (Some(own), Ok(received)) = (self.operations.get(&operation).map(|operation| operation.own), answer) {
            self.points.mark(own, Goal::Sent);
            self.answer(builder, operation, received);
        }
    }

    /// What was seen, with its places.
    pub(crate) fn coverage(&self, api: &Api, redactor: &Redactor) -> DocumentCoverage {
        DocumentCoverage::new(api, redactor, &self.points.all)
    }

    /// The points of the rule that a class breaks. Where several parts of an `allOf` require members, the missing one says
    /// which part is meant.
    fn broken_by(&self, api: &Api, class: &Class) -> Vec<PointId> {
        let Intent::Violates { rule, .. } = &class.intent else { return Vec::new() };
        let mut found = self.points.of_rule(rule.origin, &rule.keyword);
        let missing = class.name.strip_suffix("/missing").and_then(|place| place.rsplit('/').next());
        if let (2.., Some(name)) = (found.len(), missing) {
            found.retain(|point| self.points.requires(api, *point, name));
        }
        found
    }

    fn request(&mut self, builder: &CaseBuilder<'_>, template: &RequestTemplate) {
        let Some(operation) = self.operations.get(&builder.id) else { return };
        for (index, (parameter, point)) in builder.operation.parameters.iter().zip(&operation.parameters).enumerate() {
            let given = template.argument(index);
            self.points.mark(*point, if given.is_some() { Goal::Accepted } else { Goal::LeftOut });
            let (Some(given), Some(schema)) = (given, parameter.schema()) else { continue };
            let known = (builder.api, builder.validators);
            let walk = Walk::new(known, &mut self.points, Direction::Request, &mut self.variants_left);
            match given {
                ArgumentValue::Value(value) => walk.value(schema, value),
                ArgumentValue::Text(text) => walk.text(schema, text),
            };
        }
        let Some(body) = operation.body else { return };
        self.points.mark(body, if template.content.is_some() { Goal::Accepted } else { Goal::LeftOut });
        let Some(Content::Value { media_type, value }) = &template.content else { return };
        if let Some(point) = operation.content.get(*media_type) {
            self.points.mark(*point, Goal::Accepted);
        }
        let declared = builder.operation.body.as_ref().and_then(|body| body.content.get(*media_type));
        if let Some(schema) = declared.and_then(|declared| declared.schema) {
            let known = (builder.api, builder.validators);
            Walk::new(known, &mut self.points, Direction::Request, &mut self.variants_left).value(schema, value);
        }
    }

    fn answer(&mut self, builder: &CaseBuilder<'_>, id: OperationId, received: &Received) {
        let (api, validators) = (builder.api, builder.validators);
        let operation = api.operation(id);
        let (Some(response), Some(own)) = (operation.response(received.status), self.operations.get_mut(&id)) else {
            return;
        };
        let number = operation.responses.iter().position(|other| std::ptr::eq(other, response));
        let Some(own) = number.and_then(|number| own.responses.get_mut(number)) else { return };
        self.points.mark(own.status, Goal::Received);
        for (header, point) in response.headers.iter().zip(&own.headers) {
            if !self.points.is_met(*point) && received.header(&header.name.to_ascii_lowercase()).is_some() {
                self.points.mark(*point, Goal::Received);
            }
        }
        let Some(content_type) = received.header("content-type").filter(|_| !response.content.is_empty()) else {
            return;
        };
        let Some(media_type) = media_type_of(&response.content, content_type) else { return };
        let number = response.content.iter().position(|other| std::ptr::eq(other, media_type));
        let Some((point, fruitless)) = number.and_then(|number| own.content.get_mut(number)) else { return };
        self.points.mark(*point, Goal::Received);
        let Some(schema) = media_type.schema.filter(|_| media_type.is_json()) else { return };
        if *fruitless < FRUITLESS && received.body.len() <= LONGEST_BODY {
            *fruitless += 1;
            if body(&mut self.points, (api, validators), schema, received, &mut self.variants_left) {
                *fruitless = 0;
            }
        }
    }
}

/// Looks at a body: whether it showed something new.
fn body(
    points: &mut Points,
    known: (&Api, &Validators),
    schema: SchemaId,
    received: &Received,
    variants_left: &mut u64,
) -> bool {
    let Ok(value) = serde_json::from_slice(&received.body) else { return false };
    Walk::new(known, points, Direction::Response, variants_left).value(schema, &value)
}
