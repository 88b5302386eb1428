//! The forms of a secret that are no mere escapes, computed once: as it is, its Base64 (RFC 4648) wherever it begins in a
//! longer text, its hexadecimal digits.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};

/// Bytes that are searched for.
pub(super) struct Form {
    /// Folded bytes.
    pub(super) bytes: Vec<u8>,
    /// Whether the character before or behind holds bits of the secret too, as of Base64 that begins or ends within one.
    pub(super) is_open: (bool, bool),
    /// Whether a part of it is a part of the secret that must not be seen either.
    pub(super) has_fragments: bool,
}

/// The forms of a text.
pub(super) fn forms(text: &str, has_fragments: bool) -> Vec<Form> {
    let mut found = Vec::new();
    let plain = |text: &str, has_fragments: bool| Form {
        bytes: folded(text.as_bytes()),
        is_open: (false, false),
        has_fragments,
    };
    for text in plain_texts(text) {
        found.push(plain(&text, has_fragments));
    }
    let base64 = STANDARD_NO_PAD.encode(text);
    opaque(&mut found, text.as_bytes(), has_fragments);
    let is_latin = !text.is_ascii() && text.chars().all(|character| u32::from(character) < 256);
    if is_latin {
        opaque(
            &mut found,
            &text.chars().filter_map(|character| u8::try_from(character).ok()).collect::<Vec<_>>(),
            false,
        );
    }
    // What is encoded twice.
    let json = serde_json::Value::from(text).to_string();
    let inner = [json[1..json.len() - 1].to_owned(), crate::wire::escape_query(text, false)];
    for inner in inner.iter().filter(|inner| *inner != text) {
        opaque(&mut found, inner.as_bytes(), false);
    }
    for inner in [&STANDARD.encode(text), &base64, &hexadecimal(text.as_bytes())] {
        opaque(&mut found, inner.as_bytes(), has_fragments);
    }
    found
}

/// The text in the cases of all scripts, and as programs show it that misread its bytes.
fn plain_texts(text: &str) -> Vec<String> {
    let mut found = vec![text.to_owned()];
    if !text.is_ascii() {
        found.push(text.to_lowercase());
        found.push(text.to_uppercase());
        found.push(text.chars().map(|character| if character.is_ascii() { character } else { '\u{fffd}' }).collect());
        found.push(text.bytes().map(char::from).collect());
    }
    found
}

fn opaque(found: &mut Vec<Form>, bytes: &[u8], has_fragments: bool) {
    found.push(Form { bytes: folded(hexadecimal(bytes).as_bytes()), is_open: (false, false), has_fragments });
    found.push(Form { bytes: folded(STANDARD_NO_PAD.encode(bytes).as_bytes()), is_open: (false, true), has_fragments });
    for before in 0..3 {
        let encoded = STANDARD_NO_PAD.encode([&vec![0; before], bytes].concat());
        // Characters that also hold bits of what stands before or behind are left out.
        let (start, end) = ((before * 8).div_ceil(6), (before + bytes.len()) * 8 / 6);
        let is_open = (before > 0, !(before + bytes.len()).is_multiple_of(3));
        if end.saturating_sub(start) >= LEAST {
            found.push(Form { bytes: folded(&encoded.as_bytes()[start..end]), is_open, has_fragments });
        }
    }
}

/// Shorter encodings are in other texts by chance.
const LEAST: usize = 4;

fn hexadecimal(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

/// Bytes without differences that encodings make: the case of ASCII letters, the two alphabets of Base64, and `+` for a
/// space.
pub(super) fn folded(bytes: &[u8]) -> Vec<u8> {
    bytes
        .iter()
        .map(|byte| match byte {
            b'+' | b'-' => b' ',
            b'_' => b'/',
            other => other.to_ascii_lowercase(),
        })
        .collect()
}
