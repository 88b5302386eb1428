//! Clients are for the compiler that their manifest names. What the standard library had by then is held by clippy
//! (`incompatible_msrv`, by `GOLDEN_LINTS=clippy`) and what is depended on by Cargo, which resolves for that version; what the
//! language had is held here.

use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};

/// Syntax that is later than Rust 1.85.
#[derive(Default)]
struct Later(Vec<&'static str>);

impl<'ast> Visit<'ast> for Later {
    fn visit_expr_if(&mut self, one: &'ast syn::ExprIf) {
        self.condition(&one.cond);
        self.visit_block(&one.then_branch);
        if let Some((_, otherwise)) = &one.else_branch {
            self.visit_expr(otherwise);
        }
    }

    fn visit_expr_while(&mut self, one: &'ast syn::ExprWhile) {
        self.condition(&one.cond);
        self.visit_block(&one.body);
    }

    fn visit_expr_let(&mut self, one: &'ast syn::ExprLet) {
        self.0.push("`let` beside other conditions, of Rust 1.88, or as a guard, of a later one");
        visit::visit_expr_let(self, one);
    }
}

impl Later {
    /// A `let` that is all of a condition is as old as the language.
    fn condition(&mut self, condition: &syn::Expr) {
        match condition {
            syn::Expr::Let(one) => self.visit_expr(&one.expr),
            other => self.visit_expr(other),
        }
    }
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn later(text: &str) -> Vec<&'static str> {
    let mut later = Later::default();
    later.visit_file(&syn::parse_file(text).expect("Rust"));
    later.0
}

#[test]
fn clients_are_written_in_the_rust_that_they_name() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = fs::read_to_string(root.join("tests/cases/objects/expected/Cargo.toml")).expect("a manifest");
    assert!(manifest.contains("rust-version = \"1.85\""), "this test knows what came after 1.85");
    let mut files = Vec::new();
    for folder in ["src/support", "src/optional", "tests/cases"] {
        sources(&root.join(folder), &mut files);
    }
    files.retain(|path| !path.ends_with("wire.rs"));
    let mut wrong = Vec::new();
    for path in files {
        let found = later(&fs::read_to_string(&path).expect("read"));
        wrong.extend(found.into_iter().map(|what| format!("{}: {what}", path.display())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn later_syntax_is_seen() {
    assert_eq!(later("fn f() { if a && let Some(b) = c {} }").len(), 1);
    assert_eq!(later("fn f() { match a { Some(b) if let Some(c) = b => {} _ => {} } }").len(), 1);
    assert_eq!(later("fn f() { if let Some(b) = c {} }").len(), 0);
}
