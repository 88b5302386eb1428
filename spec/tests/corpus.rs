//! Real documents of many vendors, where they lie beside the checkout.

use std::fs;
use std::path::{Path, PathBuf};

use openapiv3::{OpenAPI, ReferenceOr};
use trueline_spec::model::{Api, Method, SpecificationVersion};
use trueline_spec::source::FileSystem;
use trueline_spec::{LoadOptions, load, render};

/// The documents of a folder beside the checkout; none, and told, where the folder is absent.
fn documents(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared").join(folder);
    let Ok(entries) = fs::read_dir(&folder) else {
        eprintln!("not run: {} is absent", folder.display());
        return Vec::new();
    };
    let is_document =
        |path: &PathBuf| path.extension().is_some_and(|extension| extension == "yaml" || extension == "json");
    let mut found: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(is_document).collect();
    found.sort();
    found
}

#[test]
fn every_real_document_is_read() {
    for path in documents("corpus").into_iter().chain(documents("tybrite/history")) {
        let loaded = load(&path.to_string_lossy(), &FileSystem, LoadOptions::default()).expect("it is there");
        let shown: String = loaded.diagnostics.iter().map(|d| render::text(&loaded.documents, d, false)).collect();
        assert!(loaded.api.is_some(), "{}:\n{shown}", path.display());
    }
}

#[test]
fn the_openapiv3_crate_agrees_on_operations_and_parameters() {
    let mut compared = 0;
    let paths = documents("corpus");
    for path in &paths {
        let loaded = load(&path.to_string_lossy(), &FileSystem, LoadOptions::default()).expect("it is there");
        let Some(api) = loaded.api.filter(|api| api.version == SpecificationVersion::V3_0) else { continue };
        let text = fs::read_to_string(path).expect("it is UTF-8");
        let is_json = path.extension().is_some_and(|extension| extension == "json");
        // The crate panics on some documents, which is for it to mend.
        let other = std::panic::catch_unwind(|| -> Option<OpenAPI> {
            if is_json { serde_json::from_str(&text).ok() } else { serde_yaml::from_str(&text).ok() }
        });
        let other = other.ok().flatten();
        let Some(other) = other else { continue };
        agree(&api, &other, &path.to_string_lossy());
        compared += 1;
    }
    assert!(paths.is_empty() || compared >= 20, "only {compared} documents were compared");
}

fn agree(api: &Api, other: &OpenAPI, name: &str) {
    let items = other.paths.paths.iter().filter_map(|(path, item)| Some((path.as_str(), item.as_item()?)));
    let theirs: Vec<(&str, &str, &openapiv3::Operation)> =
        items.flat_map(|(path, item)| item.iter().map(move |(method, operation)| (path, method, operation))).collect();
    assert_eq!(api.operations.len(), theirs.len(), "{name}: operations");
    for (path, method, operation) in theirs {
        let own = api.operations.iter().find(|own| own.path.as_str() == path && method_name(own.method) == method);
        let own = own.unwrap_or_else(|| panic!("{name}: {method} {path} is lost"));
        for parameter in &operation.parameters {
            let ReferenceOr::Item(parameter) = parameter else { continue };
            let data = parameter.parameter_data_ref();
            let location = match parameter {
                openapiv3::Parameter::Query { .. } => "query",
                openapiv3::Parameter::Header { .. } => "header",
                openapiv3::Parameter::Path { .. } => "path",
                openapiv3::Parameter::Cookie { .. } => "cookie",
            };
            let is_ignored = location == "header"
                && ["accept", "content-type", "authorization"].contains(&data.name.to_ascii_lowercase().as_str());
            let is_unused = location == "path" && !path.contains(&format!("{{{}}}", data.name));
            if is_ignored || is_unused {
                continue;
            }
            let found = own.parameters.iter().find(|p| p.name == data.name && p.location.as_str() == location);
            let found = found.unwrap_or_else(|| panic!("{name}: {method} {path}: {location} {} is lost", data.name));
            assert_eq!(found.required, data.required || location == "path", "{name}: {method} {path}: {}", data.name);
        }
        let statuses = operation.responses.responses.len() + usize::from(operation.responses.default.is_some());
        assert_eq!(own.responses.len(), statuses, "{name}: {method} {path}: responses");
        assert_eq!(own.body.is_some(), operation.request_body.is_some(), "{name}: {method} {path}: body");
    }
    let schemas = other.components.as_ref().map_or(0, |components| components.schemas.len());
    assert_eq!(api.named_schemas.len(), schemas, "{name}: named schemas");
}

fn method_name(method: Method) -> String {
    method.as_str().to_ascii_lowercase()
}
