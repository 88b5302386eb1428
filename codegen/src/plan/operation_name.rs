//! What operations are called: as the configuration says, else as their ids say without what these repeat, else by method
//! and path. No name depends on the order of operations; where several want one, each has a longer one.

use std::collections::BTreeMap;
use std::fmt;

use trueline_spec::model::{Api, Method, Operation, PathPart};
use trueline_spec::near::nearest;

use super::credentials;
use super::name_hint::{NameHint, key_text};
use crate::names::{Ident, NameLock, Rank, Scope, Wish, method_name, settle, words};
use crate::options::OperationName;

/// Methods that every client has, and what no operation's file can be called.
pub(super) const CLIENT_METHODS: [&str; 5] = ["clone", "new", "with_config", "core", "mod"];

/// The names of a document's operations.
#[derive(Debug, Default)]
pub struct OperationNames {
    by_key: BTreeMap<String, Ident>,
}

/// A configured name of what is no operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnmatchedName {
    operation: String,
    near: Option<String>,
}

impl fmt::Display for UnmatchedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` means no operation of the document, so that it cannot be named", self.operation)?;
        match &self.near {
            Some(near) => write!(f, "; did you mean `{near}`?"),
            None => write!(f, "; write an operationId, one with `*`, or `GET /pets`"),
        }
    }
}

impl std::error::Error for UnmatchedName {}

/// What an operation is known by on the wire: `GET /pets`.
pub(crate) fn key(operation: &Operation) -> String {
    key_text(&format!("{} {}", operation.method, operation.path.as_str()))
}

impl OperationNames {
    /// Names every operation of a document.
    #[must_use]
    pub fn of(api: &Api, configured: &[OperationName], lock: &NameLock) -> Self {
        let wishes: Vec<Wish> = api.operations.iter().map(|operation| wish(operation, configured)).collect();
        let mut methods = Scope::reserving(CLIENT_METHODS);
        // Credentials are the document's own, and come first.
        credentials::plan(api, &mut methods, &mut Vec::new());
        let names = settle(&wishes, methods, |key| lock.operation(key));
        Self { by_key: wishes.into_iter().map(|wish| wish.key).zip(names).collect() }
    }

    /// The method of an operation.
    #[must_use]
    pub fn method(&self, operation: &Operation) -> Ident {
        let known = self.by_key.get(&key(operation)).cloned();
        known.unwrap_or_else(|| method_name(&by_path(operation)))
    }

    /// What types of an operation are named after.
    pub(super) fn hint(&self, operation: &Operation) -> NameHint {
        NameHint::operation(self.method(operation).as_str(), key(operation)).below(operation.origin)
    }

    /// The first of the configured names that means no operation.
    pub(crate) fn unmatched(api: &Api, configured: &[OperationName]) -> Option<UnmatchedName> {
        let is_meant = |one: &&OperationName| {
            let one = std::slice::from_ref(*one);
            api.operations.iter().any(|operation| configured_name(operation, one).is_some())
        };
        let unmatched = configured.iter().find(|one| !is_meant(one))?;
        let keys: Vec<String> = api.operations.iter().flat_map(|one| [one.key.clone(), key(one)]).collect();
        let near = nearest(&unmatched.operation, keys.iter().map(String::as_str)).map(str::to_owned);
        Some(UnmatchedName { operation: unmatched.operation.clone(), near })
    }

    /// Keeps what was given.
    pub(crate) fn give(&self, lock: &mut NameLock) {
        for (key, name) in &self.by_key {
            lock.give_operation(key.clone(), name.clone());
        }
    }
}

fn wish(operation: &Operation, configured: &[OperationName]) -> Wish {
    let qualified = method_name(&by_path(operation));
    if let Some(name) = configured_name(operation, configured) {
        return Wish { key: key(operation), wanted: method_name(&name), qualified, rank: Rank::Configured };
    }
    let Some(id) = &operation.operation_id else {
        return Wish { key: key(operation), wanted: qualified.clone(), qualified, rank: Rank::Place };
    };
    let short = method_name(&short(operation, id));
    let whole = method_name(id);
    let qualified = if short == whole { qualified } else { whole };
    Wish { key: key(operation), wanted: short, qualified, rank: Rank::Place }
}

/// The name that the configuration says: for the operation itself, else by the longest pattern that its id matches.
fn configured_name(operation: &Operation, configured: &[OperationName]) -> Option<String> {
    let (id, key) = (operation.operation_id.as_deref(), key(operation));
    let exactly = configured.iter().find(|one| Some(one.operation.as_str()) == id || one.operation == key);
    if let Some(exactly) = exactly {
        return Some(exactly.name.clone());
    }
    let matched = configured.iter().filter_map(|one| {
        let (start, end) = one.operation.split_once('*')?;
        let what = id?.strip_prefix(start)?.strip_suffix(end)?;
        Some((one.operation.len(), one.name.replace('*', what)))
    });
    matched.max_by_key(|(length, _)| *length).map(|(_, name)| name)
}

/// The method and the path: `get pets by id`.
fn by_path(operation: &Operation) -> String {
    let mut words = vec![operation.method.as_str().to_ascii_lowercase()];
    for part in operation.path.parts() {
        match part {
            PathPart::Literal(text) => words.push(text.replace('/', " ")),
            PathPart::Parameter(name) => words.push(format!("by {name}")),
        }
    }
    words.join(" ")
}

/// An id without what it repeats.
fn short(operation: &Operation, id: &str) -> String {
    if let Some(function) = function(operation, id) {
        return function.to_owned();
    }
    without_tag(operation, id).unwrap_or_else(|| id.to_owned())
}

/// The function of an id that a framework makes of function, path and method: `read_item_items__item_id__get`.
fn function<'i>(operation: &Operation, id: &'i str) -> Option<&'i str> {
    let path: String = operation.path.as_str().chars().map(|sign| if is_word(sign) { sign } else { '_' }).collect();
    // One function may serve several methods, and has the id of one of them.
    let stem = Method::ALL.into_iter().find_map(|method| {
        id.strip_suffix(&method.as_str().to_ascii_lowercase()).and_then(|rest| rest.strip_suffix('_'))
    })?;
    stem.strip_suffix(&path).filter(|function| !function.is_empty() && !path.trim_matches('_').is_empty())
}

fn is_word(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_'
}

/// An id without the tag that it begins with, where the rest names what the tag names: `pets_listPets`.
fn without_tag(operation: &Operation, id: &str) -> Option<String> {
    let all = words(id);
    operation.tags.iter().find_map(|tag| {
        let tag = words(tag);
        let rest = all.strip_prefix(tag.as_slice()).filter(|rest| rest.len() > tag.len())?;
        let singular = |word: &str| word.strip_suffix('s').unwrap_or(word).to_owned();
        let is_repeated = |word: &String| rest.iter().any(|other| singular(other) == singular(word));
        tag.iter().all(is_repeated).then(|| rest.join(" "))
    })
}
