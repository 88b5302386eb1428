//! A scope in which no two names are equal; clashes get a number, in the order in which the names are claimed.

use std::collections::{BTreeMap, BTreeSet};

use super::Ident;

/// Names that are taken.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    taken: BTreeSet<String>,
    /// The number to try next, by what was wanted: those below it are taken, and nobody gives a name back.
    next: BTreeMap<String, u64>,
}

impl Scope {
    /// A scope in which `reserved` is taken from the start.
    #[must_use]
    pub fn reserving<'a>(reserved: impl IntoIterator<Item = &'a str>) -> Self {
        Self { taken: reserved.into_iter().map(str::to_owned).collect(), next: BTreeMap::new() }
    }

    /// Takes `wanted`, or the first of `wanted2`, `wanted3`, ... (`wanted_2` after a digit) that is free.
    #[must_use]
    pub fn claim(&mut self, wanted: Ident) -> Ident {
        if self.taken.insert(wanted.as_str().to_owned()) {
            return wanted;
        }
        let separator = if wanted.as_str().ends_with(|last: char| last.is_ascii_digit())
            || wanted.as_str().starts_with(char::is_lowercase)
        {
            "_"
        } else {
            ""
        };
        let number = self.next.entry(wanted.as_str().to_owned()).or_insert(2);
        loop {
            let candidate = wanted.with_suffix(&format!("{separator}{number}"));
            *number += 1;
            if self.taken.insert(candidate.as_str().to_owned()) {
                return candidate;
            }
        }
    }

    /// Whether a name is taken.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.taken.contains(name)
    }
}

#[cfg(test)]
mod tests {
    use super::Scope;
    use crate::names::type_name;

    #[test]
    fn numbers_go_on_and_pass_over_what_is_taken() {
        let mut scope = Scope::default();
        let mut claim = |wanted: &str| scope.claim(type_name(wanted)).to_string();
        assert_eq!(["pet", "pet3", "pet", "pet", "pet"].map(&mut claim), ["Pet", "Pet3", "Pet2", "Pet4", "Pet5"]);
    }

    #[test]
    fn many_namesakes_cost_no_more_each_than_few() {
        let mut scope = Scope::default();
        // A hundred thousand that each tried all numbers before theirs would take hours.
        let last = (0..100_000).map(|_| scope.claim(type_name("pet"))).last();
        assert_eq!(last.map(|name| name.to_string()), Some("Pet100000".to_owned()));
    }
}
