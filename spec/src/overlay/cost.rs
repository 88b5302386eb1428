//! What a target costs, from how it is written: `JSONPath` can go through a document once for each of its nodes.

/// The most that the overlays of a document may cost, in nodes that are looked at or copied.
pub const OVERLAY_LIMIT: usize = 50_000_000;

/// What a function of regular expressions costs for each node that it is asked of, since it is compiled each time.
const EXPRESSION: usize = 100;
/// The same where it counts repetitions (`a{1000}`).
const COUNTED_EXPRESSION: usize = 10_000;

/// How many nodes a target may go to, at most, in a document of so many nodes that is nested in so many levels.
pub(super) fn cost(target: &str, nodes: usize, levels: usize) -> usize {
    let signs = Signs::of(target);
    if signs.is_singular() {
        return target.len();
    }
    let power = |base: usize, exponent: usize| {
        base.checked_pow(u32::try_from(exponent).unwrap_or(u32::MAX)).unwrap_or(usize::MAX)
    };
    // The first `..` visits every node; each further one visits, of every node, those below it.
    let descents = power(levels.max(1), signs.descendants.saturating_sub(1));
    let queries = power(nodes, signs.roots.saturating_sub(1));
    let expressions = match (target.contains("match(") || target.contains("search("), target.contains('{')) {
        (false, _) => 1,
        (true, false) => EXPRESSION,
        (true, true) => COUNTED_EXPRESSION,
    };
    [descents, queries, signs.unions, expressions].into_iter().fold(nodes, usize::saturating_mul)
}

/// How often what multiplies work is in a target, outside of its strings.
struct Signs {
    descendants: usize,
    roots: usize,
    /// How many nodes selectors beside each other select at most, for each that they are asked of.
    unions: usize,
    is_wide: bool,
}

impl Signs {
    fn of(target: &str) -> Self {
        let mut signs = Self { descendants: 0, roots: 0, unions: 1, is_wide: false };
        let (mut quote, mut is_escaped, mut before) = (None, false, ' ');
        // Of each open bracket, how many selectors it has so far.
        let mut brackets: Vec<usize> = Vec::new();
        for sign in target.chars() {
            match (quote, sign) {
                (Some(_), _) if is_escaped => is_escaped = false,
                (Some(_), '\\') => is_escaped = true,
                (Some(open), sign) if sign == open => quote = None,
                (None, '\'' | '"') => quote = Some(sign),
                (None, '[') => brackets.push(1),
                (None, ']') => signs.unions = signs.unions.saturating_mul(brackets.pop().unwrap_or(1)),
                (None, ',') => brackets.iter_mut().next_back().into_iter().for_each(|count| *count += 1),
                (None, '.') if before == '.' => signs.descendants += 1,
                (None, '$') => signs.roots += 1,
                (None, '*' | '?' | ':') => signs.is_wide = true,
                _ => {}
            }
            before = if quote.is_none() { sign } else { ' ' };
        }
        signs
    }

    /// Whether it goes along one path alone.
    fn is_singular(&self) -> bool {
        self.descendants == 0 && self.roots <= 1 && self.unions == 1 && !self.is_wide
    }
}

#[cfg(test)]
mod tests {
    use super::cost;

    #[test]
    fn what_goes_to_more_nodes_costs_more() {
        let cost = |target: &str| cost(target, 1000, 10);
        assert_eq!(cost("$.paths['/a..*,?$'].get"), "$.paths['/a..*,?$'].get".len());
        assert_eq!(cost("$.paths.*"), 1000);
        assert_eq!(cost("$..*"), 1000);
        assert_eq!(cost("$..a..b..*"), 100_000);
        assert_eq!(cost("$.a[?@.b == $.c]"), 1_000_000);
        assert_eq!(cost("$[*,*][*,*][*,*]"), 8_000);
        assert_eq!(cost("$.a['b','c']"), 2_000);
        assert_eq!(cost("$.a[?match(@.b, 'c')]"), 200_000);
    }
}
