//! A choice of operations, applied to a document.

use std::collections::BTreeSet;
use std::fmt;

use trueline_spec::model::{Api, Checked, Operation, OperationId};

use super::Selector;

/// Which operations a client has, or a run tests: those that any of `include` means, or all where it is empty, without those that any
/// of `exclude` means. What only the others need is left out too.
///
/// # Examples
/// ```
/// use trueline_codegen::Selection;
///
/// let selection = Selection { include: vec!["tag:pets".parse()?], exclude: vec!["/v1/**".parse()?] };
/// assert!(!selection.is_all());
/// # Ok::<(), trueline_codegen::InvalidSelector>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// What is taken.
    pub include: Vec<Selector>,
    /// What is left out of that.
    pub exclude: Vec<Selector>,
}

/// A selector that means nothing of the document, or a selection of nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmatched {
    /// The selector; none where everything was left out.
    selector: Option<Selector>,
    /// What may have been meant.
    suggestions: Vec<String>,
}

impl Selection {
    /// Whether nothing is left out.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.include.is_empty() && self.exclude.is_empty()
    }

    /// The document with the selected operations alone.
    ///
    /// # Errors
    /// If a selector matches no operation, which is more likely a typing error than intended.
    pub(crate) fn apply(&self, api: &Checked<Api>) -> Result<Checked<Api>, Unmatched> {
        self.check(api)?;
        let selected = api.with_operations(|operation| self.takes(operation));
        if operations(&selected).next().is_none() {
            return Err(Unmatched { selector: None, suggestions: Vec::new() });
        }
        Ok(selected)
    }

    /// The selected operations, webhooks left aside.
    ///
    /// # Errors
    /// Where a selector means nothing that is there, and where nothing is left.
    pub fn operations(&self, api: &Checked<Api>) -> Result<BTreeSet<OperationId>, Unmatched> {
        self.check(api)?;
        let taken: BTreeSet<OperationId> =
            api.operations().filter(|(_, operation)| self.takes(operation)).map(|(id, _)| id).collect();
        if taken.is_empty() { Err(Unmatched { selector: None, suggestions: Vec::new() }) } else { Ok(taken) }
    }

    /// Whether every selector means something.
    fn check(&self, api: &Api) -> Result<(), Unmatched> {
        let means_none = |selector: &&Selector| !operations(api).any(|operation| selector.means(operation));
        match self.include.iter().chain(&self.exclude).find(means_none) {
            Some(selector) => {
                Err(Unmatched { suggestions: selector.suggestions(operations(api)), selector: Some(selector.clone()) })
            }
            None => Ok(()),
        }
    }

    fn takes(&self, operation: &Operation) -> bool {
        let means = |selectors: &[Selector]| selectors.iter().any(|selector| selector.means(operation));
        (self.include.is_empty() || means(&self.include)) && !means(&self.exclude)
    }
}

/// Every operation of a document, webhooks last.
fn operations(api: &Api) -> impl Iterator<Item = &Operation> {
    api.operations.iter().chain(api.webhooks.iter().flat_map(|webhook| &webhook.operations))
}

impl fmt::Display for Unmatched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(selector) = &self.selector else {
            return f.write_str("every operation is excluded");
        };
        write!(f, "`{selector}` matches no operation of the document")?;
        match self.suggestions.as_slice() {
            [] => write!(f, "; write an operationId, `tag:NAME`, a path (`/pets/*`, `/v1/**`) or `GET /pets`"),
            suggestions => {
                let suggestions: Vec<String> = suggestions.iter().map(|word| format!("`{word}`")).collect();
                write!(f, "; did you mean {}?", suggestions.join(" or "))
            }
        }
    }
}

impl std::error::Error for Unmatched {}
