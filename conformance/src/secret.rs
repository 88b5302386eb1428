//! Secrets of a run: sent as they are, shown as the environment variable that has them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};

/// A text that is sent and never shown.
#[derive(Debug, Clone)]
pub struct Secret {
    text: SecretString,
    variable: String,
}

impl Secret {
    /// A secret with the environment variable that stands for it where it would be shown.
    #[must_use]
    pub fn new(text: SecretString, variable: String) -> Self {
        Self { text, variable }
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
}

/// A name of the environment for a secret that the configuration writes out: `TRUELINE_ALICE_X_AUTH_TOKEN`.
#[must_use]
pub fn variable_of(parts: &[&str]) -> String {
    let word = |part: &str| {
        part.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect::<String>()
    };
    std::iter::once("TRUELINE".to_owned()).chain(parts.iter().map(|part| word(part))).collect::<Vec<_>>().join("_")
}

/// Knows every secret of a run, in every form in which it is sent.
#[derive(Debug, Clone, Default)]
pub struct Redactor {
    /// The texts, the longest first, each with the shell's expression for it.
    forms: Vec<(SecretString, String)>,
}

impl Redactor {
    /// Shorter texts are in other texts by chance.
    const LEAST: usize = 4;

    /// Learns secrets.
    pub fn new<'s>(secrets: impl IntoIterator<Item = &'s Secret>) -> Self {
        let mut forms: Vec<(SecretString, String)> = Vec::new();
        for secret in secrets {
            let text = secret.expose();
            if text.len() < Self::LEAST {
                continue;
            }
            let variable = &secret.variable;
            forms.push((text.into(), format!("${variable}")));
            forms.push((STANDARD.encode(text).into(), format!("$(printf %s \"${variable}\" | base64 -w0)")));
            let escaped = crate::wire::escape_query(text, false);
            if escaped != text {
                forms.push((escaped.into(), format!("${variable}")));
            }
        }
        forms.sort_by_key(|(text, _)| std::cmp::Reverse(text.expose_secret().len()));
        Self { forms }
    }

    /// A text for people: secrets are replaced by the name of their variable in brackets.
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        self.forms.iter().fold(text.to_owned(), |text, (secret, expression)| {
            if text.contains(secret.expose_secret()) {
                text.replace(secret.expose_secret(), &format!("[{}]", expression.trim_start_matches('$')))
            } else {
                text
            }
        })
    }

    /// Bytes with `${VARIABLE}` in place of secrets, and the variables as `envsubst` lists them; nothing where there are
    /// none.
    #[must_use]
    pub fn template(&self, bytes: &[u8]) -> Option<(Vec<u8>, String)> {
        let mut bytes = bytes.to_vec();
        let mut variables: Vec<String> = Vec::new();
        for (secret, expression) in &self.forms {
            let secret = secret.expose_secret().as_bytes();
            let Some(name) = expression.strip_prefix('$').filter(|name| !name.starts_with('(')) else { continue };
            let written = format!("${{{name}}}").into_bytes();
            let mut from = 0;
            while let Some(at) = bytes[from..].windows(secret.len()).position(|window| window == secret) {
                bytes.splice(from + at..from + at + secret.len(), written.iter().copied());
                from += at + written.len();
                if !variables.contains(expression) {
                    variables.push(expression.clone());
                }
            }
        }
        (!variables.is_empty()).then(|| (bytes, variables.join(" ")))
    }

    /// A word of a POSIX shell that gives the text, with secrets read from the environment.
    #[must_use]
    pub fn shell_word(&self, text: &str) -> String {
        let mut word = String::from("'");
        let mut rest = text;
        while let Some(character) = rest.chars().next() {
            if let Some((secret, expression)) =
                self.forms.iter().find(|(secret, _)| rest.starts_with(secret.expose_secret()))
            {
                word.extend(["'\"", expression, "\"'"]);
                rest = &rest[secret.expose_secret().len()..];
                continue;
            }
            if character == '\'' {
                word.push_str("'\\''");
            } else {
                word.push(character);
            }
            rest = &rest[character.len_utf8()..];
        }
        word.push('\'');
        word
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redactor() -> Redactor {
        Redactor::new(&[Secret::new("sk_test_1".into(), "KEY".into())])
    }

    #[test]
    fn secrets_become_variables() {
        assert_eq!(redactor().redact("Bearer sk_test_1!"), "Bearer [KEY]!");
        assert_eq!(redactor().shell_word("Bearer sk_test_1"), "'Bearer '\"$KEY\"''");
        assert!(redactor().redact(&STANDARD.encode("sk_test_1")).contains("KEY"));
        assert!(!format!("{:?}", redactor()).contains("sk_test"));
    }

    #[test]
    fn files_have_variables_in_place_of_secrets() {
        let (bytes, variables) = redactor().template(b"a sk_test_1 b sk_test_1").expect("there are secrets");
        assert_eq!((bytes.as_slice(), variables.as_str()), (&b"a ${KEY} b ${KEY}"[..], "$KEY"));
        assert_eq!(redactor().template(b"nothing"), None);
    }

    #[test]
    fn quotes_are_kept() {
        assert_eq!(redactor().shell_word("it's"), "'it'\\''s'");
    }

    #[test]
    fn variables_have_names_of_a_shell() {
        assert_eq!(variable_of(&["alice", "x-auth-token"]), "TRUELINE_ALICE_X_AUTH_TOKEN");
    }
}
