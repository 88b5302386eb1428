//! Names of checks that are none of this program's.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use thiserror::Error;

use super::Check;

/// The name of a check of whoever tests: lower-case words with hyphens between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CustomName(&'static str);

/// A text that no check can be called.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "`{0}` cannot be the name of a check: it is another one's, or no words of lower-case letters and digits with hyphens between them"
)]
pub struct InvalidCheckName(pub String);

/// The longest name, in bytes.
const LONGEST: usize = 64;

/// Every name that was ever used, once: checks are copied by the thousands, and their names are few.
static NAMES: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());

impl CustomName {
    pub(super) fn new(name: &str) -> Result<Self, InvalidCheckName> {
        let is_word = |word: &str| {
            word.starts_with(|sign: char| sign.is_ascii_lowercase())
                && word.chars().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit())
        };
        let is_taken = Check::ALL.into_iter().any(|check| check.as_str() == name);
        if is_taken || name.len() > LONGEST || !name.split('-').all(is_word) {
            return Err(InvalidCheckName(name.to_owned()));
        }
        let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
        let known = names.get(name).copied();
        let known = known.unwrap_or_else(|| Box::leak(name.to_owned().into_boxed_str()));
        names.insert(known);
        Ok(Self(known))
    }

    pub(super) fn as_str(self) -> &'static str {
        self.0
    }
}
