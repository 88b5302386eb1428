//! What is wrong with a document, for people and for programs.

use std::borrow::Cow;
use std::fmt;

use rustc_hash::FxHashMap;

use crate::render::printable_line;
use crate::source::Span;

/// How much it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The meaning is still clear.
    Warning,
    /// It is not.
    Error,
}

/// One mistake, or one thing that is not supported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// A stable name, in kebab-case.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// Where.
    pub span: Span,
    /// Further places that explain it.
    pub labels: Vec<(Span, String)>,
    /// What to do.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A mistake that leaves no meaning.
    #[must_use]
    pub fn error(code: &'static str, span: Span, message: String) -> Self {
        Self { code, severity: Severity::Error, message, span, labels: Vec::new(), help: None }
    }

    /// A mistake whose meaning is still clear.
    #[must_use]
    pub fn warning(code: &'static str, span: Span, message: String) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, span, message) }
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a further place.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push((span, text.into()));
        self
    }
}

/// `error` or `warning`
impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// One line without its place, which only the texts that were read can say: `error[CODE]: MESSAGE`. Nothing in it acts on a
/// terminal.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]: {}", self.severity, self.code, printable_line(&self.message))
    }
}

/// Collects every mistake of a reading.
#[derive(Debug, Default)]
pub struct Sink {
    diagnostics: Vec<Diagnostic>,
    has_errors: bool,
    /// How many there are of each code.
    counts: FxHashMap<&'static str, usize>,
}

/// The most diagnostics of one code that are kept: no reader needs more, and a document can have millions.
const LISTED: usize = 1000;

impl Sink {
    /// Takes one; the same one twice is kept once, and of one code a thousand are kept.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if self.diagnostics.last() == Some(&diagnostic) {
            return;
        }
        self.has_errors |= diagnostic.severity == Severity::Error;
        let count = self.counts.entry(diagnostic.code).or_default();
        *count += 1;
        if *count <= LISTED {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Takes all that another one has.
    pub(crate) fn take_from(&mut self, other: Self) {
        for diagnostic in other.diagnostics {
            self.push(diagnostic);
        }
    }

    /// Whether any of them leaves no meaning.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.has_errors
    }

    /// All of them, in the order of their places; the last of a code gives the number of the others.
    #[must_use]
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        let counts = std::mem::take(&mut self.counts);
        let mut seen: FxHashMap<&str, usize> = FxHashMap::default();
        for diagnostic in &mut self.diagnostics {
            let seen = seen.entry(diagnostic.code).or_default();
            *seen += 1;
            let further = counts.get(diagnostic.code).copied().unwrap_or(0).saturating_sub(LISTED);
            if *seen == LISTED && further > 0 {
                let help = diagnostic.help.take().map_or(String::new(), |help| format!("{help}; "));
                diagnostic.help = Some(format!("{help}{further} more of `{}` are not listed", diagnostic.code));
            }
        }
        self.diagnostics.sort_by(|a, b| (&a.span, a.code).cmp(&(&b.span, b.code)));
        self.diagnostics.dedup();
        self.diagnostics
    }
}

/// The longest text of a document that a message repeats, in characters.
const REPEATED: usize = 200;

/// A text of a document as a message repeats it: a long one is cut, since the line is shown anyway.
#[must_use]
pub fn shortened(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(REPEATED) {
        Some((end, _)) => Cow::Owned(format!("{}...", &text[..end])),
        None => Cow::Borrowed(text),
    }
}
