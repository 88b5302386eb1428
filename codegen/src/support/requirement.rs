//! Which of a client's credentials an operation is sent with, or which are missing.

use super::core::Core;
use super::operation::{Operation, Required};
use super::secret::Credential;
// part: tokens
use super::token::Tokens;
// end of part

impl Core {
    /// What is missing for an operation, if no alternative is satisfied.
    pub(super) fn missing_credentials(&self, operation: &Operation) -> Option<String> {
        let security = operation.security;
        if security.is_empty() || self.alternative(operation).is_some() {
            return None;
        }
        let missing = security.iter().map(|required| self.missing(required));
        Some(missing.collect::<Vec<_>>().join(" or "))
    }

    /// What is missing for an alternative, and which credentials the client has for it.
    fn missing(&self, required: &[Required]) -> String {
        let listed = |are_held: bool| {
            let names = required.iter().map(|(name, _)| *name).filter(|name| self.holds(name) == are_held);
            names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ")
        };
        let (missing, held) = (listed(false), listed(true));
        if held.is_empty() { missing } else { format!("{missing} together with {held}") }
    }

    fn holds(&self, scheme: &str) -> bool {
        self.credential(scheme).is_some()
    }

    /// The first alternative for which the client has every credential; those that require any come before those that
    /// do not.
    fn alternative(&self, operation: &Operation) -> Option<&'static [Required]> {
        let fulfilled = |required: &&&[Required]| required.iter().all(|(name, _)| self.holds(name));
        let alternatives = operation.security.iter();
        alternatives
            .clone()
            .filter(|required| !required.is_empty())
            .find(fulfilled)
            .copied()
            .or_else(|| operation.security.iter().find(|required| required.is_empty()).copied())
    }

    /// The credentials that an operation is sent with.
    pub(super) fn credentials(&self, operation: &Operation) -> Vec<&Credential> {
        let required = self.alternative(operation).unwrap_or_default();
        required.iter().filter_map(|(name, _)| self.credential(name)).collect()
    }

    // part: tokens
    /// The tokens that an operation is sent with, with the scopes that it requires of them.
    pub(super) fn tokens(&self, operation: &Operation) -> Option<(&Tokens, &'static [&'static str])> {
        let required = self.alternative(operation).unwrap_or_default();
        required.iter().find_map(|(name, scopes)| match self.credential(name)? {
            Credential::Tokens(tokens) => Some((&**tokens, *scopes)),
            _ => None,
        })
    }
    // end of part
}
