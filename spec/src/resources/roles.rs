//! What an operation does with the things at its path.

use super::model::Role;
use super::template::Segment;
use super::words::words;
use crate::model::{Method, Operation};

const CREATE: [&str; 6] = ["create", "new", "add", "register", "insert", "import"];
const LIST: [&str; 6] = ["list", "search", "query", "find", "all", "filter"];
const READ: [&str; 4] = ["get", "read", "show", "info"];
const CHANGE: [&str; 5] = ["update", "edit", "change", "modify", "rename"];
const DELETE: [&str; 4] = ["delete", "remove", "destroy", "unregister"];

/// The role of an operation at the path of all things of a kind, `below` what follows it in the path.
pub(super) fn of_collection(operation: &Operation, below: &[Segment], lists: bool) -> Option<Role> {
    let is_read = operation.method == Method::Get;
    match below {
        [] => Some(match operation.method {
            Method::Get if lists => Role::List,
            Method::Post => Role::Create,
            _ => Role::Other,
        }),
        [Segment::Literal(word)] => {
            let words = words(word);
            let first = words.first().map_or("", String::as_str);
            if CREATE.contains(&first) && operation.method == Method::Post {
                Some(Role::Create)
            } else if lists && (is_read || LIST.contains(&first)) {
                Some(Role::List)
            } else {
                None
            }
        }
        _ => None,
    }
}

/// The role of an operation at the path of one thing, `below` what follows it in the path.
pub(super) fn of_item(operation: &Operation, below: &[Segment]) -> Option<Role> {
    match below {
        [] => Some(match operation.method {
            Method::Get => Role::Read,
            Method::Put => Role::Replace,
            Method::Patch | Method::Post => Role::Change,
            Method::Delete => Role::Delete,
            _ => Role::Other,
        }),
        [Segment::Literal(word)] => {
            let words = words(word);
            let [word] = words.as_slice() else { return Some(Role::Other) };
            let is_one_of = |list: &[&str]| list.contains(&word.as_str());
            let is_sent = matches!(operation.method, Method::Post | Method::Put | Method::Patch);
            Some(match operation.method {
                Method::Get if is_one_of(&READ) => Role::Read,
                Method::Delete if is_one_of(&DELETE) => Role::Delete,
                _ if is_sent && is_one_of(&CHANGE) => Role::Change,
                _ if is_sent && is_one_of(&DELETE) => Role::Delete,
                _ => Role::Other,
            })
        }
        _ => None,
    }
}
