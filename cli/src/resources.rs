//! `trueline resources`: what things an API is about, and where their names come from.

use std::path::PathBuf;

use serde_json::{Value, json};
use trueline_spec::model::{Api, OperationId};
use trueline_spec::resources::{Correction, Kind, KindId, Produced, Producer, RequestPlace, Resources};

use crate::Exit;
use crate::configuration::Places;
use crate::load::{self, Format, Reading};

/// What `resources` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    /// The OpenAPI document: a file, an address, or `-` for standard input. Default: the one in the configuration.
    #[arg(value_name = "DOCUMENT")]
    document: Option<String>,
    /// Use the identifiers that this target of the configuration declares.
    #[arg(long, value_name = "NAME")]
    target: Option<String>,
    /// The configuration. Default: the nearest `trueline.toml` in the working folder or above it.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// How the resources are written.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Shows the kinds of things of a document.
pub(crate) fn run(arguments: &Show) -> Exit {
    let config = arguments.config.as_deref();
    let places = match Places::of(arguments.document.as_ref(), arguments.target.is_some(), config, None) {
        Ok(places) => places,
        Err(error) => {
            load::error(&error);
            return Exit::Usage;
        }
    };
    let loaded = load::read(&places.location, arguments.reading.options(), arguments.format);
    let Some(api) = loaded.and_then(|loaded| loaded.api) else { return Exit::Usage };
    let resources = match corrections(arguments.target.as_deref(), &places, &api) {
        Ok(corrections) => Resources::corrected(&api, &corrections),
        Err(errors) => {
            for error in errors {
                load::error(&error);
            }
            return Exit::Usage;
        }
    };
    match arguments.format {
        Format::Text => load::print(&text(&api, &resources)),
        Format::Json => load::println(&json(&api, &resources)),
    }
    Exit::Success
}

/// What a target of the configuration says of the names of things.
fn corrections(target: Option<&str>, places: &Places, api: &Api) -> Result<Vec<Correction>, Vec<String>> {
    let (Some(name), Some(configuration)) = (target, &places.configuration) else { return Ok(Vec::new()) };
    let target = configuration.target(name).map_err(|error| vec![error])?;
    target.corrections(api).map_err(|errors| errors.iter().map(ToString::to_string).collect())
}

/// The kinds as a tree, what refers to them, and what nothing is known of.
fn text(api: &Api, resources: &Resources) -> String {
    let mut lines = Vec::new();
    for (id, kind) in resources.iter().filter(|(_, kind)| kind.parent.is_none()) {
        of_kind(api, resources, (id, kind), 0, &mut lines);
    }
    if !resources.references.is_empty() {
        lines.push("references".to_owned());
        for reference in &resources.references {
            let (place, kind) = (place(api, reference.operation, &reference.place), resources.kind(reference.kind));
            let key = &api.operation(reference.operation).key;
            lines.push(format!("  {key}  {place} identifies {}  [{}]", kind.item, reference.reason.as_str()));
        }
        lines.push(String::new());
    }
    let (with, fed) = (resources.naming(api), resources.fed(api));
    lines.push(format!("{} of {} operations with identifiers have a source for each of them", fed.len(), with.len()));
    lines.push(String::new());
    lines.join("\n")
}

fn of_kind(api: &Api, resources: &Resources, (id, kind): (KindId, &Kind), depth: usize, lines: &mut Vec<String>) {
    let indent = "  ".repeat(depth);
    lines.push(format!("{indent}{}  {}", kind.name, kind.item));
    for (operation, role) in &kind.operations {
        lines.push(format!("{indent}  {:<8} {}", role.as_str(), named(api, *operation)));
    }
    for producer in &kind.producers {
        lines.push(format!("{indent}  from     {}", of_producer(api, producer)));
    }
    if kind.producers.is_empty() {
        let reason = if kind.has_examples { "only the document's examples" } else { "no response contains one" };
        lines.push(format!("{indent}  unknown  {reason}"));
    }
    for child in resources.iter().filter(|(_, child)| child.parent == Some(id)) {
        of_kind(api, resources, child, depth + 1, lines);
    }
    if depth == 0 {
        lines.push(String::new());
    }
}

fn named(api: &Api, id: OperationId) -> String {
    let operation = api.operation(id);
    format!("{}  {} {}", operation.key, operation.method, operation.path)
}

fn of_producer(api: &Api, producer: &Producer) -> String {
    let values = producer.values.iter().map(|(name, value)| format!("{name} = {value}")).collect::<Vec<_>>().join(", ");
    let part = if producer.is_whole { "" } else { "; its parent is not included" };
    format!("{}  {values}  [{}{part}]", api.operation(producer.operation).key, producer.reason.as_str())
}

fn place(api: &Api, operation: OperationId, place: &RequestPlace) -> String {
    match place {
        RequestPlace::Body(path) => format!("body {path}"),
        RequestPlace::Parameter(index) => {
            let parameter = &api.operation(operation).parameters[*index];
            format!("{} {}", parameter.location.as_str(), parameter.name)
        }
    }
}

fn json(api: &Api, resources: &Resources) -> Value {
    let kinds: Vec<Value> = resources.iter().map(|(_, kind)| kind_json(api, resources, kind)).collect();
    let reference = |reference: &trueline_spec::resources::Reference| {
        json!({
            "operation": api.operation(reference.operation).key,
            "place": place(api, reference.operation, &reference.place),
            "item": resources.kind(reference.kind).item,
            "reason": reference.reason.as_str(),
        })
    };
    let keys = |ids: &[OperationId]| ids.iter().map(|id| api.operation(*id).key.clone()).collect::<Vec<_>>();
    let (naming, fed) = (resources.naming(api), resources.fed(api));
    let unfed: Vec<OperationId> = naming.iter().copied().filter(|id| !fed.contains(id)).collect();
    json!({
        "kinds": kinds,
        "references": resources.references.iter().map(reference).collect::<Vec<_>>(),
        "operations": { "naming": naming.len(), "fed": fed.len(), "unfed": keys(&unfed) },
    })
}

fn kind_json(api: &Api, resources: &Resources, kind: &Kind) -> Value {
    let operations: Vec<Value> = kind
        .operations
        .iter()
        .map(|(id, role)| json!({ "operation": api.operation(*id).key, "role": role.as_str() }))
        .collect();
    let producers: Vec<Value> = kind.producers.iter().map(|producer| producer_json(api, producer)).collect();
    json!({
        "name": kind.name,
        "collection": kind.collection,
        "item": kind.item,
        "parameters": kind.parameters,
        "parent": kind.parent.map(|parent| resources.kind(parent).item.clone()),
        "operations": operations,
        "producers": producers,
        "has-examples": kind.has_examples,
    })
}

fn producer_json(api: &Api, producer: &Producer) -> Value {
    let value = |produced: &Produced| match produced {
        Produced::Body(path) => json!({ "body": path.to_string() }),
        Produced::Header(name) => json!({ "header": name }),
        Produced::Path(name) => json!({ "path": name }),
        Produced::Request(path) => json!({ "request": path.to_string() }),
    };
    let values: serde_json::Map<String, Value> =
        producer.values.iter().map(|(name, produced)| (name.clone(), value(produced))).collect();
    json!({
        "operation": api.operation(producer.operation).key,
        "values": values,
        "is-whole": producer.is_whole,
        "reason": producer.reason.as_str(),
    })
}
