//! Declared headers are there where they are required, and hold what they should.

use trueline_spec::model::{Header, ParameterEncoding, SecuritySchemeKind};

use super::Judged;
use crate::mock::environment_of_key;
use crate::rule::Rule;
use crate::verdict::Finding;
use crate::wire::decode_header;

pub(super) fn check(judged: &Judged<'_>) -> Vec<Finding> {
    let declared = judged.declared().map(|response| response.headers.as_slice()).unwrap_or_default();
    declared.iter().flat_map(|header| of_header(judged, header)).collect()
}

fn of_header(judged: &Judged<'_>, header: &Header) -> Vec<Finding> {
    let Some(text) = &judged.received.combined_header(&header.name) else {
        let message = format!("the header `{}` is required and missing", header.name);
        let rule = Rule::new(header.origin, "required");
        return header.required.then(|| Finding::new("header-missing", message, Some(rule))).into_iter().collect();
    };
    let mut found = of_schema(judged, header, text);
    found.extend(of_environment(judged, header, text));
    found
}

fn of_schema(judged: &Judged<'_>, header: &Header, text: &str) -> Vec<Finding> {
    let schema = match &header.encoding {
        ParameterEncoding::Style { schema, .. } => Some(*schema),
        ParameterEncoding::Content { schema, .. } => *schema,
    };
    let Some(schema) = schema else { return Vec::new() };
    let wrong = |message: String, rule: Rule| Finding::new("header", message, Some(rule));
    match decode_header(judged.api, header, text) {
        Err(reason) => vec![wrong(format!("the header `{}`: {reason}", header.name), Rule::whole(header.origin))],
        Ok(value) => judged
            .violations(schema, &value)
            .into_iter()
            .map(|violation| {
                wrong(format!("the header `{}`: {}", header.name, violation.message), violation.rule(judged.api))
            })
            .collect(),
    }
}

/// A header that repeats the environment of the key that was sent (`x-trueline-environment-of`).
fn of_environment(judged: &Judged<'_>, header: &Header, text: &str) -> Option<Finding> {
    let scheme = judged.api.security_schemes.get(header.environment_of.as_ref()?)?;
    if !matches!(scheme.kind, SecuritySchemeKind::HttpBearer { .. }) {
        return None;
    }
    let sent = judged.request.headers.iter().find(|(name, _)| name == "authorization")?;
    let environment = environment_of_key(scheme, sent.1.strip_prefix("Bearer ")?)?;
    let message = format!("the header `{}` is `{text}`; the key is of `{environment}`", header.name);
    let rule = Rule::new(header.origin, "x-trueline-environment-of");
    (environment != text).then(|| Finding::new("environment", message, Some(rule)))
}
