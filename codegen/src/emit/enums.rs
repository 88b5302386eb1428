//! Writes enumerations of strings. Values that the document does not list are kept, and never sent.

use std::fmt::Write as _;

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::attributes;
use super::lines;
use crate::names::Ident;
use crate::plan::types::EnumPlan;

/// The enumeration.
pub fn item(name: &Ident, docs: &TokenStream, plan: &EnumPlan<String>) -> TokenStream {
    let declared = plan.variants.iter().map(|variant| {
        let docs = attributes(&variant.docs, &format!("`{}`", shown(&variant.wire)));
        let name = &variant.name;
        let default = plan.unknown.is_none().then(|| quote!(#[default]));
        quote!(#docs #default #name,)
    });
    let copy = plan.unknown.is_none().then(|| quote!(Copy, Default,));
    let unknown = plan.unknown.as_ref().map(|unknown| {
        quote! {
            /// A value that the server sent and the document does not list.
            #unknown(crate::support::UnknownValue),
        }
    });
    quote! {
        #docs
        #[derive(Debug, Clone, #copy PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#declared)*
            #unknown
        }
    }
}

/// Its values and conversions, as lines.
pub fn conversions(name: &Ident, plan: &EnumPlan<String>) -> String {
    let wires: Vec<String> = plan.variants.iter().map(|variant| lines::literal(&variant.wire)).collect();
    let listed = format!("pub const LISTED: [&'static str; {}] = ", wires.len());
    let listed = lines::array(4, &listed, &wires, ";");
    let (mut texts, mut variants) = (String::new(), String::new());
    for (variant, wire) in plan.variants.iter().zip(&wires) {
        let _ = writeln!(texts, "            Self::{} => {wire},", variant.name);
        let _ = writeln!(variants, "            {wire} => Some(Self::{}),", variant.name);
    }
    if let Some(unknown) = &plan.unknown {
        let _ = writeln!(texts, "            Self::{unknown}(value) => value.as_str(),");
    }
    let (write, read) = (write(plan), read(plan));
    let from_str = lines::implementation("impl std::str::FromStr", name);
    let from_string = lines::implementation("impl TryFrom<String>", name);
    let deserialize = lines::implementation("impl<'de> serde::Deserialize<'de>", name);
    format!(
        "impl {name} {{
    /// The values that the document lists.
{listed}    /// The value on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {{
        match self {{
{texts}        }}
    }}
    fn from_listed(text: &str) -> Option<Self> {{
        match text {{
{variants}            _ => None,
        }}
    }}
}}
impl std::fmt::Display for {name} {{
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {{
        f.write_str(self.as_str())
    }}
}}
{from_str}    type Err = crate::support::UnlistedValue;
    fn from_str(text: &str) -> Result<Self, crate::support::UnlistedValue> {{
        Self::from_listed(text).ok_or(crate::support::UnlistedValue::new(&Self::LISTED))
    }}
}}
impl TryFrom<&str> for {name} {{
    type Error = crate::support::UnlistedValue;
    fn try_from(text: &str) -> Result<Self, crate::support::UnlistedValue> {{
        text.parse()
    }}
}}
{from_string}    type Error = crate::support::UnlistedValue;
    fn try_from(text: String) -> Result<Self, crate::support::UnlistedValue> {{
        text.parse()
    }}
}}
impl serde::Serialize for {name} {{
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {{
{write}    }}
}}
{deserialize}    fn deserialize<D: serde::Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Self, D::Error> {{
        let text = <String as serde::Deserialize>::deserialize(deserializer)?;
{read}    }}
}}
"
    )
}

fn write(plan: &EnumPlan<String>) -> String {
    let Some(unknown) = &plan.unknown else { return "        serializer.serialize_str(self.as_str())\n".to_owned() };
    format!(
        "        match self {{
            Self::{unknown}(value) => serde::Serialize::serialize(value, serializer),
            listed => serializer.serialize_str(listed.as_str()),
        }}
"
    )
}

fn read(plan: &EnumPlan<String>) -> String {
    plan.unknown.as_ref().map_or_else(
        || {
            "        Self::from_listed(&text)
            .ok_or_else(|| serde::de::Error::invalid_value(
                serde::de::Unexpected::Str(&text),
                &Self::LISTED[0],
            ))
"
            .to_owned()
        },
        |unknown| {
            format!(
                "        Ok(
            Self::from_listed(&text)
                .unwrap_or_else(|| Self::{unknown}(
                    crate::support::UnknownValue::received(text),
                )),
        )
"
            )
        },
    )
}

/// A value in code, on one line.
fn shown(wire: &str) -> String {
    wire.chars().map(|sign| if sign.is_control() || sign == '`' { ' ' } else { sign }).collect()
}
