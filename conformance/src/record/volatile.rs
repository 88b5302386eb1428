//! What of an answer is another each time: found by asking twice, and hidden by its place in the body.

use std::collections::BTreeSet;

use serde_json::Value;
use trueline_spec::pointer;

/// Places of one answer that are learnt; where there are more, the answer is another one as a whole.
const MOST: usize = 64;
/// How deep answers are held against each other.
const DEPTH: usize = 32;

/// Places that a snapshot does not show, as JSON Pointers (RFC 6901) in which `*` is every item of an array or every member.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Hidden {
    /// What is another each time.
    pub volatile: BTreeSet<String>,
    /// What the configuration says.
    pub ignored: BTreeSet<String>,
}

impl Hidden {
    pub(crate) fn is_empty(&self) -> bool {
        self.volatile.is_empty() && self.ignored.is_empty()
    }

    /// Puts marks in the places of a value.
    pub(super) fn apply(&self, value: &mut Value) {
        for (pointers, mark) in [(&self.ignored, "[ignored]"), (&self.volatile, "[volatile]")] {
            for pointer in pointers {
                let steps: Vec<String> = pointer::tokens(pointer).collect();
                put(value, &steps, mark);
            }
        }
    }
}

fn put(value: &mut Value, steps: &[String], mark: &str) {
    let Some((step, rest)) = steps.split_first() else {
        *value = mark.into();
        return;
    };
    match value {
        Value::Array(items) if step == "*" => items.iter_mut().for_each(|item| put(item, rest, mark)),
        Value::Array(items) => {
            if let Some(item) = step.parse::<usize>().ok().and_then(|index| items.get_mut(index)) {
                put(item, rest, mark);
            }
        }
        Value::Object(members) if step == "*" && !members.contains_key("*") => {
            members.values_mut().for_each(|member| put(member, rest, mark));
        }
        Value::Object(members) => {
            if let Some(member) = members.get_mut(step) {
                put(member, rest, mark);
            }
        }
        _ => {}
    }
}

/// The places at which two answers to one request differ; of items of an array, all of them. None, where there are too many.
pub(crate) fn differences(one: &Value, other: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    differ(one, other, &mut String::new(), &mut found, DEPTH);
    if found.len() > MOST { BTreeSet::new() } else { found }
}

fn differ(one: &Value, other: &Value, path: &mut String, found: &mut BTreeSet<String>, depth: usize) {
    if one == other {
        return;
    }
    let length = path.len();
    match (one, other) {
        _ if found.len() > MOST => {}
        _ if depth == 0 => _ = found.insert(path.clone()),
        (Value::Object(one), Value::Object(other)) if one.keys().eq(other.keys()) => {
            for ((name, one), other) in one.iter().zip(other.values()) {
                path.push('/');
                path.push_str(&pointer::escape(name));
                differ(one, other, path, found, depth - 1);
                path.truncate(length);
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            path.push_str("/*");
            for (one, other) in one.iter().zip(other) {
                differ(one, other, path, found, depth - 1);
            }
            path.truncate(length);
        }
        _ => _ = found.insert(path.clone()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_differs_is_hidden_wherever_it_stands() {
        let one = json!({"at": 1, "items": [{"id": 1, "a/b": 1}, {"id": 1, "a/b": 1}], "n": [1], "same": {"x": 1}});
        let mut other =
            json!({"at": 2, "items": [{"id": 1, "a/b": 1}, {"id": 1, "a/b": 3}], "n": [1, 2], "same": {"x": 1}});
        let found = differences(&one, &other);
        assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), ["/at", "/items/*/a~1b", "/n"]);
        let (mut one, hidden) = (one, Hidden { volatile: found, ignored: ["/same/*".to_owned()].into() });
        hidden.apply(&mut one);
        hidden.apply(&mut other);
        assert_eq!(one, other);
        let mark = json!({"id": 1, "a/b": "[volatile]"});
        assert_eq!(one["items"], json!([mark, mark]));
        assert_eq!(one["same"], json!({"x": "[ignored]"}));
    }

    #[test]
    fn answers_that_have_nothing_in_common_differ_as_a_whole() {
        assert_eq!(differences(&json!(1), &json!([])), [String::new()].into());
        assert_eq!(differences(&json!([1]), &json!([1])), BTreeSet::new());
        let many = |by: usize| (0..200).map(|number| (number.to_string(), json!(number + by))).collect::<Value>();
        assert_eq!(differences(&many(0), &many(1)), BTreeSet::new(), "it is another answer");
    }
}
