//! Why mistakes are left out.

use std::fmt;

use super::mistake::Mistake;
use crate::judge::NoWorkLeft;
use crate::limits::{CLASSES, MISTAKE_DEPTH, MISTAKES, named};

/// A limit beyond which there are mistakes that are not made.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum LeftOut {
    /// What may be done is done.
    NoWorkLeft(NoWorkLeft),
    /// A value has more of them.
    Mistakes,
    /// They are deeper in the value.
    Deeper,
    /// A value would be too large.
    Large {
        mistake: Mistake,
        /// How large it would be.
        of: u64,
        /// The limit's name.
        name: &'static str,
        limit: usize,
    },
    /// The operation has more classes.
    Classes,
}

impl LeftOut {
    /// What is left out, without the limit: classes are called after it.
    pub(super) fn what(&self) -> String {
        match self {
            Self::NoWorkLeft(_) => "it takes more work than its share of the run's".to_owned(),
            Self::Mistakes => "there are more mistakes of one value".to_owned(),
            Self::Deeper => "there are mistakes deeper in the value".to_owned(),
            Self::Large { mistake, of, .. } => format!("`{mistake}` of {of}"),
            Self::Classes => "there are more classes of the operation".to_owned(),
        }
    }
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let limit = match self {
            Self::NoWorkLeft(none) => named("max-work", none.allowed),
            Self::Mistakes => named("mistakes", MISTAKES),
            Self::Deeper => named("mistake-depth", MISTAKE_DEPTH),
            Self::Large { name, limit, .. } => named(name, limit),
            Self::Classes => named("classes", CLASSES),
        };
        write!(f, "{} {limit}", self.what())
    }
}

impl std::error::Error for LeftOut {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_told_by_name_and_classes_are_called_without_them() {
        let spent = NoWorkLeft { allowed: 7 };
        let large = LeftOut::Large { mistake: Mistake::TooLong, of: 9, name: "text-length", limit: 8 };
        for (left_out, text) in [
            (LeftOut::NoWorkLeft(spent), spent.to_string()),
            (LeftOut::Mistakes, format!("there are more mistakes of one value (limit `mistakes`: {MISTAKES})")),
            (large, "`too-long` of 9 (limit `text-length`: 8)".to_owned()),
        ] {
            assert_eq!(left_out.to_string(), text);
            assert!(text.strip_prefix(&left_out.what()).is_some_and(|limit| limit.starts_with(" (limit")), "{text}");
        }
    }
}
