//! What left the redactor. Nothing outside this folder can make one of text that did not.

use std::fmt;
use std::ops::{Deref, Range};

/// Text without secrets. Only a [`Redactor`](super::Redactor) makes one, so that what takes it cannot show a secret:
///
/// ```compile_fail
/// let text: trueline_conformance::redact::Redacted = String::from("sk_live_1").into();
/// ```
///
/// ```compile_fail
/// let snapshots = trueline_conformance::record::Snapshots::new("snapshots".into());
/// let _ = snapshots.update("GET /pets/valid", "openapi.yaml", "status: 200");
/// ```
#[derive(Clone, Eq, Default)]
pub struct Redacted {
    text: String,
    /// Where the names of variables are, in order.
    marks: Vec<Range<usize>>,
}

impl Redacted {
    pub(super) fn of(text: String, marks: Vec<Range<usize>>) -> Self {
        Self { text, marks }
    }

    /// Text of this program itself.
    pub(crate) fn ours(text: &'static str) -> Self {
        Self { text: text.to_owned(), marks: Vec::new() }
    }

    /// A number that this program counted.
    pub(crate) fn count(number: usize) -> Self {
        Self { text: number.to_string(), marks: Vec::new() }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The same, with another behind it.
    #[must_use]
    pub(crate) fn with(mut self, other: &Self) -> Self {
        let offset = self.text.len();
        self.text.push_str(&other.text);
        self.marks.extend(other.marks.iter().map(|mark| mark.start + offset..mark.end + offset));
        self
    }

    /// Pieces with a separator between them.
    pub(crate) fn joined(pieces: impl IntoIterator<Item = Self>, separator: &'static str) -> Self {
        let separator = Self::ours(separator);
        let mut pieces = pieces.into_iter();
        let first = pieces.next().unwrap_or_default();
        pieces.fold(first, |whole, piece| whole.with(&separator).with(&piece))
    }

    /// The first characters where there are more; the name of a variable is whole or not there.
    pub(crate) fn cut(&self, most: usize) -> Option<Self> {
        let (mut end, _) = self.text.char_indices().nth(most)?;
        if let Some(mark) = self.marks.iter().find(|mark| mark.start < end && end < mark.end) {
            end = mark.start;
        }
        let marks = self.marks.iter().filter(|mark| mark.end <= end).cloned().collect();
        Some(Self { text: self.text[..end].to_owned(), marks })
    }

    /// The last characters where there are more, behind an ellipsis.
    pub(crate) fn end(&self, most: usize) -> Self {
        let count = self.text.chars().count();
        let Some(more) = count.checked_sub(most).filter(|more| *more > 0) else { return self.clone() };
        let mut start = self.text.char_indices().nth(more).map_or(0, |(at, _)| at);
        if let Some(mark) = self.marks.iter().find(|mark| mark.start < start && start < mark.end) {
            start = mark.end;
        }
        Self { text: format!("...{}", &self.text[start..]), marks: Vec::new() }
    }

    /// The same for a terminal, a log and whoever reviews a file: see [`trueline_spec::render::printable`].
    pub(crate) fn printable(&self) -> Self {
        Self { text: trueline_spec::render::printable(&self.text).into_owned(), marks: Vec::new() }
    }

    /// The lines that differ from an earlier text, as people read them.
    pub(crate) fn difference(earlier: &Self, later: &Self, most: usize) -> Self {
        let diff = similar::TextDiff::from_lines(earlier.as_str(), later.as_str());
        let text = diff.unified_diff().context_radius(1).to_string();
        // Lines of redacted texts are redacted.
        Self { text: text.lines().skip(1).take(most).collect::<Vec<_>>().join("\n"), marks: Vec::new() }
    }
}

impl Deref for Redacted {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl AsRef<str> for Redacted {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

impl PartialEq for Redacted {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl PartialEq<str> for Redacted {
    fn eq(&self, other: &str) -> bool {
        self.text == other
    }
}

impl PartialEq<&str> for Redacted {
    fn eq(&self, other: &&str) -> bool {
        self.text == *other
    }
}

impl serde::Serialize for Redacted {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

/// Bytes without secrets: what a body's file holds.
#[derive(Clone, PartialEq, Eq)]
pub struct RedactedBytes(pub(super) Vec<u8>);

impl RedactedBytes {
    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for RedactedBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} bytes]", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::Redacted;

    #[test]
    fn what_is_cut_never_splits_a_variable() {
        let text = Redacted::of("key [KEY] end".to_owned(), std::iter::once(4..9).collect());
        assert_eq!(text.cut(6).as_deref(), Some("key "));
        assert_eq!(text.cut(9).as_deref(), Some("key [KEY]"));
        assert_eq!(text.cut(13), None);
        let twice = text.clone().with(&text);
        assert_eq!(twice.cut(18).as_deref(), Some("key [KEY] endkey "));
    }
}
