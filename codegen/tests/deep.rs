//! Schemas that hold each other in long chains cost no stack.

use trueline_codegen::{Generator, Options};
use trueline_spec::source::{Fetch, FetchError};
use trueline_spec::{LoadOptions, load};

struct Text(String);

impl Fetch for Text {
    fn fetch(&self, _: &str) -> Result<Vec<u8>, FetchError> {
        Ok(self.0.clone().into_bytes())
    }
}

#[test]
fn a_chain_of_ten_thousand_schemas_is_generated() {
    let shapes: [fn(String) -> String; 3] = [
        |next| format!("{{\"type\": \"object\", \"properties\": {{\"next\": {next}}}}}"),
        |next| format!("{{\"anyOf\": [{next}, {{\"type\": \"null\"}}]}}"),
        |next| next,
    ];
    for shape in shapes {
        let next = |index| shape(format!("{{\"$ref\": \"#/components/schemas/S{}\"}}", index + 1));
        let schemas: Vec<String> = (0..10_000).map(|index| format!("\"S{index}\": {}", next(index))).collect();
        let text = format!(
            "{{\"openapi\": \"3.1.0\", \"info\": {{\"title\": \"t\", \"version\": \"1\"}}, \"paths\": {{}}, \"components\": \
             {{\"schemas\": {{{}, \"S10000\": {{\"type\": \"string\"}}}}}}}}",
            schemas.join(", ")
        );
        let loaded = load("openapi.json", &Text(text), LoadOptions::default()).expect("it is there");
        let generated = Generator::new(Options::new("deep")).generate(&loaded.api.expect("it is right")).expect("Rust");
        assert_eq!(generated.items.schemas.len(), 10_001);
    }
}
