//! A scope in which no two names are equal; clashes get a number, in the order in which the names are claimed.

use std::collections::BTreeSet;

use super::Ident;

/// Names that are taken.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    taken: BTreeSet<String>,
}

impl Scope {
    /// A scope in which `reserved` is taken from the start.
    #[must_use]
    pub fn reserving<'a>(reserved: impl IntoIterator<Item = &'a str>) -> Self {
        Self { taken: reserved.into_iter().map(str::to_owned).collect() }
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
        let mut number: u64 = 2;
        loop {
            let candidate = wanted.with_suffix(&format!("{separator}{number}"));
            if self.taken.insert(candidate.as_str().to_owned()) {
                return candidate;
            }
            number += 1;
        }
    }

    /// Whether a name is taken.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.taken.contains(name)
    }
}
