//! What judging one value may cost. The validator calls keywords of ours on its way: one that counts steps, and
//! `pattern`, which may give up. What they note of the judgement at hand is kept for each thread.

use std::cell::{Cell, RefCell};

use jsonschema::{Keyword, ValidationError};
use serde_json::Value;
use trueline_spec::model::SchemaId;

/// The keyword that counts steps: `[steps, steps for each member of an object]`.
pub(crate) const STEPS_KEYWORD: &str = "x-trueline-steps";
/// The keyword that counts one step, and is always true.
pub(crate) const STEP_KEYWORD: &str = "x-trueline-step";
/// The keyword that says whether the schema that judges has a lower number than this.
pub(crate) const BELOW_KEYWORD: &str = "x-trueline-below";

thread_local! {
    static STEPS_LEFT: Cell<u64> = const { Cell::new(0) };
    static IS_EXHAUSTED: Cell<bool> = const { Cell::new(false) };
    /// The number of the schema that judges.
    static SCHEMA: Cell<usize> = const { Cell::new(0) };
    /// What a pattern that was given up counts as.
    static ASSUMED: Cell<bool> = const { Cell::new(true) };
    static GIVEN_UP: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// What came of something that was done within so many steps.
pub(crate) struct Judged<T> {
    pub result: T,
    /// Whether the steps did not suffice, so that the result means nothing.
    pub is_exhausted: bool,
    /// A pattern that was given up.
    pub given_up: Option<String>,
    /// The steps that it took.
    pub steps: u64,
}

/// Does something that judges by a schema, within a number of steps. Patterns that are given up count as `assumed`.
pub(crate) fn within<T>(steps: u64, schema: SchemaId, assumed: bool, judge: impl FnOnce() -> T) -> Judged<T> {
    STEPS_LEFT.set(steps);
    IS_EXHAUSTED.set(false);
    SCHEMA.set(schema.index());
    ASSUMED.set(assumed);
    GIVEN_UP.take();
    let result = judge();
    Judged {
        result,
        is_exhausted: IS_EXHAUSTED.get(),
        given_up: GIVEN_UP.take(),
        steps: steps.saturating_sub(STEPS_LEFT.get()),
    }
}

/// Notes that a pattern was given up; what it counts as.
pub(crate) fn give_up(pattern: &str) -> bool {
    GIVEN_UP.with_borrow_mut(|given_up| {
        given_up.get_or_insert_with(|| pattern.to_owned());
    });
    ASSUMED.get()
}

/// Counts steps, and is false once there are none left.
pub(crate) struct StepsKeyword {
    steps: u64,
    of_member: u64,
}

impl StepsKeyword {
    pub(crate) fn new(steps: &Value) -> Self {
        let part = |index: usize| steps.get(index).and_then(Value::as_u64).unwrap_or(1);
        Self { steps: part(0), of_member: part(1) }
    }
}

impl<'i> Keyword<'i> for StepsKeyword {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        if self.is_valid(instance) { Ok(()) } else { Err(ValidationError::custom("there are no steps left")) }
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        let members = instance.as_object().map_or(0, |members| u64::try_from(members.len()).unwrap_or(u64::MAX));
        take(self.steps.saturating_add(self.of_member.saturating_mul(members)));
        !IS_EXHAUSTED.get()
    }
}

/// Counts one step.
pub(crate) struct StepKeyword;

impl<'i> Keyword<'i> for StepKeyword {
    fn validate(&self, _: &'i Value) -> Result<(), ValidationError<'i>> {
        take(1);
        Ok(())
    }

    fn is_valid(&self, _: &'i Value) -> bool {
        take(1);
        true
    }
}

fn take(steps: u64) {
    let left = STEPS_LEFT.get();
    if left < steps {
        IS_EXHAUSTED.set(true);
    }
    STEPS_LEFT.set(left.saturating_sub(steps));
}

/// Whether the schema that judges has a lower number.
pub(crate) struct BelowKeyword(pub(crate) usize);

impl<'i> Keyword<'i> for BelowKeyword {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        if self.is_valid(instance) { Ok(()) } else { Err(ValidationError::custom("another schema judges")) }
    }

    fn is_valid(&self, _: &'i Value) -> bool {
        SCHEMA.get() < self.0
    }
}
