//! Valid values at the edge of what implementations keep: integers beyond 64 bits, the first and the last year, quotes and
//! NUL in addresses. Whether they are taken or refused, no server breaks on them.

use std::fmt;

use rustc_hash::FxHashMap;
use serde_json::Value;
use trueline_spec::model::{Location, Number, SchemaId, SchemaKind};

use super::damage::{Damage, DamageKind, Mistake};
use super::wrong::Wrong;
use super::{Change, INVALID, Mutation, Validity};
use crate::judge::{Rule, location_of};
use crate::request::Drafter;

/// Places of an operation where one edge is tried.
const PLACES: usize = 6;

/// A value that a schema allows, and that not every implementation can keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Edge {
    /// The first integer that 64 bits with a sign do not hold.
    Beyond64Bits,
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
    fn of(drafter: &Drafter<'_>, damage: &Damage) -> &'static [Self] {
        match &damage.kind {
            DamageKind::Wrong(Wrong::NotWhole) if is_unbounded(drafter, damage.schema) => &[Self::Beyond64Bits],
            DamageKind::Wrong(Wrong::NotOfFormat(format)) if format == "date" || format == "date-time" => {
                &[Self::FirstYear, Self::LastYear]
            }
            _ => &[],
        }
    }

    /// The value.
    fn value(self, damage: &Damage) -> Value {
        let is_time = matches!(&damage.kind, DamageKind::Wrong(Wrong::NotOfFormat(format)) if format == "date-time");
        let day = |day: &str, time: &str| if is_time { format!("{day}T{time}Z") } else { day.to_owned() };
        match self {
            Self::Beyond64Bits => Number::Integer(1 << 63).to_json(),
            Self::FirstYear => day("0001-01-01", "00:00:00").into(),
            Self::LastYear => day("9999-12-31", "23:59:59").into(),
            Self::Quotes => "'\"`".into(),
            Self::LineBreak => "a\nb".into(),
            Self::Nul => "a\0b".into(),
        }
    }
}

/// Whether nothing in the document says how large an integer may be.
fn is_unbounded(drafter: &Drafter<'_>, schema: SchemaId) -> bool {
    let shape = drafter.api.schemas.as_one(schema);
    let SchemaKind::Number(number) = &drafter.api.schemas[shape].kind else { return false };
    number.maximum.is_none() && number.multiple_of.is_none() && number.format_bounds().is_none()
}

/// The edges of an operation's values: of each at some places that have it. `found` are the mistakes that are made, each of
/// which tells where a number or a format is.
pub(super) fn mutations(drafter: &Drafter<'_>, found: &[Mutation]) -> Vec<Mutation> {
    let mut counts: FxHashMap<Edge, usize> = FxHashMap::default();
    let mut edges = Vec::new();
    for mutation in found {
        let (Change::Argument(_, damage) | Change::Body(damage)) = &mutation.change else { continue };
        for edge in Edge::of(drafter, damage) {
            let count = counts.entry(*edge).or_default();
            *count += 1;
            if *count <= PLACES {
                edges.push(of_damage(mutation, damage, *edge));
            }
        }
    }
    for index in 0..drafter.operation.parameters.len() {
        edges.extend(of_text(drafter, index));
    }
    edges
}

fn of_damage(mutation: &Mutation, damage: &Damage, edge: Edge) -> Mutation {
    let kind = DamageKind::Replace(edge.value(damage));
    let at_edge = Damage { mistake: Mistake::AtEdge(edge), kind, ..damage.clone() };
    let change = match &mutation.change {
        Change::Argument(index, _) => Change::Argument(*index, at_edge),
        _ => Change::Body(at_edge),
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
fn of_text(drafter: &Drafter<'_>, index: usize) -> Vec<Mutation> {
    let Some(parameter) = drafter.operation.parameters.get(index) else { return Vec::new() };
    let edges: &[Edge] = match parameter.location {
        Location::Path => &[Edge::Quotes, Edge::LineBreak, Edge::Nul],
        Location::Query if parameter.session.is_none() => &[Edge::Nul],
        _ => &[],
    };
    let Some(schema) = parameter.schema() else { return Vec::new() };
    let shape = drafter.api.schemas.as_one(schema);
    let SchemaKind::String(string) = &drafter.api.schemas[shape].kind else { return Vec::new() };
    let says_more =
        string.pattern.is_some() || string.format.is_some() || string.max_length.is_some_and(|most| most < 3);
    // A path leads to an operation before anybody looks at what its parameters say.
    if says_more && parameter.location != Location::Path {
        return Vec::new();
    }
    let place = location_of(parameter);
    let mutation = |edge: &Edge| {
        let (steps, mistake) = (Vec::new(), Mistake::AtEdge(*edge));
        let mut damage = Damage { steps, mistake, schema, keyword: "type", kind: DamageKind::Replace(Value::Null) };
        damage.kind = DamageKind::Replace(edge.value(&damage));
        Mutation {
            class: format!("{place}/{edge}"),
            summary: summary(&place, *edge),
            rule: Rule::new(drafter.api.schemas[shape].origin, "type"),
            expects: INVALID.to_vec(),
            validity: Validity::Disputed,
            change: Change::Argument(index, damage),
            location: None,
        }
    };
    edges.iter().map(mutation).collect()
}

fn summary(place: &str, edge: Edge) -> String {
    match edge {
        Edge::Beyond64Bits => format!("`{place}` is an integer beyond 64 bits"),
        Edge::FirstYear => format!("`{place}` is in the year 1"),
        Edge::LastYear => format!("`{place}` is in the year 9999"),
        Edge::Quotes => format!("`{place}` has quotes"),
        Edge::LineBreak => format!("`{place}` has a line break"),
        Edge::Nul => format!("`{place}` has the character NUL"),
    }
}
