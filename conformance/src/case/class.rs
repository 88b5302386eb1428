//! Kinds of requests.

use crate::judge::Rule;
use crate::mutation::{Mutation, RequestEdit, Validity};

/// A kind of requests that share their reason.
#[derive(Debug, Clone)]
pub struct Class {
    /// Its name, unique within the operation.
    pub name: String,
    /// What it is, for people.
    pub summary: String,
    /// What it is for.
    pub intent: Intent,
    pub(crate) mutation: Option<Mutation>,
}

/// Whether a request is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Intent {
    /// It obeys the document.
    Valid,
    /// A server may take it or refuse it, but not break on it.
    Tolerable,
    /// It breaks one rule.
    Violates {
        /// The rule.
        rule: Rule,
        /// The statuses that are a right answer.
        expects: Vec<u16>,
    },
}

impl Class {
    /// The class of valid requests.
    pub(crate) fn valid() -> Self {
        Self {
            name: "valid".to_owned(),
            summary: "the request obeys the document".to_owned(),
            intent: Intent::Valid,
            mutation: None,
        }
    }

    /// Whether its requests are those that are drawn from the document, with nothing changed.
    pub(crate) fn is_valid(&self) -> bool {
        self.intent == Intent::Valid && self.mutation.is_none()
    }

    /// Whether it is the class of valid requests itself, and no law's.
    pub(crate) fn is_plain(&self) -> bool {
        self.is_valid() && self.name == Self::valid().name
    }

    /// The statuses that are a right answer where a request breaks a rule; none where it does not.
    pub(crate) fn expects(&self) -> &[u16] {
        match &self.intent {
            Intent::Violates { expects, .. } => expects,
            Intent::Valid | Intent::Tolerable => &[],
        }
    }

    /// Whether it stands for others that a limit leaves out.
    pub(crate) fn is_left_out(&self) -> bool {
        self.mutation.as_ref().is_some_and(Mutation::is_left_out)
    }

    /// Whether its requests have the credentials of a valid one.
    pub(crate) fn needs_credentials(&self) -> bool {
        let change = self.mutation.as_ref().map(|mutation| &mutation.change);
        !matches!(change, Some(RequestEdit::Credentials(_) | RequestEdit::Method(_)))
    }

    /// The method that is sent in place of the operation's own.
    pub(crate) fn other_method(&self) -> Option<&str> {
        match &self.mutation.as_ref()?.change {
            RequestEdit::Method(method) => Some(method),
            _ => None,
        }
    }

    /// The class of the exchanges of a law, which are valid but for those that say otherwise.
    pub(crate) fn of_law(name: &str, summary: &str) -> Self {
        Self { name: name.to_owned(), summary: summary.to_owned(), ..Self::valid() }
    }

    pub(crate) fn of(mutation: Mutation) -> Self {
        Self {
            name: mutation.class.clone(),
            summary: mutation.summary.clone(),
            intent: match mutation.validity {
                Validity::Valid => Intent::Valid,
                Validity::Disputed => Intent::Tolerable,
                Validity::Invalid => {
                    Intent::Violates { rule: mutation.rule.clone(), expects: mutation.expects.clone() }
                }
            },
            mutation: Some(mutation),
        }
    }
}
