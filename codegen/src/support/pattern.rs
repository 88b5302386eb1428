//! Patterns that texts must match, judged in bounded time: the engine never backtracks, and the size of a compiled pattern
//! times the length of a text is bounded. What is beyond is left to the server.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use regex_lite::{Regex, RegexBuilder};

/// What a pattern may take when it is compiled, and how long texts are that are then held against it; in bytes.
const BOUNDS: [(usize, usize); 2] = [(32 * 1024, 64 * 1024), (512 * 1024, 4 * 1024)];

/// A compiled pattern, with the longest text that it is held against.
#[derive(Clone)]
struct Pattern {
    regex: Arc<Regex>,
    longest: usize,
}

/// Patterns are the document's: there are only so many. Nothing for one that is not understood, or is too large.
static COMPILED: Mutex<BTreeMap<&'static str, Option<Pattern>>> = Mutex::new(BTreeMap::new());

/// Whether a text certainly does not match.
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
