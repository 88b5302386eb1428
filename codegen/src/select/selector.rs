//! What names operations: an `operationId`, a tag, a path.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use trueline_spec::did_you_mean::similar;
use trueline_spec::model::{Method, Operation};

use crate::glob;

/// Names one or more operations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selector {
    /// By its `operationId`.
    Operation(String),
    /// By one of their tags: `tag:NAME`.
    Tag(String),
    /// By their paths, of one method or of all: `/v1/**`, `GET /pets/*`. `*` stands for anything within a segment, `**`
    /// for any number of segments.
    Path {
        /// The method, if one is given.
        method: Option<Method>,
        /// The path, with its wildcards.
        glob: String,
    },
}

/// A text that is no selector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidSelector(String);

impl Selector {
    /// Whether an operation is among those that it names.
    #[must_use]
    pub fn means(&self, operation: &Operation) -> bool {
        match self {
            Self::Operation(id) => operation.operation_id.as_ref() == Some(id) || operation.key == *id,
            Self::Tag(tag) => operation.tags.contains(tag),
            Self::Path { method, glob } => {
                method.is_none_or(|method| method == operation.method) && glob::matches(glob, operation.path.as_str())
            }
        }
    }

    /// What may have been meant where it names nothing.
    pub(super) fn suggestions<'a>(&self, operations: impl Iterator<Item = &'a Operation>) -> Vec<String> {
        let operations: Vec<&Operation> = operations.collect();
        let owned = |found: Vec<&str>| found.into_iter().map(str::to_owned).collect();
        match self {
            Self::Operation(id) => owned(similar(id, operations.iter().map(|operation| operation.key.as_str()))),
            Self::Tag(tag) => {
                let tags: BTreeSet<&str> = operations.iter().flat_map(|one| &one.tags).map(String::as_str).collect();
                similar(tag, tags).into_iter().map(|tag| format!("tag:{tag}")).collect()
            }
            Self::Path { glob, .. } => {
                let paths: BTreeSet<&str> = operations.iter().map(|operation| operation.path.as_str()).collect();
                owned(similar(glob.trim_end_matches(['*', '/']), paths))
            }
        }
    }
}

impl FromStr for Selector {
    type Err = InvalidSelector;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if let Some(tag) = text.strip_prefix("tag:") {
            return Ok(Self::Tag(tag.trim().to_owned()));
        }
        if text.starts_with('/') {
            return Ok(Self::Path { method: None, glob: text.to_owned() });
        }
        if let Some((word, path)) = text.split_once(' ')
            && let Some(method) = Method::ALL.into_iter().find(|method| method.as_str().eq_ignore_ascii_case(word))
            && path.trim().starts_with('/')
        {
            return Ok(Self::Path { method: Some(method), glob: path.trim().to_owned() });
        }
        if text.is_empty() {
            return Err(InvalidSelector(text.to_owned()));
        }
        Ok(Self::Operation(text.to_owned()))
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operation(id) => f.write_str(id),
            Self::Tag(tag) => write!(f, "tag:{tag}"),
            Self::Path { method: Some(method), glob } => write!(f, "{method} {glob}"),
            Self::Path { method: None, glob } => f.write_str(glob),
        }
    }
}

impl fmt::Display for InvalidSelector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a selector; write an operationId, `tag:NAME`, a path (`/v1/**`) or `GET /pets`", self.0)
    }
}

impl std::error::Error for InvalidSelector {}
