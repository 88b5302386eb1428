//! The whole of a document.

use std::sync::Arc;

use indexmap::IndexMap;
use rustc_hash::{FxHashMap, FxHashSet};

use super::context::Lowering;
use super::operation::{self, Carried, Inherited};
use super::repetition::Repetition;
use super::{cycles, merge, schema, security, server, subtypes};
use crate::diagnostic::Sink;
use crate::model::{Api, Contact, Info, License, Schemas, Server, SpecificationVersion, Tag, Webhook};
use crate::reference::Resolver;
use crate::source::{Documents, Entry, Node, NodeKind};

/// Lowers an entry document. What is wrong goes to the sink; the model holds what has a meaning.
pub(crate) fn lower(
    documents: Arc<Documents>,
    resolver: &Resolver<'_>,
    entry: Node<'_>,
    version: SpecificationVersion,
    strict: bool,
    sink: &mut Sink,
) -> Api {
    let shared = Arc::clone(&documents);
    let schemas = Schemas::default();
    let mut lowering = Lowering {
        documents: &shared,
        resolver,
        sink,
        version,
        strict,
        nullables: None,
        schemas,
        schema_of: FxHashMap::default(),
        role_names: FxHashSet::default(),
        patterns: FxHashSet::default(),
        patterns_left: schema::PATTERNS_LIMIT,
        repetition: Repetition::default(),
        reserved: Vec::new(),
    };
    let entry = shared.node(entry.origin());
    let components = lowering.object_field(entry, "components");
    let mut named = FxHashSet::default();
    let named_schemas: IndexMap<_, _> = components
        .map(|node| lowering.entries(node, "schemas"))
        .unwrap_or_default()
        .into_iter()
        .map(|entry| (entry.key.to_owned(), schema::lower_named(&mut lowering, &entry, &mut named)))
        .collect();
    let security_schemes: IndexMap<_, _> = components
        .map(|node| lowering.entries(node, "securitySchemes"))
        .unwrap_or_default()
        .into_iter()
        .filter_map(|entry| Some((entry.key.to_owned(), security::scheme(&mut lowering, &entry)?)))
        .collect();
    let servers = server::servers(&mut lowering, entry.get("servers"));
    let security = security::requirements(&mut lowering, entry, &security_schemes).unwrap_or_default();
    let inherited = Inherited {
        servers: if servers.is_empty() { vec![root_server(entry)].into() } else { servers.clone().into() },
        carried: Carried::by(&security, &security_schemes),
        security: security.into(),
        schemes: security_schemes,
    };
    let mut operations = Vec::new();
    for path in lowering.entries(entry, "paths") {
        let Some(text) = path_text(&mut lowering, &path) else { continue };
        operations.extend(operation::path_item(&mut lowering, &text, path.value, &inherited, 0));
    }
    operation::distinguish(&mut lowering, &mut operations);
    let webhooks = lowering.dispensable_entries(entry, "webhooks");
    let webhooks = webhooks
        .into_iter()
        .map(|entry| Webhook {
            name: entry.key.to_owned(),
            operations: operation::path_item(&mut lowering, entry.key, entry.value, &inherited, 1),
        })
        .collect();
    schema::lower_reserved(&mut lowering);
    lowering.report_nullables();
    cycles::report_cycles(&mut lowering);
    if !lowering.sink.has_errors() {
        lowering.schemas.note_ends();
        subtypes::infer_discriminator_mapping(&mut lowering.schemas, &named_schemas);
        merge::merge(&mut lowering.schemas);
    }
    let info = info(&mut lowering, entry);
    let tags = tags(&mut lowering, entry);
    let external_docs = operation::external_docs(&mut lowering, entry);
    let extensions = lowering.extensions(entry);
    Api {
        version,
        info,
        servers,
        tags,
        operations,
        webhooks,
        schemas: lowering.schemas,
        named_schemas,
        security_schemes: inherited.schemes,
        external_docs,
        extensions,
        origin: entry.origin(),
        documents,
    }
}

/// A path, which begins with a slash; what does not and is no object is something else that strayed here.
fn path_text<'a>(lowering: &mut Lowering<'a>, entry: &Entry<'a>) -> Option<String> {
    if entry.key.starts_with('/') {
        return Some(entry.key.to_owned());
    }
    if entry.value.kind() != NodeKind::Mapping {
        lowering.ignored_wrong_type(entry.value, entry.key, "a path, which begins with `/` and has operations");
        return None;
    }
    let message = format!("a path begins with `/`, `{}` does not", entry.key);
    lowering.coerced(entry.value, message, &format!("write `/{}`", entry.key));
    Some(format!("/{}", entry.key))
}

/// The server of a document that names none (OpenAPI 3.1.0 section 4.8.1).
fn root_server(entry: Node<'_>) -> Server {
    Server { origin: entry.origin(), url: "/".to_owned(), description: None, variables: IndexMap::new() }
}

fn info<'a>(lowering: &mut Lowering<'a>, entry: Node<'a>) -> Info {
    if lowering.field(entry, "info").is_none() {
        lowering.warning(
            "missing-field",
            entry,
            "the document has no `info`",
            "add `info: {title: ..., version: ...}`",
        );
    }
    let Some(node) = lowering.object_field(entry, "info") else { return Info::default() };
    let contact = lowering.object_field(node, "contact");
    let license = lowering.object_field(node, "license");
    let mut of = |node: Option<Node<'a>>, key: &str| node.and_then(|node| lowering.string(node, key));
    let contact = Contact { name: of(contact, "name"), url: of(contact, "url"), email: of(contact, "email") };
    let license = License { name: of(license, "name"), identifier: of(license, "identifier"), url: of(license, "url") };
    Info {
        title: lowering.string(node, "title").unwrap_or_default(),
        version: lowering.string(node, "version").unwrap_or_default(),
        summary: lowering.string(node, "summary"),
        description: lowering.string(node, "description"),
        terms_of_service: lowering.string(node, "termsOfService"),
        contact,
        license,
    }
}

fn tags<'a>(lowering: &mut Lowering<'a>, entry: Node<'a>) -> Vec<Tag> {
    let items = lowering.items(entry, "tags");
    items
        .into_iter()
        .filter_map(|node| {
            if let NodeKind::String(name) = node.kind() {
                lowering.coerced(node, "a tag must be an object, this is its name", "write `{name: ...}`");
                return Some(Tag { name: name.to_owned(), description: None, external_docs: None });
            }
            let node = lowering.dispensable_object(node, "tag")?;
            Some(Tag {
                name: lowering.string(node, "name")?,
                description: lowering.string(node, "description"),
                external_docs: operation::external_docs(lowering, node),
            })
        })
        .collect()
}
