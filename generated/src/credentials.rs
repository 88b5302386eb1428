//! Keys with their roles, and sessions; none of them is ever printed.

use secrecy::{ExposeSecret, SecretString};
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;
mod sealed {
    pub trait Form {
        const NAME: &'static str;
        const PATTERN: &'static str;
    }
}
use sealed::Form;
/// What a key may do. Its roles are the types that implement it.
pub trait Role: Form + Clone + Send + Sync + 'static {}
/// The role `secret` of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Secret;
impl sealed::Form for Secret {
    const NAME: &'static str = "secret";
    const PATTERN: &'static str = "^tybrite_sk_(live|test)_[A-Za-z0-9]+$";
}
impl Role for Secret {}
/// The role `publishable` of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Publishable;
impl sealed::Form for Publishable {
    const NAME: &'static str = "publishable";
    const PATTERN: &'static str = "^tybrite_pk_(live|test)_[A-Za-z0-9]+$";
}
impl Role for Publishable {}
/// A key whose text has been checked. It is never printed.
#[derive(Clone)]
pub struct Key<R: Role> {
    text: SecretString,
    role: PhantomData<R>,
}
impl<R: Role> Key<R> {
    /// Checks the text of a key.
    ///
    /// # Errors
    /// Where the text does not have the form of this role's keys.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        if matches(R::PATTERN, text) {
            return Ok(Self { text: text.into(), role: PhantomData });
        }
        let actual = FORMS.iter().find(|(_, pattern)| matches(pattern, text)).map(|(name, _)| *name);
        Err(KeyError { wanted: Some((R::NAME, R::PATTERN)), actual })
    }
    /// The environment that the key is for; none where its text does not tell.
    #[must_use]
    pub fn environment(&self) -> Option<Environment> {
        Environment::of(self.text.expose_secret())
    }
    pub(crate) fn credential(&self) -> Result<crate::support::Credential, crate::support::CredentialError> {
        let text = &self.text;
        crate::support::Credential::authorization("BearerAuth", "Bearer", text)
    }
}
impl<R: Role> fmt::Debug for Key<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key<{}>([redacted])", R::NAME)
    }
}
impl<R: Role> FromStr for Key<R> {
    type Err = KeyError;
    fn from_str(text: &str) -> Result<Self, KeyError> {
        Self::parse(text)
    }
}
/// Every role with the form of its keys.
const FORMS: &[(&str, &str)] = &[(Secret::NAME, Secret::PATTERN), (Publishable::NAME, Publishable::PATTERN)];
fn matches(pattern: &str, text: &str) -> bool {
    regex_lite::Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(text))
}
/// A key of any role, for keys that are known only at run time: match on it to get a key of one role.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum AnyKey {
    /// A key of the role `secret`.
    Secret(Key<Secret>),
    /// A key of the role `publishable`.
    Publishable(Key<Publishable>),
}
impl AnyKey {
    /// The environment that the key is for; none where its text does not tell.
    #[must_use]
    pub fn environment(&self) -> Option<Environment> {
        match self {
            Self::Secret(key) => key.environment(),
            Self::Publishable(key) => key.environment(),
        }
    }
}
impl FromStr for AnyKey {
    type Err = KeyError;
    fn from_str(text: &str) -> Result<Self, KeyError> {
        if let Ok(key) = Key::parse(text) {
            return Ok(Self::Secret(key));
        }
        if let Ok(key) = Key::parse(text) {
            return Ok(Self::Publishable(key));
        }
        Err(KeyError { wanted: None, actual: None })
    }
}
/// A text is not a key, or not one of the role that is asked for. The text is not shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyError {
    wanted: Option<(&'static str, &'static str)>,
    actual: Option<&'static str>,
}
impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.wanted, self.actual) {
            (Some((wanted, _)), Some(actual)) => {
                write!(f, "this is a {actual} key where a {wanted} key is asked for")
            }
            (Some((wanted, pattern)), None) => {
                write!(f, "this is not a {wanted} key, whose form is `{pattern}`")
            }
            (None, _) => {
                f.write_str("this is not a key of any role; the forms are")?;
                for (name, pattern) in FORMS {
                    write!(f, " `{pattern}` ({name})")?;
                }
                Ok(())
            }
        }
    }
}
impl std::error::Error for KeyError {}
/// An environment that a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Environment {
    /// `production`, whose data is real.
    Production,
    /// `sandbox`, whose data is not real.
    Sandbox,
}
impl Environment {
    fn of(text: &str) -> Option<Self> {
        if matches("^tybrite_(sk|pk)_live_", text) {
            return Some(Self::Production);
        }
        if matches("^tybrite_(sk|pk)_test_", text) {
            return Some(Self::Sandbox);
        }
        None
    }
    /// The name that the API gives it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Sandbox => "sandbox",
        }
    }
    /// Whether its data is real.
    #[must_use]
    pub fn is_live(self) -> bool {
        matches!(self, Self::Production)
    }
}
impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
/// The session of a user, sent as `x-auth-token`. It is never printed.
#[derive(Clone)]
pub struct Session(SecretString);
impl Session {
    /// Of the token that the session is known by.
    #[must_use]
    pub fn new(token: impl Into<String>) -> Self {
        Self(SecretString::from(token.into()))
    }
    pub(crate) fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Session([redacted])")
    }
}
impl From<&Session> for Session {
    fn from(session: &Session) -> Self {
        session.clone()
    }
}
impl From<&str> for Session {
    fn from(token: &str) -> Self {
        Self::new(token)
    }
}
impl From<String> for Session {
    fn from(token: String) -> Self {
        Self::new(token)
    }
}
