//! Secrets of requests, read by a POSIX shell from the environment: each as it is encoded where it is sent.

use std::borrow::Cow;
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use trueline_spec::render::printable_line;

use super::{
    Secret,
    redacted::{Redacted, RedactedBytes},
    redactor::Redactor,
};
use crate::wire::escape_query;

/// Percent-encodes all but unreserved characters, as [`escape_query`] does, by what every POSIX system has.
const PERCENT: &str = "od -An -v -tu1 | LC_ALL=C awk '{for(i=1;i<=NF;i++)printf \
    ($i>47&&$i<58||$i>64&&$i<91||$i>96&&$i<123||$i==45||$i==46||$i==95||$i==126)?\"%c\":\"%%%02X\",$i}'";
/// Base64 in one line; `-w0` is not known everywhere.
const BASE64: &str = "base64 | tr -d '\\n'";
/// What JSON escapes of a text without control characters.
const JSON: &str = "sed 's/[\\\\\"]/\\\\&/g'";

/// Finds secrets as requests hold them, byte for byte.
#[derive(Default)]
pub(super) struct Shell {
    automaton: Option<AhoCorasick>,
    /// What there is of each pattern.
    expressions: Vec<Expression>,
}

/// How the shell gives a secret.
struct Expression {
    /// Between double quotes.
    text: String,
    variable: String,
    /// Whether the secret is so short that only a whole word is it.
    is_word: bool,
}

/// A part of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum BodyPart {
    /// Bytes of the body's file.
    File(Range<usize>),
    /// What an expression of the shell gives.
    Expression(Redacted),
}

impl Shell {
    pub(super) fn new(secrets: &[&Secret]) -> Self {
        let mut patterns: Vec<Vec<u8>> = Vec::new();
        let mut expressions = Vec::new();
        for secret in secrets.iter().filter(|secret| !secret.expose().is_empty()) {
            let (text, variable) = (secret.expose(), secret.variable());
            let piped = |command: &str| format!("$(printf %s \"${variable}\" | {command})");
            let json = serde_json::Value::from(text).to_string();
            let has_controls = text.chars().any(char::is_control);
            let encoded = [
                (text.to_owned(), format!("${variable}"), true),
                (STANDARD.encode(text), piped(BASE64), true),
                (escape_query(text, false), piped(PERCENT), true),
                (json[1..json.len() - 1].to_owned(), piped(JSON), !has_controls),
            ];
            for (pattern, expression, is_possible) in encoded {
                let pattern = pattern.into_bytes();
                if is_possible && !patterns.contains(&pattern) {
                    patterns.push(pattern);
                    let is_word = text.len() < Secret::LEAST;
                    expressions.push(Expression { text: expression, variable: variable.to_owned(), is_word });
                }
            }
        }
        let automaton = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(patterns).ok();
        Self { automaton: automaton.filter(|_| !expressions.is_empty()), expressions }
    }

    /// Where secrets are, each with the expression that gives it.
    fn find<'s>(&'s self, bytes: &'s [u8]) -> impl Iterator<Item = (Range<usize>, &'s Expression)> + 's {
        let is_part = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii());
        let found = self.automaton.iter().flat_map(move |automaton| automaton.find_iter(bytes));
        found.filter_map(move |one| {
            let expression = self.expressions.get(one.pattern().as_usize())?;
            let before = one.start().checked_sub(1).and_then(|before| bytes.get(before));
            let is_within = is_part(before) || is_part(bytes.get(one.end()));
            (!expression.is_word || !is_within).then(|| (one.range(), expression))
        })
    }
}

/// Text within single quotes. What a terminal or a log would act on is written so that it is shown as it is, and the shell
/// makes the same bytes of it.
fn quoted(text: &str) -> String {
    let text = text.replace('\'', "'\\''").replace("##", "#''#").replace(" ::", " ''::");
    let is_active = |sign: char| matches!(printable_line(sign.encode_utf8(&mut [0; 4])), Cow::Owned(_));
    let mut quoted = String::with_capacity(text.len());
    for sign in text.chars() {
        // The output of a command loses line feeds at its end.
        if sign == '\n' || !is_active(sign) {
            quoted.push(sign);
            continue;
        }
        quoted.push_str("'\"$(printf '");
        for byte in sign.encode_utf8(&mut [0; 4]).bytes() {
            quoted.push('\\');
            quoted.extend([6, 3, 0].map(|shift| char::from(b'0' + (byte >> shift & 7))));
        }
        quoted.push_str("')\"'");
    }
    quoted
}

impl Redactor {
    /// A word of a POSIX shell that gives the text, with secrets read from the environment. What the environment cannot
    /// give, as a part of a secret, is replaced by its variable's name.
    #[must_use]
    pub fn shell_word(&self, text: &str) -> Redacted {
        let mut word = String::from("'");
        let mut from = 0;
        let literal = |word: &mut String, text: &str| word.push_str(&quoted(&self.redact(text)));
        let known = self.known();
        for (range, expression) in known.shell.find(text.as_bytes()) {
            literal(&mut word, &text[from..range.start]);
            word.extend(["'\"", &expression.text, "\"'"]);
            from = range.end;
        }
        literal(&mut word, &text[from..]);
        word.push('\'');
        Redacted::of(word, Vec::new())
    }

    /// A body's file, with the names of variables in place of secrets, and the parts that the body is made of; no parts
    /// where the file is the body.
    #[must_use]
    pub(crate) fn body_file(&self, body: &[u8]) -> (RedactedBytes, Vec<BodyPart>) {
        let (mut file, mut parts, mut from) = (Vec::new(), Vec::new(), 0);
        let keep = |file: &mut Vec<u8>, parts: &mut Vec<BodyPart>, bytes: &[u8]| {
            let start = file.len();
            file.extend_from_slice(self.redact_bytes(bytes).as_bytes());
            if file.len() > start {
                parts.push(BodyPart::File(start..file.len()));
            }
        };
        let known = self.known();
        for (range, expression) in known.shell.find(body) {
            keep(&mut file, &mut parts, &body[from..range.start]);
            file.extend_from_slice(self.redact_bytes(&body[range.clone()]).as_bytes());
            parts.push(BodyPart::Expression(Redacted::of(expression.text.clone(), Vec::new())));
            from = range.end;
        }
        keep(&mut file, &mut parts, &body[from..]);
        let is_whole = parts.iter().all(|part| matches!(part, BodyPart::File(_)));
        (RedactedBytes(file), if is_whole { Vec::new() } else { parts })
    }

    /// Bytes that show whether two requests are the same, without their secrets.
    pub(crate) fn exact(&self, bytes: &[u8], visit: &mut dyn FnMut(&[u8])) {
        let mut from = 0;
        let known = self.known();
        for (range, expression) in known.shell.find(bytes) {
            visit(&bytes[from..range.start]);
            visit(expression.variable.as_bytes());
            from = range.end;
        }
        visit(&bytes[from..]);
    }
}
