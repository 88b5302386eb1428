//! Splits a name as the wire has it into words, giving signs that carry meaning a word of their own.

use heck::ToSnakeCase;
use unicode_security::GeneralSecurityProfile;

/// The words of a wire name, in lower case; at least one, and the first begins with a letter.
pub(crate) fn words(wire: &str) -> Vec<String> {
    if is_plain(wire) {
        return wire.split('_').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    }
    let spelled = spell(wire);
    let mut words: Vec<String> =
        spelled.to_snake_case().split('_').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    if words.is_empty() {
        words.push(if wire.is_empty() { "empty".to_owned() } else { code_points(wire) });
    }
    if !words[0].chars().next().is_some_and(unicode_ident::is_xid_start) {
        words[0].insert(0, 'n');
    }
    words
}

/// Most names of fields are words already.
fn is_plain(wire: &str) -> bool {
    wire.starts_with(|first: char| first.is_ascii_lowercase())
        && wire.bytes().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == b'_')
}

/// Gives a word to signs that distinguish names: `+1` and `-1`, `*`, `>=`.
fn spell(wire: &str) -> String {
    let only_signs = !wire.chars().any(char::is_alphanumeric);
    let mut spelled = String::with_capacity(wire.len());
    let mut at_start = true;
    for (index, sign) in wire.char_indices() {
        let before_digit = wire[index + sign.len_utf8()..].starts_with(|next: char| next.is_ascii_digit());
        // What the compiler calls uncommon, `º` and `µ` for instance, it warns of in a name.
        if unicode_ident::is_xid_continue(sign) && sign.identifier_allowed() && sign != '_' {
            spelled.push(sign);
            at_start = false;
            continue;
        }
        match word_of(sign) {
            Some(word) if only_signs || (at_start && (before_digit || matches!(sign, '@' | '*'))) => {
                spelled.push(' ');
                spelled.push_str(word);
            }
            _ => {}
        }
        spelled.push(' ');
    }
    spelled
}

fn word_of(sign: char) -> Option<&'static str> {
    Some(match sign {
        '+' => "plus",
        '-' => "minus",
        '*' => "star",
        '@' => "at",
        '=' => "equal",
        '<' => "less",
        '>' => "greater",
        '!' => "not",
        '&' => "and",
        '|' => "or",
        '%' => "percent",
        '/' => "slash",
        '.' => "dot",
        ',' => "comma",
        ':' => "colon",
        ';' => "semicolon",
        '#' => "hash",
        '$' => "dollar",
        '~' => "tilde",
        '?' => "question",
        ' ' => "space",
        '_' => "underscore",
        _ => return None,
    })
}

fn code_points(wire: &str) -> String {
    wire.chars().fold(String::from("u"), |name, sign| format!("{name}{:x}", u32::from(sign)))
}
