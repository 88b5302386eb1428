//! How text looks: its width, and its colours on a terminal.

use anstyle::{AnsiColor, Style};

/// How text looks. The default is that of files and pipes, which is the same everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextStyle {
    /// Characters of a line, where text is wrapped; lines to be pasted are not.
    pub width: usize,
    /// Whether words are coloured.
    pub has_colours: bool,
}

impl Default for TextStyle {
    fn default() -> Self {
        Self { width: 120, has_colours: false }
    }
}

/// What a word is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Title,
    Failure,
    Success,
    Doubt,
    Aside,
}

impl TextStyle {
    /// A text in lines of the width, the first behind what it begins with, the others behind an indent. No word is cut.
    pub(super) fn wrapped(self, first: &str, content: &str, indent: usize) -> Vec<String> {
        let mut lines = Vec::new();
        let (mut line, mut is_bare) = (first.to_owned(), true);
        for piece in content.split_inclusive(' ') {
            let width = line.chars().count() + piece.trim_end().chars().count();
            if width > self.width && !is_bare {
                lines.push(std::mem::replace(&mut line, " ".repeat(indent)));
            }
            line.push_str(piece);
            is_bare = false;
        }
        lines.push(line);
        lines.iter().map(|line| line.trim_end().to_owned()).collect()
    }

    /// The same as an entry of a list.
    pub(super) fn entry(self, content: &str) -> String {
        self.wrapped("  ", content, 6).join("\n") + "\n"
    }

    /// A word in its colour. What is painted is harmless for a terminal already.
    pub(super) fn paint(self, ink: Ink, text: &str) -> String {
        if !self.has_colours || text.trim().is_empty() {
            return text.to_owned();
        }
        let style = match ink {
            Ink::Title => Style::new().bold(),
            Ink::Failure => AnsiColor::Red.on_default().bold(),
            Ink::Success => AnsiColor::Green.on_default(),
            Ink::Doubt => AnsiColor::Yellow.on_default(),
            Ink::Aside => Style::new().dimmed(),
        };
        format!("{style}{text}{style:#}")
    }
}
