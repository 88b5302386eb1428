//! Regular expressions of ECMA-262 (JSON Schema 2020-12 Core section 6.4), judged in bounded time whatever the text.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use regex_syntax::hir::{Hir, HirKind};
use rustc_hash::FxHashMap;

use crate::limits::{PATTERN_SIZE, PATTERN_SIZE_IN_ALL, PATTERN_STEPS};

/// Bytes that one compiled expression may take.
const COMPILED_SIZE: usize = 4 * 1024 * 1024;
/// Steps that an engine without a bound of its own may take; the longest text follows from the expression.
const UNBOUNDED_STEPS: f64 = 5e6;
/// What an expression counts as whose size is not known.
const UNREAD_SIZE: usize = 5000;
/// The size of an expression for which a character counts as one step more.
const SIZE_OF_STEP: usize = 500;
/// Steps that a character counts as at most, however large the expression is.
const MOST_STEPS_OF_CHARACTER: u64 = 200;
/// The longest text for such an expression with repetitions within repetitions, which may take two to its power.
const LONGEST_NESTED: usize = 16;

/// An expression, with the engine that reads it.
#[derive(Debug)]
pub(crate) struct EcmaPattern {
    text: String,
    engine: Engine,
    /// Steps that matching a character counts as.
    steps: u64,
    /// Where they are counted.
    counted: Arc<AtomicU64>,
}

#[derive(Debug)]
enum Engine {
    /// Linear in the text; for look-around and back-references with a bound.
    Bounded(Box<fancy_regex::Regex>),
    /// For what only ECMA-262 writes, with the longest text that it is tried on.
    Ecma(Box<regress::Regex>, usize),
    /// The expression is larger than what is compiled.
    TooLarge,
}

impl EcmaPattern {
    /// Compiles an expression; nothing where no engine reads it.
    pub(crate) fn new(pattern: &str) -> Option<Self> {
        Self::compile(pattern, size(pattern), Arc::default())
    }

    fn compile(pattern: &str, size: usize, counted: Arc<AtomicU64>) -> Option<Self> {
        let engine = if size > PATTERN_SIZE { Engine::TooLarge } else { engine(pattern)? };
        let steps = u64::try_from(size / SIZE_OF_STEP).unwrap_or(u64::MAX).min(MOST_STEPS_OF_CHARACTER);
        Some(Self { text: pattern.to_owned(), engine, steps, counted })
    }

    /// The expression as it is written.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Whether the expression is larger than what is compiled.
    pub(crate) fn is_too_large(&self) -> bool {
        matches!(self.engine, Engine::TooLarge)
    }

    /// Whether the expression is found in a text. What cannot be decided within the bounds counts as found: nobody is
    /// blamed for it.
    pub(crate) fn matches(&self, text: &str) -> bool {
        self.decide(text).unwrap_or(true)
    }

    /// Whether the expression is found in a text; nothing where that takes more than the bounds allow.
    pub(crate) fn decide(&self, text: &str) -> Option<bool> {
        if !self.is_too_large() {
            let characters = u64::try_from(text.len()).unwrap_or(u64::MAX);
            self.counted.fetch_add(8 + characters / 8 + characters.saturating_mul(self.steps), Ordering::Relaxed);
        }
        match &self.engine {
            Engine::Bounded(regex) => regex.is_match(text).ok(),
            Engine::Ecma(regex, longest) => (text.len() <= *longest).then(|| regex.find(text).is_some()),
            Engine::TooLarge => None,
        }
    }
}

fn engine(pattern: &str) -> Option<Engine> {
    let bounded = jsonschema_regex::to_rust_regex(pattern).ok().and_then(|translated| {
        let mut builder = fancy_regex::RegexBuilder::new(&translated);
        builder.backtrack_limit(PATTERN_STEPS).delegate_size_limit(COMPILED_SIZE).build().ok()
    });
    let ecma = || regress::Regex::with_flags(pattern, "u").or_else(|_| regress::Regex::new(pattern)).ok();
    bounded
        .map(|regex| Engine::Bounded(Box::new(regex)))
        .or_else(|| ecma().map(|regex| Engine::Ecma(Box::new(regex), longest_text(pattern))))
}

/// The longest text that an engine without a bound is tried on: each repetition may take as many steps as the text has
/// characters, for each of those before it.
fn longest_text(pattern: &str) -> usize {
    let repeats = |character: char| matches!(character, '*' | '+' | '{');
    let is_nested = pattern.match_indices(')').any(|(at, _)| pattern[at + 1..].starts_with(repeats));
    if is_nested {
        return LONGEST_NESTED;
    }
    let loops = pattern.matches(repeats).count() + pattern.matches('\\').count().min(1) + 1;
    let longest = UNBOUNDED_STEPS.powf(1.0 / f64::from(u32::try_from(loops).unwrap_or(u32::MAX)));
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a length below 5,000,000")]
    let longest = longest as usize;
    longest.max(LONGEST_NESTED)
}

/// The size of an expression with its repetitions written out; an estimate where it is not read.
fn size(pattern: &str) -> usize {
    let unread = pattern.len().max(UNREAD_SIZE);
    let Ok(translated) = jsonschema_regex::to_rust_regex(pattern) else { return unread };
    let tree = regex_syntax::ParserBuilder::new().nest_limit(60).build().parse(&translated);
    tree.map_or(unread, |tree| written_out(&tree))
}

fn written_out(tree: &Hir) -> usize {
    match tree.kind() {
        HirKind::Empty | HirKind::Look(_) => 1,
        HirKind::Literal(literal) => literal.0.len(),
        HirKind::Class(class) => match class {
            regex_syntax::hir::Class::Unicode(class) => class.ranges().len().max(1),
            regex_syntax::hir::Class::Bytes(class) => class.ranges().len().max(1),
        },
        HirKind::Repetition(repetition) => {
            let times = repetition.max.unwrap_or(repetition.min.saturating_add(1));
            written_out(&repetition.sub).saturating_mul(usize::try_from(times).unwrap_or(usize::MAX)).max(1)
        }
        HirKind::Capture(capture) => written_out(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().fold(1, |sum, part| sum.saturating_add(written_out(part)))
        }
    }
}

/// Expressions that are compiled once.
#[derive(Debug, Default)]
pub(crate) struct Patterns {
    compiled: Known<EcmaPattern>,
    /// The size of all that are compiled.
    size: AtomicUsize,
    /// The steps of matching that nobody has taken yet.
    steps: Arc<AtomicU64>,
    trees: Known<Hir>,
}

/// What is known of expressions; nothing of those that are not read.
type Known<T> = Mutex<FxHashMap<String, Option<Arc<T>>>>;

impl Patterns {
    /// The compiled expression; nothing where no engine reads it.
    pub(crate) fn get(&self, pattern: &str) -> Option<Arc<EcmaPattern>> {
        known(&self.compiled, pattern, |pattern| {
            let own = size(pattern);
            let all = self.size.load(Ordering::Relaxed).saturating_add(own);
            if all > PATTERN_SIZE_IN_ALL {
                return EcmaPattern::compile(pattern, usize::MAX, Arc::default());
            }
            self.size.store(all, Ordering::Relaxed);
            // Compiling takes as long as matching some texts.
            self.steps.fetch_add(u64::try_from(own).unwrap_or(u64::MAX), Ordering::Relaxed);
            EcmaPattern::compile(pattern, own, Arc::clone(&self.steps))
        })
    }

    /// The steps of matching since this was called last.
    pub(crate) fn take_steps(&self) -> u64 {
        self.steps.swap(0, Ordering::Relaxed)
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
        let text = "ab".repeat(25_000);
        let pattern = EcmaPattern::new(r"^((a|b|ab)*)\1c$").expect("it is read");
        assert_eq!(pattern.decide(&text), None);
        assert!(pattern.matches(&text), "nobody is blamed");
        let text = format!("{}!", "a".repeat(50_000));
        for pattern in [r"^(a+)+$", r"^(?=a)(a+)+$"] {
            assert_ne!(EcmaPattern::new(pattern).expect("it is read").decide(&text), Some(true), "{pattern}");
        }
    }

    #[test]
    fn an_engine_without_a_bound_gets_short_texts_alone() {
        for pattern in [r"^(?:(?:a+)+)+[^]b$", "a*a*a*a*a*a*a*a*[^]b$"] {
            let engine =
                Engine::Ecma(Box::new(regress::Regex::new(pattern).expect("it is read")), longest_text(pattern));
            let pattern = EcmaPattern { text: pattern.to_owned(), engine, steps: 0, counted: Arc::default() };
            assert_eq!(pattern.decide(&"a".repeat(5000)), None, "{}", pattern.text());
            assert_eq!(pattern.decide("a\nb"), Some(true), "{}", pattern.text());
            assert_eq!(pattern.decide(&"a".repeat(LONGEST_NESTED)), Some(false), "{}", pattern.text());
        }
    }

    #[test]
    fn expressions_that_are_large_are_not_compiled() {
        for pattern in ["^(?:(?:a{1000}){1000}){1000}$", r"^(?:\p{L}{1,1000}){1,1000}$"] {
            assert_eq!(EcmaPattern::new(pattern).expect("it is read").decide("a"), None, "{pattern}");
        }
        let patterns = Patterns::default();
        let decided = (0..1000).filter(|index| {
            let pattern = patterns.get(&format!("^[a-c]{{{}}}$", 10_000 + index)).expect("it is read");
            pattern.decide("b").is_some()
        });
        assert!((100..900).contains(&decided.count()), "as many as {PATTERN_SIZE_IN_ALL} allows");
    }
}
