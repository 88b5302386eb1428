//! Real documents of many vendors, where they lie beside the checkout.

use std::fs;
use std::path::{Path, PathBuf};

use std::collections::BTreeSet;

use openapiv3::{OpenAPI, ReferenceOr, SchemaKind as TheirKind, Type};
use trueline_spec::model::{Api, Method, SchemaId, SchemaKind, SpecificationVersion, TypeKeyword};
use trueline_spec::source::FileSystem;
use trueline_spec::{LoadOptions, load, render};

/// The documents of a folder beside the checkout; none, and reported, where the folder is absent.
fn documents(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared").join(folder);
    let Ok(entries) = fs::read_dir(&folder) else {
        eprintln!("not run: {} is absent", folder.display());
        return Vec::new();
    };
    let is_document =
        |path: &PathBuf| path.extension().is_some_and(|extension| extension == "yaml" || extension == "json");
    let mut found: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(is_document).collect();
    found.sort();
    found
}

#[test]
fn every_real_document_is_read() {
    for path in documents("corpus").into_iter().chain(documents("tybrite/history")) {
        let loaded = load(&path.to_string_lossy(), &FileSystem, LoadOptions::default()).expect("it is there");
        let shown: String = loaded.diagnostics.iter().map(|d| render::text(&loaded.documents, d, false)).collect();
        assert!(loaded.api.is_some(), "{}:\n{shown}", path.display());
    }
}

#[test]
fn the_openapiv3_crate_agrees_on_operations_parameters_and_types() {
    let mut compared = 0;
    let paths = documents("corpus");
    for path in &paths {
        let loaded = load(&path.to_string_lossy(), &FileSystem, LoadOptions::default()).expect("it is there");
        let Some(api) = loaded.api.filter(|api| api.version == SpecificationVersion::V3_0) else { continue };
        let text = fs::read_to_string(path).expect("it is UTF-8");
        let is_json = path.extension().is_some_and(|extension| extension == "json");
        // The crate panics on some documents, which is for it to fix.
        let other = std::panic::catch_unwind(|| -> Option<OpenAPI> {
            if is_json { serde_json::from_str(&text).ok() } else { serde_yaml::from_str(&text).ok() }
        });
        let other = other.ok().flatten();
        let Some(other) = other else { continue };
        agree(&api, &other, &path.to_string_lossy());
        compared += 1;
    }
    assert!(paths.is_empty() || compared >= 20, "only {compared} documents were compared");
}

fn agree(api: &Api, other: &OpenAPI, name: &str) {
    let items = other.paths.paths.iter().filter_map(|(path, item)| Some((path.as_str(), item.as_item()?)));
    let theirs: Vec<(&str, &str, &openapiv3::Operation)> =
        items.flat_map(|(path, item)| item.iter().map(move |(method, operation)| (path, method, operation))).collect();
    assert_eq!(api.operations.len(), theirs.len(), "{name}: operations");
    for (path, method, operation) in theirs {
        let own = api.operations.iter().find(|own| own.path.as_str() == path && method_name(own.method) == method);
        let own = own.unwrap_or_else(|| panic!("{name}: {method} {path} is lost"));
        for parameter in &operation.parameters {
            let ReferenceOr::Item(parameter) = parameter else { continue };
            let data = parameter.parameter_data_ref();
            let location = match parameter {
                openapiv3::Parameter::Query { .. } => "query",
                openapiv3::Parameter::Header { .. } => "header",
                openapiv3::Parameter::Path { .. } => "path",
                openapiv3::Parameter::Cookie { .. } => "cookie",
            };
            let is_ignored = location == "header"
                && ["accept", "content-type", "authorization"].contains(&data.name.to_ascii_lowercase().as_str());
            let is_unused = location == "path" && !path.contains(&format!("{{{}}}", data.name));
            if is_ignored || is_unused {
                continue;
            }
            let found = own.parameters.iter().find(|p| p.name == data.name && p.location.as_str() == location);
            let found = found.unwrap_or_else(|| panic!("{name}: {method} {path}: {location} {} is lost", data.name));
            assert_eq!(found.required, data.required || location == "path", "{name}: {method} {path}: {}", data.name);
            if let openapiv3::ParameterSchemaOrContent::Schema(theirs) = &data.format
                && let (Some(theirs), Some(id)) = (their_types(other, theirs, 0), found.schema())
            {
                theirs.agree(own_types(api, id), &format!("{name}: {method} {path}: type of {}", data.name));
            }
        }
        let statuses = operation.responses.responses.len() + usize::from(operation.responses.default.is_some());
        assert_eq!(own.responses.len(), statuses, "{name}: {method} {path}: responses");
        assert_eq!(own.body.is_some(), operation.request_body.is_some(), "{name}: {method} {path}: body");
    }
    let schemas = other.components.as_ref().map_or(0, |components| components.schemas.len());
    assert_eq!(api.named_schemas.len(), schemas, "{name}: named schemas");
    for (schema, theirs) in other.components.iter().flat_map(|components| &components.schemas) {
        agree_on_schema(api, other, api.named_schemas[schema], theirs, &format!("{name}: {schema}"));
    }
}

/// The types of a schema and of its declared properties.
fn agree_on_schema(api: &Api, other: &OpenAPI, id: SchemaId, theirs: &ReferenceOr<openapiv3::Schema>, name: &str) {
    if let Some(types) = their_types(other, theirs, 0) {
        types.agree(own_types(api, id), &format!("{name}: type"));
    }
    let ReferenceOr::Item(openapiv3::Schema { schema_kind: TheirKind::Type(Type::Object(object)), .. }) = theirs else {
        return;
    };
    let SchemaKind::Object(own) = &api.schemas[object_of(api, id)].kind else { return };
    assert_eq!(own.properties.len(), object.properties.len(), "{name}: properties");
    for (property, theirs) in &object.properties {
        let theirs = theirs.clone().unbox();
        let found = &own.properties[property.as_str()];
        assert_eq!(found.required, object.required.contains(property), "{name}: {property} is required");
        if let Some(mut types) = their_types(other, &theirs, 0) {
            // `nullable` beside a reference says something to us, and nothing to OpenAPI 3.0.
            let own = own_types(api, found.schema);
            let is_reference = matches!(theirs, ReferenceOr::Reference { .. });
            if is_reference && own.as_ref().is_some_and(|own| own.contains("null")) {
                types.names.insert("null");
            }
            types.agree(own, &format!("{name}: type of {property}"));
        }
    }
}

/// The object's part of a schema: beside `null`, or beside other keywords.
fn object_of(api: &Api, id: SchemaId) -> SchemaId {
    let id = api.schemas.resolve(id);
    let parts = match &api.schemas[id].kind {
        SchemaKind::AnyOf(variants) if !variants.written => &variants.schemas,
        SchemaKind::AllOf(parts) => parts,
        _ => return id,
    };
    let is_object = |part: &&SchemaId| matches!(api.schemas[**part].kind, SchemaKind::Object(_));
    parts.iter().find(is_object).copied().unwrap_or(id)
}

/// The types that the other reader names.
struct Types {
    names: BTreeSet<&'static str>,
    /// Whether values are listed. They decide on `null`, which the other reader does not say for every type, and whole
    /// numbers among them may be of type `number`.
    listed: bool,
}

impl Types {
    fn agree(self, own: Option<BTreeSet<&'static str>>, place: &str) {
        let Self { mut names, listed } = self;
        let mut own = own.unwrap_or_default();
        if listed {
            // A list of null alone has no value of the type beside it.
            if own.remove("null") && own.is_empty() {
                return;
            }
            names.remove("null");
            if names.contains("number") && own.remove("integer") {
                own.insert("number");
            }
        }
        assert_eq!(own, names, "{place}");
    }
}

/// The types that a schema names; nothing where it combines others, or only implies one.
fn their_types(other: &OpenAPI, schema: &ReferenceOr<openapiv3::Schema>, depth: usize) -> Option<Types> {
    let schema = match schema {
        ReferenceOr::Item(schema) => schema,
        ReferenceOr::Reference { reference } => {
            let name = reference.strip_prefix("#/components/schemas/").filter(|_| depth < 20)?;
            return their_types(other, other.components.as_ref()?.schemas.get(name)?, depth + 1);
        }
    };
    let (name, listed) = match &schema.schema_kind {
        TheirKind::Type(Type::String(string)) => ("string", string.enumeration.len()),
        TheirKind::Type(Type::Number(number)) => ("number", number.enumeration.len()),
        TheirKind::Type(Type::Integer(integer)) => ("integer", integer.enumeration.len()),
        TheirKind::Type(Type::Boolean(boolean)) => ("boolean", boolean.enumeration.len()),
        TheirKind::Type(Type::Object(_)) => ("object", 0),
        TheirKind::Type(Type::Array(_)) => ("array", 0),
        TheirKind::Any(any) if *any == openapiv3::AnySchema::default() => ("any", 0),
        _ => return None,
    };
    // Any value may be null as it is.
    let nullable = schema.schema_data.nullable && name != "any";
    let names = std::iter::once(name).chain(nullable.then_some("null")).collect();
    Some(Types { names, listed: listed > 0 })
}

/// The types of our model's schema.
fn own_types(api: &Api, id: SchemaId) -> Option<BTreeSet<&'static str>> {
    let schema = &api.schemas[api.schemas.resolve(id)];
    let name = match &schema.kind {
        SchemaKind::Null => "null",
        SchemaKind::Boolean => "boolean",
        SchemaKind::Number(number) if number.integer => "integer",
        SchemaKind::Number(_) => "number",
        SchemaKind::String(_) => "string",
        SchemaKind::Array(_) => "array",
        SchemaKind::Object(_) => "object",
        SchemaKind::Enum(list) => return list.values.iter().map(|value| listed_type(&value.value)).collect(),
        SchemaKind::Any => return Some(BTreeSet::from(["any"])),
        SchemaKind::AnyOf(variants) if !variants.written => {
            let types: Option<Vec<_>> = variants.schemas.iter().map(|variant| own_types(api, *variant)).collect();
            return Some(types?.into_iter().flatten().collect());
        }
        // Keywords beside others: every part that names a type names the same.
        SchemaKind::AllOf(parts) => {
            let mut types = parts.iter().filter_map(|part| own_types(api, *part));
            return types.find(|types| !types.contains("any"));
        }
        _ => return None,
    };
    (schema.type_keyword == TypeKeyword::Written).then(|| std::iter::once(name).collect())
}

fn listed_type(value: &serde_json::Value) -> Option<&'static str> {
    match value {
        serde_json::Value::String(_) => Some("string"),
        serde_json::Value::Bool(_) => Some("boolean"),
        serde_json::Value::Number(number) => Some(if number.is_f64() { "number" } else { "integer" }),
        _ => None,
    }
}

fn method_name(method: Method) -> String {
    method.as_str().to_ascii_lowercase()
}
