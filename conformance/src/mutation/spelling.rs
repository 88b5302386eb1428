//! Ways to write a value on which implementations differ: what one takes another refuses. Unless the target is held to the
//! letter (`strict_formats`), either answer is right, and breaking on it is not.

use std::fmt;

use rustc_hash::FxHashMap;
use serde_json::Value;
use trueline_spec::model::{JsonType, Location, Parameter, SchemaId, SchemaKind, SecuritySchemeKind};

use super::value_mutation::{Mistake, MutationKind, ValueMutation};
use super::wrong::Wrong;
use super::{INVALID, Mutation, RequestEdit, Validity};
use crate::judge::{Rule, location_of};
use crate::request::{CaseBuilder, SentCredential};
use crate::schema::Types;

/// Places of an operation where one way to write a value is tried.
const PLACES: usize = 6;

/// A way to write a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Spelling {
    /// `"person"@example.org` (RFC 5321 section 4.1.2).
    QuotedLocalPart,
    /// A UUID in upper case (RFC 9562 section 4).
    UpperCase,
    /// `2026-01-01t00:00:00z` (RFC 3339 section 5.6).
    LowerCaseTime,
    /// A leap second (RFC 3339 section 5.7).
    LeapSecond,
    /// Spaces before and behind.
    SpacesAround,
    /// A UUID without hyphens.
    WithoutHyphens,
    /// A UUID in braces.
    InBraces,
    /// A UUID as a URN.
    AsUrn,
    /// A space between date and time.
    SpaceForT,
    /// A time without its offset.
    WithoutOffset,
    /// `0x10`.
    Hexadecimal,
    /// `+16`.
    PlusSign,
    /// `16.0`, which JSON Schema counts among the integers.
    AsFraction,
    /// `16e0`, which JSON counts among the numbers.
    AsExponent,
}

impl fmt::Display for Spelling {
    /// As a class's name has it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::QuotedLocalPart => "quoted-local-part",
            Self::UpperCase => "upper-case",
            Self::LowerCaseTime => "lower-case-time",
            Self::LeapSecond => "leap-second",
            Self::SpacesAround => "spaces-around",
            Self::WithoutHyphens => "without-hyphens",
            Self::InBraces => "in-braces",
            Self::AsUrn => "as-urn",
            Self::SpaceForT => "space-for-t",
            Self::WithoutOffset => "without-offset",
            Self::Hexadecimal => "hexadecimal",
            Self::PlusSign => "plus-sign",
            Self::AsFraction => "as-fraction",
            Self::AsExponent => "as-exponent",
        })
    }
}

impl Spelling {
    /// Those of a format.
    fn of_format(format: &str) -> &'static [Self] {
        match format {
            "email" | "idn-email" => &[Self::QuotedLocalPart, Self::SpacesAround],
            "uuid" => &[Self::UpperCase, Self::SpacesAround, Self::WithoutHyphens, Self::InBraces, Self::AsUrn],
            "date-time" => &[Self::LowerCaseTime, Self::LeapSecond, Self::SpaceForT, Self::WithoutOffset],
            _ => &[],
        }
    }

    /// Those of an integer in a query.
    const OF_INTEGERS: [Self; 5] =
        [Self::SpacesAround, Self::Hexadecimal, Self::PlusSign, Self::AsFraction, Self::AsExponent];

    /// Whether the value is valid by the letter of its specification.
    fn validity(self, is_strict: bool) -> Validity {
        match self {
            Self::AsFraction | Self::AsExponent => Validity::Disputed,
            _ if !is_strict => Validity::Disputed,
            Self::QuotedLocalPart | Self::UpperCase | Self::LowerCaseTime | Self::LeapSecond => Validity::Valid,
            _ => Validity::Invalid,
        }
    }

    /// A valid value written so; nothing where it has no such writing.
    pub(super) fn of(self, valid: &Value) -> Option<String> {
        if let Value::Number(number) = valid {
            let whole = number.as_i64().filter(|whole| *whole >= 0)?;
            return match self {
                Self::SpacesAround => Some(format!(" {whole} ")),
                Self::Hexadecimal => Some(format!("{whole:#x}")),
                Self::PlusSign => Some(format!("+{whole}")),
                Self::AsFraction => Some(format!("{whole}.0")),
                Self::AsExponent => Some(format!("{whole}e0")),
                _ => None,
            };
        }
        let text = valid.as_str()?;
        let day = || text.get(..10);
        let spelled = match self {
            Self::QuotedLocalPart => {
                let (local, domain) = text.rsplit_once('@').filter(|(local, _)| !local.starts_with('"'))?;
                format!("\"{local}\"@{domain}")
            }
            Self::UpperCase => text.to_uppercase(),
            Self::LowerCaseTime => text.to_lowercase(),
            Self::LeapSecond => "2016-12-31T23:59:60Z".to_owned(),
            Self::SpacesAround => format!(" {text} "),
            Self::WithoutHyphens => text.replace('-', ""),
            Self::InBraces => format!("{{{text}}}"),
            Self::AsUrn => format!("urn:uuid:{text}"),
            Self::SpaceForT => format!("{} 00:00:00Z", day()?),
            Self::WithoutOffset => format!("{}T00:00:00", day()?),
            _ => return None,
        };
        (spelled != text).then_some(spelled)
    }
}

/// The disputed spellings of an operation's values: of each format at some places that have it, and of each number in the
/// query. `found` are the mistakes that are made, each of which shows where a format is.
pub(super) fn mutations(builder: &CaseBuilder<'_>, found: &[Mutation]) -> Vec<Mutation> {
    let mut counts: FxHashMap<Spelling, usize> = FxHashMap::default();
    let mut spelled = Vec::new();
    for mutation in found {
        let (RequestEdit::Argument(_, value_mutation) | RequestEdit::Body(value_mutation)) = &mutation.change else {
            continue;
        };
        let MutationKind::Wrong(Wrong::NotOfFormat(format)) = &value_mutation.kind else { continue };
        for spelling in Spelling::of_format(format) {
            let count = counts.entry(*spelling).or_default();
            *count += 1;
            if *count <= PLACES {
                spelled.push(of_value_mutation(builder, mutation, value_mutation, *spelling));
            }
        }
    }
    for (index, parameter) in builder.operation.parameters.iter().enumerate() {
        if let Some(schema) = parameter.schema().filter(|_| parameter.location == Location::Query) {
            spelled.extend(of_query(builder, index, parameter, schema));
        }
    }
    spelled.extend(lower_case_scheme(builder));
    spelled
}

fn of_value_mutation(
    builder: &CaseBuilder<'_>,
    mutation: &Mutation,
    value_mutation: &ValueMutation,
    spelling: Spelling,
) -> Mutation {
    let written = ValueMutation {
        mistake: Mistake::Spelled(spelling),
        kind: MutationKind::Spelled(spelling),
        ..value_mutation.clone()
    };
    let change = match &mutation.change {
        RequestEdit::Argument(index, _) => RequestEdit::Argument(*index, written),
        _ => RequestEdit::Body(written),
    };
    let validity = match spelling.validity(builder.target.strict_formats) {
        // Nobody promises that there is something of this identity, and an owner's is the owner's as it is written.
        Validity::Valid if is_of_path(builder, mutation) || is_owned(builder, value_mutation) => Validity::Disputed,
        validity => validity,
    };
    let place = mutation.class.rsplit_once('/').map_or(mutation.class.as_str(), |(place, _)| place);
    Mutation {
        class: format!("{place}/{spelling}"),
        summary: format!("`{place}` is written with {}", spelling.to_string().replace('-', " ")),
        validity,
        location: mutation.location.clone().filter(|_| validity == Validity::Invalid),
        change,
        ..mutation.clone()
    }
}

fn is_of_path(builder: &CaseBuilder<'_>, mutation: &Mutation) -> bool {
    let RequestEdit::Argument(index, _) = mutation.change else { return false };
    builder.operation.parameters.get(index).is_some_and(|parameter| parameter.location == Location::Path)
}

fn is_owned(builder: &CaseBuilder<'_>, value_mutation: &ValueMutation) -> bool {
    builder.primary_actor().is_some_and(|owner| owner.body.contains_key(&value_mutation.pointer()))
}

/// A number of a query in other writings, and no text where a number or a listed value belongs.
fn of_query(builder: &CaseBuilder<'_>, index: usize, parameter: &Parameter, schema: SchemaId) -> Vec<Mutation> {
    let types = Types::of(builder.api, schema);
    let has_parts = types.has(JsonType::Array) || types.has(JsonType::Object);
    if parameter.session.is_some() || has_parts {
        return Vec::new();
    }
    let location = location_of(parameter);
    let shape = builder.api.schemas.as_one(schema);
    let mutation =
        |name: &str, summary: String, keyword: &'static str, validity: Validity, change: RequestEdit| Mutation {
            class: format!("{location}/{name}"),
            summary,
            rule: Rule::new(builder.api.schemas[shape].origin, keyword),
            expects: INVALID.to_vec(),
            validity,
            location: (validity == Validity::Invalid).then(|| location.clone()),
            change,
        };
    let mut found = Vec::new();
    let is_integer = types.has(JsonType::Integer) && !types.has(JsonType::String);
    if is_integer {
        found.extend(Spelling::OF_INTEGERS.map(|spelling| {
            let summary = format!("`{}` is written with {}", parameter.name, spelling.to_string().replace('-', " "));
            let (mistake, kind) = (Mistake::Spelled(spelling), MutationKind::Spelled(spelling));
            let value_mutation = ValueMutation { steps: Vec::new(), mistake, schema, keyword: "type", kind };
            let validity = spelling.validity(builder.target.strict_formats);
            mutation(&spelling.to_string(), summary, "type", validity, RequestEdit::Argument(index, value_mutation))
        }));
    }
    let keyword = match &builder.api.schemas[shape].kind {
        SchemaKind::Enum(_) => "enum",
        _ if is_integer => "type",
        _ => return found,
    };
    if !parameter.allow_empty_value {
        let validity = if builder.target.strict_formats { Validity::Invalid } else { Validity::Disputed };
        let summary = format!("`{}` is sent without a value", parameter.name);
        found.push(mutation("empty", summary, keyword, validity, RequestEdit::Text(index, String::new())));
    }
    found
}

/// The word before a token in another case, which makes no difference (RFC 9110 section 11.1).
fn lower_case_scheme(builder: &CaseBuilder<'_>) -> Option<Mutation> {
    let first = builder.operation.security.first().filter(|requirement| requirement.schemes.len() == 1)?;
    let sent_credentials = builder.sent_credentials(first)?.pop()?;
    let scheme = builder.api.security_schemes.get(&sent_credentials.scheme)?;
    if !matches!(scheme.kind, SecuritySchemeKind::HttpBearer { .. }) {
        return None;
    }
    let credential =
        SentCredential { text: format!("bearer {}", sent_credentials.text), whole: true, ..sent_credentials };
    Some(Mutation {
        class: "key/scheme-in-lower-case".to_owned(),
        summary: "the word before the token is `bearer`".to_owned(),
        rule: Rule::whole(scheme.origin),
        expects: vec![401, 403],
        validity: if builder.target.strict_formats { Validity::Valid } else { Validity::Disputed },
        location: None,
        change: RequestEdit::Credentials(vec![credential]),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Spelling;

    #[test]
    fn a_value_is_written_in_another_way() {
        let uuid = json!("6f0d2f0a-58c5-4d2c-9a4e-0f6f6a1b2c3d");
        assert_eq!(Spelling::UpperCase.of(&uuid).as_deref(), Some("6F0D2F0A-58C5-4D2C-9A4E-0F6F6A1B2C3D"));
        assert_eq!(Spelling::WithoutHyphens.of(&uuid).as_deref(), Some("6f0d2f0a58c54d2c9a4e0f6f6a1b2c3d"));
        assert_eq!(Spelling::QuotedLocalPart.of(&json!("a@b.c")).as_deref(), Some("\"a\"@b.c"));
        assert_eq!(Spelling::SpaceForT.of(&json!("2026-01-02T03:04:05Z")).as_deref(), Some("2026-01-02 00:00:00Z"));
        assert_eq!(Spelling::Hexadecimal.of(&json!(16)).as_deref(), Some("0x10"));
        assert_eq!(Spelling::Hexadecimal.of(&json!(-1)), None);
        assert_eq!(Spelling::UpperCase.of(&json!("6")), None);
    }
}
