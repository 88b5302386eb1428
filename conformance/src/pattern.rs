//! Regular expressions of ECMA-262 (JSON Schema 2020-12 Core section 6.4), judged in bounded time whatever the text.

use std::sync::{Arc, Mutex, PoisonError};

use regex_syntax::hir::Hir;
use rustc_hash::FxHashMap;

/// Steps back that one match may take.
const BACKTRACK_LIMIT: usize = 200_000;
/// Longer texts are not given to an engine that has no bound of its own.
const LONGEST_UNBOUNDED: usize = 2_000;

/// An expression, with the engine that reads it.
#[derive(Debug)]
pub(crate) enum EcmaPattern {
    /// Linear in the text; for look-around and back-references with a bound.
    Bounded(Box<fancy_regex::Regex>),
    /// For what only ECMA-262 writes.
    Ecma(Box<regress::Regex>),
}

impl EcmaPattern {
    /// Compiles an expression; nothing where no engine reads it.
    pub(crate) fn new(pattern: &str) -> Option<Self> {
        let bounded = jsonschema_regex::to_rust_regex(pattern).ok().and_then(|translated| {
            fancy_regex::RegexBuilder::new(&translated).backtrack_limit(BACKTRACK_LIMIT).build().ok()
        });
        let ecma = || regress::Regex::with_flags(pattern, "u").or_else(|_| regress::Regex::new(pattern)).ok();
        bounded.map(|regex| Self::Bounded(Box::new(regex))).or_else(|| ecma().map(|regex| Self::Ecma(Box::new(regex))))
    }

    /// Whether the expression is found in a text. What cannot be decided within the bounds counts as found: nobody is
    /// blamed for it.
    pub(crate) fn matches(&self, text: &str) -> bool {
        match self {
            Self::Bounded(regex) => regex.is_match(text).unwrap_or(true),
            Self::Ecma(regex) => text.len() > LONGEST_UNBOUNDED || regex.find(text).is_some(),
        }
    }
}

/// Expressions that are compiled once.
#[derive(Debug, Default)]
pub(crate) struct Patterns {
    compiled: Known<EcmaPattern>,
    trees: Known<Hir>,
}

/// What is known of expressions; nothing of those that are not read.
type Known<T> = Mutex<FxHashMap<String, Option<Arc<T>>>>;

impl Patterns {
    /// The compiled expression; nothing where no engine reads it.
    pub(crate) fn get(&self, pattern: &str) -> Option<Arc<EcmaPattern>> {
        known(&self.compiled, pattern, EcmaPattern::new)
    }

    /// The expression's syntax, as `read` finds it.
    pub(crate) fn tree(&self, pattern: &str, read: impl Fn(&str) -> Option<Hir>) -> Option<Arc<Hir>> {
        known(&self.trees, pattern, read)
    }
}

fn known<T>(all: &Known<T>, pattern: &str, read: impl Fn(&str) -> Option<T>) -> Option<Arc<T>> {
    let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(found) = all.get(pattern) {
        return found.clone();
    }
    let found = read(pattern).map(Arc::new);
    all.insert(pattern.to_owned(), found.clone());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_mean_what_ecma_262_says() {
        for (pattern, text, matches) in [
            (r"^\d+$", "42", true),
            (r"^\d+$", "\u{664}\u{662}", false),
            (r"^[a-z]{2}$", "ab\n", false),
            (r"^(?!admin)\w+$", "admin1", false),
            (r"^(?!admin)\w+$", "user1", true),
            (r"\/items\/", "/items/", true),
        ] {
            let compiled = EcmaPattern::new(pattern).expect("it is read");
            assert_eq!(compiled.matches(text), matches, "{pattern} {text:?}");
        }
    }

    #[test]
    fn no_text_takes_for_ever() {
        let text = format!("{}!", "a".repeat(50_000));
        for pattern in [r"^(a+)+$", r"^(?=a)(a+)+$", r"^(a|a)*\1$"] {
            let _ = EcmaPattern::new(pattern).expect("it is read").matches(&text);
        }
    }
}
