//! Rust that is written as the printer would print it, for shapes that stand in a client by thousands: what is their own is
//! put between lines that are always the same. A line that becomes too long is no concern here: [`crate::files::Piece`]
//! has the printer break it.

use std::fmt::Write as _;

use proc_macro2::Literal;

use crate::files::WIDTH;
use crate::names::Ident;

/// The greatest width of a structure's value on one line.
const SHORT: usize = 34;

/// A text as a literal.
pub fn literal(text: &str) -> String {
    Literal::string(text).to_string()
}

/// `impl TRAIT for NAME {` as a line or, where that is too long, two.
pub fn implementation(head: &str, name: &Ident) -> String {
    let line = format!("{head} for {name} {{\n");
    if line.len() <= WIDTH + 1 { line } else { format!("{head}\nfor {name} {{\n") }
}

/// `OPEN[A, B]CLOSE` of literals as a line or, where that is too long, one item to a line.
pub fn array(indent: usize, open: &str, items: &[String], close: &str) -> String {
    let items_length: usize = items.iter().map(|item| item.len() + 2).sum();
    let length = indent + open.len() + items_length.saturating_sub(2) + close.len() + 2;
    let (open, close) = (format!("{open}["), format!("]{close}"));
    list(indent, &open, items, "", &close, length <= WIDTH)
}

/// `OPEN { A, B }CLOSE` as a line or, where that is too long, one field to a line.
pub fn structure(indent: usize, open: &str, name: &str, items: &[String], close: &str) -> String {
    let (open, close) = (format!("{open}{name} {{"), format!("}}{close}"));
    let items_length: usize = items.iter().map(|item| item.len() + 2).sum();
    let length = indent + open.len() + items_length + close.len();
    let is_short = name.len() + 2 + items_length <= SHORT && length <= WIDTH;
    let space = if items.is_empty() { "" } else { " " };
    list(indent, &open, items, space, &close, is_short)
}

/// `OPEN(A, B)CLOSE` of a function as a line or, where that is too long, one argument to a line.
pub fn arguments(indent: usize, open: &str, items: &[String], close: &str) -> String {
    let (open, close) = (format!("{open}("), format!("){close}"));
    let items_length: usize = items.iter().map(|item| item.len() + 2).sum();
    let length = indent + open.len() + items_length.saturating_sub(2) + close.len();
    list(indent, &open, items, "", &close, items.is_empty() || length <= WIDTH)
}

/// `OPEN[1, 2]CLOSE` of numbers as a line or, where that is too long, lines as full as they can be.
pub fn numbers(indent: usize, open: &str, items: &[String], close: &str) -> String {
    let all = items.join(", ");
    if indent + open.len() + all.len() + close.len() + 2 <= WIDTH {
        return format!("{:indent$}{open}[{all}]{close}\n", "");
    }
    let mut text = format!("{:indent$}{open}[\n", "");
    let mut line = " ".repeat(indent + 3);
    for item in items {
        if line.len() + item.len() + 2 > WIDTH {
            text.extend([line.as_str(), "\n"]);
            line.truncate(indent + 3);
        }
        line.extend([" ", item, ","]);
    }
    text.extend([line.as_str(), "\n"]);
    let _ = writeln!(text, "{:indent$}]{close}", "");
    text
}

/// `let (Some(A), Some(B)) = (A, B) else {`, either tuple as lines where it is too long.
pub fn let_else(indent: usize, patterns: &[String], values: &[String]) -> String {
    let margin = " ".repeat(indent);
    let mut text = format!("{margin}let ");
    let pattern = tuple(patterns);
    let mut column = text.len() + pattern.len() + " = ".len();
    if column <= WIDTH {
        text.push_str(&pattern);
    } else {
        text.push_str(&broken(indent, patterns));
        column = indent + ") = ".len();
    }
    text.push_str(" = ");
    let value = tuple(values);
    column += value.len();
    if column > WIDTH {
        text.extend([broken(indent, values).as_str(), " else {\n"]);
    } else if column + " else ".len() > WIDTH {
        text.extend([value.as_str(), "\n", margin.as_str(), "else {\n"]);
    } else {
        text.extend([value.as_str(), " else {\n"]);
    }
    text
}

/// `(A, B)` or `(A,)`
fn tuple(items: &[String]) -> String {
    match items {
        [only] => format!("({only},)"),
        items => format!("({})", items.join(", ")),
    }
}

/// A tuple, one item to a line.
fn broken(indent: usize, items: &[String]) -> String {
    let mut text = "(\n".to_owned();
    for item in items {
        let _ = writeln!(text, "{:1$}{item},", "", indent + 4);
    }
    text + &format!("{:indent$})", "")
}

fn list(indent: usize, open: &str, items: &[String], space: &str, close: &str, is_short: bool) -> String {
    if is_short {
        return format!("{:indent$}{open}{space}{}{space}{close}\n", "", items.join(", "));
    }
    let mut text = format!("{:indent$}{open}\n", "");
    for item in items {
        text.extend([" ".repeat(indent + 4).as_str(), item, ",\n"]);
    }
    text.extend([" ".repeat(indent).as_str(), close, "\n"]);
    text
}
