//! Patterns that strings must match, evaluated in bounded time: the engine never backtracks, and the size of a compiled
//! pattern times the length of a string is bounded. What exceeds the bound is left to the server.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use regex_lite::{Regex, RegexBuilder};

/// The bound of a compiled pattern's size, and of that size times the length of a string, in bytes.
const BOUNDS: [(usize, usize); 2] = [(32 * 1024, 64 * 1024), (512 * 1024, 4 * 1024)];

/// A compiled pattern, with the longest string that it is matched against.
#[derive(Clone)]
struct Pattern {
    regex: Arc<Regex>,
    longest: usize,
}

/// Patterns come from the document, so their number is limited. `None` for a pattern that is not supported, or is too
/// large.
static COMPILED: Mutex<BTreeMap<&'static str, Option<Pattern>>> = Mutex::new(BTreeMap::new());

/// Whether a string certainly does not match.
pub fn is_missed(pattern: &'static str, text: &str) -> bool {
    compiled(pattern).is_some_and(|Pattern { regex, longest }| text.len() <= longest && !regex.is_match(text))
}

fn compiled(pattern: &'static str) -> Option<Pattern> {
    let mut all = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    let compile = || {
        BOUNDS.into_iter().find_map(|(size, longest)| {
            let regex = RegexBuilder::new(pattern).size_limit(size).build().ok()?;
            Some(Pattern { regex: Arc::new(regex), longest })
        })
    };
    all.entry(pattern).or_insert_with(compile).clone()
}
