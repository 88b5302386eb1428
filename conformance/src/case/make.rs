//! Cases: requests with their reasons.

use trueline_spec::model::OperationId;

use super::class::Class;
use crate::generate::{Draw, Extent, Texts};
use crate::judge::RequestViolation;
use crate::mutation::is_meant;
use crate::request::{Draft, Drafter, WireRequest};

/// A request with its reason.
#[derive(Debug, Clone)]
pub struct Case {
    /// The operation.
    pub operation: OperationId,
    /// The class.
    pub class: std::sync::Arc<Class>,
    /// The number within its class; 0 is the plainest, and the same for every seed.
    pub number: usize,
    /// The bytes.
    pub request: WireRequest,
    /// The valid request that it was made from.
    pub(crate) base: Draft,
    pub(crate) draw: Draw,
}

/// Makes a case: a valid request, changed as its class says, and confirmed to be what it is meant to be.
///
/// # Errors
///
/// Why there is none.
pub(crate) fn make(
    drafter: &Drafter<'_>,
    class: &std::sync::Arc<Class>,
    number: usize,
    seed: u64,
) -> Result<Case, String> {
    let attempts = if number == 0 { 1 } else { 8 };
    let mut failure = String::new();
    for attempt in 0..attempts {
        let names = [drafter.operation.key.as_str(), &class.name, &number.to_string(), &attempt.to_string()];
        // The plainest case is the same for every seed, so that snapshots do not depend on it.
        let (extent, seed) = if number == 0 { (Extent::Least, 0) } else { (Extent::Any, seed) };
        let mut draw = Draw::of(seed, &names).in_turn(number);
        // Very long texts cost much and tell little beside a mistake.
        let has_long_text = class.is_valid() && extent == Extent::Any && draw.once_in(4);
        let texts = if has_long_text { Texts::Anywhere } else { Texts::Short };
        let made = drafter
            .draft(extent, texts, &mut draw)
            .and_then(|base| confirmed(drafter, class, &base, &draw).map(|request| (base, request)));
        match made {
            Ok((base, request)) => {
                return Ok(Case { operation: drafter.id, class: class.clone(), number, request, base, draw });
            }
            Err(reason) => failure = reason,
        }
    }
    Err(failure)
}

/// The bytes of a class's request made from a valid one, judged by the document's own reading: a valid request breaks
/// no rule, an invalid one does, and only where it is meant to.
pub(crate) fn confirmed(
    drafter: &Drafter<'_>,
    class: &Class,
    base: &Draft,
    draw: &Draw,
) -> Result<WireRequest, String> {
    let (valid, reading) = drafter.judge(base)?;
    if let Some(violation) = reading.violations.first() {
        return Err(format!("the generated request is not valid: {}: {}", violation.location, violation.message));
    }
    let Some(mutation) = &class.mutation else { return Ok(valid) };
    let mut draft = base.clone();
    mutation.change.apply(drafter, &mut draft, &mut draw.clone())?;
    if draft == *base {
        return Err("the change changes nothing".to_owned());
    }
    let (request, reading) = drafter.judge(&draft)?;
    let Some(location) = &mutation.location else { return Ok(request) };
    if reading.violations.is_empty() {
        return Err("the changed request is still valid on the wire".to_owned());
    }
    let is_other = |violation: &&RequestViolation| {
        !is_meant(&mutation.rule.keyword, location, &violation.rule.keyword, &violation.location)
    };
    match reading.violations.iter().find(is_other) {
        Some(other) => {
            let (keyword, place) = (&other.rule.keyword, &other.location);
            Err(format!("the change breaks `{keyword}` of `{place}` as well"))
        }
        None => Ok(request),
    }
}
