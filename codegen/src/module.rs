//! A package's files as one module, for crates that take a client in by `include!`.
//!
//! The files are formatted, so that lines tell where modules begin and end; nothing of a file changes but its paths, which
//! lead to the module instead of a crate.

use std::path::{Path, PathBuf};

use crate::files::FileSet;

/// The text of `pub mod NAME { ... }` with every module of a package inside.
pub(crate) fn module(name: &str, files: &FileSet) -> String {
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
    let content = files.iter().find(|(path, _)| *path == file).map(|(_, content)| content).unwrap_or_default();
    let mut open: Vec<&str> = Vec::new();
    for line in content.lines() {
        let code = line.trim_start();
        let indent = &line[..line.len() - code.len()];
        if open.last() == Some(&indent) && code == "}" {
            open.pop();
        }
        match declared(code) {
            Some((declaration, name, ";")) => {
                let name = name.trim_start_matches("r#");
                let (file, folder) = located(files, folder, name);
                text.extend([indent, declaration, " {\n"]);
                inline(files, &file, &folder, depth + 1, text);
                text.extend([indent, "}\n"]);
                continue;
            }
            Some((_, _, " {")) => open.push(indent),
            _ => {}
        }
        let root = match depth + open.len() {
            0 => "self::".to_owned(),
            depth => "super::".repeat(depth),
        };
        text.push_str(&line.replace("crate::", &root));
        text.push('\n');
    }
}

/// What declares a module, its name, and how it goes on.
fn declared(code: &str) -> Option<(&str, &str, &str)> {
    let unqualified = code.strip_prefix("pub(crate) ").or_else(|| code.strip_prefix("pub(super) "));
    let unqualified = unqualified.or_else(|| code.strip_prefix("pub ")).unwrap_or(code);
    let rest = unqualified.strip_prefix("mod ")?;
    let length = rest.find([';', ' '])?;
    let end = code.len() - rest.len() + length;
    Some((&code[..end], &rest[..length], &rest[length..]))
}

/// The file of a module, and the folder of its modules.
fn located(files: &FileSet, folder: &Path, name: &str) -> (PathBuf, PathBuf) {
    let below = folder.join(name);
    let plain = folder.join(format!("{name}.rs"));
    let raw = folder.join(format!("r#{name}.rs"));
    let index = below.join("mod.rs");
    let found = [plain, raw].into_iter().find(|file| files.iter().any(|(path, _)| path == file));
    (found.unwrap_or(index), below)
}

#[cfg(test)]
mod tests {
    use super::module;
    use crate::files::FileSet;

    #[test]
    fn paths_lead_to_the_module() {
        let mut files = FileSet::new();
        files.add_text("src/lib.rs", "//! Head.\nmod a;\n#[cfg(x)]\npub mod b;\npub use crate::a::A;\n");
        files.add_text("src/a.rs", "use crate::b::c::C;\npub(crate) struct A;\n");
        files.add_text(
            "src/b/mod.rs",
            "pub mod c;\nmod d {\n    use crate::a::A;\n    fn f() {\n    }\n}\nuse crate::a::A;\n",
        );
        files.add_text("src/b/c.rs", "#[serde(with = \"crate::a\")]\npub struct C(crate::a::A);\n");
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
#[serde(with = \"super::super::a\")]
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
        assert_eq!(module("client", &files), expected);
    }
}
