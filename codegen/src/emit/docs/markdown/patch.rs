//! What has to change in a text for it to be inert, by what a parse finds.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, OffsetIter, Parser, Tag, TagEnd};

use super::RUSTDOC;
use super::inert::is_web;

/// A part of the text, and what takes its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Patch {
    range: Range<usize>,
    replacement: String,
}

/// The text with what was found in it replaced; of patches that overlap, the first counts.
pub(super) fn applied(text: &str, mut patches: Vec<Patch>) -> String {
    patches.sort_by_key(|patch| (patch.range.start, patch.range.end));
    let mut out = String::with_capacity(text.len() + patches.len() * 2);
    let mut end = 0;
    for Patch { range, replacement } in patches {
        if range.start >= end {
            out.push_str(&text[end..range.start]);
            out.push_str(&replacement);
            end = range.end;
        }
    }
    out + &text[end..]
}

/// What has to change. None are there where the text is inert.
pub(super) fn patches(text: &str) -> Vec<Patch> {
    let mut reader = Reader { text, patches: Vec::new(), open: Vec::new(), links: 0, skipped: 0, code: Vec::new() };
    let mut events = Parser::new_ext(text, RUSTDOC).into_offset_iter();
    reader.definitions(&events);
    while let Some((event, range)) = events.next() {
        reader.event(&event, range, &mut events);
    }
    reader.blank_lines();
    reader.patches
}

struct Reader<'a> {
    text: &'a str,
    patches: Vec<Patch>,
    /// The containers and links that are open, the links with the ends of what they show.
    open: Vec<Open>,
    /// How many of them are links.
    links: usize,
    /// Nothing before it is looked at again.
    skipped: usize,
    /// The code blocks.
    code: Vec<Range<usize>>,
}

enum Open {
    Container,
    Link { is_kept: bool, shown: usize },
}

impl<'a> Reader<'a> {
    fn replace(&mut self, range: Range<usize>, replacement: impl Into<String>) {
        self.patches.push(Patch { range, replacement: replacement.into() });
    }

    fn insert(&mut self, at: usize, text: &str) {
        self.replace(at..at, text);
    }

    /// Definitions of links stand for nothing else, so that no event tells of them.
    fn definitions(&mut self, events: &OffsetIter<'a>) {
        let mut starts: Vec<usize> =
            events.reference_definitions().iter().map(|(_, definition)| definition.span.start).collect();
        starts.sort_unstable();
        for start in starts {
            self.escape_bracket(start..self.text.len());
        }
    }

    fn event(&mut self, event: &Event<'a>, range: Range<usize>, events: &mut OffsetIter<'a>) {
        if range.end <= self.skipped && !matches!(event, Event::End(_)) {
            return self.shown(range.end);
        }
        match event {
            Event::Start(Tag::CodeBlock(kind)) => self.code_block(kind, range, events),
            Event::Html(_) | Event::InlineHtml(_) => self.escape(range, &['<']),
            Event::Start(Tag::Link { link_type, dest_url, .. }) => self.link(*link_type, dest_url, range),
            Event::Start(Tag::Image { link_type, .. }) => self.image(*link_type, range, events),
            Event::FootnoteReference(_) => self.escape_bracket(range),
            Event::Start(Tag::FootnoteDefinition(_)) => {
                self.escape_bracket(range);
                self.open.push(Open::Container);
            }
            Event::Start(Tag::BlockQuote(_) | Tag::Item) => self.open.push(Open::Container),
            Event::End(TagEnd::BlockQuote(_) | TagEnd::Item | TagEnd::FootnoteDefinition) => {
                self.open.pop();
            }
            Event::End(TagEnd::Link) => self.link_end(range),
            Event::Text(_) => {
                self.shown(range.end);
                self.prose(range);
            }
            Event::Start(_) => {}
            _ => self.shown(range.end),
        }
    }

    /// What an open link shows goes up to here.
    fn shown(&mut self, end: usize) {
        if let Some(Open::Link { shown, .. }) = self.open.last_mut() {
            *shown = end.max(*shown);
        }
    }

    /// Puts a backslash before signs that have none.
    fn escape(&mut self, range: Range<usize>, signs: &[char]) {
        let start = range.start;
        for (at, _) in self.text[range].match_indices(signs) {
            if start + at >= self.skipped && !is_escaped(self.text, start + at) {
                self.insert(start + at, "\\");
            }
        }
    }

    fn escape_bracket(&mut self, range: Range<usize>) {
        if let Some(at) = self.text[range.clone()].find('[') {
            self.insert(range.start + at, "\\");
        }
    }

    /// Brackets and angles stand for themselves, addresses are linked.
    fn prose(&mut self, range: Range<usize>) {
        let is_linked = self.links > 0;
        let mut start = range.start.max(self.skipped);
        while !is_linked && start < range.end {
            let Some((at, end)) = address(self.text, start..range.end) else { break };
            self.escape(start..at, &['[', ']', '<', '>', '`']);
            self.insert(at, "<");
            self.insert(end, ">");
            self.skipped = end;
            start = end;
        }
        if start < range.end {
            self.escape(start..range.end, &['[', ']', '<', '>', '`']);
        }
    }

    /// A link to a web page stays, any other becomes what it shows.
    fn link(&mut self, kind: LinkType, target: &str, range: Range<usize>) {
        match kind {
            LinkType::Inline => self.open_link(is_web(target), range.start + 1),
            LinkType::Autolink if is_web(target) => self.open_link(true, range.start),
            LinkType::Autolink | LinkType::Email => {
                self.insert(range.start, "\\");
                self.skip_link(range);
            }
            _ => {
                self.escape_bracket(range.clone());
                self.skip_link(range);
            }
        }
    }

    fn skip_link(&mut self, range: Range<usize>) {
        self.skipped = self.skipped.max(range.end);
        self.open_link(true, range.start);
    }

    fn open_link(&mut self, is_kept: bool, shown: usize) {
        self.links += 1;
        self.open.push(Open::Link { is_kept, shown });
    }

    fn link_end(&mut self, range: Range<usize>) {
        if let Some(&Open::Link { is_kept, shown }) = self.open.last() {
            self.open.pop();
            self.links -= 1;
            if !is_kept {
                self.replace(range.start..range.start + 1, "");
                self.replace(shown..range.end, "");
            }
        }
        self.shown(range.end);
    }

    /// An image becomes a link, for a browser would fetch it from wherever the document wants.
    fn image(&mut self, kind: LinkType, range: Range<usize>, events: &mut OffsetIter<'a>) {
        let mut depth = 1;
        while depth > 0 {
            match events.next() {
                Some((Event::Start(Tag::Image { .. }), _)) => depth += 1,
                Some((Event::End(TagEnd::Image), _)) => depth -= 1,
                Some(_) => {}
                None => break,
            }
        }
        if kind == LinkType::Inline {
            self.replace(range.start..range.start + 1, "");
        } else {
            self.escape_bracket(range.clone());
        }
        self.skipped = self.skipped.max(range.end);
        self.shown(range.end);
    }

    fn code_block(&mut self, kind: &CodeBlockKind<'a>, range: Range<usize>, events: &mut OffsetIter<'a>) {
        let mut lines: Vec<Range<usize>> = Vec::new();
        for (event, range) in events.by_ref() {
            match event {
                Event::End(TagEnd::CodeBlock) => break,
                _ => lines.push(range),
            }
        }
        let is_nested = !self.open.is_empty();
        self.code.push(range.clone());
        match kind {
            CodeBlockKind::Fenced(_) => self.fenced(range, is_nested),
            CodeBlockKind::Indented if is_nested => lines.into_iter().for_each(|line| self.unindent(line)),
            CodeBlockKind::Indented => self.indented(&lines),
        }
    }

    /// Marks a fenced block as text, and closes it.
    fn fenced(&mut self, range: Range<usize>, is_nested: bool) {
        let block = &self.text[range.clone()];
        let Some(fence) = block.find(['`', '~']) else { return };
        let sign = if block[fence..].starts_with('~') { '~' } else { '`' };
        let after = block[fence..].trim_start_matches(sign);
        let marker = &block[fence..block.len() - after.len()];
        let info = after.find('\n').map_or(after, |end| &after[..end]);
        if info != "text" {
            let start = range.start + fence + marker.len();
            self.replace(start..start + info.len(), "text");
        }
        let last = after[info.len()..].lines().last().unwrap_or_default().trim();
        let is_closed = last.len() >= marker.len() && last.chars().all(|one| one == sign);
        if !is_nested && !is_closed && range.end == self.text.len() {
            self.insert(range.end, &format!("\n{marker}"));
        }
    }

    /// Puts a block that is code by its indentation between fences.
    fn indented(&mut self, lines: &[Range<usize>]) {
        let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return };
        let start = self.text[..first.start].rfind('\n').map_or(0, |end| end + 1);
        let code = self.text[start..last.end].trim_end_matches('\n');
        let longest = code.split(|sign| sign != '`').map(str::len).max().unwrap_or_default();
        let fence = "`".repeat(longest.max(2) + 1);
        self.insert(start, &format!("{fence}text\n"));
        let mut at = start;
        for line in code.split('\n') {
            let indent = line.len() - line.trim_start_matches(' ').len();
            self.replace(at..at + indent.min(4), "");
            at += line.len() + 1;
        }
        self.insert(start + code.len(), &format!("\n{fence}"));
    }

    /// Takes from a line within a list or a quote what makes it code.
    fn unindent(&mut self, line: Range<usize>) {
        let before = &self.text[..line.start];
        let spaces = before.len() - before.trim_end_matches(' ').len();
        let content = &self.text[line.clone()];
        let further = content.len() - content.trim_start_matches(' ').len();
        if spaces.min(4) + further > 0 {
            self.replace(line.start - spaces.min(4)..line.start + further, "");
        }
    }

    /// One empty line is enough, outside code.
    fn blank_lines(&mut self) {
        let mut from = 0;
        while let Some(found) = self.text[from..].find("\n\n\n") {
            let at = from + found;
            // They do not overlap, and are found in their order.
            let before = self.code.partition_point(|code| code.start <= at);
            if !self.code[..before].last().is_some_and(|code| code.contains(&at)) {
                self.replace(at + 1..at + 2, "");
            }
            from = at + 1;
        }
    }
}

/// Whether backslashes take the meaning from a sign.
fn is_escaped(text: &str, at: usize) -> bool {
    let before = &text.as_bytes()[..at];
    before.iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}

/// Where the first address of a part of the text begins, and where it ends, maybe behind the part.
fn address(text: &str, part: Range<usize>) -> Option<(usize, usize)> {
    let mut from = part.start;
    loop {
        let at = from + text[from..part.end].find("http")?;
        let rest = &text[at..];
        if !is_web(rest) {
            from = at + "http".len();
            continue;
        }
        let end = rest
            .find(|sign: char| {
                sign.is_whitespace()
                    || matches!(sign, '<' | '>' | '[' | ')' | ']' | '"' | '\'' | '`' | '|' | '*' | '\\')
            })
            .unwrap_or(rest.len());
        let address = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?']);
        let host = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
        if host.is_some_and(|host| !host.is_empty()) {
            return Some((at, at + address.len()));
        }
        from = at + "http".len();
    }
}
