//! Every type of the generated `models` module, and how each schema is written in each use.

use std::collections::{BTreeMap, BTreeSet};

use trueline_spec::model::{Direction, SchemaId};
use trueline_spec::source::Origin;

use crate::DerivePath;
use crate::names::{Ident, TypeKind};
use crate::options::MapType;
use crate::plan::model::rust_type::RustType;
use crate::plan::model::unsupported::Unsupported;

/// The types of an API.
#[derive(Debug, Clone, Default)]
pub struct Types {
    /// In the order in which they are written.
    pub list: Vec<TypePlan>,
    /// Whether they are deeper within each other than the compiler follows unasked.
    pub is_deep: bool,
    /// What of the document's schemas they do not say.
    pub unsupported: Vec<Unsupported>,
    /// What types are known by, with their names.
    pub(crate) given: Vec<(String, Ident, TypeKind)>,
    /// Properties whose null becomes absence, by the object's schema and the direction of its values.
    pub(crate) absent_nulls: BTreeSet<(SchemaId, Direction, String)>,
    /// The definitions of types that are other names for them, by these names.
    pub(crate) shared: BTreeMap<Ident, Ident>,
    /// The document's named schemas, in its order, with the names of their types.
    pub components: Vec<(String, Ident)>,
    pub(crate) positions: BTreeMap<(SchemaId, Direction), RustType>,
    /// Named schemas that requests hold and answers do not.
    pub(crate) sent_alone: BTreeSet<SchemaId>,
}

impl Types {
    /// How a schema's value is written. A schema that no one planned is written as any JSON value.
    #[must_use]
    pub fn rust_type(&self, schema: SchemaId, direction: Direction) -> RustType {
        self.positions.get(&(schema, direction)).cloned().unwrap_or(RustType::Value)
    }

    /// A type with definitions in place of the other names for them, so that what is one type is equal.
    pub(crate) fn defined(&self, mut ty: RustType) -> RustType {
        ty.rename(&self.shared);
        ty
    }

    /// Whether requests hold a named schema, and answers do not.
    #[must_use]
    pub fn is_sent_alone(&self, schema: SchemaId) -> bool {
        self.sent_alone.contains(&schema)
    }

    /// The plan of a named type.
    #[must_use]
    pub fn named(&self, name: &Ident) -> Option<&TypePlan> {
        self.list.iter().find(|plan| plan.name == *name)
    }
}

/// One type.
#[derive(Debug, Clone)]
pub struct TypePlan {
    /// Its name in Rust.
    pub name: Ident,
    /// What it says to people.
    pub docs: Docs,
    /// What it is.
    pub shape: TypeShape,
    /// Whether the name is the document's own, and so stays whatever other types say.
    pub named: bool,
    /// What it is known by, in words that stay when other parts of the document change.
    pub(crate) key: String,
    /// What it derives beside what it always does.
    pub derives: Vec<DerivePath>,
    /// Where its schema stands.
    pub(crate) origin: Origin,
    /// The schema that says its shape, and which values it is for.
    pub(crate) schema: (SchemaId, Direction),
    /// Whether requests hold it: what only answers hold is read, and never put together.
    pub sent: bool,
}

/// What a type is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TypeShape {
    /// A structure.
    Struct(StructPlan),
    /// An enumeration of strings.
    Enum(EnumPlan<String>),
    /// An enumeration of integers.
    IntegerEnum(EnumPlan<i64>),
    /// An enumeration of scalars of several kinds, each as JSON.
    MixedEnum(EnumPlan<String>),
    /// One of several types.
    Union(UnionPlan),
    /// A list whose first items have a type each.
    Places(PlacesPlan),
    /// Another name for a type.
    Alias(RustType),
    /// A type around another, where another name would be endless.
    Newtype(RustType),
}

impl TypeShape {
    /// The types that it holds.
    pub(crate) fn types(&self) -> Vec<&RustType> {
        match self {
            Self::Struct(plan) => {
                let fields = plan.fields.iter().map(|field| &field.ty);
                let patterned = plan.patterned.iter().map(|patterned| &patterned.ty);
                fields.chain(plan.additional.as_ref().map(|(_, _, ty)| ty)).chain(patterned).collect()
            }
            Self::Union(plan) => plan.variants.iter().map(|variant| &variant.ty).collect(),
            Self::Places(plan) => {
                plan.places.iter().map(|place| &place.ty).chain(plan.rest.as_ref().map(|(_, ty)| ty)).collect()
            }
            Self::Alias(ty) | Self::Newtype(ty) => vec![ty],
            Self::Enum(_) | Self::IntegerEnum(_) | Self::MixedEnum(_) => Vec::new(),
        }
    }

    /// Follows types to their new names.
    pub(crate) fn rename(&mut self, renamed: &BTreeMap<Ident, Ident>) {
        self.for_each_type(&mut |ty| ty.rename(renamed));
    }

    /// Changes the types that it holds.
    pub(crate) fn for_each_type(&mut self, change: &mut impl FnMut(&mut RustType)) {
        match self {
            Self::Struct(plan) => {
                plan.fields.iter_mut().for_each(|field| change(&mut field.ty));
                plan.additional.iter_mut().for_each(|(_, _, ty)| change(ty));
                plan.patterned.iter_mut().for_each(|patterned| change(&mut patterned.ty));
            }
            Self::Union(plan) => plan.variants.iter_mut().for_each(|variant| change(&mut variant.ty)),
            Self::Places(plan) => {
                plan.places.iter_mut().for_each(|place| change(&mut place.ty));
                plan.rest.iter_mut().for_each(|(_, ty)| change(ty));
            }
            Self::Alias(ty) | Self::Newtype(ty) => change(ty),
            Self::Enum(_) | Self::IntegerEnum(_) | Self::MixedEnum(_) => {}
        }
    }
}

/// A structure.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct StructPlan {
    /// The fields, in the order of the document.
    pub fields: Vec<FieldPlan>,
    /// The field that keeps undeclared properties, its map, and their type.
    pub additional: Option<(Ident, MapType, RustType)>,
    /// The fields that keep undeclared properties by their names.
    pub patterned: Vec<PatternedPlan>,
    /// How a value is made by hand.
    pub constructor: ConstructorPlan,
}

/// How a structure is made by hand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub enum ConstructorPlan {
    /// By a function that takes what is required.
    #[default]
    Arguments,
    /// By a builder of this name, which is given what is required by names.
    Builder(Ident),
    /// By its fields alone, in tests: it is only received.
    None,
}

/// A field for the properties whose names match patterns.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PatternedPlan {
    /// The patterns, any of which is enough.
    pub patterns: Vec<String>,
    /// The name in Rust.
    pub name: Ident,
    /// Its map.
    pub map: MapType,
    /// The type of the values.
    pub ty: RustType,
}

/// A list whose first items have a type each.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PlacesPlan {
    /// The first items.
    pub places: Vec<PlacePlan>,
    /// The field of the items that follow, and their type; none where none may.
    pub rest: Option<(Ident, RustType)>,
}

/// An item that has its type by its place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PlacePlan {
    /// The name in Rust.
    pub name: Ident,
    /// The type.
    pub ty: RustType,
    /// Whether every such list is long enough to have it.
    pub required: bool,
}

/// A field.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FieldPlan {
    /// The name in Rust.
    pub name: Ident,
    /// The name of its setter.
    pub setter: Ident,
    /// The name on the wire.
    pub wire: String,
    /// The type of a value that is there and not null.
    pub ty: RustType,
    /// Whether it may be absent, or null.
    pub presence: Presence,
    /// Whether it is the value's own parts that stand in the object.
    pub flatten: bool,
    /// Whether there is only one value, so that nobody has to give it.
    pub constant: bool,
    /// Whether a value that is made by hand has the only value of the field, which may be absent.
    pub preset: bool,
    /// What it says to people.
    pub docs: Docs,
}

impl FieldPlan {
    /// Whether nobody has to give it.
    #[must_use]
    pub fn has_default(&self) -> bool {
        self.constant || self.presence.may_be_absent()
    }
}

/// Whether a field may be absent, or null.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Presence {
    /// `T`
    Required,
    /// `Option<T>`: required, `None` is null
    Nullable,
    /// `Option<T>`: `None` is absent
    Optional,
    /// `Option<T>`: `None` is absent, and null is a value of the type
    OptionalWithNull,
    /// `Option<Nullable<T>>`: absent, null and a value are three things
    OptionalNullable,
    /// `Option<T>`: `None` is absent or null, of what is only received
    OptionalOrNull,
}

impl Presence {
    /// Whether the field need not be there.
    #[must_use]
    pub fn may_be_absent(self) -> bool {
        !matches!(self, Self::Required | Self::Nullable)
    }
}

/// An enumeration.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EnumPlan<T> {
    /// The values, in the order of the document.
    pub variants: Vec<EnumVariant<T>>,
    /// The name of the variant that keeps values the document does not list; none where there is only one value.
    pub unknown: Option<Ident>,
}

/// A value of an enumeration.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EnumVariant<T> {
    /// The name in Rust.
    pub name: Ident,
    /// The value on the wire.
    pub wire: T,
    /// What it says to people.
    pub docs: Docs,
}

/// One of several types.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UnionPlan {
    /// The alternatives, in the order of the document.
    pub variants: Vec<UnionVariant>,
    /// The property that distinguishes them, and the variant that keeps what no tag names.
    pub tag: Option<TagPlan>,
    /// What a text is made into, where a text means a value.
    pub text: Option<TextPlan>,
}

/// What a text is made into among alternatives, by the place of the alternative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TextPlan {
    /// Any text is one of its values.
    Any(usize),
    /// Some texts are: its type parses them.
    Parsed(usize),
}

/// How a tag distinguishes alternatives.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TagPlan {
    /// The property on the wire.
    pub property: String,
    /// The variant that keeps values with another tag.
    pub unknown: Ident,
    /// Whether every alternative has it, so that nothing is one without it.
    pub is_certain: bool,
    /// Values that name several alternatives, with the places of these: what fits best is meant.
    pub shared: Vec<(Vec<String>, Vec<usize>)>,
}

/// An alternative.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UnionVariant {
    /// The name in Rust.
    pub name: Ident,
    /// The type it holds.
    pub ty: RustType,
    /// The values of the tag that name it, it alone or with others; the one to send first.
    pub tags: Vec<String>,
    /// Whether the tag is written where the value does not have it.
    pub adds_tag: bool,
    /// Whether no other alternative is of its type, so that values of it convert into the union.
    pub converts: bool,
    /// What it says to people.
    pub docs: Docs,
}

/// What a document says to people, not yet made safe for rustdoc.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Docs {
    /// Paragraphs of `CommonMark`, in order.
    pub paragraphs: Vec<String>,
    /// Whether people should stop using it.
    pub deprecated: bool,
}
