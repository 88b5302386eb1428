//! The arguments of a request: a value for each parameter that its style can write.

use serde_json::Value;
use trueline_spec::Direction;
use trueline_spec::model::{ExampleValue, Location, Parameter, ParameterEncoding};

use super::case_builder::{ATTEMPTS, STEPS_OF_REQUEST, of_attempt};
use super::{ArgumentValue, CaseBuilder, NotMade};
use crate::generate::{Completeness, SeededRng, TextPosition};
use crate::judge::{is_valid_in_request, location_of};
use crate::redact::Secret;
use crate::wire::{Encoded, RequestParts, decode_parameter, encode_parameter};

impl CaseBuilder<'_> {
    /// What is sent for a parameter; nothing where only the server knows its values.
    pub(super) fn argument(
        &self,
        parameter: &Parameter,
        completeness: Completeness,
        rng: &mut SeededRng,
    ) -> Result<Option<ArgumentValue>, NotMade> {
        if let Some(text) = self.configured(parameter) {
            return Ok(Some(ArgumentValue::Text(text)));
        }
        if parameter.session.is_some() && !parameter.required {
            return Ok(None);
        }
        if parameter.session.is_some() {
            return Err(NotMade::NoSession { header: parameter.name.clone() });
        }
        if let Some(page) = &self.operation.laws.page
            && page.cursor == parameter.name
            && parameter.location == Location::Query
        {
            // Only a page can give one.
            return Ok(None);
        }
        let example = parameter.examples.iter().find_map(|example| match &example.value {
            ExampleValue::Inline(value) => Some(value),
            ExampleValue::External(_) => None,
        });
        let shows_example = completeness != Completeness::Random || rng.one_in(8);
        if let (Some(example), true) = (example, shows_example)
            && self.is_valid(parameter, example)
            && self.is_readable(parameter, example)
        {
            return Ok(Some(ArgumentValue::Value(example.clone())));
        }
        let Some(schema) = parameter.schema() else { return Ok(Some(ArgumentValue::Text("text".to_owned()))) };
        let mut impossible = None;
        for attempt in 0..ATTEMPTS {
            let mut generator = self.generator(of_attempt(completeness, attempt), texts(parameter.location), rng);
            let generated = generator.value(schema);
            *rng = generator.rng;
            match generated {
                Ok(value) if fits(parameter, &value) && self.is_readable(parameter, &value) => {
                    return Ok(Some(ArgumentValue::Value(value)));
                }
                Ok(_) => impossible = None,
                Err(reason) => {
                    let is_limit = reason.is_limit();
                    impossible = Some(reason);
                    if is_limit {
                        break;
                    }
                }
            }
        }
        if !parameter.required {
            return Ok(None);
        }
        let parameter = location_of(parameter);
        Err(match impossible {
            Some(reason) => NotMade::NoArgument { parameter, reason },
            None => NotMade::UnwrittenArgument { parameter },
        })
    }

    /// What the configuration of the owner, or of the target, says of a parameter.
    pub(crate) fn configured(&self, parameter: &Parameter) -> Option<String> {
        match parameter.location {
            Location::Path => self.fixture_path()?.get(&parameter.name).cloned(),
            Location::Header => {
                let own =
                    self.primary_actor().and_then(|owner| owner.headers.get(&parameter.name.to_ascii_lowercase()));
                own.map(Secret::expose).or_else(|| self.header_of_target(parameter)).map(str::to_owned)
            }
            Location::Query | Location::Cookie => None,
        }
    }

    pub(super) fn is_valid(&self, parameter: &Parameter, value: &Value) -> bool {
        parameter
            .schema()
            .is_none_or(|schema| self.validators.is_valid(self.api, schema, Direction::Request, value).unwrap_or(false))
    }

    /// Whether what is sent for a value is read as a valid one: styles have no word for lists within lists, nor for a
    /// comma in an item of a header.
    pub(super) fn is_readable(&self, parameter: &Parameter, value: &Value) -> bool {
        let encoded = encode_parameter(parameter, value);
        let own = |text: String| vec![(parameter.name.to_ascii_lowercase(), text)];
        let parts = match encoded {
            Encoded::Path(text) => RequestParts::new(vec![(parameter.name.clone(), text)], "", Vec::new()),
            Encoded::Query(pairs) => RequestParts::new(Vec::new(), &pairs.join("&"), Vec::new()),
            Encoded::Header(text) => RequestParts::new(Vec::new(), "", own(text)),
            Encoded::Cookie(pairs) => RequestParts::new(Vec::new(), "", vec![cookie_header(pairs)]),
            Encoded::Nothing => return false,
        };
        self.charge(STEPS_OF_REQUEST / 4);
        let is_valid = is_valid_in_request(self.api, self.validators);
        let read = decode_parameter(self.api, self.operation, parameter, &parts, &is_valid);
        read.is_ok_and(|read| read.is_some_and(|read| self.may_be(parameter.schema(), &read)))
    }
}

fn texts(location: Location) -> TextPosition {
    match location {
        Location::Path => TextPosition::Segment,
        Location::Query => TextPosition::Address,
        Location::Header => TextPosition::Header,
        Location::Cookie => TextPosition::Cookie,
    }
}

/// The header of pairs of cookies.
fn cookie_header(pairs: Vec<(String, String)>) -> (String, String) {
    let pairs: Vec<String> = pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    ("cookie".to_owned(), pairs.join("; "))
}

/// Whether a value can be sent at its place and read back: an empty path segment, an empty list and `null`
/// cannot, but for JSON.
fn fits(parameter: &Parameter, value: &Value) -> bool {
    if let ParameterEncoding::Content { media_type, .. } = &parameter.encoding
        && media_type.contains("json")
    {
        return true;
    }
    let has_text = |value: &Value| match value {
        Value::String(text) => !text.is_empty(),
        Value::Null => false,
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
        _ => true,
    };
    let nothing_is_fine = parameter.location == Location::Query && value.as_str() == Some("");
    has_text(value) || (nothing_is_fine && parameter.allow_empty_value)
}
