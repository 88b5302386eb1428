//! From the text of a configuration to [`Config`].

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use trueline_spec::diagnostic::{Diagnostic, Sink};
use trueline_spec::did_you_mean::nearest;
use trueline_spec::model::{DeclaredPaging, PagingKind};
use trueline_spec::source::{Documents, Span, is_address};

use super::{Config, ConfigError};
use crate::foreign::{DerivePath, InvalidRust};
use crate::options::{DateTimeCrate, Layout, MapType, OperationName, ReceivedNull, TypeOverride};
use crate::select::Selector;

const KEYS: [&str; 18] = [
    "document",
    "out",
    "package",
    "version",
    "overlays",
    "allow-refs",
    "include",
    "exclude",
    "date-time",
    "map",
    "received-null",
    "derives",
    "layout",
    "tag-features",
    "dependencies",
    "types",
    "operations",
    "pages",
];
const TYPE_KEYS: [&str; 3] = ["name", "type", "derives"];
const PAGE_KEYS: [&str; 7] = ["kind", "parameter", "next", "items", "has-more", "first", "key"];
const DATE_TIMES: [(&str, DateTimeCrate); 3] =
    [("chrono", DateTimeCrate::Chrono), ("jiff", DateTimeCrate::Jiff), ("time", DateTimeCrate::Time)];
const MAPS: [(&str, MapType); 3] =
    [("BTreeMap", MapType::BTreeMap), ("HashMap", MapType::HashMap), ("IndexMap", MapType::IndexMap)];
const LAYOUTS: [(&str, Layout); 2] = [("flat", Layout::Flat), ("resources", Layout::Resources)];
const RECEIVED_NULLS: [(&str, ReceivedNull); 2] =
    [("Option", ReceivedNull::Option), ("Nullable", ReceivedNull::Nullable)];

/// Reads a text.
pub(super) fn read(file: &str, text: &str) -> Result<Config, ConfigError> {
    let documents = Documents::of_text(file, text);
    let mut reading = Reading { file, text, sink: Sink::default() };
    let root = DeTable::parse(text);
    let root = root.map_err(|error| {
        let place = span(error.span().unwrap_or(0..0));
        let diagnostic = Diagnostic::error("toml-syntax", place, error.message().to_owned());
        // The file may hold keys of targets, and the wrong line may be one of them.
        let documents = Documents::of_text(file, &without_values(text));
        ConfigError::new(&documents, &[diagnostic.help("this is not valid TOML; fix it here")])
    })?;
    let mut config = Config::default();
    if let Some(section) = root.get_ref().get("codegen") {
        match section.get_ref() {
            DeValue::Table(table) => reading.section(table, &mut config),
            _ => reading.wrong_type(section, "codegen", "a table"),
        }
    }
    if let (None, Some(document)) = (&config.document, root.get_ref().get("document")) {
        config.document = reading.string("document", document).map(|path| reading.beside(&path));
    }
    let Reading { sink, .. } = reading;
    if sink.has_errors() { Err(ConfigError::new(&documents, &sink.into_sorted())) } else { Ok(config) }
}

/// The text with an asterisk for every byte of a value, so that places stay what they are.
fn without_values(text: &str) -> String {
    let is_name = |text: &str| text.chars().all(|sign| sign.is_ascii_alphanumeric() || "_-. []".contains(sign));
    let hidden = |line: &str| {
        let is_table = line.starts_with('[') && is_name(line);
        // Padding of Base64 has no space before it.
        let name = line.find(" =").filter(|equals| is_name(&line[..*equals])).map_or(0, |equals| equals + 2);
        let shown = if is_table { line.len() } else { name };
        format!("{}{}", &line[..shown], "*".repeat(line.len() - shown))
    };
    text.split('\n').map(hidden).collect::<Vec<_>>().join("\n")
}

/// A text that is a name of Rust.
fn is_name(text: &str) -> Option<String> {
    syn::parse_str::<syn::Ident>(text).is_ok().then(|| text.to_owned())
}

/// A reading under way.
struct Reading<'a> {
    file: &'a str,
    text: &'a str,
    sink: Sink,
}

impl Reading<'_> {
    fn section(&mut self, table: &DeTable<'_>, config: &mut Config) {
        for (key, value) in table {
            let name: &str = key.get_ref();
            match name {
                "document" => config.document = self.string(name, value).map(|path| self.beside(&path)),
                "out" => config.out = self.string(name, value).map(|path| self.beside(&path).into()),
                "package" => match value.get_ref() {
                    DeValue::Table(table) => self.package_table(table, config),
                    _ => config.package = self.package(value),
                },
                "version" => config.version = self.version(value),
                "overlays" => {
                    let overlays = self.strings(name, value);
                    config.overlays = overlays.into_iter().map(|(path, _)| self.beside(&path)).collect();
                }
                "allow-refs" => {
                    let prefixes = self.strings(name, value);
                    config.allow_refs = prefixes.into_iter().map(|(prefix, _)| self.beside(&prefix)).collect();
                }
                "include" => config.selection.include = self.selectors(name, value),
                "exclude" => config.selection.exclude = self.selectors(name, value),
                "date-time" => config.types.date_time = self.one_of(name, value, &DATE_TIMES),
                "map" => config.types.map = self.one_of(name, value, &MAPS),
                "received-null" => config.types.received_null = self.one_of(name, value, &RECEIVED_NULLS),
                "derives" => config.types.derives = self.paths(name, value),
                "layout" => config.layout = Some(self.one_of(name, value, &LAYOUTS)),
                "tag-features" => match value.get_ref() {
                    DeValue::Boolean(features) => config.tag_features = *features,
                    _ => self.wrong_type(value, name, "a boolean"),
                },
                "dependencies" => config.dependencies = self.dependencies(value),
                "types" => config.types.overrides = self.types(value),
                "operations" => config.operations = self.operations(value),
                "pages" => config.pages = self.pages(value),
                _ => self.unknown_key(key, &KEYS),
            }
        }
    }

    fn operations(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<OperationName> {
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong_type(value, "operations", "a table");
            return Vec::new();
        };
        let mut names = Vec::new();
        for (operation, value) in table {
            let Some(name) = self.string(operation.get_ref(), value) else { continue };
            let operation_text = operation.get_ref().to_string();
            if operation_text.matches('*').count() > 1
                || name.matches('*').count() > operation_text.matches('*').count()
            {
                let message = format!("`{operation_text}` cannot be renamed to `{name}`: there are too many `*`");
                let help = "write at most one `*` in the pattern, and one in the name only if the pattern has it: `\"Pets_*\" = \"*\"`";
                self.error("invalid-pattern", operation.span(), message, help);
                continue;
            }
            names.push(OperationName { operation: operation_text, name });
        }
        names
    }

    fn types(&mut self, value: &Spanned<DeValue<'_>>) -> BTreeMap<String, TypeOverride> {
        let mut overrides = BTreeMap::new();
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong_type(value, "types", "a table");
            return overrides;
        };
        for (pointer, value) in table {
            if !pointer.get_ref().starts_with("#/") {
                let message = format!("`{}` is not a JSON Pointer into the document", pointer.get_ref());
                self.error("invalid-pointer", pointer.span(), message, "write `\"#/components/schemas/NAME\"`");
            }
            let DeValue::Table(table) = value.get_ref() else {
                self.wrong_type(value, pointer.get_ref(), "a table");
                continue;
            };
            overrides.insert(pointer.get_ref().to_string(), self.type_override(table));
        }
        overrides
    }

    fn type_override(&mut self, table: &DeTable<'_>) -> TypeOverride {
        let mut found = TypeOverride::default();
        for (key, value) in table {
            let name: &str = key.get_ref();
            match name {
                "name" => found.name = self.rust(name, value, "a Rust name: `Animal`", is_name),
                "type" => {
                    let expected = "a Rust type: `rust_decimal::Decimal`";
                    found.replacement = self.rust(name, value, expected, |text| text.parse().ok());
                }
                "derives" => found.derives = self.paths(name, value),
                _ => self.unknown_key(key, &TYPE_KEYS),
            }
        }
        found
    }

    fn pages(&mut self, value: &Spanned<DeValue<'_>>) -> BTreeMap<String, Option<DeclaredPaging>> {
        let mut pages = BTreeMap::new();
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong_type(value, "pages", "a table");
            return pages;
        };
        for (operation, value) in table {
            let name: &str = operation.get_ref();
            match value.get_ref() {
                DeValue::Boolean(false) => drop(pages.insert(name.to_owned(), None)),
                DeValue::Table(table) => drop(pages.insert(name.to_owned(), Some(self.paging(table)))),
                _ => self.wrong_type(value, name, "a table, or `false`"),
            }
        }
        pages
    }

    fn paging(&mut self, table: &DeTable<'_>) -> DeclaredPaging {
        let mut paging = DeclaredPaging::default();
        for (key, value) in table {
            let name: &str = key.get_ref();
            match name {
                "kind" => paging.kind = self.one_of(name, value, &PagingKind::ALL.map(|kind| (kind.as_str(), kind))),
                "parameter" => paging.parameter = self.string(name, value),
                "next" => paging.next = self.string(name, value),
                "items" => paging.items = self.string(name, value),
                "has-more" => paging.has_more = self.string(name, value),
                "key" => paging.key = self.string(name, value),
                "first" => match value.get_ref() {
                    DeValue::Integer(number) if number.radix() == 10 => paging.first = number.as_str().parse().ok(),
                    _ => self.wrong_type(value, name, "an integer"),
                },
                _ => self.unknown_key(key, &PAGE_KEYS),
            }
        }
        paging
    }

    /// `[codegen.package]`: its name and version, and whatever else `[package]` of a manifest can have.
    fn package_table(&mut self, table: &DeTable<'_>, config: &mut Config) {
        // What was read with places once is read as values too.
        let values = self.text.parse::<toml::Table>().unwrap_or_default();
        let values = values.get("codegen").and_then(|section| section.get("package"));
        for (key, value) in table {
            let name: &str = key.get_ref();
            match (name, value.get_ref()) {
                ("name", _) => config.package = self.package(value),
                ("version", DeValue::String(_)) => config.version = self.version(value),
                _ => {
                    let text = values.and_then(|values| values.get(name)).map(toml::Value::to_string);
                    config.package_keys.insert(name.to_owned(), text.unwrap_or_default());
                }
            }
        }
    }

    fn version(&mut self, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let text = self.string("version", value)?;
        if let Err(error) = semver::Version::parse(&text) {
            let message = format!("`{text}` is not a package version: {error}");
            self.error("invalid-version", value.span(), message, "write three numbers: `1.2.0`");
            return None;
        }
        Some(text)
    }

    fn package(&mut self, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let name = self.string("package", value)?;
        match crate::check_package_name(&name) {
            Ok(()) => Some(name),
            Err(invalid) => {
                let help = "write a name that Cargo accepts";
                self.error("invalid-name", value.span(), invalid.to_string(), help);
                None
            }
        }
    }

    fn selectors(&mut self, name: &str, value: &Spanned<DeValue<'_>>) -> Vec<Selector> {
        let mut selectors = Vec::new();
        for (text, range) in self.strings(name, value) {
            match text.parse() {
                Ok(selector) => selectors.push(selector),
                Err(error) => self.error("invalid-selector", range, format!("{error}"), "fix it, or remove it"),
            }
        }
        selectors
    }

    /// Paths of Rust.
    fn paths(&mut self, name: &str, value: &Spanned<DeValue<'_>>) -> Vec<DerivePath> {
        let mut paths = Vec::new();
        for (text, range) in self.strings(name, value) {
            match text.parse() {
                Ok(path) => paths.push(path),
                Err(error) => {
                    let help = "write the path of a derive macro: `Eq`, `schemars::JsonSchema`";
                    self.error("invalid-path", range, InvalidRust::to_string(&error), help);
                }
            }
        }
        paths
    }

    /// A text that is something of Rust.
    fn rust<T>(
        &mut self,
        name: &str,
        value: &Spanned<DeValue<'_>>,
        expected: &str,
        read: fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.string(name, value)?;
        if let Some(read) = read(&text) {
            return Some(read);
        }
        let help = format!("write {expected}");
        self.error("invalid-rust", value.span(), format!("`{text}` cannot be the `{name}` of a type"), &help);
        None
    }

    /// Dependencies as they are written, for the manifest.
    fn dependencies(&mut self, value: &Spanned<DeValue<'_>>) -> String {
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong_type(value, "dependencies", "a table");
            return String::new();
        };
        let mut lines = String::new();
        for (name, value) in table {
            match self.text.get(value.span()) {
                Some(text) if !text.starts_with('[') => lines.extend([name.get_ref(), " = ", text, "\n"]),
                _ => {
                    let message = format!("`{}` is not on one line", name.get_ref());
                    self.error("wrong-type", name.span(), message, "write `NAME = { version = \"1\" }`");
                }
            }
        }
        lines
    }

    fn one_of<T: Copy + Default>(&mut self, name: &str, value: &Spanned<DeValue<'_>>, known: &[(&str, T)]) -> T {
        let Some(text) = self.string(name, value) else { return T::default() };
        if let Some((_, found)) = known.iter().find(|(word, _)| *word == text) {
            return *found;
        }
        let words: Vec<String> = known.iter().map(|(word, _)| format!("`{word}`")).collect();
        let message = format!("`{text}` is not a known `{name}`");
        self.error("unknown-value", value.span(), message, &format!("write one of {}", words.join(", ")));
        T::default()
    }

    fn strings(&mut self, name: &str, value: &Spanned<DeValue<'_>>) -> Vec<(String, Range<usize>)> {
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong_type(value, name, "an array of strings");
            return Vec::new();
        };
        items.iter().filter_map(|item| Some((self.string(name, item)?, item.span()))).collect()
    }

    fn string(&mut self, name: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        if let DeValue::String(text) = value.get_ref() {
            return Some(text.to_string());
        }
        self.wrong_type(value, name, "a string");
        None
    }

    /// A path of the configuration, seen from where the program runs; addresses stay.
    fn beside(&self, path: &str) -> String {
        let is_file_url = path.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("file:"));
        if is_address(path) || is_file_url {
            return path.to_owned();
        }
        let folder = Path::new(self.file).parent().unwrap_or(Path::new(""));
        folder.join(path).to_string_lossy().into_owned()
    }

    fn unknown_key(&mut self, key: &Spanned<std::borrow::Cow<'_, str>>, known: &[&'static str]) {
        let name: &str = key.get_ref();
        let help = match nearest(name, known.iter().copied()) {
            Some(known) => format!("did you mean `{known}`?"),
            None => format!("the keys here are {}", known.join(", ")),
        };
        self.error("unknown-key", key.span(), format!("unknown key `{name}`"), &help);
    }

    fn wrong_type(&mut self, value: &Spanned<DeValue<'_>>, name: &str, expected: &str) {
        let message = format!("`{name}` must be {expected}, but this is {}", described(value.get_ref()));
        self.error("wrong-type", value.span(), message, &format!("write {expected} here"));
    }

    fn error(&mut self, code: &'static str, range: Range<usize>, message: String, help: &str) {
        self.sink.push(Diagnostic::error(code, span(range), message).help(help));
    }
}

fn described(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "an array",
        DeValue::Table(_) => "a table",
    }
}

/// In the one text that there is.
fn span(range: Range<usize>) -> Span {
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span { document: 0, start: offset(range.start), end: offset(range.end) }
}
