//! Writes how structures are read from JSON: only what is each structure's own, the rest stands in the run-time part.

use crate::emit::tokens::code::{Code, Literal, code, joined, put};
use crate::emit::tokens::lines;
use crate::emit::tokens::rust_types::map_name;
use crate::names::{Ident, Scope, field_name};
use crate::options::MapType;
use crate::plan::model::types::Presence;
use crate::plan::model::types::StructPlan;

/// Whether a structure is read field by field; parts that share one object are for serde to take apart.
pub(crate) fn is_record(shape: &StructPlan) -> bool {
    !shape.fields.iter().any(|field| field.flatten)
}

/// The implementations for a structure that is read field by field, as lines.
pub(crate) fn item(name: &Ident, shape: &StructPlan) -> Code {
    let others = || others(shape).map(|(name, _)| name);
    let all = shape.fields.iter().map(|field| &field.name).chain(others());
    let mut scope = Scope::reserving(all.map(Ident::as_str));
    let entries = scope.claim(field_name("entries"));
    let wires: Vec<Code> = shape.fields.iter().map(|field| code![Literal::of(&field.wire)]).collect();
    code![
        lines::implementation("impl<'de> crate::support::record::Record<'de>", name),
        "    const NAME: &'static str = ",
        Literal::of(name.as_str()),
        ";\n",
        lines::array(4, &code!["const FIELDS: &'static [&'static str] = &"], &wires, ";"),
        lines::numbers(4, "const REQUIRED: &'static [usize] = &", &required(shape), ";"),
        "    const KEEPS_OTHERS: bool = ",
        others().next().is_some(),
        ";
    fn from_entries<A: serde::de::MapAccess<'de>>(
        mut ",
        entries,
        ": crate::support::record::Entries<A>,
    ) -> Result<Self, A::Error> {
",
        slots(shape),
        "        loop {
            match ",
        entries,
        ".next()? {
",
        arms(shape, &entries),
        "                None => break,
            }?;
        }
",
        built(shape, &entries),
        "    }
}
",
        lines::implementation("impl<'de> serde::Deserialize<'de>", name),
        "    fn deserialize<D: serde::Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Self, D::Error> {
        crate::support::record::read(deserializer)
    }
}
",
    ]
}

/// What is read so far.
fn slots(shape: &StructPlan) -> Code {
    let mut text = Code::new();
    for field in &shape.fields {
        put!(text, "        let mut ", field.name, " = None;\n");
    }
    for (name, map) in others(shape) {
        put!(text, "        let mut ", name, " = ", map_name(map), "::new();\n");
    }
    text
}

/// What is done with each entry; numbers are cheaper to tell apart than texts.
fn arms(shape: &StructPlan, entries: &Ident) -> Code {
    let mut text = Code::new();
    for (index, field) in shape.fields.iter().enumerate() {
        let method = match field.presence {
            // Where any value is allowed, null is one.
            Presence::Required | Presence::OptionalWithNull | Presence::OptionalNullable => "value",
            Presence::Nullable | Presence::Optional | Presence::OptionalOrNull => "optional",
        };
        put!(text, "                Some(", index, ") => ", entries, ".", method, "(&mut ", field.name, "),\n");
    }
    let other = if let Some((name, ..)) = &shape.additional {
        code![entries, ".other(&mut ", name, ")"]
    } else {
        code![entries, ".skip()"]
    };
    if shape.patterned.is_empty() {
        put!(text, "                Some(_) => ", other, ",\n");
    } else {
        let other = by_pattern(shape, entries, &other);
        put!(text, "                Some(_) => {\n", other, "                }\n");
    }
    text
}

/// The maps of entries that have no field.
fn others(shape: &StructPlan) -> impl Iterator<Item = (&Ident, MapType)> {
    let patterned = shape.patterned.iter().map(|patterned| (&patterned.name, patterned.map));
    patterned.chain(shape.additional.as_ref().map(|(name, map, _)| (name, *map)))
}

/// What becomes of an entry that has no field, by its name.
fn by_pattern(shape: &StructPlan, entries: &Ident, other: &Code) -> Code {
    let patterns = shape.patterned.iter().flat_map(|patterned| &patterned.patterns);
    let patterns = joined(patterns.map(|pattern| Literal::of(pattern)), ", ");
    let mut text = code!["                    match ", entries, ".pattern(&[", patterns, "]) {\n"];
    let mut index = 0;
    for patterned in &shape.patterned {
        let end = index + patterned.patterns.len();
        let indices = joined(index..end, " | ");
        put!(text, "                        Some(", indices, ") => ", entries, ".other(&mut ", patterned.name, "),\n");
        index = end;
    }
    put!(text, "                        _ => ", other, ",\n                    }\n");
    text
}

/// The structure, once every required field has been read.
fn built(shape: &StructPlan, entries: &Ident) -> Code {
    let required = || shape.fields.iter().filter(|field| field.presence == Presence::Required);
    let patterns: Vec<Code> = required().map(|field| code!["Some(", field.name, ")"]).collect();
    let values: Vec<Code> = required().map(|field| code![field.name]).collect();
    let mut text = Code::new();
    if !values.is_empty() {
        put!(text, lines::let_else(8, &patterns, &values));
        put!(text, "            return Err(", entries, ".missing());\n        };\n");
    }
    let fields = shape.fields.iter().map(|field| code![field.name]);
    let others = others(shape).map(|(name, _)| code![name]);
    let fields: Vec<Code> = fields.chain(others).collect();
    text.put(&lines::structure(8, "Ok(", &"Self", &fields, ")"));
    text
}

/// The places of the required fields.
fn required(shape: &StructPlan) -> Vec<usize> {
    let fields = shape.fields.iter().enumerate();
    fields.filter(|(_, field)| field.presence == Presence::Required).map(|(index, _)| index).collect()
}
