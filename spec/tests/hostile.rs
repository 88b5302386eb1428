//! Whatever the bytes, a reading ends with a model or with diagnostics, and never with a panic.

use std::time::Duration;

use cpu_time::ThreadTime;
use proptest::prelude::*;
use trueline_spec::source::{Fetch, FetchError, FileSystem, NODE_LIMIT};
use trueline_spec::{LoadOptions, Loaded, PATTERN_LIMIT, load, render};

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
    let before = ThreadTime::now();
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
    assert!(last.ends_with("; 99000 more of `wrong-type` are not listed"), "{last}");
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

/// Reads a document within ten seconds, in builds for tests; its codes, each once.
fn in_time(name: &str, text: &str) -> (Vec<&'static str>, bool) {
    let before = ThreadTime::now();
    let loaded = read(name, text.as_bytes());
    assert!(before.elapsed() < Duration::from_secs(20), "{name}: {:?}", before.elapsed());
    let mut codes = codes(&loaded);
    codes.dedup();
    (codes, loaded.api.is_some())
}

fn joined(count: usize, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect::<Vec<_>>().join(",")
}

fn schemas(members: &str) -> String {
    format!("{JSON}\"components\": {{\"schemas\": {{{members}}}}}}}")
}

#[test]
fn much_of_one_thing_costs_no_more_than_it_is_long() {
    let values = joined(100_000, |n| format!("\"value {n}\""));
    let enumeration = schemas(&format!("\"E\": {{\"enum\": [{values}]}}"));
    assert_eq!(in_time("enum.json", &enumeration), (vec![], true));
    let properties = joined(100_000, |n| format!("\"value {n}\": {{}}"));
    let required = schemas(&format!("\"O\": {{\"required\": [{values}], \"properties\": {{{properties}}}}}"));
    assert_eq!(in_time("required.json", &required), (vec![], true));
    let dangling =
        joined(60_000, |n| format!("\"Name{n}of{n}\": {{\"$ref\": \"#/components/schemas/Name{n}off{n}\"}}"));
    assert_eq!(in_time("dangling.json", &schemas(&dangling)), (vec!["reference-to-nothing"], true));
    let last = joined(60_000, |n| format!("\"S{n}\": {{\"$ref\": \"#/x/{}\"}}", 59_999 - n));
    let items = joined(60_000, |_| "{}".to_owned());
    let into_array = schemas(&last).replacen('{', &format!("{{\"x\": [{items}], "), 1);
    assert_eq!(in_time("array.json", &into_array), (vec![], true));
    let chain = joined(100_000, |n| match n {
        99_999 => "\"S99999\": {}".to_owned(),
        _ => format!("\"S{n}\": {{\"$ref\": \"#/components/schemas/S{}\"}}", n + 1),
    });
    assert_eq!(in_time("chain.json", &schemas(&chain)), (vec![], true));
    let twice = joined(100_000, |n| format!("\"S{}\": {{}}", (n + 1) % 99_999));
    assert_eq!(in_time("twice.json", &schemas(&twice)), (vec!["duplicate-key"], true));
    let parameters = joined(70_000, |n| format!("{{\"name\": \"p{n}\", \"in\": \"query\", \"schema\": {{}}}}"));
    let get = format!("{{\"parameters\": [{parameters}], \"responses\": {{\"200\": {{\"description\": \"\"}}}}}}");
    let paths = JSON.replace("\"paths\": {}, ", &format!("\"paths\": {{\"/a\": {{\"get\": {get}}}}}}}"));
    assert_eq!(in_time("parameters.json", &paths), (vec![], true));
}

#[test]
fn pointers_through_references_are_followed_once() {
    let levels = joined(90, |n| {
        let next = n + 1;
        format!(
            "\"Q{n}\": {{\"$ref\": \"#/x/P{next}/b/b\"}}, \"P{n}\": {{\"b\": {{\"$ref\": \"#/x/R{n}\"}}}}, \
             \"R{n}\": {{\"b\": {{\"$ref\": \"#/x/Q{n}\"}}, \"$ref\": \"#/x/Q{n}\"}}"
        )
    });
    let text =
        schemas("\"A\": {\"$ref\": \"#/x/Q0\"}").replacen('{', &format!("{{\"x\": {{{levels}, \"P90\": {{}}}}, "), 1);
    in_time("through.json", &text);
}

#[test]
fn what_references_and_aliases_repeat_is_bounded() {
    let long = "word ".repeat(200_000);
    let get = |n: usize| {
        format!(
            "\"/a{n}\": {{\"get\": {{\"responses\": {{\"200\": {{\"description\": \"\", \"content\": {{\"text/plain\": \
             {{\"examples\": {{\"e\": {{\"$ref\": \"#/components/examples/E\"}}}}}}}}}}}}}}}}"
        )
    };
    let (paths, end) =
        (joined(2_000, get), format!("\"components\": {{\"examples\": {{\"E\": {{\"value\": \"{long}\"}}}}}}}}"));
    let text = JSON.replace("\"paths\": {}", &format!("\"paths\": {{{paths}}}")) + &end;
    assert_eq!(in_time("example.json", &text), (vec!["too-large"], false));
    let aliases: Vec<String> = (0..2_000).map(|n| format!("    S{n}: {{description: *x}}\n")).collect();
    let yaml = format!("{YAML}x: &x '{long}'\ncomponents:\n  schemas:\n{}", aliases.concat());
    assert_eq!(in_time("alias.yaml", &yaml), (vec!["too-large"], false));
}

#[test]
fn long_patterns_are_not_read() {
    let classes = "[^\\\\p{L}]".repeat(100_000);
    let one = schemas(&format!("\"S\": {{\"type\": \"string\", \"pattern\": \"{classes}\"}}"));
    assert_eq!(in_time("one.json", &one), (vec!["pattern-too-long"], true));
    let alternatives = "a|".repeat(PATTERN_LIMIT / 2);
    let one = schemas(&format!("\"S\": {{\"type\": \"string\", \"pattern\": \"{alternatives}\"}}"));
    assert_eq!(in_time("alternatives.json", &one), (vec!["pattern-too-long"], true));
    let classes = "\\\\p{L}".repeat(1_000);
    let many = joined(500, |n| format!("\"S{n}\": {{\"type\": \"string\", \"pattern\": \"{classes}{n}\"}}"));
    assert_eq!(in_time("many.json", &schemas(&many)), (vec!["pattern-too-long"], true));
}

#[test]
fn lines_that_are_indented_too_little_are_read_anew_a_bounded_number_of_times() {
    let line = "a ".repeat(10_000);
    let list = format!("- - \"{line}\n{line}\"\n").repeat(100);
    assert_eq!(in_time("lines.yaml", &format!("{YAML}x:\n{list}")), (vec!["yaml-syntax"], false));
    let (few, is_accepted) = in_time("few.yaml", &format!("{YAML}x:\n{}", "- - \"a\nb\"\n".repeat(100)));
    assert!(is_accepted, "{few:?}");
}

#[test]
fn mistakes_on_one_long_line_are_shown_as_quickly_as_others() {
    let wrong = joined(2_000, |n| {
        format!(
            "\"A{n}\": {{\"type\": \"strin\"}}, \"B{n}\": 7, \"C{n}\": {{\"pattern\": \"(\"}}, \"D{n}\": {{\"$ref\": \"#/a\"}}"
        )
    });
    let filler = "e".repeat(8_000_000);
    let text = schemas(&format!("\"Z\": {{\"description\": \"{filler}\"}}, {wrong}"));
    let loaded = read("line.json", text.as_bytes());
    assert_eq!(loaded.diagnostics.len(), 4_000);
    let before = ThreadTime::now();
    let shown: usize = loaded.diagnostics.iter().map(|one| render::text(&loaded.documents, one, false).len()).sum();
    assert!(before.elapsed() < Duration::from_secs(20), "{:?}", before.elapsed());
    assert!(shown > 4_000 * 100);
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
