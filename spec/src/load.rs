//! From a location to a checked model, through every stage.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Sink};
use crate::model::{Api, Checked, SpecificationVersion};
use crate::reference::{Loading, Registry, Resolver};
use crate::source::{self, Documents, Fetch, FetchError, Fetched, Node, NodeKind, Policy, Request, Span};
use crate::{lower, overlay};

/// How a document is read.
#[derive(Debug, Clone, Default)]
pub struct LoadOptions {
    /// Mistakes from which the reading could go on by a guess are errors: a duplicate key, a reference of a schema or an
    /// answer to nothing, a wrong type, a schema out of its place, bounds that no value obeys, an invalid pattern, a mapping to nothing, path parameters that the path and the
    /// operation do not share, two operations of one `operationId`.
    pub strict: bool,
    /// Locations of overlays (OpenAPI Overlay 1.0.0), applied to the document in this order before it is understood.
    pub overlays: Vec<String>,
    /// Prefixes of paths and addresses that references may load beside what [`Policy`] allows, by whole segments; paths
    /// are relative to the current folder.
    pub allow_refs: Vec<String>,
}

/// What a reading gives.
#[derive(Debug)]
pub struct Loaded {
    /// The texts that were read, for showing places.
    pub documents: Arc<Documents>,
    /// Every mistake, in the order of their places.
    pub diagnostics: Vec<Diagnostic>,
    /// The model; none where any diagnostic is an error.
    pub api: Option<Checked<Api>>,
}

/// Reads the document at a location with all that it refers to.
///
/// # Errors
/// When the location itself gives nothing, or that of an overlay; everything that is wrong inside is a diagnostic.
///
/// # Examples
/// ```
/// use trueline_spec::{LoadOptions, load, source::{Fetch, FetchError}};
///
/// struct Text(&'static str);
/// impl Fetch for Text {
///     fn fetch(&self, _: &str) -> Result<Vec<u8>, FetchError> {
///         Ok(self.0.as_bytes().to_vec())
///     }
/// }
///
/// let text = Text("openapi: 3.1.0\ninfo: {title: Pets, version: '1'}\npaths: {}\n");
/// let loaded = load("openapi.yaml", &text, LoadOptions::default())?;
/// assert_eq!(loaded.api.ok_or(FetchError("refused".to_owned()))?.info.title, "Pets");
/// # Ok::<(), FetchError>(())
/// ```
pub fn load(location: &str, fetch: &dyn Fetch, options: LoadOptions) -> Result<Loaded, FetchError> {
    let mut sink = Sink::default();
    let mut documents = Documents::default();
    let policy = Policy::new(location, &options.allow_refs)?;
    let named = |location: &str| fetch.fetch_for(&Request { location, is_reference: false, policy: &policy });
    let Fetched { bytes, location: final_location } = named(location)?;
    let location = final_location.as_deref().unwrap_or(location);
    let entry = source::read(&mut documents, location, bytes, &mut sink, options.strict);
    let Some(entry) = entry else { return Ok(refused(documents, sink)) };
    if !options.overlays.is_empty() {
        let fetch_overlay = |location: &str| named(location).map_err(FetchError::from);
        overlay::apply(&mut documents, entry, options.overlays, &fetch_overlay, &mut sink)?;
        if sink.has_errors() {
            return Ok(refused(documents, sink));
        }
    }
    let loading =
        Loading { documents: &mut documents, fetch, policy: &policy, sink: &mut sink, strict: options.strict };
    let registry = Registry::load(loading, entry, location);
    let documents = Arc::new(documents);
    let entry = documents.node(entry);
    let Some(version) = version(&documents, entry, &mut sink) else { return Ok(refused(documents, sink)) };
    let resolver = Resolver::new(&documents, &registry);
    let api = lower::lower(Arc::clone(&documents), &resolver, entry, version, options.strict, &mut sink);
    let api = (!sink.has_errors()).then(|| Checked::new(api));
    Ok(Loaded { documents, diagnostics: sink.into_sorted(), api })
}

/// What was reported, without a model.
fn refused(documents: impl Into<Arc<Documents>>, sink: Sink) -> Loaded {
    Loaded { documents: documents.into(), diagnostics: sink.into_sorted(), api: None }
}

/// The version gate: what is not OpenAPI 3.0 or 3.1 comes with what to do.
fn version(documents: &Documents, entry: Node<'_>, sink: &mut Sink) -> Option<SpecificationVersion> {
    let span = |node: Node<'_>| documents.span(node.origin());
    if entry.kind() != NodeKind::Mapping {
        let message = format!("an OpenAPI document is an object, this is {}", entry.describe());
        sink.push(
            Diagnostic::error("not-openapi", start_of(&span(entry)), message).help("begin with `openapi: 3.1.0`"),
        );
        return None;
    }
    if let Some(swagger) = entry.get("swagger") {
        sink.push(
            Diagnostic::error("swagger-2", span(swagger), "this is a Swagger 2.0 document".to_owned())
                .help("convert it to OpenAPI 3 first, with `npx swagger2openapi` or the Swagger editor for instance"),
        );
        return None;
    }
    let Some(field) = entry.get("openapi") else {
        let message = "this document has no field `openapi`".to_owned();
        sink.push(
            Diagnostic::error("not-openapi", start_of(&span(entry)), message)
                .help("begin with `openapi: 3.1.0` (OpenAPI 3.1.0 section 4.8.1)"),
        );
        return None;
    };
    let text = documents
        .text(span(field).document)
        .and_then(|(_, text)| text.get(span(field).start as usize..span(field).end as usize))
        .unwrap_or_default()
        .trim_matches(['"', '\'']);
    let mut numbers = text.split('.');
    match (numbers.next(), numbers.next().map(|minor| minor.split('-').next().unwrap_or_default())) {
        (Some("3"), Some("0")) => Some(SpecificationVersion::V3_0),
        (Some("3"), Some("1")) => Some(SpecificationVersion::V3_1),
        (Some("3"), Some(_)) => {
            sink.push(
                Diagnostic::error("unsupported-version", span(field), format!("OpenAPI {text} is not supported"))
                    .help("3.0 and 3.1 are supported; a document without features of 3.2 can declare `openapi: 3.1.1`"),
            );
            None
        }
        _ => {
            sink.push(
                Diagnostic::error("unsupported-version", span(field), format!("`{text}` is not a version of OpenAPI"))
                    .help("write `openapi: 3.1.0` or `openapi: 3.0.3`"),
            );
            None
        }
    }
}

fn start_of(span: &Span) -> Span {
    Span { end: span.start, ..span.clone() }
}
