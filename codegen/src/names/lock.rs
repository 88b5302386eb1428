//! The names that a package has given, in a file next to it: a name once given is kept, whatever the document has
//! later.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io};

use super::Ident;

/// The file of the names, below the package's folder.
pub const LOCK: &str = "trueline.lock";

/// The names that were given, by what has them.
///
/// Its text is one line each, in order, so that versions of it merge like any text; lines that are none, the marks of a
/// merge for instance, are passed over. A name may be changed by hand.
///
/// # Examples
/// ```
/// use trueline_codegen::names::NameLock;
///
/// let lock = NameLock::parse("operation GET /pets = list_pets\ntype schemas/Pet = Pet\n<<<<<<< HEAD\n");
/// assert!(lock.text().ends_with("\noperation GET /pets = list_pets\ntype schemas/Pet = Pet\n"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NameLock {
    operations: BTreeMap<String, Ident>,
    /// Types of operations whose names differ from what their operation suggests.
    answers: BTreeMap<String, Ident>,
    sessions: BTreeMap<String, Ident>,
    /// The methods of resources, where the client has these.
    methods: BTreeMap<String, Ident>,
    types: BTreeMap<String, Ident>,
    /// What has a type that another one defines.
    aliases: BTreeSet<String>,
    /// What has a type that was only received when its name was given.
    received: BTreeSet<String>,
}

/// What a type was when its name was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TypeKind {
    /// A definition.
    Definition,
    /// A definition of what is only received.
    Received,
    /// Another name for a type.
    Alias,
}

/// What the names are for, as the lines begin.
const OPERATION: &str = "operation";
const METHOD: &str = "method";
const ANSWER: &str = "answer";
const SESSION: &str = "session";
const TYPE: &str = "type";
const RECEIVED: &str = "received";
const ALIAS: &str = "alias";

impl NameLock {
    /// Reads the text of a file.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut lock = Self::default();
        for line in text.lines() {
            let Some((kind, rest)) = line.trim_end().split_once(' ') else { continue };
            let Some((key, name)) = rest.rsplit_once(" = ") else { continue };
            let Some(name) = Ident::of_text(name) else { continue };
            match kind {
                OPERATION => drop(lock.operations.entry(key.to_owned()).or_insert(name)),
                ANSWER => drop(lock.answers.entry(key.to_owned()).or_insert(name)),
                METHOD => drop(lock.methods.entry(key.to_owned()).or_insert(name)),
                SESSION => drop(lock.sessions.entry(key.to_owned()).or_insert(name)),
                TYPE => drop(lock.types.entry(key.to_owned()).or_insert(name)),
                RECEIVED => {
                    lock.types.entry(key.to_owned()).or_insert(name);
                    lock.received.insert(key.to_owned());
                }
                ALIAS => {
                    lock.types.entry(key.to_owned()).or_insert(name);
                    lock.aliases.insert(key.to_owned());
                }
                _ => {}
            }
        }
        lock
    }

    /// Reads the file of a package's folder, where there is one.
    ///
    /// # Errors
    /// Where it is there and cannot be read.
    pub fn read(package: &Path) -> io::Result<Self> {
        match fs::read_to_string(package.join(LOCK)) {
            Ok(text) => Ok(Self::parse(&text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error),
        }
    }

    /// The text of the file.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::from(
            "# The names of generated items, which are kept when the document changes. Keep this file with the package.\n",
        );
        let kinds = [
            (ANSWER, &self.answers),
            (METHOD, &self.methods),
            (OPERATION, &self.operations),
            (SESSION, &self.sessions),
        ];
        for (kind, names) in kinds {
            for (key, name) in names {
                let _ = writeln!(text, "{kind} {key} = {}", name.as_str());
            }
        }
        for (key, name) in &self.types {
            let kind = match self.type_kind(key) {
                Some(TypeKind::Alias) => ALIAS,
                Some(TypeKind::Received) => RECEIVED,
                _ => TYPE,
            };
            let _ = writeln!(text, "{kind} {key} = {}", name.as_str());
        }
        text
    }

    /// The name that an operation was given: `GET /pets`.
    #[must_use]
    pub fn operation(&self, key: &str) -> Option<&Ident> {
        self.operations.get(key)
    }

    /// The name that the method of a resource was given, by its operation.
    pub(crate) fn method(&self, key: &str) -> Option<&Ident> {
        self.methods.get(key)
    }

    /// Whether the client had resources; none where it had no operations.
    pub(crate) fn has_resources(&self) -> Option<bool> {
        (!self.operations.is_empty()).then_some(!self.methods.is_empty())
    }

    /// The name that a type of an operation was given, where it does not follow from the operation's.
    pub(crate) fn answer(&self, key: &str) -> Option<&Ident> {
        self.answers.get(key)
    }

    /// The name that the type of a parameter's sessions was given.
    pub(crate) fn session(&self, parameter: &str) -> Option<&Ident> {
        self.sessions.get(parameter)
    }

    /// The name that a type was given.
    #[must_use]
    pub fn type_name(&self, key: &str) -> Option<&Ident> {
        self.types.get(key)
    }

    /// What a type was when its name was given.
    pub(crate) fn type_kind(&self, key: &str) -> Option<TypeKind> {
        self.types.get(key)?;
        let kind = if self.aliases.contains(key) {
            TypeKind::Alias
        } else if self.received.contains(key) {
            TypeKind::Received
        } else {
            TypeKind::Definition
        };
        Some(kind)
    }

    /// Whether a named schema, or a part of it, was only received when its type got its name.
    pub(crate) fn was_received(&self, key: &str) -> bool {
        let below = format!("{key} > ");
        let first_below = self.received.range(below.clone()..).next();
        self.received.contains(key) || first_below.is_some_and(|first| first.starts_with(&below))
    }

    /// Whether a type was the definition of those that are equal to it.
    pub(crate) fn is_definition(&self, key: &str) -> bool {
        matches!(self.type_kind(key), Some(TypeKind::Definition | TypeKind::Received))
    }

    pub(crate) fn give_operation(&mut self, key: String, name: Ident) {
        self.operations.insert(key, name);
    }

    pub(crate) fn give_method(&mut self, key: String, name: Ident) {
        self.methods.insert(key, name);
    }

    pub(crate) fn give_answer(&mut self, key: String, name: Ident) {
        self.answers.insert(key, name);
    }

    pub(crate) fn give_session(&mut self, parameter: String, name: Ident) {
        self.sessions.insert(parameter, name);
    }

    pub(crate) fn give_type(&mut self, key: String, name: Ident, kind: TypeKind) {
        match kind {
            TypeKind::Alias => {
                self.aliases.insert(key.clone());
            }
            TypeKind::Received => {
                self.received.insert(key.clone());
            }
            TypeKind::Definition => {}
        }
        self.types.insert(key, name);
    }
}

#[cfg(test)]
mod tests {
    use super::NameLock;

    #[test]
    fn what_is_written_is_read_and_what_is_no_line_is_passed_over() {
        let text = "operation GET /a = b = get\ntype x = fn evil() {}\n=======\ntype GET /a > b = AB\nalias c = C\ntype c = D\n";
        let lock = NameLock::parse(text);
        assert_eq!(lock.operation("GET /a = b").map(ToString::to_string).as_deref(), Some("get"));
        assert_eq!(lock.type_name("c").map(ToString::to_string).as_deref(), Some("C"));
        assert!(lock.type_name("x").is_none() && !lock.is_definition("c") && lock.is_definition("GET /a > b"));
        assert_eq!(NameLock::parse(&lock.text()), lock);
    }
}
