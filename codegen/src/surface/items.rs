//! From items to the names that they make public.

use std::collections::BTreeMap;

use proc_macro2::TokenTree;
use quote::ToTokens;
use syn::{Attribute, Fields, FnArg, ImplItem, Item, ReturnType, Signature, TraitItem, Type, Visibility};

/// A public name: of an item, or of something of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name {
    /// The item, as users name it: `models::Pet`.
    pub item: String,
    /// What of it; none for the item itself.
    pub member: Option<(Member, String)>,
}

/// What an item has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Member {
    Field,
    Variant,
    Method,
    /// A trait that it implements.
    Trait,
}

/// What is known of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fact {
    /// What users write against: a type, a signature.
    pub signature: String,
    /// Whether the item may get more fields or variants.
    pub is_open: bool,
    /// Whether it is deprecated.
    pub is_deprecated: bool,
}

/// The names of a module.
#[derive(Debug, Default)]
pub(super) struct Names(pub BTreeMap<Name, Fact>);

impl Names {
    /// Adds those of an item. `module` is how users name the module, with its colons.
    pub(super) fn add(&mut self, module: &str, item: &Item) {
        match item {
            Item::Struct(item) if is_public(&item.vis) => {
                let owner = self.item(module, &item.ident, "struct".to_owned(), &item.attrs);
                self.fields(&owner, &item.fields);
            }
            Item::Enum(item) if is_public(&item.vis) => {
                let owner = self.item(module, &item.ident, "enum".to_owned(), &item.attrs);
                for variant in &item.variants {
                    let signature = printed(&variant.fields);
                    self.member(&owner, Member::Variant, &variant.ident, signature, &variant.attrs);
                }
            }
            Item::Type(item) if is_public(&item.vis) => {
                let signature = format!("type = {}", printed(&item.ty));
                self.item(module, &item.ident, signature, &item.attrs);
            }
            Item::Const(item) if is_public(&item.vis) => {
                self.item(module, &item.ident, format!("const: {}", printed(&item.ty)), &item.attrs);
            }
            Item::Fn(item) if is_public(&item.vis) => {
                self.item(module, &item.sig.ident, signature(&item.sig), &item.attrs);
            }
            Item::Trait(item) if is_public(&item.vis) => {
                let owner = self.item(module, &item.ident, "trait".to_owned(), &item.attrs);
                for inner in &item.items {
                    if let TraitItem::Fn(method) = inner {
                        let signature = signature(&method.sig);
                        self.member(&owner, Member::Method, &method.sig.ident, signature, &method.attrs);
                    }
                }
            }
            Item::Impl(item) => self.implementation(module, item),
            _ => {}
        }
    }

    fn item(&mut self, module: &str, ident: &syn::Ident, signature: String, attributes: &[Attribute]) -> String {
        let item = format!("{module}{ident}");
        let is_open = attributes.iter().any(is_non_exhaustive);
        let fact = Fact { signature, is_open, is_deprecated: is_deprecated(attributes) };
        self.0.insert(Name { item: item.clone(), member: None }, fact);
        for derived in attributes.iter().filter(|one| one.path().is_ident("derive")) {
            let paths =
                derived.parse_args_with(syn::punctuated::Punctuated::<syn::Path, syn::Token![,]>::parse_terminated);
            for path in paths.into_iter().flatten() {
                self.implements(&item, printed(&path));
            }
        }
        item
    }

    fn member(&mut self, item: &str, kind: Member, name: &syn::Ident, signature: String, attributes: &[Attribute]) {
        let name = Name { item: item.to_owned(), member: Some((kind, name.to_string())) };
        self.0.insert(name, Fact { signature, is_open: false, is_deprecated: is_deprecated(attributes) });
    }

    fn implements(&mut self, item: &str, name: String) {
        let name = Name { item: item.to_owned(), member: Some((Member::Trait, name)) };
        self.0.insert(name, Fact { signature: String::new(), is_open: false, is_deprecated: false });
    }

    fn fields(&mut self, item: &str, fields: &Fields) {
        for field in fields.iter().filter(|field| is_public(&field.vis)) {
            if let Some(ident) = &field.ident {
                self.member(item, Member::Field, ident, printed(&field.ty), &field.attrs);
            }
        }
    }

    fn implementation(&mut self, module: &str, item: &syn::ItemImpl) {
        let Some(owner) = owner(module, &item.self_ty) else { return };
        if let Some((path, _)) = &item.trait_ {
            let text = path.to_token_stream().to_string();
            // How values are read is the package's own affair.
            if !text.starts_with("crate :: support") && !text.starts_with("super ::") {
                self.implements(&owner, printed(path));
            }
            return;
        }
        for inner in &item.items {
            match inner {
                ImplItem::Fn(method) if is_public(&method.vis) => {
                    let signature = signature(&method.sig);
                    self.member(&owner, Member::Method, &method.sig.ident, signature, &method.attrs);
                }
                ImplItem::Const(constant) if is_public(&constant.vis) => {
                    // How many values are listed is no promise.
                    let signature = if constant.ident == "LISTED" { String::new() } else { printed(&constant.ty) };
                    self.member(&owner, Member::Method, &constant.ident, signature, &constant.attrs);
                }
                _ => {}
            }
        }
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Whether it is so for users; tests with the feature `testing` have to keep up.
fn is_non_exhaustive(attribute: &Attribute) -> bool {
    let is_it = |token: TokenTree| matches!(token, TokenTree::Ident(ident) if ident == "non_exhaustive");
    let within = |list: &syn::MetaList| list.path.is_ident("cfg_attr") && list.tokens.clone().into_iter().any(is_it);
    attribute.path().is_ident("non_exhaustive") || attribute.meta.require_list().is_ok_and(within)
}

fn is_deprecated(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|one| one.path().is_ident("deprecated"))
}

/// The item that an implementation is of, as users name it.
fn owner(module: &str, ty: &Type) -> Option<String> {
    let Type::Path(ty) = ty else { return None };
    let mut segments: Vec<String> = ty.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    let name = segments.pop()?;
    match segments.split_first() {
        None => Some(format!("{module}{name}")),
        Some((first, rest)) if first == "crate" && rest.first().is_none_or(|next| next != "support") => {
            let module = rest.iter().flat_map(|segment| [segment.as_str(), "::"]).collect::<String>();
            Some(module + &name)
        }
        Some((first, _)) if first == "crate" || first == "super" => Some(name),
        Some(_) => None,
    }
}

/// What callers write against: the types alone, since the names of arguments are nobody's concern.
fn signature(signature: &Signature) -> String {
    let inputs = signature.inputs.iter().map(|input| match input {
        // Whether the method's own copy is `mut` is nobody's concern.
        FnArg::Receiver(receiver) => printed(receiver).trim_start_matches("mut ").to_owned(),
        FnArg::Typed(typed) => printed(&typed.ty),
    });
    let inputs = inputs.collect::<Vec<_>>().join(", ");
    let keywords = [("const ", signature.constness.is_some()), ("async ", signature.asyncness.is_some())];
    let keywords: String = keywords.iter().filter(|(_, is_there)| *is_there).map(|(keyword, _)| *keyword).collect();
    let output = match &signature.output {
        ReturnType::Default => String::new(),
        ReturnType::Type(_, ty) => format!(" -> {}", printed(ty)),
    };
    let bounds = signature.generics.where_clause.as_ref().map(|clause| format!(" {}", printed(clause)));
    let parameters = printed(&signature.generics.params);
    let parameters = if parameters.is_empty() { parameters } else { format!("<{parameters}>") };
    format!("{keywords}fn{parameters}({inputs}){output}{}", bounds.unwrap_or_default())
}

/// Tokens as people write them, without the paths that lead into the package itself.
fn printed(tokens: &impl ToTokens) -> String {
    const SPACES: [(&str, &str); 14] = [
        (" :: ", "::"),
        (":: ", "::"),
        (" ::", "::"),
        (" < ", "<"),
        ("< ", "<"),
        (" >", ">"),
        (" ,", ","),
        (" ;", ";"),
        ("& ", "&"),
        (" :", ":"),
        ("( ", "("),
        (" )", ")"),
        ("[ ", "["),
        (" ]", "]"),
    ];
    let mut text = tokens.to_token_stream().to_string();
    for (spaced, close) in SPACES {
        text = text.replace(spaced, close);
    }
    for own in ["crate::models::", "crate::operations::", "crate::support::", "crate::"] {
        text = text.replace(own, "");
    }
    text.trim_end_matches(',').replace("->", "-> ").replace("->  ", "-> ").replace(" (", "(").trim().to_owned()
}
