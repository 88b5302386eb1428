//! Paths of files as they are written, of Unix and of Windows, without a look at any file.

use std::fmt;

/// Whose rules a path is written by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// `/` separates.
    Unix,
    /// `\` and `/` separate; there are drives and shares, and case does not count.
    Windows,
}

impl Style {
    /// That of the machine.
    pub(super) const HERE: Self = if cfg!(windows) { Self::Windows } else { Self::Unix };

    fn separators(self) -> &'static [char] {
        match self {
            Self::Unix => &['/'],
            Self::Windows => &['\\', '/'],
        }
    }
}

/// A path in its parts, `.` and `..` resolved as far as that needs no file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FilePath {
    style: Style,
    /// A drive, a share, or nothing.
    prefix: String,
    is_rooted: bool,
    parts: Vec<String>,
    separator: char,
}

impl FilePath {
    pub(super) fn parse(text: &str, style: Style) -> Self {
        let (prefix, rest) = prefix(text, style);
        // A share and a verbatim path have a root without saying it.
        let is_rooted = rest.starts_with(style.separators()) || prefix.len() > 2;
        let separator = if style == Style::Windows && text.contains('\\') { '\\' } else { '/' };
        let mut path = Self { style, prefix: prefix.to_owned(), is_rooted, parts: Vec::new(), separator };
        path.extend(rest);
        path
    }

    /// What a relative or absolute path means beside this file.
    pub(super) fn beside(&self, reference: &str) -> Self {
        let other = Self::parse(reference, self.style);
        if !other.prefix.is_empty() {
            return other;
        }
        let mut path = self.clone();
        if other.is_rooted {
            path.is_rooted = true;
            path.parts.clear();
        } else {
            path.parts.pop();
        }
        path.extend_parts(reference);
        path
    }

    /// The folder of this file.
    pub(super) fn folder(mut self) -> Self {
        self.parts.pop();
        self
    }

    /// The same path from the root; nothing where it is relative to a drive that the folder is not on.
    pub(super) fn absolute(self, current_folder: &Self) -> Option<Self> {
        if self.is_rooted && (!self.prefix.is_empty() || self.style == Style::Unix) {
            return Some(self);
        }
        if !self.prefix.is_empty() && !self.same(&self.prefix, &current_folder.prefix) {
            return None;
        }
        let mut path = current_folder.clone();
        if self.is_rooted {
            path.parts.clear();
        }
        for part in &self.parts {
            path.push(part);
        }
        Some(path)
    }

    /// What is below a folder, or is it; nothing where this path is elsewhere. Both are absolute.
    pub(super) fn below(&self, folder: &Self) -> Option<&[String]> {
        let same_root = self.is_rooted && folder.is_rooted && self.same(&self.prefix, &folder.prefix);
        let (begin, rest) = self.parts.split_at_checked(folder.parts.len())?;
        let is_below = same_root && begin.iter().zip(&folder.parts).all(|(own, other)| self.same(own, other));
        (is_below && !rest.iter().any(|part| part == "..")).then_some(rest)
    }

    /// The first part, below the root.
    pub(super) fn first(&self) -> Option<&str> {
        self.parts.first().map(String::as_str)
    }

    fn same(&self, one: &str, other: &str) -> bool {
        match self.style {
            Style::Unix => one == other,
            Style::Windows => one.to_lowercase() == other.to_lowercase(),
        }
    }

    fn extend(&mut self, text: &str) {
        for part in text.split(self.style.separators()) {
            self.push(part);
        }
    }

    fn extend_parts(&mut self, reference: &str) {
        self.extend(prefix(reference, self.style).1);
    }

    fn push(&mut self, part: &str) {
        match part {
            "" | "." => {}
            ".." if self.parts.last().is_some_and(|last| last != "..") => drop(self.parts.pop()),
            ".." if self.is_rooted => {}
            _ => self.parts.push(part.to_owned()),
        }
    }
}

/// The drive (`c:`), the share (`\\server\share`) or the verbatim root (`\\?\c:`) that a path begins with, and the rest.
fn prefix(text: &str, style: Style) -> (&str, &str) {
    if style == Style::Unix {
        return ("", text);
    }
    let separators = style.separators();
    let is_separator = |at: usize| text[at..].starts_with(separators);
    if text.len() > 2 && is_separator(0) && is_separator(1) {
        let mut ends = text.char_indices().skip(2).filter(|(_, sign)| separators.contains(sign)).map(|(at, _)| at);
        let end = ends.nth(1).unwrap_or(text.len());
        return text.split_at(end);
    }
    let has_drive =
        text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) && text.as_bytes().get(1) == Some(&b':');
    text.split_at(if has_drive { 2 } else { 0 })
}

impl fmt::Display for FilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.prefix)?;
        let separator = self.separator;
        if self.is_rooted {
            write!(f, "{separator}")?;
        }
        for (index, part) in self.parts.iter().enumerate() {
            if index > 0 {
                write!(f, "{separator}")?;
            }
            f.write_str(part)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{FilePath, Style};

    fn is_below(path: &str, folder: &str, style: Style) -> bool {
        FilePath::parse(path, style).below(&FilePath::parse(folder, style)).is_some()
    }

    #[test]
    fn a_path_is_below_a_folder_by_whole_names() {
        assert!(is_below("/a/b", "/a", Style::Unix) && is_below("/a", "/a/", Style::Unix));
        assert!(!is_below("/ab", "/a", Style::Unix) && !is_below("/a/../b", "/a", Style::Unix));
        assert!(!is_below("/A/b", "/a", Style::Unix));
        assert!(is_below(r"C:\A\b", "c:/a", Style::Windows) && !is_below(r"d:\a\b", r"c:\a", Style::Windows));
        assert!(is_below(r"\\server\share\a", r"\\SERVER\share", Style::Windows));
        assert!(!is_below(r"\\server\other\a", r"\\server\share", Style::Windows));
    }

    #[test]
    fn a_relative_path_is_taken_from_the_current_folder() {
        let absolute = |path: &str, current: &str, style: Style| {
            FilePath::parse(path, style).absolute(&FilePath::parse(current, style)).map(|path| path.to_string())
        };
        assert_eq!(absolute("../x.yaml", "/a/b", Style::Unix).as_deref(), Some("/a/x.yaml"));
        assert_eq!(absolute("/x.yaml", "/a/b", Style::Unix).as_deref(), Some("/x.yaml"));
        assert_eq!(absolute(r"c:x.yaml", r"C:\a", Style::Windows).as_deref(), Some(r"C:\a\x.yaml"));
        assert_eq!(absolute(r"d:x.yaml", r"C:\a", Style::Windows), None);
        assert_eq!(absolute(r"\x.yaml", r"C:\a", Style::Windows).as_deref(), Some(r"C:\x.yaml"));
    }
}
