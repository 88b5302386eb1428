//! Every folder below `cases/accepted` and `cases/rejected` is a document with its expected diagnostics; its files
//! `*.overlay.yaml` are applied to the document first, and with a file `strict` it is read strictly.
//! `UPDATE_EXPECT=1 cargo test -p trueline-spec --test cases` writes what is expected anew.

use std::fs;
use std::path::{Path, PathBuf};

use trueline_spec::source::FileSystem;
use trueline_spec::{LoadOptions, load, render};

#[test]
fn accepted() {
    each("tests/cases/accepted", true);
}

#[test]
fn rejected() {
    each("tests/cases/rejected", false);
}

fn each(folder: &str, accepted: bool) {
    let mut cases: Vec<PathBuf> =
        fs::read_dir(folder).expect(folder).map(|entry| entry.expect(folder).path()).collect();
    cases.sort();
    assert!(!cases.is_empty(), "{folder} has no cases");
    let wrong: Vec<String> = cases.iter().filter_map(|case| check(case, accepted).err()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The overlays of a case, in the order of their names.
fn overlays(case: &Path) -> Vec<String> {
    let files = fs::read_dir(case).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_overlay = |file: &PathBuf| file.to_string_lossy().contains(".overlay.");
    let mut overlays: Vec<String> = files.filter(is_overlay).map(|file| file.to_string_lossy().into_owned()).collect();
    overlays.sort();
    overlays
}

fn check(case: &Path, accepted: bool) -> Result<(), String> {
    let name = case.display();
    let document = ["openapi.yaml", "openapi.json"].map(|file| case.join(file)).into_iter().find(|file| file.exists());
    let document = document.ok_or_else(|| format!("{name}: no openapi.yaml or openapi.json"))?;
    let options =
        LoadOptions { strict: case.join("strict").exists(), overlays: overlays(case), ..LoadOptions::default() };
    let loaded =
        load(&document.to_string_lossy(), &FileSystem, options).map_err(|error| format!("{name}: {error:?}"))?;
    let rendered: String =
        loaded.diagnostics.iter().map(|diagnostic| render::text(&loaded.documents, diagnostic, false) + "\n").collect();
    let expected_file = case.join("expected.txt");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&expected_file, &rendered).map_err(|error| format!("{name}: {error}"))?;
    }
    if loaded.api.is_some() != accepted {
        return Err(format!("{name}: accepted: {}\n{rendered}", loaded.api.is_some()));
    }
    let expected = fs::read_to_string(&expected_file).map_err(|error| format!("{name}: expected.txt: {error}"))?;
    if rendered == expected { Ok(()) } else { Err(format!("{name}: expected\n{expected}\nbut it is\n{rendered}")) }
}
