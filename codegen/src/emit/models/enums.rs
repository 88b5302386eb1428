//! Writes enumerations of strings. Values that the document does not list are kept, and sent as they are.

use proc_macro2::TokenStream;
use quote::quote;

use crate::code_span;
use crate::emit::tokens::attributes::attributes;
use crate::emit::tokens::code::{Code, Literal, code, put};
use crate::emit::tokens::lines;
use crate::names::Ident;
use crate::plan::model::types::EnumPlan;

/// The enumeration.
pub(crate) fn item(name: &Ident, docs: &TokenStream, plan: &EnumPlan<String>) -> TokenStream {
    let declared = plan.variants.iter().map(|variant| {
        let docs = attributes(&variant.docs, || code_span(&variant.wire));
        let name = &variant.name;
        let default = plan.unknown.is_none().then(|| quote!(#[default]));
        quote!(#docs #default #name,)
    });
    let copy = plan.unknown.is_none().then(|| quote!(Copy, Default,));
    let unknown = plan.unknown.as_ref().map(|unknown| {
        quote! {
            /// A value that the document does not list.
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
pub(crate) fn conversions(name: &Ident, plan: &EnumPlan<String>) -> Code {
    let wires: Vec<Code> = plan.variants.iter().map(|variant| code![Literal::of(&variant.wire)]).collect();
    let listed = code!["pub const LISTED: [&'static str; ", wires.len(), "] = "];
    let listed = lines::array(4, &listed, &wires, ";");
    let (mut texts, mut variants) = (Code::new(), Code::new());
    for (variant, wire) in plan.variants.iter().zip(&wires) {
        put!(texts, "            Self::", variant.name, " => ", wire, ",\n");
        put!(variants, "            ", wire, " => Some(Self::", variant.name, "),\n");
    }
    if let Some(unknown) = &plan.unknown {
        put!(texts, "            Self::", unknown, "(value) => value.as_str(),\n");
    }
    code![
        values(name, &listed, &texts, &variants, plan.unknown.as_ref()),
        from_text(name),
        "impl serde::Serialize for ",
        name,
        " {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
",
        write(plan),
        "    }
}
",
        lines::implementation("impl<'de> serde::Deserialize<'de>", name),
        "    fn deserialize<D: serde::Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Self, D::Error> {
",
        read(plan),
        "    }
}
",
    ]
}

/// The values as texts, and back.
fn values(name: &Ident, listed: &Code, texts: &Code, variants: &Code, unknown: Option<&Ident>) -> Code {
    let unlisted = unknown.map_or_else(Code::new, |unknown| {
        code![
            "    /// Creates a value, listed in the document or not; a listed one becomes its variant.
    #[must_use]
    pub fn unlisted(text: impl Into<String>) -> Self {
        let text = text.into();
        Self::from_listed(&text)
            .unwrap_or_else(|| Self::",
            unknown,
            "(crate::support::UnknownValue::new(text)))
    }
"
        ]
    });
    code![
        "impl ",
        name,
        " {
    /// The values that the document lists.
",
        listed,
        "    /// The value on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
",
        texts,
        "        }
    }
",
        unlisted,
        "    fn from_listed(text: &str) -> Option<Self> {
        match text {
",
        variants,
        "            _ => None,
        }
    }
}
",
    ]
}

/// How it is shown, and parsed.
fn from_text(name: &Ident) -> Code {
    code![
        "impl std::fmt::Display for ",
        name,
        " {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
",
        lines::implementation("impl std::str::FromStr", name),
        "    type Err = crate::support::UnlistedValue;
    fn from_str(text: &str) -> Result<Self, crate::support::UnlistedValue> {
        Self::from_listed(text).ok_or(crate::support::UnlistedValue::new(&Self::LISTED))
    }
}
impl TryFrom<&str> for ",
        name,
        " {
    type Error = crate::support::UnlistedValue;
    fn try_from(text: &str) -> Result<Self, crate::support::UnlistedValue> {
        text.parse()
    }
}
",
        lines::implementation("impl TryFrom<String>", name),
        "    type Error = crate::support::UnlistedValue;
    fn try_from(text: String) -> Result<Self, crate::support::UnlistedValue> {
        text.parse()
    }
}
",
    ]
}

fn write(plan: &EnumPlan<String>) -> Code {
    let Some(unknown) = &plan.unknown else { return code!["        serializer.serialize_str(self.as_str())\n"] };
    code![
        "        match self {
            Self::",
        unknown,
        "(value) => serde::Serialize::serialize(value, serializer),
            listed => serializer.serialize_str(listed.as_str()),
        }
",
    ]
}

fn read(plan: &EnumPlan<String>) -> Code {
    let Some(unknown) = &plan.unknown else {
        return code!["        crate::support::read_listed(deserializer, Self::from_listed, Self::LISTED[0])\n"];
    };
    code!["        crate::support::read_listed_or(deserializer, Self::from_listed, Self::", unknown, ")\n"]
}
