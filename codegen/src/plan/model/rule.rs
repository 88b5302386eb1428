//! What requests are checked against before they are sent: bounds, lengths, patterns and formats.

use crate::names::Ident;

/// The rules of a client; rules refer to each other by their index. Those that nobody needs are none.
#[derive(Debug, Default)]
pub struct RulesPlan {
    /// Every rule with its name, which says where the document has it.
    pub rules: Vec<Option<(Ident, RulePlan)>>,
}

impl RulesPlan {
    /// Whether there is a rule.
    #[must_use]
    pub fn is_any(&self) -> bool {
        self.rules.iter().any(Option::is_some)
    }
}

/// A rule.
#[derive(Debug)]
#[allow(missing_docs, reason = "the variants are the run-time part's own")]
pub enum RulePlan {
    Number {
        minimum: Option<BoundPlan>,
        maximum: Option<BoundPlan>,
        multiple_of: Option<f64>,
    },
    Text {
        min_length: Option<u64>,
        max_length: Option<u64>,
        pattern: Option<String>,
        format: Option<&'static str>,
    },
    List {
        min_items: Option<u64>,
        max_items: Option<u64>,
        unique: bool,
        items: Option<usize>,
    },
    Object {
        min_properties: Option<u64>,
        max_properties: Option<u64>,
        properties: Vec<(String, usize)>,
        additional: Option<usize>,
    },
    Listed(Vec<String>),
    ListedIntegers(Vec<i64>),
    All(Vec<usize>),
    Any(Vec<usize>),
}

impl RulePlan {
    /// How many parts it has, itself one of them.
    pub(crate) fn size(&self) -> usize {
        1 + match self {
            Self::Number { .. } | Self::Text { .. } | Self::List { .. } => 0,
            Self::Object { properties, .. } => properties.len(),
            Self::Listed(values) => values.len(),
            Self::ListedIntegers(values) => values.len(),
            Self::All(rules) | Self::Any(rules) => rules.len(),
        }
    }

    /// The rules that it stands on.
    pub(crate) fn parts(&self) -> Vec<usize> {
        match self {
            Self::Number { .. } | Self::Text { .. } | Self::Listed(_) | Self::ListedIntegers(_) => Vec::new(),
            Self::List { items, .. } => items.iter().copied().collect(),
            Self::Object { properties, additional, .. } => {
                properties.iter().map(|(_, rule)| *rule).chain(*additional).collect()
            }
            Self::All(rules) | Self::Any(rules) => rules.clone(),
        }
    }
}

/// A bound of numbers.
#[derive(Debug)]
pub struct BoundPlan {
    /// The bound as JSON writes it.
    pub text: String,
    /// Whether the bound itself is outside.
    pub exclusive: bool,
}
