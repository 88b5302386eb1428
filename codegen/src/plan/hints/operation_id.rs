//! What an operation is known by: on the wire, by its id without what this repeats, by the configuration.

use trueline_spec::model::{Method, Operation, PathPart};

use crate::names::words;
use crate::options::OperationName;
use crate::plan::hints::name_hint::key_text;

/// Methods that every client has, and what no operation's file can be called.
pub(crate) const CLIENT_METHODS: [&str; 5] = ["clone", "new", "with_config", "core", "mod"];

/// What an operation is known by on the wire: `GET /pets`.
pub(crate) fn key(operation: &Operation) -> String {
    key_text(&format!("{} {}", operation.method, operation.path.as_str()))
}

/// The method and the path: `get pets by id`.
pub(crate) fn by_path(operation: &Operation) -> String {
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
pub(crate) fn short(operation: &Operation, id: &str) -> String {
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

/// The name that the configuration says: for the operation itself, else by the longest pattern that its id matches.
pub(crate) fn configured_name(operation: &Operation, configured: &[OperationName]) -> Option<String> {
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
