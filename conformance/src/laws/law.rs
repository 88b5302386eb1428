//! The laws that take several exchanges.

use trueline_spec::model::{LinkTarget, Operation};

use super::{Stop, Trial};
use super::{
    children, deleted, environment, every_item_once, foreign, kept, limit, missing, ownership, past_the_end, readable,
    repeatable, roles, selection, sequence,
};
use crate::request::CaseBuilder;

/// A law that takes several exchanges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Law {
    /// Following cursors visits every item exactly once, at several limits and in every order.
    EveryItemOnce,
    /// Every limit is honoured, the greatest included.
    Limit,
    /// Past the last item there is an empty page.
    PastTheEnd,
    /// Each selection of fields gives these, with the values of the whole items.
    Selection,
    /// Reading changes nothing.
    Repeatable,
    /// What is one actor's no other reads.
    Ownership,
    /// Each role that may read reads all.
    Roles,
    /// What does not exist is not found.
    Missing,
    /// A key of another environment does not see it.
    Environment,
    /// What was created can be read at once, as it was sent, by its owner alone.
    Readable,
    /// What one actor made no other reads, changes or removes.
    Foreign,
    /// What was changed is read as it was sent.
    Kept,
    /// What was deleted is gone.
    Deleted,
    /// What belonged to it is gone with it.
    Children,
    /// What is created stays until it is deleted, and nothing that is about another changes it.
    Sequence,
}

impl Law {
    /// All of them, in the order in which they are tried: what creates comes last.
    pub(crate) const ALL: [Self; 15] = [
        Self::EveryItemOnce,
        Self::Limit,
        Self::PastTheEnd,
        Self::Selection,
        Self::Repeatable,
        Self::Ownership,
        Self::Roles,
        Self::Missing,
        Self::Environment,
        Self::Readable,
        Self::Foreign,
        Self::Kept,
        Self::Deleted,
        Self::Children,
        Self::Sequence,
    ];

    /// The class that its exchanges are of.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::EveryItemOnce => "law/every-item-once",
            Self::Limit => "law/limit",
            Self::PastTheEnd => "law/past-the-end",
            Self::Selection => "law/selection",
            Self::Repeatable => "law/repeatable",
            Self::Ownership => "law/ownership",
            Self::Roles => "law/roles",
            Self::Missing => "law/missing",
            Self::Environment => "law/environment",
            Self::Readable => "law/readable",
            Self::Foreign => "law/foreign",
            Self::Kept => "law/kept",
            Self::Deleted => "law/deleted",
            Self::Children => "law/children",
            Self::Sequence => "law/sequence",
        }
    }

    /// What it says, for people.
    pub(crate) fn summary(self) -> &'static str {
        match self {
            Self::EveryItemOnce => {
                "following cursors visits every item exactly once, at every limit and in every order"
            }
            Self::Limit => "a page has as many items as the limit allows",
            Self::PastTheEnd => "past the last item there is an empty page",
            Self::Selection => "a selection gives the fields asked for, with the values of the whole items",
            Self::Repeatable => "the same request reads the same things again",
            Self::Ownership => "what is one actor's no other reads, however it is asked for",
            Self::Roles => "every role that may read reads the same things",
            Self::Missing => "what does not exist is not found",
            Self::Environment => "a key of another environment does not find it",
            Self::Readable => "what was created can be read at once, as it was sent, by its owner alone",
            Self::Foreign => "what one actor made no other reads, changes or removes",
            Self::Kept => "what was changed is read as it was sent",
            Self::Deleted => "what was deleted cannot be read as before",
            Self::Children => "what belonged to a deleted thing cannot be read as before",
            Self::Sequence => "what is created stays and is listed until it is deleted, whatever is done with others",
        }
    }

    /// Whether an operation at a target has it.
    pub(crate) fn applies(self, builder: &CaseBuilder<'_>) -> bool {
        let operation = builder.operation;
        let has_page = operation.laws.page.is_some() && builder.must_exist();
        match self {
            Self::EveryItemOnce | Self::Repeatable => has_page,
            Self::Limit => has_page && operation.laws.page.as_ref().is_some_and(|page| page.limit.is_some()),
            Self::PastTheEnd => {
                has_page && operation.laws.page.as_ref().is_some_and(|page| page.cursor_is_base64_of_sort_key)
            }
            Self::Selection => has_page && operation.laws.fields.is_some(),
            Self::Ownership => ownership::applies(builder),
            Self::Roles => roles::applies(builder),
            Self::Missing => missing::applies(builder),
            Self::Environment => environment::applies(builder),
            Self::Readable => is_readable(operation),
            Self::Foreign => foreign::applies(builder),
            Self::Kept => kept::applies(builder),
            Self::Deleted => deleted::applies(builder),
            Self::Children => children::applies(builder),
            Self::Sequence => sequence::applies(builder),
        }
    }

    /// Tries it.
    ///
    /// # Errors
    ///
    /// It is broken, or it cannot be decided.
    pub(crate) async fn check(self, trial: &mut Trial<'_>) -> Result<(), Stop> {
        match self {
            Self::EveryItemOnce => every_item_once::check(trial).await,
            Self::Limit => limit::check(trial).await,
            Self::PastTheEnd => past_the_end::check(trial).await,
            Self::Selection => selection::check(trial).await,
            Self::Repeatable => repeatable::check(trial).await,
            Self::Ownership => ownership::check(trial).await,
            Self::Roles => roles::check(trial).await,
            Self::Missing => missing::check(trial).await,
            Self::Environment => environment::check(trial).await,
            Self::Readable => readable::check(trial).await,
            Self::Foreign => foreign::check(trial).await,
            Self::Kept => kept::check(trial).await,
            Self::Deleted => deleted::check(trial).await,
            Self::Children => children::check(trial).await,
            Self::Sequence => sequence::check(trial).await,
        }
    }
}

/// Whether an answer has a link through which what was created can be read.
fn is_readable(operation: &Operation) -> bool {
    let mut links = operation.responses.iter().flat_map(|response| &response.links);
    links.any(|link| link.readable.is_some() && matches!(link.target, LinkTarget::Operation(_)))
}
