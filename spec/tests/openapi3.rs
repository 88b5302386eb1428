//! A document held as a value of the `openapiv3` crate is read as its text is.

use trueline_spec::model::{Api, Checked};
use trueline_spec::source::{Fetch, FetchError};
use trueline_spec::{LoadOptions, Loaded, load, load_openapiv3};

const DOCUMENT: &str = "
openapi: 3.0.3
info: {title: Boats, version: '1'}
security: [{key: []}]
paths:
  /boats/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string, format: uuid}}
    get:
      operationId: getBoat
      parameters:
        - {name: fields, in: query, explode: false, schema: {type: array, items: {type: string}}}
      responses:
        '200':
          description: The boat.
          content: {application/json: {schema: {$ref: '#/components/schemas/Boat'}}}
        default: {$ref: '#/components/responses/Error'}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
  responses:
    Error: {description: What went wrong.}
  schemas:
    Boat:
      type: object
      required: [name]
      properties:
        name: {type: string, minLength: 1, nullable: true}
        crew: {type: array, items: {$ref: '#/components/schemas/Sailor'}}
        kind: {type: string, enum: [sail, motor]}
    Sailor:
      allOf:
        - type: object
          properties: {age: {type: integer, format: int32, minimum: 16}}
        - required: [age]
";

struct Text(&'static str);

impl Fetch for Text {
    fn fetch(&self, _: &str) -> Result<Vec<u8>, FetchError> {
        Ok(self.0.as_bytes().to_vec())
    }
}

fn accepted(loaded: Loaded) -> Checked<Api> {
    loaded.api.unwrap_or_else(|| panic!("{:?}", loaded.diagnostics))
}

/// What a model holds: operations, parameters, answers, security; schemas by how many and by what they are.
fn counts(api: &Api) -> Vec<usize> {
    let operations = &api.operations;
    let mut counts = vec![
        operations.len(),
        operations.iter().map(|operation| operation.parameters.len()).sum(),
        operations.iter().map(|operation| operation.responses.len()).sum(),
        operations.iter().map(|operation| operation.security.len()).sum(),
        api.security_schemes.len(),
        api.named_schemas.len(),
        api.schemas.len(),
    ];
    let mut kinds: Vec<_> = api.schemas.iter().map(|(_, schema)| std::mem::discriminant(&schema.kind)).collect();
    while let Some(kind) = kinds.first().copied() {
        counts.push(kinds.iter().filter(|other| **other == kind).count());
        kinds.retain(|other| *other != kind);
    }
    counts[7..].sort_unstable();
    counts
}

#[test]
fn both_ways_give_the_same_model() {
    let text = accepted(load("openapi.yaml", &Text(DOCUMENT), LoadOptions::default()).expect("the text is there"));
    let value: openapiv3::OpenAPI = serde_yaml::from_str(DOCUMENT).expect("it is OpenAPI 3.0");
    let value = accepted(load_openapiv3(&value, LoadOptions::default()).expect("it is JSON"));
    assert_eq!(counts(&text), counts(&value));
    assert_eq!(text.named_schemas.keys().collect::<Vec<_>>(), value.named_schemas.keys().collect::<Vec<_>>());
    assert_eq!(counts(&text)[..6], [1, 2, 2, 1, 1, 2]);
}

#[test]
fn mistakes_name_the_value() {
    let document = DOCUMENT.replace("schemas/Sailor'", "schemas/Nobody'");
    let value: openapiv3::OpenAPI = serde_yaml::from_str(&document).expect("it is OpenAPI 3.0");
    let loaded = load_openapiv3(&value, LoadOptions { strict: true, ..LoadOptions::default() }).expect("it is JSON");
    let [mistake] = loaded.diagnostics.as_slice() else { panic!("{:?}", loaded.diagnostics) };
    assert_eq!(mistake.code, "reference-to-nothing");
    assert_eq!(loaded.documents.position(&mistake.span).0, "<openapiv3 value>");
}
