//! From a checked document to the files of a package.

use std::fmt;
use std::path::Path;

use proc_macro2::TokenStream;
use quote::quote;
use trueline_spec::model::{Api, Checked};

use crate::code_span;
use crate::emit::client::resources;
use crate::emit::docs::doc_text::{DocText, doc};
use crate::emit::docs::overview;
use crate::emit::docs::page::{Page, Reader};
use crate::emit::models::type_items;
use crate::emit::operations::rules;
use crate::emit::package::{modules, support};
use crate::emit::tokens::cfg_features::{self, Part};
use crate::emit::tokens::module::Module;
use crate::emit::tokens::piece::Piece;
use crate::files::{FileSet, InvalidSource};
use crate::generated_items::GeneratedItems;
use crate::names::{LOCK, NameLock};
use crate::options::{DateTimeCrate, Options};
use crate::package as beside;
use crate::plan::model::client::ClientPlan;
use crate::plan::model::types::Types;
use crate::plan::{
    Components, InvalidOverride, OperationNames, UnmatchedName, Unsupported, assign_tags, of_types, plan_client,
    plan_types,
};
use crate::select::Unmatched;

/// Writes packages.
#[derive(Debug, Clone)]
pub struct Generator {
    options: Options,
}

/// A package.
#[derive(Debug, Clone)]
pub struct Generated {
    /// Its files.
    pub files: FileSet,
    /// Its version; none where the manifest inherits it from a workspace.
    pub version: Option<String>,
    /// What of the document it leaves out, in the order in which it was met.
    pub unsupported: Vec<Unsupported>,
    /// What it has for what the document declares.
    pub items: GeneratedItems,
    /// Lines below `[dependencies]` of a crate that takes it in as a module.
    pub dependencies: String,
}

/// Why there is no package.
#[derive(Debug)]
pub enum GenerateError {
    /// A selection that means nothing.
    Unmatched(Unmatched),
    /// A word about the type of what is no schema.
    Override(InvalidOverride),
    /// A name for what is no operation.
    OperationName(UnmatchedName),
    /// A word about the pages of an operation that there is not.
    Pages(String),
    /// A name that Cargo does not take for a package.
    Package(String),
    /// What was written is no Rust, which is a fault of this crate.
    Source(InvalidSource),
}

impl From<Unmatched> for GenerateError {
    fn from(unmatched: Unmatched) -> Self {
        Self::Unmatched(unmatched)
    }
}

impl From<InvalidOverride> for GenerateError {
    fn from(invalid: InvalidOverride) -> Self {
        Self::Override(invalid)
    }
}

impl From<InvalidSource> for GenerateError {
    fn from(source: InvalidSource) -> Self {
        Self::Source(source)
    }
}

impl fmt::Display for GenerateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unmatched(unmatched) => unmatched.fmt(f),
            Self::Override(invalid) => invalid.fmt(f),
            Self::OperationName(unmatched) => unmatched.fmt(f),
            Self::Pages(name) => {
                write!(f, "`pages` names {}, which is not an operation of the document", code_span(name))
            }
            Self::Package(name) => write!(f, "{} is not a valid package name", code_span(name)),
            Self::Source(source) => write!(f, "{source}; this is a bug in Trueline, please report it"),
        }
    }
}

impl std::error::Error for GenerateError {}

impl Generator {
    /// With the caller's decisions.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self { options }
    }

    /// The caller's decisions.
    pub(crate) fn options(&self) -> &Options {
        &self.options
    }

    /// Plans and writes the package of a document.
    ///
    /// # Errors
    /// Where a selection means nothing; or where what was written is no Rust, which is a fault of this crate.
    pub fn generate(&self, api: &Checked<Api>) -> Result<Generated, GenerateError> {
        if !crate::package_name::is_package_name(&self.options.package) {
            return Err(GenerateError::Package(self.options.package.clone()));
        }
        let options = &self.options;
        if let Some(unmatched) = OperationNames::unmatched(api, &options.operations) {
            return Err(GenerateError::OperationName(unmatched));
        }
        let is_there = |name: &str| api.operations.iter().any(|operation| operation.is_named(name));
        if let Some(unknown) = options.pages.keys().find(|name| !is_there(name)) {
            return Err(GenerateError::Pages(unknown.clone()));
        }
        let operations = OperationNames::of(api, &options.operations, options.layout, &options.names);
        let types = plan_types(api, Components::All, &options.types, &operations, &options.names)?;
        let mut names = NameLock::default();
        operations.give(&mut names);
        for (key, name, kind) in &types.given {
            names.give_type(key.clone(), name.clone(), *kind);
        }
        if options.selection.is_all() {
            return self.package(api, types, &operations, &names);
        }
        // What is chosen has the names that it has among all.
        let selected = options.selection.apply(api)?;
        let types = plan_types(&selected, Components::Reached, &options.types, &operations, &names)?;
        self.package(&selected, types, &operations, &names)
    }

    fn package(
        &self,
        api: &Checked<Api>,
        types: Types,
        operations: &OperationNames,
        names: &NameLock,
    ) -> Result<Generated, GenerateError> {
        let mut client = plan_client(api, &types, operations, &self.options.pages);
        if self.options.tag_features {
            assign_tags(api, &mut client);
        }
        let (mut files, version) = self.files(api, &client, &types)?;
        files.add_toml(LOCK, &names.text());
        let items = GeneratedItems::of(api, &client, &types);
        let unsupported = types.unsupported.into_iter().chain(client.unsupported).collect();
        let dependencies = beside::module_dependencies(&self.options);
        Ok(Generated { files, version, unsupported, items, dependencies })
    }

    fn files(&self, api: &Api, client: &ClientPlan, types: &Types) -> Result<(FileSet, Option<String>), InvalidSource> {
        let mut files = FileSet::new();
        let title = title(api);
        for module in std::iter::once_with(|| modules::client(client, &title)).chain(modules::operations(client)) {
            add_module(&mut files, &module)?;
        }
        for module in resources::modules(client).chain(modules::beside(client)) {
            add_module(&mut files, &module)?;
        }
        if client.rules.is_any() {
            let head = "Rules of the API's document, which are checked before a request is sent.";
            let head = Piece::Tokens(with_head(head, &rules::imports()));
            files.add_items("src/rules.rs", std::iter::once(head).chain(rules::items(&client.rules)))?;
        }
        let head = "Types of requests and responses.";
        if client.features.is_empty() {
            let head = Piece::Tokens(with_head(head, &TokenStream::new()));
            files.add_items("src/models.rs", std::iter::once(head).chain(type_items::items(types)))?;
        } else {
            gated_models(&mut files, &cfg_features::parts(of_types(client, types)), types, head)?;
        }
        let root = modules::root(client);
        let date_time = (self.options.types.date_time == DateTimeCrate::Time).then(|| {
            files.add_rust("src/date_time.rs", DATE_TIME);
            quote!(
                pub mod date_time;
            )
        });
        let recursion_limit = types.is_deep.then(|| quote!(#![recursion_limit = "2048"]));
        let extension = self.options.has_extension.then(|| {
            let docs = doc("Code written by hand; it is never overwritten.");
            quote!(#docs pub mod ext;)
        });
        let root = quote! {
            #recursion_limit
            #![cfg_attr(docsrs, feature(doc_cfg))]
            #![forbid(unsafe_code)]
            #![warn(missing_docs, clippy::pedantic)]
            #![allow(
                clippy::doc_markdown,
                clippy::doc_lazy_continuation,
                clippy::doc_overindented_list_items,
                clippy::too_long_first_doc_paragraph,
                reason = "the texts of the API's document are kept unchanged"
            )]
            #![allow(deprecated, reason = "deprecated parts of the API can still be used")]
            #![allow(
                clippy::disallowed_names,
                clippy::enum_variant_names,
                clippy::large_enum_variant,
                clippy::self_named_constructors,
                clippy::similar_names,
                clippy::struct_excessive_bools,
                clippy::struct_field_names,
                clippy::too_many_arguments,
                clippy::too_many_lines,
                clippy::unit_arg,
                clippy::unreadable_literal,
                clippy::used_underscore_binding,
                reason = "the API's document decides on names, numbers and sizes"
            )]
            #![allow(clippy::unnecessary_wraps, reason = "not every operation declares errors")]
            #date_time
            #extension
            #root
        };
        let docs = about(api, client, &title).inner();
        files.add_tokens("src/lib.rs", quote!(#docs #root))?;
        let is_source = |path: &Path| path.extension().is_some_and(|extension| extension == "rs");
        let sources = files.iter().filter(|(path, _)| is_source(path)).map(|(_, text)| text);
        for (name, lines) in support::files(sources) {
            files.add_lines(format!("src/support/{name}"), &lines);
        }
        files.add_toml(
            "src/rustfmt.toml",
            "# The generator has formatted these files.\ndisable_all_formatting = true\n",
        );
        let version = beside::add(&mut files, &self.options, api, client, &title)?;
        Ok((files, version))
    }
}

fn add_module(files: &mut FileSet, Module { path, head, items }: &Module) -> Result<(), InvalidSource> {
    files.add_tokens(format!("src/{path}"), with_head(head, items))
}

/// The `models` module in parts, each compiled by the features that need it.
fn gated_models(files: &mut FileSet, parts: &[Part], types: &Types, head: &str) -> Result<(), InvalidSource> {
    let names = type_items::names(types);
    let item = |index: usize| type_items::item(&types.list[index], names.get(&types.list[index].name).copied());
    let select = |part: &Part| part.types.clone().into_iter().flat_map(item);
    let declarations = parts.iter().map(|part| Piece::Tokens(part.declaration.clone()));
    let always = parts.iter().filter(|part| part.module.is_none()).flat_map(select);
    let head = Piece::Tokens(with_head(head, &TokenStream::new()));
    let root = std::iter::once(head).chain(declarations).chain(always);
    files.add_items("src/models.rs", root)?;
    for part in parts {
        let Some(module) = &part.module else { continue };
        let imports = quote! {
            #[allow(unused_imports, reason = "not every module uses types of the others")]
            use super::*;
        };
        let head = Piece::Tokens(with_head("Types that only some features use.", &imports));
        files.add_items(format!("src/models/{module}.rs"), std::iter::once(head).chain(select(part)))?;
    }
    Ok(())
}

/// Dates and times of a crate that does not write them in the form of RFC 3339 by itself.
const DATE_TIME: &str = include_str!("optional/date_time.rs");

fn with_head(head: &str, items: &TokenStream) -> TokenStream {
    let docs = doc(head).inner();
    quote!(#docs #items)
}

/// The documentation of the crate as a whole.
fn about(api: &Api, client: &ClientPlan, title: &str) -> DocText {
    let mut page = Page::new(Reader::Rustdoc);
    page.cell(&format!("A client for {title}."));
    page.fixed("\n");
    let texts = [&api.info.summary, &api.info.description].into_iter().flatten();
    for text in texts.filter(|text| !text.trim().is_empty()) {
        page.fixed("\n");
        page.block(text);
    }
    overview::authentication(&mut page, &client.credentials);
    overview::operations(&mut page, api, client);
    page.into_docs()
}

fn title(api: &Api) -> String {
    let title = api.info.title.split_whitespace().collect::<Vec<_>>().join(" ");
    if title.is_empty() { "the API".to_owned() } else { format!("the {title}") }
}
