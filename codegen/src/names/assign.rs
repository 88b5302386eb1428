//! Gives every wish a name, no two the same. Who gets a name that several want is decided by what they are and where they
//! are, never by the order in which they are met.

use std::collections::BTreeMap;

use super::{Ident, NameLock, Scope};

/// A wish for a name.
#[derive(Debug, Clone)]
pub(crate) struct Wish {
    /// What has the name, in words that stay when other parts of the document change.
    pub(crate) key: String,
    /// The name, where nobody else wants it.
    pub(crate) wanted: Ident,
    /// A longer name that says more of the place, where somebody else does.
    pub(crate) qualified: Ident,
    /// How much the wish weighs.
    pub(crate) rank: Rank,
}

/// How much a wish weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    /// The configuration says the name.
    Configured,
    /// The document says exactly this name.
    Document,
    /// The document says a name that becomes this one in Rust.
    Similar,
    /// The name is made of the place.
    Place,
}

/// The name of each wish, in their order.
///
/// Configured names come first, then those that were given before, then the document's own. Of what is named by its place,
/// a name that one alone wants is its own, and all who want the same have the longer ones; what is left gets numbers, in
/// the order of the keys.
pub(crate) fn assign_names<'k>(
    wishes: &'k [Wish],
    mut scope: Scope,
    given: impl Fn(&'k str) -> Option<&'k Ident>,
) -> Vec<Ident> {
    let mut order: Vec<usize> = (0..wishes.len()).collect();
    order.sort_by_key(|index| (wishes[*index].rank, &wishes[*index].key));
    let mut names: Vec<Option<Ident>> = vec![None; wishes.len()];
    let of_rank = |rank: Rank| order.iter().copied().filter(move |index| wishes[*index].rank == rank);
    for index in of_rank(Rank::Configured) {
        names[index] = Some(scope.claim(wishes[index].wanted.clone()));
    }
    for index in &order {
        if names[*index].is_none()
            && let Some(name) = given(&wishes[*index].key)
            && !scope.has(name.as_str())
        {
            names[*index] = Some(scope.claim(name.clone()));
        }
    }
    for index in of_rank(Rank::Document).chain(of_rank(Rank::Similar)) {
        if names[index].is_none() {
            names[index] = Some(scope.claim(wishes[index].wanted.clone()));
        }
    }
    for choose in [|wish: &Wish| wish.wanted.clone(), |wish: &Wish| wish.qualified.clone()] {
        let open: Vec<usize> = order.iter().copied().filter(|index| names[*index].is_none()).collect();
        let mut wanted: BTreeMap<Ident, Vec<usize>> = BTreeMap::new();
        for index in open {
            wanted.entry(choose(&wishes[index])).or_default().push(index);
        }
        let alone = wanted.into_iter().filter_map(|(name, indices)| match indices.as_slice() {
            [only] if !scope.has(name.as_str()) => Some((*only, name)),
            _ => None,
        });
        for (index, name) in alone.collect::<Vec<_>>() {
            names[index] = Some(scope.claim(name));
        }
    }
    let numbered = order.into_iter().filter(|index| names[*index].is_none()).collect::<Vec<_>>();
    for index in numbered {
        names[index] = Some(scope.claim(wishes[index].qualified.clone()));
    }
    names.into_iter().zip(wishes).map(|(name, wish)| name.unwrap_or_else(|| wish.wanted.clone())).collect()
}

/// The name of each wish with what was given before.
pub(crate) fn assign_type_names(wishes: &[Wish], reserved: Scope, lock: &NameLock) -> Vec<Ident> {
    // Of two wishes with one key, which is no key then, the first has what was given.
    assign_names(wishes, reserved, |key| lock.type_name(key))
}

#[cfg(test)]
mod tests {
    use super::{Rank, Wish, assign_names, assign_type_names};
    use crate::names::{NameLock, Scope, TypeKind, type_name};

    fn wish(key: &str, wanted: &str, qualified: &str, rank: Rank) -> Wish {
        Wish { key: key.to_owned(), wanted: type_name(wanted), qualified: type_name(qualified), rank }
    }

    fn wishes() -> Vec<Wish> {
        vec![
            wish("GET /pets > query order", "list pets order", "list pets order parameter", Rank::Place),
            wish("schemas/Pet > status", "pet status", "pet status field", Rank::Place),
            wish("GET /b > query pets", "b pets", "b pets parameter", Rank::Place),
            wish("GET /b/pets > body", "b pets", "b pets body", Rank::Place),
            wish("schemas/pet_status", "pet_status", "", Rank::Similar),
            wish("schemas/PetStatus", "PetStatus", "", Rank::Document),
        ]
    }

    fn names(wishes: &[Wish], lock: &NameLock) -> Vec<String> {
        let found = assign_type_names(wishes, Scope::default(), lock);
        let mut found: Vec<String> =
            wishes.iter().zip(found).map(|(wish, name)| format!("{} {name}", wish.key)).collect();
        found.sort();
        found
    }

    #[test]
    fn the_order_of_wishes_says_nothing() {
        let expected = [
            "GET /b > query pets BPetsParameter",
            "GET /b/pets > body BPetsBody",
            "GET /pets > query order ListPetsOrder",
            "schemas/Pet > status PetStatusField",
            "schemas/PetStatus PetStatus",
            "schemas/pet_status PetStatus2",
        ];
        let (mut turned, lock) = (wishes(), NameLock::default());
        for _ in 0..turned.len() {
            turned.rotate_left(1);
            assert_eq!(names(&turned, &lock), expected);
        }
    }

    #[test]
    fn what_was_given_stays_when_a_clash_comes() {
        let before = vec![wishes().remove(1)];
        let mut lock = NameLock::default();
        for (wish, name) in before.iter().zip(assign_names(&before, Scope::default(), |_| None)) {
            lock.give_type(wish.key.clone(), name, TypeKind::Definition);
        }
        let after = names(&wishes(), &lock);
        assert!(after.contains(&"schemas/Pet > status PetStatus".to_owned()), "{after:?}");
        assert!(after.contains(&"schemas/PetStatus PetStatus2".to_owned()), "{after:?}");
    }
}
