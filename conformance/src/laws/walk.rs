//! Following cursors from page to page.

use std::collections::BTreeSet;

use serde_json::Value;
use trueline_spec::model::{Location, Operation, PageLaw};

use super::page::Page;
use super::{Stop, Trial};
use crate::check::Check;
use crate::judge::Rule;
use crate::request::{ArgumentValue, RequestTemplate};

/// What is asked of every page of a walk.
#[derive(Clone, Default)]
pub(super) struct Asked {
    pub limit: Option<i64>,
    pub order: Option<String>,
    pub fields: Vec<String>,
    /// Pages that are read at most.
    pub most_pages: usize,
}

/// The pages of a walk.
pub(super) struct Walk {
    pub items: Vec<Value>,
    /// How many items each page has.
    pub sizes: Vec<usize>,
    /// The exchange of each page.
    pub exchanges: Vec<usize>,
    /// The cursor that each page gave, with the page's last item.
    pub cursors: Vec<(String, Value)>,
    /// Whether the last page was read.
    pub is_complete: bool,
}

impl Walk {
    /// The exchange that gave an item.
    pub(super) fn exchange_of(&self, item: usize) -> usize {
        let mut end = 0;
        let page = self.sizes.iter().position(|size| {
            end += size;
            item < end
        });
        let last = self.exchanges.len().saturating_sub(1);
        self.exchanges.get(page.unwrap_or(last)).copied().unwrap_or_default()
    }

    /// Whether every page but the last has as many items as were asked for.
    pub(super) fn has_full_pages(&self, limit: i64) -> bool {
        let all_but_last = self.sizes.len().saturating_sub(1);
        self.sizes.iter().take(all_but_last).all(|size| i64::try_from(*size) == Ok(limit))
    }
}

/// The place of a query parameter in an operation's list.
pub(super) fn query_index(operation: &Operation, name: &str) -> Option<usize> {
    operation.parameters.iter().position(|parameter| parameter.location == Location::Query && parameter.name == name)
}

/// A request for a page.
///
/// # Errors
///
/// The operation has no valid request, or none of the parameters that the law names.
pub(super) fn request(trial: &Trial<'_>, law: &PageLaw, asked: &Asked) -> Result<RequestTemplate, Stop> {
    let operation = trial.builder.operation;
    let mut template = trial.plainest(trial.builder)?;
    let mut give = |name: Option<&String>, value: Option<Value>| {
        let (Some(name), Some(value)) = (name, value) else { return Ok(()) };
        let index = query_index(operation, name);
        let index = index.ok_or_else(|| Stop::Undecided(format!("there is no query parameter `{name}`")))?;
        template.give(index, ArgumentValue::Value(value));
        Ok(())
    };
    give(law.limit.as_ref(), asked.limit.map(Value::from))?;
    give(law.order.as_ref().map(|order| &order.parameter), asked.order.clone().map(Value::from))?;
    let fields = (!asked.fields.is_empty()).then(|| Value::from(asked.fields.clone()));
    give(operation.laws.fields.as_ref().map(|fields| &fields.parameter), fields)?;
    Ok(template)
}

/// Reads pages from the first on.
///
/// # Errors
///
/// A page breaks a rule, the cursors lead nowhere, or it cannot be decided.
pub(super) async fn walk(trial: &mut Trial<'_>, law: &PageLaw, asked: &Asked) -> Result<Walk, Stop> {
    let builder = trial.builder;
    let mut template = request(trial, law, asked)?;
    let rule = || Rule::new(builder.operation.origin, "x-trueline-page");
    let cursor = query_index(builder.operation, &law.cursor)
        .ok_or_else(|| Stop::Undecided(format!("there is no query parameter `{}`", law.cursor)))?;
    let mut known = BTreeSet::new();
    let mut walk =
        Walk { items: Vec::new(), sizes: Vec::new(), exchanges: Vec::new(), cursors: Vec::new(), is_complete: false };
    while walk.sizes.len() < asked.most_pages.max(1) {
        let answered = trial.ask(builder, &template).await;
        let previous = walk.exchanges.last().copied();
        let (number, seen) = answered.map_err(|stop| match previous {
            Some(previous) => stop.after(previous),
            None => stop,
        })?;
        let page = Page::read(law, &seen.body)
            .ok_or_else(|| Stop::Undecided(format!("the answer has no list at `{}`", law.items)))?;
        if let (Some(previous), true, true) = (previous, page.items.is_empty(), law.has_more.is_some()) {
            let message = "a page says that there is more, and the next one is empty".to_owned();
            return Err(Stop::broken(Check::PageEnd, message, rule(), vec![previous, number]));
        }
        let next = page.following().map(str::to_owned);
        if let (Some(next), Some(last)) = (&next, page.items.last()) {
            walk.cursors.push((next.clone(), last.clone()));
        }
        walk.sizes.push(page.items.len());
        walk.exchanges.push(number);
        walk.items.extend_from_slice(page.items);
        let Some(next) = next else {
            walk.is_complete = true;
            break;
        };
        if !known.insert(next.clone()) {
            let message = format!("the cursor `{next}` is given twice: following it never ends");
            let earlier = previous.unwrap_or(number);
            return Err(Stop::broken(Check::PageEnd, message, rule(), vec![earlier, number]));
        }
        template.give(cursor, ArgumentValue::Value(next.into()));
    }
    Ok(walk)
}
