//! What a client shows of itself: its types with their fields and methods, and the signatures of its functions.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{File, ImplItem, Item, TraitItem, Visibility};
use trueline_codegen::files::FileSet;

/// Tokens, one text each.
type Tokens = Vec<String>;

/// A client's surface.
#[derive(Debug, Default)]
pub struct Surface {
    /// The text of every operation's file.
    operations: BTreeMap<String, String>,
    /// Everything else that has a name, by file and name.
    items: BTreeMap<(String, String), Tokens>,
    types: BTreeMap<String, Type>,
}

/// A type of `models`.
#[derive(Debug, Default)]
struct Type {
    /// What it is another name for.
    alias: Option<Tokens>,
    /// Its fields or variants.
    members: BTreeMap<String, Tokens>,
    methods: BTreeMap<String, Tokens>,
}

impl Surface {
    /// Of a client's files.
    pub fn of(files: &FileSet) -> Self {
        let mut surface = Self::default();
        for (path, text) in files.iter() {
            let path = path.to_string_lossy().replace('\\', "/");
            if path == "src/models.rs" || path.starts_with("src/models/") {
                surface.models(&syn::parse_file(text).expect("Rust"));
            } else if path == "src/operations/mod.rs" || path.starts_with("src/support/") {
            } else if path.starts_with("src/operations/") {
                surface.operations.insert(path, text.to_owned());
            } else if path.starts_with("src/")
                && !["src/rules.rs", "src/lib.rs", "src/rustfmt.toml"].contains(&path.as_str())
            {
                surface.file(&path, &syn::parse_file(text).expect("Rust"));
            }
        }
        surface
    }

    fn models(&mut self, file: &File) {
        for item in &file.items {
            match item {
                Item::Struct(item) => {
                    let own = self.types.entry(item.ident.to_string()).or_default();
                    for (index, field) in item.fields.iter().enumerate() {
                        let name = field.ident.as_ref().map_or_else(|| index.to_string(), ToString::to_string);
                        own.members.insert(name, tokens(&field.ty));
                    }
                }
                Item::Enum(item) => {
                    let own = self.types.entry(item.ident.to_string()).or_default();
                    let variants = item.variants.iter();
                    own.members.extend(variants.map(|one| (one.ident.to_string(), tokens(&one.fields))));
                }
                Item::Type(item) => {
                    self.types.entry(item.ident.to_string()).or_default().alias = Some(tokens(&item.ty));
                }
                Item::Impl(item) if item.trait_.is_none() => {
                    let methods = public(&item.items);
                    self.types.entry(tokens(&item.self_ty).concat()).or_default().methods.extend(methods);
                }
                _ => {}
            }
        }
    }

    fn file(&mut self, path: &str, file: &File) {
        for item in &file.items {
            let mut add = |name: String, tokens| self.items.insert((path.to_owned(), name), tokens);
            match item {
                Item::Struct(item) => {
                    let fields = item.fields.iter().filter(|field| matches!(field.vis, Visibility::Public(_)));
                    add(item.ident.to_string(), fields.flat_map(tokens).collect());
                }
                Item::Enum(item) => drop(add(item.ident.to_string(), tokens(&item.variants))),
                Item::Type(item) => drop(add(item.ident.to_string(), tokens(&item.ty))),
                Item::Impl(item) => {
                    let owner = tokens(&item.self_ty).concat();
                    for (name, signature) in public(&item.items) {
                        add(format!("{owner}::{name}"), signature);
                    }
                }
                Item::Trait(item) => {
                    for one in &item.items {
                        if let TraitItem::Fn(function) = one {
                            add(format!("{}::{}", item.ident, function.sig.ident), tokens(&function.sig));
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// What of this surface another one that has more does not have as it is here.
    pub fn missing_in(&self, whole: &Self) -> Vec<String> {
        let mut comparison = Comparison { part: self, whole, same: BTreeSet::new() };
        let mut missing = Vec::new();
        for (path, text) in &self.operations {
            match whole.operations.get(path) {
                Some(other) if other == text => {}
                Some(other) => missing.push(format!("{path}: {}", first_difference(text, other))),
                None => missing.push(format!("{path} is not there")),
            }
        }
        for ((path, name), own) in &self.items {
            match whole.items.get(&(path.clone(), name.clone())) {
                Some(other) if comparison.tokens(own, other) => {}
                Some(other) => missing.push(format!("{path}: {name}: {} or {}", own.join(" "), other.join(" "))),
                None => missing.push(format!("{path}: {name} is not there")),
            }
        }
        let used = self.used();
        for name in self.types.keys() {
            if !whole.types.contains_key(name) {
                missing.push(format!("the type {name} is not there"));
            } else if used.contains(name.as_str()) && !comparison.types(name, name) {
                missing.push(format!("the type {name} is another one"));
            }
        }
        missing
    }

    /// The types that something of the API has: operations, or what it sends by itself.
    fn used(&self) -> BTreeSet<&str> {
        let mut waiting: Vec<Tokens> = self.items.values().cloned().collect();
        waiting.extend(self.operations.values().map(|text| tokens(&syn::parse_file(text).expect("Rust"))));
        let mut used = BTreeSet::new();
        while let Some(tokens) = waiting.pop() {
            for (index, token) in tokens.iter().enumerate() {
                let Some((name, found)) = self.types.get_key_value(token).filter(|_| is_model(&tokens, index)) else {
                    continue;
                };
                if used.insert(name.as_str()) {
                    waiting.extend(found.alias.iter().chain(found.members.values()).cloned());
                }
            }
        }
        used
    }

    /// The definition that a name stands for in the end.
    fn defined<'a>(&'a self, mut name: &'a str) -> &'a str {
        for _ in 0..self.types.len() {
            match self.types.get(name).and_then(|one| one.alias.as_deref()) {
                Some([target]) if self.types.contains_key(target) => name = target,
                _ => break,
            }
        }
        name
    }
}

/// A comparison under way; types that refer to each other are the same unless something distinguishes them.
struct Comparison<'a> {
    part: &'a Surface,
    whole: &'a Surface,
    same: BTreeSet<(String, String)>,
}

impl Comparison<'_> {
    fn types(&mut self, part: &str, whole: &str) -> bool {
        let (part, whole) = (self.part.defined(part), self.whole.defined(whole));
        if !self.same.insert((part.to_owned(), whole.to_owned())) {
            return true;
        }
        let (one, other) = (&self.part.types[part], &self.whole.types[whole]);
        let is_same = match (&one.alias, &other.alias) {
            (None, None) => {
                one.members.keys().eq(other.members.keys())
                    && one.members.iter().all(|(name, ty)| self.tokens(ty, &other.members[name]))
                    // What is sent has setters, too.
                    && one.methods.iter().all(|(name, signature)| {
                        other.methods.get(name).is_some_and(|other| self.tokens(signature, other))
                    })
            }
            (Some(one), Some(other)) => self.tokens(one, other),
            _ => false,
        };
        if !is_same {
            self.same.remove(&(part.to_owned(), whole.to_owned()));
        }
        is_same
    }

    fn tokens(&mut self, part: &[String], whole: &[String]) -> bool {
        part.len() == whole.len()
            && part.iter().zip(whole).enumerate().all(|(index, (one, other))| {
                let are_types =
                    is_model(part, index) && self.part.types.contains_key(one) && self.whole.types.contains_key(other);
                if are_types { self.types(one, other) } else { one == other }
            })
    }
}

/// Whether a name is one of `models` where it is one at all: the run-time part has some of the same.
fn is_model(tokens: &[String], index: usize) -> bool {
    index < 3 || tokens[index - 3] != "support"
}

fn public(items: &[ImplItem]) -> Vec<(String, Tokens)> {
    let functions = items.iter().filter_map(|item| match item {
        ImplItem::Fn(function) if matches!(function.vis, Visibility::Public(_)) => Some(function),
        _ => None,
    });
    functions.map(|function| (function.sig.ident.to_string(), tokens(&function.sig))).collect()
}

fn tokens(node: &impl ToTokens) -> Tokens {
    let mut found = Vec::new();
    collect(node.to_token_stream(), &mut found);
    // The printer ends what it breaks into lines with a comma.
    let ends = |index: usize| found.get(index + 1).is_some_and(|next| next == ">" || next == "end");
    let is_trailing: Vec<bool> = (0..found.len()).map(|index| found[index] == "," && ends(index)).collect();
    let kept = found.into_iter().zip(is_trailing).filter(|(_, is_trailing)| !is_trailing);
    kept.map(|(token, _)| token).collect()
}

fn collect(tokens: TokenStream, found: &mut Tokens) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                found.push(format!("{:?}", group.delimiter()));
                collect(group.stream(), found);
                found.push("end".to_owned());
            }
            other => found.push(other.to_string()),
        }
    }
}

fn first_difference(one: &str, other: &str) -> String {
    let lines = one.lines().zip(other.lines()).find(|(one, other)| one != other);
    lines.map_or_else(String::new, |(one, other)| format!("`{}` or `{}`", one.trim(), other.trim()))
}
