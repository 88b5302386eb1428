//! Numbers with their nouns and verbs.

/// A number with its noun, which is regular: `1 failure`, `2 failures`, `0 classes`, `3 new entries`.
///
/// ```
/// use trueline_spec::render::counted;
///
/// assert_eq!(counted(1, "class"), "1 class");
/// assert_eq!(counted(0, "class"), "0 classes");
/// assert_eq!(counted(2, "new failure"), "2 new failures");
/// ```
#[must_use]
pub fn counted(number: usize, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        _ => format!("{number} {}", plural(noun)),
    }
}

/// A number with a verb of the third person: `1 conforms`, `2 conform`.
///
/// ```
/// use trueline_spec::render::counted_verb;
///
/// assert_eq!(counted_verb(1, "does", "do"), "1 does");
/// assert_eq!(counted_verb(0, "does", "do"), "0 do");
/// ```
#[must_use]
pub fn counted_verb(number: usize, singular: &str, plural: &str) -> String {
    format!("{number} {}", if number == 1 { singular } else { plural })
}

/// The plural of a regular noun.
fn plural(noun: &str) -> String {
    if noun.ends_with('s') {
        return format!("{noun}es");
    }
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ => format!("{noun}s"),
    }
}
