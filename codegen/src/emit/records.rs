//! Writes how structures are read from JSON: only what is each structure's own, the rest stands in the run-time part.

use std::fmt::Write as _;

use super::lines;
use crate::names::{Ident, Scope, field_name};
use crate::options::MapType;
use crate::plan::Presence;
use crate::plan::map_path;
use crate::plan::types::StructPlan;

/// Whether a structure is read field by field; parts that share one object are for serde to take apart.
pub fn is_record(shape: &StructPlan) -> bool {
    !shape.fields.iter().any(|field| field.flatten)
}

/// The implementations for a structure that is read field by field, as lines.
pub fn item(name: &Ident, shape: &StructPlan) -> String {
    let others = || others(shape).map(|(name, _)| name);
    let all = shape.fields.iter().map(|field| &field.name).chain(others());
    let mut scope = Scope::reserving(all.map(Ident::as_str));
    let entries = scope.claim(field_name("entries"));
    let wires: Vec<String> = shape.fields.iter().map(|field| lines::literal(&field.wire)).collect();
    let fields = lines::array(4, "const FIELDS: &'static [&'static str] = &", &wires, ";");
    let required = lines::numbers(4, "const REQUIRED: &'static [usize] = &", &required(shape), ";");
    let slots = slots(shape);
    let arms = arms(shape, &entries);
    let built = built(shape, &entries);
    let record = lines::implementation("impl<'de> crate::support::record::Record<'de>", name);
    let deserialize = lines::implementation("impl<'de> serde::Deserialize<'de>", name);
    let (label, keeps_others) = (lines::literal(name.as_str()), others().next().is_some());
    format!(
        "{record}    const NAME: &'static str = {label};
{fields}{required}    const KEEPS_OTHERS: bool = {keeps_others};
    fn from_entries<A: serde::de::MapAccess<'de>>(
        mut {entries}: crate::support::record::Entries<A>,
    ) -> Result<Self, A::Error> {{
{slots}        loop {{
            match {entries}.next()? {{
{arms}                None => break,
            }}?;
        }}
{built}    }}
}}
{deserialize}    fn deserialize<D: serde::Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Self, D::Error> {{
        crate::support::record::read(deserializer)
    }}
}}
"
    )
}

/// What is read so far.
fn slots(shape: &StructPlan) -> String {
    let mut text = String::new();
    for field in &shape.fields {
        let _ = writeln!(text, "        let mut {} = None;", field.name);
    }
    for (name, map) in others(shape) {
        let map = map_path(map).to_string().replace(' ', "");
        let _ = writeln!(text, "        let mut {name} = {map}::new();");
    }
    text
}

/// What is done with each entry; numbers are cheaper to tell apart than texts.
fn arms(shape: &StructPlan, entries: &Ident) -> String {
    let mut text = String::new();
    for (index, field) in shape.fields.iter().enumerate() {
        let method = match field.presence {
            Presence::Required | Presence::OptionalNullable => "value",
            // Where any value is allowed, null is one.
            Presence::Optional if field.ty.is_nullable() => "value",
            Presence::Nullable | Presence::Optional => "optional",
        };
        let _ = writeln!(text, "                Some({index}) => {entries}.{method}(&mut {}),", field.name);
    }
    let other = match &shape.additional {
        Some((name, ..)) => format!("{entries}.other(&mut {name})"),
        None => format!("{entries}.skip()"),
    };
    let _ = if shape.patterned.is_empty() {
        writeln!(text, "                Some(_) => {other},")
    } else {
        let other = by_pattern(shape, entries, &other);
        writeln!(text, "                Some(_) => {{\n{other}                }}")
    };
    text
}

/// The maps of entries that have no field.
fn others(shape: &StructPlan) -> impl Iterator<Item = (&Ident, MapType)> {
    let patterned = shape.patterned.iter().map(|patterned| (&patterned.name, patterned.map));
    patterned.chain(shape.additional.as_ref().map(|(name, map, _)| (name, *map)))
}

/// What becomes of an entry that has no field, by its name.
fn by_pattern(shape: &StructPlan, entries: &Ident, other: &str) -> String {
    let patterns = shape.patterned.iter().flat_map(|patterned| &patterned.patterns);
    let patterns: Vec<String> = patterns.map(|pattern| lines::literal(pattern)).collect();
    let mut text = format!("                    match {entries}.pattern(&[{}]) {{\n", patterns.join(", "));
    let mut index = 0;
    for patterned in &shape.patterned {
        let end = index + patterned.patterns.len();
        let indices: Vec<String> = (index..end).map(|index| index.to_string()).collect();
        let (indices, name) = (indices.join(" | "), &patterned.name);
        let _ = writeln!(text, "                        Some({indices}) => {entries}.other(&mut {name}),");
        index = end;
    }
    let _ = writeln!(text, "                        _ => {other},\n                    }}");
    text
}

/// The structure, once every required field has been read.
fn built(shape: &StructPlan, entries: &Ident) -> String {
    let required = shape.fields.iter().filter(|field| field.presence == Presence::Required);
    let (patterns, values): (Vec<_>, Vec<_>) =
        required.map(|field| (format!("Some({})", field.name), field.name.to_string())).unzip();
    let mut text = String::new();
    if !values.is_empty() {
        text.push_str(&lines::let_else(8, &patterns, &values));
        let _ = writeln!(text, "            return Err({entries}.missing());\n        }};");
    }
    let fields = shape.fields.iter().map(|field| field.name.to_string());
    let others = others(shape).map(|(name, _)| name.to_string());
    let fields: Vec<String> = fields.chain(others).collect();
    text + &lines::structure(8, "Ok(", "Self", &fields, ")")
}

/// The places of the required fields.
fn required(shape: &StructPlan) -> Vec<String> {
    let fields = shape.fields.iter().enumerate();
    fields.filter(|(_, field)| field.presence == Presence::Required).map(|(index, _)| index.to_string()).collect()
}
