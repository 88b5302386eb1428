//! Writes the builders of structures that need more than anybody gives in order: each thing that is required has a type
//! parameter, which says whether it is given, so that the compiler counts.

use super::fields::{document, held, initial, taken, values};
use crate::code_span;
use crate::emit::docs::doc_text::doc;
use crate::emit::tokens::code::{Code, Plain, code, joined, put};
use crate::emit::tokens::lines;
use crate::emit::tokens::rust_types::Referrer;
use crate::names::Ident;
use crate::plan::model::types::{FieldPlan, StructPlan};

/// Where a structure begins to be made.
pub(crate) fn beginning(text: &mut Code, builder: &Ident, shape: &StructPlan) {
    let missing = required(shape).map(|field| code![field.name, ": crate::support::Missing"]);
    put!(
        text,
        "    /// Creates a builder, which takes the required fields by name; `build` creates the value.\n",
        "    pub fn builder() -> ",
        builder,
        " {\n",
        lines::structure(8, "", builder, &missing.collect::<Vec<_>>(), ""),
        "    }\n"
    );
}

/// The builder.
pub(crate) fn item(name: &Ident, builder: &Ident, shape: &StructPlan) -> Code {
    let fields: Vec<&FieldPlan> = required(shape).collect();
    let numbers = 1..=fields.len();
    let defaults = joined(numbers.clone().map(|number| code!["T", number, " = crate::support::Missing"]), ", ");
    let parameters = joined(numbers.map(|number| code!["T", number]), ", ");
    let mut text = code![
        "/// A builder of [`",
        Plain(name),
        "`]: `build` exists once no required field is missing.\n",
        "#[derive(Debug, Clone)]\n#[must_use = \"`build` creates the value\"]\npub struct ",
        builder,
        "<",
        defaults,
        "> {\n"
    ];
    for (index, field) in fields.iter().enumerate() {
        put!(text, "    ", field.name, ": T", index + 1, ",\n");
    }
    put!(text, "}\nimpl<", parameters, "> ", builder, "<", parameters, "> {\n");
    for index in 0..fields.len() {
        setter(&mut text, builder, &fields, index);
    }
    let types = joined(fields.iter().map(|field| held(field, Referrer::Models)), ", ");
    put!(text, "}\nimpl ", builder, "<", types, "> {\n");
    build(&mut text, name, shape);
    text.put(&"}\n");
    text
}

/// What has to be given.
fn required(shape: &StructPlan) -> impl Iterator<Item = &FieldPlan> {
    shape.fields.iter().filter(|field| !field.has_default())
}

/// Gives one of the fields, and leaves the others what they are.
fn setter(text: &mut Code, builder: &Ident, fields: &[&FieldPlan], index: usize) {
    let field = fields[index];
    let docs = doc(&format!("Gives {}.", code_span(&field.wire)));
    document(text, &docs, &field.docs);
    // Parameters hide types of their names, but not those of paths.
    let types = fields
        .iter()
        .enumerate()
        .map(|(other, field)| if other == index { held(field, Referrer::Elsewhere) } else { code!["T", other + 1] });
    let returned = code![" -> ", builder, "<", joined(types, ", "), "> {"];
    let value = code!["value: impl Into<", taken(field, Referrer::Elsewhere), ">"];
    text.put(&lines::arguments(4, &code!["pub fn ", field.setter], &[code!["self"], value], &returned));
    let moved = fields.iter().enumerate().map(|(other, field)| {
        if other == index {
            code![field.name, ": ", initial(field, &"value")]
        } else {
            code![field.name, ": self.", field.name]
        }
    });
    put!(text, lines::structure(8, "", builder, &moved.collect::<Vec<_>>(), ""), "    }\n");
}

/// Makes the value of what was given.
fn build(text: &mut Code, name: &Ident, shape: &StructPlan) {
    text.put(&"    /// Creates the value; its setters add the optional fields.\n    #[must_use]\n");
    put!(text, "    pub fn build(self) -> ", name, " {\n");
    let fields = values(shape, |field| code!["self.", field.name]);
    put!(text, lines::structure(8, "", name, &fields, ""), "    }\n");
}
