//! A client of some operations: what it has, and what a slip in a selector is reported.

use trueline_codegen::{Generated, Generator, Options, Selection, Selector};
use trueline_spec::source::{Fetch, FetchError};
use trueline_spec::{LoadOptions, load};

const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Shop, version: '1'}
paths:
  /v1/pets:
    get:
      operationId: listPets
      tags: [pets]
      responses:
        '200':
          description: Pets
          headers: {X-Sort: {schema: {$ref: '#/components/schemas/Sort'}}}
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}}
          links: {next: {operationId: getOrder}}
    post:
      operationId: createPet
      tags: [pets, admin]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
      responses: {'204': {description: Done}}
  /v1/orders/{id}:
    get:
      tags: [orders]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: An order, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
webhooks:
  shipped:
    post:
      operationId: orderShipped
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Shipment'}}}}
      responses: {'200': {description: Seen}}
components:
  schemas:
    Unused: {type: object, properties: {a: {type: string}}}
    Order: {type: object, properties: {pets: {type: array, items: {$ref: '#/components/schemas/Pet'}}}}
    Owner: {type: object, properties: {name: {type: string}}}
    Pet: {type: object, properties: {owner: {$ref: '#/components/schemas/Owner'}}}
    Shipment: {type: object, properties: {order: {$ref: '#/components/schemas/Order'}}}
    Sort: {type: string, enum: [up, down]}
";

struct Text;

impl Fetch for Text {
    fn fetch(&self, _: &str) -> Result<Vec<u8>, FetchError> {
        Ok(DOCUMENT.as_bytes().to_vec())
    }
}

fn generate(include: &[&str], exclude: &[&str]) -> Result<Generated, String> {
    let loaded = load("openapi.yaml", &Text, LoadOptions::default()).expect("the text is there");
    let api = loaded.api.unwrap_or_else(|| panic!("{:?}", loaded.diagnostics));
    let selectors = |texts: &[&str]| -> Vec<Selector> {
        texts.iter().map(|text| text.parse().unwrap_or_else(|error| panic!("{error}"))).collect()
    };
    let selection = Selection { include: selectors(include), exclude: selectors(exclude) };
    let generator = Generator::new(Options { selection, ..Options::new("shop") });
    generator.generate(&api).map_err(|error| error.to_string())
}

/// Names of operations and of schemas.
fn items(include: &[&str], exclude: &[&str]) -> (Vec<String>, Vec<String>) {
    let items = generate(include, exclude).expect("there is something").items;
    let names = |pairs: Vec<(String, String)>| pairs.into_iter().map(|(name, _)| name).collect();
    (names(items.operations), names(items.schemas))
}

#[test]
fn a_selection_has_its_operations_and_the_types_that_they_need() {
    let order = "GET /v1/orders/{id}";
    let all = ["Unused", "Order", "Owner", "Pet", "Shipment", "Sort"];
    for (include, exclude, operations, schemas) in [
        (&[][..], &[][..], &["listPets", "createPet", order][..], &all[..]),
        (&["listPets"], &[], &["listPets"], &["Owner", "Pet", "Sort"]),
        (&["tag:pets"], &["tag:admin"], &["listPets"], &["Owner", "Pet", "Sort"]),
        (&["/v1/orders/*"], &[], &[order], &["Order", "Owner", "Pet"]),
        (&["get /v1/**"], &["listPets"], &[order], &["Order", "Owner", "Pet"]),
        (&[order], &[], &[order], &["Order", "Owner", "Pet"]),
        (&[], &["GET /**"], &["createPet"], &["Order", "Owner", "Pet", "Shipment"]),
        (&["orderShipped"], &[], &[], &["Order", "Owner", "Pet", "Shipment"]),
    ] {
        let (found, types) = items(include, exclude);
        assert_eq!(found, operations, "{include:?} {exclude:?}");
        assert_eq!(types, schemas, "{include:?} {exclude:?}");
    }
}

#[test]
fn names_of_types_do_not_depend_on_the_selection() {
    let text = |generated: Generated| {
        let files: Vec<String> =
            generated.files.iter().map(|(path, text)| format!("{}\n{text}", path.display())).collect();
        files.into_iter().find(|file| file.starts_with("src/operations/list_pets.rs")).expect("it is there")
    };
    assert_eq!(text(generate(&["listPets"], &[]).expect("one")), text(generate(&[], &[]).expect("all")));
}

#[test]
fn a_slip_is_told_with_what_is_near() {
    let told = |include: &[&str], exclude: &[&str]| generate(include, exclude).map(drop).unwrap_err();
    let start = |selector: &str| format!("`{selector}` matches no operation of the document");
    assert_eq!(told(&["listPet"], &[]), start("listPet") + "; did you mean `listPets`?");
    assert_eq!(told(&["Pet"], &[]), start("Pet") + "; did you mean `listPets` or `createPet`?");
    assert_eq!(told(&["tag:order"], &[]), start("tag:order") + "; did you mean `tag:orders`?");
    assert_eq!(told(&["/v1/pet/**"], &[]), start("/v1/pet/**") + "; did you mean `/v1/pets`?");
    assert!(told(&[], &["nothing like it"]).starts_with(&start("nothing like it")));
    assert_eq!(told(&[], &["/**", "orderShipped"]), "every operation is excluded");
}
