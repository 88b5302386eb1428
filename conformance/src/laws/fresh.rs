//! Every creation gives an identity of its own (links with `x-trueline-readable`).

use rustc_hash::FxHashMap;
use serde_json::Value;
use trueline_spec::model::{OperationId, RuntimeExpression};

use super::Exchange;
use super::seen::Seen;
use crate::check::{Check, Finding};
use crate::judge::Rule;
use crate::request::{CaseBuilder, WireRequest};
use crate::transport::Received;

/// Creations that are kept whole, to be shown; of later ones the identity alone.
const KEPT: usize = 256;
/// Identities that are known.
const KNOWN: usize = 100_000;

/// The identities that creations gave.
#[derive(Default)]
pub(crate) struct Identities {
    known: FxHashMap<(OperationId, String, String), Option<usize>>,
    kept: Vec<Exchange>,
}

impl Identities {
    /// Takes an answer. Where it gives an identity that an earlier one gave for another request, what is wrong, with the
    /// earlier exchange where it is kept.
    pub(crate) fn notice(
        &mut self,
        builder: &CaseBuilder<'_>,
        request: &WireRequest,
        received: &Received,
    ) -> Option<(Finding, Option<Exchange>)> {
        let response = builder.operation.response(received.status)?;
        let link = response.links.iter().find(|link| link.readable.is_some())?;
        let seen = Seen::read(builder, request, received)?;
        let mut found = None;
        for expression in link.parameters.values() {
            let RuntimeExpression::ResponseBody(pointer) = expression else { continue };
            let Some(Value::String(identity)) = seen.body.pointer(pointer) else { continue };
            let key = (builder.id, pointer.clone(), identity.clone());
            if let Some(earlier) = self.known.get(&key) {
                let earlier = earlier.and_then(|number| self.kept.get(number));
                if earlier.is_none_or(|earlier| earlier.request != *request) {
                    let message = format!("`{pointer}` is `{identity}`, which another creation gave before");
                    let rule = Rule::new(link.origin, "x-trueline-readable");
                    found = Some((Finding::new(Check::FreshIdentity, message, Some(rule)), earlier.cloned()));
                }
            } else if self.known.len() < KNOWN {
                let number = (self.kept.len() < KEPT).then_some(self.kept.len());
                self.known.insert(key, number);
                if number.is_some() {
                    let answer = Ok(received.clone());
                    self.kept.push(Exchange { operation: builder.id, request: request.clone(), answer });
                }
            }
        }
        found
    }
}
