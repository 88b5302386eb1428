//! What the three libraries offer, as a text beside each: a name that comes, goes or changes is seen in its difference.
//! `INSTA_UPDATE=always cargo test -p xtask --test public_surface` keeps what is there now.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use syn::{Attribute, File, ImplItem, Item, ItemImpl, TraitItem, UseTree, Visibility};

#[test]
fn what_libraries_offer_is_what_was_kept() {
    for library in ["spec", "codegen", "conformance"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(library);
        let root = Module::read(&folder.join("src/lib.rs"), &folder.join("src"));
        let text = Surface::of(&root).text();
        assert!(text.lines().count() > 100, "{text}");
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(&folder);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!("public_surface", text));
    }
}

/// A module with those that it declares, but for tests.
struct Module {
    items: Vec<Item>,
    modules: BTreeMap<String, Self>,
}

impl Module {
    /// Reads a file; its modules are files below a folder.
    fn read(file: &Path, folder: &Path) -> Self {
        let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        Self::of(syn::parse_file(&text).expect("it is Rust").items, folder)
    }

    fn of(items: Vec<Item>, folder: &Path) -> Self {
        let mut modules = BTreeMap::new();
        for item in &items {
            let Item::Mod(module) = item else { continue };
            let is_test = module.attrs.iter().any(|one| one.path().is_ident("cfg") && tokens(one).contains("test"));
            if is_test {
                continue;
            }
            let name = module.ident.to_string();
            let below = folder.join(&name);
            let read = if let Some((_, items)) = &module.content {
                Self::of(items.clone(), &below)
            } else {
                let file = folder.join(format!("{name}.rs"));
                Self::read(&if file.is_file() { file } else { below.join("mod.rs") }, &below)
            };
            modules.insert(name, read);
        }
        Self { items, modules }
    }

    /// How many items here and below have a name.
    fn definitions(&self, name: &str) -> usize {
        let own = self.items.iter().filter(|item| name_of(item).is_some_and(|other| other == name)).count();
        own + self.modules.values().map(|module| module.definitions(name)).sum::<usize>()
    }

    /// Its implementations and those of the modules below.
    fn implementations(&self) -> Vec<&ItemImpl> {
        let own = self.items.iter().filter_map(|item| match item {
            Item::Impl(one) => Some(one),
            _ => None,
        });
        own.chain(self.modules.values().flat_map(Self::implementations)).collect()
    }
}

/// What can be named from outside, by the path of its module.
struct Surface<'a> {
    root: &'a Module,
    by_module: BTreeMap<String, Vec<Item>>,
    /// What only names something of another crate.
    foreign: BTreeMap<String, Vec<String>>,
}

impl<'a> Surface<'a> {
    fn of(root: &'a Module) -> Self {
        let mut surface = Self { root, by_module: BTreeMap::new(), foreign: BTreeMap::new() };
        surface.module(&[], root, "crate", 0);
        surface
    }

    /// Lists a module that can be named by a path.
    fn module(&mut self, place: &[String], module: &'a Module, path: &str, depth: usize) {
        assert!(depth < 32, "{path} names itself");
        for item in &module.items {
            match item {
                Item::Mod(one) if is_public(&one.vis) => {
                    let name = one.ident.to_string();
                    if let Some(inner) = module.modules.get(&name) {
                        let place = [place, std::slice::from_ref(&name)].concat();
                        self.module(&place, inner, &format!("{path}::{name}"), depth + 1);
                    }
                }
                Item::Use(one) if is_public(&one.vis) => {
                    for (names, shown) in leaves(&one.tree) {
                        self.exported(place, module, &names, &shown, path, depth);
                    }
                }
                other => self.item(place, other, path),
            }
        }
    }

    /// Lists what an export names, wherever it is defined.
    fn exported(
        &mut self,
        place: &[String],
        module: &'a Module,
        names: &[String],
        shown: &str,
        path: &str,
        depth: usize,
    ) {
        let mut names = names;
        let (mut at, mut place) = (module, place.to_vec());
        while let Some((first, rest)) = names.split_first().filter(|(_, rest)| !rest.is_empty()) {
            match first.as_str() {
                "crate" => (at, place) = (self.root, Vec::new()),
                "self" => {}
                "super" => {
                    place.pop();
                    at = place.iter().fold(self.root, |module, name| &module.modules[name]);
                }
                name => {
                    let Some(inner) = at.modules.get(name) else {
                        let text = [names.join("::"), shown.to_owned()].join(" as ");
                        self.foreign.entry(path.to_owned()).or_default().push(text);
                        return;
                    };
                    at = inner;
                    place.push(name.to_owned());
                }
            }
            names = rest;
        }
        let Some(name) = names.first() else { return };
        if name == "*" {
            return self.module(&place, at, path, depth + 1);
        }
        if let Some(item) = at.items.iter().find(|item| name_of(item).as_ref() == Some(name)) {
            return self.item(&place, item, path);
        }
        if let Some(inner) = at.modules.get(name) {
            let place = [place, vec![name.clone()]].concat();
            return self.module(&place, inner, &format!("{path}::{shown}"), depth + 1);
        }
        for item in &at.items {
            let Item::Use(one) = item else { continue };
            for (names, inner) in leaves(&one.tree).into_iter().filter(|(_, inner)| inner == name) {
                self.exported(&place, at, &names, &inner, path, depth + 1);
            }
        }
    }

    /// Lists an item with what is implemented for it.
    fn item(&mut self, place: &[String], item: &Item, path: &str) {
        let Some(shown) = outside(item) else { return };
        let name = name_of(item).unwrap_or_default();
        // A name that several modules have is told apart by its room.
        let room = place.first().and_then(|room| self.root.modules.get(room));
        let room = room.filter(|_| self.root.definitions(&name) > 1).unwrap_or(self.root);
        let of_it = room.implementations().into_iter().filter(|one| type_name(one).as_ref() == Some(&name));
        let implementations: Vec<Item> = of_it.filter_map(implementation).collect();
        let found = self.by_module.entry(path.to_owned()).or_default();
        found.push(shown);
        found.extend(implementations);
    }

    fn text(self) -> String {
        let mut text = String::new();
        let Self { mut by_module, foreign, .. } = self;
        for path in foreign.keys() {
            by_module.entry(path.clone()).or_default();
        }
        for (path, items) in by_module {
            let mut file: File = syn::parse_str("").expect("nothing is Rust");
            file.items = items;
            let printed = prettyplease::unparse(&file);
            text.extend(["// ", &path, "\n"]);
            for name in foreign.get(&path).into_iter().flatten() {
                text.extend(["pub use ", name, ";\n"]);
            }
            text.extend([&printed, "\n"]);
        }
        text
    }
}

/// The paths that an import names, each with what it is called then.
fn leaves(tree: &UseTree) -> Vec<(Vec<String>, String)> {
    match tree {
        UseTree::Path(path) => {
            let below = leaves(&path.tree).into_iter();
            below.map(|(names, shown)| ([vec![path.ident.to_string()], names].concat(), shown)).collect()
        }
        UseTree::Name(name) => vec![(vec![name.ident.to_string()], name.ident.to_string())],
        UseTree::Rename(name) => vec![(vec![name.ident.to_string()], name.rename.to_string())],
        UseTree::Glob(_) => vec![(vec!["*".to_owned()], "*".to_owned())],
        UseTree::Group(group) => group.items.iter().flat_map(leaves).collect(),
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// The name of an item.
fn name_of(item: &Item) -> Option<String> {
    Some(match item {
        Item::Const(one) => one.ident.to_string(),
        Item::Enum(one) => one.ident.to_string(),
        Item::Fn(one) => one.sig.ident.to_string(),
        Item::Static(one) => one.ident.to_string(),
        Item::Struct(one) => one.ident.to_string(),
        Item::Trait(one) => one.ident.to_string(),
        Item::Type(one) => one.ident.to_string(),
        _ => return None,
    })
}

/// An item as others see it: without documentation, bodies and private fields; none where it is private.
fn outside(item: &Item) -> Option<Item> {
    let mut item = item.clone();
    let (attributes, visibility) = match &mut item {
        Item::Const(one) => (&mut one.attrs, &one.vis),
        Item::Enum(one) => {
            one.variants.iter_mut().for_each(|variant| {
                keep(&mut variant.attrs);
                variant.fields.iter_mut().for_each(|field| keep(&mut field.attrs));
            });
            (&mut one.attrs, &one.vis)
        }
        Item::Fn(one) => {
            one.block.stmts.clear();
            (&mut one.attrs, &one.vis)
        }
        Item::Static(one) => (&mut one.attrs, &one.vis),
        Item::Struct(one) => {
            match &mut one.fields {
                syn::Fields::Named(fields) => {
                    let all = std::mem::take(&mut fields.named);
                    fields.named = all.into_iter().filter(|field| is_public(&field.vis)).collect();
                    fields.named.iter_mut().for_each(|field| keep(&mut field.attrs));
                }
                syn::Fields::Unnamed(fields) => {
                    let all = std::mem::take(&mut fields.unnamed);
                    fields.unnamed = all.into_iter().filter(|field| is_public(&field.vis)).collect();
                }
                syn::Fields::Unit => {}
            }
            (&mut one.attrs, &one.vis)
        }
        Item::Trait(one) => {
            for inner in &mut one.items {
                if let TraitItem::Fn(method) = inner {
                    keep(&mut method.attrs);
                    method.default.iter_mut().for_each(|block| block.stmts.clear());
                }
            }
            (&mut one.attrs, &one.vis)
        }
        Item::Type(one) => (&mut one.attrs, &one.vis),
        _ => return None,
    };
    if !is_public(visibility) {
        return None;
    }
    keep(attributes);
    Some(item)
}

/// What of an implementation others see: public methods, or that there is a trait.
fn implementation(item: &ItemImpl) -> Option<Item> {
    let mut item = item.clone();
    item.attrs.clear();
    if item.trait_.is_some() {
        item.items.clear();
        return Some(Item::Impl(item));
    }
    item.items.retain(|inner| match inner {
        ImplItem::Fn(method) => is_public(&method.vis),
        ImplItem::Const(one) => is_public(&one.vis),
        _ => false,
    });
    for inner in &mut item.items {
        match inner {
            ImplItem::Fn(method) => {
                keep(&mut method.attrs);
                method.block.stmts.clear();
            }
            ImplItem::Const(one) => keep(&mut one.attrs),
            _ => {}
        }
    }
    (!item.items.is_empty()).then_some(Item::Impl(item))
}

/// The name of the type that something is implemented for.
fn type_name(item: &ItemImpl) -> Option<String> {
    match &*item.self_ty {
        syn::Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
        _ => None,
    }
}

/// Leaves what others build on.
fn keep(attributes: &mut Vec<Attribute>) {
    attributes.retain(|one| ["derive", "non_exhaustive", "deprecated"].iter().any(|name| one.path().is_ident(name)));
}

fn tokens(attribute: &Attribute) -> String {
    match &attribute.meta {
        syn::Meta::List(list) => list.tokens.to_string(),
        _ => String::new(),
    }
}
