//! Negative operators: a valid request becomes one with exactly one thing wrong. One file for each kind of thing.
//!
//! A mutation is data: what breaks, which rule of the document says so, and which statuses are a right answer.

mod body;
mod credential;
mod edge;
mod left_out;
mod meant;
mod method;
mod mistake;
mod not_changed;
mod parameter;
mod request_edit;
mod session;
mod sibling;
mod spelling;
mod tolerable;
mod value_mutation;
mod value_mutations;
mod wrong;

use self::left_out::LeftOut;
use crate::judge::Rule;
use crate::limits::CLASSES;
use crate::request::CaseBuilder;

pub(crate) use meant::is_meant;
pub(crate) use mistake::Mistake;
pub(crate) use not_changed::NotChanged;
pub(crate) use request_edit::{RequestEdit, Spoiling};
pub(crate) use value_mutation::{Step, ValueMutation};

/// Statuses for a request that breaks a rule of a parameter or a body (RFC 9110 section 15.5.1, and 15.5.21).
const INVALID: &[u16] = &[400, 422];

/// Whether a changed request is valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Validity {
    /// It is not, and every server that obeys the document refuses it.
    Invalid,
    /// Implementations differ: it is refused for the client's fault, or answered as a valid request.
    Disputed,
    /// It is, and every server that obeys the document takes it.
    Valid,
}

/// A way to change a request.
#[derive(Debug, Clone)]
pub(crate) struct Mutation {
    /// The name of the class: `query.limit/above-maximum`.
    pub class: String,
    /// What is wrong, for people.
    pub summary: String,
    /// The rule that is broken.
    pub rule: Rule,
    /// The statuses that are a right answer.
    pub expects: Vec<u16>,
    /// Whether the request is valid.
    pub validity: Validity,
    /// How the request changes.
    pub change: RequestEdit,
    /// Where the judge must find the mistake, and nothing else: `body/customer_email`; nothing where it is not about values.
    pub location: Option<String>,
}

impl Mutation {
    /// Whether it is such a class.
    pub(crate) fn is_left_out(&self) -> bool {
        matches!(self.change, RequestEdit::LeftOut(_))
    }

    /// Mistakes that are not made, as a class of its own that says why.
    fn left_out(location: &str, rule: &Rule, left_out: LeftOut) -> Self {
        Self {
            class: format!("{location}/further ({})", left_out.what().replace('/', "")),
            summary: "mistakes beyond a limit".to_owned(),
            rule: rule.clone(),
            expects: INVALID.to_vec(),
            validity: Validity::Invalid,
            change: RequestEdit::LeftOut(left_out),
            location: None,
        }
    }
}

/// Every mutation of an operation, in the order of the document; at most [`CLASSES`], and one more that says so.
pub(crate) fn mutations(builder: &CaseBuilder<'_>) -> Vec<Mutation> {
    let mut found = credential::mutations(builder);
    found.extend(session::mutations(builder));
    found.extend(parameter::mutations(builder));
    found.extend(body::mutations(builder));
    found.extend(method::mutations(builder));
    found.extend(tolerable::mutations(builder));
    let spelled = spelling::mutations(builder, &found);
    let edges = edge::mutations(builder, &found);
    found.extend(spelled);
    found.extend(edges);
    if found.len() > CLASSES {
        found.truncate(CLASSES);
        let rule = Rule::whole(builder.operation.origin);
        found.push(Mutation::left_out("operation", &rule, LeftOut::Classes));
    }
    found
}
