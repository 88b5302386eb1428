//! What is known of an API's things.

use std::fmt;

use crate::model::OperationId;
use crate::pointer;

/// The kinds of things that an API is about, and what refers to them.
#[derive(Debug, Clone, Default)]
pub struct Resources {
    /// Every kind, parents before their children, else in the order of the document.
    pub kinds: Vec<Kind>,
    /// Parameters and fields of requests that name a thing without being its place in the path.
    pub references: Vec<Reference>,
    /// The kinds in each operation's path.
    pub(super) in_path: Vec<Vec<KindId>>,
    /// What each operation does.
    pub(super) roles: Vec<Option<(KindId, Role)>>,
}

/// The index of a kind in [`Resources::kinds`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KindId(pub(super) usize);

impl KindId {
    /// The index.
    #[must_use]
    pub fn index(self) -> usize {
        self.0
    }
}

/// A kind of thing: what a parameter of a path names one of.
#[derive(Debug, Clone)]
pub struct Kind {
    /// What it is called, one of them: `pet`.
    pub name: String,
    /// The path of all of them: `/stores/{store}/pets`.
    pub collection: String,
    /// The path of one: `/stores/{store}/pets/{pet}`.
    pub item: String,
    /// The parameters of the path of one, the last of which distinguishes one from another.
    pub parameters: Vec<String>,
    /// The kind of what it belongs to.
    pub parent: Option<KindId>,
    /// What is done with it, in the order of the document.
    pub operations: Vec<(OperationId, Role)>,
    /// Where the values of its last parameter come from, the surest first.
    pub producers: Vec<Producer>,
    /// Whether the document itself knows values: each operation lists or shows some for the last parameter.
    pub has_examples: bool,
}

/// What an operation does with a kind of thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Makes a new one.
    Create,
    /// Shows several.
    List,
    /// Shows one.
    Read,
    /// Puts another in the place of one, or makes it there.
    Replace,
    /// Changes one.
    Change,
    /// Removes one.
    Delete,
    /// Does something else with one, or with all.
    Other,
}

impl Role {
    /// The role's name, as it is shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::List => "list",
            Self::Read => "read",
            Self::Replace => "replace",
            Self::Change => "change",
            Self::Delete => "delete",
            Self::Other => "other",
        }
    }
}

/// An operation that shows what a thing is named by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Producer {
    /// The operation.
    pub operation: OperationId,
    /// What a success of it says for the kind's parameters that its own path does not have, the last among them.
    pub values: Vec<(String, Produced)>,
    /// Whether every parameter of the kind is known from the operation's own path or from its response.
    pub is_whole: bool,
    /// Why it is taken for a producer.
    pub reason: Reason,
}

/// Where a value is in an exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Produced {
    /// In the body of the response.
    Body(FieldPath),
    /// The last segment of the address in a header of the response.
    Header(String),
    /// In the path of the request: what is put there, is there afterwards.
    Path(String),
    /// In the body of the request: what is created under that name, has it afterwards.
    Request(FieldPath),
}

impl fmt::Display for Produced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Body(path) => path.fmt(f),
            Self::Header(name) => write!(f, "header {name}"),
            Self::Path(name) => write!(f, "the path's own `{name}`"),
            Self::Request(path) => write!(f, "the request's {path}"),
        }
    }
}

/// Where values are in a body: a JSON Pointer (RFC 6901) in which `*` matches every item of an array.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct FieldPath(pub Vec<Step>);

/// A step of a [`FieldPath`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Step {
    /// The member of a name.
    Member(String),
    /// Every item.
    Items,
}

impl FieldPath {
    /// Reads a path as it is displayed.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let step = |token: String| if token == "*" { Step::Items } else { Step::Member(token) };
        Self(pointer::tokens(text).map(step).collect())
    }

    /// The path of what is found below it.
    #[must_use]
    pub(super) fn then(&self, steps: &[Step]) -> Self {
        Self(self.0.iter().chain(steps).cloned().collect())
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("the whole body");
        }
        for step in &self.0 {
            match step {
                Step::Items => f.write_str("/*")?,
                Step::Member(name) => write!(f, "/{}", pointer::escape(name))?,
            }
        }
        Ok(())
    }
}

/// Why something is concluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The configuration declares it.
    Configured,
    /// A link of the document declares it (OpenAPI 3.1.0 section 4.8.20).
    Link,
    /// The operation is at the path of all resources of the kind.
    Collection,
    /// The operation is at the path of a collection of the same name.
    Name,
    /// Its response has resources of the schema that reading one returns.
    Schema,
    /// Its response has a field of the parameter's name.
    Field,
    /// The operation puts the thing at the path that the request names.
    Place,
}

impl Reason {
    /// Whether the document or its owner declares it, so that nothing is guessed.
    #[must_use]
    pub fn is_declared(self) -> bool {
        matches!(self, Self::Configured | Self::Link)
    }

    /// The reason, as it is shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Configured => "configured",
            Self::Link => "link",
            Self::Collection => "same collection",
            Self::Place => "same place",
            Self::Name => "collection of that name",
            Self::Schema => "same schema",
            Self::Field => "field of that name",
        }
    }
}

/// A parameter or field of a request that names a thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The operation.
    pub operation: OperationId,
    /// Where the request has it.
    pub place: RequestPlace,
    /// What it names.
    pub kind: KindId,
    /// Why it is taken for one.
    pub reason: Reason,
}

/// A place of a request.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum RequestPlace {
    /// The index of a parameter.
    Parameter(usize),
    /// A field of the body.
    Body(FieldPath),
}
