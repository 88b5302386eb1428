//! What a request says in texts: what a server repeats of it in an answer says nothing of the server.

use percent_encoding::percent_decode_str;
use serde_json::Value;
use trueline_spec::model::Operation;

use crate::request::WireRequest;
use crate::wire::match_path;

/// Texts of one request that are looked at, and the bytes of a body that is read for them.
const MOST: usize = 200;
const LONGEST_BODY: usize = 64 * 1024;
/// Characters of a text of a body that is no word by chance.
const SHORTEST_OF_BODY: usize = 4;

/// The texts of a request's parameters and of its body, the longest first.
pub(super) fn sent_texts(operation: &Operation, request: &WireRequest) -> Vec<String> {
    let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let in_path = match_path(&operation.path, path).into_iter().flatten().map(|(_, value)| decoded(&value));
    let in_query =
        query.split('&').filter_map(|pair| pair.split_once('=')).map(|(_, value)| decoded(&value.replace('+', " ")));
    let of_parameter = |name: &str| operation.parameters.iter().any(|other| other.name.eq_ignore_ascii_case(name));
    let in_headers = request.headers.iter().filter(|(name, _)| of_parameter(name)).map(|(_, value)| value.clone());
    let mut texts: Vec<String> = in_path.chain(in_query).chain(in_headers).take(MOST).collect();
    if request.body.len() <= LONGEST_BODY
        && let Ok(body) = serde_json::from_slice(&request.body)
    {
        of_body(&body, &mut texts);
    }
    texts.retain(|text| !text.trim().is_empty());
    texts.sort_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
    texts.dedup();
    texts
}

fn of_body(value: &Value, texts: &mut Vec<String>) {
    if texts.len() >= 2 * MOST {
        return;
    }
    match value {
        Value::String(text) if text.chars().count() >= SHORTEST_OF_BODY => texts.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| of_body(item, texts)),
        Value::Object(members) => members.values().for_each(|member| of_body(member, texts)),
        _ => {}
    }
}

/// A text with a sign in place of each of others that stands in it as a word.
pub(super) fn without(text: &str, others: &[String]) -> String {
    let mut text = text.to_owned();
    for other in others {
        if let Some(replaced) = replaced(&text, other) {
            text = replaced;
        }
    }
    text
}

fn replaced(text: &str, other: &str) -> Option<String> {
    let is_in_word = |sign: Option<char>| sign.is_some_and(char::is_alphanumeric);
    let mut result = String::new();
    let mut end = 0;
    for (at, found) in text.match_indices(other) {
        let (before, after) = (text[..at].chars().next_back(), text[at + found.len()..].chars().next());
        if !is_in_word(before) && !is_in_word(after) {
            result.push_str(&text[end..at]);
            result.push('#');
            end = at + found.len();
        }
    }
    (end > 0).then(|| result + &text[end..])
}

/// Whether a text is one of others in another spelling: in another case, with other signs between its letters.
pub(super) fn is_spelled_as_one_of(text: &str, others: &[String]) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(|sign| sign.is_alphanumeric()).collect::<String>().to_lowercase()
    };
    let own = letters(text.trim_start_matches("urn:uuid:"));
    !own.is_empty() && others.iter().any(|other| letters(other.trim_start_matches("urn:uuid:")) == own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_words_are_left_out() {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        assert_eq!(without("a version a/b is no version", &texts(&["a/b", "sion"])), "a version # is no version");
        assert_eq!(without("received ä!", &texts(&["ä"])), "received #!");
        assert_eq!(without("nothing", &texts(&["a"])), "nothing");
    }

    #[test]
    fn spellings_of_one_value_are_known() {
        let sent = ["urn:uuid:C0FFEE00-1234-4abc-8def-0123456789ab".to_owned()];
        assert!(is_spelled_as_one_of("{c0ffee0012344abc8def0123456789ab}", &sent));
        assert!(!is_spelled_as_one_of("c0ffee0012344abc8def0123456789ac", &sent) && !is_spelled_as_one_of("-", &sent));
    }
}
