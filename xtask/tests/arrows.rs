//! Holds the arrows between the packages, and between the rooms of one: a dependency that is not drawn in the architecture
//! fails here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use syn::visit::Visit;

/// Who may depend on whom; an arrow may be skipped along, never turned.
const ARROWS: [(&str, &[&str]); 6] = [
    ("trueline-spec", &[]),
    ("trueline-codegen", &["trueline-spec"]),
    ("trueline-conformance", &["trueline-spec"]),
    ("trueline", &["trueline-spec", "trueline-codegen", "trueline-conformance"]),
    ("xtask", &["trueline-spec", "trueline-codegen", "trueline-conformance", "trueline"]),
    ("tybrite", &[]),
];

#[test]
fn packages_depend_only_along_the_drawn_arrows() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline", "--manifest-path"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let ours: Vec<&str> = packages.iter().filter_map(|package| package["name"].as_str()).collect();
    let drawn: Vec<&str> = ARROWS.iter().map(|(name, _)| *name).collect();
    for name in &ours {
        assert!(drawn.contains(name), "`{name}` is not drawn: add it to ARROWS and to the drawing");
    }
    for (name, allowed) in ARROWS {
        let package = packages.iter().find(|package| package["name"] == name).expect(name);
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let target = dependency["name"].as_str().unwrap_or_default();
            if dependency["kind"] != "dev" && ours.contains(&target) {
                assert!(allowed.contains(&target), "`{name}` depends on `{target}`, which is not drawn");
            }
        }
    }
}

/// The rooms of `conformance/src`: each uses only those before it.
const ROOMS: [&str; 25] = [
    "limits",
    "schema",
    "wire",
    "judge",
    "redact",
    "command",
    "target",
    "generate",
    "resources",
    "request",
    "mutation",
    "case",
    "strategy",
    "transport",
    "session",
    "check",
    "custom",
    "laws",
    "coverage",
    "report",
    "record",
    "run",
    "merge",
    "mock",
    "conformance",
];

#[test]
fn rooms_of_the_suite_use_only_those_before_them() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../conformance/src");
    let mut turned = Vec::new();
    for file in files_below(&source) {
        let relative = file.strip_prefix(&source).expect("it is below").to_owned();
        let room = relative.with_extension("").iter().next().expect("a name").to_string_lossy().into_owned();
        if ["lib", "testing"].contains(&room.as_str()) {
            continue;
        }
        let own =
            position(&room).unwrap_or_else(|| panic!("`{room}` is not drawn: add it to ROOMS and to the drawing"));
        let mut uses = CrateUses::default();
        uses.visit_file(&syn::parse_file(&fs::read_to_string(&file).expect("it is read")).expect("it is Rust"));
        let wrong = uses.0.into_iter().filter(|used| position(used).is_none_or(|other| other > own));
        turned.extend(wrong.map(|used| format!("{}: crate::{used}", relative.display())));
    }
    assert_eq!(turned, Vec::<String>::new());
}

/// The rooms of `codegen/src`: each uses only those before it.
const GENERATOR_ROOMS: [&str; 20] = [
    "code_span",
    "glob",
    "names",
    "foreign",
    "select",
    "options",
    "package_name",
    "config",
    "plan",
    "emit",
    "files",
    "folder",
    "surface",
    "package",
    "generated_items",
    "generator",
    "module",
    "cargo",
    "build",
    "lib",
];

/// The folders of `codegen/src/plan`, in which each uses only those before it, and the file above all of them.
const PLAN_FOLDERS: [&str; 10] =
    ["model", "facts", "hints", "access", "naming", "passes", "types", "operations", "features", "first_call"];

/// The folders of `codegen/src/emit`, in which each uses only those before it.
const EMIT_FOLDERS: [&str; 6] = ["docs", "tokens", "models", "operations", "client", "package"];

#[test]
fn rooms_of_the_generator_use_only_those_before_them() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/src");
    // What is exported at the root of the crate, by the room that it is of.
    let root = |name: &str| match name {
        "DerivePath" | "ForeignType" => "foreign".to_owned(),
        "Options" => "options".to_owned(),
        "check_package_name" => "package_name".to_owned(),
        other => other.to_owned(),
    };
    let mut turned = Vec::new();
    for file in files_below(&source) {
        let relative = file.strip_prefix(&source).expect("it is below");
        // What is copied into clients is no part of the program.
        if ["support", "optional"].iter().any(|copied| relative.starts_with(copied)) {
            continue;
        }
        let uses = crate_uses(&file, 1).into_iter().map(|path| root(&path[0]));
        turned.extend(against(&GENERATOR_ROOMS, relative, uses));
        // What is written was decided before.
        let of_plan = crate_uses(&file, 2).into_iter().filter(|path| relative.starts_with("emit") && path[0] == "plan");
        let decisions = of_plan.filter(|path| path[1] != "model");
        turned.extend(decisions.map(|path| format!("{}: crate::plan::{}", relative.display(), path[1])));
    }
    assert_eq!(turned, Vec::<String>::new());
}

#[test]
fn folders_of_the_plan_use_only_those_before_them() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/src/plan");
    let mut turned = Vec::new();
    for file in files_below(&source).into_iter().filter(|file| *file != source.join("mod.rs")) {
        let relative = file.strip_prefix(&source).expect("it is below");
        let uses = crate_uses(&file, 2).into_iter().filter(|path| path[0] == "plan").map(|path| path[1].clone());
        turned.extend(against(&PLAN_FOLDERS, relative, uses));
    }
    assert_eq!(turned, Vec::<String>::new());
}

#[test]
fn folders_that_write_rust_use_only_those_before_them() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/src/emit");
    let mut turned = Vec::new();
    for file in files_below(&source).into_iter().filter(|file| *file != source.join("mod.rs")) {
        let relative = file.strip_prefix(&source).expect("it is below");
        let uses = crate_uses(&file, 2).into_iter().filter(|path| path[0] == "emit").map(|path| path[1].clone());
        turned.extend(against(&EMIT_FOLDERS, relative, uses));
    }
    assert_eq!(turned, Vec::<String>::new());
}

/// What of the uses of a file is not of its own room or one before it.
fn against(rooms: &[&str], file: &Path, uses: impl Iterator<Item = String>) -> Vec<String> {
    let name = file.with_extension("").iter().next().expect("a name").to_string_lossy().into_owned();
    let own = rooms.iter().position(|room| *room == name).unwrap_or_else(|| panic!("`{name}` is not drawn"));
    let is_wrong = |used: &String| !rooms[..=own].contains(&used.as_str());
    uses.filter(is_wrong).map(|used| format!("{}: {used}", file.display())).collect()
}

/// The names after `crate::` in imports and paths, so many of each.
fn crate_uses(file: &Path, names: usize) -> Vec<Vec<String>> {
    let mut paths = Paths::default();
    paths.visit_file(&syn::parse_file(&fs::read_to_string(file).expect("it is read")).expect("it is Rust"));
    let own = paths.0.into_iter().filter(|path| path[0] == "crate" && path.len() > names);
    own.map(|path| path[1..=names].to_vec()).collect()
}

/// The files of each folder of `codegen/src/emit` import each other without a cycle.
#[test]
fn files_that_write_rust_are_in_no_cycle() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/src/emit");
    // `docs/markdown.rs` and what is below `docs/markdown` are one.
    let module = |path: &Path| {
        let names: Vec<String> =
            path.with_extension("").iter().take(2).map(|name| name.to_string_lossy().into_owned()).collect();
        names.join("/")
    };
    let mut modules: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in files_below(&source).into_iter().filter(|file| file.file_stem() != Some("mod".as_ref())) {
        let relative = file.strip_prefix(&source).expect("it is below");
        let own = module(relative);
        let folder = relative.iter().next().expect("a folder").to_string_lossy().into_owned();
        let is_direct = relative.components().count() == 2;
        let mut paths = Paths::default();
        paths.visit_file(&syn::parse_file(&fs::read_to_string(&file).expect("it is read")).expect("it is Rust"));
        let found = paths.0.into_iter().filter_map(|path| match path.as_slice() {
            [first, second, ..] if first == "super" && is_direct => Some(format!("{folder}/{second}")),
            [first, second, third, fourth, ..] if first == "crate" && second == "emit" => {
                Some(format!("{third}/{fourth}"))
            }
            _ => None,
        });
        let found: BTreeSet<String> = found.filter(|used| *used != own).collect();
        modules.entry(own).or_default().extend(found);
    }
    let all: BTreeSet<String> = modules.keys().cloned().collect();
    assert!(all.len() > 20, "{all:?}");
    // Whatever uses nothing that is left is not part of a cycle.
    loop {
        let free: Vec<String> =
            modules.iter().filter(|(_, used)| used.is_disjoint(&all)).map(|(name, _)| name.clone()).collect();
        if free.is_empty() {
            break;
        }
        for name in free {
            modules.remove(&name);
            for used in modules.values_mut() {
                used.remove(&name);
            }
        }
    }
    assert_eq!(modules, BTreeMap::new());
}

/// Every path of imports, types and expressions, name by name, but those of tests.
#[derive(Default)]
struct Paths(Vec<Vec<String>>);

impl<'ast> Visit<'ast> for Paths {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if !is_conditional(module) {
            syn::visit::visit_item_mod(self, module);
        }
    }

    fn visit_use_tree(&mut self, tree: &'ast syn::UseTree) {
        self.0.extend(imported(tree));
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.0.push(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        syn::visit::visit_path(self, path);
    }
}

/// Every path that an import names.
fn imported(tree: &syn::UseTree) -> Vec<Vec<String>> {
    match tree {
        syn::UseTree::Path(path) => {
            let further = imported(&path.tree);
            further.into_iter().map(|rest| [vec![path.ident.to_string()], rest].concat()).collect()
        }
        syn::UseTree::Group(group) => group.items.iter().flat_map(imported).collect(),
        single => names(single).into_iter().map(|name| vec![name]).collect(),
    }
}

/// What writes and reads Rust: the plan of a client is data, and its tokens are made in `codegen/src/emit`.
const TOKEN_CRATES: [&str; 4] = ["proc_macro2", "quote", "syn", "prettyplease"];

#[test]
fn plans_and_names_of_clients_hold_no_tokens() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/src");
    let mut wrong = Vec::new();
    for room in ["plan", "names", "select"].map(|room| source.join(room)) {
        for file in files_below(&room) {
            let mut paths = Paths::default();
            paths.visit_file(&syn::parse_file(&fs::read_to_string(&file).expect("it is read")).expect("it is Rust"));
            let used = paths.0.into_iter().map(|path| path[0].clone());
            let used = used.filter(|name| TOKEN_CRATES.contains(&name.as_str()));
            wrong.extend(used.map(|name| format!("{}: {name}", file.display())));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

fn is_conditional(module: &syn::ItemMod) -> bool {
    module.attrs.iter().any(|attribute| attribute.path().is_ident("cfg"))
}

fn position(room: &str) -> Option<usize> {
    ROOMS.iter().position(|other| *other == room)
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let files = entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] });
    files.filter(|path| path.extension().is_some_and(|ending| ending == "rs")).collect()
}

/// The first names after `crate::`, but those of tests.
#[derive(Default)]
struct CrateUses(Vec<String>);

impl<'ast> Visit<'ast> for CrateUses {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if !is_conditional(module) {
            syn::visit::visit_item_mod(self, module);
        }
    }

    fn visit_use_tree(&mut self, tree: &'ast syn::UseTree) {
        if let syn::UseTree::Path(path) = tree
            && path.ident == "crate"
        {
            self.0.extend(names(&path.tree));
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let mut segments = path.segments.iter();
        if segments.next().is_some_and(|first| first.ident == "crate") {
            self.0.extend(segments.next().map(|second| second.ident.to_string()));
        }
        syn::visit::visit_path(self, path);
    }
}

fn names(tree: &syn::UseTree) -> Vec<String> {
    match tree {
        syn::UseTree::Path(path) => vec![path.ident.to_string()],
        syn::UseTree::Name(name) => vec![name.ident.to_string()],
        syn::UseTree::Rename(renamed) => vec![renamed.ident.to_string()],
        syn::UseTree::Group(group) => group.items.iter().flat_map(names).collect(),
        syn::UseTree::Glob(_) => vec!["*".to_owned()],
    }
}
