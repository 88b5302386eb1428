//! Secrets of a run: sent as they are, shown as the environment variable that has them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};

/// A text that is sent and never shown.
#[derive(Debug, Clone)]
pub struct Secret {
    text: SecretString,
    variable: String,
    kind: SecretKind,
}

/// What a secret is, which decides on the parts of it that are secrets too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SecretKind {
    /// A key, a token, a session.
    Key,
    /// `user:password`.
    UserAndPassword,
    /// The whole value of a header: `Bearer TOKEN`, `session=TOKEN; other=1`.
    Header,
    /// A value that the environment has, and that is no credential.
    Value,
    /// An address that the environment has.
    Address,
}

impl Secret {
    /// A secret below it is found as a whole word alone, since longer texts hold it by chance; as a credential it is
    /// refused.
    pub(crate) const LEAST: usize = 4;
    /// A part of a header's value below it is a word like `Bearer`, or a name.
    const LEAST_PART: usize = 8;

    /// A secret with the environment variable that stands for it where it would be shown.
    #[must_use]
    pub fn new(text: SecretString, variable: String) -> Self {
        Self { text, variable, kind: SecretKind::Key }
    }

    pub(crate) fn of(kind: SecretKind, text: SecretString, variable: String) -> Self {
        Self { text, variable, kind }
    }

    /// The text.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.text.expose_secret()
    }

    /// The environment variable.
    #[must_use]
    pub fn variable(&self) -> &str {
        &self.variable
    }

    /// All texts that are secret for its sake, each with whether its parts are.
    pub(crate) fn texts(&self) -> Vec<(String, bool)> {
        let text = self.expose();
        let mut texts = vec![(text.to_owned(), !matches!(self.kind, SecretKind::Value | SecretKind::Address))];
        match self.kind {
            SecretKind::Key | SecretKind::Value => {}
            SecretKind::UserAndPassword => texts.extend(password(text).map(|password| (password.to_owned(), true))),
            SecretKind::Header => texts.extend(header_parts(text).into_iter().map(|part| (part, true))),
            SecretKind::Address => texts.extend(address_parts(text)),
        }
        texts
    }
}

/// The password; the user where there is no password, as keys are sent.
fn password(text: &str) -> Option<&str> {
    let (user, password) = text.split_once(':')?;
    Some(if password.is_empty() { user } else { password })
}

fn header_parts(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = text
        .split([' ', ';', ',', '=', '"'])
        .filter(|part| part.len() >= Secret::LEAST_PART && *part != text)
        .map(str::to_owned)
        .collect();
    let basic = text.get(..6).filter(|word| word.eq_ignore_ascii_case("basic ")).and_then(|_| text.get(6..));
    let decoded = basic.and_then(|encoded| STANDARD.decode(encoded.trim()).ok());
    if let Some(decoded) = decoded.and_then(|decoded| String::from_utf8(decoded).ok()) {
        parts.extend(password(&decoded).map(str::to_owned));
        parts.push(decoded);
    }
    parts
}

/// The host, and the path where it says more than a version: some addresses hold a token there.
fn address_parts(text: &str) -> Vec<(String, bool)> {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let path = Some(path.trim_matches('/')).filter(|path| path.len() >= Secret::LEAST_PART);
    std::iter::once((authority.to_owned(), false)).chain(path.map(|path| (path.to_owned(), true))).collect()
}

/// A name of the environment for a secret that the configuration writes out: `TRUELINE_ALICE_X_AUTH_TOKEN`.
#[must_use]
pub fn variable_of(parts: &[&str]) -> String {
    let word = |part: &str| {
        part.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect::<String>()
    };
    std::iter::once("TRUELINE".to_owned()).chain(parts.iter().map(|part| word(part))).collect::<Vec<_>>().join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_have_names_of_a_shell() {
        assert_eq!(variable_of(&["alice", "x-auth-token"]), "TRUELINE_ALICE_X_AUTH_TOKEN");
    }

    #[test]
    fn parts_that_are_secrets_too_are_known() {
        let parts = |kind, text: &str| {
            Secret::of(kind, text.into(), "KEY".to_owned())
                .texts()
                .into_iter()
                .map(|(text, _)| text)
                .collect::<Vec<_>>()
        };
        assert_eq!(parts(SecretKind::UserAndPassword, "user:pass"), ["user:pass", "pass"]);
        assert_eq!(parts(SecretKind::UserAndPassword, "sk_1:"), ["sk_1:", "sk_1"]);
        assert_eq!(parts(SecretKind::Header, "Bearer abcdefgh"), ["Bearer abcdefgh", "abcdefgh"]);
        assert_eq!(
            parts(SecretKind::Header, "Basic dXNlcjpwYXNz"),
            ["Basic dXNlcjpwYXNz", "dXNlcjpwYXNz", "pass", "user:pass"]
        );
        assert_eq!(
            parts(SecretKind::Address, "https://api.example.org/bot123:ABC/"),
            ["https://api.example.org/bot123:ABC/", "api.example.org", "bot123:ABC"]
        );
    }
}
