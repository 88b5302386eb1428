//! A text as it reads once what is escaped in it is undone, with the place of every byte in the text as it came. Escapes
//! may be mixed, repeated and partial, so that they are undone in the text that is searched and not guessed at in what is
//! searched for.

/// Decoded bytes, and where each of them began in the text as it came.
pub(super) struct View {
    pub(super) bytes: Vec<u8>,
    /// One more than there are bytes: the last is the text's end.
    places: Vec<usize>,
}

/// How often what was undone is undone again: JSON in JSON in JSON is the deepest that is read.
const DEPTH: usize = 3;

/// Ways to undo, each applied to what the others gave.
const DECODERS: [fn(&View) -> Option<View>; 4] = [backslashes, percents, references, invisible];

impl View {
    /// A text as it came.
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self { bytes: bytes.to_vec(), places: (0..=bytes.len()).collect() }
    }

    /// Where a range of decoded bytes is in the text as it came.
    pub(super) fn range(&self, start: usize, end: usize) -> std::ops::Range<usize> {
        self.places[start]..self.places[end]
    }

    /// Shows a visitor this view, and all that come of undoing escapes.
    pub(super) fn visit(self, visitor: &mut dyn FnMut(&Self)) {
        self.visit_to(DEPTH, visitor);
    }

    fn visit_to(self, depth: usize, visitor: &mut dyn FnMut(&Self)) {
        visitor(&self);
        if depth > 0 {
            for decoded in DECODERS.iter().filter_map(|decoder| decoder(&self)) {
                decoded.visit_to(depth - 1, visitor);
            }
        }
    }

    /// Undoes what `decode` reads at a position: the bytes that an escape stands for, and its length.
    fn decoded(&self, sign: u8, decode: impl Fn(&[u8]) -> Option<(Vec<u8>, usize)>) -> Option<Self> {
        if !self.bytes.contains(&sign) {
            return None;
        }
        let mut found = Self { bytes: Vec::with_capacity(self.bytes.len()), places: Vec::new() };
        let mut at = 0;
        while at < self.bytes.len() {
            let escape = if self.bytes[at] == sign { decode(&self.bytes[at..]) } else { None };
            let (bytes, length) = match &escape {
                Some((bytes, length)) => (bytes.as_slice(), *length),
                None => (&self.bytes[at..=at], 1),
            };
            found.bytes.extend_from_slice(bytes);
            let count = bytes.len();
            found.places.extend(std::iter::repeat_n(self.places[at], count));
            at += length;
        }
        found.places.extend(self.places.last());
        (found.bytes.len() < self.bytes.len()).then_some(found)
    }
}

/// Escapes of JSON (RFC 8259 section 7) and of string literals of Rust, Python, C and shells.
fn backslashes(view: &View) -> Option<View> {
    view.decoded(b'\\', |rest| {
        let second = *rest.get(1)?;
        let simple = |byte: u8| Some((vec![byte], 2));
        match second {
            b'u' if rest.get(2) == Some(&b'{') => {
                let end = rest.iter().take(12).position(|byte| *byte == b'}')?;
                Some((character(hexadecimal(&rest[3..end])?)?, end + 1))
            }
            b'u' => utf16(rest),
            b'U' => Some((character(hexadecimal(rest.get(2..10)?)?)?, 10)),
            b'x' => Some((vec![u8::try_from(hexadecimal(rest.get(2..4)?)?).ok()?], 4)),
            b'0'..=b'7'
                if rest.get(1..4).is_some_and(|digits| digits.iter().all(|digit| (b'0'..=b'7').contains(digit))) =>
            {
                let value = rest[1..4].iter().fold(0, |value, digit| value * 8 + u32::from(digit - b'0'));
                Some((vec![u8::try_from(value).ok()?], 4))
            }
            b'n' => simple(b'\n'),
            b'r' => simple(b'\r'),
            b't' => simple(b'\t'),
            b'b' => simple(8),
            b'f' => simple(12),
            b'0' => simple(0),
            other => simple(other),
        }
    })
}

/// `\uXXXX`, and two of them for a character beyond U+FFFF.
fn utf16(rest: &[u8]) -> Option<(Vec<u8>, usize)> {
    let first = hexadecimal(rest.get(2..6)?)?;
    if !(0xd800..0xdc00).contains(&first) {
        return Some((character(first)?, 6));
    }
    let second =
        rest.get(6..12).filter(|second| second.starts_with(b"\\u")).and_then(|second| hexadecimal(&second[2..]))?;
    let low = second.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
    Some((character(0x1_0000 + ((first - 0xd800) << 10) + low)?, 12))
}

/// `%XX` (RFC 3986 section 2.1).
fn percents(view: &View) -> Option<View> {
    view.decoded(b'%', |rest| Some((vec![u8::try_from(hexadecimal(rest.get(1..3)?)?).ok()?], 3)))
}

/// Character references of HTML and XML: named, decimal and hexadecimal, with or without their semicolon.
fn references(view: &View) -> Option<View> {
    view.decoded(b'&', |rest| {
        if rest.get(1) == Some(&b'#') {
            let (digits, radix) = match rest.get(2)? {
                b'x' | b'X' => (&rest[3..], 16),
                _ => (&rest[2..], 10),
            };
            let is_digit = |byte: &u8| char::from(*byte).is_digit(radix);
            let count = digits.iter().take(32).take_while(|byte| is_digit(byte)).count();
            let value = u32::from_str_radix(std::str::from_utf8(&digits[..count]).ok()?, radix).ok()?;
            let length = rest.len() - digits.len() + count;
            return Some((character(value)?, length + usize::from(rest.get(length) == Some(&b';'))));
        }
        let end = rest.iter().take(34).position(|byte| *byte == b';')?;
        let name = std::str::from_utf8(&rest[..=end]).ok()?;
        let decoded = html_escape::decode_html_entities(name);
        (decoded.len() < name.len()).then(|| (decoded.into_owned().into_bytes(), name.len()))
    })
}

/// Leaves out what nobody sees and what wraps lines: controls, soft hyphens, and characters without a width.
fn invisible(view: &View) -> Option<View> {
    let mut found = View { bytes: Vec::with_capacity(view.bytes.len()), places: Vec::new() };
    let mut at = 0;
    while at < view.bytes.len() {
        let skipped = match &view.bytes[at..] {
            [0..=0x1f | 0x7f, ..] => 1,
            [0xc2, 0xad, ..] => 2,
            [0xe2, 0x80, 0x8b..=0x8f | 0xa8 | 0xa9, ..] | [0xe2, 0x81, 0xa0, ..] | [0xef, 0xbb, 0xbf, ..] => 3,
            _ => 0,
        };
        if skipped == 0 {
            found.bytes.push(view.bytes[at]);
            found.places.push(view.places[at]);
        }
        at += skipped.max(1);
    }
    found.places.extend(view.places.last());
    (found.bytes.len() < view.bytes.len()).then_some(found)
}

fn hexadecimal(digits: &[u8]) -> Option<u32> {
    let is_hexadecimal = !digits.is_empty() && digits.iter().all(u8::is_ascii_hexdigit);
    if !is_hexadecimal {
        return None;
    }
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

fn character(code: u32) -> Option<Vec<u8>> {
    Some(char::from_u32(code)?.to_string().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::View;

    fn reads(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        View::of(text.as_bytes()).visit(&mut |view| found.push(String::from_utf8_lossy(&view.bytes).into_owned()));
        found
    }

    #[test]
    fn escapes_of_every_kind_are_undone() {
        for escaped in [
            r#"p@ss \"w\/é"#,
            r"p\u0040ss \u0022w\u002Fé",
            r"p@ss \u{22}w/\u00e9",
            r"p@ss \x22w/\303\251",
            "p%40ss%20%22w%2f%C3%a9",
            "p&commat;ss &quot;w&sol;&eacute;",
            "p@ss &#34;w&#x2F;&#xe9",
            "p@\r\n ss\u{200b} \"w/é",
            r"p@ss \\\u0022w\\/é",
            "p%2540ss%2520%2522w/é",
            "p@ss &amp;quot;w/é",
        ] {
            let wanted = if escaped.contains("\r\n") { "p@ ss \"w/é" } else { "p@ss \"w/é" };
            assert!(reads(escaped).iter().any(|read| read == wanted), "{escaped}: {:?}", reads(escaped));
        }
        assert!(reads(r"\ud83d\ude00").contains(&"😀".to_owned()));
    }

    #[test]
    fn places_are_those_of_the_text_as_it_came() {
        let mut ranges = Vec::new();
        View::of(b"a%5C%22b").visit(&mut |view| {
            if view.bytes == b"a\"b" {
                ranges.push(view.range(1, 2));
            }
        });
        assert_eq!(ranges.first(), Some(&(1..7)));
        assert_eq!(ranges.len(), 1);
    }
}
