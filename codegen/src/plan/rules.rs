//! Plans the rules that requests are checked against before they are sent: bounds, lengths, patterns and formats.

use std::collections::BTreeMap;

use trueline_spec::model::{
    AdditionalProperties, Api, ArraySchema, Bound, NumberSchema, ObjectSchema, SchemaId, SchemaKind, StringSchema,
};

use super::client::Omission;

/// The rules of a client; a rule is known by its index. Those that nobody needs are none.
#[derive(Debug, Default)]
pub struct RulesPlan {
    /// Every rule.
    pub rules: Vec<Option<RulePlan>>,
}

/// A rule.
#[derive(Debug)]
#[allow(missing_docs, reason = "the variants are the run-time part's own")]
pub enum RulePlan {
    Number {
        minimum: Option<BoundPlan>,
        maximum: Option<BoundPlan>,
        multiple_of: Option<f64>,
    },
    Text {
        min_length: Option<u64>,
        max_length: Option<u64>,
        pattern: Option<String>,
        format: Option<&'static str>,
    },
    List {
        min_items: Option<u64>,
        max_items: Option<u64>,
        unique: bool,
        items: Option<usize>,
    },
    Object {
        min_properties: Option<u64>,
        max_properties: Option<u64>,
        properties: Vec<(String, usize)>,
        additional: Option<usize>,
    },
    Listed(Vec<String>),
    All(Vec<usize>),
}

/// A bound of numbers.
#[derive(Debug)]
pub struct BoundPlan {
    /// The nearest floating-point number.
    pub value: f64,
    /// As the document has it.
    pub text: String,
    /// Whether the bound itself is outside.
    pub exclusive: bool,
}

/// Collects the rules of the schemas that it is asked for.
pub struct Collector<'a> {
    api: &'a Api,
    seen: BTreeMap<SchemaId, Seen>,
    rules: Vec<Option<RulePlan>>,
    omissions: Vec<Omission>,
}

#[derive(Clone, Copy)]
enum Seen {
    /// It is being read: whoever meets it again stands within it.
    Within {
        index: usize,
        met_again: bool,
    },
    Done(Option<usize>),
}

impl<'a> Collector<'a> {
    /// Of a document, with nothing collected yet.
    #[must_use]
    pub fn new(api: &'a Api) -> Self {
        Self { api, seen: BTreeMap::new(), rules: Vec::new(), omissions: Vec::new() }
    }

    /// What was collected, and which rules are not checked.
    #[must_use]
    pub fn finish(self) -> (RulesPlan, Vec<Omission>) {
        (RulesPlan { rules: self.rules }, self.omissions)
    }

    /// The rule of a schema; none where it allows whatever its type can hold.
    pub fn rule(&mut self, schema: SchemaId) -> Option<usize> {
        let id = self.api.schemas.shape(schema);
        match self.seen.get(&id).copied() {
            Some(Seen::Done(rule)) => return rule,
            Some(Seen::Within { index, .. }) => {
                self.seen.insert(id, Seen::Within { index, met_again: true });
                return Some(index);
            }
            None => {}
        }
        let index = self.rules.len();
        self.rules.push(None);
        self.seen.insert(id, Seen::Within { index, met_again: false });
        let plan = self.plan(id);
        let met_again = matches!(self.seen.get(&id), Some(Seen::Within { met_again: true, .. }));
        let plan = if met_again { Some(plan.unwrap_or(RulePlan::All(Vec::new()))) } else { plan };
        let rule = plan.is_some().then_some(index);
        self.rules[index] = plan;
        self.seen.insert(id, Seen::Done(rule));
        rule
    }

    fn plan(&mut self, id: SchemaId) -> Option<RulePlan> {
        let api = self.api;
        match &api.schemas[id].kind {
            SchemaKind::Number(number) => plan_number(number),
            SchemaKind::String(string) => self.plan_text(id, string),
            SchemaKind::Enum(values) => super::scalars::strings_of(values)
                .map(|listed| RulePlan::Listed(listed.into_iter().map(str::to_owned).collect())),
            SchemaKind::Array(array) => self.plan_list(array),
            SchemaKind::Object(object) => self.plan_object(object),
            SchemaKind::AllOf { parts, .. } => self.plan_all(parts),
            SchemaKind::AnyOf(variants) | SchemaKind::OneOf(variants) if !variants.written => {
                let is_null = |id: &SchemaId| matches!(api.schemas[api.schemas.shape(*id)].kind, SchemaKind::Null);
                let others: Vec<SchemaId> = variants.schemas.iter().copied().filter(|id| !is_null(id)).collect();
                // Each kind's rule ignores values of other kinds.
                self.plan_all(&others)
            }
            _ => None,
        }
    }

    fn plan_all(&mut self, parts: &[SchemaId]) -> Option<RulePlan> {
        let rules: Vec<usize> = parts.iter().filter_map(|part| self.rule(*part)).collect();
        (!rules.is_empty()).then_some(RulePlan::All(rules))
    }

    fn plan_text(&mut self, id: SchemaId, string: &StringSchema) -> Option<RulePlan> {
        let is_bytes = string.content_encoding.is_some() || string.content_media_type.is_some();
        let pattern = string.pattern.as_ref().and_then(|pattern| self.pattern(id, &pattern.0));
        let format = match string.format.as_deref() {
            Some("email") => Some("Email"),
            Some("uri" | "url") => Some("Uri"),
            Some("ipv4") => Some("Ipv4"),
            Some("ipv6") => Some("Ipv6"),
            _ => None,
        };
        let (min_length, max_length) = (string.min_length.filter(|least| *least > 0), string.max_length);
        let says = min_length.is_some() || max_length.is_some() || pattern.is_some() || format.is_some();
        (says && !is_bytes).then_some(RulePlan::Text { min_length, max_length, pattern, format })
    }

    /// The pattern, where the run-time part can match it.
    fn pattern(&mut self, id: SchemaId, pattern: &str) -> Option<String> {
        let pattern = pattern.replace("\\/", "/");
        if regex_lite::Regex::new(&pattern).is_ok() {
            return Some(pattern);
        }
        self.omissions.push(Omission {
            origin: self.api.schemas[id].origin,
            feature: format!("the pattern `{pattern}`"),
            instead: "texts are sent without being compared with it, and the server decides",
        });
        None
    }

    fn plan_list(&mut self, array: &ArraySchema) -> Option<RulePlan> {
        let items = if array.prefix_items.is_empty() { array.items.and_then(|items| self.rule(items)) } else { None };
        let (min_items, max_items) = (array.min_items.filter(|least| *least > 0), array.max_items);
        let unique = array.unique_items;
        let says = min_items.is_some() || max_items.is_some() || unique || items.is_some();
        says.then_some(RulePlan::List { min_items, max_items, unique, items })
    }

    fn plan_object(&mut self, object: &ObjectSchema) -> Option<RulePlan> {
        let mut properties = Vec::new();
        for (name, property) in &object.properties {
            if let Some(rule) = self.rule(property.schema) {
                properties.push((name.clone(), rule));
            }
        }
        let additional = match object.additional {
            AdditionalProperties::Schema(schema) if object.pattern_properties.is_empty() => self.rule(schema),
            _ => None,
        };
        // A declared property without a rule must not fall under the rule of the others.
        let additional = additional.filter(|_| properties.len() == object.properties.len());
        let (min_properties, max_properties) =
            (object.min_properties.filter(|least| *least > 0), object.max_properties);
        let says =
            min_properties.is_some() || max_properties.is_some() || !properties.is_empty() || additional.is_some();
        says.then_some(RulePlan::Object { min_properties, max_properties, properties, additional })
    }
}

fn plan_number(number: &NumberSchema) -> Option<RulePlan> {
    let bound = |bound: &Bound| BoundPlan {
        value: bound.value.as_f64(),
        text: bound.value.to_string(),
        exclusive: bound.exclusive,
    };
    let (minimum, maximum) = (number.minimum.as_ref().map(bound), number.maximum.as_ref().map(bound));
    let multiple_of = number.multiple_of.map(trueline_spec::model::Number::as_f64);
    let says = minimum.is_some() || maximum.is_some() || multiple_of.is_some();
    says.then_some(RulePlan::Number { minimum, maximum, multiple_of })
}
