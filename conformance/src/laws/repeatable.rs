//! Reading changes nothing: the same request reads the same items again (RFC 9110 section 9.2.1).

use trueline_spec::model::PageLaw;

use super::echo::brief;
use super::limit::bounds;
use super::page::identity;
use super::walk::{Asked, Walk, request, walk};
use super::{Stop, Trial};
use crate::check::Check;
use crate::judge::Rule;
use crate::request::RequestTemplate;

/// Pages that are read.
const PAGES: usize = 3;
/// How often each of them is read.
const TIMES: usize = 3;

pub(super) async fn check(trial: &mut Trial<'_>) -> Result<(), Stop> {
    let Some(law) = &trial.builder.operation.laws.page else { return Ok(()) };
    let most = bounds(trial.builder, law).and_then(|(_, most)| most);
    let plain = Asked { most_pages: PAGES, ..Asked::default() };
    let mut ways = vec![plain.clone(), Asked { limit: most, ..plain.clone() }];
    ways.extend(law.order.iter().map(|order| Asked { order: Some(order.descending.clone()), ..plain.clone() }));
    let mut first: Vec<Walk> = Vec::new();
    for way in &ways {
        first.push(walk(trial, law, way).await?);
    }
    let builder = trial.builder;
    for _ in 1..TIMES {
        // Safe methods change nothing, whether the server has them or not (RFC 9110 section 9.2.1).
        for method in ["HEAD", "OPTIONS"] {
            let template = RequestTemplate { method: method.to_owned(), ..request(trial, law, &plain)? };
            trial.send(builder, &template).await?;
        }
        for (way, before) in ways.iter().zip(&first) {
            let again = walk(trial, law, way).await?;
            same(trial, law, before, &again)?;
        }
    }
    Ok(())
}

fn same(trial: &Trial<'_>, law: &PageLaw, before: &Walk, again: &Walk) -> Result<(), Stop> {
    let different = before.items.iter().zip(&again.items).position(|(before, again)| before != again);
    let shorter = before.items.len().min(again.items.len());
    let Some(item) = different.or((before.items.len() != again.items.len()).then_some(shorter)) else { return Ok(()) };
    let message = match (before.items.get(item), again.items.get(item)) {
        (Some(one), Some(other)) if identity(law, one) == identity(law, other) => {
            let members = one.as_object().into_iter().flatten();
            let changed = members.into_iter().find(|(name, value)| other.get(name.as_str()) != Some(value));
            let changed = changed.map_or_else(String::new, |(name, value)| {
                let other = other.get(name).map_or_else(|| "missing".to_owned(), brief);
                format!(": `{name}` was {} and is {other}", brief(value))
            });
            format!("read again, the item {item}, `{}`, is another{changed}", identity(law, one))
        }
        (Some(one), Some(other)) => {
            let (one, other) = (identity(law, one), identity(law, other));
            format!("read again, the item {item} is `{other}`; it was `{one}`")
        }
        _ => format!("read again, there are {} items; there were {}", again.items.len(), before.items.len()),
    };
    let last = shorter.saturating_sub(1);
    let exchanges = vec![before.exchange_of(item.min(last)), again.exchange_of(item.min(last))];
    let rule = Rule::whole(trial.builder.operation.origin);
    Err(Stop::broken(Check::Repeatable, message, rule, exchanges))
}
