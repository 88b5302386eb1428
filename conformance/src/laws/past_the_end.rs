//! Past the last item there is an empty page (`x-trueline-page` with `cursor-is-base64-of-sort-key`).

use base64::Engine as _;
use base64::engine::GeneralPurpose;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use serde_json::Value;
use trueline_spec::model::PageLaw;

use super::page::{Page, sort_key};
use super::walk::{Asked, Walk, query_index, request, walk};
use super::{Stop, Trial};
use crate::check::Check;
use crate::judge::Rule;
use crate::request::ArgumentValue;

/// The forms of Base64 in which a server may write its cursors (RFC 4648 sections 4 and 5).
const FORMS: [GeneralPurpose; 4] = [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD];

pub(super) async fn check(trial: &mut Trial<'_>) -> Result<(), Stop> {
    let Some(law) = &trial.builder.operation.laws.page else { return Ok(()) };
    let orders = law.order.as_ref().map(|order| [order.ascending.clone(), order.descending.clone()]);
    let orders: Vec<Option<String>> = orders.map_or_else(|| vec![None], |orders| orders.map(Some).to_vec());
    for order in orders {
        in_order(trial, law, order).await?;
    }
    Ok(())
}

async fn in_order(trial: &mut Trial<'_>, law: &PageLaw, order: Option<String>) -> Result<(), Stop> {
    let asked = Asked { order: order.clone(), most_pages: 100, ..Asked::default() };
    let walk = walk(trial, law, &asked).await?;
    if !walk.is_complete {
        return Err(Stop::Undecided("there are more items than are read".to_owned()));
    }
    let form = form(law, &walk).ok_or_else(|| {
        Stop::Undecided("no page's cursor is the base64 of its last item's sort key as the item shows it".to_owned())
    })?;
    let last = walk.items.last().and_then(|item| key_text(law, item));
    let last = last.ok_or_else(|| Stop::Undecided("the last item has no sort key".to_owned()))?;
    let mut template = request(trial, law, &asked)?;
    let Some(cursor) = query_index(trial.builder.operation, &law.cursor) else { return Ok(()) };
    template.give(cursor, ArgumentValue::Value(form.encode(last).into()));
    let (number, seen) = trial.ask(trial.builder, &template).await?;
    let Some(page) = Page::read(law, &seen.body) else { return Ok(()) };
    let message = if let Some(item) = page.items.first() {
        let key = sort_key(law, item).map(Value::to_string).unwrap_or_default();
        format!("past the last item there are {} items, the first of them of {key}", page.items.len())
    } else if page.following().is_some() || page.has_more == Some(true) {
        "past the last item the page says that there is more".to_owned()
    } else {
        return Ok(());
    };
    let exchanges = walk.exchanges.last().copied().into_iter().chain([number]).collect();
    Err(Stop::broken(
        Check::PastTheEnd,
        message,
        Rule::new(trial.builder.operation.origin, "x-trueline-page"),
        exchanges,
    ))
}

/// The form in which every page gave the sort key of its last item as the next cursor.
fn form(law: &PageLaw, walk: &Walk) -> Option<GeneralPurpose> {
    let is_form = |form: &GeneralPurpose| {
        walk.cursors.iter().all(|(cursor, last)| key_text(law, last).is_some_and(|key| form.encode(key) == *cursor))
    };
    FORMS.into_iter().find(is_form).filter(|_| !walk.cursors.is_empty())
}

fn key_text(law: &PageLaw, item: &Value) -> Option<String> {
    let key = sort_key(law, item)?;
    Some(key.as_str().map_or_else(|| key.to_string(), str::to_owned))
}
