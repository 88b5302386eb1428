//! From the sources of two packages to how they differ.

use std::collections::BTreeSet;
use std::path::Path;

use syn::{Item, UseTree};

use super::changes::{self, Change};
use super::chunks;
use super::items::Names;
use crate::files::FileSet;

/// What of the run-time part a crate's root offers is listed here.
const OFFERED: &str = "src/support/mod.rs";

/// How what two packages offer differs.
#[must_use]
pub fn between(old: &FileSet, new: &FileSet) -> Vec<Change> {
    let paths: BTreeSet<&Path> = old.iter().chain(new.iter()).map(|(path, _)| path).collect();
    let offered = [old, new].map(offered);
    let [mut of_old, mut of_new] = [Names::default(), Names::default()];
    // Items may move between the files of a module.
    for module in MODULES {
        let of_module: Vec<&Path> = paths.iter().copied().filter(|path| module.has(path)).collect();
        let text = |files: &FileSet| of_module.iter().filter_map(|path| files.text(path)).collect::<String>();
        let (before, after) = (text(old), text(new));
        if before != after {
            let (before, after) = chunks::differing(&before, &after);
            module.read(&before, &offered[0], &mut of_old);
            module.read(&after, &offered[1], &mut of_new);
        }
    }
    changes::between(&of_old, &of_new)
}

/// A module of a package, as users name it.
struct Module {
    /// The file or the folder of it.
    path: &'static str,
    /// What its names begin with.
    name: &'static str,
    /// Whether its names are public only where the crate's root offers them.
    is_support: bool,
}

const fn module(path: &'static str, name: &'static str) -> Module {
    Module { path, name, is_support: false }
}

const MODULES: [Module; 11] = [
    module("src/client", ""),
    module("src/headers", ""),
    module("src/models", "models::"),
    module("src/operations", "operations::"),
    module("src/resources", "resources::"),
    module("src/credentials", "credentials::"),
    module("src/servers", "servers::"),
    module("src/webhooks", "webhooks::"),
    module("src/callbacks", "callbacks::"),
    module("src/date_time", "date_time::"),
    Module { path: "src/support", name: "", is_support: true },
];

impl Module {
    fn has(&self, path: &Path) -> bool {
        path.with_extension("") == Path::new(self.path) || path.starts_with(self.path)
    }

    fn read(&self, chunks: &[&str], offered: &BTreeSet<String>, names: &mut Names) {
        let mut found = Names::default();
        for item in chunks.iter().filter_map(|chunk| syn::parse_file(chunk).ok()).flat_map(|file| file.items) {
            if !self.is_support || !is_trait_implementation(&item) {
                found.add(self.name, &item);
            }
        }
        let is_offered = |item: &str| !self.is_support || offered.contains(item);
        names.0.extend(found.0.into_iter().filter(|(name, _)| is_offered(&name.item)));
    }
}

/// The run-time part's are the same for every API, and many are of types that nobody names.
fn is_trait_implementation(item: &Item) -> bool {
    matches!(item, Item::Impl(item) if item.trait_.is_some())
}

/// The names that a crate's root has of the run-time part.
fn offered(files: &FileSet) -> BTreeSet<String> {
    let text = files.text(Path::new(OFFERED)).unwrap_or_default();
    let items = syn::parse_file(text).map(|file| file.items).unwrap_or_default();
    let mut names = BTreeSet::new();
    for item in items {
        if let Item::Mod(inner) = item
            && inner.ident == "offered"
            && let Some((_, items)) = inner.content
        {
            for item in items {
                if let Item::Use(item) = item {
                    collect(&item.tree, &mut names);
                }
            }
        }
    }
    names
}

fn collect(tree: &UseTree, names: &mut BTreeSet<String>) {
    match tree {
        UseTree::Path(path) => collect(&path.tree, names),
        UseTree::Name(name) => {
            names.insert(name.ident.to_string());
        }
        UseTree::Group(group) => group.items.iter().for_each(|tree| collect(tree, names)),
        UseTree::Rename(_) | UseTree::Glob(_) => {}
    }
}
