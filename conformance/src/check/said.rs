//! What a server says of a failure: its words without those that differ from one answer to the next.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::sent::without;
use crate::transport::Received;

/// Bytes of JSON that is read; of a longer body nothing is known.
const LONGEST_JSON: usize = 1024 * 1024;
/// Bytes of another text that are looked at.
const LONGEST_TEXT: usize = 64 * 1024;
/// Bytes of a shape.
const LONGEST: usize = 400;
/// Members of an object that says what failed though none of its names does; one with more repeats what was sent.
const FEW: usize = 4;

/// Members whose texts say what failed.
const SAYING: [&str; 18] = [
    "message",
    "messages",
    "msg",
    "detail",
    "details",
    "error",
    "errors",
    "errormessage",
    "errordescription",
    "exception",
    "exceptionmessage",
    "reason",
    "reasons",
    "fault",
    "faultstring",
    "problem",
    "cause",
    "violations",
];
/// Members that say it beside others of [`SAYING`], and are of things as well.
const SAYING_TOO: [&str; 6] = ["code", "status", "title", "type", "description", "name"];
/// Members whose values name a kind of failure.
const NAMES_OF_CODES: [&str; 6] = ["code", "error", "reason", "status", "title", "type"];

/// The words of a text without those that differ from one answer to the next: numbers, identities, what is quoted.
pub(super) fn shape(text: &str) -> String {
    let mut shape = String::new();
    for word in without_quotations(text).split(|sign: char| sign.is_whitespace() || ",;(){}[]<>".contains(sign)) {
        if word.is_empty() || shape.len() > LONGEST {
            continue;
        }
        let is_plain =
            word.len() <= 40 && word.bytes().all(|byte| byte.is_ascii_alphabetic() || b"-_.:'/".contains(&byte));
        let _ = write!(shape, "{} ", if is_plain { word } else { "#" });
    }
    shape
}

/// A text with a sign in place of each quotation. An apostrophe within a word begins none.
fn without_quotations(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(['"', '\'', '`']) {
        let (before, from) = rest.split_at(start);
        let quote = &from[..1];
        let begins = !before.ends_with(|sign: char| sign.is_ascii_alphanumeric());
        if let Some(length) = from[1..].find(quote).filter(|_| begins) {
            plain.push_str(before);
            // A name of the program's own is a word, what holds anything else is a value.
            let quoted = &from[1..=length];
            plain.push_str(if is_name(quoted) { quoted } else { "#" });
            rest = &from[length + 2..];
        } else {
            plain.push_str(&rest[..=start]);
            rest = &from[1..];
        }
    }
    plain + rest
}

/// Whether a quotation is a name of a field or a type: words of letters.
fn is_name(quoted: &str) -> bool {
    !quoted.is_empty() && quoted.bytes().all(|byte| byte.is_ascii_alphabetic() || b"-_./".contains(&byte))
}

/// The shape of an answer's body: of JSON the texts that say what failed and their names, of all else the words.
pub(super) fn body_shape(body: &[u8]) -> String {
    match json(body) {
        Some(value) => sentences(&value, FEW),
        None if body.len() > LONGEST_JSON => String::new(),
        None => shape(&String::from_utf8_lossy(&body[..body.len().min(LONGEST_TEXT)])),
    }
}

/// The same without what is repeated of a request.
pub(super) fn body_shape_without(body: &[u8], sent: &[String]) -> String {
    match json(body) {
        Some(value) => sentences(&without_sent(value, sent), FEW),
        None => body_shape(body),
    }
}

/// A value without what its texts repeat of a request.
fn without_sent(value: Value, sent: &[String]) -> Value {
    match value {
        Value::String(text) => without(&text, sent).into(),
        Value::Array(items) => items.into_iter().take(1).map(|item| without_sent(item, sent)).collect(),
        Value::Object(members) => {
            members.into_iter().map(|(name, member)| (name, without_sent(member, sent))).collect()
        }
        other => other,
    }
}

fn json(body: &[u8]) -> Option<Value> {
    if body.len() > LONGEST_JSON { None } else { serde_json::from_slice(body).ok() }
}

/// The texts that say what failed; an object none of whose names says it may have so many members.
fn sentences(value: &Value, most: usize) -> String {
    match value {
        Value::String(text) if text.trim().contains(' ') => shape(text),
        // Items are alike, and things more often than failures.
        Value::Array(items) => items.first().map(|item| sentences(item, 0)).unwrap_or_default(),
        Value::Object(members) => of_members(members, most).map(|(name, member)| of_member(name, member)).collect(),
        _ => String::new(),
    }
}

/// The members of an object that say what failed; none of what only repeats a request.
fn of_members(members: &Map<String, Value>, most: usize) -> impl Iterator<Item = (&String, &Value)> {
    let has = |names: &[&str], name: &str| names.contains(&letters(name).as_str());
    let is_said = members.keys().any(|name| has(&SAYING, name));
    // What has an identity is a thing.
    let is_short = members.len() <= most && !members.contains_key("id");
    members.iter().filter(
        move |(name, _)| {
            if is_said { has(&SAYING, name) || has(&SAYING_TOO, name) } else { is_short }
        },
    )
}

fn of_member(name: &str, member: &Value) -> String {
    let words = match member.as_str() {
        Some(code) if NAMES_OF_CODES.contains(&letters(name).as_str()) => shape(code),
        _ => sentences(member, FEW),
    };
    if words.is_empty() { words } else { format!("{name} {words}") }
}

/// A name as it is compared: `errorMessage` and `error_message` are one.
fn letters(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphabetic).map(|sign| sign.to_ascii_lowercase()).collect()
}

/// What a refusal says for people: its status, and the text that says why, else what HTTP calls the status.
pub(crate) fn refusal(received: &Received) -> String {
    let said = json(&received.body).as_ref().and_then(said);
    let named = || http::StatusCode::from_u16(received.status).ok()?.canonical_reason().map(str::to_owned);
    match said.or_else(named) {
        Some(text) => format!("{} {text}", received.status),
        None => received.status.to_string(),
    }
}

/// The first text that says what failed.
fn said(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Array(items) => items.first().and_then(said),
        Value::Object(members) => SAYING.iter().chain(&["title", "description"]).find_map(|wanted| {
            members.iter().find(|(name, _)| letters(name) == *wanted).and_then(|(_, value)| said(value))
        }),
        _ => None,
    }
}

/// What distinguishes a refusal's reason from others: its status and shape.
pub(crate) fn refusal_key(received: &Received) -> String {
    format!("{} {}", received.status, body_shape(&received.body))
}

/// The words by which servers and their frameworks say that something failed, and not what.
const SAY_NOTHING: &str = "
    # a an and application be been body contact could either for from has have head here h1 hr html http https in is it my no not
    of on or our please problem pre sorry support team that the there this to unable us was we went while with you your
    about blank center cannot code complete detail details documentation encountered error errors exception exception_message
    failed fulfil fulfill instance internal issue later message misconfiguration msg name notified occurred occured overloaded
    page path process processing request response server something status statuscode timestamp title tools trace try again
    type unexpected unhandled unknown valid webmaster administrator wrong whitelabel";

/// Whether a shape says more than that something failed.
pub(super) fn says_what_failed(shape: &str) -> bool {
    let is_said = |word: &str| SAY_NOTHING.split_whitespace().any(|nothing| nothing.eq_ignore_ascii_case(word));
    let words = shape.split([' ', '.', ':', '/', '\'', '!']).filter(|word| !word.is_empty());
    words.filter(|word| !is_said(word)).count() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(body: &str) -> String {
        body_shape(body.as_bytes())
    }

    #[test]
    fn what_differs_from_answer_to_answer_is_no_part_of_a_shape() {
        for (one, other) in [
            (r#"{"detail": "Task 17 of 'a b' is not there"}"#, r#"{"detail": "Task 4 of 'x  y z' is not there"}"#),
            (r#"{"error": "no such id", "input": "a b c"}"#, r#"{"error": "no such id", "input": "some other text"}"#),
            (
                r#"{"id": 1, "a": "b c", "title": "d e", "tags": [], "f": "g h"}"#,
                r#"{"id": 2, "a": "i j k", "title": "l", "tags": ["m n"], "o": "p q", "r": 1}"#,
            ),
            (r#"{"messages": [{"text": "a b"}]}"#, r#"{"messages": [{"from": "c d e"}]}"#),
            (r#"{"message": {"id": 1, "text": "a b"}}"#, r#"{"message": {"id": 2, "text": "c d e"}}"#),
            ("key \"a b\" can't be used", "key \"c (d\" can't be used"),
        ] {
            assert_eq!(of(one), of(other));
        }
    }

    #[test]
    fn what_failed_is_a_part_of_it() {
        for (one, other) in [
            (r#"{"detail": "the table is locked"}"#, r#"{"detail": "the disk is full"}"#),
            (r#"{"name": ["is required here"]}"#, r#"{"age": ["is required here"]}"#),
            (
                r#"{"code": "locked", "message": "try again later"}"#,
                r#"{"code": "full", "message": "try again later"}"#,
            ),
            (r#"{"message": "column 'price' is missing"}"#, r#"{"message": "column 'name' is missing"}"#),
        ] {
            assert_ne!(of(one), of(other));
        }
    }

    /// Pages of werkzeug, Starlette, nginx, Spring and Express.
    #[test]
    fn what_a_framework_says_of_every_failure_says_nothing() {
        for nothing in [
            r#"{"type": "about:blank", "title": "Internal Server Error", "status": 500, "detail": "The server encountered an internal error and was unable to complete your request. Either the server is overloaded or there is an error in the application."}"#,
            "Internal Server Error",
            "<html><head><title>500 Internal Server Error</title></head><body><center><h1>500 Internal Server Error</h1></center><hr></body></html>",
            r#"{"timestamp": "2026-01-01T00:00:00Z", "status": 500, "error": "Internal Server Error", "path": "/a"}"#,
            r#"{"message": "Something went wrong! Please try again later."}"#,
            "",
        ] {
            assert!(!says_what_failed(&of(nothing)), "{}", of(nothing));
        }
        assert!(says_what_failed(&of(r#"{"detail": "the table is locked by another writer"}"#)));
    }

    #[test]
    fn a_refusal_says_why() {
        let answer =
            |status, body: &'static str| Received { status, headers: Vec::new(), body: body.as_bytes().into() };
        for (status, body, expected) in [
            (404, r#"{"detail": "Task not found"}"#, "404 Task not found"),
            (422, r#"{"detail": [{"loc": ["a"], "msg": "field required"}]}"#, "422 field required"),
            (400, r#"{"error": {"code": 7, "message": "no"}}"#, "400 no"),
            (403, "<html>", "403 Forbidden"),
            (499, "", "499"),
        ] {
            assert_eq!(refusal(&answer(status, body)), expected);
        }
    }
}
