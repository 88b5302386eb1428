//! The points of a document while a run counts, and where they are in operations and schemas.

use rustc_hash::FxHashMap;
use trueline_spec::model::{Api, SchemaId};
use trueline_spec::source::{Node, Origin};

use super::keyword::Subject;
use super::{Goal, Goals, PointKind};
use crate::schema::Types;

/// The number of a point.
pub(super) type PointId = u32;

/// A point of the document.
#[derive(Debug)]
pub(super) struct Point {
    pub kind: PointKind,
    /// The node whose place is the point's.
    pub place: Origin,
    pub label: String,
    /// The operation that it is of, where it is of one.
    pub operation: Option<PointId>,
    pub wanted: Goals,
    pub met: Goals,
    /// How often a goal was noted.
    pub count: u64,
}

/// The points of an operation.
#[derive(Debug)]
pub(super) struct OperationPoints {
    pub own: PointId,
    /// In the order of the operation's parameters.
    pub parameters: Box<[PointId]>,
    pub body: Option<PointId>,
    /// In the order of the body's media types.
    pub content: Box<[PointId]>,
    /// In the order of the operation's responses.
    pub responses: Box<[ResponsePoints]>,
}

/// The points of a response.
#[derive(Debug)]
pub(super) struct ResponsePoints {
    pub status: PointId,
    /// Media types, and how many of the last bodies of each showed nothing new.
    pub content: Box<[(PointId, u32)]>,
    pub headers: Box<[PointId]>,
}

/// The points of a schema itself.
#[derive(Debug, Default)]
pub(super) struct SchemaPoints {
    /// Keywords, with the values that they are about; none where no request has the schema.
    pub constraints: Vec<(Subject, PointId)>,
    /// In the order of the object's properties; nothing where a property has no place of its own.
    pub properties: Box<[Option<PointId>]>,
    /// In the order of the values.
    pub values: Box<[Option<PointId>]>,
    /// In the order of the variants, with the types that each may have.
    pub variants: Box<[(Option<PointId>, Types)]>,
}

/// All points of a document, and what leads to them.
#[derive(Debug, Default)]
pub(super) struct Points {
    pub all: Vec<Point>,
    by_place: FxHashMap<(Origin, PointKind), PointId>,
    /// The points of schemas, and for each schema the number of its own from 1; 0 where it has none.
    of_schemas: Vec<SchemaPoints>,
    schemas: Vec<u32>,
    /// The points of rules, by the object that has the keyword.
    pub rules: FxHashMap<Origin, Vec<(&'static str, PointId)>>,
}

impl Points {
    /// No points, of a document that has so many schemas.
    pub(super) fn for_schemas(count: usize) -> Self {
        Self { schemas: vec![0; count], ..Self::default() }
    }

    /// The point of a place, which is noted where it is new.
    pub(super) fn at(&mut self, kind: PointKind, place: Origin, label: impl FnOnce() -> String) -> PointId {
        let all = &mut self.all;
        *self.by_place.entry((place, kind)).or_insert_with(|| {
            let (wanted, met) = (Goals::default(), Goals::default());
            all.push(Point { kind, place, label: label(), operation: None, wanted, met, count: 0 });
            u32::try_from(all.len() - 1).unwrap_or(u32::MAX)
        })
    }

    pub(super) fn get_mut(&mut self, id: PointId) -> &mut Point {
        &mut self.all[id as usize]
    }

    pub(super) fn want(&mut self, id: PointId, goal: Goal) {
        self.get_mut(id).wanted.insert(goal);
    }

    pub(super) fn want_all(&mut self, id: PointId, goals: Goals) {
        for goal in goals.iter() {
            self.want(id, goal);
        }
    }

    /// Notes that a point meets a goal: whether that is new.
    pub(super) fn mark(&mut self, id: PointId, goal: Goal) -> bool {
        let point = self.get_mut(id);
        point.count = point.count.saturating_add(1);
        let is_new = !point.met.has(goal);
        point.met.insert(goal);
        is_new
    }

    /// Whether nothing is left that a point is wanted for.
    pub(super) fn is_met(&self, id: PointId) -> bool {
        let point = &self.all[id as usize];
        point.wanted.without(point.met).is_empty()
    }

    /// Sets the points of a schema itself. What requests alone have is kept.
    pub(super) fn set_schema(&mut self, schema: SchemaId, points: SchemaPoints) {
        let Some(number) = self.schemas.get_mut(schema.index()) else { return };
        let known = (*number as usize).checked_sub(1).and_then(|at| self.of_schemas.get_mut(at));
        if let Some(known) = known {
            let earlier = std::mem::replace(known, points);
            if known.constraints.is_empty() {
                known.constraints = earlier.constraints;
            }
        } else {
            self.of_schemas.push(points);
            *number = u32::try_from(self.of_schemas.len()).unwrap_or_default();
        }
    }

    /// The points of a schema itself.
    pub(super) fn of_schema(&self, schema: SchemaId) -> Option<&SchemaPoints> {
        let number = self.schemas.get(schema.index()).copied().unwrap_or_default() as usize;
        self.of_schemas.get(number.checked_sub(1)?)
    }

    /// Whether a point is a list of required members that has a name.
    pub(super) fn requires(&self, api: &Api, point: PointId, name: &str) -> bool {
        let holder = api.documents.node(self.all[point as usize].place).parent();
        let listed = holder.and_then(|holder| holder.get("required")).into_iter().flat_map(Node::items);
        listed.into_iter().any(|item| item.as_str() == Some(name))
    }

    /// The points of a rule.
    pub(super) fn of_rule(&self, origin: Origin, keyword: &str) -> Vec<PointId> {
        let of = self.rules.get(&origin).into_iter().flatten();
        of.filter(|(own, _)| *own == keyword).map(|(_, point)| *point).collect()
    }
}
