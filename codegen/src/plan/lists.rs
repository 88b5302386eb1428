//! Decides the type of a list: of items of one kind, or of places that have a type each.

use trueline_spec::model::{ArraySchema, Direction, SchemaId, SchemaKind};

use super::RustType;
use super::client::Omission;
use super::hint::Hint;
use super::planner::TypePlanner;

/// The longest tuple that the standard library compares and shows.
const LONGEST: usize = 12;

impl TypePlanner<'_> {
    /// How a list is written.
    pub(super) fn list(&mut self, id: SchemaId, array: &ArraySchema, direction: Direction, hint: &Hint) -> RustType {
        let items = array.items.filter(|items| !self.is_never(*items));
        if array.prefix_items.is_empty() {
            let item = items.map_or(RustType::Value, |items| self.rust_type(items, direction, &hint.item()));
            return RustType::Vec(Box::new(item));
        }
        let places = array.prefix_items.iter().enumerate();
        let places: Vec<RustType> = places
            .map(|(index, item)| self.rust_type(*item, direction, &hint.with(&format!("item {}", index + 1))))
            .collect();
        let count = u64::try_from(places.len()).unwrap_or(u64::MAX);
        let is_closed = items.is_none() && array.items.is_some() || array.max_items.is_some_and(|most| most <= count);
        let is_whole = array.min_items.is_some_and(|least| least >= count);
        if is_closed && is_whole && places.len() <= LONGEST {
            return RustType::Tuple(places);
        }
        let further = items.map(|items| self.rust_type(items, direction, &hint.item()));
        let is_one = places.iter().all(|place| *place == places[0]);
        if is_one && (is_closed || further.as_ref() == places.first()) {
            return RustType::Vec(Box::new(places[0].clone()));
        }
        self.omissions.push(Omission {
            origin: self.schemas[id].origin,
            feature: "the type of each place of a list that can be shorter or longer".to_owned(),
            instead: "its items are given as any JSON",
        });
        RustType::Vec(Box::new(RustType::Value))
    }

    fn is_never(&self, id: SchemaId) -> bool {
        matches!(self.schemas[self.schemas.resolve(id)].kind, SchemaKind::Never)
    }

    /// The one type of several schemas; any JSON where they have several, which is told.
    pub(super) fn common(&mut self, id: SchemaId, schemas: &[SchemaId], direction: Direction, hint: &Hint) -> RustType {
        let mut types: Vec<RustType> = Vec::new();
        for (index, schema) in schemas.iter().enumerate() {
            let hint = if index == 0 { hint.clone() } else { hint.with(&(index + 1).to_string()) };
            let ty = self.rust_type(*schema, direction, &hint);
            if !types.contains(&ty) {
                types.push(ty);
            }
        }
        if let [only] = types.as_slice() {
            return only.clone();
        }
        if types.len() > 1 {
            self.omissions.push(Omission {
                origin: self.schemas[id].origin,
                feature: "the types of properties whose names match several patterns".to_owned(),
                instead: "their values are given as any JSON",
            });
        }
        RustType::Value
    }
}
