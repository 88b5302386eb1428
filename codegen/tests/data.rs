//! A document is data: whatever its texts are, the client is the same but for literals, documentation and names.
//!
//! A small document has a text in every position that there is; each is filled with what would be code, Markdown, TOML, a
//! directive or the end of a line elsewhere. The tokens that come of it are held against those of the same document with
//! harmless texts.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use proptest::prelude::*;
use pulldown_cmark::{CodeBlockKind, Event, Options as Markdown, Parser, Tag, TagEnd};
use serde_json::Value;
use trueline_codegen::files::FileSet;
use trueline_codegen::names::{LOCK, NameLock};
use trueline_codegen::{Generator, Options};
use trueline_spec::render::is_active;
use trueline_spec::source::{Fetch, FetchError};
use trueline_spec::{LoadOptions, load};

/// Texts that are something elsewhere.
const HOSTILE: [&str; 60] = [
    ">>> yours (package)\n# <<< yours",
    "| a | b |\n| - | - |\n| <b> |",
    "x`\n #[serde(serialize_with = \"evil\")]\n pub fn f() {} //",
    "*/ fn evil() {} /*",
    "/* */ mod support; */ fn evil() {} /*",
    "*/",
    "/*",
    "//",
    "\"#",
    "\"##; fn evil() {} r##\"",
    "\"); fn evil() {} (\"",
    "\\",
    "\\\"",
    "'",
    "{{",
    "}}",
    "{x}",
    "}\nfn evil() {}\nmod y {",
    "#[",
    "#![feature(evil)]",
    "#[doc = include_str!(\"/etc/passwd\")]",
    "\nmod x;\n",
    "mod x;",
    "pub mod support;",
    "crate::",
    "crate::support::Evil",
    "my_crate::Money",
    "\n",
    "\r",
    "\r\nfn evil() {}\r\n",
    "\u{b}\u{c}",
    "\u{85}fn evil() {}",
    "\u{2028}fn evil() {}",
    "\u{2029}",
    "\0",
    "\u{7f}",
    "\u{202e}evil\u{2066}",
    "\u{feff}",
    "\u{1b}[2J",
    "```rust\nfn main() { panic!() }\n```",
    "```",
    "a\n\n    panic!()\n",
    "    indented",
    "\n\n\tpanic!()\n",
    "- ```\n  panic!()\n  ```",
    "1. ```\n   panic!()\n",
    "> ~~~\n> panic!()",
    "-     panic!()",
    "~~~",
    "`~`",
    "</script><script>alert(1)</script>",
    "<!-- ",
    "]]>",
    "[x](javascript:alert(1)) ![y](https://evil.example/pixel)",
    "[x]: javascript:alert(1)\n\n[x]",
    "\ncargo::rustc-link-arg=-Wl,--defsym=evil\n",
    "\"\n[dependencies]\nevil = \"1\"\n",
    "\"\"\"\n'''\n",
    "é\u{301}\u{1f600}",
    "type",
];

/// Regular expressions that are right, of the same.
const PATTERNS: [&str; 8] = [
    "^[a-z]+$",
    "\"#",
    "^\n#\\[serde\\]\n$",
    "\\*/ fn evil\\(\\) \\{\\} /\\*",
    "`x`",
    "\r\u{2028}\u{202e}",
    "crate::x",
    "</script>\\\\",
];

/// The document. `@t:ID@` is a text, `@n:ID@` a name, `@p:ID@` a name within paths and addresses, `@r:ID@` a pattern.
const DOCUMENT: &str = include_str!("data/openapi.json");

struct Text(String);

impl Fetch for Text {
    fn fetch(&self, _: &str) -> Result<Vec<u8>, FetchError> {
        Ok(self.0.clone().into_bytes())
    }
}

/// What is put into a position, by its marker's number.
type Fill<'a> = &'a dyn Fn(char, usize) -> String;

/// The positions of the document, in order.
fn positions() -> Vec<(char, String)> {
    let mut found: Vec<(char, String)> = Vec::new();
    for part in DOCUMENT.split('@').skip(1).step_by(2) {
        let (kind, id) = part.split_once(':').expect("a marker");
        let position = (kind.chars().next().expect("a kind"), id.to_owned());
        if !found.contains(&position) {
            found.push(position);
        }
    }
    found
}

fn filled(value: &Value, positions: &[(char, String)], fill: Fill<'_>) -> Value {
    let text = |text: &str| -> String {
        let is_reference = text.starts_with("#/");
        let mut out = String::new();
        for (index, part) in text.split('@').enumerate() {
            if index % 2 == 0 {
                out.push_str(part);
                continue;
            }
            let (kind, id) = part.split_once(':').expect("a marker");
            let kind = kind.chars().next().expect("a kind");
            let place = positions.iter().position(|known| known.0 == kind && known.1 == id).expect("a position");
            let text = fill(kind, place);
            out.push_str(&if is_reference { token(&text) } else { text });
        }
        out
    };
    match value {
        Value::String(one) => Value::String(text(one)),
        Value::Array(items) => items.iter().map(|item| filled(item, positions, fill)).collect(),
        Value::Object(members) => {
            members.iter().map(|(key, value)| (text(key), filled(value, positions, fill))).collect()
        }
        other => other.clone(),
    }
}

/// A name as a part of a reference: a token of a JSON Pointer, percent-encoded.
fn token(name: &str) -> String {
    let pointer = name.replace('~', "~0").replace('/', "~1");
    percent_encoding::utf8_percent_encode(&pointer, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// The files of the document's client, but for the run-time part.
fn generate(fill: Fill<'_>) -> FileSet {
    let template: Value = serde_json::from_str(DOCUMENT).expect("JSON");
    let document = filled(&template, &positions(), fill).to_string();
    let loaded = load("openapi.json", &Text(document), LoadOptions::default()).expect("it is there");
    let shown = || loaded.diagnostics.iter().map(|one| format!("{one:?}")).collect::<Vec<_>>().join("\n");
    let api = loaded.api.as_ref().unwrap_or_else(|| panic!("refused: {}", shown()));
    let options = Options { tag_features: true, ..Options::new("hostile") };
    let generated = Generator::new(options).generate(api).expect("Rust");
    let mut files = FileSet::new();
    for (path, text) in generated.files.iter().filter(|(path, _)| !path.starts_with("src/support")) {
        files.add_text(path, text);
    }
    files
}

/// The name or text of a position, of what is hostile: names are told apart by a number, and always need another name in
/// Rust.
fn hostile(kind: char, place: usize, text: &str, pattern: &str) -> String {
    let without = |signs: &[char]| text.replace(signs, " ");
    match kind {
        't' => text.to_owned(),
        'n' => format!("{text}Slot-{place}{text}"),
        'p' => format!("Slot-{place}{}", without(&['{', '}', '/', '?', '#', '*', '%'])),
        _ => pattern.to_owned(),
    }
}

fn harmless(kind: char, place: usize) -> String {
    match kind {
        't' => "some words that say nothing".to_owned(),
        'r' => "^[a-z]+$".to_owned(),
        _ => format!("Slot-{place}"),
    }
}

/// The files of a client by what they are, as the names of operations' files differ.
fn by_place(files: &FileSet) -> BTreeMap<PathBuf, String> {
    let index = files.text(Path::new("src/operations/mod.rs")).expect("an index");
    let names = index.lines().filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'));
    let names: Vec<String> = names.map(|name| format!("src/operations/{}.rs", name.trim_start_matches("r#"))).collect();
    let place = |path: &Path| {
        let number = names.iter().position(|name| Path::new(name) == path);
        number.map_or_else(|| path.to_owned(), |number| PathBuf::from(format!("operation {number}")))
    };
    files.iter().map(|(path, text)| (place(path), text.to_owned())).collect()
}

/// A token as far as texts do not decide on it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Shape {
    Group(Delimiter, Vec<Shape>),
    Ident(String),
    Punct(char),
    Text,
    Number(String),
}

/// The tokens without documentation, and without what the printer sets by the width of lines: commas, and braces around
/// what an arm or a closure gives.
fn shapes(tokens: TokenStream) -> Vec<Shape> {
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
fn compare(expected: &[Shape], found: &[Shape], names: &mut BTreeMap<String, String>) -> Result<(), String> {
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

/// The documentation of each item, put together as rustdoc does.
fn documentation(tokens: TokenStream, found: &mut Vec<String>) {
    let mut text = String::new();
    for token in tokens {
        match token {
            TokenTree::Punct(punct) if matches!(punct.as_char(), '#' | '!') => {}
            TokenTree::Group(group) => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                match inner.as_slice() {
                    [TokenTree::Ident(doc), _, TokenTree::Literal(literal)] if doc == "doc" => {
                        let line: syn::LitStr = syn::parse_str(&literal.to_string()).expect("a literal");
                        text.extend([line.value().strip_prefix(' ').unwrap_or_default(), "\n"]);
                    }
                    _ => {
                        found.extend((!text.is_empty()).then(|| std::mem::take(&mut text)));
                        documentation(group.stream(), found);
                    }
                }
            }
            _ => found.extend((!text.is_empty()).then(|| std::mem::take(&mut text))),
        }
    }
    found.extend((!text.is_empty()).then_some(text));
}

/// Holds documentation to what rustdoc would do with it.
fn check_documentation(text: &str) -> Result<(), String> {
    let rustdoc = Markdown::ENABLE_TABLES
        | Markdown::ENABLE_FOOTNOTES
        | Markdown::ENABLE_STRIKETHROUGH
        | Markdown::ENABLE_TASKLISTS
        | Markdown::ENABLE_SMART_PUNCTUATION;
    for options in [rustdoc, Markdown::empty()] {
        for event in Parser::new_ext(text, options) {
            let is_wrong = match &event {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => &**info != "text",
                Event::Start(Tag::CodeBlock(CodeBlockKind::Indented) | Tag::HtmlBlock | Tag::Image { .. })
                | Event::Html(_)
                | Event::InlineHtml(_) => true,
                Event::Start(Tag::Link { dest_url, .. }) => !dest_url.starts_with("http") && !is_item(dest_url),
                _ => false,
            };
            if is_wrong {
                return Err(format!("{event:?} in\n{text}"));
            }
        }
    }
    Ok(())
}

/// Whether an address is of an item of the client, by an identifier.
fn is_item(address: &str) -> bool {
    let name = ["Client::", "credentials::"].iter().find_map(|owner| address.strip_prefix(owner));
    name.is_some_and(|name| syn::parse_str::<syn::Ident>(name).is_ok())
}

/// What of a page is the program's own: its headings and the languages of its code.
fn frame(text: &str) -> Vec<String> {
    let mut heading = None;
    let mut found = Vec::new();
    for event in Parser::new_ext(text, Markdown::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => found.extend(heading.take()),
            Event::Text(text) | Event::Code(text) => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&text);
                }
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if &*info != "text" => {
                found.push(info.to_string());
            }
            _ => {}
        }
    }
    found
}

/// Holds a README to what a page may have, and to the frame of one with harmless texts.
fn check_page(text: &str, harmless: &str) -> Result<(), String> {
    const OWN: [&str; 7] = ["hostile", "First call", "sh", "rust", "Authentication", "Operations", "Features"];
    for options in [Markdown::ENABLE_TABLES | Markdown::ENABLE_STRIKETHROUGH, Markdown::empty()] {
        for (number, event) in Parser::new_ext(text, options).enumerate() {
            let is_wrong = match &event {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => !["text", "sh", "rust"].contains(&&**info),
                // The head, and nothing else.
                Event::Start(Tag::HtmlBlock) => number != 0,
                Event::Html(html) => !html.starts_with("<!-- Generated by trueline"),
                Event::Start(Tag::CodeBlock(CodeBlockKind::Indented) | Tag::Image { .. }) | Event::InlineHtml(_) => {
                    true
                }
                Event::Start(Tag::Link { dest_url, .. }) => !dest_url.starts_with("http"),
                _ => false,
            };
            if is_wrong {
                return Err(format!("{event:?} in\n{text}"));
            }
        }
    }
    let own = |text: &str| frame(text).into_iter().filter(|one| OWN.contains(&one.as_str())).collect::<Vec<_>>();
    let rows = |text: &str| Parser::new_ext(text, Markdown::ENABLE_TABLES).filter(is_row).count();
    if own(text) != own(harmless) || own(text).len() != OWN.len() || rows(text) < rows(harmless) {
        return Err(format!("{:?}, {:?} expected in\n{text}", own(text), own(harmless)));
    }
    Ok(())
}

fn is_row(event: &Event<'_>) -> bool {
    matches!(event, Event::Start(Tag::TableRow))
}

/// Holds the client of hostile texts against that of harmless ones.
fn check(fill: Fill<'_>) -> Result<(), String> {
    static EXPECTED: LazyLock<BTreeMap<PathBuf, String>> = LazyLock::new(|| by_place(&generate(&harmless)));
    let (expected, found) = (&*EXPECTED, by_place(&generate(fill)));
    let paths = |files: &BTreeMap<PathBuf, String>| files.keys().cloned().collect::<Vec<_>>();
    if paths(expected) != paths(&found) {
        return Err(format!("{:?}\n{:?} expected", paths(&found), paths(expected)));
    }
    let mut names = BTreeMap::new();
    for (path, text) in &found {
        let told = |error: String| format!("{}: {error}", path.display());
        if let Some(sign) = text.chars().find(|sign| *sign != '\n' && is_active(*sign)) {
            return Err(told(format!("{sign:?} as it is")));
        }
        if path == Path::new(LOCK) {
            let (_, lines) = text.split_once('\n').expect("a header");
            if NameLock::parse(text).text() != lines {
                return Err(told("names that are not read as they are written".to_owned()));
            }
            continue;
        }
        if path.ends_with("README.md") {
            check_page(text, &expected[path]).map_err(told)?;
            continue;
        }
        if ["LICENSE", ".gitignore"].iter().any(|name| path.ends_with(name)) {
            let lines = |text: &str| text.lines().count();
            if lines(text) > lines(&expected[path]) {
                return Err(told(text.clone()));
            }
            continue;
        }
        if path.extension().is_some_and(|extension| extension == "toml") {
            let keys = |text: &str| keys(&text.parse::<toml::Table>().expect("TOML"));
            if keys(text) != keys(&expected[path]) {
                return Err(told(format!("{:?}", keys(text))));
            }
            continue;
        }
        let tokens = |text: &str| text.parse::<TokenStream>().map_err(|error| told(error.to_string()));
        // Modules are in ASCII, so that one may have another name than its operation's method.
        let mut modules = BTreeMap::new();
        let names = if path.ends_with("operations/mod.rs") { &mut modules } else { &mut names };
        compare(&shapes(tokens(&expected[path])?), &shapes(tokens(text)?), names).map_err(told)?;
        let mut docs = Vec::new();
        documentation(tokens(text)?, &mut docs);
        docs.iter().try_for_each(|docs| check_documentation(docs)).map_err(told)?;
    }
    Ok(())
}

/// The keys of a manifest, with the number of features.
fn keys(table: &toml::Table) -> Vec<(String, usize, bool)> {
    // A page of the web is one by what it says.
    let size =
        |value: &toml::Value| value.as_table().map_or(0, |table| table.keys().filter(|key| *key != "homepage").count());
    table.iter().map(|(key, value)| (key.clone(), size(value), value.is_table())).collect()
}

#[test]
fn the_document_has_a_text_in_every_position() {
    let positions = positions();
    let count = |kind| positions.iter().filter(|(one, _)| *one == kind).count();
    assert!(count('t') >= 40 && count('n') >= 25 && count('p') >= 5 && count('r') >= 3, "{positions:?}");
    check(&harmless).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn each_hostile_text_in_all_positions_at_once_is_data() {
    let mut wrong = Vec::new();
    for (index, text) in HOSTILE.iter().enumerate() {
        let pattern = PATTERNS[index % PATTERNS.len()];
        let checked = check(&|kind, place| hostile(kind, place, text, pattern));
        wrong.extend(checked.err().map(|error| format!("{text:?}: {error}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Texts made of hostile ones and of anything.
fn text() -> impl Strategy<Value = String> {
    let one = prop_oneof![4 => prop::sample::select(HOSTILE.to_vec()).prop_map(str::to_owned), 1 => any::<String>()];
    prop::collection::vec(one, 1..3).prop_map(|texts| texts.concat())
}

/// Different texts in the positions.
fn texts() -> impl Strategy<Value = (Vec<String>, usize)> {
    (prop::collection::vec(text(), positions().len()), 0..PATTERNS.len())
}

fn check_random((texts, pattern): &(Vec<String>, usize)) -> Result<(), TestCaseError> {
    check(&|kind, place| hostile(kind, place, &texts[place], PATTERNS[(pattern + place) % PATTERNS.len()]))
        .map_err(TestCaseError::fail)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, max_shrink_iters: 64, ..ProptestConfig::with_cases(48) })]

    #[test]
    fn different_hostile_texts_are_data(texts in texts()) {
        check_random(&texts)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, max_shrink_iters: 64, ..ProptestConfig::with_cases(1_000) })]

    #[test]
    #[ignore = "takes minutes: `cargo xtask test --full`"]
    fn a_thousand_documents_of_different_hostile_texts_are_data(texts in texts()) {
        check_random(&texts)?;
    }
}

/// Of so many positions one has a hostile text, the others harmless ones.
const APART: usize = 4;

#[test]
#[ignore = "takes minutes: `cargo xtask test --full`"]
fn each_hostile_text_in_each_position_among_harmless_ones_is_data() {
    for (group, shift) in (0..APART).flat_map(|group| (0..HOSTILE.len()).map(move |shift| (group, shift))) {
        let fill = |kind, place| {
            let (text, pattern) =
                (HOSTILE[(place + shift) % HOSTILE.len()], PATTERNS[(place + shift) % PATTERNS.len()]);
            if place % APART == group { hostile(kind, place, text, pattern) } else { harmless(kind, place) }
        };
        check(&fill).unwrap_or_else(|error| panic!("group {group}, texts moved by {shift}: {error}"));
    }
}
