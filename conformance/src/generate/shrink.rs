//! Making a value smaller while it stays valid.

use std::fmt;

use proptest::strategy::ValueTree;
use serde_json::{Map, Value};

use crate::limits::SMALLER_REQUESTS;
use crate::schema::value_size;

/// A value with the smaller ones that it can become.
pub struct ValueShrinker {
    current: Value,
    previous: Option<Value>,
    candidates: Vec<Value>,
    is_valid: Box<dyn Fn(&Value) -> bool + Send + Sync>,
}

impl ValueShrinker {
    /// Starts at a value; only what `is_valid` accepts is ever current.
    pub fn new(value: Value, is_valid: impl Fn(&Value) -> bool + Send + Sync + 'static) -> Self {
        let candidates = queue(&value);
        Self { current: value, previous: None, candidates, is_valid: Box::new(is_valid) }
    }

    fn advance(&mut self) -> bool {
        while let Some(candidate) = self.candidates.pop() {
            if (self.is_valid)(&candidate) {
                self.previous = Some(std::mem::replace(&mut self.current, candidate));
                return true;
            }
        }
        false
    }
}

impl fmt::Debug for ValueShrinker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ValueShrinker").field(&self.current).finish()
    }
}

impl ValueTree for ValueShrinker {
    type Value = Value;

    fn current(&self) -> Value {
        self.current.clone()
    }

    fn simplify(&mut self) -> bool {
        if self.previous.take().is_some() {
            self.candidates = queue(&self.current);
        }
        self.advance()
    }

    /// Goes back and on to the next candidate. Going back is a change of its own where there is none: a filter goes back until
    /// it finds a value that it lets pass.
    fn complicate(&mut self) -> bool {
        let Some(previous) = self.previous.take() else { return false };
        self.current = previous;
        self.advance();
        true
    }
}

/// The candidates, the best the last.
fn queue(value: &Value) -> Vec<Value> {
    let mut candidates = smaller(value, SMALLER_REQUESTS / value_size(value).max(1));
    candidates.reverse();
    candidates
}

/// Values that people would call smaller, the greatest steps first. Each is strictly smaller by a measure that cannot
/// go on for ever, so that shrinking ends. There are at most `most` of them.
pub(crate) fn smaller(value: &Value, most: usize) -> Vec<Value> {
    let mut found = match value {
        Value::Null => Vec::new(),
        Value::Bool(flag) => flag.then_some(Value::Bool(false)).into_iter().collect(),
        Value::Number(number) => smaller_number(number),
        Value::String(text) => smaller_text(text).into_iter().map(Value::from).collect(),
        Value::Array(items) => smaller_array(items, most),
        Value::Object(members) => smaller_object(members, most),
    };
    found.truncate(most);
    found
}

fn smaller_number(number: &serde_json::Number) -> Vec<Value> {
    if let Some(whole) = number.as_i64() {
        let towards = [0, whole / 1000, whole / 2, whole - whole.signum()];
        return towards
            .into_iter()
            .filter(|smaller| smaller.unsigned_abs() < whole.unsigned_abs())
            .map(Value::from)
            .collect();
    }
    let Some(value) = number.as_f64() else { return Vec::new() };
    let towards = [0.0, value.trunc(), (value / 2.0).trunc()];
    towards
        .into_iter()
        .filter(|smaller| smaller.abs() < value.abs() && smaller.abs() < 9e15)
        .map(|smaller| trueline_spec::model::Number::Integer(whole(smaller)).to_json())
        .collect()
}

#[allow(clippy::cast_possible_truncation, reason = "whole numbers below 2^53")]
fn whole(value: f64) -> i128 {
    value as i128
}

/// Shorter first, then plainer.
fn smaller_text(text: &str) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    let length = characters.len();
    let mut found = Vec::new();
    let mut cut = length;
    while cut > 0 {
        found.push(characters[..length - cut].iter().collect());
        found.push(characters[cut..].iter().collect());
        cut /= 2;
    }
    if length <= 64 {
        for (index, _) in characters.iter().enumerate().filter(|(_, character)| **character != 'a') {
            let mut plainer = characters.clone();
            plainer[index] = 'a';
            found.push(plainer.into_iter().collect());
        }
    } else if characters.iter().any(|character| *character != 'a') {
        found.push("a".repeat(length));
    }
    found
}

fn smaller_array(items: &[Value], most: usize) -> Vec<Value> {
    let mut found = Vec::new();
    let mut cut = items.len();
    while cut > 0 {
        found.push(items[..items.len() - cut].to_vec().into());
        found.push(items[cut..].to_vec().into());
        cut /= 2;
    }
    for (index, item) in items.iter().enumerate().take(16) {
        for smaller in smaller(item, most.saturating_sub(found.len()).min(32)) {
            let mut items = items.to_vec();
            items[index] = smaller;
            found.push(items.into());
        }
    }
    found
}

fn smaller_object(members: &Map<String, Value>, most: usize) -> Vec<Value> {
    let mut found = Vec::new();
    if members.len() > 1 {
        found.push(Value::Object(Map::new()));
    }
    for name in members.keys().take(most) {
        let mut fewer = members.clone();
        fewer.shift_remove(name);
        found.push(fewer.into());
    }
    for (name, value) in members {
        for smaller in smaller(value, most.saturating_sub(found.len()).min(64)) {
            let mut members = members.clone();
            members.insert(name.clone(), smaller);
            found.push(members.into());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::strategy::{NewTree, Strategy};
    use proptest::test_runner::TestRunner;
    use serde_json::json;

    /// Shrinks as the runner of `proptest` does: while it fails simpler, else back and on.
    fn shrink(mut tree: ValueShrinker, fails: impl Fn(&Value) -> bool) -> Value {
        let mut goes_on = tree.simplify();
        while goes_on {
            goes_on = if fails(&tree.current()) { tree.simplify() } else { tree.complicate() };
        }
        tree.current()
    }

    #[test]
    fn what_does_not_matter_goes() {
        let value = json!({"a": "a long text", "b": [1, 250, 3], "c": {"d": true}});
        let has_large = |value: &Value| {
            value["b"].as_array().is_some_and(|items| items.iter().any(|item| item.as_i64() > Some(200)))
        };
        let tree = ValueShrinker::new(value, |value| value.get("a").is_some());
        assert_eq!(shrink(tree, has_large), json!({"a": "", "b": [201]}));
    }

    #[derive(Debug)]
    struct Starts(Value);

    impl Strategy for Starts {
        type Tree = ValueShrinker;
        type Value = Value;

        fn new_tree(&self, _: &mut TestRunner) -> NewTree<Self> {
            Ok(ValueShrinker::new(self.0.clone(), |_| true))
        }
    }

    /// Filters go back by themselves, and panic where they cannot.
    #[test]
    fn what_a_filter_refuses_is_never_current() {
        let filtered = Starts(json!({"a": "abc", "b": 9})).prop_filter("it has both", |value| {
            value["b"].as_i64() > Some(6) && value["a"].as_str().is_some_and(|text| text.len() > 1)
        });
        let mut tree = filtered.new_tree(&mut TestRunner::deterministic()).expect("it passes");
        while tree.simplify() {}
        assert_eq!(tree.current(), json!({"a": "aa", "b": 7}));
    }

    #[test]
    fn nothing_invalid_is_ever_current() {
        let tree = ValueShrinker::new(json!("abcdef"), |value| value.as_str().is_some_and(|text| text.len() >= 3));
        assert_eq!(shrink(tree, |_| true), json!("aaa"));
    }
}
