//! A rule of the document, which a request breaks on purpose or an answer by mistake.

use trueline_spec::model::Api;
use trueline_spec::source::{Origin, Place};

/// A keyword at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The object that has the keyword.
    pub origin: Origin,
    /// The keyword; empty where the object itself is the rule.
    pub keyword: String,
}

impl Rule {
    /// The rule of a keyword.
    #[must_use]
    pub fn new(origin: Origin, keyword: impl Into<String>) -> Self {
        Self { origin, keyword: keyword.into() }
    }

    /// The rule that an object is as a whole.
    #[must_use]
    pub fn whole(origin: Origin) -> Self {
        Self::new(origin, "")
    }

    /// Where it stands: the keyword's place, else the object's.
    #[must_use]
    pub fn place(&self, api: &Api) -> Place {
        api.documents.place_of(self.origin, &self.keyword)
    }

    /// The line that stands there.
    #[must_use]
    pub fn line(&self, api: &Api) -> String {
        api.documents.excerpt_of(self.origin, &self.keyword).text.trim().to_owned()
    }
}
