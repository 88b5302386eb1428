//! Types without a name of their own that say the same, word for word, become one: the first, and an enumeration of a
//! parameter gets the parameter's name alone where no other type wants it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{DerivePath, TypePlan, TypeShape};
use crate::names::Ident;

/// New names of types, by their old ones.
pub(super) type Renamed = BTreeMap<Ident, Ident>;

/// Leaves one type of those that say the same, and tells under which name each is found now.
pub(super) fn share(list: &mut Vec<TypePlan>, reserved: &[&str]) -> Renamed {
    let classes = classes(list);
    let renamed = names(list, &classes, reserved);
    for members in classes.values() {
        let sent = members.iter().any(|index| list[*index].sent);
        for index in members {
            list[*index].sent = sent;
        }
    }
    let first: BTreeSet<usize> = classes.values().filter_map(|members| members.last().copied()).collect();
    let mut index = 0;
    list.retain(|plan| {
        index += 1;
        plan.named || first.contains(&(index - 1))
    });
    for plan in list {
        if let Some(name) = renamed.get(&plan.name) {
            plan.name = name.clone();
        }
        plan.shape.rename(&renamed);
    }
    renamed
}

/// The indices of the types that say the same, the last first, by one of them.
fn classes(list: &[TypePlan]) -> BTreeMap<usize, Vec<usize>> {
    let mut classes: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut tokens = Renamed::new();
    // Only looked up, never walked through.
    let mut known: HashMap<(TypeShape, bool, &[DerivePath]), usize> = HashMap::new();
    // Parts stand behind their owners, so they have their token before an owner is compared.
    for (index, plan) in list.iter().enumerate().rev().filter(|(_, plan)| !plan.named) {
        let mut shape = plan.shape.clone();
        shape.rename(&tokens);
        let class = *known.entry((shape, plan.docs.deprecated, &plan.derives)).or_insert(index);
        tokens.insert(plan.name.clone(), list[class].name.clone());
        classes.entry(class).or_default().push(index);
    }
    classes
}

/// Each type's new name: that of the first of its class, or a parameter's.
fn names(list: &[TypePlan], classes: &BTreeMap<usize, Vec<usize>>, reserved: &[&str]) -> Renamed {
    let first = |members: &[usize]| members.last().map(|index| list[*index].name.clone());
    let mut taken: BTreeMap<Ident, usize> = BTreeMap::new();
    let own = list.iter().filter(|plan| plan.named).map(|plan| plan.name.clone());
    for name in own.chain(classes.values().filter_map(|members| first(members))) {
        *taken.entry(name).or_default() += 1;
    }
    let short: BTreeMap<usize, Ident> =
        classes.iter().filter_map(|(class, members)| Some((*class, short_name(list, members)?))).collect();
    for name in short.values() {
        *taken.entry(name.clone()).or_default() += 1;
    }
    let free = |name: &&Ident| taken.get(*name) == Some(&1) && !reserved.contains(&name.as_str());
    let mut renamed = Renamed::new();
    for (class, members) in classes {
        let Some(name) = short.get(class).filter(free).cloned().or_else(|| first(members)) else { continue };
        renamed.extend(members.iter().map(|index| (list[*index].name.clone(), name.clone())));
    }
    renamed
}

/// The name that all parameters agree on whose values an enumeration lists.
fn short_name(list: &[TypePlan], members: &[usize]) -> Option<Ident> {
    let wished: BTreeSet<&Ident> = members.iter().filter_map(|index| list[*index].short_name.as_ref()).collect();
    let is_enum = members.first().is_some_and(|index| {
        matches!(list[*index].shape, TypeShape::Enum(_) | TypeShape::IntegerEnum(_) | TypeShape::MixedEnum(_))
    });
    match wished.into_iter().collect::<Vec<_>>().as_slice() {
        [only] if is_enum => Some((*only).clone()),
        _ => None,
    }
}
