//! A document that costs more than it should.

/// A document, made when it is needed: it may have megabytes.
pub(super) struct HostileDocument {
    /// What is too much of what: `enum-of-100000-strings`.
    pub name: &'static str,
    /// Its text, YAML or JSON.
    pub text: fn() -> String,
}
