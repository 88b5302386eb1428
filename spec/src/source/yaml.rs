//! YAML 1.2 to the tree, by the events of `granit-parser`.

use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle, Span as YamlSpan};
use rustc_hash::FxHashMap;

use super::builder::Builder;
use super::documents::span;
use super::node::NodeDataKind;
use super::scalar;
use crate::diagnostic::Diagnostic;

/// Reads a text. What is wrong goes to the builder's sink; what was read up to there stays.
pub(super) fn read(text: &str, builder: &mut Builder<'_>) {
    let mut anchors: FxHashMap<usize, u32> = FxHashMap::default();
    let mut open = Vec::new();
    let mut documents = 0;
    for next in Parser::new_from_str(text) {
        let (event, place) = match next {
            Ok(found) => found,
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
                builder.sink.push(
                    Diagnostic::error("yaml-syntax", span(builder.document, at..at), error.info())
                        .help("the text up to here reads as YAML 1.2; mend this place and check again"),
                );
                return;
            }
        };
        let range = range_of(&place, text);
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
                    return;
                }
            }
            Event::Scalar(value, style, anchor, _) => {
                let plain = style == ScalarStyle::Plain && !builder.expects_key();
                let kind = if plain { scalar::plain(&value) } else { NodeDataKind::String(value.as_ref().into()) };
                anchors.insert(anchor, builder.scalar(kind, range));
            }
            Event::SequenceStart(_, anchor, _) | Event::MappingStart(_, anchor, _)
                if builder.expects_key() && !open.is_empty() =>
            {
                builder.sink.push(
                    Diagnostic::error(
                        "key-not-a-string",
                        span(builder.document, range),
                        "a key must be text, not a collection".to_owned(),
                    )
                    .help("quote the key; `{...}` at the place of a key is a mapping in YAML"),
                );
                let _ = anchor;
                return;
            }
            Event::SequenceStart(_, anchor, _) => {
                let Some(node) = builder.open(false, range) else { return };
                anchors.insert(anchor, node);
                open.push(node);
            }
            Event::MappingStart(_, anchor, _) => {
                let Some(node) = builder.open(true, range) else { return };
                anchors.insert(anchor, node);
                open.push(node);
            }
            Event::SequenceEnd | Event::MappingEnd => {
                open.pop();
                builder.close(range.end);
            }
            Event::Alias(anchor) => match anchors.get(&anchor) {
                Some(node) if !builder.is_open(*node) => builder.alias(*node),
                _ => {
                    builder.sink.push(
                        Diagnostic::error(
                            "alias-cycle",
                            span(builder.document, range),
                            "this alias stands inside of what it refers to".to_owned(),
                        )
                        .help("use a `$ref` for what refers to itself"),
                    );
                    return;
                }
            },
            _ => {}
        }
    }
}

fn range_of(place: &YamlSpan, text: &str) -> Range<usize> {
    let range = place.byte_range().unwrap_or(0..0);
    let end = range.end.min(text.len());
    range.start.min(end)..end
}
