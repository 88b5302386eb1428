//! Markdown of which nothing active can be a text of a document.
//!
//! A [`Page`] takes fixed text, and a document's texts by the methods here alone: made inert as a block of their own, as a
//! cell of a table, or as code. Each is held against the parser in the surroundings in which it will be.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::doc_text::DocText;
use super::markdown::{RUSTDOC, escaped, hazards, inert};
use crate::code_span;
use crate::names::Ident;

/// Characters of a cell at most.
const CELL: usize = 160;

/// Who reads a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reader {
    /// rustdoc, which knows the crate's items.
    Rustdoc,
    /// Anybody else.
    Anybody,
}

/// Markdown that consists of fixed text and of texts that are inert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Page {
    text: String,
    reader: Reader,
}

impl Page {
    /// Nothing yet.
    pub(crate) fn new(reader: Reader) -> Self {
        Self { text: String::new(), reader }
    }

    /// The program's own words.
    pub(crate) fn fixed(&mut self, text: &'static str) {
        self.text.push_str(text);
    }

    /// A document's Markdown as blocks of their own. What it leaves open would take in what follows; then all of it is
    /// shown as plain text.
    pub(crate) fn block(&mut self, markdown: &str) {
        let text = inert(markdown);
        let text = if is_closed(&text) { text } else { escaped(markdown) };
        self.text.extend([text.as_str(), "\n"]);
    }

    /// A document's text on one line of prose, or within a cell of a table.
    pub(crate) fn cell(&mut self, text: &str) {
        self.text.push_str(&cell(text));
    }

    /// A name or a value of a document as code, in prose or within a cell.
    pub(crate) fn code(&mut self, text: &str) {
        let text = if text.trim().is_empty() { "(nothing)" } else { text };
        let span = with_pipes(&code_span(text));
        let span = if fits_cell(&span) { span } else { code_span(&text.replace(['|', '\\'], " ")) };
        self.text.push_str(&span);
    }

    /// A number.
    pub(crate) fn number(&mut self, number: usize) {
        self.text.push_str(&number.to_string());
    }

    /// A method of a type of the crate's root.
    pub(crate) fn method(&mut self, of: &'static str, method: &Ident) {
        if self.reader == Reader::Anybody {
            return self.text.extend(["`", of, "::", method.as_str(), "`"]);
        }
        let raw = if method.is_raw() { "r#" } else { "" };
        self.text.extend(["[`", of, "::", raw, method.as_str(), "`]"]);
    }

    /// The same without the type's name: within a list of its methods.
    pub(crate) fn own_method(&mut self, of: &'static str, method: &Ident) {
        let name = method.as_str();
        let raw = if method.is_raw() { "r#" } else { "" };
        match self.reader {
            Reader::Anybody => self.text.extend(["`", name, "`"]),
            Reader::Rustdoc => self.text.extend(["[`", name, "`](", of, "::", raw, name, ")"]),
        }
    }

    /// A method of a resource of the client, as it is called.
    pub(crate) fn resource_method(&mut self, accessor: &Ident, type_name: &Ident, method: &Ident) {
        let called = [accessor.as_str(), "().", method.as_str()].concat();
        let raw = if method.is_raw() { "r#" } else { "" };
        match self.reader {
            Reader::Anybody => self.text.extend(["`client.", &called, "`"]),
            Reader::Rustdoc => {
                self.text.extend([
                    "[`",
                    &called,
                    "`](resources::",
                    type_name.as_str(),
                    "::",
                    raw,
                    method.as_str(),
                    ")",
                ]);
            }
        }
    }

    /// An item of a module of the crate, or of its root.
    pub(crate) fn item(&mut self, module: &'static str, name: &Ident) {
        match (self.reader, module) {
            (Reader::Anybody, _) => self.text.extend(["`", name.as_str(), "`"]),
            (Reader::Rustdoc, "") => self.text.extend(["[`", name.as_str(), "`]"]),
            (Reader::Rustdoc, _) => self.text.extend(["[`", name.as_str(), "`](", module, name.as_str(), ")"]),
        }
    }

    /// Rust or commands in a fence that nothing within ends.
    pub(crate) fn fenced(&mut self, language: &'static str, text: &str) {
        let longest = text.split(|sign| sign != '`').map(str::len).max().unwrap_or_default();
        let fence = "`".repeat(longest.max(2) + 1);
        self.text.extend([&fence, language, "\n", text.trim_end(), "\n", &fence, "\n"]);
    }

    /// The text.
    pub(crate) fn into_string(self) -> String {
        self.text
    }

    /// The same as documentation.
    pub(crate) fn into_docs(self) -> DocText {
        DocText::of_inert(self.into_string().trim_end().to_owned())
    }
}

/// Whether what follows inert Markdown is outside of it.
fn is_closed(markdown: &str) -> bool {
    [RUSTDOC, Options::empty()].into_iter().all(|options| {
        let followed = format!("{markdown}\n\n# end\n");
        let mut depth = 0_usize;
        let mut last = None;
        for event in Parser::new_ext(&followed, options) {
            match event {
                Event::Start(Tag::Heading { .. }) => last = Some(depth),
                Event::Start(_) => {
                    depth += 1;
                    last = None;
                }
                Event::End(TagEnd::Heading(_)) => {}
                Event::End(_) => depth = depth.saturating_sub(1),
                Event::Text(text) => last = last.filter(|_| &*text == "end"),
                _ => last = None,
            }
        }
        last == Some(0)
    })
}

/// A text on one line, inert within a table.
fn cell(text: &str) -> String {
    let mut line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = line.char_indices().nth(CELL) {
        line.truncate(line[..end].rfind(' ').unwrap_or(end));
        line.push('…');
    }
    let cell = with_pipes(&inert(&line).replace('\n', " "));
    if fits_cell(&cell) { cell } else { escaped(&line).replace('\n', " ") }
}

/// Whether a text is inert in a cell, and one cell.
fn fits_cell(text: &str) -> bool {
    let row = format!("| a | b |\n| - | - |\n| {text} | c |\n");
    let is_inert = [RUSTDOC, Options::empty()].into_iter().all(|options| hazards(&row, options).is_empty());
    let mut cells = 0;
    let mut last = false;
    for event in Parser::new_ext(&row, RUSTDOC) {
        match event {
            Event::Start(Tag::TableCell) => (cells, last) = (cells + 1, false),
            Event::Text(text) => last = &*text == "c",
            Event::End(TagEnd::TableCell | TagEnd::TableRow | TagEnd::Table) => {}
            _ => last = false,
        }
    }
    is_inert && cells == 4 && last
}

/// With a backslash before every pipe that has none.
fn with_pipes(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut backslashes = 0;
    for sign in text.chars() {
        if sign == '|' && backslashes % 2 == 0 {
            escaped.push('\\');
        }
        backslashes = if sign == '\\' { backslashes + 1 } else { 0 };
        escaped.push(sign);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Parser, Tag};

    use super::super::markdown::{RUSTDOC, hazards};
    use super::{Page, Reader, cell, is_closed};

    #[test]
    fn cells_stay_cells() {
        assert_eq!(cell("Lists *all* pets"), "Lists *all* pets");
        assert_eq!(cell("a | b\nc"), "a \\| b c");
        assert_eq!(cell("`a|b`"), "`a\\|b`");
        assert_eq!(cell("<script>"), "\\<script\\>");
        assert!(cell(&"word ".repeat(100)).ends_with("word…"));
    }

    #[test]
    fn what_a_text_leaves_open_is_closed() {
        assert!(is_closed("a\n\n- b\n- c") && is_closed("> a") && is_closed("```text\nx\n```") && is_closed(""));
        assert!(!is_closed("```text\nx"));
        let mut page = Page::new(Reader::Anybody);
        page.block("```\nopen");
        page.fixed("# Next\n");
        assert_eq!(page.into_string(), "```text\nopen\n```\n# Next\n");
    }

    #[test]
    fn a_fence_is_longer_than_what_is_within() {
        let mut page = Page::new(Reader::Anybody);
        page.fenced("rust", "let x = \"````\";\n");
        assert_eq!(page.into_string(), "`````rust\nlet x = \"````\";\n`````\n");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        #[test]
        fn whatever_is_written_the_page_keeps_its_form(
            texts in prop::collection::vec("[-a `*_\\\\\\[\\]()<>#|:!~&\n0-9.]{0,30}", 4),
        ) {
            let mut page = Page::new(Reader::Anybody);
            page.block(&texts[0]);
            page.fixed("\n# One\n\n| a | b |\n| - | - |\n| ");
            page.cell(&texts[1]);
            page.fixed(" | ");
            page.code(&texts[2]);
            page.fixed(" |\n\n");
            page.block(&texts[3]);
            page.fixed("\n# Two\n");
            let text = page.into_string();
            prop_assert_eq!(hazards(&text, RUSTDOC), []);
            let events: Vec<Event<'_>> = Parser::new_ext(&text, RUSTDOC).collect();
            let ours = |name: &str| events.windows(2).any(|two| {
                matches!(two, [Event::Start(Tag::Heading { .. }), Event::Text(text)] if &**text == name)
            });
            prop_assert!(ours("One") && ours("Two"), "{}", text);
            let cells = events.iter().filter(|event| **event == Event::Start(Tag::TableCell)).count();
            prop_assert!(cells >= 4, "{}", text);
        }
    }
}
