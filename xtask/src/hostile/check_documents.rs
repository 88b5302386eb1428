//! Documents that are hard for `trueline check`: each has very much of one thing.

use std::fmt::{Display, Write as _};

use super::document::HostileDocument;

/// All of them; each has at most 10 MB.
pub(super) const DOCUMENTS: &[HostileDocument] = &[
    HostileDocument { name: "enum-of-100000-strings", text: || enumeration(100_000, |n| format!("\"value {n}\"")) },
    HostileDocument { name: "enum-of-500000-integers", text: || enumeration(500_000, |n| n.to_string()) },
    HostileDocument {
        name: "enum-of-20000-objects",
        text: || enumeration(20_000, |n| format!(r#"{{"a":[{n}],"b":"{n}"}}"#)),
    },
    HostileDocument { name: "parameters-70000", text: || parameters(70_000) },
    HostileDocument { name: "parameters-of-10000-in-a-path", text: || path_parameters(10_000) },
    HostileDocument { name: "dangling-references-5000", text: || dangling_references(5_000) },
    HostileDocument { name: "dangling-references-60000", text: || dangling_references(60_000) },
    HostileDocument { name: "required-100000", text: || required(100_000, false) },
    HostileDocument { name: "required-and-declared-100000", text: || required(100_000, true) },
    HostileDocument { name: "chain-of-20000-references", text: || chain(20_000) },
    HostileDocument { name: "chain-of-150000-references", text: || chain(150_000) },
    HostileDocument { name: "references-through-references", text: || references_through_references(90) },
    HostileDocument { name: "references-into-an-array-of-60000", text: || references_into_an_array(60_000) },
    HostileDocument { name: "all-of-20000-parts", text: || wide_all_of(20_000) },
    HostileDocument { name: "all-of-diamonds-1000-high", text: || all_of_diamonds(1_000) },
    HostileDocument { name: "all-of-chain-of-30000", text: || all_of_chain(30_000) },
    HostileDocument { name: "all-of-one-large-object-20000-times", text: || all_of_one_object(20_000, 50_000) },
    HostileDocument { name: "all-of-one-large-enum-20000-times", text: || all_of_one_enum(20_000, 50_000) },
    HostileDocument {
        name: "all-of-one-long-description-20000-times",
        text: || all_of_one_description(20_000, 5_000_000),
    },
    HostileDocument { name: "one-of-10000-with-discriminator", text: || one_of_with_discriminator(10_000) },
    HostileDocument { name: "one-of-60000-with-discriminator", text: || one_of_with_discriminator(60_000) },
    HostileDocument { name: "one-of-with-discriminator-10000-times", text: || discriminators(10_000) },
    HostileDocument { name: "subtypes-of-20000-bases", text: || subtypes(20_000) },
    HostileDocument { name: "ambiguous-paths-20000", text: || ambiguous_paths(20_000) },
    HostileDocument { name: "servers-30000-operations-30000", text: || servers(30_000, 30_000) },
    HostileDocument { name: "tags-50000", text: || tags(50_000) },
    HostileDocument { name: "security-schemes-50000", text: || security_schemes(50_000, 1) },
    HostileDocument { name: "security-schemes-20000-operations-20000", text: || security_schemes(20_000, 20_000) },
    HostileDocument { name: "roles-20000", text: || roles(20_000) },
    HostileDocument { name: "links-20000", text: || links(20_000) },
    HostileDocument { name: "one-path-item-50000-times", text: || one_path_item(50_000, 1_000) },
    HostileDocument { name: "one-response-30000-times", text: || one_response(30_000, 1_000) },
    HostileDocument { name: "one-example-of-5-mb-20000-times", text: || one_example(20_000, 5_000_000) },
    HostileDocument { name: "one-alias-of-5-mb-50000-times", text: || one_alias(50_000, 5_000_000) },
    HostileDocument { name: "example-of-5-mb", text: || example(5_000_000) },
    HostileDocument { name: "example-of-1000000-values", text: || example_of_values(1_000_000) },
    HostileDocument { name: "duplicate-keys-100000", text: || duplicate_keys(100_000) },
    HostileDocument { name: "one-duplicate-among-150000-schemas", text: || one_duplicate(150_000) },
    HostileDocument { name: "merge-keys-10000", text: || merge_keys(10_000) },
    HostileDocument { name: "anchors-400000", text: || anchors(400_000) },
    HostileDocument { name: "plain-scalar-of-9-mb", text: || plain_scalar(9_000_000) },
    HostileDocument { name: "plain-scalar-of-900000-lines", text: || plain_lines(900_000) },
    HostileDocument { name: "folded-scalar-of-900000-lines", text: || folded_lines(900_000) },
    HostileDocument { name: "quoted-scalars-that-are-not-indented", text: || not_indented(200, 4_000_000) },
    HostileDocument { name: "comments-of-9-mb", text: || comments(1_500_000) },
    HostileDocument { name: "blank-lines-of-9-mb", text: || blank_lines(9_000_000) },
    HostileDocument { name: "flow-nested-9-mb-deep", text: || flow_nesting(9_000_000) },
    HostileDocument { name: "flow-pairs-1000000", text: || flow_pairs(1_000_000) },
    HostileDocument { name: "explicit-keys-400000", text: || explicit_keys(400_000) },
    HostileDocument { name: "properties-900000", text: || properties(900_000) },
    HostileDocument { name: "pattern-of-1-mb", text: || pattern(&"a".repeat(1_000_000)) },
    HostileDocument { name: "pattern-of-500000-alternatives", text: || pattern(&"a|".repeat(500_000)) },
    HostileDocument { name: "pattern-of-300000-groups", text: || pattern(&nested("(", ")", 300_000)) },
    HostileDocument { name: "pattern-of-200000-look-aheads", text: || pattern(&nested("(?=", ")", 200_000)) },
    HostileDocument {
        name: "pattern-of-repeated-repetitions",
        text: || pattern("((((a{1,1000}){1,1000}){1,1000}){1,1000}){1,1000}"),
    },
    HostileDocument { name: "pattern-of-200000-classes", text: || pattern(&"[^\\\\p{L}]".repeat(200_000)) },
    HostileDocument { name: "patterns-20000", text: || patterns(20_000) },
    HostileDocument { name: "multiple-of-1e-300", text: || number("multipleOf", "1e-300") },
    HostileDocument { name: "number-of-9000000-digits", text: || number("maximum", &"9".repeat(9_000_000)) },
    HostileDocument { name: "number-of-1e999999", text: || number("minimum", "1e999999") },
    HostileDocument {
        name: "numbers-of-1000-digits-9000",
        text: || enumeration(9_000, |n| format!("{n}{}", "7".repeat(1_000))),
    },
    HostileDocument { name: "lone-surrogates-1000000", text: || escapes(1_000_000, "\\ud800") },
    HostileDocument { name: "surrogate-pairs-700000", text: || escapes(700_000, "\\ud83d\\ude00") },
    HostileDocument { name: "mistakes-of-many-kinds-on-one-line", text: || mistakes(6_000) },
    HostileDocument { name: "wrong-types-400000", text: || wrong_types(400_000) },
    HostileDocument { name: "enum-against-type-with-long-values", text: || wrong_values(900, 10_000) },
];

/// What every document of this file begins with, as JSON without its end.
const HEAD: &str = r#"{"openapi":"3.1.0","info":{"title":"t","version":"1"}"#;

/// `count` items, each made from its number, with commas between them.
fn list<T: Display>(count: usize, item: impl Fn(usize) -> T) -> String {
    let mut text = String::new();
    for number in 0..count {
        if number > 0 {
            text.push(',');
        }
        let _ = write!(text, "{}", item(number));
    }
    text
}

/// A document with these members of `components.schemas`.
fn schemas(members: &str) -> String {
    format!(r#"{HEAD},"paths":{{}},"components":{{"schemas":{{{members}}}}}}}"#)
}

/// A document with these paths.
fn paths(members: &str, others: &str) -> String {
    format!(r#"{HEAD},"paths":{{{members}}}{others}}}"#)
}

fn enumeration<T: Display>(count: usize, value: impl Fn(usize) -> T) -> String {
    schemas(&format!(r#""E":{{"enum":[{}]}}"#, list(count, value)))
}

fn parameters(count: usize) -> String {
    let parameters = list(count, |n| format!(r#"{{"name":"p{n}","in":"query","schema":{{"type":"string"}}}}"#));
    paths(&format!(r#""/a":{{"get":{{"parameters":[{parameters}],"responses":{{"200":{{"description":""}}}}}}}}"#), "")
}

fn path_parameters(count: usize) -> String {
    let path: String = (0..count).fold(String::new(), |path, n| path + &format!("/{{.p{n}*}}"));
    let parameters =
        list(count, |n| format!(r#"{{"name":"p{n}","in":"path","required":true,"schema":{{"type":"string"}}}}"#));
    paths(
        &format!(r#""{path}":{{"get":{{"parameters":[{parameters}],"responses":{{"200":{{"description":""}}}}}}}}"#),
        "",
    )
}

/// References to names that are all like those that are there.
fn dangling_references(count: usize) -> String {
    schemas(&list(count, |n| format!(r##""Name{n}of{n}":{{"$ref":"#/components/schemas/Name{n}off{n}"}}"##)))
}

fn required(count: usize, declared: bool) -> String {
    let names = list(count, |n| format!("\"name {n}\""));
    let properties =
        if declared { list(count, |n| format!(r#""name {n}":{{"type":"string"}}"#)) } else { String::new() };
    schemas(&format!(r#""O":{{"type":"object","required":[{names}],"properties":{{{properties}}}}}"#))
}

fn chain(count: usize) -> String {
    let last = count - 1;
    schemas(&list(count, |n| {
        if n == last {
            format!(r#""S{n}":{{"type":"string"}}"#)
        } else {
            format!(r##""S{n}":{{"$ref":"#/components/schemas/S{}"}}"##, n + 1)
        }
    }))
}

/// Pointers that go through references twice at every level: without a memory, the work doubles with each.
fn references_through_references(levels: usize) -> String {
    let members = list(levels, |n| {
        format!(
            r##""Q{n}":{{"$ref":"#/x-a/P{next}/b/b"}},"P{n}":{{"b":{{"$ref":"#/x-a/R{n}"}}}},"R{n}":{{"b":{{"$ref":"#/x-a/Q{n}"}},"$ref":"#/x-a/Q{n}"}}"##,
            next = n + 1
        )
    });
    format!(
        r##"{HEAD},"paths":{{}},"components":{{"schemas":{{"A":{{"$ref":"#/x-a/Q0"}}}}}},"x-a":{{{members},"P{levels}":{{"b":{{"b":{{"b":{{"type":"string"}}}}}}}}}}}}"##
    )
}

fn references_into_an_array(count: usize) -> String {
    let items = list(count, |_| "{}");
    let members = list(count, |n| format!(r##""S{n}":{{"$ref":"#/x-list/{}"}}"##, count - 1 - n));
    format!(r#"{HEAD},"paths":{{}},"x-list":[{items}],"components":{{"schemas":{{{members}}}}}}}"#)
}

fn wide_all_of(count: usize) -> String {
    let parts = list(count, |n| format!(r#"{{"type":"object","properties":{{"p":{{"minLength":{n}}},"q{n}":{{}}}}}}"#));
    schemas(&format!(r#""A":{{"allOf":[{parts}]}}"#))
}

fn all_of_diamonds(levels: usize) -> String {
    let level = |n: usize| {
        let below = n + 1;
        format!(
            r##""L{n}":{{"allOf":[{{"$ref":"#/components/schemas/L{below}"}},{{"$ref":"#/components/schemas/R{below}"}}]}},"R{n}":{{"allOf":[{{"$ref":"#/components/schemas/R{below}"}},{{"$ref":"#/components/schemas/L{below}"}}]}}"##
        )
    };
    let bottom = format!(
        r#""L{levels}":{{"properties":{{"l":{{"type":"string"}}}}}},"R{levels}":{{"properties":{{"r":{{"type":"string"}}}}}}"#
    );
    schemas(&format!("{},{bottom}", list(levels, level)))
}

fn all_of_chain(count: usize) -> String {
    let members = list(count, |n| {
        format!(
            r##""A{n}":{{"allOf":[{{"$ref":"#/components/schemas/A{}"}},{{"properties":{{"p{n}":{{"type":"string"}},"q":{{"minLength":{n}}}}}}}]}}"##,
            n + 1
        )
    });
    schemas(&format!(r#"{members},"A{count}":{{"type":"object"}}"#))
}

fn all_of_one_object(count: usize, size: usize) -> String {
    let properties = list(size, |n| format!(r#""p{n}":{{}}"#));
    let members = list(count, |n| {
        format!(r##""A{n}":{{"allOf":[{{"$ref":"#/components/schemas/O"}},{{"type":"object","required":["r{n}"]}}]}}"##)
    });
    schemas(&format!(r#"{members},"O":{{"type":"object","properties":{{{properties}}}}}"#))
}

fn all_of_one_enum(count: usize, size: usize) -> String {
    let values = list(size, |n| format!("\"v{n}\""));
    let members = list(count, |n| {
        format!(r##""A{n}":{{"allOf":[{{"$ref":"#/components/schemas/E"}},{{"type":"string","maxLength":{n}}}]}}"##)
    });
    schemas(&format!(r#"{members},"E":{{"type":"string","enum":[{values}]}}"#))
}

fn all_of_one_description(count: usize, length: usize) -> String {
    let words = "word ".repeat(length / 5);
    let members = list(count, |n| {
        format!(r##""A{n}":{{"allOf":[{{"$ref":"#/components/schemas/D"}},{{"type":"string","maxLength":{n}}}]}}"##)
    });
    schemas(&format!(r#"{members},"D":{{"type":"string","description":"{words}"}}"#))
}

fn one_of_with_discriminator(count: usize) -> String {
    let variants = list(count, |n| format!(r##"{{"$ref":"#/components/schemas/V{n}"}}"##));
    let members = list(count, |n| {
        format!(r#""V{n}":{{"type":"object","required":["k"],"properties":{{"k":{{"type":"string"}}}}}}"#)
    });
    schemas(&format!(r#"{members},"U":{{"oneOf":[{variants}],"discriminator":{{"propertyName":"k"}}}}"#))
}

fn discriminators(count: usize) -> String {
    schemas(&list(count, |n| {
        format!(
            r##""V{n}":{{"type":"object","required":["k"],"properties":{{"k":{{"type":"string"}}}}}},"U{n}":{{"oneOf":[{{"$ref":"#/components/schemas/V{n}"}},{{"$ref":"#/components/schemas/V{}"}}],"discriminator":{{"propertyName":"k","mapping":{{"a":"V{n}"}}}}}}"##,
            (n + 1) % count
        )
    }))
}

fn subtypes(count: usize) -> String {
    let members = list(count, |n| {
        format!(
            r##""S{n}":{{"allOf":[{{"$ref":"#/components/schemas/B"}},{{"type":"object","properties":{{"p{n}":{{"type":"string"}}}}}}]}}"##
        )
    });
    let base = r#""B":{"type":"object","required":["k"],"properties":{"k":{"type":"string"}},"discriminator":{"propertyName":"k"}}"#;
    schemas(&format!("{members},{base}"))
}

fn ambiguous_paths(count: usize) -> String {
    let operation = r#""responses":{"200":{"description":""}}"#;
    let members = list(count, |n| {
        let parameters =
            list(2, |p| format!(r#"{{"name":"p{p}of{n}","in":"path","required":true,"schema":{{"type":"string"}}}}"#));
        format!(r#""/{{p0of{n}}}/a/{{p1of{n}}}":{{"get":{{"parameters":[{parameters}],{operation}}}}}"#)
    });
    paths(&members, "")
}

/// Operations that name no server have those of the document.
fn servers(count: usize, operations: usize) -> String {
    let servers = list(count, |n| format!(r#"{{"url":"https://{n}.example.org/v1"}}"#));
    let members = list(operations, |n| format!(r#""/a{n}":{{"get":{{"responses":{{"200":{{"description":""}}}}}}}}"#));
    paths(&members, &format!(r#","servers":[{servers}]"#))
}

fn tags(count: usize) -> String {
    let declared = list(count, |n| format!(r#"{{"name":"tag {n}"}}"#));
    let used = list(count, |n| format!("\"tag {n}\""));
    let operation = format!(r#""/a":{{"get":{{"tags":[{used}],"responses":{{"200":{{"description":""}}}}}}}}"#);
    paths(&operation, &format!(r#","tags":[{declared}]"#))
}

/// Every operation asks for all schemes, once together and once each, and has a parameter of its own.
fn security_schemes(count: usize, operations: usize) -> String {
    let schemes = list(count, |n| format!(r#""k{n}":{{"type":"apiKey","in":"header","name":"x-{n}"}}"#));
    let together = list(count, |n| format!(r#""k{n}":[]"#));
    let each = list(count, |n| format!(r#"{{"k{n}":[]}}"#));
    let members = list(operations, |n| {
        format!(
            r#""/a{n}":{{"get":{{"parameters":[{{"name":"y","in":"header","schema":{{}}}}],"responses":{{"200":{{"description":""}}}}}}}}"#
        )
    });
    paths(&members, &format!(r#","security":[{{{together}}},{each}],"components":{{"securitySchemes":{{{schemes}}}}}"#))
}

fn roles(count: usize) -> String {
    let roles = list(count, |n| format!(r#""role {n}":{{"key-pattern":"^r{n}_"}}"#));
    let scopes = list(count, |n| format!("\"role {}\"", count - 1 - n));
    let wrong = list(count, |n| format!("\"roll {n}\""));
    let scheme = format!(
        r#""k":{{"type":"http","scheme":"bearer","x-trueline-roles":{{"unrecognized-status":401,"forbidden-status":403,"roles":{{{roles}}},"environments":{{}}}}}}"#
    );
    paths("", &format!(r#","security":[{{"k":[{scopes},{wrong}]}}],"components":{{"securitySchemes":{{{scheme}}}}}"#))
}

fn links(count: usize) -> String {
    let members = list(count, |n| {
        format!(
            r##""/a{n}":{{"get":{{"operationId":"op{n}","responses":{{"200":{{"description":"","links":{{"l":{{"operationId":"op{}"}},"m":{{"operationRef":"#/paths/~1a{0}/get"}}}}}}}}}}}}"##,
            count - 1 - n
        )
    });
    paths(&members, "")
}

/// One path item that many paths refer to.
fn one_path_item(count: usize, parameters: usize) -> String {
    let parameters = list(parameters, |n| format!(r#"{{"name":"p{n}","in":"query","schema":{{}}}}"#));
    let item = format!(r#""P":{{"get":{{"parameters":[{parameters}],"responses":{{"200":{{"description":""}}}}}}}}"#);
    let members = list(count, |n| format!(r##""/a{n}":{{"$ref":"#/components/pathItems/P"}}"##));
    paths(&members, &format!(r#","components":{{"pathItems":{{{item}}}}}"#))
}

fn one_response(count: usize, headers: usize) -> String {
    let headers = list(headers, |n| format!(r#""h{n}":{{"schema":{{"type":"string"}}}}"#));
    let members = list(count, |n| {
        format!(r##""/a{n}":{{"get":{{"responses":{{"200":{{"$ref":"#/components/responses/R"}}}}}}}}"##)
    });
    paths(&members, &format!(r#","components":{{"responses":{{"R":{{"description":"","headers":{{{headers}}}}}}}}}"#))
}

fn one_example(count: usize, length: usize) -> String {
    let text = "example ".repeat(length / 8);
    let members = list(count, |n| {
        format!(
            r##""/a{n}":{{"get":{{"responses":{{"200":{{"description":"","content":{{"application/json":{{"schema":{{}},"examples":{{"e":{{"$ref":"#/components/examples/E"}}}}}}}}}}}}}}}}"##
        )
    });
    paths(&members, &format!(r#","components":{{"examples":{{"E":{{"value":"{text}"}}}}}}"#))
}

/// One long text that every schema has by an alias of YAML.
fn one_alias(count: usize, length: usize) -> String {
    let text = "word ".repeat(length / 5);
    let mut yaml = format!(
        "openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\npaths: {{}}\nx-text: &text '{text}'\ncomponents:\n  schemas:\n"
    );
    for number in 0..count {
        let _ = writeln!(yaml, "    S{number}: {{type: string, description: *text, default: *text}}");
    }
    yaml
}

fn example(length: usize) -> String {
    schemas(&format!(r#""S":{{"type":"string","examples":["{}"]}}"#, "example ".repeat(length / 8)))
}

fn example_of_values(count: usize) -> String {
    schemas(&format!(r#""S":{{"type":"array","examples":[[{}]]}}"#, list(count, |n| n % 1000)))
}

fn duplicate_keys(count: usize) -> String {
    schemas(&list(count, |n| format!(r#""S{}":{{"type":"string"}}"#, n / 2)))
}

/// The first of many names is there again at the end.
fn one_duplicate(count: usize) -> String {
    schemas(&list(count, |n| format!(r#""S{}":{{"type":"string"}}"#, (n + 1) % count.saturating_sub(1))))
}

fn merge_keys(count: usize) -> String {
    let mut yaml = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\nx-base: &base\n".to_owned();
    for number in 0..count {
        let _ = writeln!(yaml, "  key{number}: 1");
    }
    yaml.push_str("x-merged:\n");
    for _ in 0..count {
        yaml.push_str("- {<<: *base, a: 1}\n");
    }
    yaml
}

fn anchors(count: usize) -> String {
    let mut yaml = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\nx-list:\n".to_owned();
    for number in 0..count {
        let _ = writeln!(yaml, "- &a{number} {number}");
    }
    for number in 0..count / 4 {
        let _ = writeln!(yaml, "- *a{number}");
    }
    yaml
}

/// The start of a document in YAML whose title is still to come.
const TITLE: &str = "openapi: 3.1.0\npaths: {}\ninfo:\n  version: '1'\n  title: ";

fn plain_scalar(length: usize) -> String {
    format!("{TITLE}{}\n", "a".repeat(length))
}

fn plain_lines(count: usize) -> String {
    format!("{TITLE}{}\n", "a a a\n    ".repeat(count))
}

fn folded_lines(count: usize) -> String {
    format!("{TITLE}>\n{}\n", "    a a a\n".repeat(count))
}

/// Quoted texts whose further lines are indented too little, which are read as libyaml reads them.
fn not_indented(count: usize, length: usize) -> String {
    let line = "a ".repeat(length / count / 2);
    let mut yaml = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\nx-list:\n".to_owned();
    for _ in 0..count {
        let _ = writeln!(yaml, "- - \"{line}\n{line}\"");
    }
    yaml
}

fn comments(count: usize) -> String {
    format!("openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\n{}paths: {{}}\n", "# c c\n".repeat(count))
}

fn blank_lines(count: usize) -> String {
    format!("openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\n{}paths: {{}}\n", "\n".repeat(count))
}

fn flow_nesting(depth: usize) -> String {
    format!("{TITLE}{}\n", "[".repeat(depth))
}

fn flow_pairs(count: usize) -> String {
    format!("openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\npaths: {{}}\nx: [{}]\n", "a: b, ".repeat(count))
}

fn explicit_keys(count: usize) -> String {
    let mut yaml = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\nx:\n".to_owned();
    for number in 0..count {
        let _ = writeln!(yaml, "  ? k{number}\n  : v");
    }
    yaml
}

fn properties(count: usize) -> String {
    schemas(&format!(r#""O":{{"properties":{{{}}}}}"#, list(count, |n| format!("\"{n:x}\":{{}}"))))
}

fn pattern(pattern: &str) -> String {
    schemas(&format!(r#""S":{{"type":"string","pattern":"{pattern}"}}"#))
}

fn nested(open: &str, close: &str, depth: usize) -> String {
    open.repeat(depth) + "a" + &close.repeat(depth)
}

fn patterns(count: usize) -> String {
    schemas(&list(count, |n| {
        format!(r#""S{n}":{{"type":"string","pattern":"^[a-z]{{1,{}}}(b|c){n}\\w+$"}}"#, n % 1000 + 1)
    }))
}

fn number(keyword: &str, value: &str) -> String {
    schemas(&format!(r#""S":{{"type":"number","{keyword}":{value}}}"#))
}

fn escapes(count: usize, escape: &str) -> String {
    schemas(&format!(r#""S":{{"type":"string","description":"{}"}}"#, escape.repeat(count)))
}

/// Many mistakes of each of many kinds, all on one line.
fn mistakes(count: usize) -> String {
    let wrong = list(count, |n| {
        format!(
            r##""A{n}":{{"type":"strin","description":{{}}}},"B{n}":{{"$ref":"#/components/schemas/A{n}x"}},"C{n}":{{"type":"string","enum":[{n}.5]}},"D{n}":{{"type":"string","pattern":"(","minLength":2,"maxLength":1}},"E{n}":{{"type":"object","required":true,"properties":[]}},"F{n}":{{"items":[{{}}]}},"G{n}":{{"oneOf":[{{}}],"discriminator":"x"}},"H{n}":{{"minimum":"x"}},"H{n}":{{"maxLength":-1}},"I{n}":7"##
        )
    });
    let operations = list(count, |n| {
        format!(
            r#""/a{n}/{{x}}":{{"get":{{"operationId":"o","parameters":[{{"name":"q","in":"path"}}],"responses":{{"ok":{{}}}}}}}},"b{n}":1"#
        )
    });
    paths(&operations, &format!(r#","components":{{"schemas":{{{wrong}}}}}"#))
}

fn wrong_types(count: usize) -> String {
    schemas(&list(count, |n| format!(r#""S{n}":{{"type":7}}"#)))
}

fn wrong_values(count: usize, length: usize) -> String {
    schemas(&format!(
        r#""E":{{"type":"integer","enum":[{}]}}"#,
        list(count, |n| format!("\"{n}{}\"", "a".repeat(length)))
    ))
}
