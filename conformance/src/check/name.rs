//! The checks by their names.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{CustomName, InvalidCheckName};

/// What finds that an answer, or several, depart from the document. Checks are in the order of their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "&'static str", try_from = "String")]
#[non_exhaustive]
pub enum Check {
    /// A refusal of a method does not say which there are.
    Allow,
    /// A body is not what its schema says.
    Body,
    /// A body is of no declared content type.
    ContentType,
    /// What was deleted can be read as before.
    Deleted,
    /// An answer does not repeat what was sent.
    Echo,
    /// A header that repeats the key's environment does not.
    Environment,
    /// A key of another environment sees what is not of its own.
    EnvironmentLeak,
    /// Following cursors shows an item twice, or not at all.
    EveryItemOnce,
    /// What one actor made another can read, change or remove.
    ForeignAccess,
    /// A creation gives an identity that an earlier one gave.
    FreshIdentity,
    /// A header is not what its schema says.
    Header,
    /// A required header is missing.
    HeaderMissing,
    /// The answer breaks HTTP.
    Http,
    /// A creation gives the identity of another thing that is there.
    IdentityReused,
    /// An invalid request is accepted.
    InvalidAccepted,
    /// A thing shows what was said of another.
    Isolation,
    /// An item is another on another page.
    ItemDiffers,
    /// What was changed is read as it was before.
    Kept,
    /// A page does not have the items that its limit allows.
    Limit,
    /// A list does not show what is there, or shows what is gone.
    Listed,
    /// What was created, and not deleted, is not found.
    Lost,
    /// A body is not of its content type.
    MalformedBody,
    /// There is no answer.
    NoAnswer,
    /// What belonged to a deleted thing can be read as before.
    Orphan,
    /// What a page says of further ones and its cursor disagree.
    PageCursor,
    /// A page says that there is more, and the next one is empty, or a cursor is given twice.
    PageEnd,
    /// A page shows an item that is not to be shown.
    PageHidden,
    /// Two items of a page have one identity.
    PageIdentity,
    /// A page repeats another limit than was asked for.
    PageLimit,
    /// The items of a page are not in the order asked for.
    PageOrder,
    /// A page has more items than the limit allows.
    PageSize,
    /// Past the last item there is no empty page.
    PastTheEnd,
    /// What was created cannot be read as it was sent.
    Readable,
    /// The same request reads something else again.
    Repeatable,
    /// A selection of fields does not give the values of the whole items.
    Selection,
    /// Without a selection an item lacks a field that can be asked for.
    SelectionComplete,
    /// An item has a field that was not asked for.
    SelectionExtra,
    /// The server fails.
    ServerError,
    /// The answer differs from its snapshot.
    Snapshot,
    /// The operation does not declare the status.
    UndeclaredStatus,
    /// An invalid request is refused with another status than is due.
    UnexpectedStatus,
    /// A valid request is refused.
    ValidRefused,
    /// What a check of whoever tests found.
    Custom(CustomName),
}

/// No check has such a name.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("there is no check `{0}`")]
pub struct UnknownCheck(pub String);

impl Check {
    /// All of this program's.
    pub const ALL: [Self; 42] = [
        Self::Allow,
        Self::Body,
        Self::ContentType,
        Self::Deleted,
        Self::Echo,
        Self::Environment,
        Self::EnvironmentLeak,
        Self::EveryItemOnce,
        Self::ForeignAccess,
        Self::FreshIdentity,
        Self::Header,
        Self::HeaderMissing,
        Self::Http,
        Self::IdentityReused,
        Self::InvalidAccepted,
        Self::Isolation,
        Self::ItemDiffers,
        Self::Kept,
        Self::Limit,
        Self::Listed,
        Self::Lost,
        Self::MalformedBody,
        Self::NoAnswer,
        Self::Orphan,
        Self::PageCursor,
        Self::PageEnd,
        Self::PageHidden,
        Self::PageIdentity,
        Self::PageLimit,
        Self::PageOrder,
        Self::PageSize,
        Self::PastTheEnd,
        Self::Readable,
        Self::Repeatable,
        Self::Selection,
        Self::SelectionComplete,
        Self::SelectionExtra,
        Self::ServerError,
        Self::Snapshot,
        Self::UndeclaredStatus,
        Self::UnexpectedStatus,
        Self::ValidRefused,
    ];

    /// A check of whoever tests, by a name that none of this program's has.
    ///
    /// # Errors
    ///
    /// No check can be called so.
    pub fn custom(name: &str) -> Result<Self, InvalidCheckName> {
        CustomName::new(name).map(Self::Custom)
    }

    /// Its name in reports: `unexpected-status`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Body => "body",
            Self::ContentType => "content-type",
            Self::Deleted => "deleted",
            Self::Echo => "echo",
            Self::Environment => "environment",
            Self::EnvironmentLeak => "environment-leak",
            Self::EveryItemOnce => "every-item-once",
            Self::ForeignAccess => "foreign-access",
            Self::FreshIdentity => "fresh-identity",
            Self::Header => "header",
            Self::HeaderMissing => "header-missing",
            Self::Http => "http",
            Self::IdentityReused => "identity-reused",
            Self::InvalidAccepted => "invalid-accepted",
            Self::Isolation => "isolation",
            Self::ItemDiffers => "item-differs",
            Self::Kept => "kept",
            Self::Limit => "limit",
            Self::Listed => "listed",
            Self::Lost => "lost",
            Self::MalformedBody => "malformed-body",
            Self::NoAnswer => "no-answer",
            Self::Orphan => "orphan",
            Self::PageCursor => "page-cursor",
            Self::PageEnd => "page-end",
            Self::PageHidden => "page-hidden",
            Self::PageIdentity => "page-identity",
            Self::PageLimit => "page-limit",
            Self::PageOrder => "page-order",
            Self::PageSize => "page-size",
            Self::PastTheEnd => "past-the-end",
            Self::Readable => "readable",
            Self::Repeatable => "repeatable",
            Self::Selection => "selection",
            Self::SelectionComplete => "selection-complete",
            Self::SelectionExtra => "selection-extra",
            Self::ServerError => "server-error",
            Self::Snapshot => "snapshot",
            Self::UndeclaredStatus => "undeclared-status",
            Self::UnexpectedStatus => "unexpected-status",
            Self::ValidRefused => "valid-refused",
            Self::Custom(name) => name.as_str(),
        }
    }

    /// What it finds, in a sentence.
    #[must_use]
    pub fn summary(self) -> &'static str {
        match self {
            Self::Allow => "A refusal of a method does not say which there are.",
            Self::Body => "A body is not what its schema says.",
            Self::ContentType => "A body is of no declared content type.",
            Self::Deleted => "What was deleted can be read as before.",
            Self::Echo => "An answer does not repeat what was sent.",
            Self::Environment => "A header that repeats the key's environment does not.",
            Self::EnvironmentLeak => "A key of another environment sees what is not of its own.",
            Self::EveryItemOnce => "Following cursors shows an item twice, or not at all.",
            Self::ForeignAccess => "What one actor made another can read, change or remove.",
            Self::FreshIdentity => "A creation gives an identity that an earlier one gave.",
            Self::Header => "A header is not what its schema says.",
            Self::HeaderMissing => "A required header is missing.",
            Self::Http => "The answer breaks HTTP.",
            Self::IdentityReused => "A creation gives the identity of another thing that is there.",
            Self::InvalidAccepted => "An invalid request is accepted.",
            Self::Isolation => "A thing shows what was said of another.",
            Self::ItemDiffers => "An item is another on another page.",
            Self::Kept => "What was changed is read as it was before.",
            Self::Limit => "A page does not have the items that its limit allows.",
            Self::Listed => "A list does not show what is there, or shows what is gone.",
            Self::Lost => "What was created, and not deleted, is not found.",
            Self::MalformedBody => "A body is not of its content type.",
            Self::NoAnswer => "There is no answer.",
            Self::Orphan => "What belonged to a deleted thing can be read as before.",
            Self::PageCursor => "What a page says of further ones and its cursor disagree.",
            Self::PageEnd => "A page says that there is more, and the next one is empty, or a cursor is given twice.",
            Self::PageHidden => "A page shows an item that is not to be shown.",
            Self::PageIdentity => "Two items of a page have one identity.",
            Self::PageLimit => "A page repeats another limit than was asked for.",
            Self::PageOrder => "The items of a page are not in the order asked for.",
            Self::PageSize => "A page has more items than the limit allows.",
            Self::PastTheEnd => "Past the last item there is no empty page.",
            Self::Readable => "What was created cannot be read as it was sent.",
            Self::Repeatable => "The same request reads something else again.",
            Self::Selection => "A selection of fields does not give the values of the whole items.",
            Self::SelectionComplete => "Without a selection an item lacks a field that can be asked for.",
            Self::SelectionExtra => "An item has a field that was not asked for.",
            Self::ServerError => "The server fails.",
            Self::Snapshot => "The answer differs from its snapshot.",
            Self::UndeclaredStatus => "The operation does not declare the status.",
            Self::UnexpectedStatus => "An invalid request is refused with another status than is due.",
            Self::ValidRefused => "A valid request is refused.",
            Self::Custom(_) => "A check of whoever tests finds something.",
        }
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl From<Check> for &'static str {
    fn from(check: Check) -> Self {
        check.as_str()
    }
}

impl FromStr for Check {
    type Err = UnknownCheck;

    fn from_str(name: &str) -> Result<Self, UnknownCheck> {
        Self::ALL.into_iter().find(|check| check.as_str() == name).ok_or_else(|| UnknownCheck(name.to_owned()))
    }
}

impl TryFrom<String> for Check {
    type Error = UnknownCheck;

    /// A name that is none of this program's is one of whoever tests.
    fn try_from(name: String) -> Result<Self, UnknownCheck> {
        name.parse().or_else(|unknown| Self::custom(&name).map_err(|_| unknown))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        for check in Check::ALL {
            assert_eq!(check.as_str().parse(), Ok(check));
            let written = serde_json::to_string(&check).expect("a text");
            assert_eq!(written, format!("\"{check}\""));
            assert_eq!(serde_json::from_str::<Check>(&written).ok(), Some(check));
        }
        assert_eq!("Body".parse::<Check>(), Err(UnknownCheck("Body".to_owned())));
        assert!(serde_json::from_str::<Check>("\"Bodies\"").is_err_and(|error| error.to_string().contains("`Bodies`")));
    }

    #[test]
    fn checks_of_whoever_tests_have_names_of_their_own() {
        let own = Check::custom("request-id2").expect("a name");
        assert_eq!(
            (own.as_str(), own, own.to_string()),
            ("request-id2", Check::custom("request-id2").expect("it"), "request-id2".to_owned())
        );
        assert_eq!(serde_json::from_str::<Check>("\"request-id2\"").ok(), Some(own));
        assert!("request-id2".parse::<Check>().is_err(), "a command line knows those of its configuration");
        for wrong in ["body", "", "A", "a_b", "a-", "-a", "a--b", "2a", "a b", &"a".repeat(65)] {
            assert_eq!(Check::custom(wrong), Err(InvalidCheckName(wrong.to_owned())));
        }
    }

    #[test]
    fn the_documentation_names_checks_that_there_are() {
        let laws = include_str!("../../../LAWS.md");
        let (_, table) = laws.split_once("## In one answer").expect("the heading");
        let (table, _) = table.split_once("\n## ").expect("the next one");
        let names: Vec<&str> = table.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
        assert!(!names.is_empty());
        for name in names {
            assert!(name.parse::<Check>().is_ok(), "{name}");
        }
    }

    /// What is kept is sorted by check, and reports are in that order.
    #[test]
    fn checks_are_in_the_order_of_their_names() {
        assert!(Check::ALL.is_sorted());
        assert!(Check::ALL.is_sorted_by_key(|check| check.as_str()));
    }
}
