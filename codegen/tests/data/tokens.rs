//! Tokens as far as a document's texts do not decide on them.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A token as far as texts do not decide on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    Group(Delimiter, Vec<Shape>),
    Ident(String),
    Punct(char),
    Text,
    Number(String),
}

/// The tokens without documentation, and without what the printer sets by the width of lines: commas, and braces around
/// what an arm or a closure gives.
pub fn shapes(tokens: TokenStream) -> Vec<Shape> {
    let mut shapes = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == ',' => {}
            TokenTree::Punct(punct) => shapes.push(Shape::Punct(punct.as_char())),
            TokenTree::Ident(ident) => shapes.push(Shape::Ident(ident.to_string())),
            TokenTree::Literal(literal) => {
                let text = literal.to_string();
                let is_number = text.starts_with(|first: char| first.is_ascii_digit());
                shapes.push(if is_number { Shape::Number(text) } else { Shape::Text });
            }
            TokenTree::Group(group) => {
                let inner = self::shapes(group.stream());
                let is_spliced = group.delimiter() == Delimiter::Brace
                    && (shapes.ends_with(&[Shape::Punct('='), Shape::Punct('>')])
                        || shapes.ends_with(&[Shape::Punct('|')]));
                if is_documentation(&inner) || is_alias(&inner) {
                    while matches!(shapes.last(), Some(Shape::Punct('#' | '!'))) {
                        shapes.pop();
                    }
                } else if is_spliced {
                    shapes.extend(inner);
                } else {
                    shapes.push(Shape::Group(group.delimiter(), inner));
                }
            }
        }
    }
    shapes
}

/// `doc = "..."`
fn is_documentation(inner: &[Shape]) -> bool {
    matches!(inner, [Shape::Ident(doc), Shape::Punct('='), Shape::Text] if doc == "doc")
}

/// `doc(alias = "...")`, which is there where the compiler takes it.
fn is_alias(inner: &[Shape]) -> bool {
    matches!(inner, [Shape::Ident(doc), Shape::Group(Delimiter::Parenthesis, alias)] if doc == "doc"
        && matches!(alias.as_slice(), [Shape::Ident(alias), Shape::Punct('='), Shape::Text] if alias == "alias"))
}

/// Holds tokens against those of harmless texts; names that are of a position are the same name everywhere.
pub fn compare(expected: &[Shape], found: &[Shape], names: &mut BTreeMap<String, String>) -> Result<(), String> {
    if expected.len() != found.len() {
        let at = expected.iter().zip(found).take_while(|(one, other)| one == other).count();
        let around = |shapes: &[Shape]| format!("{:?}", &shapes[at.saturating_sub(4)..shapes.len().min(at + 12)]);
        return Err(format!(
            "{} tokens, {} expected\n{}\n{}",
            found.len(),
            expected.len(),
            around(found),
            around(expected)
        ));
    }
    for (expected, found) in expected.iter().zip(found) {
        match (expected, found) {
            (Shape::Group(one, expected), Shape::Group(other, found)) if one == other => {
                compare(expected, found, names)?;
            }
            (Shape::Ident(expected), Shape::Ident(found)) if expected.to_lowercase().contains("slot") => {
                let known = names.entry(expected.clone()).or_insert_with(|| found.clone());
                if known != found {
                    return Err(format!("`{expected}` is `{known}` and `{found}`"));
                }
            }
            (expected, found) if expected == found => {}
            _ => return Err(format!("{found:?}, {expected:?} expected")),
        }
    }
    Ok(())
}
