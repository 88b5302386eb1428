//! The documents that changes begin with.

use std::path::{Path, PathBuf};
use std::{fs, io};

use serde_json::Value;

/// Where this repository keeps documents, and real ones beside it.
const FOLDERS: [&str; 6] = [
    "spec/documents",
    "spec/tests/cases/accepted",
    "spec/tests/cases/rejected",
    "codegen/tests/cases",
    "conformance/tests/cases",
    "../shared/corpus",
];

/// A document to change.
pub(super) struct Seed {
    /// Its text as it is.
    pub text: String,
    /// What it holds.
    pub value: Value,
}

/// Every document of at most so many bytes, in the order of their paths.
pub(super) fn all(largest: u64) -> io::Result<Vec<Seed>> {
    let mut files = Vec::new();
    for folder in FOLDERS.map(Path::new).into_iter().filter(|folder| folder.is_dir()) {
        collect(folder, largest, &mut files)?;
    }
    files.sort();
    Ok(files.iter().filter_map(|file| seed(file)).collect())
}

fn collect(folder: &Path, largest: u64, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let kind = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        if path.is_dir() {
            collect(&path, largest, files)?;
        } else if matches!(kind, "json" | "yaml" | "yml") && fs::metadata(&path)?.len() <= largest {
            files.push(path);
        }
    }
    Ok(())
}

/// A file, where it is a document of its own that can be read at all.
fn seed(file: &Path) -> Option<Seed> {
    let text = fs::read_to_string(file).ok().filter(|text| text.contains("openapi"))?;
    let value = serde_json::from_str(&text).ok().or_else(|| serde_yaml::from_str(&text).ok().and_then(json))?;
    Some(Seed { text, value })
}

/// A value of YAML as one of JSON: keys are texts, as OpenAPI 3.1.0 section 4.2 wants them.
fn json(value: serde_yaml::Value) -> Option<Value> {
    match value {
        serde_yaml::Value::Sequence(items) => items.into_iter().map(json).collect::<Option<Vec<_>>>().map(Value::from),
        serde_yaml::Value::Mapping(members) => {
            let members = members.into_iter().map(|(key, value)| {
                let key = match json(key)? {
                    Value::String(text) => text,
                    other => other.to_string(),
                };
                Some((key, json(value)?))
            });
            members.collect::<Option<serde_json::Map<_, _>>>().map(Value::from)
        }
        serde_yaml::Value::Tagged(tagged) => json(tagged.value),
        scalar => serde_json::to_value(scalar).ok(),
    }
}
