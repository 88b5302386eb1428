//! Texts that match a regular expression of ECMA-262, by way of the syntax tree of `regex-syntax`, which reads most of
//! them. Whether a text really matches is judged by `regress` afterwards.

use regex_syntax::hir::{Class, Hir, HirKind, Look};

use super::{Completeness, Generator, SeededRng};

/// How often an unbounded repetition repeats at most, beyond its least.
const REPEAT: u32 = 8;
/// No text of a pattern is longer.
const LONGEST: usize = 20_000;

/// A text that likely matches; nothing where the expression uses what `regex-syntax` does not read.
pub(super) fn matching(generator: &mut Generator<'_>, pattern: &str, min: usize, max: Option<usize>) -> Option<String> {
    let tree = generator.validators.patterns.tree(pattern, parse)?;
    let mut writer = Writer {
        rng: &mut generator.rng,
        plain: generator.completeness != Completeness::Random,
        room: max.unwrap_or(LONGEST).min(LONGEST),
        text: String::new(),
        characters: 0,
        open_end: true,
        wanted: min,
    };
    let written = writer.write(&tree);
    let Writer { text, characters, open_end, .. } = writer;
    generator.validators.work.charge(work_of(characters));
    written?;
    Some(if open_end { lengthened(text, pattern, min) } else { text })
}

/// The plainest text that matches.
pub(crate) fn text_like(pattern: &str) -> Option<String> {
    written(pattern, true, &mut SeededRng::of(0, &[pattern]))
}

/// A text that matches, drawn.
pub(crate) fn text_matching(pattern: &str, rng: &mut SeededRng) -> Option<String> {
    written(pattern, false, rng)
}

fn written(pattern: &str, plain: bool, rng: &mut SeededRng) -> Option<String> {
    let tree = parse(pattern)?;
    let mut writer =
        Writer { rng, plain, room: LONGEST, text: String::new(), characters: 0, open_end: true, wanted: 0 };
    writer.write(&tree)?;
    Some(writer.text)
}

/// Expressions of ECMA-262 that differ in notation alone.
fn parse(pattern: &str) -> Option<Hir> {
    let notation = pattern.replace("\\/", "/");
    let notation = without_look_around(&notation);
    let parser = || regex_syntax::ParserBuilder::new().unicode(true).nest_limit(60).build();
    parser().parse(pattern).ok().or_else(|| parser().parse(&notation).ok())
}

/// The expression without its look-around groups, whose texts the judge refuses afterwards where they do not match.
fn without_look_around(pattern: &str) -> String {
    let mut rest = pattern;
    let mut kept = String::new();
    while let Some(start) = ["(?=", "(?!", "(?<=", "(?<!"].iter().filter_map(|open| rest.find(open)).min() {
        kept.push_str(&rest[..start]);
        rest = &rest[start + group_length(&rest[start..])..];
    }
    kept + rest
}

/// The length of the group that a text begins with.
fn group_length(text: &str) -> usize {
    let (mut depth, mut in_class, mut escaped) = (0_usize, false, false);
    for (at, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => depth += 1,
            ')' if !in_class => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    text.len()
}

/// A pattern without `$` leaves room behind the match.
fn lengthened(mut text: String, pattern: &str, min: usize) -> String {
    let missing = min.min(LONGEST).saturating_sub(text.chars().count());
    if missing > 0 && !pattern.ends_with('$') {
        text.extend(std::iter::repeat_n('a', missing));
    }
    text
}

struct Writer<'d> {
    rng: &'d mut SeededRng,
    plain: bool,
    room: usize,
    text: String,
    /// The characters of the text.
    characters: usize,
    open_end: bool,
    wanted: usize,
}

impl Writer<'_> {
    fn write(&mut self, tree: &Hir) -> Option<()> {
        match tree.kind() {
            HirKind::Empty => Some(()),
            HirKind::Literal(literal) => {
                let text = std::str::from_utf8(&literal.0).ok()?;
                self.text.push_str(text);
                self.characters += text.chars().count();
                Some(())
            }
            HirKind::Class(class) => {
                let character = self.character(class)?;
                self.text.push(character);
                self.characters += 1;
                Some(())
            }
            HirKind::Look(look) => {
                if matches!(look, Look::End) {
                    self.open_end = false;
                }
                Some(())
            }
            HirKind::Repetition(repetition) => {
                let most = repetition.max.unwrap_or(repetition.min.saturating_add(REPEAT).max(self.missing()));
                for _ in 0..self.times(repetition.min, most) {
                    if self.text.len() > LONGEST {
                        return None;
                    }
                    self.write(&repetition.sub)?;
                }
                Some(())
            }
            HirKind::Capture(capture) => self.write(&capture.sub),
            HirKind::Concat(parts) => parts.iter().try_for_each(|part| self.write(part)),
            HirKind::Alternation(parts) => {
                let part = if self.plain { parts.first() } else { self.rng.one_of(parts) };
                self.write(part?)
            }
        }
    }

    /// How many characters are missing to the least length.
    fn missing(&self) -> u32 {
        u32::try_from(self.wanted.saturating_sub(self.characters)).unwrap_or(u32::MAX)
    }

    fn times(&mut self, least: u32, most: u32) -> u32 {
        let room = u32::try_from(self.room.saturating_sub(self.characters)).unwrap_or(u32::MAX);
        let most = most.min(room.max(least));
        let needed = self.missing().clamp(least, most.max(least));
        if self.plain {
            return needed.max(least.max(1).min(most));
        }
        match self.rng.below(5) {
            0 => needed,
            1 => most,
            _ => u32::try_from(self.rng.between(needed.into(), most.into())).unwrap_or(least),
        }
    }

    /// A character of a class; printable ASCII where the class has any.
    fn character(&mut self, class: &Class) -> Option<char> {
        // Classes are sorted and may be large: `\w` has hundreds of ranges, of which few are printable ASCII.
        let all = count(class);
        let printable: Vec<(u32, u32)> = (0..all)
            .map_while(|index| range(class, index))
            .take_while(|(start, _)| *start <= 0x7e)
            .map(|(start, end)| (start.max(0x21), end.min(0x7e)))
            .filter(|(start, end)| start <= end)
            .collect();
        let odd = !self.plain && self.rng.one_in(10);
        let is_any = printable.is_empty() || odd;
        let index = if self.plain { 0 } else { self.rng.below(if is_any { all } else { printable.len() }) };
        let (start, end) = if is_any { range(class, index)? } else { printable.get(index).copied()? };
        let drawn = if self.plain { start } else { u32::try_from(self.rng.between(start.into(), end.into())).ok()? };
        char::from_u32(drawn).or_else(|| char::from_u32(start))
    }
}

/// How many ranges a class has.
fn count(class: &Class) -> usize {
    match class {
        Class::Unicode(class) => class.ranges().len(),
        Class::Bytes(class) => class.ranges().len(),
    }
}

/// A range of a class.
fn range(class: &Class, index: usize) -> Option<(u32, u32)> {
    match class {
        Class::Unicode(class) => class.ranges().get(index).map(|range| (range.start().into(), range.end().into())),
        Class::Bytes(class) => class.ranges().get(index).map(|range| (range.start().into(), range.end().into())),
    }
}

/// What writing so many characters counts as.
fn work_of(characters: usize) -> u64 {
    u64::try_from(characters).unwrap_or(u64::MAX)
}
