//! Plans pages: where the document or the configuration says how they follow each other, or parameters and responses leave no
//! doubt of it.

use trueline_spec::model::{DeclaredPaging, Direction, Operation};
use trueline_spec::resources::{Advance, Paging};

use crate::code_span;
use crate::plan::model::client::{AdvancePlan, EndsPlan, PagingPlan, ParameterPlan};
use crate::plan::model::unsupported::Unsupported;
use crate::plan::operations::client::Context;

/// Plans the pages of an operation, where it has them.
pub(crate) fn plan(
    context: &mut Context<'_>,
    operation: &Operation,
    parameters: &[ParameterPlan],
) -> Option<PagingPlan> {
    let paging = paging(context, operation)?;
    let index = |parameter: usize| planned(operation, parameter, parameters);
    let (advance, docs) = match &paging.advance {
        Advance::Cursor { parameter, next } => (
            AdvancePlan::Cursor { parameter: index(*parameter)?, next: next.clone() },
            "Follows the cursor from page to page",
        ),
        Advance::Number { parameter, first, current } => {
            let advance =
                AdvancePlan::Number { parameter: index(*parameter)?, first: *first, current: current.clone() };
            (advance, "Requests page after page by number")
        }
        Advance::Offset { parameter, first } => {
            (AdvancePlan::Offset { parameter: index(*parameter)?, first: *first }, "Requests page after page by offset")
        }
        Advance::LastItem { parameter, key } => {
            let advance = AdvancePlan::LastItem { parameter: index(*parameter)?, key: key.clone() };
            (advance, "Requests the items after the last one of each page")
        }
        Advance::Link => (AdvancePlan::Link, "Follows the header `Link` from page to page"),
        Advance::Url { next } => (AdvancePlan::Url { next: next.clone() }, "Follows the URL of the next page"),
    };
    let reason =
        paging.reason.map(|reason| format!("\n\nThe document does not declare this; it is inferred: {reason}."));
    let ends = paging.ends;
    Some(PagingPlan {
        advance,
        ends: EndsPlan { has_more: ends.has_more, is_last: ends.is_last, pages: ends.pages, next: ends.next },
        items: paging.items,
        item: context.types.rust_type(paging.item, Direction::Response),
        docs: docs.to_owned(),
        reason: reason.unwrap_or_default(),
    })
}

/// What the configuration says, else the document, else what leaves no doubt.
fn paging(context: &mut Context<'_>, operation: &Operation) -> Option<Paging> {
    let declared =
        context.pages.iter().find(|(name, _)| operation.is_named(name)).map(|(_, declared)| declared.clone());
    let declared = match declared {
        Some(declared) => Some(declared?),
        None => operation.laws.page.as_ref().map(DeclaredPaging::of_law).or_else(|| operation.laws.paging.clone()),
    };
    let Some(declared) = declared else { return Paging::infer(context.api, operation) };
    match declared.of(context.api, operation) {
        Ok(paging) => Some(paging),
        Err(unsuitable) => {
            context.unsupported.push(Unsupported {
                origin: operation.origin,
                feature: format!("the pages of {}: {unsuitable}", code_span(&operation.key)),
                instead: "pages have to be requested one by one",
            });
            None
        }
    }
}

/// The plan of an operation's parameter.
fn planned(operation: &Operation, parameter: usize, plans: &[ParameterPlan]) -> Option<usize> {
    let wanted = operation.parameters.get(parameter)?;
    plans.iter().position(|plan| plan.location == "Query" && plan.wire_name == wanted.name)
}
