//! How the pages of small lists follow each other; and, of real documents, which lists have pages of which kind.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use trueline_spec::model::{Api, Checked, DeclaredPaging, Method, PagingKind};
use trueline_spec::resources::{Advance, Paging};
use trueline_spec::source::{Fetch, FetchError, FileSystem};
use trueline_spec::{LoadOptions, load};

struct Text(String);

impl Fetch for Text {
    fn fetch(&self, _: &str) -> Result<Vec<u8>, FetchError> {
        Ok(self.0.clone().into_bytes())
    }
}

/// A document of one list: its query's parameters with their schemas, the schema of its response, the response's headers.
fn list(query: &[(&str, &str)], schema: &str, headers: &str) -> Checked<Api> {
    let parameters: Vec<String> =
        query.iter().map(|(name, schema)| format!("{{name: '{name}', in: query, schema: {schema}}}")).collect();
    let text = format!(
        "openapi: 3.1.0
info: {{title: t, version: '1'}}
paths:
  /v1/pets:
    get:
      operationId: listPets
      parameters: [{}]
      responses: {{'200': {{description: d, headers: {headers}, content: {{application/json: {{schema: {schema}}}}}}}}}
",
        parameters.join(", ")
    );
    let loaded = load("api.yaml", &Text(text), LoadOptions::default()).expect("it is read");
    let told = format!("{:?}", loaded.diagnostics);
    loaded.api.unwrap_or_else(|| panic!("{told}"))
}

fn inferred(query: &[(&str, &str)], schema: &str) -> Option<Paging> {
    let api = list(query, schema, "{}");
    Paging::infer(&api, &api.operations[0])
}

const PETS: &str = "{type: array, items: {type: object, properties: {id: {type: string}, name: {type: string}}}}";
const TEXT: &str = "{type: string}";
const INTEGER: &str = "{type: integer}";

fn object(members: &str) -> String {
    format!("{{type: object, properties: {{{members}}}}}")
}

#[test]
fn a_cursor_is_what_a_response_has_of_a_like_name() {
    for (parameter, member, next) in [
        ("cursor", "next_cursor: {type: [string, 'null']}", "/next_cursor"),
        ("pageToken", "nextPageToken: {type: string}", "/nextPageToken"),
        ("page_token", "next_page: {type: string}", "/next_page"),
        ("marker", "next_marker: {type: string}", "/next_marker"),
        ("cursor", "cursor: {type: string}", "/cursor"),
        ("continue", "metadata: {type: object, properties: {continue: {type: string}}}", "/metadata/continue"),
        (
            "starting_after",
            "pages: {type: object, properties: {next: {type: object, properties: {starting_after: {type: string}}}}}",
            "/pages/next/starting_after",
        ),
    ] {
        let schema = object(&format!("data: {PETS}, {member}"));
        let paging = inferred(&[(parameter, TEXT), ("limit", INTEGER)], &schema).expect("pages");
        assert_eq!(paging.advance, Advance::Cursor { parameter: 0, next: next.to_owned() }, "{parameter}");
        assert_eq!(paging.items, "/data");
        let reason = format!("`{parameter}` takes the value that a response has at `{next}`");
        assert_eq!(paging.reason, Some(reason));
    }
}

#[test]
fn the_size_of_the_next_page_is_no_cursor() {
    let next = "pages: {type: object, properties: {next: {type: object, properties: {per_page: {type: integer}}}}}";
    assert_eq!(inferred(&[("per_page", INTEGER)], &object(&format!("data: {PETS}, {next}"))), None);
}

#[test]
fn two_cursors_as_near_as_each_other_are_a_doubt() {
    let schema = object(&format!("data: {PETS}, next_page: {TEXT}, next: {TEXT}"));
    assert_eq!(inferred(&[("cursor", TEXT)], &schema), None);
}

#[test]
fn a_page_is_counted_where_its_first_number_is_known() {
    let schema = object(&format!("items: {PETS}, pagination: {{type: object, properties: {{max_page: {INTEGER}}}}}"));
    let first = "{type: integer, default: 1}";
    let paging = inferred(&[("page", first), ("limit", INTEGER)], &schema).expect("pages");
    assert_eq!(paging.advance, Advance::Number { parameter: 0, first: Some(1), current: None });
    assert_eq!((paging.ends.pages.as_deref(), paging.items.as_str()), (Some("/pagination/max_page"), "/items"));
    assert_eq!(inferred(&[("page", INTEGER), ("limit", INTEGER)], PETS), None, "0 or 1");
    let echo = object(&format!("data: {PETS}, page: {INTEGER}"));
    let paging = inferred(&[("page", INTEGER)], &echo).expect("pages");
    assert_eq!(paging.advance, Advance::Number { parameter: 0, first: None, current: Some("/page".to_owned()) });
}

#[test]
fn an_offset_stands_beside_a_limit() {
    let paging = inferred(&[("offset", INTEGER), ("limit", INTEGER)], PETS).expect("pages");
    assert_eq!((paging.advance.clone(), paging.items.as_str()), (Advance::Offset { parameter: 0, first: 0 }, ""));
    assert_eq!(inferred(&[("offset", INTEGER)], PETS), None);
    assert_eq!(inferred(&[("start", INTEGER), ("end", INTEGER), ("limit", INTEGER)], PETS), None, "times");
}

#[test]
fn the_last_item_is_named_where_the_response_says_whether_there_are_more() {
    let query = [("starting_after", TEXT), ("ending_before", TEXT), ("limit", INTEGER)];
    let schema = object(&format!("data: {PETS}, has_more: {{type: boolean}}"));
    let paging = inferred(&query, &schema).expect("pages");
    assert_eq!(paging.advance, Advance::LastItem { parameter: 0, key: "/id".to_owned() });
    assert_eq!(paging.ends.has_more.as_deref(), Some("/has_more"));
    assert_eq!(inferred(&query, &object(&format!("data: {PETS}"))), None, "nothing says whether there are more");
    let schema = object(&format!("data: {PETS}, has_more: {{type: boolean}}, last_id: {TEXT}"));
    let paging = inferred(&query, &schema).expect("pages");
    assert_eq!(paging.advance, Advance::Cursor { parameter: 0, next: "/last_id".to_owned() });
}

#[test]
fn addresses_of_pages_stand_in_headers_and_bodies() {
    let api = list(&[("per_page", INTEGER)], PETS, "{Link: {schema: {type: string}}}");
    assert_eq!(Paging::infer(&api, &api.operations[0]).map(|paging| paging.advance), Some(Advance::Link));
    let api = list(&[("verbose", INTEGER)], PETS, "{Link: {schema: {type: string}}}");
    assert_eq!(Paging::infer(&api, &api.operations[0]), None, "links to what?");
    let schema = object(&format!("pets: {PETS}, next_page_uri: {TEXT}"));
    let paging = inferred(&[("PageToken", TEXT), ("Page", INTEGER)], &schema).expect("pages");
    assert_eq!(paging.advance, Advance::Url { next: "/next_page_uri".to_owned() });
}

#[test]
fn what_is_said_must_suit_the_operation() {
    let api = list(&[("from", TEXT)], &object(&format!("data: {PETS}, then: {TEXT}")), "{}");
    let operation = &api.operations[0];
    assert_eq!(Paging::infer(&api, operation), None);
    let declared = DeclaredPaging {
        parameter: Some("from".to_owned()),
        next: Some("/then".to_owned()),
        ..DeclaredPaging::default()
    };
    let paging = declared.of(&api, operation).expect("it suits");
    assert_eq!(paging.advance, Advance::Cursor { parameter: 0, next: "/then".to_owned() });
    assert_eq!((paging.items.as_str(), paging.reason), ("/data", None));
    let wrong = DeclaredPaging { parameter: Some("form".to_owned()), ..declared.clone() };
    assert_eq!(wrong.of(&api, operation).unwrap_err().to_string(), "its query has no parameter `form`");
    let wrong = DeclaredPaging { items: Some("/pets".to_owned()), ..declared };
    assert_eq!(wrong.of(&api, operation).unwrap_err().to_string(), "there is no list at `/pets`");
}

#[test]
fn the_extension_says_a_kind_that_there_is() {
    let extended = |extension: &str| {
        let text = format!(
            "{{openapi: 3.1.0, info: {{title: t, version: '1'}}, paths: {{/pets: {{get: {{operationId: a, x-trueline-page: {extension}, \
             responses: {{'200': {{description: d}}}}}}}}}}}}"
        );
        load("api.yaml", &Text(text), LoadOptions::default()).expect("it is read")
    };
    let api = extended("{kind: offset, parameter: skip, first: 1}").api.expect("it is right");
    let paging = api.operations[0].laws.paging.as_ref().expect("it is said");
    assert_eq!((paging.kind, paging.first), (PagingKind::Offset, Some(1)));
    assert!(api.operations[0].laws.page.is_none());
    for (wrong, message) in [
        ("{kind: pages}", "`pages` is not a kind of paging"),
        ("{kind: number, first: one}", "`one` is not an integer"),
        ("{kind: link, cursor: a}", "this extension has no field `cursor`"),
    ] {
        let told: Vec<String> = extended(wrong).diagnostics.iter().map(|one| one.message.clone()).collect();
        assert!(told.iter().any(|one| one == message), "{wrong}: {told:?}");
    }
}

/// A row for each operation of real documents that shows a list: its kind of pages, and what it was taken from.
/// `cargo test -p trueline-spec --test paging -- --ignored --nocapture`
#[test]
#[ignore = "it reads hundreds of megabytes, and prints a table"]
fn the_pages_of_real_documents() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("there is no {}", folder.display());
        return;
    };
    let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    let mut all: BTreeMap<PagingKind, usize> = BTreeMap::new();
    for file in files.iter().filter(|file| file.extension().is_some_and(|end| end == "json" || end == "yaml")) {
        let loaded = load(&file.to_string_lossy(), &FileSystem, LoadOptions::default()).expect("it is read");
        let Some(api) = loaded.api else { continue };
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        for operation in &api.operations {
            let row = match Paging::infer(&api, operation) {
                Some(paging) => {
                    *all.entry(paging.advance.kind()).or_default() += 1;
                    format!("{}\t{}\t{}", paging.advance.kind(), paging.items, paging.reason.unwrap_or_default())
                }
                None if operation.method == Method::Get => "-".to_owned(),
                None => continue,
            };
            println!("{name}\t{} {}\t{row}", operation.method, operation.path);
        }
    }
    let mut totals = String::new();
    for (kind, count) in &all {
        let _ = write!(totals, "{kind} {count}, ");
    }
    println!("# {totals}{} in all", all.values().sum::<usize>());
    assert!(all.len() == PagingKind::ALL.len() || all.is_empty(), "every kind is met: {totals}");
}
