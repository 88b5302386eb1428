//! Following cursors visits every item exactly once, at several limits and in every order (`x-trueline-page`).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use trueline_spec::model::PageLaw;

use super::echo::brief;
use super::limit::bounds;
use super::page::{identity, order, sort_key};
use super::seen::default_of;
use super::walk::{Asked, Walk, walk};
use super::{Stop, Trial};
use crate::check::Check;
use crate::judge::Rule;

/// Pages that are read at one limit.
const PAGES: usize = 40;
/// Pages that are read at the greatest limit, to know every item.
const PAGES_OF_ALL: usize = 100;

pub(super) async fn check(trial: &mut Trial<'_>) -> Result<(), Stop> {
    let Some(law) = &trial.builder.operation.laws.page else { return Ok(()) };
    let all = everything(trial, law, None).await?;
    if all.items.len() < 2 {
        let reason = format!("there are {} items, too few for pages", all.items.len());
        return Err(Stop::Undecided(reason));
    }
    let plainest = walk(trial, law, &Asked { most_pages: PAGES, ..Asked::default() }).await?;
    same(trial, law, &all, &plainest, "without a limit")?;
    for limit in limits(trial, law, all.items.len()) {
        let asked = Asked { limit: Some(limit), most_pages: PAGES, ..Asked::default() };
        let pages = walk(trial, law, &asked).await?;
        same(trial, law, &all, &pages, &format!("at the limit {limit}"))?;
    }
    let Some(orders) = &law.order else { return Ok(()) };
    let default = default_of(trial.builder.api, trial.builder.operation, &orders.parameter);
    let is_descending = default.as_ref().and_then(Value::as_str) == Some(orders.descending.as_str());
    let names = [(&orders.ascending, is_descending), (&orders.descending, !is_descending)];
    for (name, is_turned) in names {
        if default.is_none() {
            // Which of the two is the plain one nobody says.
            break;
        }
        let asked = Asked { order: Some(name.clone()), ..Asked::default() };
        let mut due = everything(trial, law, Some(name)).await?;
        let at = format!("in the order `{name}`");
        if all.is_complete && due.is_complete {
            one_set(trial, law, &all, &due, &at)?;
        }
        if !is_turned {
            same(trial, law, &all, &due, &at)?;
        }
        in_order(trial, law, &due, *name == orders.ascending, &at)?;
        due.is_complete &= all.is_complete;
        for limit in limits(trial, law, all.items.len()) {
            let asked = Asked { limit: Some(limit), most_pages: PAGES / 2, ..asked.clone() };
            let pages = walk(trial, law, &asked).await?;
            same(trial, law, &due, &pages, &format!("{at} at the limit {limit}"))?;
        }
    }
    Ok(())
}

/// Every item, in as few pages as the document allows.
pub(super) async fn everything(trial: &mut Trial<'_>, law: &PageLaw, order: Option<&String>) -> Result<Walk, Stop> {
    let most = bounds(trial.builder, law).and_then(|(_, most)| most);
    walk(trial, law, &Asked { limit: most, order: order.cloned(), most_pages: PAGES_OF_ALL, ..Asked::default() }).await
}

/// Limits at which pages end in different places.
fn limits(trial: &Trial<'_>, law: &PageLaw, items: usize) -> Vec<i64> {
    let Some((least, most)) = bounds(trial.builder, law) else { return Vec::new() };
    let items = i64::try_from(items).unwrap_or(i64::MAX);
    let most = most.unwrap_or(i64::MAX);
    let wanted = [least, least.saturating_add(1), 7, 10, 100, items / 2, items - 1, items, most.saturating_sub(1)];
    let mut limits: Vec<i64> =
        wanted.into_iter().filter(|limit| (least..=most).contains(limit) && *limit > 0).collect();
    limits.sort_unstable();
    limits.dedup();
    limits
}

fn rule(trial: &Trial<'_>) -> Rule {
    Rule::new(trial.builder.operation.origin, "x-trueline-page")
}

/// Two walks in one order show the same items; the second may have been ended before its end.
fn same(trial: &Trial<'_>, law: &PageLaw, all: &Walk, pages: &Walk, at: &str) -> Result<(), Stop> {
    once(trial, law, pages, at)?;
    let identities = |walk: &Walk| walk.items.iter().map(|item| identity(law, item)).collect::<Vec<_>>();
    let (due, seen) = (identities(all), identities(pages));
    let first = due.iter().zip(&seen).position(|(due, seen)| due != seen);
    alike(trial, law, all, pages, at)?;
    let Some(at_item) = first.or((due.len() != seen.len()).then(|| due.len().min(seen.len()))) else { return Ok(()) };
    if first.is_none() && (seen.len() < due.len() && !pages.is_complete || seen.len() > due.len() && !all.is_complete) {
        return Ok(());
    }
    // Items of one sort key may stand in any order.
    let tied = |item: usize| match (all.items.get(item), pages.items.get(item)) {
        (Some(one), Some(other)) => {
            let keys = sort_key(law, one).zip(sort_key(law, other));
            keys.is_some_and(|(one, other)| order(one, other) == Some(std::cmp::Ordering::Equal))
        }
        _ => false,
    };
    let missing = (0..due.len()).find(|item| !seen.contains(&due[*item]) && (*item < seen.len() || pages.is_complete));
    if missing.is_none() && (at_item..due.len().min(seen.len())).all(tied) {
        return Ok(());
    }
    let message = match missing {
        Some(item) => format!("{at} the item `{}` is on no page; it is the item {item} of all", due[item]),
        None if at_item >= due.len() => {
            format!("{at} the item `{}` is shown, which is not among all", seen[at_item])
        }
        None => format!("{at} the item {at_item} is `{}`; among all it is `{}`", seen[at_item], due[at_item]),
    };
    let mut exchanges = vec![all.exchange_of(missing.unwrap_or(at_item.min(due.len().saturating_sub(1))))];
    let shown = pages.exchange_of(at_item.min(seen.len().saturating_sub(1)));
    exchanges.extend([shown.saturating_sub(1), shown].into_iter().filter(|number| pages.exchanges.contains(number)));
    Err(Stop::broken(Check::EveryItemOnce, message, rule(trial), exchanges))
}

/// Items of one identity are the same on whatever page.
fn alike(trial: &Trial<'_>, law: &PageLaw, all: &Walk, pages: &Walk, at: &str) -> Result<(), Stop> {
    if law.identity.is_none() {
        return Ok(());
    }
    let known: BTreeMap<String, usize> =
        all.items.iter().enumerate().map(|(number, item)| (identity(law, item), number)).collect();
    for (number, item) in pages.items.iter().enumerate() {
        let own = identity(law, item);
        let Some(other) = known.get(&own).copied().filter(|other| all.items[*other] != *item) else { continue };
        let members = all.items[other].as_object().into_iter().flatten();
        let changed = members.into_iter().find(|(name, value)| item.get(name.as_str()) != Some(value));
        let changed = changed.map_or_else(String::new, |(name, value)| {
            let seen = item.get(name).map_or_else(|| "missing".to_owned(), brief);
            format!(": `{name}` is {seen}, and else {}", brief(value))
        });
        let message = format!("{at} the item `{own}` is another{changed}");
        let exchanges = vec![all.exchange_of(other), pages.exchange_of(number)];
        return Err(Stop::broken(Check::ItemDiffers, message, rule(trial), exchanges));
    }
    Ok(())
}

/// No item is shown twice.
fn once(trial: &Trial<'_>, law: &PageLaw, pages: &Walk, at: &str) -> Result<(), Stop> {
    if law.identity.is_none() {
        return Ok(());
    }
    let mut known = BTreeMap::new();
    for (number, item) in pages.items.iter().enumerate() {
        if let Some(first) = known.insert(identity(law, item), number) {
            let message =
                format!("{at} the item `{}` is shown twice: as item {first} and as item {number}", identity(law, item));
            let exchanges = vec![pages.exchange_of(first), pages.exchange_of(number)];
            return Err(Stop::broken(Check::EveryItemOnce, message, rule(trial), exchanges));
        }
    }
    Ok(())
}

/// Two complete walks show the same items, in whatever order.
fn one_set(trial: &Trial<'_>, law: &PageLaw, all: &Walk, other: &Walk, at: &str) -> Result<(), Stop> {
    once(trial, law, other, at)?;
    alike(trial, law, all, other, at)?;
    let set = |walk: &Walk| walk.items.iter().map(|item| identity(law, item)).collect::<BTreeSet<_>>();
    let (due, seen) = (set(all), set(other));
    let message = match (due.difference(&seen).next(), seen.difference(&due).next()) {
        (Some(item), _) => format!("{at} the item `{item}` is on no page"),
        (None, Some(item)) => format!("{at} the item `{item}` is shown, which is not among all"),
        (None, None) => return Ok(()),
    };
    let mut exchanges = all.exchanges.clone();
    exchanges.extend(&other.exchanges);
    Err(Stop::broken(Check::EveryItemOnce, message, rule(trial), exchanges))
}

/// The pages after each other are sorted as each of them is.
fn in_order(trial: &Trial<'_>, law: &PageLaw, walk: &Walk, is_ascending: bool, at: &str) -> Result<(), Stop> {
    let wrong = if is_ascending { std::cmp::Ordering::Greater } else { std::cmp::Ordering::Less };
    let keys: Vec<(usize, &Value)> =
        walk.items.iter().enumerate().filter_map(|(number, item)| Some((number, sort_key(law, item)?))).collect();
    let Some(pair) = keys.windows(2).find(|pair| order(pair[0].1, pair[1].1) == Some(wrong)) else { return Ok(()) };
    let message = format!("{at} `{}` comes before `{}`", pair[0].1, pair[1].1);
    let exchanges = vec![walk.exchange_of(pair[0].0), walk.exchange_of(pair[1].0)];
    Err(Stop::broken(Check::PageOrder, message, rule(trial), exchanges))
}
