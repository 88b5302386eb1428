//! Cuts a generated file into its items without a parse: only those that differ between two versions are parsed.

use std::collections::HashSet;

/// The items of one text that the other does not have, each way.
pub(super) fn differing<'a>(old: &'a str, new: &'a str) -> (Vec<&'a str>, Vec<&'a str>) {
    let (old, new) = (chunks(old), chunks(new));
    let (of_old, of_new): (HashSet<&str>, HashSet<&str>) =
        (old.iter().copied().collect(), new.iter().copied().collect());
    let without = |chunks: Vec<&'a str>, other: &HashSet<&str>| {
        chunks.into_iter().filter(|chunk| !other.contains(chunk)).collect::<Vec<_>>()
    };
    (without(old, &of_new), without(new, &of_old))
}

/// The items as the printer prints them: each ends with a line that is not indented and ends with a brace or a semicolon.
fn chunks(text: &str) -> Vec<&str> {
    let mut chunks = Vec::new();
    let (mut start, mut offset) = (0, 0);
    for line in text.split_inclusive('\n') {
        offset += line.len();
        let is_outer = !line.starts_with([' ', '/', '#']);
        if is_outer && line.trim_end().ends_with(['}', ';']) {
            chunks.push(text[start..offset].trim());
            start = offset;
        }
    }
    chunks.push(text[start..].trim());
    chunks.retain(|chunk| !chunk.is_empty());
    chunks
}

#[cfg(test)]
mod tests {
    use super::{chunks, differing};

    const OLD: &str = "//! Head.\n\nuse a::b;\n\n/// A;\n#[x]\npub struct A {\n    pub a: u8,\n}\n\nimpl A\nwhere\n    u8: Copy,\n{\n    fn f() {}\n}\npub struct B;\n";

    #[test]
    fn a_text_is_cut_between_items() {
        let chunks = chunks(OLD);
        assert_eq!(chunks.len(), 4, "{chunks:#?}");
        assert!(chunks[1].starts_with("/// A;\n#[x]\npub struct A {") && chunks[2].ends_with("fn f() {}\n}"));
        assert!(chunks.iter().all(|chunk| syn::parse_file(chunk).is_ok()));
    }

    #[test]
    fn only_what_differs_is_looked_at() {
        let new = OLD.replace("pub a: u8", "pub a: u16");
        let (old, new) = differing(OLD, &new);
        assert_eq!((old.len(), new.len()), (1, 1));
        assert!(new[0].contains("u16"));
    }
}
