//! Whatever the bytes, a reading ends with a model or with diagnostics, and never with a panic.

use proptest::prelude::*;
use trueline_spec::source::{Fetch, FetchError};
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

#[test]
fn nesting_is_bounded() {
    let json = "[".repeat(100_000);
    assert!(codes(&read("openapi.json", json.as_bytes())).contains(&"nesting-too-deep"));
    let yaml = format!("openapi: 3.1.0\na: {}", "[".repeat(100_000));
    assert!(read("openapi.yaml", yaml.as_bytes()).api.is_none());
    let block = (0..1000).fold(String::new(), |text, depth| text + &" ".repeat(depth) + "a:\n");
    assert!(read("openapi.yaml", block.as_bytes()).api.is_none());
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
