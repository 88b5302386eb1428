//! A document is data: whatever its texts are, the client is the same but for literals, documentation and names.
//!
//! A small document has a text in every position that there is; each is filled with what would be code, Markdown, TOML, a
//! directive or the end of a line elsewhere. The tokens that come of it are held against those of the same document with
//! harmless texts.

mod document;
mod markdown;
mod texts;
mod tokens;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use document::{Fill, generate, generate_as, harmless, hostile, positions};
use markdown::{check_documentation, check_page, documentation};
use proc_macro2::TokenStream;
use proptest::prelude::*;
use texts::{HOSTILE, PATTERNS};
use tokens::{compare, shapes};
use trueline_codegen::Layout;
use trueline_codegen::files::FileSet;
use trueline_codegen::names::{LOCK, NameLock};
use trueline_spec::render::is_active;

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

/// Resources are called after texts, so that they stand in another order than those of harmless ones.
#[test]
fn each_hostile_text_is_data_in_clients_of_resources() {
    for (index, text) in HOSTILE.iter().enumerate() {
        let files =
            generate_as(Layout::Resources, &|kind, place| hostile(kind, place, text, PATTERNS[index % PATTERNS.len()]));
        let sources: Vec<(&Path, &str)> =
            files.iter().filter(|(path, _)| path.extension().is_some_and(|extension| extension == "rs")).collect();
        assert!(sources.iter().any(|(path, _)| path.starts_with("src/resources")), "there are resources");
        for (path, source) in sources {
            assert!(!source.chars().any(|sign| sign != '\n' && is_active(sign)), "{text:?}: {}", path.display());
            let mut idents = BTreeMap::new();
            let shapes = shapes(source.parse().expect("tokens"));
            compare(&shapes, &shapes, &mut idents).unwrap_or_else(|error| panic!("{text:?}: {error}"));
            assert!(!idents.contains_key("evil"), "{text:?}: {}", path.display());
            let mut docs = Vec::new();
            documentation(source.parse().expect("tokens"), &mut docs);
            let checked = docs.iter().try_for_each(|docs| check_documentation(docs));
            checked.unwrap_or_else(|error| panic!("{text:?}: {}: {error}", path.display()));
        }
    }
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
