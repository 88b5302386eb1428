//! Documents that nest without end, and that have more of something than a client can use: on a thread with the usual stack,
//! so that whoever generates from a library is safe too. What programs spend on the largest is measured by `cargo xtask
//! hostile`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use trueline_codegen::names::NameLock;
use trueline_codegen::plan::{ClientPlan, Components, OperationNames, plan_client, plan_types};
use trueline_codegen::{Generated, Generator, Options};
use trueline_spec::model::{Api, Checked};
use trueline_spec::source::{Fetch, FetchError};
use trueline_spec::{LoadOptions, load};

/// A document in memory.
struct Text(String);

impl Fetch for Text {
    fn fetch(&self, _: &str) -> Result<Vec<u8>, FetchError> {
        Ok(self.0.clone().into_bytes())
    }
}

fn read(paths: &str, rest: &str) -> Checked<Api> {
    let text = format!("openapi: 3.1.0\ninfo: {{title: Hostile, version: '1'}}\npaths:\n{paths}\n{rest}");
    let loaded = load("openapi.yaml", &Text(text), LoadOptions::default()).expect("a document");
    let told: Vec<String> = loaded.diagnostics.iter().map(|one| format!("{one:?}")).collect();
    loaded.api.unwrap_or_else(|| panic!("{}", told.join("\n")))
}

fn generate(paths: &str, rest: &str) -> Generated {
    Generator::new(Options::new("client")).generate(&read(paths, rest)).expect("a client")
}

/// The plans alone, with what they leave out: writing tens of thousands of operations takes long here.
fn plan(paths: &str, rest: &str) -> (ClientPlan, Vec<String>) {
    let api = read(paths, rest);
    let lock = NameLock::default();
    let names = OperationNames::of(&api, &[], None, &lock);
    let types = plan_types(&api, Components::All, &Options::new("client").types, &names, &lock).expect("types");
    let client = plan_client(&api, &types, &names, &BTreeMap::new());
    let unsupported = types.unsupported.iter().chain(&client.unsupported);
    let told = unsupported.map(|unsupported| unsupported.feature.clone()).collect();
    (client, told)
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut text, number| {
        let _ = writeln!(text, "{}", line(number));
        text
    })
}

/// An operation that takes and gives a schema.
fn of_schema(reference: &str) -> String {
    let content = format!("content: {{application/json: {{schema: {{$ref: '{reference}'}}}}}}");
    format!("  /a: {{post: {{requestBody: {{{content}}}, responses: {{'200': {{description: d, {content}}}}}}}}}")
}

fn models(generated: &Generated) -> &str {
    generated.files.text("src/models.rs".as_ref()).expect("models")
}

/// How deep the types of a text are within each other.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for sign in text.chars() {
        match sign {
            '<' => depth += 1,
            '>' | '\n' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

#[test]
fn nesting_of_any_depth_costs_no_stack_and_no_deep_type() {
    let nests = ["type: array, items", "type: object, properties: {a: {type: string}}, additionalProperties", "not"];
    for holds in nests {
        let schemas = lines(3000, |n| format!("  A{n}: {{{holds}: {{$ref: '#/x-schemas/A{}'}}}}", n + 1));
        let generated = generate(
            &of_schema("#/x-schemas/A0"),
            &format!("x-schemas:\n{schemas}  A3000: {{type: string, maxLength: 9}}"),
        );
        assert!(depth(models(&generated)) < 80, "{holds}: {}", depth(models(&generated)));
    }
    for holds in [
        "{type: array, items: NEXT}",
        "{type: object, properties: {a: NEXT}}",
        "NEXT",
        "{allOf: [NEXT, {minLength: 1}]}",
    ] {
        let next = |n| format!("{{$ref: '#/components/schemas/A{}'}}", n + 1);
        let schemas = lines(3000, |n| format!("  A{n}: {}", holds.replace("NEXT", &next(n))));
        let generated = generate(
            &of_schema("#/components/schemas/A0"),
            &format!("components:\n schemas:\n{schemas}  A3000: {{type: string, maxLength: 9}}"),
        );
        assert!(depth(models(&generated)) < 80, "{holds}");
    }
}

#[test]
fn alternatives_that_hold_the_same_alternatives_are_followed_once() {
    let next = |n| format!("{{$ref: '#/components/schemas/A{}'}}", n + 1);
    for keyword in ["oneOf", "anyOf", "allOf"] {
        // Followed each for itself, the last would be met 2^40 times.
        let schemas = lines(40, |n| {
            format!(
                "  A{n}: {{{keyword}: [{0}, {0}, {{type: object, properties: {{p{n}: {{type: string}}}}}}]}}",
                next(n)
            )
        });
        let rest =
            format!("components:\n schemas:\n{schemas}  A40: {{type: object, properties: {{a: {{type: string}}}}}}");
        assert!(models(&generate(&of_schema("#/components/schemas/A0"), &rest)).contains("A40"), "{keyword}");
    }
}

#[test]
fn what_is_beyond_a_limit_is_reported_at_its_place() {
    let response = "      responses: {'200': {description: d}}";
    let parameters = lines(5000, |n| format!("        - {{name: p{n}, in: query, schema: {{type: string}}}}"));
    let headers = lines(5000, |n| format!("            h{n}: {{schema: {{type: string}}}}"));
    let media = lines(40, |n| format!("            application/x{n}+json: {{schema: {{enum: [v{n}, w]}}}}"));
    let head = "    get:\n      responses:\n        '200':\n          description: d\n";
    let failure = head.replace("200", "400");
    let paths = format!(
        "  /a:\n    get:\n      parameters:\n{parameters}{response}\n  /b:\n{head}          headers:\n{headers}  /c:\n{failure}          content:\n{media}"
    );
    let servers = lines(2000, |n| format!("- {{url: 'https://example.org/{n}'}}"));
    let generated = generate(&paths, &format!("servers:\n{servers}"));
    for limit in ["PARAMETER_LIMIT", "HEADER_LIMIT", "ACCEPT_LIMIT", "SERVER_LIMIT"] {
        let found = generated.unsupported.iter().filter(|unsupported| unsupported.feature.contains(limit)).count();
        assert_eq!(found, 1, "{limit}: {:?}", generated.unsupported.iter().map(|one| &one.feature).collect::<Vec<_>>());
    }
}

#[test]
fn an_enumeration_of_too_many_values_is_a_plain_scalar() {
    let listed = |value: &dyn Fn(usize) -> String| (0..10_001).map(value).collect::<Vec<_>>().join(", ");
    let texts = listed(&|n| format!("v{n}"));
    let mixed = listed(&|n| if n == 0 { "true".to_owned() } else { format!("v{n}") });
    let generated = generate(
        &of_schema("#/components/schemas/Text"),
        &format!(
            "servers:\n- {{url: 'https://{{v}}.example.org', variables: {{v: {{default: v1, enum: [{texts}]}}}}}}\n\
             components:\n schemas:\n  Text: {{enum: [{texts}, null]}}\n  Number: {{enum: [{}]}}\n  Mixed: {{enum: [{mixed}]}}\n\
             \x20 Owner: {{type: object, properties: {{text: {{$ref: '#/components/schemas/Text'}}}}}}\n",
            listed(&|n| n.to_string())
        ),
    );
    let models = models(&generated);
    for line in [
        "pub type Text = String;",
        "pub type Number = i64;",
        "pub type Mixed = serde_json::Value;",
        "pub text: Option<Text>,",
        "/// The API lists 10001 values, too many for an enumeration; the server decides whether a value is one of them.",
    ] {
        assert!(models.contains(line), "{line}");
    }
    let told: Vec<String> =
        generated.unsupported.iter().map(|one| format!("{}: {}", one.feature, one.instead)).collect();
    assert_eq!(
        told.join("\n"),
        "an enumeration of 10001 values, 10000 at most (ENUM_LIMIT): its type is `String`, and the server decides which values are valid\n\
         an enumeration of 10001 values, 10000 at most (ENUM_LIMIT): its type is `i64`, and the server decides which values are valid\n\
         an enumeration of 10001 values, 10000 at most (ENUM_LIMIT): its type is `serde_json::Value`, and the server decides which values are valid\n\
         an enumeration of 10001 values of the variable `v`, 10000 at most (ENUM_LIMIT): it is a string"
    );
}

/// What a client leaves out.
fn told(generated: &Generated) -> Vec<&str> {
    generated.unsupported.iter().map(|unsupported| unsupported.feature.as_str()).collect()
}

#[test]
fn a_type_that_is_too_large_is_plain_json() {
    let fields = lines(10_001, |n| format!("    p{n}: {{type: string}}"));
    let alternatives = |count: usize| vec!["{$ref: '#/components/schemas/V'}"; count].join(", ");
    let mapped = (0..10_001).map(|n| format!("k{n}: V")).collect::<Vec<_>>().join(", ");
    let generated = generate(
        &of_schema("#/components/schemas/Object"),
        &format!(
            "components:\n schemas:\n  V: {{type: object, required: [k], properties: {{k: {{type: string}}}}}}\n\
             \x20 Union: {{oneOf: [{}]}}\n  Mapped: {{oneOf: [{}], discriminator: {{propertyName: k, mapping: {{{mapped}}}}}}}\n\
             \x20 Places: {{type: array, prefixItems: [{{type: string}}, {}]}}\n  Object:\n   properties:\n{fields}",
            alternatives(10_001),
            alternatives(2),
            alternatives(10_000)
        ),
    );
    for line in [
        "pub type Object = std::collections::BTreeMap<String, serde_json::Value>;",
        "pub type Union = serde_json::Value;",
        "pub type Mapped = serde_json::Value;",
        "pub type Places = Vec<serde_json::Value>;",
    ] {
        assert!(models(&generated).contains(line), "{line}");
    }
    assert_eq!(
        told(&generated).join("\n"),
        "a union of 10001 alternatives, 10000 at most (UNION_LIMIT)\n\
         a union of 10001 alternatives, 10000 at most (UNION_LIMIT)\n\
         a list of 10001 places, 10000 at most (FIELD_LIMIT)\n\
         an object of 10001 fields, 10000 at most (FIELD_LIMIT)"
    );
}

#[test]
fn types_that_are_too_large_together_are_plain_json() {
    let alternatives = vec!["{$ref: '#/components/schemas/V'}"; 9_000].join(", ");
    let schemas = lines(10, |n| format!("  U{n}: {{oneOf: [{alternatives}]}}"));
    let rest = format!("components:\n schemas:\n{schemas}  V: {{type: string}}\n  Last: {{enum: [a, b]}}");
    let generated = generate(&of_schema("#/components/schemas/U0"), &rest);
    for line in ["pub type U7 = V;", "pub type U8 = serde_json::Value;", "pub enum Last {"] {
        assert!(models(&generated).contains(line), "{line}");
    }
    let features = ["types of more than 300000 fields, listed values and alternatives (TYPES_LIMIT)"];
    assert_eq!(told(&generated), features);
}

#[test]
fn operations_and_credentials_that_are_too_many_are_reported() {
    let paths = lines(20_001, |n| format!("  /a{n}: {{get: {{responses: {{'200': {{description: d}}}}}}}}"));
    let schemes = lines(1_025, |n| format!("  s{n}: {{type: apiKey, in: header, name: x-{n}}}"));
    let required = lines(300, |n| format!("- {{s{n}: []}}"));
    let (client, told) = plan(&paths, &format!("security:\n{required}components:\n securitySchemes:\n{schemes}"));
    assert_eq!(client.operations.len(), 20_000);
    assert_eq!(
        told.join("\n"),
        "1025 security schemes, 1024 at most (SCHEME_LIMIT)\n\
         20001 operations, 20000 at most (OPERATION_LIMIT)\n\
         credentials of more than 256 alternatives, schemes and scopes (REQUIREMENT_LIMIT)\n\
         credentials of more than 400000 alternatives, schemes and scopes of all operations (REQUIREMENTS_LIMIT)"
    );
}

#[test]
fn parameters_and_listed_values_that_are_too_many_together_are_reported() {
    let parameters =
        (0..4_000).map(|n| format!("{{name: p{n}, in: query, schema: {{}}}}")).collect::<Vec<_>>().join(", ");
    let paths = lines(40, |n| format!("  /a{n}: {{$ref: '#/x-item'}}"));
    let values = (0..5_000).map(|n| format!("v{n}")).collect::<Vec<_>>().join(", ");
    let alternative =
        |n| format!("  V{n}: {{required: [k], properties: {{k: {{$ref: '#/components/schemas/E'}}, p{n}: {{}}}}}}");
    let all = (0..500).map(|n| format!("{{$ref: '#/components/schemas/V{n}'}}")).collect::<Vec<_>>().join(", ");
    let (_, told) = plan(
        &paths,
        &format!(
            "x-item: {{get: {{parameters: [{parameters}], responses: {{'200': {{description: d}}}}}}}}\n\
             components:\n schemas:\n  E: {{enum: [{values}]}}\n{}  U: {{oneOf: [{all}], discriminator: {{propertyName: k}}}}",
            lines(500, alternative)
        ),
    );
    assert_eq!(
        told.join("\n"),
        "more than 2000000 listed values that distinguish alternatives (TAG_VALUES_LIMIT)\n\
         more than 120000 parameters and bodies of all operations (INPUT_LIMIT)"
    );
}

#[test]
fn types_that_are_deep_within_each_other_are_followed_and_cut() {
    let chain = |levels: usize| {
        let next = |n| format!("  A{n}: {{properties: {{a: {{$ref: '#/components/schemas/A{}'}}}}}}", n + 1);
        let rest = format!("components:\n schemas:\n{}  A{levels}: {{type: string}}", lines(levels, next));
        generate(&of_schema("#/components/schemas/A0"), &rest)
    };
    let is_followed = |client: &Generated| {
        client.files.text("src/lib.rs".as_ref()).expect("a root").contains("#![recursion_limit = \"2048\"]")
    };
    let [usual, deep, deeper] = [50, 300, 1_000].map(chain);
    assert!(!is_followed(&usual) && is_followed(&deep) && is_followed(&deeper));
    assert!(told(&usual).is_empty() && told(&deep).is_empty());
    assert_eq!(told(&deeper), ["types of more than 600 levels within each other (NESTING_LIMIT)"]);
    assert!(models(&deeper).contains("pub a: Option<serde_json::Value>"), "{}", models(&deeper));
}

#[test]
fn texts_that_are_repeated_without_end_are_left_out() {
    let text = "word ".repeat(1 << 20);
    let fields = lines(100, |n| format!("    p{n}: {{$ref: '#/components/schemas/D'}}"));
    let generated = generate(
        &of_schema("#/components/schemas/D"),
        &format!("components:\n schemas:\n  D: {{type: string, description: {text}}}\n  O:\n   properties:\n{fields}"),
    );
    assert!(models(&generated).len() < 40 << 20 && models(&generated).contains("p99"));
    let told: Vec<&str> = generated.unsupported.iter().map(|one| one.feature.as_str()).collect();
    assert_eq!(told, ["documentation of more than 32 MiB (DOCS_LIMIT)"]);
}

#[test]
fn names_that_collide_or_are_long_are_told_apart() {
    let names = lines(5000, |n| {
        let signs = format!("{n:013b}").replace('0', "-").replace('1', ".");
        format!("  ? \"a{signs}\"\n  : {{type: object, properties: {{\"a{signs}\": {{type: string}}}}}}")
    });
    let long = "n".repeat(10_000);
    let generated = generate(
        &format!(
            "  /con: {{get: {{operationId: CON, responses: {{'200': {{description: d}}}}}}}}\n  /b: {{get: {{operationId: {long}, responses: {{'200': {{description: d}}}}}}}}"
        ),
        &format!("components:\n schemas:\n{names}"),
    );
    assert!(models(&generated).contains("pub struct A5000"));
    for (path, _) in generated.files.iter() {
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
        assert!(name.len() < 220 && !trueline_spec::file_name::is_reserved(name), "{name}");
    }
}
