//! Holds what a document declares against what its client offers: every operation a method, every named schema a type.

use std::collections::BTreeSet;
use std::path::Path;

use trueline_codegen::Offer;
use trueline_codegen::files::FileSet;
use trueline_spec::model::Api;

/// What is declared and not offered, in the order of the document.
pub(super) fn missing(api: &Api, offer: &Offer, files: &FileSet) -> Vec<String> {
    let text = |wanted: &str| files.iter().find(|(path, _)| *path == Path::new(wanted)).map_or("", |(_, text)| text);
    let methods = declared(text("src/client.rs"), &["pub fn "]);
    let types = declared(text("src/models.rs"), &["pub struct ", "pub enum ", "pub type "]);
    let operations = api.operations.iter().map(|operation| operation.key.as_str());
    let schemas = api.named_schemas.keys().map(String::as_str);
    let mut missing = without(operations, &offer.operations, &methods, "operation");
    missing.extend(without(schemas, &offer.schemas, &types, "schema"));
    missing
}

/// The names that follow one of the words, raw ones without their mark.
fn declared<'a>(source: &'a str, words: &[&str]) -> BTreeSet<&'a str> {
    let after = |line: &'a str| words.iter().find_map(|word| line.trim_start().strip_prefix(word));
    let name = |rest: &'a str| {
        let rest = rest.trim_start_matches("r#");
        let end = rest.find(|sign: char| sign != '_' && !sign.is_alphanumeric()).unwrap_or(rest.len());
        &rest[..end]
    };
    source.lines().filter_map(after).map(name).collect()
}

/// What has no name of its own among the offered ones, or one that the source does not have.
fn without<'a>(
    wanted: impl Iterator<Item = &'a str>,
    offered: &[(String, String)],
    source: &BTreeSet<&str>,
    what: &str,
) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let mut missing = Vec::new();
    for key in wanted {
        let own = offered.iter().find(|(declared, _)| declared == key).map(|(_, name)| name.trim_start_matches("r#"));
        let offered = own.is_some_and(|name| source.contains(name) && taken.insert(name));
        if !offered {
            missing.push(format!("error: the {what} `{key}` is declared, and the client does not offer it"));
        }
    }
    missing
}
