//! Path items and operations.

use indexmap::IndexMap;
use rustc_hash::{FxHashMap, FxHashSet};

use super::context::Lowering;
use super::{body, law, link, parameter, response, security, server};
use crate::diagnostic::Diagnostic;
use crate::model::{
    Callback, ExternalDocs, Location, Method, Operation, Parameter, ParameterEncoding, PathTemplate,
    SecurityRequirement, SecurityScheme, Server, Shared, Style, key_of,
};
use crate::source::Node;

/// What operations inherit from the document.
pub(super) struct Inherited {
    pub servers: Shared<Server>,
    pub security: Shared<SecurityRequirement>,
    /// What that sends as parameters.
    pub carried: Carried,
    pub schemes: IndexMap<String, SecurityScheme>,
}

/// Every operation of a path item. `depth` counts how many callbacks it stands in.
pub(super) fn path_item<'a>(
    lowering: &mut Lowering<'a>,
    path: &str,
    node: Node<'a>,
    inherited: &Inherited,
    depth: usize,
) -> Vec<Operation> {
    let Some(item) = lowering.object(node, path) else { return Vec::new() };
    let mut found = Vec::new();
    // The order is the document's: the keys of the path item, not the list of methods.
    for entry in item.entries() {
        let Some(method) = Method::ALL.into_iter().find(|m| m.as_str().eq_ignore_ascii_case(entry.key)) else {
            continue;
        };
        let Some(node) = lowering.object(entry.value, entry.key) else { continue };
        found.push(operation(lowering, path, method, item, node, inherited, depth));
    }
    found
}

fn operation<'a>(
    lowering: &mut Lowering<'a>,
    path: &str,
    method: Method,
    item: Node<'a>,
    node: Node<'a>,
    inherited: &Inherited,
    depth: usize,
) -> Operation {
    let mut template = PathTemplate::parse(path);
    let mut parameters = parameter::parameters(lowering, item, node);
    if depth == 0 {
        template = without_modifiers(lowering, template, &parameters, node);
        complete_path_parameters(lowering, &template, &mut parameters, node);
    }
    let own = security::requirements(lowering, node, &inherited.schemes).map(Shared::from);
    if depth == 0 {
        match &own {
            Some(own) => leave_credentials_out(lowering, &Carried::by(own, &inherited.schemes), &mut parameters),
            None => leave_credentials_out(lowering, &inherited.carried, &mut parameters),
        }
    }
    let security = own.unwrap_or_else(|| inherited.security.clone());
    let operation_id = lowering.string(node, "operationId").filter(|id| !id.is_empty());
    Operation {
        origin: node.origin(),
        key: operation_id.clone().unwrap_or_else(|| format!("{method} {path}")),
        operation_id,
        method,
        path: template,
        summary: lowering.string(node, "summary"),
        description: lowering.string(node, "description"),
        tags: lowering.strings(node, "tags"),
        deprecated: lowering.boolean(node, "deprecated") == Some(true),
        external_docs: external_docs(lowering, node),
        parameters,
        body: body::body(lowering, node),
        responses: response::responses(lowering, node),
        security,
        servers: [node, item]
            .into_iter()
            .find_map(|node| Some(server::servers(lowering, Some(node.get("servers")?))).filter(|s| !s.is_empty()))
            .map_or_else(|| inherited.servers.clone(), Shared::from),
        callbacks: callbacks(lowering, node, inherited, depth),
        laws: law::laws(lowering, node),
        extensions: lowering.extensions(node),
    }
}

/// What every alternative of the credentials sends as a parameter of the same name.
#[derive(Default)]
pub(super) struct Carried {
    /// The scheme that is reported of, by the place and the name of what it sends; names of headers are in lower case.
    schemes: FxHashMap<(Location, String), String>,
}

impl Carried {
    /// Of some alternatives: what the first sends, as far as all others send it too.
    pub(super) fn by(security: &[SecurityRequirement], schemes: &IndexMap<String, SecurityScheme>) -> Self {
        let sent = |requirement: &SecurityRequirement| {
            let required = requirement.schemes.iter().filter_map(|required| schemes.get(&required.name));
            let mut sent = FxHashMap::default();
            for scheme in required {
                if let Some(key) = scheme.parameter() {
                    sent.entry(key).or_insert_with(|| scheme.name.clone());
                }
            }
            sent
        };
        let mut alternatives = security.iter();
        let mut carried = alternatives.next().map(sent).unwrap_or_default();
        for alternative in alternatives {
            if carried.is_empty() {
                break;
            }
            let sent = sent(alternative);
            carried.retain(|key, _| sent.contains_key(key));
        }
        Self { schemes: carried }
    }

    fn scheme(&self, parameter: &Parameter) -> Option<&String> {
        if self.schemes.is_empty() {
            return None;
        }
        self.schemes.get(&key_of(parameter.location, &parameter.name))
    }
}

/// A parameter that every alternative of the credentials sends as well would be sent twice: the credential is meant.
fn leave_credentials_out(lowering: &mut Lowering<'_>, carried: &Carried, parameters: &mut Vec<Parameter>) {
    parameters.retain(|parameter| {
        let Some(name) = carried.scheme(parameter) else { return true };
        let span = lowering.documents.span(parameter.origin);
        let message = format!("`{}` is already sent by the security scheme `{name}`", parameter.name);
        let help = "remove the parameter; it is ignored, and the credential is sent";
        lowering.sink.push(Diagnostic::warning("parameter-of-credential", span, message).help(help));
        false
    });
}

/// `{.name*}` of RFC 6570 means the parameter `name`: its style says what the signs would say.
fn without_modifiers<'a>(
    lowering: &mut Lowering<'a>,
    mut template: PathTemplate,
    parameters: &[Parameter],
    node: Node<'a>,
) -> PathTemplate {
    let in_path = parameters.iter().filter(|parameter| parameter.location == Location::Path);
    let declared: FxHashSet<&str> = in_path.map(|parameter| parameter.name.as_str()).collect();
    let names: Vec<String> = template.parameters().map(str::to_owned).collect();
    let written_names: FxHashSet<&str> = names.iter().map(String::as_str).collect();
    let mut renamed: FxHashMap<&str, &str> = FxHashMap::default();
    for written in names.iter().filter(|name| !declared.contains(name.as_str())) {
        let meant = written.trim_start_matches(['.', ';']).trim_end_matches('*');
        if !declared.contains(meant) || written_names.contains(meant) || renamed.contains_key(written.as_str()) {
            continue;
        }
        let message = format!("the path has `{{{written}}}`, as URI templates are written (RFC 6570)");
        let help = format!("write `{{{meant}}}`; set the rest with `style` and `explode`");
        let guess = format!("until then it is read as `{{{meant}}}`");
        let diagnostic = lowering.recoverable("uri-template-in-path", node.origin(), message, &help, &guess);
        lowering.sink.push(diagnostic);
        renamed.insert(written, meant);
    }
    if !renamed.is_empty() {
        template = template.renamed(|name| renamed.get(name).copied());
    }
    template
}

/// Every name of the template has a parameter: where the document declares none, a string is meant.
fn complete_path_parameters<'a>(
    lowering: &mut Lowering<'a>,
    template: &PathTemplate,
    parameters: &mut Vec<Parameter>,
    node: Node<'a>,
) {
    let in_path = parameters.iter().filter(|parameter| parameter.location == Location::Path);
    let mut declared: FxHashSet<String> = in_path.map(|parameter| parameter.name.clone()).collect();
    for name in template.parameters() {
        if !declared.insert(name.to_owned()) {
            continue;
        }
        let message = format!("the path has `{{{name}}}`, but no parameter declares it");
        let help = format!("add `- {{name: {name}, in: path, required: true, schema: {{type: string}}}}`");
        let guess = "until then it is read as a string";
        let diagnostic = lowering.recoverable("undeclared-path-parameter", node.origin(), message, &help, guess);
        lowering.sink.push(diagnostic);
        parameters.push(Parameter {
            origin: node.origin(),
            name: name.to_owned(),
            location: Location::Path,
            description: None,
            required: true,
            deprecated: false,
            allow_empty_value: false,
            encoding: ParameterEncoding::Style {
                style: Style::Simple,
                explode: false,
                allow_reserved: false,
                schema: super::schema::string(lowering, node.origin()),
            },
            examples: Vec::new(),
            required_with: None,
            session: None,
        });
    }
    let names: FxHashSet<&str> = template.parameters().collect();
    let unused =
        |parameter: &Parameter| parameter.location == Location::Path && !names.contains(parameter.name.as_str());
    for parameter in parameters.iter().filter(|parameter| unused(parameter)) {
        let message = format!("the path `{template}` has no `{{{}}}`", parameter.name);
        let help = "fix the path or remove the parameter";
        let guess = "until then it is never sent";
        let diagnostic = lowering.recoverable("unused-path-parameter", parameter.origin, message, help, guess);
        lowering.sink.push(diagnostic);
    }
    parameters.retain(|parameter| !unused(parameter));
}

/// Callbacks within callbacks end here: nobody has them deeper, and references could make them endless.
const CALLBACK_DEPTH: usize = 2;

fn callbacks<'a>(lowering: &mut Lowering<'a>, node: Node<'a>, inherited: &Inherited, depth: usize) -> Vec<Callback> {
    if depth >= CALLBACK_DEPTH {
        return Vec::new();
    }
    let mut found = Vec::new();
    for entry in lowering.dispensable_entries(node, "callbacks") {
        let Some(callback) = lowering.dispensable_object(entry.value, entry.key) else { continue };
        for expression in callback.entries().filter(|entry| !entry.key.starts_with("x-")) {
            found.push(Callback {
                name: entry.key.to_owned(),
                expression: expression.key.to_owned(),
                operations: path_item(lowering, expression.key, expression.value, inherited, depth + 1),
            });
        }
    }
    found
}

/// Makes every key unique: of two operations with one `operationId` the later goes by method and path.
pub(super) fn distinguish(lowering: &mut Lowering<'_>, operations: &mut [Operation]) {
    let mut seen = rustc_hash::FxHashMap::default();
    for operation in operations.iter_mut() {
        if let Some(earlier) = seen.insert(operation.key.clone(), operation.origin) {
            let message = format!("another operation is named `{}` too", operation.key);
            let help = "an `operationId` must be unique (OpenAPI 3.1.0 section 4.8.10)";
            let guess = "until then this one is identified by its method and path";
            let diagnostic = lowering.recoverable("duplicate-operation-id", operation.origin, message, help, guess);
            let earlier = lowering.documents.span(earlier);
            lowering.sink.push(diagnostic.label(earlier, "the other one"));
            operation.key = format!("{} {}", operation.method, operation.path);
            operation.operation_id = None;
        }
    }
    link::connect(lowering, operations);
}

/// `externalDocs` of a node.
pub(super) fn external_docs<'a>(lowering: &mut Lowering<'a>, node: Node<'a>) -> Option<ExternalDocs> {
    let node = lowering.object_field(node, "externalDocs")?;
    Some(ExternalDocs { url: lowering.string(node, "url")?, description: lowering.string(node, "description") })
}
