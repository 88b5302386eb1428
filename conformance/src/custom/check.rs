//! One check of whoever tests.

use std::fmt;
use std::sync::Arc;

use crate::check::{Check, InvalidCheckName};
use crate::request::WireRequest;
use crate::target::CheckConfig;
use crate::transport::Received;

/// What was sent, and what for.
#[derive(Debug, Clone, Copy)]
pub struct CheckedCase<'a> {
    /// The operation's key.
    pub operation: &'a str,
    /// The class: `valid`, `query.limit/above-maximum`.
    pub class: &'a str,
    /// Whether the request obeys the document.
    pub is_valid: bool,
    /// The request, without the signature that it got on its way.
    pub request: &'a WireRequest,
}

/// What a closure says of an exchange: nothing, or what is wrong.
pub(super) type Judging = Arc<dyn Fn(&CheckedCase<'_>, &Received) -> Result<(), String> + Send + Sync>;

/// A check of whoever tests.
///
/// # Examples
///
/// ```
/// use trueline_conformance::{CustomCheck, Settings};
///
/// let check = CustomCheck::new("request-id", |case, answer| match answer.header("x-request-id") {
///     None if case.is_valid => Err("the answer has no `x-request-id`".to_owned()),
///     _ => Ok(()),
/// })?;
/// let settings = Settings { checks: vec![check], ..Settings::default() };
/// # Ok::<(), trueline_conformance::check::InvalidCheckName>(())
/// ```
#[derive(Clone)]
pub struct CustomCheck {
    pub(super) check: Check,
    pub(super) kind: CheckKind,
}

#[derive(Clone)]
pub(super) enum CheckKind {
    Closure(Judging),
    Command(CheckConfig),
}

impl fmt::Debug for CustomCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CustomCheck").field(&self.check).finish()
    }
}

impl CustomCheck {
    /// A closure that sees each exchange and says what is wrong with it, under a name of lower-case words with hyphens.
    ///
    /// # Errors
    ///
    /// No check can be called so.
    pub fn new(
        name: &str,
        judge: impl Fn(&CheckedCase<'_>, &Received) -> Result<(), String> + Send + Sync + 'static,
    ) -> Result<Self, InvalidCheckName> {
        Ok(Self { check: Check::custom(name)?, kind: CheckKind::Closure(Arc::new(judge)) })
    }

    /// A command, as a configuration has it.
    ///
    /// # Errors
    ///
    /// No check can be called so.
    pub fn of_config(name: &str, config: &CheckConfig) -> Result<Self, InvalidCheckName> {
        Ok(Self { check: Check::custom(name)?, kind: CheckKind::Command(config.clone()) })
    }

    /// The check that its findings are of.
    #[must_use]
    pub fn check(&self) -> Check {
        self.check
    }
}
