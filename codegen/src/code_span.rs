//! Names of a document within a line of Markdown.

use trueline_spec::render::printable_line;

/// A name or a value of a document as code within a line of Markdown.
pub(crate) fn code_span(text: &str) -> String {
    format!("`{}`", printable_line(text).replace('`', "'"))
}

#[cfg(test)]
mod tests {
    use super::code_span;

    #[test]
    fn a_name_stays_within_its_line() {
        assert_eq!(code_span("x`\n #[evil]"), "`x'\\n #[evil]`");
    }
}
