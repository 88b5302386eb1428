//! Templated paths (OpenAPI 3.1.0 section 4.8.8.2).

use std::fmt;

/// A path with `{parameters}`, split into its parts. Some documents distinguish operations of a path by what follows a
/// `#`, which is never sent, or by a query that is always the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PathTemplate {
    text: String,
    parts: Vec<PathPart>,
    query: String,
}

/// A part of a path template; a segment between slashes may have several.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PathPart {
    /// Literal text, slashes included.
    Literal(String),
    /// The name between braces.
    Parameter(String),
}

impl PathTemplate {
    /// Splits a template. A brace that is never closed stands for itself.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let sent = text.split_once('#').map_or(text, |(sent, _)| sent);
        let (sent, query) = sent.split_once('?').filter(|(_, query)| !query.contains('{')).unwrap_or((sent, ""));
        let mut parts = Vec::new();
        let mut rest = sent;
        while let Some(open) = rest.find('{') {
            let Some(length) = rest[open..].find('}') else { break };
            if open > 0 {
                parts.push(PathPart::Literal(rest[..open].to_owned()));
            }
            parts.push(PathPart::Parameter(rest[open + 1..open + length].to_owned()));
            rest = &rest[open + length + 1..];
        }
        if !rest.is_empty() {
            parts.push(PathPart::Literal(rest.to_owned()));
        }
        Self { text: text.to_owned(), parts, query: query.to_owned() }
    }

    /// The template as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The parts in order.
    #[must_use]
    pub fn parts(&self) -> &[PathPart] {
        &self.parts
    }

    /// The query that is always sent, as written; empty where there is none.
    #[must_use]
    pub fn query(&self) -> &str {
        &self.query
    }

    /// The same with other names for some parameters; the text stays as written.
    #[must_use]
    pub fn renamed<'n>(mut self, name_of: impl Fn(&str) -> Option<&'n str>) -> Self {
        for part in &mut self.parts {
            if let PathPart::Parameter(name) = part
                && let Some(other) = name_of(name)
            {
                other.clone_into(name);
            }
        }
        self
    }

    /// The names of the parameters, in order.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            PathPart::Parameter(name) => Some(name.as_str()),
            PathPart::Literal(_) => None,
        })
    }
}

impl fmt::Display for PathTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
