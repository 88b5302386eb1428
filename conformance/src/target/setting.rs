//! Values of a configuration or a command line: texts, and the names of environment variables that have them.

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use thiserror::Error;

/// Text, or the name of the environment variable that has it.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Setting {
    /// The text itself.
    Literal(SecretString),
    /// `{ env = "NAME" }`
    Variable(Variable),
}

/// The name of an environment variable.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variable {
    /// Its name.
    pub env: String,
}

/// The value of a header.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum HeaderConfig {
    /// The value itself, or the name of the variable that has it.
    Whole(Setting),
    /// `{ prefix = "Token ", env = "NAME" }`
    Prefixed(PrefixedVariable),
    /// A token behind the word `Bearer` (RFC 6750).
    #[serde(skip)]
    Bearer(Setting),
    /// `user:password`, encoded behind the word `Basic` (RFC 7617).
    #[serde(skip)]
    Basic(Setting),
}

/// The name of an environment variable, and what stands before its value.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrefixedVariable {
    /// What is written before the value.
    pub prefix: String,
    /// The variable's name.
    pub env: String,
}

impl From<&str> for Setting {
    fn from(text: &str) -> Self {
        Self::Literal(SecretString::from(text))
    }
}

impl Setting {
    /// As a command line has it: `$NAME` is the environment variable `NAME`, all else is the text itself.
    #[must_use]
    pub fn of_argument(text: &str) -> Self {
        match variable_in(text) {
            Some(name) => Self::Variable(Variable { env: name.to_owned() }),
            None => Self::from(text),
        }
    }

    /// The text.
    ///
    /// # Errors
    ///
    /// The variable is not set, or is no Unicode text.
    pub fn resolve(&self, environment: &dyn Fn(&str) -> Option<String>) -> Result<SecretString, MissingVariable> {
        match self {
            Self::Literal(text) => Ok(text.clone()),
            Self::Variable(Variable { env }) => {
                environment(env).map(SecretString::from).ok_or_else(|| MissingVariable(env.clone()))
            }
        }
    }

    /// The text where it is written in the file, for values that are no secret.
    #[must_use]
    pub fn literal(&self) -> Option<&str> {
        match self {
            Self::Literal(text) => Some(text.expose_secret()),
            Self::Variable(_) => None,
        }
    }
}

/// The name of the environment variable that a text is: `$NAME` (a name as POSIX has it, section 3.216 of its definitions).
fn variable_in(text: &str) -> Option<&str> {
    let name = text.strip_prefix('$')?;
    let is_name = |sign: char| sign.is_ascii_alphanumeric() || sign == '_';
    (name.chars().all(is_name) && name.starts_with(|sign: char| !sign.is_ascii_digit())).then_some(name)
}

impl HeaderConfig {
    /// As a command line has it: a text, `$NAME`, or a word and `$NAME`.
    #[must_use]
    pub fn of_argument(text: &str) -> Self {
        let at = text.rfind(' ').map_or(0, |space| space + 1);
        match variable_in(&text[at..]) {
            Some(name) if at > 0 => {
                Self::Prefixed(PrefixedVariable { prefix: text[..at].to_owned(), env: name.to_owned() })
            }
            _ => Self::Whole(Setting::of_argument(text)),
        }
    }
}

/// An environment variable that a configuration names and nobody set.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the environment variable `{0}` is not set; set it, or give a value in its place")]
pub struct MissingVariable(pub String);
