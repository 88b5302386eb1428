//! Finds secrets in texts, and puts the names of their variables in their places.

use std::collections::VecDeque;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, PoisonError, RwLock};

use aho_corasick::AhoCorasick;
use rustc_hash::FxHashSet;

use super::{
    Secret,
    forms::{Form, folded, forms},
    fragments::Fragments,
    redacted::{Redacted, RedactedBytes},
    shell::Shell,
    view::View,
};

/// Knows every secret of a run, in every form in which a server may repeat it. Clones know the same, also what one of them
/// learns later.
#[derive(Clone, Default)]
pub struct Redactor(Arc<Shared>);

#[derive(Default)]
struct Shared {
    known: RwLock<Arc<Known>>,
    /// Signatures that a server repeated, folded: each is of one request, so that the last ones are enough.
    passing: RwLock<VecDeque<Vec<u8>>>,
}

#[derive(Default)]
pub(super) struct Known {
    /// The secrets themselves, to which others may come.
    secrets: Vec<Secret>,
    /// The names of the secrets' variables.
    variables: Vec<String>,
    /// What stands in the secrets' places.
    marks: Vec<String>,
    /// Finds forms; a pattern's number is the form's.
    automaton: Option<AhoCorasick>,
    /// The forms with their secrets' numbers; their bytes are in the automaton.
    forms: Vec<(Form, usize)>,
    fragments: Fragments,
    /// Secrets so short that only whole words are held against them, folded.
    words: Vec<(Vec<u8>, usize)>,
    pub(super) shell: Shell,
}

/// Signatures that are known at once; a finding shows the answers of a few requests.
const PASSING: usize = 512;
/// What stands in the place of a signature.
const PASSING_MARK: &str = "[TRUELINE_SIGNATURE]";

/// More of a text than is shown is searched, so that a form is whole that begins where the text is cut.
const MARGIN: usize = 64 * 1024;

impl Redactor {
    /// Learns secrets.
    pub fn new<'s>(secrets: impl IntoIterator<Item = &'s Secret>) -> Self {
        let shared = Shared { known: RwLock::new(Arc::new(Known::of(secrets))), passing: RwLock::default() };
        Self(Arc::new(shared))
    }

    /// Learns another secret, which all clones know from here on.
    pub(crate) fn learn(&self, secret: &Secret) {
        let mut known = self.0.known.write().unwrap_or_else(PoisonError::into_inner);
        let all = Known::of(known.secrets.iter().chain([secret]));
        *known = Arc::new(all);
    }

    /// Learns a signature, which is distinguished from others by nothing but the request that it is of.
    pub(crate) fn learn_passing(&self, signature: &str) {
        let mut passing = self.0.passing.write().unwrap_or_else(PoisonError::into_inner);
        let signature = folded(signature.as_bytes());
        if signature.len() >= Secret::LEAST && !passing.contains(&signature) {
            passing.truncate(PASSING - 1);
            passing.push_front(signature);
        }
    }

    pub(super) fn known(&self) -> Arc<Known> {
        Arc::clone(&self.0.known.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// A text without secrets.
    #[must_use]
    pub fn redact(&self, text: &str) -> Redacted {
        let known = self.known();
        let ranges = self.find(&known, text.as_bytes());
        let (mut redacted, mut marks, mut from) = (String::with_capacity(text.len()), Vec::new(), 0);
        for (range, secret) in ranges {
            let start = floor(text, range.start).max(from);
            let end = ceiling(text, range.end).max(start);
            redacted.push_str(&text[from..start]);
            let mark = redacted.len();
            redacted.push_str(known.shown(secret));
            marks.push(mark..redacted.len());
            from = end;
        }
        redacted.push_str(&text[from..]);
        Redacted::of(redacted, marks)
    }

    /// The first characters of a text, redacted before the cut; and whether there is more.
    #[must_use]
    pub(crate) fn redact_start(&self, text: &str, most: usize) -> (Redacted, bool) {
        let limit = floor(text, most.saturating_mul(4).saturating_add(MARGIN));
        let redacted = self.redact(&text[..limit]);
        match redacted.cut(most) {
            Some(cut) => (cut, true),
            None => (redacted, limit < text.len()),
        }
    }

    /// Bytes without secrets.
    pub(crate) fn redact_bytes(&self, bytes: &[u8]) -> RedactedBytes {
        let (mut redacted, mut from) = (Vec::with_capacity(bytes.len()), 0);
        let known = self.known();
        for (range, secret) in self.find(&known, bytes) {
            redacted.extend_from_slice(&bytes[from..range.start.max(from)]);
            redacted.extend_from_slice(known.shown(secret).as_bytes());
            from = range.end.max(from);
        }
        redacted.extend_from_slice(&bytes[from..]);
        RedactedBytes(redacted)
    }

    /// Where secrets are: ranges in order that do not overlap, each with the secret of which it holds the most.
    fn find(&self, known: &Known, bytes: &[u8]) -> Vec<(Range<usize>, usize)> {
        let passing = self.0.passing.read().unwrap_or_else(PoisonError::into_inner);
        known.find(bytes, &passing)
    }
}

impl Known {
    fn of<'s>(secrets: impl IntoIterator<Item = &'s Secret>) -> Self {
        let mut known = Known::default();
        // Schemes by thousands may have one credential; patterns that are equal cost the automaton quadratic time.
        let mut texts = FxHashSet::default();
        let secrets: Vec<&Secret> = secrets.into_iter().filter(|secret| texts.insert(secret.expose())).collect();
        for secret in &secrets {
            let number = known.variables.len();
            known.variables.push(secret.variable().to_owned());
            for (text, has_fragments) in secret.texts() {
                if text.len() < Secret::LEAST {
                    known.words.extend((!text.is_empty()).then(|| (folded(text.as_bytes()), number)));
                    continue;
                }
                for form in forms(&text, has_fragments) {
                    known.fragments.learn(&form, number);
                    known.forms.push((form, number));
                }
            }
        }
        if !known.forms.is_empty() {
            let patterns = known.forms.iter().map(|(form, _)| &form.bytes);
            // It fails only beyond 2^31 states, which no configuration has room for.
            known.automaton = AhoCorasick::new(patterns).ok();
        }
        known.shell = Shell::new(&secrets);
        known.marks = (0..known.variables.len()).map(|secret| known.mark(secret)).collect();
        known.secrets = secrets.into_iter().cloned().collect();
        known
    }

    /// Where secrets are, with their numbers; of signatures one that no secret has.
    fn find(&self, bytes: &[u8], passing: &VecDeque<Vec<u8>>) -> Vec<(Range<usize>, usize)> {
        if self.variables.is_empty() && passing.is_empty() || bytes.is_empty() {
            return Vec::new();
        }
        let mut found = Vec::new();
        View::of(bytes).visit(&mut |view| {
            let folded = folded(&view.bytes);
            self.search(view, &folded, &mut found);
            for signature in passing {
                let starts = memchr::memmem::find_iter(&folded, signature);
                found.extend(starts.map(|at| (view.range(at, at + signature.len()), usize::MAX)));
            }
        });
        merged(found)
    }

    /// What stands in a secret's place.
    fn shown(&self, secret: usize) -> &str {
        if secret == usize::MAX { PASSING_MARK } else { self.marks.get(secret).map_or("[***]", String::as_str) }
    }

    /// The name of a secret's variable, where that is none itself: what is redacted twice is as what is redacted once.
    fn mark(&self, secret: usize) -> String {
        let named = self.variables.get(secret).map(|variable| format!("[{variable}]"));
        let numbered = format!("[SECRET_{}]", secret + 1);
        let is_plain = |mark: &String| self.find(mark.as_bytes(), &VecDeque::new()).is_empty();
        named.into_iter().chain([numbered]).find(is_plain).unwrap_or_else(|| "[***]".to_owned())
    }

    fn search(&self, view: &View, bytes: &[u8], found: &mut Vec<(Range<usize>, usize)>) {
        // One secret may begin within another, so that all matches are looked at, and not only the leftmost.
        for one in self.automaton.iter().flat_map(|automaton| automaton.find_overlapping_iter(bytes)) {
            let Some((form, secret)) = self.forms.get(one.pattern().as_usize()) else { continue };
            let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'/');
            let before = form.is_open.0 && one.start() > 0 && is_base64(&bytes[one.start() - 1]);
            let behind = form.is_open.1 && bytes.get(one.end()).is_some_and(is_base64);
            found.push((view.range(one.start() - usize::from(before), one.end() + usize::from(behind)), *secret));
        }
        self.fragments.find(bytes, &mut |start, end, secret| found.push((view.range(start, end), secret)));
        for (word, secret) in &self.words {
            for start in words(bytes, word) {
                found.push((view.range(start, start + word.len()), *secret));
            }
        }
    }
}

/// The place itself, or the start of the character that it is within.
fn floor(text: &str, place: usize) -> usize {
    (0..=place.min(text.len())).rev().find(|place| text.is_char_boundary(*place)).unwrap_or(0)
}

/// The place itself, or the end of the character that it is within.
fn ceiling(text: &str, place: usize) -> usize {
    (place..text.len()).find(|place| text.is_char_boundary(*place)).unwrap_or(text.len())
}

/// Where a word is that no letter or digit is beside.
fn words<'b>(bytes: &'b [u8], word: &'b [u8]) -> impl Iterator<Item = usize> + 'b {
    let is_part = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii());
    bytes.windows(word.len()).enumerate().filter(move |(_, window)| *window == word).map(|(at, _)| at).filter(
        move |at| {
            !is_part(at.checked_sub(1).and_then(|before| bytes.get(before))) && !is_part(bytes.get(at + word.len()))
        },
    )
}

/// Ranges in order, those that overlap as one.
fn merged(mut found: Vec<(Range<usize>, usize)>) -> Vec<(Range<usize>, usize)> {
    found.sort_by_key(|(range, secret)| (range.start, std::cmp::Reverse(range.end), *secret));
    // With the length of the longest range that it is made of.
    let mut whole: Vec<(Range<usize>, usize, usize)> = Vec::new();
    for (range, secret) in found.into_iter().filter(|(range, _)| !range.is_empty()) {
        let length = range.len();
        match whole.last_mut() {
            Some((last, of, longest)) if range.start < last.end => {
                last.end = last.end.max(range.end);
                if length > *longest {
                    (*of, *longest) = (secret, length);
                }
            }
            _ => whole.push((range, secret, length)),
        }
    }
    whole.into_iter().map(|(range, secret, _)| (range, secret)).collect()
}

impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Redactor").field(&self.known().variables).finish()
    }
}
