//! What a changed document changes for those who use its client: `surface` on two generated packages.

use trueline_codegen::files::FileSet;
use trueline_codegen::surface::{Effect, between};
use trueline_codegen::{Generator, Options};
use trueline_spec::source::{Fetch, FetchError};
use trueline_spec::{LoadOptions, load};

struct Text(String);

impl Fetch for Text {
    fn fetch(&self, _: &str) -> Result<Vec<u8>, FetchError> {
        Ok(self.0.clone().into_bytes())
    }
}

const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets:
    get:
      operationId: listPets
      parameters: [{name: limit, in: query, schema: {type: integer}}]
      responses: {'200': {description: d, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}}}}
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: getPet
      responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}
components:
  schemas:
    Pet:
      type: object
      required: [name]
      properties:
        name: {type: string}
        state: {$ref: '#/components/schemas/State'}
    State: {type: string, enum: [here, gone]}
";

fn package(document: &str) -> FileSet {
    let loaded = load("openapi.yaml", &Text(document.to_owned()), LoadOptions::default()).expect("a document");
    let told: Vec<String> = loaded.diagnostics.iter().map(|one| format!("{one:?}")).collect();
    let api = loaded.api.unwrap_or_else(|| panic!("{}", told.join("\n")));
    Generator::new(Options::new("pets")).generate(&api).expect("a client").files
}

/// What a document changes, `-` before what does not compile any more and `+` before the rest.
fn changes(from: &str, to: &str) -> Vec<String> {
    let sign = |effect| if effect == Effect::Incompatible { '-' } else { '+' };
    let changes = between(&package(from), &package(to));
    changes.iter().map(|change| format!("{} {}", sign(change.effect), change.text)).collect()
}

/// The document with a text in place of another, which it has.
fn with(old: &str, new: &str) -> String {
    assert!(DOCUMENT.contains(old), "{old}");
    DOCUMENT.replace(old, new)
}

#[test]
fn words_for_people_change_nothing() {
    let to = with(
        "properties:\n        name: {type: string}",
        "properties:\n        name: {type: string, description: Its name.}",
    );
    assert_eq!(changes(DOCUMENT, &to), [""; 0]);
}

#[test]
fn a_field_an_operation_and_a_value_more_are_compatible() {
    let field = with("name: {type: string}", "name: {type: string}\n        age: {type: integer}");
    assert_eq!(changes(DOCUMENT, &field), ["+ new: the field `models::Pet::age`, `Option<i64>`"]);
    let value = with("[here, gone]", "[here, gone, lost]");
    assert_eq!(changes(DOCUMENT, &value), ["+ new: `models::State::Lost`"]);
    let operation = with(
        "components:\n",
        "  /owners: {get: {operationId: listOwners, responses: {'204': {description: d}}}}\ncomponents:\n",
    );
    assert_eq!(changes(DOCUMENT, &operation), ["+ new: `Client::list_owners`", "+ new: `operations::ListOwners`"]);
    let deprecated = with("operationId: getPet", "operationId: getPet\n      deprecated: true");
    assert_eq!(changes(DOCUMENT, &deprecated), ["+ `Client::get_pet` is deprecated"]);
}

#[test]
fn what_is_gone_or_has_another_type_is_incompatible_and_told_once() {
    let gone = with("operationId: getPet", "operationId: readPet");
    assert_eq!(
        changes(DOCUMENT, &gone),
        [
            "- `Client::get_pet` was removed",
            "+ new: `Client::read_pet`",
            "- `operations::GetPet` was removed",
            "+ new: `operations::ReadPet`",
        ]
    );
    let type_changed = with("name: {type: string}", "name: {type: integer}");
    let changed = changes(DOCUMENT, &type_changed);
    assert!(changed.contains(&"- the field `models::Pet::name`: `String` is now `i64`".to_owned()), "{changed:#?}");
    let parameter = with("schema: {type: integer}", "schema: {type: boolean}");
    let changed = changes(DOCUMENT, &parameter);
    assert_eq!(changed.len(), 1, "{changed:#?}");
    assert!(changed[0].starts_with("- `operations::ListPets::limit`: `fn(self, impl TryInto<i64,"), "{changed:#?}");
    let renamed = DOCUMENT.replace("State", "Status");
    let changed = changes(DOCUMENT, &renamed);
    assert!(changed.contains(&"- `models::State` was removed".to_owned()), "{changed:#?}");
    assert!(!changed.iter().any(|line| line.contains("models::State::")), "{changed:#?}");
}
