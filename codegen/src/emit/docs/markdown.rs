//! `CommonMark` of a document, made inert for rustdoc: no code that is compiled, no HTML, no links but to web pages.
//!
//! What a text is to rustdoc is decided by the parser that rustdoc uses, with its options, never by looking at lines: a
//! parse says what has to change, and the changed text is parsed anew until nothing has to. A text that does not come to
//! rest is escaped as a whole.

mod inert;
mod patch;
mod plain;

use pulldown_cmark::Options;

pub(crate) use inert::hazards;

/// What rustdoc reads documentation with (`main_body_opts` of its `html/markdown.rs`).
pub(crate) const RUSTDOC: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_SMART_PUNCTUATION);

/// How deep quotes and lists may be within each other on one line: the parser's time grows by it on every line that follows.
/// A text that goes beyond is escaped as a whole.
const NESTING_LIMIT: usize = 100;

/// How often a text is changed and read again, before all of it is escaped.
const PASSES: usize = 16;

/// The text with nothing active in it. Its lines end with line feeds alone, and hold neither tabs nor white space at
/// their ends.
#[must_use]
pub(crate) fn inert(text: &str) -> String {
    let cleaned = plain::cleaned(text);
    if plain::is_inert(&cleaned) {
        return cleaned;
    }
    if plain::is_deep(&cleaned) {
        return plain::escaped(&cleaned);
    }
    let mut inert = cleaned.clone();
    for _ in 0..PASSES {
        let patches = patch::patches(&inert);
        if patches.is_empty() {
            // What other versions of rustdoc may read with.
            return if hazards(&inert, Options::empty()).is_empty() { inert } else { plain::escaped(&cleaned) };
        }
        inert = plain::cleaned(&patch::applied(&inert, patches));
    }
    plain::escaped(&cleaned)
}

/// The text as it is, with nothing of it markup: what a parse finds in it is paragraphs of text.
#[must_use]
pub(crate) fn escaped(text: &str) -> String {
    plain::escaped(&plain::cleaned(text))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::Options;

    use super::{RUSTDOC, hazards, inert, plain};

    #[test]
    fn what_people_write_stays_as_it_is() {
        for text in [
            "Plain *text* with `code`, and a_b.",
            "- one\n  - two\n    more\n\n1. first\n2. second",
            "> a quote\n> of two lines",
            "| a | b |\n| - | - |\n| 1 | 2 |",
            "# Head\n\n[a page](https://a.example/x?y=z) and <https://b.example>.",
            "```text\nlet x = 1;\n```",
            "`[x]` and `<y>`",
        ] {
            assert_eq!(inert(text), text);
        }
    }

    #[test]
    fn nothing_of_a_line_is_taken_for_markup_that_rustdoc_refuses() {
        assert_eq!(inert("a list[string] of <tags>"), "a list\\[string\\] of \\<tags\\>");
        assert_eq!(inert("see https://a.example/x_y_z?a=b&c=d."), "see <https://a.example/x_y_z?a=b&c=d>.");
        assert_eq!(inert("see [the guide](#guide) and `[x]`"), "see the guide and `[x]`");
        assert_eq!(inert("[x](javascript:alert(1)) <javascript:alert(1)>"), "x \\<javascript:alert(1)\\>");
        assert_eq!(inert("![shown](https://a.example/pixel.png)"), "[shown](https://a.example/pixel.png)");
        assert_eq!(inert("[a][b]\n\n[b]: https://a.example"), "\\[a\\]\\[b\\]\n\n\\[b\\]: <https://a.example>");
        assert_eq!(inert("note[^1]\n\n[^1]: below"), "note\\[^1\\]\n\n\\[^1\\]: below");
        assert_eq!(inert("one ` tick"), "one \\` tick");
        assert_eq!(inert("<script>\nalert(1)\n\n</script>"), "\\<script\\>\nalert(1)\n\n\\</script\\>");
    }

    #[test]
    fn code_is_never_compiled() {
        assert_eq!(
            inert("a\n\n    indented\n\n      ``` more\n```json\n{}"),
            "a\n\n````text\nindented\n\n  ``` more\n````\n```text\n{}\n```"
        );
        assert_eq!(inert("- ```\n  in a list\n  ```"), "- ```text\n  in a list\n  ```");
        assert_eq!(inert("1. ~~~rust\n   numbered\n   ~~~"), "1. ~~~text\n   numbered\n   ~~~");
        assert_eq!(inert("> ```\n> quoted"), "> ```text\n> quoted");
        assert_eq!(inert("-     indented in a list"), "- indented in a list");
        assert_eq!(inert(">     indented in a quote"), "> indented in a quote");
        assert_eq!(inert("`~`\n```\nafter a pseudo-fence\n```"), "`~`\n```text\nafter a pseudo-fence\n```");
        assert_eq!(inert("x\n\n\tby a tab"), "x\n\n```text\nby a tab\n```");
    }

    /// Each of these would take minutes, if anything were looked through again for every part of it.
    #[test]
    fn long_texts_cost_what_they_weigh() {
        let quotes = format!("{}x\n{}", ">".repeat(20_000), "lazy https://a.example\n".repeat(20_000));
        let texts = [
            "```\n\n\n".repeat(15_000),
            "http".repeat(50_000),
            "http://a.example/[".repeat(20_000),
            "\t".repeat(200_000) + "x",
            "[x]: javascript:y\n".repeat(20_000),
            "[".repeat(50_000),
            "`".repeat(50_000),
            "<a ".repeat(15_000),
            "- ".repeat(500) + "x",
            "![".repeat(50_000),
            "\\".repeat(200_000) + "[",
            quotes,
        ];
        for text in texts {
            assert_eq!(hazards(&inert(&text), RUSTDOC), []);
        }
    }

    /// Pieces of which texts that are hard to read are made.
    fn markup() -> impl Strategy<Value = String> {
        let pieces = prop::sample::select(vec![
            "```",
            "~~~",
            "````",
            "`",
            "    ",
            "     ",
            "\t",
            " ",
            "\n",
            "\n\n",
            "\r",
            "\u{2028}",
            "\u{85}",
            "- ",
            "* ",
            "1. ",
            "10) ",
            "> ",
            ">",
            "# ",
            "===\n",
            "---\n",
            "| a | b |\n|---|---|\n",
            "[x]",
            "[^1]",
            "[^1]: ",
            "[x]: ",
            "](",
            ")",
            "![",
            "[",
            "]",
            "<",
            ">",
            "<script>",
            "</script>",
            "<!--",
            "-->",
            "<pre>",
            "<https://a.example>",
            "https://a.example/",
            "javascript:alert(1)",
            "<a@b.example>",
            "\\",
            "&lt;",
            "&#96;",
            "rust",
            "fn main() {}",
            "a",
            "*",
            "_",
            "~~",
            "[ ] ",
            "\0",
            "\u{202e}",
            "<?",
            "<![CDATA[",
            "]]>",
            "*/",
            "/*",
            "{{",
            "#[",
            "\"#",
        ]);
        prop::collection::vec(pieces, 0..24).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn whatever_is_written_is_inert(text in markup()) {
            let inert = inert(&text);
            prop_assert_eq!(hazards(&inert, RUSTDOC), []);
            prop_assert_eq!(hazards(&inert, Options::empty()), []);
            prop_assert!(!inert.chars().any(|sign| sign != '\n' && trueline_spec::render::is_active(sign)), "{:?}", inert);
            prop_assert_eq!(super::inert(&inert), inert.clone(), "what is inert stays");
        }

        #[test]
        fn an_escaped_text_is_inert(text in markup()) {
            let escaped = plain::escaped(&plain::cleaned(&text));
            prop_assert_eq!(hazards(&escaped, RUSTDOC), []);
            prop_assert_eq!(hazards(&escaped, Options::empty()), []);
        }

        #[test]
        fn what_is_taken_for_plain_is_inert(text in "[-a `*_#>0-9.)+=|~!&:\n]{0,40}") {
            let cleaned = plain::cleaned(&text);
            if plain::is_inert(&cleaned) {
                prop_assert_eq!(hazards(&cleaned, RUSTDOC), []);
                prop_assert_eq!(super::patch::patches(&cleaned).len(), 0, "{:?}", cleaned);
            }
        }
    }
}
