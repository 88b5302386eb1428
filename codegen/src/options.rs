//! What the caller decides of a package.

use std::collections::BTreeMap;

use trueline_spec::model::DeclaredPaging;

use crate::foreign::{DerivePath, ForeignType};
use crate::names::NameLock;
use crate::select::Selection;

/// What the caller decides of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The package's name.
    pub package: String,
    /// The package's version; without one, it is made from the document's.
    pub version: Option<String>,
    /// Keys of `[package]` of its manifest, each with its value as TOML has it on one line: `license` with `"MIT"`. They take
    /// the place of those that would be there otherwise.
    pub package_keys: BTreeMap<String, String>,
    /// Lines below `[dependencies]` of its manifest, for types and derivations of other crates.
    pub dependencies: String,
    /// Lines below `[dev-dependencies]` of its manifest, for tests that are written by hand.
    pub dev_dependencies: String,
    /// Which operations it has.
    pub selection: Selection,
    /// How values are written.
    pub types: TypeOptions,
    /// How the client is divided; without a word, as it was before, else by its size.
    pub layout: Option<Layout>,
    /// What operations are called, where the document's own names are not wanted.
    pub operations: Vec<OperationName>,
    /// The names that the package was given before, which stay.
    pub names: NameLock,
    /// How the pages of operations follow each other, by `operationId` or `METHOD /path`; `None` for an operation that has none,
    /// whatever it looks like.
    pub pages: BTreeMap<String, Option<DeclaredPaging>>,
    /// Whether each tag has a cargo feature, so that a large API costs what is used of it; all are on unless configured
    /// otherwise.
    pub tag_features: bool,
    /// Whether there is a module of the caller's own in the package, `src/ext.rs` or `src/ext/mod.rs`.
    pub has_extension: bool,
}

impl Options {
    /// Of a package's name, with the usual for the rest.
    #[must_use]
    pub fn new(package: impl Into<String>) -> Self {
        Self {
            package: package.into(),
            version: None,
            package_keys: BTreeMap::new(),
            dependencies: String::new(),
            dev_dependencies: String::new(),
            selection: Selection::default(),
            types: TypeOptions::default(),
            layout: None,
            operations: Vec::new(),
            names: NameLock::default(),
            pages: BTreeMap::new(),
            tag_features: false,
            has_extension: false,
        }
    }
}

/// How a client is divided.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Layout {
    /// Every operation is a method of the client: `client.list_pets()`.
    #[default]
    Flat,
    /// Every operation is a method of its resource, the first tag or else the first segment of the path that is no version:
    /// `client.pets().list()`.
    Resources,
}

impl Layout {
    /// The most operations of a client that is flat by default.
    pub const FLAT_LIMIT: usize = 40;
}

/// What an operation is called, or all those that a pattern means.
///
/// # Examples
/// ```
/// use trueline_codegen::OperationName;
///
/// let one = OperationName { operation: "GET /pets/{id}".to_owned(), name: "pet".to_owned() };
/// // `PetsController_findAll` is `find_all`.
/// let all = OperationName { operation: "PetsController_*".to_owned(), name: "*".to_owned() };
/// # let _ = (one, all);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationName {
    /// An operationId, a method with a path, or an operationId with `*` for any part of it.
    pub operation: String,
    /// The name; `*` in it is what `*` of the pattern matched.
    pub name: String,
}

/// How values are written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypeOptions {
    /// The crate of dates and times.
    pub date_time: DateTimeCrate,
    /// Objects whose names the document does not know.
    pub map: MapType,
    /// Properties of what is only received that may be null or absent.
    pub received_null: ReceivedNull,
    /// What structures and enumerations derive in addition to the usual traits: `Eq`, `schemars::JsonSchema`.
    pub derives: Vec<DerivePath>,
    /// Options for single schemas, by JSON Pointer into the entry document: `#/components/schemas/Pet`.
    pub overrides: BTreeMap<String, TypeOverride>,
}

/// Options for the type of one schema.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypeOverride {
    /// Its name.
    pub name: Option<String>,
    /// The type of another crate to take in its place: `rust_decimal::Decimal`.
    pub replacement: Option<ForeignType>,
    /// What it derives in addition to what all types do.
    pub derives: Vec<DerivePath>,
}

/// The crate of dates and times.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DateTimeCrate {
    /// `chrono::DateTime<chrono::FixedOffset>` and `chrono::NaiveDate`.
    #[default]
    Chrono,
    /// `jiff::Timestamp`, which keeps the instant and not the offset, and `jiff::civil::Date`.
    Jiff,
    /// `time::OffsetDateTime` and `time::Date`, each in a type that is written as RFC 3339 specifies.
    Time,
}

/// How a property is written that may be null or absent, of what is only received. What is sent distinguishes the two always.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ReceivedNull {
    /// `Option<T>`: null is read as absence.
    #[default]
    Option,
    /// `Option<Nullable<T>>`: null, absence and a value are three things.
    Nullable,
}

/// Objects whose names the document does not know.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MapType {
    /// `std::collections::BTreeMap`
    #[default]
    BTreeMap,
    /// `std::collections::HashMap`
    HashMap,
    /// `indexmap::IndexMap`, which keeps the order of the text.
    IndexMap,
}
