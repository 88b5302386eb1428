//! Plans the parameters of an operation: which are arguments, which are setters, and how values become text.

use std::collections::BTreeSet;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use trueline_spec::model::{
    Api, Direction, Location, Operation, Parameter, ParameterEncoding, PathPart, SchemaKind, Style,
};

use crate::code_span;
use crate::names::{Scope, constant_name, field_name, type_name};
use crate::plan::facts::docs::Documentation;
use crate::plan::hints::session_names::SESSION;
use crate::plan::model::client::{EncodingPlan, ParameterPlan, ParameterValue, SegmentPlan, SessionPlan};
use crate::plan::model::rust_type::RustType;
use crate::plan::model::unsupported::Unsupported;
use crate::plan::operations::client::Context;

/// Parameters of an operation that a client has a setter for, at most.
pub(crate) const PARAMETER_LIMIT: usize = 4096;

/// Plans every parameter, those of the path that are not declared included.
pub(crate) fn plan(context: &mut Context<'_>, operation: &Operation, scope: &mut Scope) -> Vec<ParameterPlan> {
    let mut constants = Scope::reserving(["OPERATION", "PAGING"]);
    let mut plans: Vec<ParameterPlan> = Vec::new();
    if let Some(first) = operation.parameters.get(PARAMETER_LIMIT) {
        context.unsupported.push(Unsupported {
            origin: first.origin,
            feature: format!(
                "{} parameters of `{}`, {PARAMETER_LIMIT} at most (PARAMETER_LIMIT)",
                operation.parameters.len(),
                operation.key
            ),
            instead: "this one and those after it cannot be set",
        });
    }
    let mut namesakes: BTreeSet<String> = BTreeSet::new();
    for parameter in operation.parameters.iter().take(PARAMETER_LIMIT) {
        if !context.take_input(parameter.origin) {
            break;
        }
        let Some(encoding) = encoding(context.api, parameter, &mut context.unsupported) else { continue };
        let session = parameter.session.as_ref().and_then(|_| {
            context.credentials.sessions.iter().find(|session| session.parameter.eq_ignore_ascii_case(&parameter.name))
        });
        let value = match (session, parameter.schema()) {
            (Some(session), _) => ParameterValue::Session(session.type_name.clone()),
            (None, Some(schema)) => ParameterValue::Typed(context.types.rust_type(schema, Direction::Request)),
            (None, None) => ParameterValue::Typed(RustType::String),
        };
        let is_lone = |one: &SessionPlan| one.type_name == type_name(SESSION);
        let wished = if session.is_some_and(is_lone) { field_name(SESSION) } else { field_name(&parameter.name) };
        // The same name at another place shows the place.
        let is_namesake = !namesakes.insert(parameter.name.to_ascii_lowercase());
        let wished = if scope.has(wished.as_str()) && is_namesake {
            wished.with_prefix(&format!("{}_", parameter.location.as_str()))
        } else {
            wished
        };
        plans.push(ParameterPlan {
            wire_name: parameter.name.clone(),
            constant: constants.claim(constant_name(&parameter.name)),
            name: scope.claim(wished),
            docs: docs(&mut context.docs, parameter),
            required: parameter.required,
            deprecated: parameter.deprecated,
            location: location(parameter.location),
            encoding,
            value,
            rule: parameter.schema().filter(|_| session.is_none()).and_then(|schema| context.rules.check(schema)),
            required_with: parameter.required_with.as_ref().map(|rule| rule.body.clone()),
        });
    }
    for name in operation.path.parameters() {
        if !plans.iter().any(|plan| plan.location == "Path" && plan.wire_name == name) {
            plans.push(undeclared(name, &mut constants, scope));
        }
    }
    plans
}

/// A parameter that the path's template alone names.
fn undeclared(name: &str, constants: &mut Scope, scope: &mut Scope) -> ParameterPlan {
    ParameterPlan {
        wire_name: name.to_owned(),
        constant: constants.claim(constant_name(name)),
        name: scope.claim(field_name(name)),
        docs: "A path parameter that the API's document does not declare.".to_owned(),
        required: true,
        deprecated: false,
        location: "Path",
        encoding: EncodingPlan::Simple { explode: false },
        value: ParameterValue::Typed(RustType::String),
        rule: None,
        required_with: None,
    }
}

/// What a path cannot have as it is; a question mark begins a query, and a percent sign an escape.
const NOT_IN_PATHS: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The path with its parameters' indices, and the query that is always the same.
pub(crate) fn path(operation: &Operation, parameters: &[ParameterPlan]) -> Vec<SegmentPlan> {
    let literal = |text: &str| SegmentPlan::Literal(utf8_percent_encode(text, NOT_IN_PATHS).to_string());
    let segment = |part: &PathPart| match part {
        PathPart::Literal(text) => Some(literal(text)),
        PathPart::Parameter(name) => parameters
            .iter()
            .position(|plan| plan.location == "Path" && plan.wire_name == *name)
            .map(SegmentPlan::Parameter),
    };
    let query = Some(operation.path.query()).filter(|query| !query.is_empty());
    let query = query.map(|query| literal(&format!("?{query}")));
    operation.path.parts().iter().filter_map(segment).chain(query).collect()
}

fn docs(docs: &mut Documentation, parameter: &Parameter) -> String {
    let description = docs.text(parameter.description.as_ref(), parameter.origin);
    let mut docs = description
        .unwrap_or_else(|| format!("The {} parameter {}.", parameter.location.as_str(), code_span(&parameter.name)));
    if let Some(rule) = &parameter.required_with {
        let body = code_span(&rule.body);
        docs.extend(["\n\nIt is required if the body has ", &body, ": the request is not sent without it."]);
    }
    docs
}

fn location(location: Location) -> &'static str {
    match location {
        Location::Path => "Path",
        Location::Query => "Query",
        Location::Header => "Header",
        Location::Cookie => "Cookie",
    }
}

/// Whether a value is one text, whatever the media type.
fn is_scalar(api: &Api, parameter: &Parameter) -> bool {
    parameter.schema().is_none_or(|schema| {
        matches!(
            api.schemas[api.schemas.as_one(schema)].kind,
            SchemaKind::String(_) | SchemaKind::Number(_) | SchemaKind::Boolean | SchemaKind::Enum(_)
        )
    })
}

fn encoding(api: &Api, parameter: &Parameter, unsupported: &mut Vec<Unsupported>) -> Option<EncodingPlan> {
    match &parameter.encoding {
        ParameterEncoding::Style { style, explode, allow_reserved, .. } => {
            Some(styled(*style, *explode, *allow_reserved))
        }
        ParameterEncoding::Content { media_type, .. } => {
            let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
            if essence == "application/json" || essence.ends_with("+json") {
                return Some(EncodingPlan::Json);
            }
            if essence.starts_with("text/") || is_scalar(api, parameter) {
                return Some(EncodingPlan::Simple { explode: false });
            }
            unsupported.push(Unsupported {
                origin: parameter.origin,
                feature: format!("the parameter `{}` as `{media_type}`", parameter.name),
                instead: "the parameter cannot be set",
            });
            None
        }
    }
}

/// A style of the document as the run-time part has it.
pub(crate) fn styled(style: Style, explode: bool, reserved: bool) -> EncodingPlan {
    match style {
        Style::Label => EncodingPlan::Label { explode },
        Style::Matrix => EncodingPlan::Matrix { explode },
        Style::Simple => EncodingPlan::Simple { explode },
        Style::SpaceDelimited if !explode => EncodingPlan::Space { reserved },
        Style::PipeDelimited if !explode => EncodingPlan::Pipe { reserved },
        Style::DeepObject => EncodingPlan::Deep { reserved },
        Style::Form | Style::SpaceDelimited | Style::PipeDelimited => EncodingPlan::Form { explode, reserved },
    }
}
