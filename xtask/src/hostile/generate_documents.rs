//! Documents that are hard for `trueline generate`.

use std::fmt::Write as _;

use super::document::HostileDocument;

/// All of them.
pub(super) const DOCUMENTS: &[HostileDocument] = &[
    HostileDocument { name: "generate-enum-100000-strings", text: || enum_of(100_000, |n| format!("\"value {n}\"")) },
    HostileDocument { name: "generate-enum-100000-integers", text: || enum_of(100_000, |n| n.to_string()) },
    HostileDocument { name: "generate-enum-100000-colliding", text: || enum_of(100_000, colliding) },
    HostileDocument { name: "generate-70000-parameters", text: || parameters(70_000) },
    HostileDocument { name: "generate-100000-required", text: || required(100_000) },
    HostileDocument { name: "generate-50000-properties", text: || properties(50_000) },
    HostileDocument { name: "generate-10000-colliding-schemas", text: || colliding_schemas(10_000) },
    HostileDocument { name: "generate-20000-references", text: || references(20_000) },
    HostileDocument { name: "generate-20000-nested-objects", text: || nested_objects(20_000) },
    HostileDocument { name: "generate-20000-nested-lists", text: || nested_lists(20_000) },
    HostileDocument {
        name: "generate-20000-nested-inline-lists",
        text: || nested_inline(20_000, "type: array, items"),
    },
    HostileDocument {
        name: "generate-5000-nested-inline-objects",
        text: || nested_inline(5_000, "type: object, properties: {a: {type: string}}, additionalProperties"),
    },
    HostileDocument { name: "generate-5000-nested-all-of", text: || nested_combined(5_000, "allOf") },
    HostileDocument { name: "generate-5000-nested-one-of", text: || nested_combined(5_000, "oneOf") },
    HostileDocument { name: "generate-20000-operations", text: || operations(20_000) },
    HostileDocument { name: "generate-10000-variants", text: || variants(10_000, "") },
    HostileDocument {
        name: "generate-10000-mappings",
        text: || variants(10_000, "discriminator: {propertyName: kind}"),
    },
    HostileDocument { name: "generate-10000-subtypes", text: || subtypes(10_000) },
    HostileDocument { name: "generate-description-of-5-MB", text: || description(5_000_000) },
    HostileDocument { name: "generate-name-of-1-MB", text: || long_name(1_000_000) },
    HostileDocument { name: "generate-50000-tags", text: || tags(50_000) },
    HostileDocument { name: "generate-70000-response-headers", text: || headers(70_000) },
    HostileDocument { name: "generate-5000-media-types", text: || media_types(5_000) },
    HostileDocument { name: "generate-20000-servers", text: || servers(20_000) },
    HostileDocument { name: "generate-280000-structures", text: || structures(280_000, 1) },
    HostileDocument { name: "generate-800-structures-of-1000-fields", text: || structures(800, 1_000) },
    HostileDocument { name: "generate-100-sent-structures-of-1000-fields", text: || sent_structures(100, 1_000) },
    HostileDocument { name: "generate-190-enums-of-9999", text: || enums(190, 9_999) },
    HostileDocument { name: "generate-120000-unions", text: || unions(120_000) },
    HostileDocument {
        name: "generate-20000-fields-of-one-description",
        text: || fields_of_one(20_000, "description", 5_000_000),
    },
    HostileDocument {
        name: "generate-20000-fields-of-one-example",
        text: || fields_of_one(20_000, "example", 5_000_000),
    },
    HostileDocument { name: "generate-5000-alternatives-of-one-enum", text: || alternatives_of_one_enum(5_000, 9_000) },
    HostileDocument { name: "generate-9000-tags-of-one-enum", text: || tags_of_one_enum(9_000) },
    HostileDocument { name: "generate-120000-operations", text: || operations(120_000) },
    HostileDocument { name: "generate-700-times-1000-parameters", text: || one_path_item(700, 1_000) },
    HostileDocument { name: "generate-700-times-1000-bodies", text: || one_body(700, 1_000) },
    HostileDocument { name: "generate-server-variable-of-800000", text: || server_variable(800_000) },
    HostileDocument { name: "generate-600000-scopes", text: || scopes(600_000) },
];

/// A document of paths and components; both are entries of YAML with two spaces before them.
fn document(paths: &str, schemas: &str) -> String {
    let mut text = "openapi: 3.1.0\ninfo: {title: Hostile, version: '1'}\n".to_owned();
    if paths.is_empty() {
        text.push_str("paths: {}\n");
    } else {
        let _ = write!(text, "paths:\n{paths}");
    }
    if !schemas.is_empty() {
        let _ = write!(text, "components:\n schemas:\n{schemas}");
    }
    text
}

/// A path whose operation takes and gives one schema.
fn of_schema(schema: &str) -> String {
    format!(
        "  /a:\n    post:\n      requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}\n      responses: \
         {{'200': {{description: d, content: {{application/json: {{schema: {schema}}}}}}}}}\n"
    )
}

fn reference(name: &str) -> String {
    format!("{{$ref: '#/components/schemas/{name}'}}")
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |text, number| text + &line(number))
}

fn enum_of(count: usize, value: impl Fn(usize) -> String) -> String {
    let values: Vec<String> = (0..count).map(value).collect();
    document(&of_schema(&reference("A")), &format!("  A: {{enum: [{}]}}\n", values.join(", ")))
}

/// Texts that all have one name in Rust: `a` with signs around it.
fn colliding(number: usize) -> String {
    let signs = format!("{number:017b}").replace('0', "-").replace('1', ".");
    format!("\"a{signs}\"")
}

fn parameters(count: usize) -> String {
    let one = |n| format!("        - {{name: p{n}, in: query, schema: {{type: string, maxLength: {}}}}}\n", n + 1);
    document(
        &format!(
            "  /a:\n    get:\n      parameters:\n{}      responses: {{'200': {{description: d}}}}\n",
            lines(count, one)
        ),
        "",
    )
}

fn required(count: usize) -> String {
    let names: Vec<String> = (0..count).map(|n| format!("r{n}")).collect();
    let schema =
        format!("  A: {{type: object, properties: {{a: {{type: string}}}}, required: [{}]}}\n", names.join(", "));
    document(&of_schema(&reference("A")), &schema)
}

fn properties(count: usize) -> String {
    let one = |n| format!("    p{n}: {{type: string, minLength: 1}}\n");
    document(&of_schema(&reference("A")), &format!("  A:\n   type: object\n   properties:\n{}", lines(count, one)))
}

fn colliding_schemas(count: usize) -> String {
    let one = |n| format!("  {}: {{type: object, properties: {{{}: {{type: string}}}}}}\n", colliding(n), colliding(n));
    document(&of_schema(&reference("A")), &(lines(count, one) + "  A: {type: string}\n"))
}

/// Components that are each another name for the next.
fn references(count: usize) -> String {
    let one = |n| format!("  A{n}: {}\n", reference(&format!("A{}", n + 1)));
    document(
        &of_schema(&reference("A0")),
        &format!("{}  A{count}: {{type: string, maxLength: 9}}\n", lines(count, one)),
    )
}

fn nested_objects(count: usize) -> String {
    let one = |n| format!("  A{n}: {{type: object, properties: {{a: {}}}}}\n", reference(&format!("A{}", n + 1)));
    document(
        &of_schema(&reference("A0")),
        &format!("{}  A{count}: {{type: string, maxLength: 9}}\n", lines(count, one)),
    )
}

fn nested_lists(count: usize) -> String {
    let one = |n| format!("  A{n}: {{type: array, items: {}}}\n", reference(&format!("A{}", n + 1)));
    document(
        &of_schema(&reference("A0")),
        &format!("{}  A{count}: {{type: string, maxLength: 9}}\n", lines(count, one)),
    )
}

/// Schemas within each other that no component names: what is not below `components` has no name.
fn nested_inline(count: usize, holds: &str) -> String {
    let one = |n: usize| format!("  A{n}: {{{holds}: {{$ref: '#/x-schemas/A{}'}}}}\n", n + 1);
    let schemas = format!("x-schemas:\n{}  A{count}: {{type: string, maxLength: 9}}\n", lines(count, one));
    document(&of_schema("{$ref: '#/x-schemas/A0'}"), "") + &schemas
}

fn nested_combined(count: usize, keyword: &str) -> String {
    let one = |n| {
        let next = reference(&format!("A{}", n + 1));
        format!("  A{n}: {{{keyword}: [{next}, {{type: object, properties: {{p{n}: {{type: string}}}}}}]}}\n")
    };
    let last = format!("  A{count}: {{type: object, properties: {{last: {{type: string}}}}}}\n");
    document(&of_schema(&reference("A0")), &(lines(count, one) + &last))
}

fn operations(count: usize) -> String {
    let one = |n| format!("  /a{n}: {{get: {{operationId: get{n}, responses: {{'200': {{description: d}}}}}}}}\n");
    document(&lines(count, one), "")
}

fn variants(count: usize, discriminator: &str) -> String {
    let one = |n| {
        format!(
            "  V{n}: {{type: object, required: [kind], properties: {{kind: {{type: string}}, p{n}: {{type: string}}}}}}\n"
        )
    };
    let all: Vec<String> = (0..count).map(|n| reference(&format!("V{n}"))).collect();
    let union = format!(
        "  A: {{oneOf: [{}]{}{discriminator}}}\n",
        all.join(", "),
        if discriminator.is_empty() { "" } else { ", " }
    );
    document(&of_schema(&reference("A")), &(lines(count, one) + &union))
}

fn subtypes(count: usize) -> String {
    let base = "  Base: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind}}\n";
    let one = |n| {
        format!(
            "  V{n}: {{allOf: [{}, {{type: object, properties: {{p{n}: {{type: string}}}}}}]}}\n",
            reference("Base")
        )
    };
    document(&of_schema(&reference("Base")), &(base.to_owned() + &lines(count, one)))
}

fn description(bytes: usize) -> String {
    let text = "a word, `code` and *more* ".repeat(bytes / 26);
    document(
        &of_schema(&reference("A")),
        &format!("  A: {{type: object, description: '{text}', properties: {{a: {{type: string}}}}}}\n"),
    )
}

fn long_name(bytes: usize) -> String {
    let (schema, property) = ("A".repeat(bytes), "b".repeat(bytes));
    let schemas = format!("  ? {schema}\n  : {{type: object, properties: {{? {property} : {{enum: [x, y]}}}}}}\n");
    let id = "c".repeat(bytes);
    document(&format!("  /a: {{get: {{operationId: {id}, responses: {{'200': {{description: d}}}}}}}}\n"), &schemas)
}

/// An operation for every tag; a tag's feature is asked for by `[codegen] tag-features`.
fn tags(count: usize) -> String {
    let one = |n| format!("tag {n}");
    let all: Vec<String> = (0..count).map(one).collect();
    document(&format!("  /a: {{get: {{tags: [{}], responses: {{'200': {{description: d}}}}}}}}\n", all.join(", ")), "")
}

fn headers(count: usize) -> String {
    let one = |n| format!("            h{n}: {{schema: {{type: string}}}}\n");
    document(
        &format!(
            "  /a:\n    get:\n      responses:\n        '200':\n          description: d\n          headers:\n{}",
            lines(count, one)
        ),
        "",
    )
}

fn media_types(count: usize) -> String {
    let one = |n| {
        format!(
            "            application/x{n}+json: {{schema: {{type: object, properties: {{p{n}: {{type: string}}}}}}}}\n"
        )
    };
    let content = lines(count, one);
    let body = content.replace("            application", "          application");
    document(
        &format!(
            "  /a:\n    post:\n      requestBody:\n        content:\n{body}      responses:\n        '200':\n          description: d\n          content:\n{content}"
        ),
        "",
    )
}

/// `count` texts, each made from its number, with commas between them.
fn listed(count: usize, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect::<Vec<_>>().join(",")
}

/// What every document begins with that is JSON, without its end.
const JSON_HEAD: &str = r#"{"openapi":"3.1.0","info":{"title":"t","version":"1"}"#;

fn json_schemas(paths: &str, members: &str) -> String {
    format!(r#"{JSON_HEAD},"paths":{{{paths}}},"components":{{"schemas":{{{members}}}}}}}"#)
}

fn structures(count: usize, fields: usize) -> String {
    let fields = listed(fields, |n| format!(r#""p{n}":{{}}"#));
    json_schemas("", &listed(count, |n| format!(r#""A{n}":{{"properties":{{{fields}}}}}"#)))
}

/// Structures that one request holds, with a rule for each field.
fn sent_structures(count: usize, fields: usize) -> String {
    let body = r##""content":{"application/json":{"schema":{"$ref":"#/components/schemas/U"}}}"##;
    let paths = format!(r#""/a":{{"post":{{"requestBody":{{{body}}},"responses":{{"200":{{"description":"d"}}}}}}}}"#);
    let fields = listed(fields, |n| format!(r#""p{n}":{{"type":"string","minLength":1}}"#));
    let members = listed(count, |n| format!(r#""A{n}":{{"properties":{{{fields}}}}}"#));
    let all = listed(count, |n| format!(r##""p{n}":{{"$ref":"#/components/schemas/A{n}"}}"##));
    json_schemas(&paths, &format!(r#"{members},"U":{{"properties":{{{all}}}}}"#))
}

fn enums(count: usize, values: usize) -> String {
    let values = listed(values, |n| n.to_string());
    json_schemas("", &listed(count, |n| format!(r#""A{n}":{{"enum":[{values}]}}"#)))
}

fn unions(count: usize) -> String {
    json_schemas(
        "",
        &listed(count, |n| {
            format!(r#""A{n}":{{"oneOf":[{{"type":"string"}},{{"type":"array"}},{{"type":"boolean"}}]}}"#)
        }),
    )
}

fn fields_of_one(count: usize, keyword: &str, bytes: usize) -> String {
    let text = "word ".repeat(bytes / 5);
    let fields = listed(count, |n| format!(r##""p{n}":{{"$ref":"#/components/schemas/D"}}"##));
    json_schemas("", &format!(r#""D":{{"type":"string","{keyword}":"{text}"}},"O":{{"properties":{{{fields}}}}}"#))
}

/// A discriminator whose property lists the same values in every alternative.
fn alternatives_of_one_enum(count: usize, values: usize) -> String {
    let values = listed(values, |n| format!("\"v{n}\""));
    let members = listed(count, |n| {
        format!(
            r##""V{n}":{{"type":"object","required":["k"],"properties":{{"k":{{"$ref":"#/components/schemas/E"}},"p{n}":{{}}}}}}"##
        )
    });
    let all = listed(count, |n| format!(r##"{{"$ref":"#/components/schemas/V{n}"}}"##));
    json_schemas(
        "",
        &format!(
            r#""E":{{"enum":[{values}]}},{members},"U":{{"oneOf":[{all}],"discriminator":{{"propertyName":"k"}}}}"#
        ),
    )
}

/// Properties that could each tell two alternatives apart, and list the same values.
fn tags_of_one_enum(count: usize) -> String {
    let values = listed(count, |n| format!("\"v{n}\""));
    let required = listed(count, |n| format!("\"k{n}\""));
    let fields = listed(count, |n| format!(r##""k{n}":{{"$ref":"#/components/schemas/E"}}"##));
    let members =
        listed(2, |n| format!(r#""V{n}":{{"type":"object","required":[{required}],"properties":{{{fields}}}}}"#));
    let all = listed(2, |n| format!(r##"{{"$ref":"#/components/schemas/V{n}"}}"##));
    json_schemas("", &format!(r#""E":{{"enum":[{values}]}},{members},"U":{{"oneOf":[{all}]}}"#))
}

fn one_path_item(count: usize, parameters: usize) -> String {
    let parameters = listed(parameters, |n| format!(r#"{{"name":"p{n}","in":"query","schema":{{}}}}"#));
    let paths = listed(count, |n| format!(r##""/a{n}":{{"$ref":"#/components/pathItems/P"}}"##));
    format!(
        r#"{JSON_HEAD},"paths":{{{paths}}},"components":{{"pathItems":{{"P":{{"get":{{"parameters":[{parameters}],"responses":{{"200":{{"description":""}}}}}}}}}}}}}}"#
    )
}

fn one_body(count: usize, media_types: usize) -> String {
    let content = listed(media_types, |n| format!(r#""application/x{n}+json":{{"schema":{{}}}}"#));
    let paths = listed(count, |n| {
        format!(
            r##""/a{n}":{{"post":{{"requestBody":{{"$ref":"#/components/requestBodies/B"}},"responses":{{"200":{{"description":""}}}}}}}}"##
        )
    });
    format!(r#"{JSON_HEAD},"paths":{{{paths}}},"components":{{"requestBodies":{{"B":{{"content":{{{content}}}}}}}}}}}"#)
}

fn server_variable(count: usize) -> String {
    let values = listed(count, |n| format!("\"v{n}\""));
    format!(
        r#"{JSON_HEAD},"paths":{{}},"servers":[{{"url":"https://{{v}}.example.org","variables":{{"v":{{"default":"v1","enum":[{values}]}}}}}}]}}"#
    )
}

fn scopes(count: usize) -> String {
    let scopes = listed(count, |n| format!(r#""s{n}":"""#));
    format!(
        r#"{JSON_HEAD},"paths":{{}},"components":{{"securitySchemes":{{"o":{{"type":"oauth2","flows":{{"clientCredentials":{{"tokenUrl":"https://example.org","scopes":{{{scopes}}}}}}}}}}}}}}}"#
    )
}

fn servers(count: usize) -> String {
    let one = |n| {
        format!(
            "- {{url: 'https://{{v}}.example.org/{n}', description: s {n}, variables: {{v: {{default: a{n}, enum: [a{n}, b]}}}}}}\n"
        )
    };
    format!("{}servers:\n{}", document(&of_schema("{type: string}"), ""), lines(count, one))
}
