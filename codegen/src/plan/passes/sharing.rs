//! Types without a name of their own that say the same, word for word, are one type: one of them is defined, and the others
//! are other names for it. Each keeps its name, so that none depends on whether there are others.

use std::collections::{BTreeMap, HashMap};

use crate::DerivePath;
use crate::names::{Ident, NameLock};
use crate::plan::model::rust_type::RustType;
use crate::plan::model::types::{TypePlan, TypeShape};

/// What a type says, of which there is one alone.
type Said<'a> = (TypeShape, bool, &'a [DerivePath]);

/// Leaves one definition of those that say the same: the one that was it before, else the one whose place is the first in
/// the order of letters. Gives the others with their definitions.
pub(crate) fn share(list: &mut [TypePlan], lock: &NameLock) -> BTreeMap<Ident, Ident> {
    let mut aliases = BTreeMap::new();
    for mut members in classes(list) {
        let sent = members.iter().any(|index| list[*index].sent);
        members.sort_by_key(|index| (!lock.is_definition(&list[*index].key), &list[*index].key, *index));
        let Some(definition) = members.first().map(|index| list[*index].name.clone()) else { continue };
        for (number, index) in members.into_iter().enumerate() {
            let plan = &mut list[index];
            plan.sent = sent;
            if number > 0 {
                plan.shape = TypeShape::Alias(RustType::Named(definition.clone()));
                aliases.insert(plan.name.clone(), definition.clone());
            }
        }
    }
    aliases
}

/// The indices of the types that say the same.
fn classes(list: &[TypePlan]) -> Vec<Vec<usize>> {
    let mut classes: Vec<Vec<usize>> = Vec::new();
    let mut tokens = BTreeMap::new();
    // Only looked up, never walked through.
    let mut known: HashMap<Said<'_>, usize> = HashMap::new();
    // Parts stand behind their owners, so they have their token before an owner is compared.
    for (index, plan) in list.iter().enumerate().rev().filter(|(_, plan)| !plan.named) {
        let mut shape = plan.shape.clone();
        shape.rename(&tokens);
        let class = *known.entry((shape, plan.docs.deprecated, &plan.derives)).or_insert(classes.len());
        if class == classes.len() {
            classes.push(Vec::new());
        }
        classes[class].push(index);
        let token = classes[class][0];
        tokens.insert(plan.name.clone(), list[token].name.clone());
    }
    classes
}
