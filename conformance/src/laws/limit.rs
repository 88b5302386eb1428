//! Every limit is honoured, the greatest included (`x-trueline-page`).

use serde_json::Value;
use trueline_spec::model::{Bound, PageLaw, SchemaKind};

use super::every_item_once::everything;
use super::page::identity;
use super::seen::default_of;
use super::walk::{Asked, query_index, request, walk};
use super::{Stop, Trial};
use crate::check::Check;
use crate::judge::Rule;
use crate::request::{ArgumentValue, CaseBuilder};

/// The least and the greatest limit that the document allows; nothing where it has no number for a limit.
pub(super) fn bounds(builder: &CaseBuilder<'_>, law: &PageLaw) -> Option<(i64, Option<i64>)> {
    let index = query_index(builder.operation, law.limit.as_ref()?)?;
    let schema = builder.api.schemas.as_one(builder.operation.parameters[index].schema()?);
    let SchemaKind::Number(number) = &builder.api.schemas[schema].kind else { return None };
    let whole = |bound: &Option<Bound>| {
        bound.as_ref().and_then(|bound| {
            let value = i64::try_from(bound.value.as_integer()?).ok()?;
            Some((value, bound.exclusive))
        })
    };
    let least = whole(&number.minimum).map_or(1, |(value, exclusive)| value.saturating_add(i64::from(exclusive)));
    let most = whole(&number.maximum).map(|(value, exclusive)| value.saturating_sub(i64::from(exclusive)));
    Some((least.max(1), most))
}

pub(super) async fn check(trial: &mut Trial<'_>) -> Result<(), Stop> {
    let Some(law) = &trial.builder.operation.laws.page else { return Ok(()) };
    let Some((least, most)) = bounds(trial.builder, law) else {
        return Err(Stop::Undecided("the limit is no number".to_owned()));
    };
    let all = everything(trial, law, None).await?;
    if !all.is_complete {
        return Err(Stop::Undecided("there are more items than are read".to_owned()));
    }
    // A server that drops hidden items from full pages has pages of any size.
    let small = least.saturating_add(2).min(most.unwrap_or(i64::MAX));
    let sample = walk(trial, law, &Asked { limit: Some(small), most_pages: 60, ..Asked::default() }).await?;
    if !sample.has_full_pages(small) {
        return Err(Stop::Undecided("pages that are not the last one have fewer items than the limit".to_owned()));
    }
    for limit in wanted(trial, law, least, most, all.items.len()) {
        of_limit(trial, law, &all.items, limit, (small, &sample.exchanges)).await?;
    }
    match (most, sample.cursors.first()) {
        (Some(most), Some((cursor, _))) => beyond_on_later_page(trial, law, most, cursor).await,
        _ => Ok(()),
    }
}

/// A limit beyond the greatest is refused on every page.
async fn beyond_on_later_page(trial: &mut Trial<'_>, law: &PageLaw, most: i64, cursor: &str) -> Result<(), Stop> {
    let builder = trial.builder;
    let (Some(name), Some(index)) = (&law.limit, query_index(builder.operation, &law.cursor)) else { return Ok(()) };
    let Some(limit) = query_index(builder.operation, name) else { return Ok(()) };
    let Some(beyond) = most.checked_add(1) else { return Ok(()) };
    let mut template = request(trial, law, &Asked { limit: Some(beyond), ..Asked::default() })?;
    template.give(index, ArgumentValue::Value(cursor.into()));
    // The rule that the first page has, so that a server that breaks it on every page is accused once.
    let schema = builder.operation.parameters[limit].schema().map(|schema| builder.api.schemas.as_one(schema));
    let Some(schema) = schema else { return Ok(()) };
    let is_exclusive = match &builder.api.schemas[schema].kind {
        SchemaKind::Number(number) => number.maximum.is_some_and(|bound| bound.exclusive),
        _ => false,
    };
    let keyword = if is_exclusive { "exclusiveMaximum" } else { "maximum" };
    let rule = Rule::new(builder.api.schemas[schema].origin, keyword);
    trial.expect_refusal(builder, &template, rule, vec![400, 422]).await.map(drop)
}

/// The limits to try; nothing is the default.
fn wanted(trial: &Trial<'_>, law: &PageLaw, least: i64, most: Option<i64>, items: usize) -> Vec<Option<i64>> {
    let items = i64::try_from(items).unwrap_or(i64::MAX);
    let most = most.unwrap_or(items.saturating_add(1));
    let default = law.limit.as_ref().and_then(|name| default_of(trial.builder.api, trial.builder.operation, name));
    let near = default.as_ref().and_then(Value::as_i64).unwrap_or(least);
    let step = most.saturating_sub(least) / 10;
    let spread = (1..10).map(|part| least.saturating_add(step.saturating_mul(part)));
    // Where counters and buffers end.
    let powers = (0..16).map(|power| 1_i64 << power);
    let mut limits: Vec<i64> = [least, near, 100, items, most]
        .into_iter()
        .flat_map(|limit| [limit.saturating_sub(1), limit, limit.saturating_add(1)])
        .chain(spread)
        .chain(powers)
        .filter(|limit| (least..=most).contains(limit))
        .collect();
    limits.sort_unstable();
    limits.dedup();
    std::iter::once(None).chain(limits.into_iter().map(Some)).collect()
}

async fn of_limit(
    trial: &mut Trial<'_>,
    law: &PageLaw,
    all: &[Value],
    limit: Option<i64>,
    (small, sample): (i64, &[usize]),
) -> Result<(), Stop> {
    let name = law.limit.as_deref().unwrap_or_default();
    let asked = match limit {
        Some(limit) => Some(limit),
        None => default_of(trial.builder.api, trial.builder.operation, name).and_then(|value| value.as_i64()),
    };
    let Some(most) = asked.and_then(|asked| usize::try_from(asked).ok()) else { return Ok(()) };
    let page = walk(trial, law, &Asked { limit, most_pages: 1, ..Asked::default() }).await?;
    let due = most.min(all.len());
    let at = limit
        .map_or_else(|| format!("without a limit, whose default is {most}"), |limit| format!("at the limit {limit}"));
    let rule = Rule::new(trial.builder.operation.origin, "x-trueline-page");
    let seen = page.items.len();
    let message = if seen != due {
        format!(
            "{at} the page has {seen} items, where there are {}; at the limit {small} every page is full",
            all.len()
        )
    } else if let Some(item) = (0..due).find(|item| identity(law, &all[*item]) != identity(law, &page.items[*item])) {
        let (own, other) = (identity(law, &page.items[item]), identity(law, &all[item]));
        format!("{at} the item {item} is `{own}`; at other limits it is `{other}`")
    } else if law.has_more.is_some() && page.is_complete != (due == all.len()) {
        let (says, are) = if page.is_complete { ("no more", "more") } else { ("more", "no more") };
        format!("{at} the page says that there are {says} items, and there are {are}: all are {}", all.len())
    } else {
        return Ok(());
    };
    let mut exchanges: Vec<usize> = sample.first().copied().into_iter().collect();
    exchanges.extend(page.exchanges);
    Err(Stop::broken(Check::Limit, message, rule, exchanges))
}
