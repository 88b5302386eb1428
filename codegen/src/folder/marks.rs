//! Parts of a generated file that are the user's: the lines between two marks, which no run changes.

use std::collections::BTreeMap;

/// What the line before such a part begins with; its name and `)` follow.
const BEGIN: &str = "# >>> yours (";
/// The line behind it.
const END: &str = "# <<< yours";

/// An empty part.
#[must_use]
pub(crate) fn part(name: &'static str) -> [&'static str; 5] {
    [BEGIN, name, ")\n", END, "\n"]
}

/// The text without what is the user's: what is recorded of it.
pub(super) fn emptied(text: &str) -> String {
    rebuilt(text, &BTreeMap::new())
}

/// A generated text with the own parts of the one that was found; none where it has no place for one of them.
pub(super) fn merged(text: &str, found: &str) -> Option<String> {
    let own: BTreeMap<&str, &str> = parts(found).filter(|(_, own)| !own.is_empty()).collect();
    own.keys().all(|name| parts(text).any(|(known, _)| known == *name)).then(|| rebuilt(text, &own))
}

/// The parts of a text by their names.
fn parts(text: &str) -> impl Iterator<Item = (&str, &str)> {
    ranges(text).into_iter().map(|(name, range)| (name, &text[range]))
}

fn rebuilt(text: &str, own: &BTreeMap<&str, &str>) -> String {
    let mut rebuilt = String::with_capacity(text.len());
    let mut copied = 0;
    for (name, range) in ranges(text) {
        rebuilt.push_str(&text[copied..range.start]);
        rebuilt.push_str(own.get(name).copied().unwrap_or_default());
        copied = range.end;
    }
    rebuilt.push_str(&text[copied..]);
    rebuilt
}

/// Where the parts are, without their marks. One that is not ended is none, nor is what begins within another or again.
fn ranges(text: &str) -> Vec<(&str, std::ops::Range<usize>)> {
    let mut found: Vec<(&str, std::ops::Range<usize>)> = Vec::new();
    let mut open = None;
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let start = offset;
        offset += line.len();
        let line = line.trim_end();
        if let Some(name) = line.strip_prefix(BEGIN).and_then(|rest| rest.strip_suffix(')')) {
            open = Some((name, offset));
        } else if line == END
            && let Some((name, from)) = open.take()
            && found.iter().all(|(known, _)| *known != name)
        {
            found.push((name, from..start));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{emptied, merged, part};

    fn text(middle: &str) -> String {
        format!("a = 1\n{}{middle}{}b = 2\n", "# >>> yours (package)\n", "# <<< yours\n")
    }

    #[test]
    fn own_lines_stay_whatever_is_around_them() {
        let own = "keywords = [\"x\"]\n# mine\n";
        let new = text("").replace("a = 1", "a = 3");
        assert_eq!(merged(&new, &text(own)), Some(text(own).replace("a = 1", "a = 3")));
        assert_eq!(emptied(&text(own)), text(""));
        assert_eq!(merged("a = 1\n", &text(own)), None);
        assert_eq!(merged("a = 1\n", &text("")).as_deref(), Some("a = 1\n"));
        assert_eq!(part("package").concat(), "# >>> yours (package)\n# <<< yours\n");
    }

    #[test]
    fn marks_that_are_broken_are_no_marks() {
        let open = text("x = 1\n").replace("# <<< yours\n", "");
        assert_eq!(emptied(&open), open);
        let twice = text("x = 1\n") + &text("y = 1\n");
        assert_eq!(emptied(&twice), text("") + &text("y = 1\n"));
    }
}
