//! Decides the type of a list: of items of one kind, or of places that have a type each.

use trueline_spec::model::{ArraySchema, Direction, SchemaId, SchemaKind};

use crate::names::{Scope, field_name};
use crate::plan::hints::name_hint::NameHint;
use crate::plan::model::rust_type::RustType;
use crate::plan::model::types::{PlacePlan, PlacesPlan};
use crate::plan::model::unsupported::Unsupported;
use crate::plan::types::planner::TypePlanner;

/// The longest tuple that the standard library compares and shows.
const LONGEST: usize = 12;

impl TypePlanner<'_> {
    /// How a list is written that needs no type of its own.
    pub(crate) fn list(&mut self, array: &ArraySchema, direction: Direction, hint: &NameHint) -> RustType {
        if array.prefix_items.is_empty() {
            let item =
                self.further(array).map_or(RustType::Value, |items| self.rust_type(items, direction, &hint.item()));
            return RustType::Vec(Box::new(item));
        }
        if !self.is_whole(array) {
            // All items are alike.
            return RustType::Vec(Box::new(self.rust_type(array.prefix_items[0], direction, &hint.item())));
        }
        let places = array.prefix_items.iter().enumerate();
        let places = places.map(|(index, item)| self.rust_type(*item, direction, &hint.nth(index + 1)));
        RustType::Tuple(places.collect())
    }

    /// Whether a list is a type of its own: items have their types by their places, and it can be shorter or longer.
    pub(crate) fn has_places(&self, array: &ArraySchema) -> bool {
        let places = || array.prefix_items.iter().copied();
        let are_alike = match self.further(array) {
            _ if self.is_closed(array) => self.are_alike(places()),
            Some(items) => self.are_alike(places().chain([items])),
            None => false,
        };
        !array.prefix_items.is_empty() && !self.is_whole(array) && !are_alike
    }

    /// A list whose first items have a type each.
    pub(crate) fn places(&mut self, array: &ArraySchema, direction: Direction, owner: &NameHint) -> PlacesPlan {
        let mut scope = Scope::reserving(["new", "clone", "eq", "fmt", "default", "into"]);
        let least = array.min_items.unwrap_or_default();
        let mut places = Vec::new();
        for (number, item) in (1..).zip(&array.prefix_items) {
            let name = format!("item {number}");
            places.push(PlacePlan {
                ty: self.rust_type(*item, direction, &owner.nth(number)),
                name: scope.claim(field_name(&name)),
                required: u64::try_from(number).is_ok_and(|number| number <= least),
            });
        }
        let rest = (!self.is_closed(array)).then(|| {
            let items = self.further(array);
            let hint = owner.rest();
            let ty = items.map_or(RustType::Value, |items| self.rust_type(items, direction, &hint));
            (scope.claim(field_name("rest")), ty)
        });
        PlacesPlan { places, rest }
    }

    /// The schema of the items that follow the first.
    fn further(&self, array: &ArraySchema) -> Option<SchemaId> {
        array.items.filter(|items| !self.is_never(*items))
    }

    /// Whether nothing follows the first items.
    fn is_closed(&self, array: &ArraySchema) -> bool {
        let count = u64::try_from(array.prefix_items.len()).unwrap_or(u64::MAX);
        array.items.is_some_and(|items| self.is_never(items)) || array.max_items.is_some_and(|most| most <= count)
    }

    /// Whether a list has its first items, all of them and no others, and no more than a tuple can have.
    fn is_whole(&self, array: &ArraySchema) -> bool {
        let count = array.prefix_items.len();
        let least = array.min_items.and_then(|least| usize::try_from(least).ok());
        self.is_closed(array) && least.is_some_and(|least| least >= count) && count <= LONGEST
    }

    fn is_never(&self, id: SchemaId) -> bool {
        matches!(self.schemas[self.schemas.resolve(id)].kind, SchemaKind::Never)
    }

    /// The one type of several schemas; any JSON where they have several, which is reported.
    pub(crate) fn common(
        &mut self,
        id: SchemaId,
        schemas: &[SchemaId],
        direction: Direction,
        hint: &NameHint,
    ) -> RustType {
        let mut types: Vec<RustType> = Vec::new();
        for (index, schema) in schemas.iter().enumerate() {
            let hint = if index == 0 { hint.clone() } else { hint.further_value(index + 1) };
            let ty = self.rust_type(*schema, direction, &hint);
            if !types.contains(&ty) {
                types.push(ty);
            }
        }
        if let [only] = types.as_slice() {
            return only.clone();
        }
        if types.len() > 1 {
            self.unsupported.push(Unsupported {
                origin: self.schemas[id].origin,
                feature: "the types of properties whose names match several patterns".to_owned(),
                instead: "their values are plain JSON",
            });
        }
        RustType::Value
    }
}
