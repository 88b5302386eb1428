//! Valid values at the edge of what implementations keep: integers beyond 64 bits, the first and the last year, quotes and
//! NUL in addresses. Whether they are taken or refused, no server breaks on them.

use std::fmt;

use rustc_hash::FxHashMap;
use serde_json::{Value, json};
use trueline_spec::model::{Location, Number, NumberSchema, SchemaId, SchemaKind};

use super::value_mutation::{Mistake, MutationKind, ValueMutation};
use super::wrong::Wrong;
use super::{INVALID, Mutation, RequestEdit, Validity};
use crate::judge::{Rule, location_of};
use crate::request::CaseBuilder;

/// Places of an operation where one edge is tried.
const PLACES: usize = 6;

/// More seconds than calendars have, below the integers that 64 bits hold of numbers with a fraction.
const LARGE: f64 = 8e15;

/// A value that a schema allows, and that not every implementation can keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Edge {
    /// The first integer that 64 bits with a sign do not hold.
    Beyond64Bits,
    /// A number near the end of what 64 bits hold of numbers with a fraction.
    Huge,
    /// A number beyond what times, amounts and counters hold.
    Large,
    /// The same below zero.
    FarBelowZero,
    /// A day of the first year (RFC 3339 section 5.6).
    FirstYear,
    /// The last day of the last year.
    LastYear,
    /// Quotes of all kinds.
    Quotes,
    /// A line feed, at which regular expressions of routes end.
    LineBreak,
    /// The character NUL, which ends a text in some languages and databases.
    Nul,
}

impl fmt::Display for Edge {
    /// As a class's name has it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Beyond64Bits => "beyond-64-bits",
            Self::Huge => "huge",
            Self::Large => "large",
            Self::FarBelowZero => "far-below-zero",
            Self::FirstYear => "year-1",
            Self::LastYear => "year-9999",
            Self::Quotes => "quotes",
            Self::LineBreak => "line-break",
            Self::Nul => "nul",
        })
    }
}

impl Edge {
    /// Those of a place at which a mistake can be made.
    fn of(builder: &CaseBuilder<'_>, value_mutation: &ValueMutation) -> &'static [Self] {
        match &value_mutation.kind {
            MutationKind::Wrong(Wrong::NotWhole) if is_unbounded(builder, value_mutation.schema) => {
                &[Self::Beyond64Bits]
            }
            MutationKind::Wrong(Wrong::OtherType) if is_unbounded_fraction(builder, value_mutation.schema) => {
                let has_minimum = number(builder, value_mutation.schema).is_some_and(|it| it.minimum.is_some());
                if has_minimum { &[Self::Huge, Self::Large] } else { &[Self::Huge, Self::Large, Self::FarBelowZero] }
            }
            MutationKind::Wrong(Wrong::NotOfFormat(format)) if format == "date" || format == "date-time" => {
                &[Self::FirstYear, Self::LastYear]
            }
            _ => &[],
        }
    }

    /// The value.
    fn value(self, value_mutation: &ValueMutation) -> Value {
        let is_time =
            matches!(&value_mutation.kind, MutationKind::Wrong(Wrong::NotOfFormat(format)) if format == "date-time");
        let day = |day: &str, time: &str| if is_time { format!("{day}T{time}Z") } else { day.to_owned() };
        match self {
            Self::Beyond64Bits => Number::Integer(1 << 63).to_json(),
            Self::Huge => json!(1e300),
            Self::Large => json!(LARGE),
            Self::FarBelowZero => json!(-LARGE),
            Self::FirstYear => day("0001-01-01", "00:00:00").into(),
            Self::LastYear => day("9999-12-31", "23:59:59").into(),
            Self::Quotes => "'\"`".into(),
            Self::LineBreak => "a\nb".into(),
            Self::Nul => "a\0b".into(),
        }
    }
}

/// Whether nothing in the document says how large a number may be.
fn is_unbounded(builder: &CaseBuilder<'_>, schema: SchemaId) -> bool {
    number(builder, schema).is_some_and(|number| {
        number.maximum.is_none() && number.multiple_of.is_none() && number.format_bounds().is_none()
    })
}

/// The same of a number that may have a fraction, and more than 32 bits.
fn is_unbounded_fraction(builder: &CaseBuilder<'_>, schema: SchemaId) -> bool {
    let may_be = |number: &NumberSchema| !number.integer && number.format.as_deref() != Some("float");
    is_unbounded(builder, schema) && number(builder, schema).is_some_and(may_be)
}

fn number<'a>(builder: &CaseBuilder<'a>, schema: SchemaId) -> Option<&'a NumberSchema> {
    let shape = builder.api.schemas.as_one(schema);
    match &builder.api.schemas[shape].kind {
        SchemaKind::Number(number) => Some(number),
        _ => None,
    }
}

/// The edges of an operation's values: of each at some places that have it. `found` are the mistakes that are made, each of
/// which shows where a number or a format is.
pub(super) fn mutations(builder: &CaseBuilder<'_>, found: &[Mutation]) -> Vec<Mutation> {
    let mut counts: FxHashMap<Edge, usize> = FxHashMap::default();
    let mut edges = Vec::new();
    for mutation in found {
        let (RequestEdit::Argument(_, value_mutation) | RequestEdit::Body(value_mutation)) = &mutation.change else {
            continue;
        };
        for edge in Edge::of(builder, value_mutation) {
            let count = counts.entry(*edge).or_default();
            *count += 1;
            if *count <= PLACES {
                edges.push(of_value_mutation(mutation, value_mutation, *edge));
            }
        }
    }
    for index in 0..builder.operation.parameters.len() {
        edges.extend(of_text(builder, index));
    }
    edges
}

fn of_value_mutation(mutation: &Mutation, value_mutation: &ValueMutation, edge: Edge) -> Mutation {
    let kind = MutationKind::Replace(edge.value(value_mutation));
    let at_edge = ValueMutation { mistake: Mistake::AtEdge(edge), kind, ..value_mutation.clone() };
    let change = match &mutation.change {
        RequestEdit::Argument(index, _) => RequestEdit::Argument(*index, at_edge),
        _ => RequestEdit::Body(at_edge),
    };
    let place = mutation.class.rsplit_once('/').map_or(mutation.class.as_str(), |(place, _)| place);
    Mutation {
        class: format!("{place}/{edge}"),
        summary: summary(place, edge),
        validity: Validity::Disputed,
        location: None,
        change,
        ..mutation.clone()
    }
}

/// A text of a path, or of a query that says no more of itself than that it is one.
fn of_text(builder: &CaseBuilder<'_>, index: usize) -> Vec<Mutation> {
    let Some(parameter) = builder.operation.parameters.get(index) else { return Vec::new() };
    let edges: &[Edge] = match parameter.location {
        Location::Path => &[Edge::Quotes, Edge::LineBreak, Edge::Nul],
        Location::Query if parameter.session.is_none() => &[Edge::Nul],
        _ => &[],
    };
    let Some(schema) = parameter.schema() else { return Vec::new() };
    let shape = builder.api.schemas.as_one(schema);
    let SchemaKind::String(string) = &builder.api.schemas[shape].kind else { return Vec::new() };
    let says_more =
        string.pattern.is_some() || string.format.is_some() || string.max_length.is_some_and(|most| most < 3);
    // A path leads to an operation before anybody looks at what its parameters say.
    if says_more && parameter.location != Location::Path {
        return Vec::new();
    }
    let place = location_of(parameter);
    let mutation = |edge: &Edge| {
        let (steps, mistake) = (Vec::new(), Mistake::AtEdge(*edge));
        let mut value_mutation =
            ValueMutation { steps, mistake, schema, keyword: "type", kind: MutationKind::Replace(Value::Null) };
        value_mutation.kind = MutationKind::Replace(edge.value(&value_mutation));
        Mutation {
            class: format!("{place}/{edge}"),
            summary: summary(&place, *edge),
            rule: Rule::new(builder.api.schemas[shape].origin, "type"),
            expects: INVALID.to_vec(),
            validity: Validity::Disputed,
            change: RequestEdit::Argument(index, value_mutation),
            location: None,
        }
    };
    edges.iter().map(mutation).collect()
}

fn summary(place: &str, edge: Edge) -> String {
    match edge {
        Edge::Beyond64Bits => format!("`{place}` is an integer beyond 64 bits"),
        Edge::Huge => format!("`{place}` is a number near the end of what 64 bits hold"),
        Edge::Large => format!("`{place}` is a number beyond what times and counters hold"),
        Edge::FarBelowZero => format!("`{place}` is a number far below zero"),
        Edge::FirstYear => format!("`{place}` is in the year 1"),
        Edge::LastYear => format!("`{place}` is in the year 9999"),
        Edge::Quotes => format!("`{place}` has quotes"),
        Edge::LineBreak => format!("`{place}` has a line break"),
        Edge::Nul => format!("`{place}` has the character NUL"),
    }
}
