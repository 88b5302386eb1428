//! Every folder below `cases/accepted` and `cases/rejected` is a document with its expected diagnostics beside it; its files
//! `*.overlay.yaml` are applied to the document first, and with a file `strict` it is read strictly.
//! `cargo insta review` shows what differs.

use std::fs;
use std::path::{Path, PathBuf};

use trueline_spec::source::FileSystem;
use trueline_spec::{LoadOptions, load, render};

#[test]
fn accepted() {
    insta::glob!("cases/accepted", "?*", |case| check(case, true));
}

#[test]
fn rejected() {
    insta::glob!("cases/rejected", "?*", |case| check(case, false));
}

/// The overlays of a case, in the order of their names.
fn overlays(case: &Path) -> Vec<String> {
    let files = fs::read_dir(case).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_overlay = |file: &PathBuf| file.to_string_lossy().contains(".overlay.");
    let mut overlays: Vec<String> = files.filter(is_overlay).map(|file| file.to_string_lossy().into_owned()).collect();
    overlays.sort();
    overlays
}

fn check(case: &Path, accepted: bool) {
    // Messages name files as they are named from the package.
    let case = case.strip_prefix(env!("CARGO_MANIFEST_DIR")).expect("it is below the package");
    let name = case.display();
    let document = ["openapi.yaml", "openapi.json"].map(|file| case.join(file)).into_iter().find(|file| file.exists());
    let document = document.unwrap_or_else(|| panic!("{name}: no openapi.yaml or openapi.json"));
    let options =
        LoadOptions { strict: case.join("strict").exists(), overlays: overlays(case), ..LoadOptions::default() };
    let loaded =
        load(&document.to_string_lossy(), &FileSystem, options).unwrap_or_else(|error| panic!("{name}: {error:?}"));
    let rendered: String =
        loaded.diagnostics.iter().map(|diagnostic| render::text(&loaded.documents, diagnostic, false) + "\n").collect();
    assert_eq!(loaded.api.is_some(), accepted, "{name}: accepted: {}\n{rendered}", loaded.api.is_some());
    // A snapshot says nothing of white space at the end.
    assert!(rendered.is_empty() || rendered == format!("{}\n\n", rendered.trim()), "{name}: {rendered:?}");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join(case));
    settings.set_prepend_module_to_snapshot(false);
    settings.remove_snapshot_suffix();
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("diagnostics", rendered));
}
