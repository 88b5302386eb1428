//! Writes structures as lines: their fields, how they are made, and the setters of what is sent.

use std::fmt::Write as _;

use super::docs::{self, attribute_lines, doc_lines};
use super::lines;
use super::records::is_record;
use crate::plan::map_path;
use crate::plan::types::{FieldPlan, StructPlan};
use crate::plan::{Presence, Referrer, RustType, TypePlan};

/// The structure itself, below the attributes that all types have.
pub fn declaration(plan: &TypePlan, attributes: &str, shape: &StructPlan) -> String {
    let is_record = is_record(shape);
    let default = if needs_nothing(shape) && !has_presets(shape) { "Default, " } else { "" };
    let reading = if is_record { "" } else { ", serde::Deserialize" };
    let mut fields = String::new();
    for one in &shape.fields {
        field(&mut fields, one, is_record);
    }
    for patterned in &shape.patterned {
        let patterns: Vec<String> = patterned.patterns.iter().map(|pattern| format!("`{pattern}`")).collect();
        let docs = format!("Properties whose names match {}.", patterns.join(" or "));
        fields.push_str(&doc_lines(&docs::lines(&docs, &docs), false, 4));
        let (map, ty) = (map_path(patterned.map).to_string().replace(' ', ""), patterned.ty.text(Referrer::Models));
        let _ = writeln!(fields, "    #[serde(flatten)]\n    pub {}: {map}<String, {ty}>,", patterned.name);
    }
    if let Some((name, map, ty)) = &shape.additional {
        let (map, ty) = (map_path(*map).to_string().replace(' ', ""), ty.text(Referrer::Models));
        fields.push_str("    /// Properties that the document does not name.\n    #[serde(flatten)]\n");
        let _ = writeln!(fields, "    pub {name}: {map}<String, {ty}>,");
    }
    let body = if fields.is_empty() { "{}".to_owned() } else { format!("{{\n{fields}}}") };
    let derives =
        format!("#[derive(Debug, Clone, {default}PartialEq, serde::Serialize{reading})]\n#[non_exhaustive]\n");
    format!("{attributes}{derives}pub struct {} {body}\n", plan.name)
}

/// What it can be told.
pub fn methods(plan: &TypePlan, shape: &StructPlan) -> String {
    let mut text = format!("impl {} {{\n", plan.name);
    constructor(&mut text, shape, plan.sent);
    // Setters are half of what there is to compile, so that only what is sent has them.
    for field in shape.fields.iter().filter(|_| plan.sent) {
        setter(&mut text, field);
    }
    text.push_str("}\n");
    // A derivation would leave out what the constructor presets.
    if needs_nothing(shape) && has_presets(shape) {
        let _ = writeln!(text, "impl Default for {} {{", plan.name);
        text.push_str("    fn default() -> Self {\n        Self::new()\n    }\n}\n");
    }
    text
}

/// Whether nobody has to give anything.
fn needs_nothing(shape: &StructPlan) -> bool {
    shape.fields.iter().all(has_default)
}

/// Whether the constructor gives more than nothing to what need not be there.
fn has_presets(shape: &StructPlan) -> bool {
    shape.fields.iter().any(|field| field.preset)
}

/// The type as the structure holds it.
fn held(field: &FieldPlan) -> String {
    let ty = field.ty.text(Referrer::Models);
    match field.presence {
        Presence::Required => ty,
        Presence::Nullable | Presence::Optional => format!("Option<{ty}>"),
        Presence::OptionalNullable => format!("Option<crate::support::Nullable<{ty}>>"),
    }
}

fn field(text: &mut String, field: &FieldPlan, is_record: bool) {
    let (name, wire) = (&field.name, &field.wire);
    text.push_str(&attribute_lines(&field.docs, &format!("`{}` of the API.", wire.replace('`', "'")), 4));
    if !field.flatten && name.as_str() != wire {
        let _ = writeln!(text, "    #[serde(rename = {})]", lines::literal(wire));
    }
    text.push_str(match field.presence {
        _ if field.flatten => "    #[serde(flatten)]\n",
        Presence::Required | Presence::Nullable => "",
        _ if is_record => "    #[serde(skip_serializing_if = \"Option::is_none\")]\n",
        Presence::Optional if !field.ty.is_nullable() => {
            "    #[serde(default, skip_serializing_if = \"Option::is_none\")]\n"
        }
        // Where any value is allowed, null is one.
        Presence::Optional | Presence::OptionalNullable => concat!(
            "    #[serde(\n        default,\n        skip_serializing_if = \"Option::is_none\",\n",
            "        deserialize_with = \"crate::support::present\"\n    )]\n"
        ),
    });
    let _ = writeln!(text, "    pub {name}: {},", held(field));
}

/// Whether nobody has to give it.
fn has_default(field: &FieldPlan) -> bool {
    field.constant || matches!(field.presence, Presence::Optional | Presence::OptionalNullable)
}

fn constructor(text: &mut String, shape: &StructPlan, has_setters: bool) {
    let required = shape.fields.iter().filter(|field| !has_default(field));
    let arguments: Vec<String> = required.map(|field| format!("{}: impl Into<{}>", field.name, taken(field))).collect();
    let values = shape.fields.iter().map(|field| format!("{}: {}", field.name, initial(field)));
    let additional = shape.additional.as_ref().map(|(name, map, _)| {
        let map = map_path(*map).to_string().replace(' ', "");
        format!("{name}: {map}::new()")
    });
    let patterned = shape.patterned.iter().map(|patterned| {
        let map = map_path(patterned.map).to_string().replace(' ', "");
        format!("{}: {map}::new()", patterned.name)
    });
    let values: Vec<String> = values.chain(patterned).chain(additional).collect();
    let presets = shape.fields.iter().filter(|field| field.preset);
    let presets: Vec<String> = presets.map(|field| format!("`{}`", field.name.as_str())).collect();
    let alone = format!("    /// A value with nothing set but {}.\n", presets.join(", "));
    text.push_str(match (arguments.is_empty(), has_setters) {
        (true, _) if !presets.is_empty() => alone.as_str(),
        (true, _) => "    /// A value with nothing set.\n",
        (false, true) => "    /// A value with what is required; setters add the rest.\n",
        (false, false) => "    /// A value with what is required.\n",
    });
    text.push_str("    #[must_use]\n");
    text.push_str(&lines::arguments(4, "pub fn new", &arguments, " -> Self {"));
    text.push_str(&lines::structure(8, "", "Self", &values, ""));
    text.push_str("    }\n");
}

/// What a constructor gives a field.
fn initial(field: &FieldPlan) -> String {
    let name = &field.name;
    if has_default(field) {
        let ty = || field.ty.text(Referrer::Models);
        return match field.presence {
            Presence::Required => format!("<{}>::default()", ty()),
            Presence::Nullable => format!("Some(<{}>::default())", ty()),
            Presence::Optional if field.preset => format!("Some(<{}>::default())", ty()),
            Presence::OptionalNullable if field.preset => {
                format!("Some(crate::support::Nullable::Value(<{}>::default()))", ty())
            }
            Presence::Optional | Presence::OptionalNullable => "None".to_owned(),
        };
    }
    match (&field.ty, field.presence) {
        (RustType::Boxed(_), Presence::Required) => format!("Box::new({name}.into())"),
        (RustType::Boxed(_), _) => format!("{name}.into().map(Box::new)"),
        _ => format!("{name}.into()"),
    }
}

/// The type that a constructor or setter converts into, without its box.
fn taken(field: &FieldPlan) -> String {
    let inner = match &field.ty {
        RustType::Boxed(inner) => inner.text(Referrer::Models),
        other => other.text(Referrer::Models),
    };
    if field.presence == Presence::Nullable { format!("Option<{inner}>") } else { inner }
}

fn setter(text: &mut String, field: &FieldPlan) {
    let (name, setter) = (&field.name, &field.setter);
    // The field says what it is; a setter need not say it again.
    let docs = format!(" Sets `{}`.", field.wire.replace(['`', '\n', '\r'], "'"));
    text.push_str(&doc_lines(&[docs], field.docs.deprecated, 4));
    let boxed = matches!(field.ty, RustType::Boxed(_));
    let ty = match field.presence {
        Presence::OptionalNullable => format!("crate::support::Nullable<{}>", field.ty.text(Referrer::Models)),
        _ => taken(field),
    };
    let value = match (field.presence, boxed) {
        (Presence::Required, true) => "Box::new(value.into())",
        (Presence::Required | Presence::Nullable, false) => "value.into()",
        (Presence::Nullable, true) => "value.into().map(Box::new)",
        (Presence::Optional, true) => "Some(Box::new(value.into()))",
        (Presence::Optional, false) | (Presence::OptionalNullable, _) => "Some(value.into())",
    };
    text.push_str("    #[must_use]\n");
    let arguments = ["mut self".to_owned(), format!("value: impl Into<{ty}>")];
    text.push_str(&lines::arguments(4, &format!("pub fn {setter}"), &arguments, " -> Self {"));
    let _ = writeln!(text, "        self.{name} = {value};\n        self\n    }}");
}
