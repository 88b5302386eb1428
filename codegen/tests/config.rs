//! What `[codegen]` of a `trueline.toml` may say, and how mistakes in it are reported.

use trueline_codegen::names::{LOCK, NameLock};
use trueline_codegen::{
    Config, DateTimeCrate, Generator, Layout, MapType, Options, ReceivedNull, TypeOptions, TypeOverride,
};
use trueline_spec::source::{Fetch, FetchError, FileSystem};
use trueline_spec::{LoadOptions, load};

#[test]
fn pages_are_said_by_operation() {
    let text = "[codegen.pages]\nlistPets = { kind = \"number\", parameter = \"p\", first = 0 }\n\"GET /b\" = false\n";
    let config = Config::parse("trueline.toml", text).expect("it is right");
    let told = config.pages["listPets"].as_ref().expect("pages");
    assert_eq!((told.kind.as_str(), told.parameter.as_deref(), told.first), ("number", Some("p"), Some(0)));
    assert_eq!(config.pages["GET /b"], None);
    let error =
        Config::parse("trueline.toml", "[codegen.pages]\na = { kind = \"curser\", nxt = \"/n\" }\n").unwrap_err();
    let error = error.to_string();
    assert!(error.contains("write one of `cursor`, ") && error.contains("did you mean `next`?"), "{error}");
}

#[test]
fn paths_are_relative_to_the_file() {
    let text = "[targets.other]\nbase-url = 1\n[codegen]\ndocument = \"api/openapi.yaml\"\nout = \"client\"\n\
                overlays = [\"a.yaml\", \"https://host/b.yaml\"]\ndate-time = \"time\"\nmap = \"HashMap\"\n\
                received-null = \"Nullable\"\nlayout = \"resources\"\n";
    let config = Config::parse("some/trueline.toml", text).expect("it is right");
    assert_eq!(config.document.as_deref(), Some("some/api/openapi.yaml"));
    assert_eq!(config.out.as_deref(), Some("some/client".as_ref()));
    assert_eq!(config.overlays, ["some/a.yaml", "https://host/b.yaml"]);
    assert_eq!((config.types.date_time, config.types.map), (DateTimeCrate::Time, MapType::HashMap));
    assert_eq!((config.types.received_null, config.layout), (ReceivedNull::Nullable, Some(Layout::Resources)));
    assert_eq!(Config::parse("trueline.toml", "").expect("nothing is right"), Config::default());
}

#[test]
fn every_mistake_is_told_at_its_place() {
    let text = r#"[codegen]
documnet = "openapi.yaml"
out = 7
package = "a b"
include = ["tag:pets", "", 1]
date-time = "joda"
map = ["BTreeMap"]
derives = ["Eq", "Not a path"]
[codegen.dependencies.url]
version = "2"
[codegen.types."Pet"]
name = "a-b"
typ = "x"
"#;
    let told = Config::parse("trueline.toml", text).expect_err("it is wrong").to_string();
    let lines: Vec<&str> =
        told.lines().map(str::trim).filter(|line| line.starts_with("error") || line.contains("-->")).collect();
    let expected = [
        "error[unknown-key]: unknown key `documnet`",
        "--> trueline.toml:2:1",
        "error[wrong-type]: `out` must be a string, but this is a number",
        "--> trueline.toml:3:7",
        "error[invalid-name]: `a b` is not a valid package name: it must start with a letter and have only ASCII letters, digits, `-` and `_`; choose another one, `a-b` for \
         instance",
        "--> trueline.toml:4:11",
        "error[invalid-selector]: `` is not a selector; write an operationId, `tag:NAME`, a path (`/v1/**`) or `GET /pets`",
        "--> trueline.toml:5:24",
        "error[wrong-type]: `include` must be a string, but this is a number",
        "--> trueline.toml:5:28",
        "error[unknown-value]: `joda` is not a known `date-time`",
        "--> trueline.toml:6:13",
        "error[wrong-type]: `map` must be a string, but this is an array",
        "--> trueline.toml:7:7",
        "error[invalid-path]: `Not a path` cannot be derived",
        "--> trueline.toml:8:18",
        "error[wrong-type]: `url` is not on one line",
        "--> trueline.toml:9:23",
        "error[invalid-pointer]: `Pet` is not a JSON Pointer into the document",
        "--> trueline.toml:11:16",
        "error[invalid-rust]: `a-b` cannot be the `name` of a type",
        "--> trueline.toml:12:8",
        "error[unknown-key]: unknown key `typ`",
        "--> trueline.toml:13:1",
    ];
    assert_eq!(lines, expected, "{told}");
    assert!(told.contains("did you mean `document`?") && told.contains("did you mean `type`?"), "{told}");
    let told = Config::parse("trueline.toml", "[codegen\n").expect_err("it is no TOML").to_string();
    assert!(told.contains("trueline.toml:1:9"), "{told}");
}

#[test]
fn a_key_of_a_target_is_not_shown_where_the_file_is_no_toml() {
    for line in
        ["secret = sk_hidden", "secret = \"sk_hidden", "  \"sk_hidden\", ]", "[\"sk_hidden\"", "secret=sk_hidden"]
    {
        let text = format!("[targets.a.credentials]\n{line}\n");
        let told = Config::parse("trueline.toml", &text).expect_err("it is no TOML").to_string();
        assert!(told.contains("trueline.toml:2:") && !told.contains("sk_hidden"), "{told}");
    }
}

#[test]
fn a_word_about_the_type_of_no_schema_is_an_error() {
    let document = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/configured/openapi.yaml");
    let loaded = load(document, &FileSystem, LoadOptions::default()).expect("it is there");
    let api = loaded.api.expect("it is right");
    let told = |pointer: &str| {
        let said = TypeOverride { name: Some("Other".to_owned()), ..TypeOverride::default() };
        let overrides = [(pointer.to_owned(), said)].into();
        let types = TypeOptions { overrides, ..TypeOptions::default() };
        let generated = Generator::new(Options { types, ..Options::new("client") }).generate(&api);
        generated.map(drop).expect_err("nothing is there").to_string()
    };
    let start = |pointer: &str| format!("the type of `{pointer}` cannot be configured: ");
    let (typo, other) = ("#/components/schemas/Evnt", "#/info");
    assert_eq!(told(typo), start(typo) + "there is no `Evnt` in `#/components/schemas`; did you mean `Event`?");
    assert_eq!(told(other), start(other) + "it is not a schema");
}

#[test]
fn null_of_what_is_received_is_absence_unless_said_otherwise_or_sent_before() {
    let document = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/received/openapi.yaml");
    let loaded = load(document, &FileSystem, LoadOptions::default()).expect("it is there");
    let api = loaded.api.expect("it is right");
    let field = |received_null: ReceivedNull, names: &str| {
        let types = TypeOptions { received_null, ..TypeOptions::default() };
        let options = Options { types, names: NameLock::parse(names), ..Options::new("client") };
        let files = Generator::new(options).generate(&api).expect("Rust").files;
        let models = files.text("src/models.rs".as_ref()).expect("models");
        let line = models.lines().find(|line| line.contains("pub nickname:")).expect("the field");
        let names = files.text(LOCK.as_ref()).expect("the names");
        assert_eq!(names.contains("received schemas/Horse = Horse"), !names.contains("type schemas/Horse"));
        line.trim().to_owned()
    };
    let (option, nullable) =
        ("pub nickname: Option<String>,", "pub nickname: Option<crate::support::Nullable<String>>,");
    assert_eq!(field(ReceivedNull::Option, ""), option);
    assert_eq!(field(ReceivedNull::Nullable, ""), nullable);
    assert_eq!(field(ReceivedNull::Option, "received schemas/Horse = Horse\n"), option);
    // It was sent when it got its name: no operation that goes changes the types of others.
    assert_eq!(field(ReceivedNull::Option, "type schemas/Horse = Horse\n"), nullable);
}

#[test]
fn a_client_has_resources_by_its_size_and_keeps_its_layout() {
    let client = |count: usize, names: &str| {
        let path = |number: usize| {
            format!(
                r#""/pets/{number}": {{"get": {{"operationId": "getPet{number}", "responses": {{"204": {{"description": "d"}}}}}}}}"#
            )
        };
        let paths: Vec<String> = (0..count).map(path).collect();
        let paths = paths.join(",");
        let text = format!(r#"{{"openapi": "3.1.0", "info": {{"title": "t", "version": "1"}}, "paths": {{{paths}}}}}"#);
        let api = load("openapi.json", &Text(text), LoadOptions::default()).expect("read").api.expect("right");
        let options = Options { names: NameLock::parse(names), ..Options::new("client") };
        let files = Generator::new(options).generate(&api).expect("Rust").files;
        let names = files.text(LOCK.as_ref()).expect("the names").to_owned();
        (files.text("src/resources/pets.rs".as_ref()).is_some(), names)
    };
    let (is_small_divided, small) = client(Layout::FLAT_LIMIT, "");
    let (is_large_divided, large) = client(Layout::FLAT_LIMIT + 1, "");
    assert!(!is_small_divided && is_large_divided);
    assert!(large.contains("\nmethod GET /pets/0 = "), "{large}");
    assert!(!client(Layout::FLAT_LIMIT + 1, &small).0, "an operation more does not divide it");
    assert!(client(1, &large).0, "nor does one less put it together");
}

struct Text(String);

impl Fetch for Text {
    fn fetch(&self, _: &str) -> Result<Vec<u8>, FetchError> {
        Ok(self.0.clone().into_bytes())
    }
}
