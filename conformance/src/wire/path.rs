//! Paths held against templates. The time grows with the path and the template, whatever stands in them: nothing is tried
//! twice.

use trueline_spec::model::{PathPart, PathTemplate};

use super::escape::escape_path;

/// A template cut into its segments, to hold many paths against.
#[derive(Debug)]
pub(crate) struct PathMatcher {
    segments: Vec<Vec<Piece>>,
}

/// A part of a segment.
#[derive(Debug)]
enum Piece {
    /// Text as it is written, and as a careful client escapes it where that is another text.
    Literal(String, Option<String>),
    /// A parameter's name.
    Parameter(String),
}

/// What a part of a segment stands for in a text: where it ends, and where it begins at the latest.
#[derive(Debug, Clone, Copy)]
struct Match {
    start: usize,
    end: usize,
}

impl PathMatcher {
    pub(crate) fn new(template: &PathTemplate) -> Self {
        let mut segments = vec![Vec::new()];
        for part in template.parts() {
            let last = segments.len() - 1;
            match part {
                PathPart::Parameter(name) => segments[last].push(Piece::Parameter(name.clone())),
                PathPart::Literal(text) => {
                    let mut texts = text.split('/').map(literal);
                    segments[last].extend(texts.next().flatten());
                    segments.extend(texts.map(|text| text.into_iter().collect()));
                }
            }
        }
        Self { segments }
    }

    /// The values of the path's parameters, where the path is one of the template. Names and values are escaped as they came.
    /// A parameter takes as much as it can, as people read `{name}.{extension}`.
    pub(crate) fn values(&self, path: &str) -> Option<Vec<(String, String)>> {
        let mut texts = path.split('/');
        let mut values = Vec::new();
        for segment in &self.segments {
            match_segment(segment, texts.next()?, &mut values)?;
        }
        texts.next().is_none().then_some(values)
    }
}

/// The values of a path's parameters, where the path is one of the template. Names and values are escaped as they came.
#[must_use]
pub fn match_path(template: &PathTemplate, path: &str) -> Option<Vec<(String, String)>> {
    PathMatcher::new(template).values(path)
}

fn literal(text: &str) -> Option<Piece> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    let escaped = (!text.bytes().all(is_plain)).then(|| escape_path(text));
    (!text.is_empty()).then(|| Piece::Literal(text.to_owned(), escaped))
}

/// From the last piece to the first, each as far to the right as those after it allow: so every parameter takes as much as
/// it can.
fn match_segment(pieces: &[Piece], text: &str, values: &mut Vec<(String, String)>) -> Option<()> {
    let mut found: Vec<Match> = Vec::with_capacity(pieces.len());
    // Where the piece after begins at the latest, and whether it begins there and nowhere else.
    let (mut limit, mut is_fixed) = (text.len(), true);
    for (index, piece) in pieces.iter().enumerate().rev() {
        let end = if is_fixed { limit } else { text[..limit].char_indices().next_back()?.0 };
        let (start, its_end) = match piece {
            // It begins before its end, wherever the piece before lets it.
            Piece::Parameter(_) => (end, end),
            Piece::Literal(own, escaped) => {
                let places = [Some(own), escaped.as_ref()].into_iter().flatten().filter_map(|literal| {
                    let start = place(&text[..end], literal, index == 0, is_fixed)?;
                    Some((start, start + literal.len()))
                });
                places.max()?
            }
        };
        found.push(Match { start, end: its_end });
        (limit, is_fixed) = (start, matches!(piece, Piece::Literal(..)));
    }
    let mut at = 0;
    for (piece, Match { start, end }) in pieces.iter().zip(found.into_iter().rev()) {
        match piece {
            Piece::Literal(..) if start != at => return None,
            Piece::Parameter(_) if at >= end => return None,
            Piece::Parameter(name) => values.push((name.clone(), text[at..end].to_owned())),
            Piece::Literal(..) => {}
        }
        at = end;
    }
    (at == text.len()).then_some(())
}

/// Where a literal begins within a text: at the text's beginning, at its end, or else as far to the right as it is found.
fn place(text: &str, literal: &str, is_first: bool, is_last: bool) -> Option<usize> {
    match (is_first, is_last) {
        (true, true) => (text == literal).then_some(0),
        (true, false) => text.starts_with(literal).then_some(0),
        (false, true) => text.strip_suffix(literal).map(str::len),
        (false, false) => text.rfind(literal),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use cpu_time::ThreadTime;

    use super::*;

    fn values(template: &str, path: &str) -> Option<String> {
        let values = match_path(&PathTemplate::parse(template), path)?;
        Some(values.into_iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn parameters_take_as_much_as_they_can() {
        for (template, path, expected) in [
            ("/pets", "/pets", Some("")),
            ("/pets", "/pets/", None),
            ("/pets/{id}", "/pets/7", Some("id=7")),
            ("/pets/{id}", "/pets/", None),
            ("/files/{name}.{ending}", "/files/a.b.c", Some("name=a.b ending=c")),
            ("/files/{name}.{ending}", "/files/a.", None),
            ("/files/{name}.{ending}", "/files/.a", None),
            ("/files/{name}.{ending}", "/files/a.b.", Some("name=a ending=b.")),
            ("/{a}{b}{c}", "/wxyz", Some("a=wx b=y c=z")),
            ("/{a}{b}{c}", "/éßü", Some("a=é b=ß c=ü")),
            ("/{a}{b}{c}", "/xy", None),
            ("/x{a}-{b}-y", "/x1-2-3-y", Some("a=1-2 b=3")),
            ("/x{a}-{b}-y", "/x--y", None),
            ("/a b/{x}", "/a%20b/7", Some("x=7")),
            ("/{x} z{y}", "/1%20z2 z3", Some("x=1%20z2 y=3")),
            ("{x}", "a", Some("x=a")),
            ("/{x}/", "/a/", Some("x=a")),
            ("/{x}:run", "/a%3Arun", Some("x=a")),
        ] {
            assert_eq!(values(template, path).as_deref(), expected, "{template} {path}");
        }
    }

    /// The reading of the specification, tried out: exponential, for short texts.
    fn tried(parts: &[PathPart], path: &str) -> Option<Vec<String>> {
        match parts.split_first() {
            None => path.is_empty().then(Vec::new),
            Some((PathPart::Literal(text), rest)) => tried(rest, path.strip_prefix(text.as_str())?),
            Some((PathPart::Parameter(_), rest)) => {
                let end = path.find('/').unwrap_or(path.len());
                (1..=end).rev().find_map(|at| {
                    let mut values = tried(rest, &path[at..])?;
                    values.insert(0, path[..at].to_owned());
                    Some(values)
                })
            }
        }
    }

    #[test]
    fn what_is_found_is_what_trying_everything_finds() {
        let pieces = ["{p}", "a", "-", "/", "aa", "a-"];
        let letters = ['a', '-', '/', 'b'];
        let mut checked = 0;
        for number in 0..pieces.len().pow(5) {
            let digit = |at: u32| number / pieces.len().pow(at) % pieces.len();
            let template: String = (0..5).map(|at| pieces[digit(at)]).collect();
            let template = PathTemplate::parse(&template);
            for seed in 0..16_usize {
                let mixed = (number * 16 + seed).wrapping_mul(0x9E37_79B9_7F4A_7C15);
                let path: String = (0..8).map(|at| letters[mixed >> (20 + 3 * at) & 3]).take(3 + seed % 6).collect();
                let found = match_path(&template, &path).map(|all| all.into_iter().map(|(_, value)| value).collect());
                assert_eq!(found, tried(template.parts(), &path), "{} {path}", template.as_str());
                checked += 1;
            }
        }
        assert_eq!(checked, 6_usize.pow(5) * 16);
    }

    #[test]
    fn many_parameters_in_one_segment_take_no_longer_than_few() {
        let template = format!("/{}-end", (0..60).map(|index| format!("{{p{index}}}")).collect::<Vec<_>>().concat());
        let began = ThreadTime::now();
        assert_eq!(values(&template, &format!("/{}", "a".repeat(60_000))), None);
        assert!(values(&template, &format!("/{}-end", "a".repeat(60_000))).is_some());
        let template = format!("/{}", (0..60).map(|index| format!("{{p{index}}}a-")).collect::<Vec<_>>().concat());
        assert_eq!(values(&template, &format!("/{}", "a-".repeat(30_000))).map(|_| ()), Some(()));
        assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    }
}
