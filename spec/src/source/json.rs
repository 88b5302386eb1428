//! JSON (RFC 8259) to the tree. A reader of our own, since the tree needs offsets and real documents need tolerance:
//! lone surrogates are reported and replaced, control characters in strings are reported and kept, commas before a bracket's end
//! are reported and read past.

use std::ops::Range;

use super::builder::Builder;
use super::documents::span;
use super::node::NodeDataKind;
use super::scalar;
use crate::diagnostic::Diagnostic;

/// Reads a text. What is wrong goes to the builder's sink; what was read up to there stays.
pub(super) fn read(text: &str, builder: &mut Builder<'_>) {
    let mut reader = Reader { text, at: 0, builder };
    if let Err(Stop::Mistake { at, message }) = reader.document() {
        let document = reader.builder.document;
        let end = text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
        reader.builder.sink.push(
            Diagnostic::error("json-syntax", span(document, at..end), message)
                .help("the text is valid JSON up to here; fix this place and check again"),
        );
    }
}

struct Reader<'t, 'b, 'd> {
    text: &'t str,
    at: usize,
    builder: &'b mut Builder<'d>,
}

/// Why reading ends early.
enum Stop {
    Mistake {
        at: usize,
        message: String,
    },
    /// The builder has reported why.
    Told,
}

type Read<T> = Result<T, Stop>;

impl Reader<'_, '_, '_> {
    /// Values and their punctuation without recursion: `closers` holds what each open collection ends with.
    fn document(&mut self) -> Read<()> {
        let mut closers = Vec::new();
        loop {
            self.value(&mut closers)?;
            while let Some(closer) = closers.last().copied() {
                match self.peek() {
                    Some(b',') => {
                        let comma = self.at;
                        self.at += 1;
                        if self.peek() == Some(closer) {
                            self.report_comma(comma);
                            continue;
                        }
                        if closer == b'}' {
                            self.key()?;
                        }
                        break;
                    }
                    Some(byte) if byte == closer => {
                        self.at += 1;
                        closers.pop();
                        self.builder.close(self.at);
                    }
                    _ => return Err(self.mistake(&format!("expected `,` or `{}`", char::from(closer)))),
                }
            }
            if closers.is_empty() {
                return match self.peek() {
                    None => Ok(()),
                    Some(_) => Err(self.mistake("expected the end of the text")),
                };
            }
        }
    }

    /// A comma that nothing follows, as most languages allow and JSON does not.
    fn report_comma(&mut self, at: usize) {
        let place = span(self.builder.document, at..at + 1);
        let message = "JSON allows no comma after the last element".to_owned();
        let diagnostic = if self.builder.strict {
            Diagnostic::error("json-syntax", place, message).help("remove it")
        } else {
            Diagnostic::warning("json-syntax", place, message).help("remove it; until then it is ignored")
        };
        self.builder.sink.push(diagnostic);
    }

    /// A scalar, or a collection down to its first scalar.
    fn value(&mut self, closers: &mut Vec<u8>) -> Read<()> {
        loop {
            let start = self.at_next();
            match self.peek() {
                Some(b'{') => {
                    self.open(true, start)?;
                    if self.peek() == Some(b'}') {
                        self.at += 1;
                        self.builder.close(self.at);
                        return Ok(());
                    }
                    closers.push(b'}');
                    self.key()?;
                }
                Some(b'[') => {
                    self.open(false, start)?;
                    if self.peek() == Some(b']') {
                        self.at += 1;
                        self.builder.close(self.at);
                        return Ok(());
                    }
                    closers.push(b']');
                }
                Some(b'"') => {
                    let text = self.string()?;
                    return self.scalar(NodeDataKind::String(text.into()), start);
                }
                Some(_) => return self.word(start),
                None => return Err(self.mistake("expected a value, found the end of the text")),
            }
        }
    }

    fn open(&mut self, is_mapping: bool, start: usize) -> Read<()> {
        self.at += 1;
        self.builder.open(is_mapping, start..self.at).map(drop).ok_or(Stop::Told)
    }

    fn key(&mut self) -> Read<()> {
        let start = self.at_next();
        if self.peek() != Some(b'"') {
            return Err(self.mistake("expected a key in double quotes"));
        }
        let text = self.string()?;
        self.scalar(NodeDataKind::String(text.into()), start)?;
        if self.peek() != Some(b':') {
            return Err(self.mistake("expected `:` after the key"));
        }
        self.at += 1;
        Ok(())
    }

    fn word(&mut self, start: usize) -> Read<()> {
        let rest = &self.text[start..];
        let length = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "+-.".contains(c))).unwrap_or(rest.len());
        let word = &rest[..length];
        let kind = match word {
            "null" => NodeDataKind::Null,
            "true" => NodeDataKind::Bool(true),
            "false" => NodeDataKind::Bool(false),
            _ if is_number(word) => scalar::number(word)
                .map(|number| NodeDataKind::Number(Box::new(number)))
                .ok_or_else(|| self.mistake("a number out of range"))?,
            _ => return Err(self.mistake("expected a value")),
        };
        self.at = start + length;
        self.scalar(kind, start)
    }

    fn scalar(&mut self, kind: NodeDataKind, start: usize) -> Read<()> {
        self.builder.scalar(kind, start..self.at).map(drop).ok_or(Stop::Told)
    }

    fn string(&mut self) -> Read<String> {
        let start = self.at;
        self.at += 1;
        let mut value = String::new();
        loop {
            let rest = &self.text[self.at..];
            let Some(stop) = rest.find(|c: char| c == '"' || c == '\\' || c < ' ') else {
                return Err(Stop::Mistake { at: start, message: "this string is never closed".to_owned() });
            };
            value.push_str(&rest[..stop]);
            self.at += stop;
            match rest.as_bytes()[stop] {
                b'"' => {
                    self.at += 1;
                    return Ok(value);
                }
                b'\\' => self.escape(&mut value)?,
                control => {
                    self.warn("control-character", self.at..self.at + 1, "a control character must be escaped in JSON");
                    value.push(char::from(control));
                    self.at += 1;
                }
            }
        }
    }

    fn escape(&mut self, value: &mut String) -> Read<()> {
        let start = self.at;
        let Some(letter) = self.text.as_bytes().get(start + 1).copied() else {
            return Err(self.mistake("an escape without an end"));
        };
        self.at += 2;
        value.push(match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => self.unicode(start)?,
            _ => return Err(Stop::Mistake { at: start, message: "JSON knows no such escape".to_owned() }),
        });
        Ok(())
    }

    fn unicode(&mut self, start: usize) -> Read<char> {
        let high = self.hex(start)?;
        if (0xd800..0xdc00).contains(&high) && self.text[self.at..].starts_with("\\u") {
            let after_high = self.at;
            self.at += 2;
            let low = self.hex(after_high)?;
            if (0xdc00..0xe000).contains(&low) {
                let scalar = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                return Ok(char::from_u32(scalar).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            self.at = after_high;
        }
        Ok(char::from_u32(high).unwrap_or_else(|| {
            self.warn("lone-surrogate", start..self.at, "half of a surrogate pair is not a character");
            char::REPLACEMENT_CHARACTER
        }))
    }

    fn hex(&mut self, start: usize) -> Read<u32> {
        let digits = self.text.get(self.at..self.at + 4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let Some(value) = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) else {
            return Err(Stop::Mistake { at: start, message: "`\\u` needs four hexadecimal digits".to_owned() });
        };
        self.at += 4;
        Ok(value)
    }

    fn warn(&mut self, code: &'static str, range: Range<usize>, message: &str) {
        let span = span(self.builder.document, range);
        self.builder.sink.push(Diagnostic::warning(code, span, message.to_owned()));
    }

    fn at_next(&mut self) -> usize {
        self.peek();
        self.at
    }

    /// The next byte that is not white space.
    fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while matches!(bytes.get(self.at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
        bytes.get(self.at).copied()
    }

    fn mistake(&self, message: &str) -> Stop {
        Stop::Mistake { at: self.at, message: message.to_owned() }
    }
}

/// The grammar of RFC 8259 section 6.
fn is_number(word: &str) -> bool {
    let unsigned = word.strip_prefix('-').unwrap_or(word);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).map_or((unsigned, None), |(m, e)| (m, Some(e)));
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(w, f)| (w, Some(f)));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|text| digits(text.strip_prefix(['+', '-']).unwrap_or(text)))
}
