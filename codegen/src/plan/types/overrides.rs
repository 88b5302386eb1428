//! The caller's options for the types of single schemas, found by pointer.

use std::collections::BTreeMap;
use std::fmt;

use trueline_spec::did_you_mean::nearest;
use trueline_spec::model::{Api, SchemaId};
use trueline_spec::pointer;
use trueline_spec::source::{Node, Origin};

use crate::DerivePath;
use crate::names::{Ident, type_name};
use crate::options::{DateTimeCrate, MapType, ReceivedNull, TypeOptions, TypeOverride};
use crate::plan::model::rust_type::RustType;

/// An override of what is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidOverride {
    pointer: String,
    reason: String,
}

/// The caller's decisions about types, by schema.
pub(crate) struct Overrides<'a> {
    options: &'a TypeOptions,
    by_schema: BTreeMap<SchemaId, &'a TypeOverride>,
    pointers: BTreeMap<SchemaId, &'a String>,
}

impl<'a> Overrides<'a> {
    /// Finds the schema of every pointer.
    pub(crate) fn resolve(api: &Api, options: &'a TypeOptions) -> Result<Self, InvalidOverride> {
        let invalid = |pointer: &str| {
            let pointer = pointer.to_owned();
            |reason| InvalidOverride { pointer, reason }
        };
        let (mut by_schema, mut pointers) = (BTreeMap::new(), BTreeMap::new());
        if !options.overrides.is_empty() {
            let mut schemas: BTreeMap<Origin, SchemaId> = BTreeMap::new();
            for (id, schema) in api.schemas.iter() {
                schemas.entry(schema.origin).or_insert(id);
            }
            for (pointer, own) in &options.overrides {
                let node = find(api.documents.node(api.origin), pointer).map_err(invalid(pointer))?;
                let id = schemas.get(&node.origin()).ok_or_else(|| "it is not a schema".to_owned());
                let id = id.map_err(invalid(pointer))?;
                by_schema.insert(*id, own);
                pointers.insert(*id, pointer);
            }
        }
        Ok(Self { options, by_schema, pointers })
    }

    /// Reported at the first schema that was given a name or another type, and that nothing holds.
    pub(crate) fn check_used(&self, is_used: impl Fn(SchemaId) -> bool) -> Result<(), InvalidOverride> {
        match self.pointers.iter().find(|(id, _)| !is_used(**id)) {
            None => Ok(()),
            Some((_, pointer)) => {
                let reason = "no type is generated for it; configure the schema that contains it".to_owned();
                Err(InvalidOverride { pointer: (*pointer).clone(), reason })
            }
        }
    }

    /// How properties of what is only received are written that may be null or absent.
    pub(crate) fn received_null(&self) -> ReceivedNull {
        self.options.received_null
    }

    /// The name that a schema's type is given.
    pub(crate) fn name(&self, id: SchemaId) -> Option<Ident> {
        self.by_schema.get(&id)?.name.as_deref().map(type_name)
    }

    /// The type of another crate in place of a schema's own.
    pub(crate) fn replacement(&self, id: SchemaId) -> Option<RustType> {
        self.by_schema.get(&id)?.replacement.clone().map(RustType::Foreign)
    }

    /// What a schema's type derives in addition to the usual traits.
    pub(crate) fn derives(&self, id: SchemaId) -> Vec<DerivePath> {
        let mut derives = self.options.derives.clone();
        for derive in self.by_schema.get(&id).into_iter().flat_map(|options| &options.derives) {
            if !derives.contains(derive) {
                derives.push(derive.clone());
            }
        }
        derives
    }

    /// The map of this client.
    pub(crate) fn map(&self, values: RustType) -> RustType {
        RustType::Map(self.map_type(), Box::new(values))
    }

    /// The map of this client.
    pub(crate) fn map_type(&self) -> MapType {
        self.options.map
    }

    /// The crate of dates and times.
    pub(crate) fn date_time(&self) -> DateTimeCrate {
        self.options.date_time
    }
}

/// The node of a pointer, or why there is none.
fn find<'d>(root: Node<'d>, pointer: &str) -> Result<Node<'d>, String> {
    let mut node = root;
    for token in pointer::tokens(pointer) {
        let item = || token.parse().ok().and_then(|index: usize| node.items().nth(index));
        node = node.get(&token).or_else(item).ok_or_else(|| {
            let suggestion = nearest(&token, node.entries().map(|entry| entry.key));
            let suggestion = suggestion.map(|suggestion| format!("; did you mean `{suggestion}`?")).unwrap_or_default();
            format!("there is no `{token}` in `#{}`{suggestion}", node.pointer())
        })?;
    }
    Ok(node)
}

impl fmt::Display for InvalidOverride {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the type of `{}` cannot be configured: {}", self.pointer, self.reason)
    }
}

impl std::error::Error for InvalidOverride {}
