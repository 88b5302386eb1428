//! Holds what a document declares against what its client offers: every operation a method, every named schema a type.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use trueline_codegen::GeneratedItems;
use trueline_codegen::files::FileSet;
use trueline_spec::model::Api;

/// What is declared and not offered, in the order of the document.
pub(super) fn missing(api: &Api, items: &GeneratedItems, files: &FileSet) -> Vec<String> {
    let text = |wanted: &str| files.iter().find(|(path, _)| *path == Path::new(wanted)).map_or("", |(_, text)| text);
    let mut methods: BTreeSet<String> = declared(text("src/client.rs"), &["pub fn "]).map(str::to_owned).collect();
    methods.extend(of_resources(text("src/client.rs"), files));
    let types: BTreeSet<String> =
        declared(text("src/models.rs"), &["pub struct ", "pub enum ", "pub type "]).map(str::to_owned).collect();
    let operations = api.operations.iter().map(|operation| operation.key.as_str());
    let schemas = api.named_schemas.keys().map(String::as_str);
    let mut missing = without(operations, &items.operations, &methods, "operation");
    missing.extend(without(schemas, &items.schemas, &types, "schema"));
    missing
}

/// The methods of resources, as they are called: `pets().list`.
fn of_resources(client: &str, files: &FileSet) -> Vec<String> {
    let accessors: BTreeMap<&str, &str> = client
        .split("pub fn ")
        .filter_map(|function| {
            let (accessor, rest) = function.split_once("(&self)")?;
            let (_, ty) = rest.lines().next()?.split_once("-> crate::resources::")?;
            Some((ty.split('<').next()?, accessor.trim_start_matches("r#")))
        })
        .collect();
    let resources = files.iter().filter(|(path, _)| path.starts_with("src/resources"));
    let called = |(_, text): (&Path, &str)| {
        let ty = declared(text, &["pub struct "]).next();
        let accessor = ty.and_then(|ty| accessors.get(ty)).copied().unwrap_or_default();
        declared(text, &["pub fn "]).map(|method| format!("{accessor}().{method}")).collect::<Vec<_>>()
    };
    resources.flat_map(called).collect()
}

/// The names that follow one of the words, raw ones without their mark.
fn declared<'a>(source: &'a str, words: &'a [&'a str]) -> impl Iterator<Item = &'a str> {
    let after = move |line: &'a str| words.iter().find_map(|word| line.trim_start().strip_prefix(word));
    let name = |rest: &'a str| {
        let rest = rest.trim_start_matches("r#");
        let end = rest.find(|sign: char| sign != '_' && !sign.is_alphanumeric()).unwrap_or(rest.len());
        &rest[..end]
    };
    source.lines().filter_map(after).map(name)
}

/// What has no name of its own among the offered ones, or one that the source does not have.
fn without<'a>(
    wanted: impl Iterator<Item = &'a str>,
    offered: &[(String, String)],
    source: &BTreeSet<String>,
    what: &str,
) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let mut missing = Vec::new();
    for key in wanted {
        let own = offered.iter().find(|(declared, _)| declared == key).map(|(_, name)| name.trim_start_matches("r#"));
        let offered = own.is_some_and(|name| source.contains(name) && taken.insert(name));
        if !offered {
            missing.push(format!("error: the {what} `{key}` is declared, but the client does not have it"));
        }
    }
    missing
}
