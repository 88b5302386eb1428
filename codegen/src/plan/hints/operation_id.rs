//! What an operation's id says of it, without what it repeats.

use trueline_spec::model::{Method, Operation, PathPart};

use crate::names::words;

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
