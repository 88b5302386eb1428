//! Rust that is written as the printer would print it, for shapes that stand in a client by thousands: what is their own is
//! put between lines that are always the same. A line that becomes too long is no concern here: [`Piece`](super::piece::Piece)
//! has the printer break it.

use super::code::{Code, Fragment, Margin, code, joined, put};
use super::piece::WIDTH;
use crate::names::Ident;

/// The greatest width of a structure's value on one line.
const SHORT: usize = 34;

/// `impl TRAIT for NAME {` as a line or, where that is too long, two.
pub(crate) fn implementation(head: &'static str, name: &Ident) -> Code {
    let line = code![head, " for ", name, " {\n"];
    if line.len() <= WIDTH + 1 { line } else { code![head, "\nfor ", name, " {\n"] }
}

/// What stands around a list: what it opens and closes with, and the space within where it is one line.
struct Around {
    indent: usize,
    open: Code,
    close: Code,
    space: &'static str,
}

/// `OPEN[A, B]CLOSE` of literals as a line or, where that is too long, one item to a line.
pub(crate) fn array(indent: usize, open: &Code, items: &[Code], close: &'static str) -> Code {
    let length = indent + open.len() + items_length(items).saturating_sub(2) + close.len() + 2;
    let around = Around { indent, open: code![open, "["], close: code!["]", close], space: "" };
    list(&around, items, length <= WIDTH)
}

/// `OPEN { A, B }CLOSE` as a line or, where that is too long, one field to a line.
pub(crate) fn structure(
    indent: usize,
    open: &'static str,
    name: &impl Fragment,
    items: &[Code],
    close: &'static str,
) -> Code {
    let name = code![name];
    let (open, close) = (code![open, name, " {"], code!["}", close]);
    let items_length = items_length(items);
    let length = indent + open.len() + items_length + close.len();
    let is_short = name.len() + 2 + items_length <= SHORT && length <= WIDTH;
    let space = if items.is_empty() { "" } else { " " };
    list(&Around { indent, open, close, space }, items, is_short)
}

/// `OPEN(A, B)CLOSE` of a function as a line or, where that is too long, one argument to a line.
pub(crate) fn arguments(indent: usize, open: &Code, items: &[Code], close: &impl Fragment) -> Code {
    let (open, close) = (code![open, "("], code![")", close]);
    let length = indent + open.len() + items_length(items).saturating_sub(2) + close.len();
    let around = Around { indent, open, close, space: "" };
    list(&around, items, items.is_empty() || length <= WIDTH)
}

/// `OPEN[1, 2]CLOSE` of numbers as a line or, where that is too long, lines as full as they can be.
pub(crate) fn numbers(indent: usize, open: &'static str, items: &[usize], close: &'static str) -> Code {
    let all = joined(items, ", ");
    if indent + open.len() + all.len() + close.len() + 2 <= WIDTH {
        return code![Margin(indent), open, "[", all, "]", close, "\n"];
    }
    let mut text = code![Margin(indent), open, "[\n"];
    let mut line = code![Margin(indent + 3)];
    for item in items {
        let item = code![" ", item, ","];
        if line.len() + item.len() > WIDTH {
            put!(text, line, "\n");
            line = code![Margin(indent + 3)];
        }
        line.put(&item);
    }
    put!(text, line, "\n", Margin(indent), "]", close, "\n");
    text
}

/// `let (Some(A), Some(B)) = (A, B) else {`, either tuple as lines where it is too long.
pub(crate) fn let_else(indent: usize, patterns: &[Code], values: &[Code]) -> Code {
    let mut text = code![Margin(indent), "let "];
    let pattern = tuple(patterns);
    let mut column = text.len() + pattern.len() + " = ".len();
    if column <= WIDTH {
        text.put(&pattern);
    } else {
        text.put(&broken(indent, patterns));
        column = indent + ") = ".len();
    }
    text.put(&" = ");
    let value = tuple(values);
    column += value.len();
    if column > WIDTH {
        put!(text, broken(indent, values), " else {\n");
    } else if column + " else ".len() > WIDTH {
        put!(text, value, "\n", Margin(indent), "else {\n");
    } else {
        put!(text, value, " else {\n");
    }
    text
}

/// `(A, B)` or `(A,)`
fn tuple(items: &[Code]) -> Code {
    match items {
        [only] => code!["(", only, ",)"],
        items => code!["(", joined(items, ", "), ")"],
    }
}

/// A tuple, one item to a line.
fn broken(indent: usize, items: &[Code]) -> Code {
    let mut text = code!["(\n"];
    for item in items {
        put!(text, Margin(indent + 4), item, ",\n");
    }
    put!(text, Margin(indent), ")");
    text
}

/// The length of items with a comma and a space behind each.
fn items_length(items: &[Code]) -> usize {
    items.iter().map(|item| item.len() + 2).sum()
}

fn list(around: &Around, items: &[Code], is_short: bool) -> Code {
    let Around { indent, open, close, space } = around;
    let margin = Margin(*indent);
    if is_short {
        return code![margin, open, space, joined(items, ", "), space, close, "\n"];
    }
    let mut text = code![margin, open, "\n"];
    for item in items {
        put!(text, Margin(indent + 4), item, ",\n");
    }
    put!(text, margin, close, "\n");
    text
}
