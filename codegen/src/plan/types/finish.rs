//! From the walk to the types: names are given, and what only all types together decide.

use std::collections::{BTreeMap, BTreeSet};

use trueline_spec::model::{Direction, SchemaId};

use crate::names::{Ident, NameLock, Scope, TypeKind, Wish, assign_type_names};
use crate::options::ReceivedNull;
use crate::plan::facts::listed;
use crate::plan::model::types::{TypePlan, Types};
use crate::plan::passes::{
    boxing, constructors, conversions, nesting, null_values, presets, received, sharing, wide_integers,
};
use crate::plan::types::planner::{RESERVED, TypePlanner};

impl TypePlanner<'_> {
    /// The names that are given in the end, by those that stood for them.
    fn settled(&self, lock: &NameLock) -> BTreeMap<Ident, Ident> {
        let wishes: Vec<Wish> = self.wishes.values().cloned().collect();
        let names = assign_type_names(&wishes, Scope::reserving(RESERVED), lock);
        self.wishes.keys().cloned().zip(names).collect()
    }

    /// Gives all names, and takes what is decided once all types are known.
    pub(crate) fn finish(self, lock: &NameLock) -> Types {
        let renamed = self.settled(lock);
        let name_of = |name: &Ident| renamed.get(name).cloned().unwrap_or_else(|| name.clone());
        let mut list: Vec<TypePlan> = self.list.into_iter().flatten().collect();
        for plan in &mut list {
            plan.key = self.wishes.get(&plan.name).map(|wish| wish.key.clone()).unwrap_or_default();
            plan.name = name_of(&plan.name);
            plan.shape.rename(&renamed);
        }
        let received = received::types(&list, lock);
        if self.overrides.received_null() == ReceivedNull::Option {
            received::read_null_as_absence(&mut list, &received);
        }
        let absent_nulls = received::absent_nulls(&list, |id| self.directions.is_split(id));
        let shared = sharing::share(&mut list, lock);
        let mut unsupported = self.unsupported;
        let is_deep = nesting::cut(&mut list, &mut unsupported);
        conversions::mark_from_impls(&mut list);
        presets::assign_tag_writers(&mut list);
        null_values::mark(&mut list);
        boxing::break_cycles(&mut list);
        constructors::choose(&mut list);
        unsupported.extend(wide_integers::in_unions(self.schemas, &list));
        unsupported.extend(listed::unsupported(self.schemas, &self.too_long));
        unsupported.extend(self.size.into_inner().unsupported());
        unsupported.extend(self.tag_values.into_inner().unsupported());
        unsupported.extend(self.docs.unsupported());
        let mut positions = BTreeMap::new();
        for (id, _) in self.schemas.iter() {
            for direction in [Direction::Request, Direction::Response] {
                let key = (id, self.directions.canonical(id, direction));
                if let Some(ty) = self.positions.get(&key) {
                    let mut ty = ty.clone();
                    ty.rename(&renamed);
                    positions.insert((id, direction), ty);
                }
            }
        }
        let planned: BTreeSet<&Ident> = list.iter().map(|plan| &plan.name).collect();
        let components = self.named.into_iter().map(|(schema, name)| (schema, name_of(&name)));
        let components = components.filter(|(_, name)| planned.contains(name)).collect();
        let is_sent_alone = |id: &SchemaId| self.directions.is_sent_alone(*id);
        let sent_alone = self.api.named_schemas.values().copied().filter(is_sent_alone).collect();
        let kind = |name: &Ident| match name {
            name if shared.contains_key(name) => TypeKind::Alias,
            name if received.contains(name) => TypeKind::Received,
            _ => TypeKind::Definition,
        };
        let given = list.iter().map(|plan| (plan.key.clone(), plan.name.clone(), kind(&plan.name))).collect();
        Types { list, is_deep, unsupported, given, absent_nulls, shared, components, positions, sent_alone }
    }
}
