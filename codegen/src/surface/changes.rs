//! How the public names of two versions differ, and whom that hurts.

use std::collections::BTreeSet;
use std::fmt;

use super::items::{Fact, Member, Name, Names};
use crate::code_span;

/// Whether code that was written against the old version compiles against the new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Some does not.
    Incompatible,
    /// All does.
    Compatible,
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Incompatible => "incompatible",
            Self::Compatible => "compatible",
        })
    }
}

/// A difference of two versions.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// Whom it hurts.
    pub effect: Effect,
    /// What it is, in Markdown.
    pub text: String,
}

/// The differences in the order of the names: those of the old version that the new one does not have, and the other way
/// round, among names that were read where the two differ.
pub(super) fn between(old: &Names, new: &Names) -> Vec<Change> {
    // What was removed, new or of another kind is reported once, and not member by member.
    let items = |names: &Names| -> BTreeSet<(String, String)> {
        let items = names.0.iter().filter(|(name, _)| name.member.is_none());
        items.map(|(name, fact)| (name.item.clone(), fact.signature.clone())).collect()
    };
    let (of_old, of_new) = (items(old), items(new));
    let whole: BTreeSet<&String> = of_old.symmetric_difference(&of_new).map(|(item, _)| item).collect();
    let names: BTreeSet<&Name> = old.0.keys().chain(new.0.keys()).collect();
    let reported = names.into_iter().filter(|name| name.member.is_none() || !whole.contains(&name.item));
    let mut changes: Vec<Change> = reported.flat_map(|name| of(name, old, new)).collect();
    changes.dedup();
    changes
}

fn of(name: &Name, old: &Names, new: &Names) -> Vec<Change> {
    let shown = shown(name);
    let incompatible = |text: String| Change { effect: Effect::Incompatible, text };
    let compatible = |text: String| Change { effect: Effect::Compatible, text };
    match (old.0.get(name), new.0.get(name)) {
        (Some(_), None) => vec![incompatible(format!("{shown} was removed"))],
        (None, Some(fact)) => {
            let change = if is_promised(name, old, new) { incompatible } else { compatible };
            vec![change(added(name, &shown, fact))]
        }
        (Some(before), Some(after)) => {
            let mut changes = Vec::new();
            if before.signature != after.signature {
                let [before, after] = [before, after].map(|fact| code_span(&fact.signature));
                changes.push(incompatible(format!("{shown}: {before} is now {after}")));
            }
            if before.is_open && !after.is_open && name.member.is_none() {
                changes.push(compatible(format!("{shown} can be matched and constructed completely")));
            }
            if !before.is_open && after.is_open {
                changes.push(incompatible(format!("{shown} is `non_exhaustive` now")));
            }
            if !before.is_deprecated && after.is_deprecated {
                changes.push(compatible(format!("{shown} is deprecated")));
            }
            changes
        }
        (None, None) => Vec::new(),
    }
}

/// Whether nothing may be added there: to an item that users match or make in full.
fn is_promised(name: &Name, old: &Names, new: &Names) -> bool {
    let item = Name { item: name.item.clone(), member: None };
    let is_closed = |names: &Names| names.0.get(&item).is_some_and(|fact| !fact.is_open);
    matches!(name.member, Some((Member::Field | Member::Variant, _))) && is_closed(old) && is_closed(new)
}

fn added(name: &Name, shown: &str, fact: &Fact) -> String {
    match &name.member {
        Some((Member::Field, _)) => format!("new: {shown}, {}", code_span(&fact.signature)),
        _ => format!("new: {shown}"),
    }
}

fn shown(name: &Name) -> String {
    match &name.member {
        None => code_span(&name.item),
        Some((Member::Trait, member)) => format!("{} for {}", code_span(member), code_span(&name.item)),
        Some((Member::Field, member)) => format!("the field {}", code_span(&format!("{}::{member}", name.item))),
        Some((_, member)) => code_span(&format!("{}::{member}", name.item)),
    }
}
