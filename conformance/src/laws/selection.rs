//! A selection gives exactly the fields asked for, with the values of the whole items (`x-trueline-fields`).

use serde_json::{Map, Value};
use trueline_spec::model::{FieldSelection, Location, PageLaw, SchemaKind};

use super::echo::brief;
use super::every_item_once::everything;
use super::limit::bounds;
use super::page::identity;
use super::seen::Seen;
use super::walk::{Asked, Walk, query_index, request, walk};
use super::{Stop, Trial};
use crate::check::{Check, Finding};
use crate::generate::SeededRng;
use crate::judge::Rule;
use crate::request::ArgumentValue;
use crate::schema::subschema;

/// Pages that are read for each selection.
const PAGES: usize = 3;
/// Selections of several fields.
const SEVERAL: usize = 6;
/// Fields that are selected alone.
const ALONE: usize = 40;
/// Fields that cannot be asked for.
const UNLISTED: usize = 5;

/// No object has a field that was not asked for.
pub(super) fn of_one_answer(seen: &Seen<'_>) -> Vec<Finding> {
    let Some(law) = &seen.operation.laws.fields else { return Vec::new() };
    let Some(asked) = seen.asked.parameter(Location::Query, &law.parameter).and_then(Value::as_array) else {
        return Vec::new();
    };
    let objects = objects(law, &seen.body);
    let extra = objects
        .iter()
        .find_map(|object| object.keys().find(|name| !asked.iter().any(|asked| asked.as_str() == Some(name.as_str()))));
    let message = |name: &String| format!("an item has `{name}`, which `{}` does not ask for", law.parameter);
    let rule = || Rule::new(seen.operation.origin, "x-trueline-fields");
    extra.map(|name| Finding::new(Check::SelectionExtra, message(name), Some(rule()))).into_iter().collect()
}

/// The objects whose fields are selected.
fn objects<'v>(law: &FieldSelection, body: &'v Value) -> Vec<&'v Map<String, Value>> {
    match body.pointer(&law.items) {
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_object).collect(),
        Some(Value::Object(object)) => vec![object],
        _ => Vec::new(),
    }
}

pub(super) async fn check(trial: &mut Trial<'_>) -> Result<(), Stop> {
    let operation = trial.builder.operation;
    let (Some(law), Some(page)) = (&operation.laws.fields, &operation.laws.page) else { return Ok(()) };
    let names = names(trial, law);
    if names.is_empty() {
        return Err(Stop::Undecided(format!("the document does not list the fields of `{}`", law.parameter)));
    }
    let whole = everything(trial, page, None).await?;
    if whole.items.is_empty() {
        return Err(Stop::Undecided("there is no item".to_owned()));
    }
    complete(trial, law, &whole, &names)?;
    unlisted(trial, law, page, &names).await?;
    let mut rng = SeededRng::of(trial.seed, &["selection"]);
    let mut selections: Vec<Vec<String>> = names.iter().take(ALONE).map(|name| vec![name.clone()]).collect();
    selections.push(names.clone());
    selections.push(names.iter().rev().cloned().collect());
    for _ in 0..SEVERAL {
        let several: Vec<String> = names.iter().filter(|_| rng.one_in(2)).cloned().collect();
        selections.extend((!several.is_empty()).then_some(several));
    }
    for fields in selections {
        of_fields(trial, page, &whole, fields).await?;
    }
    Ok(())
}

/// Without a selection an item has every field that can be asked for.
fn complete(trial: &Trial<'_>, law: &FieldSelection, whole: &Walk, names: &[String]) -> Result<(), Stop> {
    for (number, item) in whole.items.iter().enumerate() {
        let missing = item.as_object().and_then(|item| names.iter().find(|name| !item.contains_key(*name)));
        if let Some(name) = missing {
            let message = format!("without `{}` the item {number} lacks `{name}`", law.parameter);
            let rule = Rule::new(trial.builder.operation.origin, "x-trueline-fields");
            return Err(Stop::broken(Check::SelectionComplete, message, rule, vec![whole.exchange_of(number)]));
        }
    }
    Ok(())
}

/// A field that items may have, but that cannot be asked for, is refused.
async fn unlisted(trial: &mut Trial<'_>, law: &FieldSelection, page: &PageLaw, names: &[String]) -> Result<(), Stop> {
    let builder = trial.builder;
    let Some(index) = query_index(builder.operation, &law.parameter) else { return Ok(()) };
    let item = subschema::page_item(builder.api, builder.operation, page);
    let Some(item) = item.map(|item| builder.api.schemas.as_one(item)) else { return Ok(()) };
    let SchemaKind::Object(object) = &builder.api.schemas[item].kind else { return Ok(()) };
    let unlisted = object.properties.keys().filter(|name| !names.contains(name)).take(UNLISTED);
    for name in unlisted {
        let mut template = request(trial, page, &Asked::default())?;
        let fields = [names[0].as_str(), name.as_str()];
        template.give(index, ArgumentValue::Value(fields.map(Value::from).to_vec().into()));
        let schema = builder.operation.parameters[index].schema().unwrap_or(item);
        let rule = Rule::new(builder.api.schemas[schema].origin, "items");
        trial.expect_refusal(builder, &template, rule, vec![400, 422]).await?;
    }
    Ok(())
}

/// The fields that can be asked for.
fn names(trial: &Trial<'_>, law: &FieldSelection) -> Vec<String> {
    let api = trial.builder.api;
    let index = query_index(trial.builder.operation, &law.parameter);
    let schema = index.and_then(|index| trial.builder.operation.parameters[index].schema());
    let items = schema.and_then(|schema| subschema::items(api, schema)).map(|items| api.schemas.as_one(items));
    match items.map(|items| &api.schemas[items].kind) {
        Some(SchemaKind::Enum(listed)) => {
            listed.values.iter().filter_map(|value| value.value.as_str().map(str::to_owned)).collect()
        }
        _ => Vec::new(),
    }
}

async fn of_fields(trial: &mut Trial<'_>, law: &PageLaw, whole: &Walk, fields: Vec<String>) -> Result<(), Stop> {
    let limit = bounds(trial.builder, law).and_then(|(_, most)| most);
    let at = fields.join(",");
    let asked = Asked { limit, fields: fields.clone(), most_pages: PAGES, ..Asked::default() };
    let selected = walk(trial, law, &asked).await?;
    let rule = Rule::new(trial.builder.operation.origin, "x-trueline-fields");
    let broken = |item: usize, message: String| {
        let exchanges = vec![whole.exchange_of(item), selected.exchange_of(item)];
        Err(Stop::broken(Check::Selection, message, rule.clone(), exchanges))
    };
    if selected.items.len() != whole.items.len() && selected.is_complete && whole.is_complete {
        let (count, all) = (selected.items.len(), whole.items.len());
        return broken(
            count.min(all).saturating_sub(1),
            format!("with the fields `{at}` there are {count} items; without, {all}"),
        );
    }
    for (number, (item, own)) in whole.items.iter().zip(&selected.items).enumerate() {
        for name in &fields {
            let (due, seen) = (item.get(name), own.get(name));
            if due == seen || due.is_none() {
                continue;
            }
            let (Some(due), shown) = (due, seen.map_or_else(|| "missing".to_owned(), brief)) else { continue };
            let own = identity(law, item);
            let message = format!(
                "with the fields `{at}` the item {number}, `{own}`, has `{name}` {shown}; without, {}",
                brief(due)
            );
            return broken(number, message);
        }
    }
    Ok(())
}
