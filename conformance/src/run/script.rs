//! Exchanges as a script: what an earlier one created, later ones name by a variable of the shell.

use std::ops::Range;

use serde_json::Value;
use trueline_spec::resources::{FieldPath, KindId, Produced, Step};

use crate::laws::{self, Exchange};
use crate::record::{GivenBy, Passed};
use crate::request::CaseBuilder;
use crate::resources::Learned;

/// What each exchange takes from those before it, and gives to those behind it.
pub(super) fn passed(builder: &CaseBuilder<'_>, exchanges: &[&Exchange]) -> Vec<Passed> {
    let mut passed = vec![Passed::default(); exchanges.len()];
    let mut number = 0;
    for (at, exchange) in exchanges.iter().enumerate() {
        let Some((kind, name, given_by)) = created(builder, exchange) else { continue };
        let mut is_taken = false;
        for (later, passed) in exchanges.iter().zip(&mut passed).skip(at + 1) {
            if let Some(range) = named(builder, later, kind, &name) {
                // Who gives a name again is the one that is meant.
                passed.takes.retain(|(other, _)| *other != range);
                passed.takes.push((range, number + 1));
                is_taken = true;
            }
        }
        if is_taken {
            number += 1;
            passed[at].gives = Some((number, given_by));
        }
    }
    for one in &mut passed {
        one.takes.sort_by_key(|(range, _)| range.start);
    }
    passed
}

/// What an exchange created: its kind, the text that names it, and where the answer says it.
fn created(builder: &CaseBuilder<'_>, exchange: &Exchange) -> Option<(KindId, String, GivenBy)> {
    let received = exchange.answer.as_ref().ok()?;
    let mut learned = Learned::default();
    builder.things.learn(builder.api, exchange.operation, laws::told(&exchange.request, received), &mut learned);
    let (kind, values) = learned.made().next()?;
    let of = builder.things.resources().kind(kind);
    let producer = of.producers.iter().find(|producer| producer.operation == exchange.operation)?;
    let (_, place) = producer.values.iter().find(|(name, _)| of.parameters.last() == Some(name))?;
    let given_by = match place {
        Produced::Body(path) => GivenBy::Body(filter(path)?),
        Produced::Header(name) => GivenBy::Header(name.clone()),
        Produced::Path(_) | Produced::Request(_) => return None,
    };
    let name = values.last()?.as_ref()?;
    Some((kind, name.as_str().map_or_else(|| name.to_string(), str::to_owned), given_by))
}

/// Where a request's path names a thing of a kind.
fn named(builder: &CaseBuilder<'_>, exchange: &Exchange, kind: KindId, name: &str) -> Option<Range<usize>> {
    let resources = builder.things.resources();
    if !resources.in_path(exchange.operation).contains(&kind) {
        return None;
    }
    let template = builder.api.operation(exchange.operation).path.as_str();
    let wanted = resources.kind(kind).parameters.len().checked_sub(1)?;
    let (index, _) = template.split('/').enumerate().filter(|(_, segment)| segment.contains('{')).nth(wanted)?;
    let path = exchange.request.target.split('?').next()?;
    let start: usize = path.split('/').take(index).map(|segment| segment.len() + 1).sum();
    let segment = path.split('/').nth(index)?;
    // What has to be encoded in a path is no variable.
    (segment == name).then(|| start..start + segment.len())
}

/// The filter of `jq` that finds a value; nothing where it is among several.
fn filter(path: &FieldPath) -> Option<String> {
    let is_plain = |name: &str| {
        name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    let steps = path.0.iter().map(|step| match step {
        Step::Member(name) if is_plain(name) => Some(format!(".{name}")),
        Step::Member(name) => Some(format!(".{}", Value::from(name.as_str()))),
        Step::Items => None,
    });
    let filter = steps.collect::<Option<String>>()?;
    Some(if filter.is_empty() { ".".to_owned() } else { filter })
}
