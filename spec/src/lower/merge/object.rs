//! Objects.

use indexmap::{IndexMap, IndexSet};

use super::tighten::{highest, lowest, possible};
use super::{Merging, Obstacle};
use crate::model::{AdditionalProperties, Discriminator, ObjectSchema, Pattern, Property, SchemaId, SchemaKind};
use crate::source::Origin;

impl Merging<'_> {
    pub(super) fn unite_objects(
        &mut self,
        leaves: &[SchemaId],
        whole: Option<Origin>,
    ) -> Result<ObjectSchema, Obstacle> {
        let objects = self.objects(leaves)?;
        let all = || objects.iter();
        patterns_can_be_united(&objects)?;
        let min_properties = highest(all().map(|object| object.min_properties));
        let max_properties = lowest(all().map(|object| object.max_properties));
        possible(min_properties, max_properties)?;
        let unevaluated = leaves.iter().zip(&objects).map(|(id, object)| (*id, object.unevaluated_properties));
        let unevaluated_properties = self.unevaluated(unevaluated.collect(), whole)?;
        let required = required(&objects);
        let properties = self.properties(&objects, &required)?;
        let names: Vec<SchemaId> = all().filter_map(|object| object.property_names).collect();
        Ok(ObjectSchema {
            required_undeclared: required
                .into_iter()
                .filter(|name| !properties.contains_key(*name))
                .map(Into::into)
                .collect(),
            properties,
            pattern_properties: self.pattern_properties(&objects)?,
            additional: self.additional(&objects)?,
            property_names: if names.is_empty() { None } else { Some(self.join(&names)?) },
            min_properties,
            max_properties,
            dependent_required: dependent_required(&objects),
            dependent_schemas: self.dependent_schemas(&objects)?,
            unevaluated_properties,
            discriminator: self.own_discriminator(leaves, whole),
        })
    }

    fn objects(&mut self, leaves: &[SchemaId]) -> Result<Vec<ObjectSchema>, Obstacle> {
        let kinds = leaves.iter().map(|id| &self.schemas[*id].kind);
        let objects: Vec<&ObjectSchema> = kinds
            .filter_map(|kind| match kind {
                SchemaKind::Object(object) => Some(&**object),
                _ => None,
            })
            .collect();
        let size = |object: &&ObjectSchema| object.properties.len() + object.required_undeclared.len() + 1;
        let work: usize = objects.iter().map(size).sum();
        let work = work.saturating_mul(objects.len());
        self.spend(work)?;
        let kinds = leaves.iter().map(|id| &self.schemas[*id].kind);
        Ok(kinds
            .filter_map(|kind| match kind {
                SchemaKind::Object(object) => Some(without_discriminator(object)),
                _ => None,
            })
            .collect())
    }

    /// Every property that is still possible, under all that is said of it.
    fn properties(
        &mut self,
        objects: &[ObjectSchema],
        required: &IndexSet<&str>,
    ) -> Result<IndexMap<String, Property>, Obstacle> {
        let mut united = IndexMap::new();
        for (name, property) in objects.iter().flat_map(|object| &object.properties) {
            if united.contains_key(name) {
                continue;
            }
            let required = required.contains(name.as_str());
            let Some(constraints) = constraints_of(name, objects) else {
                // It is absent, or there is no such object: `additionalProperties: false` of one forbids the rest.
                if required {
                    return Err(Obstacle::Impossible);
                }
                continue;
            };
            let schema = self.join(&constraints)?;
            united.insert(name.clone(), Property { origin: property.origin, schema, required });
        }
        Ok(united)
    }

    fn pattern_properties(&mut self, objects: &[ObjectSchema]) -> Result<Vec<(Pattern, SchemaId)>, Obstacle> {
        let mut found: IndexMap<&str, Vec<SchemaId>> = IndexMap::new();
        for (pattern, schema) in objects.iter().flat_map(|object| &object.pattern_properties) {
            found.entry(&pattern.0).or_default().push(*schema);
        }
        let join =
            |(pattern, constraints): (&str, Vec<SchemaId>)| Ok((Pattern(pattern.to_owned()), self.join(&constraints)?));
        found.into_iter().map(join).collect()
    }

    fn additional(&mut self, objects: &[ObjectSchema]) -> Result<AdditionalProperties, Obstacle> {
        let mut schemas = Vec::new();
        let mut united = AdditionalProperties::Unstated;
        for object in objects {
            match object.additional {
                AdditionalProperties::Unstated => {}
                AdditionalProperties::Any => united = AdditionalProperties::Any,
                AdditionalProperties::Forbidden => return Ok(AdditionalProperties::Forbidden),
                AdditionalProperties::Schema(schema) => schemas.push(schema),
            }
        }
        if schemas.is_empty() { Ok(united) } else { self.join(&schemas).map(AdditionalProperties::Schema) }
    }

    fn dependent_schemas(&mut self, objects: &[ObjectSchema]) -> Result<Vec<(String, SchemaId)>, Obstacle> {
        let mut found: IndexMap<&str, Vec<SchemaId>> = IndexMap::new();
        for (name, schema) in objects.iter().flat_map(|object| &object.dependent_schemas) {
            found.entry(name).or_default().push(*schema);
        }
        found.into_iter().map(|(name, constraints)| Ok((name.to_owned(), self.join(&constraints)?))).collect()
    }

    /// A base type's discriminator is for those that extend it, not for what they have become.
    fn own_discriminator(&self, leaves: &[SchemaId], whole: Option<Origin>) -> Option<Discriminator> {
        let mut own = leaves.iter().map(|id| &self.schemas[*id]).filter(|schema| Some(schema.origin) == whole);
        own.find_map(|schema| match &schema.kind {
            SchemaKind::Object(object) => object.discriminator.clone(),
            _ => None,
        })
    }
}

/// An object schema as it is united with others: a base type's mapping may name thousands of those that extend it, each of
/// which is united with it.
fn without_discriminator(object: &ObjectSchema) -> ObjectSchema {
    ObjectSchema {
        properties: object.properties.clone(),
        required_undeclared: object.required_undeclared.clone(),
        pattern_properties: object.pattern_properties.clone(),
        additional: object.additional,
        property_names: object.property_names,
        min_properties: object.min_properties,
        max_properties: object.max_properties,
        dependent_required: object.dependent_required.clone(),
        dependent_schemas: object.dependent_schemas.clone(),
        unevaluated_properties: object.unevaluated_properties,
        discriminator: None,
    }
}

/// What each object says of a property, by its name or as one of the others; nothing where one forbids it.
fn constraints_of(name: &str, objects: &[ObjectSchema]) -> Option<Vec<SchemaId>> {
    let mut constraints = Vec::new();
    for object in objects {
        match (object.properties.get(name), object.additional) {
            (Some(property), _) => constraints.push(property.schema),
            (None, AdditionalProperties::Schema(schema)) => constraints.push(schema),
            (None, AdditionalProperties::Forbidden) => return None,
            (None, AdditionalProperties::Unstated | AdditionalProperties::Any) => {}
        }
    }
    Some(constraints)
}

/// `additionalProperties` leaves out what its own patterns match. Which names those are is not tried, so that beside
/// patterns of one part alone it cannot be said of the whole.
fn patterns_can_be_united(objects: &[ObjectSchema]) -> Result<(), Obstacle> {
    let is_closed = |object: &ObjectSchema| {
        matches!(object.additional, AdditionalProperties::Forbidden | AdditionalProperties::Schema(_))
    };
    let has_patterns = objects.iter().any(|object| !object.pattern_properties.is_empty());
    if !has_patterns || !objects.iter().any(is_closed) {
        return Ok(());
    }
    let patterns = |object: &ObjectSchema| -> IndexSet<String> {
        object.pattern_properties.iter().map(|(pattern, _)| pattern.0.clone()).collect()
    };
    let names = |object: &ObjectSchema| -> IndexSet<String> { object.properties.keys().cloned().collect() };
    let (first_patterns, first_names) = (patterns(&objects[0]), names(&objects[0]));
    let is_alike = |object: &ObjectSchema| patterns(object) == first_patterns && names(object) == first_names;
    if objects.iter().all(is_alike) { Ok(()) } else { Err(Obstacle::Unsayable) }
}

/// Every required name, those of properties that others declare included.
fn required(objects: &[ObjectSchema]) -> IndexSet<&str> {
    let declared = objects.iter().flat_map(|object| &object.properties);
    let declared = declared.filter(|(_, property)| property.required).map(|(name, _)| name.as_str());
    declared.chain(objects.iter().flat_map(|object| &object.required_undeclared).map(String::as_str)).collect()
}

fn dependent_required(objects: &[ObjectSchema]) -> Vec<(String, Vec<String>)> {
    let mut found: IndexMap<&str, IndexSet<&str>> = IndexMap::new();
    for (name, required) in objects.iter().flat_map(|object| &object.dependent_required) {
        found.entry(name).or_default().extend(required.iter().map(String::as_str));
    }
    let owned =
        |(name, required): (&str, IndexSet<&str>)| (name.to_owned(), required.into_iter().map(str::to_owned).collect());
    found.into_iter().map(owned).collect()
}
