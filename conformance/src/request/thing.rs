//! Names of things that are there, in the path, the query and the body of a request.

use serde_json::Value;
use trueline_spec::Direction;
use trueline_spec::model::{Location, Parameter};
use trueline_spec::resources::{RequestPlace, Step};

use super::{ArgumentValue, CaseBuilder, Content, RequestTemplate, media_type_of};
use crate::generate::SeededRng;

impl CaseBuilder<'_> {
    /// The values of the path's parameters, by their places in the path; none where the configuration promises a path.
    pub(super) fn names(&self, rng: &mut SeededRng) -> Vec<Option<Value>> {
        if self.fixture_path().is_some() { Vec::new() } else { self.things.names(self.api, self.id, self.turn, rng) }
    }

    /// What the configuration gives to every parameter of the name, where nothing more precise is said of it.
    pub(super) fn valued(&self, parameter: &Parameter) -> Option<ArgumentValue> {
        let value = self.target.values.get(&parameter.name)?;
        if self.configured(parameter).is_some() {
            return None;
        }
        self.taken(parameter, value)
    }

    /// What names a thing that is there, where the parameter is of the path and takes it.
    pub(super) fn named(&self, parameter: &Parameter, names: &[Option<Value>]) -> Option<ArgumentValue> {
        if parameter.location != Location::Path || names.is_empty() {
            return None;
        }
        let at = self.operation.path.parameters().position(|name| name == parameter.name)?;
        self.taken(parameter, names.get(at)?.as_ref()?)
    }

    /// Names a thing in the path of a request, its values by their places in the path: whether the parameters take them.
    pub(crate) fn name_thing(&self, template: &mut RequestTemplate, names: &[Option<Value>]) -> bool {
        let mut is_named = true;
        for (index, parameter) in self.operation.parameters.iter().enumerate() {
            let at = self.operation.path.parameters().position(|name| name == parameter.name);
            let is_part = parameter.location == Location::Path && at.is_some_and(|at| at < names.len());
            match self.named(parameter, names) {
                Some(given) => template.give(index, given),
                None => is_named &= !is_part,
            }
        }
        is_named
    }

    /// A value as a parameter takes it: as it is, as text, or as the number that the text is.
    fn taken(&self, parameter: &Parameter, value: &Value) -> Option<ArgumentValue> {
        as_texts_and_numbers(value)
            .into_iter()
            .find(|value| self.is_valid(parameter, value) && self.is_readable(parameter, value))
            .map(ArgumentValue::Value)
    }

    /// Puts names of things that are there in the place of made-up ones, wherever a request that says them stays valid.
    pub(super) fn refer(&self, template: &mut RequestTemplate, rng: &mut SeededRng) {
        for (place, value) in self.things.referred(self.id, self.turn, rng) {
            match place {
                RequestPlace::Parameter(index) => {
                    let is_free = |one: &&Parameter| !self.is_of_target(one) && self.valued(one).is_none();
                    let parameter = self.operation.parameters.get(*index).filter(is_free);
                    if let (Some(_), Some(given)) =
                        (template.argument(*index), parameter.and_then(|parameter| self.taken(parameter, value)))
                    {
                        template.give(*index, given);
                    }
                }
                RequestPlace::Body(path) => self.refer_in_body(template, &path.0, value),
            }
        }
    }

    fn refer_in_body(&self, template: &mut RequestTemplate, path: &[Step], name: &Value) {
        let Some(Content::Value { media_type, value }) = &mut template.content else { return };
        let Some(schema) = media_type_of(self.operation, *media_type).and_then(|media_type| media_type.schema) else {
            return;
        };
        for name in as_texts_and_numbers(name) {
            let mut changed = value.clone();
            if put(&mut changed, path, &name)
                && self.validators.is_valid(self.api, schema, Direction::Request, &changed) == Ok(true)
            {
                *value = changed;
                return;
            }
        }
    }
}

/// A value, the same as text, and as the number that the text is.
fn as_texts_and_numbers(value: &Value) -> Vec<Value> {
    match value {
        Value::Number(number) => vec![value.clone(), Value::String(number.to_string())],
        Value::String(text) => {
            let number = text.parse::<i64>().ok().filter(|number| number.to_string() == *text);
            [Some(value.clone()), number.map(Value::from)].into_iter().flatten().collect()
        }
        other => vec![other.clone()],
    }
}

/// Puts a value wherever a path leads to a text or number: whether it leads anywhere.
fn put(value: &mut Value, path: &[Step], name: &Value) -> bool {
    match (path.split_first(), value) {
        (None, value @ (Value::String(_) | Value::Number(_))) => {
            value.clone_from(name);
            true
        }
        (Some((Step::Member(member), rest)), Value::Object(members)) => {
            members.get_mut(member).is_some_and(|value| put(value, rest, name))
        }
        (Some((Step::Items, rest)), Value::Array(items)) => {
            // Lists of names may have to be of different ones.
            items.first_mut().is_some_and(|item| put(item, rest, name))
        }
        _ => false,
    }
}
