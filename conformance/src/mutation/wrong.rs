//! Wrong values that are made from the valid one by the smallest change: a text that is longer, another case, the next
//! number that is out of bounds. They are proposals; the judge decides which of them break the one rule alone.

use serde_json::{Map, Value, json};
use trueline_spec::model::Number;

use super::sibling::siblings;

/// Words of which a server may know more than are listed.
const SIBLINGS: usize = 3;

/// How a valid value becomes a wrong one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Wrong {
    /// A text of so many characters.
    OfLength(usize),
    /// A text that a pattern does not match.
    AgainstPattern,
    /// A text that is not of a format.
    NotOfFormat(String),
    /// A value that is not among those that are listed.
    Unlisted(Vec<Value>),
    /// A listed text in another case.
    OtherCase,
    /// A number out of bounds on one side, and far out.
    Beyond {
        /// 1 above a maximum, -1 below a minimum.
        sign: i8,
        /// The last number within.
        bound: Number,
        /// What numbers must be multiples of.
        multiple_of: Option<Number>,
    },
    /// A number within the bounds that is no multiple.
    NotAMultiple(Number),
    /// A number within the bounds that is not whole.
    NotWhole,
    /// A value of another type.
    OtherType,
    /// The value as the only item of a list.
    InAList,
    /// An object of so many members.
    OfMembers(usize),
    /// An object with a member of another name.
    OtherName,
    /// An array without the items that it must contain, or with one more.
    OtherItems,
}

/// Proposals, the plainest first.
pub(super) fn proposals(wrong: &Wrong, valid: &Value) -> Vec<Value> {
    match wrong {
        Wrong::OfLength(length) => valid.as_str().map(|text| of_length(text, *length)).unwrap_or_default(),
        Wrong::AgainstPattern => valid.as_str().map(changed_texts).unwrap_or_default(),
        Wrong::NotOfFormat(format) => of_no_format(format, valid.as_str().unwrap_or_default()),
        Wrong::Unlisted(listed) => unlisted(listed, valid),
        Wrong::OtherCase => valid.as_str().map(other_cases).unwrap_or_default(),
        Wrong::Beyond { sign, bound, multiple_of } => beyond(*sign, *bound, *multiple_of),
        Wrong::NotAMultiple(step) => no_multiples(valid, *step),
        Wrong::NotWhole => valid.as_f64().map(|whole| vec![json!(whole + 0.5), json!(whole - 0.5)]).unwrap_or_default(),
        Wrong::OtherType => {
            vec![json!("text"), json!(42), json!({}), json!([]), json!(true), json!([valid]), json!(0.5)]
        }
        Wrong::InAList => vec![json!([valid]), json!([])],
        Wrong::OfMembers(count) => valid.as_object().map(|object| of_members(object, *count)).unwrap_or_default(),
        Wrong::OtherName => valid.as_object().map(other_names).unwrap_or_default(),
        Wrong::OtherItems => valid.as_array().map(|items| other_items(items)).unwrap_or_default(),
    }
}

/// Texts of a length: the valid one cut, or made longer where that may leave pattern and format as they are.
fn of_length(text: &str, length: usize) -> Vec<Value> {
    let signs: Vec<char> = text.chars().collect();
    if length <= signs.len() {
        let (start, end) =
            (signs[..length].iter().collect::<String>(), signs[signs.len() - length..].iter().collect::<String>());
        return vec![start.into(), end.into(), "a".repeat(length).into()];
    }
    let more = length - signs.len();
    let places = [signs.len(), 0, signs.len() / 2, 1.min(signs.len()), signs.len().saturating_sub(1)];
    let longer = places.into_iter().flat_map(|place| {
        let near = place.checked_sub(1).and_then(|before| signs.get(before)).or_else(|| signs.first());
        [near.copied().unwrap_or('a'), 'a', '0', ' '].map(|sign| {
            let start = signs[..place].iter();
            let filled = std::iter::repeat_n(&sign, more);
            Value::from(start.chain(filled).chain(&signs[place..]).collect::<String>())
        })
    });
    let labels = {
        // Labels of a host name have at most 63 characters (RFC 1035 section 2.3.4).
        let label: String = "a.".chars().cycle().take(more).collect();
        text.rfind('@').map(|at| Value::from(format!("{}{}{}", &text[..=at], label, &text[at + 1..])))
    };
    longer.chain(labels).chain([Value::from("a".repeat(length))]).collect()
}

/// Texts that differ from a valid one in one character.
fn changed_texts(text: &str) -> Vec<Value> {
    let signs: Vec<char> = text.chars().collect();
    let places: Vec<usize> = if signs.len() < 12 {
        (0..signs.len()).collect()
    } else {
        [0, 1, signs.len() / 3, signs.len() / 2, signs.len() - 2, signs.len() - 1].to_vec()
    };
    let others = ['!', ' ', '\u{e9}', '_', 'a', '0', 'A', '\n'];
    let changed = places.iter().flat_map(|place| {
        others.map(|other| {
            let mut signs = signs.clone();
            signs[*place] = other;
            Value::from(signs.into_iter().collect::<String>())
        })
    });
    let around = others.into_iter().flat_map(|other| [format!("{text}{other}"), format!("{other}{text}")]);
    let shorter = [signs.iter().skip(1).collect::<String>(), signs.iter().rev().skip(1).rev().collect()];
    let plain = ["!", " ", "\u{e9}", "a", "0", "A", "\n", ""].map(|sign| sign.repeat(signs.len().max(1)));
    changed.chain(around.chain(shorter).chain(plain).chain([String::new()]).map(Value::from)).collect()
}

/// Texts that no implementation takes for the format, the nearest first.
fn of_no_format(format: &str, valid: &str) -> Vec<Value> {
    let near: Vec<String> = match format {
        "email" | "idn-email" => {
            let (local, domain) = valid.rsplit_once('@').unwrap_or(("a", "example.org"));
            vec![
                format!("{local}{domain}"),
                format!("@{domain}"),
                format!("{local}@"),
                format!("{local} b@{domain}"),
                format!("{local}@@{domain}"),
            ]
        }
        "uuid" => {
            let mut signs: Vec<char> = valid.chars().collect();
            let shorter = signs.iter().take(signs.len().saturating_sub(1)).collect();
            if let Some(last) = signs.last_mut() {
                *last = 'g';
            }
            vec![signs.into_iter().collect(), shorter, format!("{valid}0"), String::new()]
        }
        "date" => vec!["2026-13-01".to_owned(), "2026-01-32".to_owned(), "01.02.2026".to_owned()],
        "date-time" => {
            ["2026-13-01T00:00:00Z", "2026-01-01T25:00:00Z", "2026-01-01T00:61:00Z"].map(str::to_owned).to_vec()
        }
        "time" => vec!["25:00:00Z".to_owned(), "12:61:00Z".to_owned()],
        "ipv4" => vec!["256.1.1.1".to_owned(), "1.2.3.4.5".to_owned()],
        "ipv6" => vec!["1::2::3".to_owned(), "1:2:3:4:5:6:7:g".to_owned()],
        _ => Vec::new(),
    };
    let plain = [format!("not-a-{format}"), "not a valid text".to_owned(), "%%%".to_owned(), "\u{e9}[".to_owned()];
    near.into_iter().chain(plain).map(Value::from).collect()
}

/// Values near the valid one, then values that nobody lists.
fn unlisted(listed: &[Value], valid: &Value) -> Vec<Value> {
    let proposals: Vec<Value> = match valid {
        Value::Number(number) => {
            let near =
                number.as_i64().into_iter().flat_map(|number| [number.saturating_add(1), number.saturating_sub(1)]);
            near.map(Value::from).chain([json!(987_654), json!(-987_654)]).collect()
        }
        Value::Bool(flag) => vec![json!(!flag)],
        Value::String(text) => {
            let shorter: String = text.chars().take(text.chars().count().saturating_sub(1)).collect();
            let words: Vec<&str> = listed.iter().filter_map(Value::as_str).collect();
            let siblings = siblings(&words).into_iter().take(SIBLINGS);
            let near = [shorter, "trueline-unknown".to_owned(), format!("x{text}")];
            let near = std::iter::once(format!("{text}x")).chain(siblings).chain(near);
            near.filter(|text| !text.is_empty()).map(Value::from).collect()
        }
        _ => vec![json!("trueline-unknown"), json!("trueline-unlisted")],
    };
    proposals.into_iter().filter(|value| !listed.contains(value)).collect()
}

fn other_cases(text: &str) -> Vec<Value> {
    let mut signs = text.chars();
    let first: String = signs.next().into_iter().flat_map(char::to_uppercase).chain(signs).collect();
    let all = [text.to_uppercase(), first, text.to_lowercase()];
    all.into_iter().filter(|other| other != text).map(Value::from).collect()
}

/// The next number beyond a bound.
fn beyond(sign: i8, bound: Number, multiple_of: Option<Number>) -> Vec<Value> {
    match (bound, multiple_of) {
        (Number::Integer(bound), None | Some(Number::Integer(_))) => {
            let step = match multiple_of {
                Some(Number::Integer(step)) if step > 0 => step,
                _ => 1,
            };
            let sign = i128::from(sign);
            let next =
                if sign > 0 { bound.div_euclid(step) * step + step } else { (bound - 1).div_euclid(step) * step };
            vec![Number::Integer(next).to_json()]
        }
        (bound, multiple_of) => {
            let (bound, sign) = (bound.as_f64(), f64::from(sign));
            let step = multiple_of.map_or_else(|| bound.abs().max(1.0) / 1000.0, Number::as_f64);
            let steps = bound / step;
            let next = if sign > 0.0 { steps.floor() + 1.0 } else { steps.ceil() - 1.0 };
            let next = if multiple_of.is_some() { next * step } else { bound + sign * step };
            vec![json!(next), json!(bound + sign * bound.abs().max(1.0) / 1000.0)]
        }
    }
}

fn no_multiples(valid: &Value, step: Number) -> Vec<Value> {
    if let (Some(valid), Number::Integer(_)) = (valid.as_i64(), step) {
        return [1, -1, 2, -2].into_iter().filter_map(|near| valid.checked_add(near)).map(Value::from).collect();
    }
    let (valid, step) = (valid.as_f64().unwrap_or_default(), step.as_f64());
    [0.3, -0.3, 0.5].map(|part| json!(valid + part * step)).to_vec()
}

/// Objects of so many members: the valid one with fewer, or with more that no property declares.
fn of_members(object: &Map<String, Value>, count: usize) -> Vec<Value> {
    if count < object.len() {
        let first = object.iter().take(count).map(|(name, value)| (name.clone(), value.clone()));
        let last = object.iter().skip(object.len() - count).map(|(name, value)| (name.clone(), value.clone()));
        return vec![Value::Object(first.collect()), Value::Object(last.collect())];
    }
    let values = object.values().next().cloned().into_iter().chain([json!("text"), json!(1)]);
    let more = |value: Value| {
        let mut object = object.clone();
        let names = (0..).map(|number| format!("trueline{number}"));
        for name in names.take(count.saturating_sub(object.len())) {
            object.insert(name, value.clone());
        }
        Value::Object(object)
    };
    values.map(more).collect()
}

fn other_names(object: &Map<String, Value>) -> Vec<Value> {
    let values: Vec<Value> = object.values().next().cloned().into_iter().chain([json!("text"), json!(1)]).collect();
    let names = ["!", "trueline undeclared", "A", "0", "x".repeat(300).as_str(), ""].map(str::to_owned);
    let with = |name: &String, value: &Value| {
        let mut object = object.clone();
        object.insert(name.clone(), value.clone());
        Value::Object(object)
    };
    names.iter().flat_map(|name| values.iter().map(move |value| with(name, value))).collect()
}

/// Arrays with each item alone, without each of the first, and with each of the first once more.
fn other_items(items: &[Value]) -> Vec<Value> {
    let looked_at = 0..items.len().min(8);
    let alone = looked_at.clone().map(|at| vec![items[at].clone(); items.len()]);
    let without = looked_at.clone().map(|at| {
        let mut fewer = items.to_vec();
        fewer.remove(at);
        fewer
    });
    let more = looked_at.map(|at| [items, &[items[at].clone()]].concat());
    let plain =
        [json!(null), json!("trueline"), json!(987_654), json!({})].map(|value| vec![value; items.len().max(1)]);
    alone.chain(without).chain(more).chain(plain).map(Value::Array).collect()
}
