//! What is known of a thing of a sequence, and what is to be seen of it.

use serde_json::Value;

use super::super::kept::{alike, is_telling, member};
use super::super::life::Fresh;

/// A thing of a sequence.
pub(super) struct Tracked {
    pub fresh: Fresh,
    /// The last time that it was read: the exchange, and what was shown.
    pub shown: Option<(usize, Value)>,
    /// The members that were asked to change since the creation.
    pub changed: Vec<String>,
    /// The first request that was to change it, and the last.
    pub changed_at: Option<(usize, usize)>,
    /// The deletion that was accepted.
    pub deleted: Option<usize>,
    /// Whether it was looked for after its deletion, and is not found any more.
    pub is_gone: bool,
}

impl Tracked {
    pub(super) fn new(fresh: Fresh) -> Self {
        Self { fresh, shown: None, changed: Vec::new(), changed_at: None, deleted: None, is_gone: false }
    }

    /// Whether a change came after it was shown last: it may be called something else now, or be hidden.
    pub(super) fn may_have_moved(&self) -> bool {
        let shown = self.shown.as_ref().map(|(at, _)| *at);
        self.changed_at.is_some_and(|(_, last)| shown.is_none_or(|shown| shown < last))
    }

    /// Whether it is in a list if others like it are: it is there then, as its creation said.
    pub(super) fn can_be_expected_in(&self, list: usize) -> bool {
        let is_before = |at: Option<usize>| at.is_some_and(|at| at < list);
        let is_there = self.fresh.exchange < list
            && !is_before(self.changed_at.map(|(first, _)| first))
            && !is_before(self.deleted);
        is_there && self.fresh.is_plain && self.is_proven()
    }

    /// Whether reading it showed that it is what was created.
    pub(super) fn is_proven(&self) -> bool {
        self.shown.as_ref().is_some_and(|(_, shown)| self.fresh.is_shown_in(shown))
    }

    /// The value that distinguishes it from others.
    pub(super) fn name(&self) -> Option<&Value> {
        self.fresh.names.last()?.as_ref()
    }

    /// A member that now shows what the creation of another thing said, where it showed the own value before and nothing was
    /// to change it.
    pub(super) fn overwritten<'t>(
        &self,
        now: &Value,
        others: &(impl Iterator<Item = &'t Self> + Clone),
    ) -> Option<(String, &'t Self)> {
        let (_, before) = self.shown.as_ref()?;
        let Value::Object(sent) = &self.fresh.sent else { return None };
        sent.iter().filter(|(name, _)| !self.changed.contains(name)).find_map(|(name, value)| {
            let own = member(before, name).filter(|own| is_telling(value) && alike(value, Some(own)))?;
            let new = member(now, name).filter(|new| *new != own && is_telling(new))?;
            let said = |other: &&Self| {
                other.fresh.sent.get(name).is_some_and(|sent| !alike(sent, Some(own)) && alike(sent, Some(new)))
            };
            Some((name.clone(), others.clone().find(said)?))
        })
    }
}
