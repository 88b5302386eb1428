//! Numbers and their bounds.

use crate::lower::context::Lowering;
use crate::model::{Bound, Number, NumberSchema};
use crate::source::{Node, NodeKind};

pub(super) fn number<'a>(lowering: &mut Lowering<'a>, node: Node<'a>, integer: bool) -> NumberSchema {
    let mut minimum = bound(lowering, node, "minimum", "exclusiveMinimum", |a, b| a >= b);
    let mut maximum = bound(lowering, node, "maximum", "exclusiveMaximum", |a, b| a <= b);
    if let (Some(low), Some(high)) = (minimum, maximum)
        && (low.value > high.value || (low.value == high.value && (low.exclusive || high.exclusive)))
    {
        impossible(lowering, node, format!("no number is from {} to {}", low.value, high.value));
        (minimum, maximum) = (None, None);
    }
    let multiple_of = value(lowering, node, "multipleOf").filter(|multiple| multiple.as_f64() > 0.0);
    NumberSchema { integer, minimum, maximum, multiple_of, format: lowering.string(node, "format") }
}

/// A bound of 3.0 (`exclusive...` a boolean) or of 3.1 (a number of its own); of two the tighter.
fn bound<'a>(
    lowering: &mut Lowering<'a>,
    node: Node<'a>,
    inclusive: &str,
    exclusive: &str,
    tighter: fn(Number, Number) -> bool,
) -> Option<Bound> {
    let own = value(lowering, node, inclusive);
    match node.get(exclusive).map(Node::kind) {
        Some(NodeKind::Bool(exclusive)) => own.map(|value| Bound { value, exclusive }),
        Some(NodeKind::String("true" | "false")) => {
            let exclusive = lowering.boolean(node, exclusive) == Some(true);
            own.map(|value| Bound { value, exclusive })
        }
        Some(_) => {
            let other = value(lowering, node, exclusive)?;
            match own {
                Some(own) if !tighter(other, own) => Some(Bound { value: own, exclusive: false }),
                _ => Some(Bound { value: other, exclusive: true }),
            }
        }
        None => own.map(|value| Bound { value, exclusive: false }),
    }
}

fn value<'a>(lowering: &mut Lowering<'a>, node: Node<'a>, key: &str) -> Option<Number> {
    let field = lowering.field(node, key)?;
    match field.kind() {
        NodeKind::Number(number) => Some(number),
        NodeKind::String(text) => {
            let number = text.trim().parse::<i128>().map(Number::Integer).ok();
            let number = number.or_else(|| text.trim().parse().ok().filter(|f: &f64| f.is_finite()).map(Number::Float));
            match number {
                Some(_) => lowering.warning("wrong-type", field, format!("`{key}` is text"), "remove the quotes"),
                None => lowering.ignored_wrong_type(field, key, "a number"),
            }
            number
        }
        _ => {
            lowering.ignored_wrong_type(field, key, "a number");
            None
        }
    }
}

/// A count: a length, a number of items or properties.
pub(super) fn count<'a>(lowering: &mut Lowering<'a>, node: Node<'a>, key: &str) -> Option<u64> {
    let number = value(lowering, node, key)?;
    let count = number.as_integer().and_then(|integer| u64::try_from(integer.min(i128::from(u64::MAX))).ok());
    if count.is_none() {
        let place = node.get(key).unwrap_or(node);
        let message = format!("`{key}` is a count: it cannot be {number}");
        let guess = "until then it is not checked";
        let diagnostic = lowering.recoverable("wrong-value", place.origin(), message, "write 0 or more", guess);
        lowering.sink.push(diagnostic);
    }
    count
}

/// A lower and an upper count; neither where no value has both, which is reported.
pub(super) fn counts<'a>(
    lowering: &mut Lowering<'a>,
    node: Node<'a>,
    low: &str,
    high: &str,
) -> (Option<u64>, Option<u64>) {
    let counts = (count(lowering, node, low), count(lowering, node, high));
    if let (Some(low), Some(high)) = counts
        && low > high
    {
        impossible(lowering, node, format!("nothing can have at least {low} and at most {high}"));
        return (None, None);
    }
    counts
}

fn impossible<'a>(lowering: &mut Lowering<'a>, node: Node<'a>, message: String) {
    let (help, guess) = ("no value satisfies both; fix one of the bounds", "until then neither is checked");
    let diagnostic = lowering.recoverable("impossible-bounds", node.origin(), message, help, guess);
    lowering.sink.push(diagnostic);
}
