//! Names of methods, setters and builders: from the words of a document to identifiers, each once in its scope.

use std::collections::BTreeSet;

use heck::{ToPascalCase, ToShoutySnakeCase, ToSnakeCase};

/// Names that are taken in one place.
#[derive(Debug, Default)]
pub struct Scope(BTreeSet<String>);

impl Scope {
    /// A scope in which some names are taken from the start.
    pub fn reserving(names: impl IntoIterator<Item = &'static str>) -> Self {
        Self(names.into_iter().map(str::to_owned).collect())
    }

    /// The name, or the name with the least number that makes it new.
    pub fn claim(&mut self, name: &str) -> String {
        let numbered = (2..).map(|number| format!("{name}_{number}"));
        let free = std::iter::once(name.to_owned()).chain(numbered).find(|name| !self.0.contains(name));
        let free = free.unwrap_or_else(|| name.to_owned());
        self.0.insert(free.clone());
        free
    }
}

/// `get_thread_messages`
#[must_use]
pub fn snake(text: &str) -> String {
    identifier(&words(text).to_snake_case(), "unnamed", '_')
}

/// `GetThreadMessages`
#[must_use]
pub fn pascal(text: &str) -> String {
    identifier(&words(text).to_pascal_case(), "Unnamed", 'N')
}

/// `X_AUTH_TOKEN`
#[must_use]
pub fn constant(text: &str) -> String {
    identifier(&words(text).to_shouty_snake_case(), "UNNAMED", '_')
}

/// Only characters that an identifier may have; others part words.
fn words(text: &str) -> String {
    text.chars().map(|c| if c == '_' || unicode_ident::is_xid_continue(c) { c } else { ' ' }).collect()
}

fn identifier(text: &str, otherwise: &str, prefix: char) -> String {
    let mut name = if text.is_empty() { otherwise.to_owned() } else { text.to_owned() };
    if !name.starts_with(|c| c == '_' || unicode_ident::is_xid_start(c)) {
        name.insert(0, prefix);
    }
    if syn::parse_str::<syn::Ident>(&name).is_err() {
        name.push('_');
    }
    name
}
