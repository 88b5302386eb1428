//! A small document with a text in every position that there is, and the client that is made of it.

use serde_json::Value;
use trueline_codegen::files::FileSet;
use trueline_codegen::{Generator, Layout, Options};
use trueline_spec::source::{Fetch, FetchError};
use trueline_spec::{LoadOptions, load};

/// The document. `@t:ID@` is a text, `@n:ID@` a name, `@p:ID@` a name within paths and addresses, `@r:ID@` a pattern.
const DOCUMENT: &str = include_str!("openapi.json");

struct Text(String);

impl Fetch for Text {
    fn fetch(&self, _: &str) -> Result<Vec<u8>, FetchError> {
        Ok(self.0.clone().into_bytes())
    }
}

/// What is put into a position, by its marker's number.
pub type Fill<'a> = &'a dyn Fn(char, usize) -> String;

/// The positions of the document, in order.
pub fn positions() -> Vec<(char, String)> {
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
pub fn generate(fill: Fill<'_>) -> FileSet {
    generate_as(Layout::Flat, fill)
}

/// The same of a layout.
pub fn generate_as(layout: Layout, fill: Fill<'_>) -> FileSet {
    let template: Value = serde_json::from_str(DOCUMENT).expect("JSON");
    let document = filled(&template, &positions(), fill).to_string();
    let loaded = load("openapi.json", &Text(document), LoadOptions::default()).expect("it is there");
    let shown = || loaded.diagnostics.iter().map(|one| format!("{one:?}")).collect::<Vec<_>>().join("\n");
    let api = loaded.api.as_ref().unwrap_or_else(|| panic!("refused: {}", shown()));
    let options = Options { tag_features: true, layout: Some(layout), ..Options::new("hostile") };
    let generated = Generator::new(options).generate(api).expect("Rust");
    let mut files = FileSet::new();
    for (path, text) in generated.files.iter().filter(|(path, _)| !path.starts_with("src/support")) {
        files.add_text(path, text);
    }
    files
}

/// The name or text of a position, of what is hostile: names are distinguished by a number, and always need another name in
/// Rust.
pub fn hostile(kind: char, place: usize, text: &str, pattern: &str) -> String {
    let without = |signs: &[char]| text.replace(signs, " ");
    match kind {
        't' => text.to_owned(),
        'n' => format!("{text}Slot-{place}{text}"),
        'p' => format!("Slot-{place}{}", without(&['{', '}', '/', '?', '#', '*', '%'])),
        _ => pattern.to_owned(),
    }
}

pub fn harmless(kind: char, place: usize) -> String {
    match kind {
        't' => "some words that say nothing".to_owned(),
        'r' => "^[a-z]+$".to_owned(),
        _ => format!("Slot-{place}"),
    }
}
