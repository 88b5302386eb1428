//! The keywords that constrain values, and the values that each is about.

use serde_json::Value;
use trueline_spec::source::{Node, NodeKind};

/// The values that a keyword is about (JSON Schema 2020-12 Validation section 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    Anything,
    Numbers,
    Strings,
    NumbersAndStrings,
    Arrays,
    Objects,
}

impl Subject {
    pub(super) fn has(self, value: &Value) -> bool {
        match self {
            Self::Anything => true,
            Self::Numbers => value.is_number(),
            Self::Strings => value.is_string(),
            Self::NumbersAndStrings => value.is_number() || value.is_string(),
            Self::Arrays => value.is_array(),
            Self::Objects => value.is_object(),
        }
    }
}

const KEYWORDS: [(&str, Subject); 29] = [
    ("type", Subject::Anything),
    ("enum", Subject::Anything),
    ("const", Subject::Anything),
    ("oneOf", Subject::Anything),
    ("anyOf", Subject::Anything),
    ("not", Subject::Anything),
    ("if", Subject::Anything),
    ("multipleOf", Subject::Numbers),
    ("maximum", Subject::Numbers),
    ("exclusiveMaximum", Subject::Numbers),
    ("minimum", Subject::Numbers),
    ("exclusiveMinimum", Subject::Numbers),
    ("maxLength", Subject::Strings),
    ("minLength", Subject::Strings),
    ("pattern", Subject::Strings),
    ("format", Subject::NumbersAndStrings),
    ("maxItems", Subject::Arrays),
    ("minItems", Subject::Arrays),
    ("uniqueItems", Subject::Arrays),
    ("contains", Subject::Arrays),
    ("unevaluatedItems", Subject::Arrays),
    ("maxProperties", Subject::Objects),
    ("minProperties", Subject::Objects),
    ("required", Subject::Objects),
    ("dependentRequired", Subject::Objects),
    ("dependentSchemas", Subject::Objects),
    ("additionalProperties", Subject::Objects),
    ("propertyNames", Subject::Objects),
    ("unevaluatedProperties", Subject::Objects),
];

/// A keyword by its name, where what the document says with it constrains anything.
pub(super) fn constraint(name: &str, says: Node<'_>) -> Option<(&'static str, Subject)> {
    let is_vacuous = match says.kind() {
        // `uniqueItems: false` and `additionalProperties: true`; a bound of 3.0 says by a boolean whether it is exclusive.
        NodeKind::Bool(says) => says != (name == "uniqueItems"),
        NodeKind::Sequence => name == "required" && says.items().len() == 0,
        _ => false,
    };
    let is_flag = matches!(says.kind(), NodeKind::Bool(_)) && name.starts_with("exclusive");
    KEYWORDS.into_iter().find(|(own, _)| *own == name).filter(|_| !is_vacuous && !is_flag)
}

/// The keyword that a document of 3.0 has for a bound that is exclusive.
pub(super) fn bound(keyword: &str) -> Option<&'static str> {
    match keyword {
        "exclusiveMaximum" => Some("maximum"),
        "exclusiveMinimum" => Some("minimum"),
        _ => None,
    }
}
