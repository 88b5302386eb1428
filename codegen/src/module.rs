//! A package's files as one module, for crates that take a client in by `include!`.
//!
//! Where a file declares a module and where a path begins with `crate` is decided by the compiler's lexer, never by lines:
//! what a comment or a literal says stays as it is. Only the paths of attributes of serde are literals and lead to the
//! module too.

use std::path::{Path, PathBuf};

use rustc_lexer::{FrontmatterAllowed, LiteralKind, TokenKind, tokenize};

use crate::files::FileSet;
use crate::names::Ident;

/// The text of `pub mod NAME { ... }` with every module of a package inside.
pub(crate) fn module(name: &Ident, files: &FileSet) -> String {
    let mut text = format!("/// A client of an API, written by trueline.\npub mod {name} {{\n");
    // A program need not use all of a client that nobody else sees.
    text.push_str("#![allow(dead_code, unused_imports, unreachable_pub)]\n");
    // Nor need its crate have the features that a package has.
    text.push_str("#![allow(unexpected_cfgs)]\n");
    inline(files, Path::new("src/lib.rs"), Path::new("src"), 0, &mut text);
    text.push_str("}\n");
    text
}

/// Appends a file, with the files of its modules in their places.
fn inline(files: &FileSet, file: &Path, folder: &Path, depth: usize, text: &mut String) {
    let content = files.text(file).unwrap_or_default();
    let tokens = significant(content);
    let mut braces = Braces::default();
    let mut copied = 0;
    for (index, token) in tokens.iter().enumerate() {
        let behind = &tokens[index + 1..];
        match token.text {
            "{" => braces.open(declares_module(&tokens[..index])),
            "}" => braces.close(),
            "mod" if braces.are_modules() => {
                let [name, end, ..] = behind else { continue };
                if end.text == ";" {
                    let (file, folder) = located(files, folder, name.text.trim_start_matches("r#"));
                    text.extend([&content[copied..end.start], " {\n"]);
                    inline(files, &file, &folder, depth + braces.modules() + 1, text);
                    text.push('}');
                    copied = end.start + end.text.len();
                }
            }
            "crate" if begins_path(behind) => {
                let colons = &behind[1];
                text.extend([&content[copied..token.start], &root(depth + braces.modules())]);
                copied = colons.start + colons.text.len();
            }
            literal if token.is_text && is_path_of_serde(&tokens[..index]) => {
                if let Some(path) = literal.strip_prefix("\"crate::") {
                    text.extend([&content[copied..token.start], "\"", &root(depth + braces.modules()), path]);
                    copied = token.start + literal.len();
                }
            }
            _ => {}
        }
    }
    text.push_str(&content[copied..]);
}

/// From where a module is in the client's module to that itself.
fn root(depth: usize) -> String {
    if depth == 0 { "self::".to_owned() } else { "super::".repeat(depth) }
}

/// A token that is neither white space nor a comment.
struct Token<'a> {
    start: usize,
    text: &'a str,
    /// A literal in quotes.
    is_text: bool,
}

fn significant(content: &str) -> Vec<Token<'_>> {
    let mut start = 0;
    let mut found = Vec::new();
    for token in tokenize(content, FrontmatterAllowed::No) {
        let end = start + token.len as usize;
        let is_trivia = matches!(
            token.kind,
            TokenKind::LineComment { .. } | TokenKind::BlockComment { .. } | TokenKind::Whitespace
        );
        if !is_trivia {
            let is_text = matches!(token.kind, TokenKind::Literal { kind: LiteralKind::Str { .. }, .. });
            found.push(Token { start, text: &content[start..end], is_text });
        }
        start = end;
    }
    found
}

/// Which braces are open, and which of them are a module's.
#[derive(Default)]
struct Braces(Vec<bool>);

impl Braces {
    fn open(&mut self, is_module: bool) {
        self.0.push(is_module);
    }

    fn close(&mut self) {
        self.0.pop();
    }

    fn are_modules(&self) -> bool {
        self.0.iter().all(|is_module| *is_module)
    }

    fn modules(&self) -> usize {
        self.0.iter().filter(|is_module| **is_module).count()
    }
}

/// Whether what is before a brace is `mod NAME`.
fn declares_module(before: &[Token<'_>]) -> bool {
    matches!(before, [.., declaration, _] if declaration.text == "mod")
}

/// Whether `::` follows, directly.
fn begins_path(behind: &[Token<'_>]) -> bool {
    matches!(behind, [first, second, ..] if first.text == ":" && second.text == ":" && first.start + 1 == second.start)
}

/// Whether a literal is a path of serde: `deserialize_with = "..."`.
fn is_path_of_serde(before: &[Token<'_>]) -> bool {
    const PATHS: [&str; 5] = ["with", "deserialize_with", "serialize_with", "skip_serializing_if", "default"];
    matches!(before, [.., name, equals] if equals.text == "=" && PATHS.contains(&name.text))
}

/// The file of a module, and the folder of its modules.
fn located(files: &FileSet, folder: &Path, name: &str) -> (PathBuf, PathBuf) {
    let below = folder.join(name);
    let plain = folder.join(format!("{name}.rs"));
    let raw = folder.join(format!("r#{name}.rs"));
    let index = below.join("mod.rs");
    let found = [plain, raw].into_iter().find(|file| files.text(file).is_some());
    (found.unwrap_or(index), below)
}

#[cfg(test)]
mod tests {
    use super::module;
    use crate::files::FileSet;
    use crate::names::field_name;

    #[test]
    fn paths_lead_to_the_module() {
        let mut files = FileSet::new();
        files.add_text("src/lib.rs", "//! Head.\nmod a;\n#[cfg(x)]\npub mod b;\npub use crate::a::A;\n");
        files.add_text("src/a.rs", "use crate::b::c::C;\npub(crate) struct A;\n");
        files.add_text(
            "src/b/mod.rs",
            "pub mod c;\nmod d {\n    use crate::a::A;\n    fn f() {\n    }\n}\nuse crate::a::A;\n",
        );
        files.add_text(
            "src/b/c.rs",
            "#[serde(with = \"crate::a\", skip_serializing_if = \"crate::a\")]\npub struct C(crate::a::A);\n",
        );
        let expected = "\
/// A client of an API, written by trueline.
pub mod client {
#![allow(dead_code, unused_imports, unreachable_pub)]
#![allow(unexpected_cfgs)]
//! Head.
mod a {
use super::b::c::C;
pub(crate) struct A;
}
#[cfg(x)]
pub mod b {
pub mod c {
#[serde(with = \"super::super::a\", skip_serializing_if = \"super::super::a\")]
pub struct C(super::super::a::A);
}
mod d {
    use super::super::a::A;
    fn f() {
    }
}
use super::a::A;
}
pub use self::a::A;
}
";
        assert_eq!(module(&field_name("client"), &files), expected);
    }

    #[test]
    fn what_comments_and_literals_say_stays() {
        let quiet = "\
/// mod a;
///
/** */
// mod a;
/* mod a;
mod a;
*/
#[serde(rename = \"crate::a\")]
const WIRES: [&str; 3] = [\"mod a;\", \"crate::a\", r\"crate::a { mod a; \"];
/// `my_crate::Money` of crate::a.
pub fn f() -> my_crate::Money {
    let c = '{';
}
use my_crate::crate_::a;
";
        let mut files = FileSet::new();
        files.add_text("src/lib.rs", format!("mod a;\n{quiet}"));
        files.add_text("src/a.rs", "*/ fn evil() {} /*");
        let text = module(&field_name("client"), &files);
        assert!(text.ends_with(&format!("mod a {{\n*/ fn evil() {{}} /*}}\n{quiet}}}\n")), "{text}");
    }
}
