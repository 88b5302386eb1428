//! Writes structures as lines: their fields, how they are made, and the setters of what is sent.

use super::builders;
use super::fields::{document, held, initial, taken, values};
use super::records::is_record;
use crate::code_span;
use crate::emit::docs::doc_text::{DocText, doc};
use crate::emit::tokens::code::{Code, DocLines, Literal, Plain, code, joined, put};
use crate::emit::tokens::rust_types::{Referrer, map_name, text as type_text};
use crate::emit::tokens::{alias, lines};
use crate::plan::model::rust_type::RustType;
use crate::plan::model::types::{ConstructorPlan, FieldPlan, Presence, StructPlan, TypePlan};

/// The structure itself, below the attributes that all types have.
pub(crate) fn declaration(plan: &TypePlan, attributes: &Code, shape: &StructPlan) -> Code {
    let is_record = is_record(shape);
    let default = if needs_nothing(shape) && !has_presets(shape) { "Default, " } else { "" };
    let reading = if is_record { "" } else { ", serde::Deserialize" };
    let mut fields = Code::new();
    for one in &shape.fields {
        field(&mut fields, one, is_record);
    }
    for patterned in &shape.patterned {
        let patterns: Vec<String> = patterned.patterns.iter().map(|pattern| code_span(pattern)).collect();
        let docs = doc(&format!("Properties whose names match {}.", patterns.join(" or ")));
        let (map, ty) = (map_name(patterned.map), type_text(&patterned.ty, Referrer::Models));
        put!(fields, DocLines { docs: &docs, indent: 4 }, "    #[serde(flatten)]\n");
        put!(fields, "    pub ", patterned.name, ": ", map, "<String, ", ty, ">,\n");
    }
    if let Some((name, map, ty)) = &shape.additional {
        let (map, ty) = (map_name(*map), type_text(ty, Referrer::Models));
        put!(fields, "    /// Properties that the document does not declare.\n    #[serde(flatten)]\n");
        put!(fields, "    pub ", name, ": ", map, "<String, ", ty, ">,\n");
    }
    let body = if fields.is_empty() { code!["{}"] } else { code!["{\n", fields, "}"] };
    code![
        attributes,
        "#[derive(Debug, Clone, ",
        default,
        "PartialEq, serde::Serialize",
        reading,
        ")]\n#[cfg_attr(not(feature = \"testing\"), non_exhaustive)]\npub struct ",
        plan.name,
        " ",
        body,
        "\n",
    ]
}

/// What it can be told; nothing where it is only read.
pub(crate) fn methods(plan: &TypePlan, shape: &StructPlan) -> Code {
    let mut methods = Code::new();
    match &shape.constructor {
        ConstructorPlan::Arguments => constructor(&mut methods, shape, plan.sent),
        ConstructorPlan::Builder(builder) => builders::beginning(&mut methods, builder, shape),
        ConstructorPlan::None => {}
    }
    // Setters are half of what there is to compile, so that only what is sent has them.
    for field in shape.fields.iter().filter(|_| plan.sent) {
        setter(&mut methods, field);
    }
    if methods.is_empty() {
        return methods;
    }
    let mut text = code!["impl ", plan.name, " {\n", methods, "}\n"];
    // A derivation would leave out what the constructor presets.
    if needs_nothing(shape) && has_presets(shape) {
        put!(text, "impl Default for ", plan.name, " {\n");
        text.put(&"    fn default() -> Self {\n        Self::new()\n    }\n}\n");
    }
    if let ConstructorPlan::Builder(builder) = &shape.constructor {
        text.put(&builders::item(&plan.name, builder, shape));
    }
    text
}

/// Whether nobody has to give anything.
fn needs_nothing(shape: &StructPlan) -> bool {
    shape.fields.iter().all(FieldPlan::has_default)
}

/// Whether the constructor gives more than nothing to what need not be there.
fn has_presets(shape: &StructPlan) -> bool {
    shape.fields.iter().any(|field| field.preset)
}

fn field(text: &mut Code, field: &FieldPlan, is_record: bool) {
    let (name, wire) = (&field.name, &field.wire);
    let docs = DocText::of_docs(&field.docs, || format!("The property {}.", code_span(wire)));
    document(text, &docs, &field.docs);
    text.put(&alias::line("    ", name, wire));
    if !field.flatten && name.as_str() != wire {
        put!(text, "    #[serde(rename = ", Literal::of(wire), ")]\n");
    }
    text.put(&match field.presence {
        _ if field.flatten => "    #[serde(flatten)]\n",
        Presence::Required | Presence::Nullable => "",
        Presence::OptionalOrNull if is_record => {
            "    #[serde(skip_serializing_if = \"crate::support::null::is_left_out\")]\n"
        }
        Presence::OptionalOrNull => {
            "    #[serde(default, skip_serializing_if = \"crate::support::null::is_left_out\")]\n"
        }
        _ if is_record => "    #[serde(skip_serializing_if = \"Option::is_none\")]\n",
        Presence::Optional => "    #[serde(default, skip_serializing_if = \"Option::is_none\")]\n",
        // Where any value is allowed, null is one.
        Presence::OptionalWithNull | Presence::OptionalNullable => concat!(
            "    #[serde(\n        default,\n        skip_serializing_if = \"Option::is_none\",\n",
            "        deserialize_with = \"crate::support::present\"\n    )]\n"
        ),
    });
    put!(text, "    pub ", name, ": ", held(field, Referrer::Models), ",\n");
}

fn constructor(text: &mut Code, shape: &StructPlan, has_setters: bool) {
    let required = shape.fields.iter().filter(|field| !field.has_default());
    let arguments: Vec<Code> =
        required.map(|field| code![field.name, ": impl Into<", taken(field, Referrer::Models), ">"]).collect();
    let values = values(shape, |field| initial(field, &field.name));
    let presets = shape.fields.iter().filter(|field| field.preset);
    let presets: Vec<Code> = presets.map(|field| code!["`", Plain(&field.name), "`"]).collect();
    match (arguments.is_empty(), has_setters) {
        (true, _) if !presets.is_empty() => {
            put!(text, "    /// Creates a value with only ", joined(&presets, ", "), " set.\n");
        }
        (true, _) => text.put(&"    /// Creates an empty value.\n"),
        (false, true) => text.put(&"    /// Creates a value from its required fields; setters add the others.\n"),
        (false, false) => text.put(&"    /// Creates a value from its required fields.\n"),
    }
    text.put(&"    #[must_use]\n");
    text.put(&lines::arguments(4, &code!["pub fn new"], &arguments, &" -> Self {"));
    text.put(&lines::structure(8, "", &"Self", &values, ""));
    text.put(&"    }\n");
}

fn setter(text: &mut Code, field: &FieldPlan) {
    let (name, setter) = (&field.name, &field.setter);
    // The field says what it is; a setter need not say it again.
    let docs = doc(&format!("Sets {}.", code_span(&field.wire)));
    document(text, &docs, &field.docs);
    let boxed = matches!(field.ty, RustType::Boxed(_));
    let ty = match field.presence {
        Presence::OptionalNullable => code!["crate::support::Nullable<", type_text(&field.ty, Referrer::Models), ">"],
        _ => taken(field, Referrer::Models),
    };
    let value = match (field.presence, boxed) {
        (Presence::Required, true) => "Box::new(value.into())",
        (Presence::Required | Presence::Nullable, false) => "value.into()",
        (Presence::Nullable, true) => "value.into().map(Box::new)",
        (Presence::Optional | Presence::OptionalWithNull | Presence::OptionalOrNull, true) => {
            "Some(Box::new(value.into()))"
        }
        (Presence::Optional | Presence::OptionalWithNull | Presence::OptionalOrNull, false)
        | (Presence::OptionalNullable, _) => "Some(value.into())",
    };
    text.put(&"    #[must_use]\n");
    let arguments = [code!["mut self"], code!["value: impl Into<", ty, ">"]];
    text.put(&lines::arguments(4, &code!["pub fn ", setter], &arguments, &" -> Self {"));
    put!(text, "        self.", name, " = ", value, ";\n        self\n    }\n");
}
