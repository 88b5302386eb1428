//! Plans the rules that requests are checked against before they are sent: bounds, lengths, patterns and formats.

use std::collections::{BTreeMap, BTreeSet};

use trueline_spec::model::{
    AdditionalProperties, Api, ArraySchema, Bound, EnumSchema, JsonType, NumberSchema, ObjectSchema, SchemaId,
    SchemaKind, StringSchema, Variants,
};

use crate::names::{Ident, Scope, constant_name};
use crate::plan::facts::listed;
use crate::plan::model::rule::{BoundPlan, RulePlan, RulesPlan};
use crate::plan::model::unsupported::Unsupported;
use crate::plan::naming::homes::Homes;
use crate::plan::naming::operation_name::OperationNames;

/// Parts of all rules together, at most: rules themselves, properties, listed values.
pub(crate) const RULES_LIMIT: usize = 400_000;

/// Collects the rules of the schemas that it is asked for.
pub(crate) struct Collector<'a> {
    api: &'a Api,
    seen: BTreeMap<SchemaId, Seen>,
    rules: Vec<Option<RulePlan>>,
    /// Rules of listed values, which stand among alternatives alone.
    lists: BTreeMap<SchemaId, Option<usize>>,
    /// The name of each rule that there is.
    names: BTreeMap<usize, Ident>,
    scope: Scope,
    homes: Homes<'a>,
    wanted: Vec<usize>,
    unsupported: Vec<Unsupported>,
    /// How many more parts rules may have.
    left: usize,
    is_exceeded: bool,
    /// How many schemas are read within each other.
    levels: usize,
    /// Schemas that were met too deep within others, with the index that is kept for the rule of each.
    waiting: Vec<(SchemaId, usize)>,
}

/// The most schemas that are read within each other; those that are deeper wait, so that no chain of them costs stack.
const LEVELS: usize = 200;

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
    pub(crate) fn new(api: &'a Api, names: &OperationNames) -> Self {
        Self {
            api,
            seen: BTreeMap::new(),
            rules: Vec::new(),
            lists: BTreeMap::new(),
            names: BTreeMap::new(),
            scope: Scope::default(),
            homes: Homes::of(api, names),
            wanted: Vec::new(),
            unsupported: Vec::new(),
            left: RULES_LIMIT,
            is_exceeded: false,
            levels: 0,
            waiting: Vec::new(),
        }
    }

    /// What was collected, and which rules are not checked.
    #[must_use]
    pub(crate) fn finish(mut self) -> (RulesPlan, Vec<Unsupported>) {
        let mut needed = vec![false; self.rules.len()];
        while let Some(index) = self.wanted.pop() {
            if !std::mem::replace(&mut needed[index], true) {
                self.wanted.extend(self.rules[index].iter().flat_map(RulePlan::parts));
            }
        }
        let rules = self.rules.into_iter().zip(needed).enumerate();
        let named = rules.map(|(index, (rule, needed))| Some((self.names.remove(&index)?, rule.filter(|_| needed)?)));
        (RulesPlan { rules: named.collect() }, self.unsupported)
    }

    /// The rule that values of a schema are checked against; none where it allows whatever its type can hold.
    pub(crate) fn check(&mut self, schema: SchemaId) -> Option<Ident> {
        let rule = self.rule(schema);
        self.wanted.extend(rule);
        while let Some((id, index)) = self.waiting.pop() {
            let plan = self.plan(id).filter(|plan| self.fits(plan, id));
            // Who met it holds it to have a rule.
            self.keep(index, id, plan.unwrap_or(RulePlan::All(Vec::new())), "");
            self.seen.insert(id, Seen::Done(Some(index)));
        }
        self.names.get(&rule?).cloned()
    }

    /// Keeps a rule by the place of its schema.
    fn keep(&mut self, index: usize, id: SchemaId, plan: RulePlan, what: &str) {
        let words = self.homes.words(&self.api.schemas, self.api.schemas[id].origin);
        let name = self.scope.claim(constant_name(&format!("{words} {what}")));
        self.names.insert(index, name);
        self.rules[index] = Some(plan);
    }

    fn rule(&mut self, schema: SchemaId) -> Option<usize> {
        let id = self.api.schemas.as_one(schema);
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
        if self.levels == LEVELS {
            self.seen.insert(id, Seen::Within { index, met_again: true });
            self.waiting.push((id, index));
            return Some(index);
        }
        self.seen.insert(id, Seen::Within { index, met_again: false });
        self.levels += 1;
        let plan = self.plan(id).filter(|plan| self.fits(plan, id));
        self.levels -= 1;
        let met_again = matches!(self.seen.get(&id), Some(Seen::Within { met_again: true, .. }));
        let plan = if met_again { Some(plan.unwrap_or(RulePlan::All(Vec::new()))) } else { plan };
        let rule = plan.is_some().then_some(index);
        if let Some(plan) = plan {
            self.keep(index, id, plan, "");
        }
        self.seen.insert(id, Seen::Done(rule));
        rule
    }

    /// Whether a rule can be kept, for the number of its parts.
    fn fits(&mut self, plan: &RulePlan, id: SchemaId) -> bool {
        if let Some(left) = self.left.checked_sub(plan.size()) {
            self.left = left;
            return true;
        }
        if !self.is_exceeded {
            self.is_exceeded = true;
            self.report(id, format!("rules of more than {RULES_LIMIT} properties and listed values (RULES_LIMIT)"));
        }
        false
    }

    fn plan(&mut self, id: SchemaId) -> Option<RulePlan> {
        let api = self.api;
        for keyword in unchecked(&api.schemas[id].kind) {
            self.report(id, format!("the rule of `{keyword}`"));
        }
        match &api.schemas[id].kind {
            SchemaKind::Number(number) => plan_number(number),
            SchemaKind::String(string) => self.plan_text(id, string),
            SchemaKind::Array(array) => self.plan_list(array),
            SchemaKind::Object(object) => self.plan_object(id, object),
            SchemaKind::AllOf(parts) => self.plan_all(parts),
            SchemaKind::AnyOf(variants) | SchemaKind::OneOf(variants) => self.plan_any(id, variants),
            _ => None,
        }
    }

    fn plan_all(&mut self, parts: &[SchemaId]) -> Option<RulePlan> {
        let rules: Vec<usize> = parts.iter().filter_map(|part| self.rule(*part)).collect();
        (!rules.is_empty()).then_some(RulePlan::All(rules))
    }

    /// Alternatives of one kind of values hold for all values of that kind: each kind's rule ignores the others. Among
    /// several of a kind one must hold, so that only what breaks the rules of every one is certain to be wrong.
    fn plan_any(&mut self, id: SchemaId, variants: &Variants) -> Option<RulePlan> {
        let mut groups: BTreeMap<Option<JsonType>, Vec<Option<usize>>> = BTreeMap::new();
        for variant in &variants.schemas {
            let kind = self.kind(*variant);
            if kind != Some(JsonType::Null) {
                let rule = if self.is_list(*variant) { self.listed(*variant) } else { self.rule(*variant) };
                groups.entry(kind).or_default().push(rule);
            }
        }
        if groups.contains_key(&None) {
            groups = BTreeMap::from([(None, groups.into_values().flatten().collect())]);
        }
        let mut parts = Vec::new();
        for (kind, rules) in groups {
            let known: Vec<usize> = rules.iter().flatten().copied().collect();
            if known.iter().all(|rule| self.is_listed(*rule)) {
                // What is not listed can be sent: the type says so.
                continue;
            }
            if known.len() < rules.len() {
                // Of scalars any may be sent then; of others the shape decides, which is not looked at.
                let is_scalar = matches!(kind, Some(JsonType::String | JsonType::Number | JsonType::Boolean));
                if !known.is_empty() && !is_scalar {
                    self.report(id, "rules of only some alternatives".to_owned());
                }
                continue;
            }
            parts.push(if let [only] = known.as_slice() { *only } else { self.add(id, RulePlan::Any(known), "any") });
        }
        (!parts.is_empty()).then_some(RulePlan::All(parts))
    }

    /// The kind of a schema's values, where there is only one.
    fn kind(&self, id: SchemaId) -> Option<JsonType> {
        match &self.api.schemas[self.api.schemas.as_one(id)].kind {
            SchemaKind::Null => Some(JsonType::Null),
            SchemaKind::Boolean => Some(JsonType::Boolean),
            SchemaKind::Number(_) => Some(JsonType::Number),
            SchemaKind::String(_) => Some(JsonType::String),
            SchemaKind::Array(_) => Some(JsonType::Array),
            SchemaKind::Object(_) => Some(JsonType::Object),
            SchemaKind::Enum(values) if values.values.iter().all(|one| one.value.is_string()) => Some(JsonType::String),
            SchemaKind::Enum(values) if values.values.iter().all(|one| one.value.is_number()) => Some(JsonType::Number),
            _ => None,
        }
    }

    /// Whether a schema lists its values.
    fn is_list(&self, schema: SchemaId) -> bool {
        matches!(self.api.schemas[self.api.schemas.as_one(schema)].kind, SchemaKind::Enum(_))
    }

    /// The rule of an alternative that lists its values.
    fn listed(&mut self, variant: SchemaId) -> Option<usize> {
        let id = self.api.schemas.as_one(variant);
        let SchemaKind::Enum(values) = &self.api.schemas[id].kind else { return None };
        if let Some(known) = self.lists.get(&id) {
            return *known;
        }
        let plan = plan_listed(values).filter(|plan| self.fits(plan, id));
        let rule = plan.map(|plan| self.add(id, plan, ""));
        self.lists.insert(id, rule);
        rule
    }

    /// Whether a rule is a list of values.
    fn is_listed(&self, rule: usize) -> bool {
        matches!(self.rules[rule], Some(RulePlan::Listed(_) | RulePlan::ListedIntegers(_)))
    }

    fn add(&mut self, id: SchemaId, plan: RulePlan, what: &str) -> usize {
        let index = self.rules.len();
        self.rules.push(None);
        self.keep(index, id, plan, what);
        index
    }

    fn report(&mut self, id: SchemaId, feature: String) {
        self.unsupported.push(Unsupported {
            origin: self.api.schemas[id].origin,
            feature,
            instead: "values are sent without this check, and the server decides",
        });
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
        let has_rules = min_length.is_some() || max_length.is_some() || pattern.is_some() || format.is_some();
        (has_rules && !is_bytes).then_some(RulePlan::Text { min_length, max_length, pattern, format })
    }

    /// The pattern, where the run-time part can match it.
    fn pattern(&mut self, id: SchemaId, pattern: &str) -> Option<String> {
        let pattern = pattern.replace("\\/", "/");
        if regex_lite::Regex::new(&pattern).is_ok() {
            return Some(pattern);
        }
        self.report(id, format!("the pattern `{pattern}`"));
        None
    }

    fn plan_list(&mut self, array: &ArraySchema) -> Option<RulePlan> {
        let items = if array.prefix_items.is_empty() { array.items.and_then(|items| self.rule(items)) } else { None };
        let (min_items, max_items) = (array.min_items.filter(|least| *least > 0), array.max_items);
        let unique = array.unique_items;
        let has_rules = min_items.is_some() || max_items.is_some() || unique || items.is_some();
        has_rules.then_some(RulePlan::List { min_items, max_items, unique, items })
    }

    /// The rule of properties that are not declared.
    fn additional(&mut self, id: SchemaId, object: &ObjectSchema) -> Option<usize> {
        match (object.pattern_properties.as_slice(), object.additional) {
            ([], AdditionalProperties::Schema(schema)) => self.rule(schema),
            // Every property must match the pattern.
            ([(_, schema)], AdditionalProperties::Forbidden) => self.rule(*schema),
            ([], _) => None,
            (patterns, _) => {
                if patterns.iter().any(|(_, schema)| self.rule(*schema).is_some()) {
                    self.report(id, "rules of `patternProperties`".to_owned());
                }
                None
            }
        }
    }

    fn plan_object(&mut self, id: SchemaId, object: &ObjectSchema) -> Option<RulePlan> {
        let mut properties = Vec::new();
        for (name, property) in &object.properties {
            if let Some(rule) = self.rule(property.schema) {
                properties.push((name.clone(), rule));
            }
        }
        let additional = self.additional(id, object);
        if additional.is_some() {
            // A declared property without a rule must not fall under the rule of the others.
            let known: BTreeSet<&String> = properties.iter().map(|(name, _)| name).collect();
            let others: Vec<String> = object.properties.keys().filter(|name| !known.contains(name)).cloned().collect();
            if !others.is_empty() {
                let anything = self.add(id, RulePlan::All(Vec::new()), "anything");
                properties.extend(others.into_iter().map(|name| (name, anything)));
            }
        }
        let (min_properties, max_properties) =
            (object.min_properties.filter(|least| *least > 0), object.max_properties);
        let has_rules =
            min_properties.is_some() || max_properties.is_some() || !properties.is_empty() || additional.is_some();
        has_rules.then_some(RulePlan::Object { min_properties, max_properties, properties, additional })
    }
}

/// Listed values among alternatives that have other rules. Where there are too many for an enumeration, the server decides.
fn plan_listed(values: &EnumSchema) -> Option<RulePlan> {
    if listed::is_beyond(values) {
        return None;
    }
    let strings = crate::plan::facts::scalars::strings_of(values)
        .map(|listed| RulePlan::Listed(listed.into_iter().map(str::to_owned).collect()));
    strings.or_else(|| crate::plan::facts::scalars::integers_of(values).map(RulePlan::ListedIntegers))
}

/// Keywords that the run-time part does not check.
fn unchecked(kind: &SchemaKind) -> Vec<&'static str> {
    let found: &[(&str, bool)] = match kind {
        SchemaKind::Not(_) => &[("not", true)],
        SchemaKind::Conditional { .. } => &[("if", true)],
        SchemaKind::Array(array) => &[
            ("contains", array.contains.is_some()),
            ("prefixItems", !array.prefix_items.is_empty()),
            ("unevaluatedItems", array.unevaluated_items.is_some()),
        ],
        SchemaKind::Object(object) => &[
            ("propertyNames", object.property_names.is_some()),
            ("dependentRequired", !object.dependent_required.is_empty()),
            ("dependentSchemas", !object.dependent_schemas.is_empty()),
            ("unevaluatedProperties", object.unevaluated_properties.is_some()),
        ],
        _ => &[],
    };
    found.iter().filter(|(_, is_there)| *is_there).map(|(keyword, _)| *keyword).collect()
}

fn plan_number(number: &NumberSchema) -> Option<RulePlan> {
    let bound = |bound: &Bound| BoundPlan { text: bound.value.to_string(), exclusive: bound.exclusive };
    let (minimum, maximum) = (number.minimum.as_ref().map(bound), number.maximum.as_ref().map(bound));
    let multiple_of = number.multiple_of.map(trueline_spec::model::Number::as_f64);
    let has_rules = minimum.is_some() || maximum.is_some() || multiple_of.is_some();
    has_rules.then_some(RulePlan::Number { minimum, maximum, multiple_of })
}
