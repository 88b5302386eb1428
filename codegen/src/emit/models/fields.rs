//! What the fields of structures have in common, wherever they are written.

use crate::emit::docs::doc_text::DocText;
use crate::emit::tokens::code::{Code, DocLines, Fragment, code};
use crate::emit::tokens::deprecation;
use crate::emit::tokens::rust_types::{Referrer, map_name, text as type_text};
use crate::plan::model::rust_type::RustType;
use crate::plan::model::types::{Docs, FieldPlan, Presence, StructPlan};

/// The type as the structure holds it.
pub(super) fn held(field: &FieldPlan, from: Referrer) -> Code {
    let ty = type_text(&field.ty, from);
    match field.presence {
        Presence::Required => code![ty],
        Presence::Nullable | Presence::Optional | Presence::OptionalWithNull | Presence::OptionalOrNull => {
            code!["Option<", ty, ">"]
        }
        Presence::OptionalNullable => code!["Option<crate::support::Nullable<", ty, ">>"],
    }
}

/// The documentation of a field or method, and whether it is deprecated.
pub(super) fn document(text: &mut Code, docs: &DocText, source: &Docs) {
    text.put(&DocLines { docs, indent: 4 });
    text.put(&deprecation::line("    ", source.deprecated, &source.paragraphs));
}

/// Every field with its first value; what is required is given.
pub(super) fn values(shape: &StructPlan, given: impl Fn(&FieldPlan) -> Code) -> Vec<Code> {
    let value = |field: &FieldPlan| if field.has_default() { default(field) } else { given(field) };
    let values = shape.fields.iter().map(|field| code![field.name, ": ", value(field)]);
    let patterned =
        shape.patterned.iter().map(|patterned| code![patterned.name, ": ", map_name(patterned.map), "::new()"]);
    let additional = shape.additional.as_ref().map(|(name, map, _)| code![name, ": ", map_name(*map), "::new()"]);
    values.chain(patterned).chain(additional).collect()
}

/// What a field is that nobody gave.
fn default(field: &FieldPlan) -> Code {
    let default = || code!["<", type_text(&field.ty, Referrer::Models), ">::default()"];
    match field.presence {
        Presence::Required => default(),
        Presence::Nullable => code!["Some(", default(), ")"],
        Presence::Optional | Presence::OptionalWithNull | Presence::OptionalOrNull if field.preset => {
            code!["Some(", default(), ")"]
        }
        Presence::OptionalNullable if field.preset => {
            code!["Some(crate::support::Nullable::Value(", default(), "))"]
        }
        Presence::Optional | Presence::OptionalWithNull | Presence::OptionalNullable | Presence::OptionalOrNull => {
            code!["None"]
        }
    }
}

/// What a required field is made of what it is given.
pub(super) fn initial(field: &FieldPlan, given: &impl Fragment) -> Code {
    match (&field.ty, field.presence) {
        (RustType::Boxed(_), Presence::Required) => code!["Box::new(", given, ".into())"],
        (RustType::Boxed(_), _) => code![given, ".into().map(Box::new)"],
        _ => code![given, ".into()"],
    }
}

/// The type that a constructor or setter converts into, without its box.
pub(super) fn taken(field: &FieldPlan, from: Referrer) -> Code {
    let inner = match &field.ty {
        RustType::Boxed(inner) => type_text(inner, from),
        other => type_text(other, from),
    };
    if field.presence == Presence::Nullable { code!["Option<", inner, ">"] } else { code![inner] }
}
