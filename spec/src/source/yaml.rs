//! YAML 1.2 to the tree, by the events of `granit-parser`.

use std::ops::Range;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, Span as YamlSpan};
use rustc_hash::FxHashMap;

use super::builder::Builder;
use super::documents::span;
use super::node::NodeDataKind;
use super::scalar;
use crate::diagnostic::Diagnostic;

/// Reads a text. What is wrong goes to the builder's sink; what was read up to there stays.
///
/// A quoted scalar whose further lines are indented less than YAML 1.2.2 (section 7.3.1) asks for is read as libyaml
/// reads it: those lines are indented, which folding takes out again, and reading begins anew.
pub(super) fn read(text: &str, builder: &mut Builder<'_>) {
    let mut indented = Indented { text: text.to_owned(), lines: Vec::new() };
    while let Some(line) = read_indented(&indented, builder) {
        if indented.lines.len() >= REPAIR_LIMIT || indented.lines.len().saturating_mul(text.len()) > REPAIR_BYTES {
            let at = indented.original(line);
            let message = "this line of a quoted text is indented less than what it belongs to".to_owned();
            let help = format!(
                "indent it (YAML 1.2.2 section 7.3.1); at most {REPAIR_LIMIT} such lines, and {} MiB, are repaired",
                REPAIR_BYTES >> 20
            );
            builder.sink.push(Diagnostic::error("yaml-syntax", span(builder.document, at..at), message).help(help));
            return;
        }
        indented.indent(line);
        builder.restart();
    }
}

/// The most lines that are indented before reading gives up.
const REPAIR_LIMIT: usize = 200;

/// The most that is read anew for lines that are indented, in bytes.
const REPAIR_BYTES: usize = 64 << 20;

/// What the parser says of a node that has no anchor.
const NO_ANCHOR: usize = 0;

/// More than any scalar's parent can be indented at the depth that is read.
const INDENT: usize = 512;

/// A text in which some lines are indented further than in the document.
struct Indented {
    text: String,
    /// Where, in `text`, spaces were put in; in order.
    lines: Vec<usize>,
}

impl Indented {
    fn indent(&mut self, line_start: usize) {
        self.text.insert_str(line_start, &" ".repeat(INDENT));
        let index = self.lines.partition_point(|start| *start < line_start);
        for later in &mut self.lines[index..] {
            *later += INDENT;
        }
        self.lines.insert(index, line_start);
    }

    /// The offset in the document.
    fn original(&self, offset: usize) -> usize {
        let before = self.lines.partition_point(|start| *start < offset);
        let within = self.lines[..before].last().map_or(0, |start| (start + INDENT).saturating_sub(offset));
        (offset + within).saturating_sub(before * INDENT)
    }
}

/// Reads once; the start of a line comes back when it must be indented first.
fn read_indented(indented: &Indented, builder: &mut Builder<'_>) -> Option<usize> {
    let text = indented.text.as_str();
    let mut anchors: FxHashMap<usize, u32> = FxHashMap::default();
    let mut open = Vec::new();
    let mut documents = 0;
    for next in Parser::new_from_str(text) {
        let (event, place) = match next {
            Ok(found) => found,
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
                let line_start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
                if matches!(error.kind(), ErrorKind::InvalidQuotedScalarIndent) && !indented.lines.contains(&line_start)
                {
                    return Some(line_start);
                }
                let at = indented.original(at);
                if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
                    builder.report_depth(at..at);
                    return None;
                }
                builder.sink.push(
                    Diagnostic::error("yaml-syntax", span(builder.document, at..at), error.info())
                        .help("the text is valid YAML 1.2 up to here; fix this place and check again"),
                );
                return None;
            }
        };
        let range = range_of(&place, indented);
        let is_mapping = matches!(event, Event::MappingStart(..));
        match event {
            Event::DocumentStart(..) => {
                documents += 1;
                if documents > 1 {
                    builder.sink.push(
                        Diagnostic::warning(
                            "several-documents",
                            span(builder.document, range),
                            "a second YAML document begins here and is not read".to_owned(),
                        )
                        .help("keep one OpenAPI document in a file"),
                    );
                    return None;
                }
            }
            Event::Scalar(value, style, anchor, _) => {
                let plain = style == ScalarStyle::Plain && !builder.expects_key();
                let kind = if plain { scalar::plain(&value) } else { NodeDataKind::String(value.as_ref().into()) };
                anchors.insert(anchor, builder.scalar(kind, range)?);
            }
            Event::SequenceStart(..) | Event::MappingStart(..) if builder.expects_key() && !open.is_empty() => {
                builder.sink.push(
                    Diagnostic::error(
                        "key-not-a-string",
                        span(builder.document, range),
                        "a key must be text, not a collection".to_owned(),
                    )
                    .help("quote the key; `{...}` at the place of a key is a mapping in YAML"),
                );
                return None;
            }
            Event::SequenceStart(_, anchor, _) | Event::MappingStart(_, anchor, _) => {
                let node = builder.open(is_mapping, range)?;
                if anchor != NO_ANCHOR {
                    anchors.insert(anchor, node);
                    builder.anchor(node);
                }
                open.push(node);
            }
            Event::SequenceEnd | Event::MappingEnd => {
                open.pop();
                builder.close(range.end);
            }
            Event::Alias(anchor) => match anchors.get(&anchor) {
                Some(node) if !builder.is_open(*node) => {
                    if !builder.alias(*node, range) {
                        return None;
                    }
                }
                _ => {
                    builder.sink.push(
                        Diagnostic::error(
                            "alias-cycle",
                            span(builder.document, range),
                            "this alias is inside of the node that it refers to".to_owned(),
                        )
                        .help("use a `$ref` for what refers to itself"),
                    );
                    return None;
                }
            },
            _ => {}
        }
    }
    None
}

fn range_of(place: &YamlSpan, indented: &Indented) -> Range<usize> {
    let range = place.byte_range().unwrap_or(0..0);
    let end = indented.original(range.end.min(indented.text.len()));
    indented.original(range.start).min(end)..end
}
