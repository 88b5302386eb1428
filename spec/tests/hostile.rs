//! Whatever the bytes, a reading ends with a model or with diagnostics, and never with a panic.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use trueline_spec::source::{Fetch, FetchError, FileSystem, NODE_LIMIT};
use trueline_spec::{LoadOptions, Loaded, load};

struct Bytes(Vec<u8>);

impl Fetch for Bytes {
    fn fetch(&self, _: &str) -> Result<Vec<u8>, FetchError> {
        Ok(self.0.clone())
    }
}

fn read(name: &str, bytes: &[u8]) -> Loaded {
    load(name, &Bytes(bytes.to_vec()), LoadOptions::default()).expect("the bytes are there")
}

fn codes(loaded: &Loaded) -> Vec<&'static str> {
    loaded.diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}

/// The one mistake of a document: refused within two seconds, at its place, with what to do.
fn only_mistake(name: &str, bytes: &[u8]) -> (&'static str, usize, usize) {
    let before = Instant::now();
    let loaded = read(name, bytes);
    let took = before.elapsed();
    // Builds for tests are slower, and share the machine.
    assert!(took < Duration::from_secs(if cfg!(debug_assertions) { 20 } else { 2 }), "{took:?}");
    assert!(loaded.api.is_none());
    let [only] = loaded.diagnostics.as_slice() else { panic!("{:?}", codes(&loaded)) };
    assert!(only.help.is_some(), "{only:?}");
    let (_, line, column) = loaded.documents.position(&only.span);
    (only.code, line, column)
}

const YAML: &str = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\n";
const JSON: &str = r#"{"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {}, "#;

#[test]
fn nesting_is_bounded() {
    let nested = |open: &str| open.repeat(100_000);
    let begin = JSON.len() + "\"x\": ".len() + 1;
    let json = |text: &str| only_mistake("openapi.json", format!("{JSON}\"x\": {text}").as_bytes());
    assert_eq!(json(&nested("[")), ("nesting-too-deep", 1, begin + 199));
    assert_eq!(json(&nested("{\"a\":")), ("nesting-too-deep", 1, begin + 199 * 5));
    assert_eq!(json(&(nested("[") + &nested("]"))), ("nesting-too-deep", 1, begin + 199));
    let yaml = |text: &str| only_mistake("openapi.yaml", format!("{YAML}x: {text}").as_bytes());
    assert_eq!(yaml(&nested("{a: ")), ("nesting-too-deep", 4, 4 + 199 * 4));
    assert_eq!(yaml(&format!("\n {}", nested("- "))), ("nesting-too-deep", 5, 2 + 199 * 2));
    let (code, line, _) = yaml(&nested("["));
    assert_eq!((code, line), ("nesting-too-deep", 4));
    let block = (0..1000).fold(String::new(), |text, depth| text + &" ".repeat(depth) + "a:\n");
    assert!(read("openapi.yaml", block.as_bytes()).api.is_none());
}

#[test]
fn texts_are_bounded() {
    let folder = std::env::temp_dir().join(format!("trueline-hostile-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("openapi.yaml");
    std::fs::File::create(&file).and_then(|file| file.set_len(200 << 20)).expect("a file of 200 MiB");
    let loaded = load(&file.to_string_lossy(), &FileSystem, LoadOptions::default()).expect("it is there");
    std::fs::remove_dir_all(&folder).expect("removed");
    assert_eq!(codes(&loaded), ["too-large"]);
    let many = "0,".repeat(NODE_LIMIT);
    assert_eq!(only_mistake("openapi.json", format!("{JSON}\"x\": [{many}0]}}").as_bytes()).0, "too-large");
    let many = "- a\n".repeat(NODE_LIMIT);
    assert_eq!(only_mistake("openapi.yaml", format!("{YAML}x:\n{many}").as_bytes()).0, "too-large");
}

#[test]
fn a_chain_of_references_costs_no_stack_and_one_that_ends_nowhere_is_told_once() {
    let chain = |count: usize, next: fn(usize) -> usize| {
        let schemas = (0..count).map(|index| {
            let next = next(index) % count;
            format!("\"S{index}\": {{\"$ref\": \"#/components/schemas/S{next}\"}}")
        });
        format!("{JSON}\"components\": {{\"schemas\": {{{}}}}}}}", schemas.collect::<Vec<_>>().join(", "))
    };
    let circle = chain(100_000, |index| index + 1);
    assert_eq!(
        only_mistake("openapi.json", circle.as_bytes()),
        ("reference-cycle", 1, JSON.len() + "\"components\": {\"schemas\": {\"S0\": ".len() + 1)
    );
}

#[test]
fn of_one_mistake_a_thousand_are_listed() {
    let schemas: Vec<String> = (0..100_000).map(|index| format!("\"S{index}\": {{\"type\": 7}}")).collect();
    let text = format!("{JSON}\"components\": {{\"schemas\": {{{}}}}}}}", schemas.join(", "));
    let loaded = read("openapi.json", text.as_bytes());
    assert_eq!(loaded.diagnostics.len(), 1000);
    let last = loaded.diagnostics.last().and_then(|last| last.help.clone()).unwrap_or_default();
    assert!(last.ends_with("and 99000 more of `wrong-type` are not listed"), "{last}");
}

#[test]
fn an_alias_bomb_is_told() {
    let mut yaml = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\nx-0: &x0 [a, a]\n".to_owned();
    for level in 1..40 {
        let row = format!("x-{level}: &x{level} [*x{0}, *x{0}]\n", level - 1);
        yaml.push_str(&row);
    }
    let loaded = read("openapi.yaml", yaml.as_bytes());
    assert_eq!(codes(&loaded), ["alias-bomb"]);
}

#[test]
fn aliases_nest_no_deeper_than_collections() {
    let mut yaml = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\nx-0: &x0 [a]\n".to_owned();
    for level in 1..50_000 {
        let row = format!("x-{level}: &x{level} [*x{}]\n", level - 1);
        yaml.push_str(&row);
    }
    assert_eq!(codes(&read("openapi.yaml", yaml.as_bytes())), ["nesting-too-deep"]);
}

#[test]
fn texts_that_are_not_utf_8_are_told() {
    assert_eq!(codes(&read("openapi.yaml", b"openapi: \xff")), ["not-utf-8"]);
    assert_eq!(codes(&read("openapi.yaml", b"\xff\xfeo\0")), ["not-utf-8"]);
    assert_eq!(codes(&read("openapi.yaml", b"")), ["empty-document"]);
}

#[test]
fn a_byte_order_mark_is_read_past() {
    let text = "\u{feff}{\"openapi\": \"3.1.0\", \"info\": {\"title\": \"t\", \"version\": \"1\"}, \"paths\": {}}";
    assert!(read("openapi.json", text.as_bytes()).api.is_some());
}

proptest! {
    #[test]
    fn any_bytes_end_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        read("openapi.yaml", &bytes);
        read("openapi.json", &bytes);
    }

    #[test]
    fn any_value_in_any_place_ends_without_a_panic(
        key in "(openapi|info|paths|components|servers|security|tags|webhooks|parameters|schema|\\$ref|type|enum)",
        value in "(null|true|1|-1|'text'|\\[\\]|\\{\\}|\\[1\\]|\\{a: 1\\}|\\{\\$ref: '#'\\}|\\{\\$ref: '#/a'\\})",
    ) {
        let text = format!(
            "openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\npaths:\n  /a:\n    get:\n      {key}: {value}\n      \
             parameters:\n        - name: b\n          in: query\n          {key}: {value}\n          schema: \
             {{{key}: {value}}}\n    {key}: {value}\ncomponents:\n  schemas:\n    A: {{{key}: {value}}}\n    B: {value}\n"
        );
        let loaded = read("openapi.yaml", text.as_bytes());
        prop_assert!(loaded.api.is_some() || !loaded.diagnostics.is_empty());
    }

    #[test]
    fn json_reads_as_serde_json_reads_it(value in json()) {
        let text = format!("{{\"openapi\": \"3.1.0\", \"info\": {{\"title\": \"t\", \"version\": \"1\"}}, \"x-value\": {value}}}");
        let loaded = read("openapi.json", text.as_bytes());
        let api = loaded.api.expect("it is a document");
        prop_assert_eq!(&api.extensions["x-value"], &value);
    }
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<String>().prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            proptest::collection::vec(("[a-z]{1,4}", inner), 0..4)
                .prop_map(|entries| serde_json::Value::Object(entries.into_iter().collect())),
        ]
    })
}
