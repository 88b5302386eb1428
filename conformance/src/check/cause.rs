//! Which findings have one cause: it is reported once, with the operations in which it shows.
//!
//! A finding is known by keys: the place of the document that is not kept, and what was seen without what differs from one
//! exchange to the next. Two that share a key have one cause.
//!
//! A mistake that a server takes wherever it is made has one cause, as where it reads any content type. One that it refuses
//! elsewhere is taken for a reason of its own in each place.

use std::hash::Hash;

use rustc_hash::FxHashMap;
use trueline_spec::model::{Api, OperationId};

use super::cause_keys::{Keys, keys};
use super::mistake_kind::{TriedKinds, body_of, coercion, kinds_of_failure};
use super::{Check, Finding};
use crate::case::Class;
use crate::request::WireRequest;
use crate::transport::Answered;

/// The causes that were found so far.
///
/// Within a group, of operations that depend on each other, a finding is held against all that was noticed there. Across groups
/// it is held against what each group noticed first: so what is reported of one group does not depend on how far the
/// others are, and groups that are tested apart come to the same causes ([`KnownKeys`]).
#[derive(Debug, Clone, Default)]
pub(crate) struct Causes {
    groups: FxHashMap<usize, CausesOfGroup>,
    all: KnownKeys<String>,
}

/// The causes of operations that depend on each other.
#[derive(Debug, Clone, Default)]
pub(crate) struct CausesOfGroup {
    known: FxHashMap<String, usize>,
    tried: TriedKinds,
    /// How many failures of the server stay apart in each operation, on its valid requests and on others.
    apart: FxHashMap<(OperationId, bool), usize>,
}

/// The numbers of causes, from 1, by the keys that each was noticed with.
#[derive(Debug, Clone)]
pub(crate) struct KnownKeys<K> {
    known: FxHashMap<K, usize>,
    count: usize,
}

impl<K> Default for KnownKeys<K> {
    fn default() -> Self {
        Self { known: FxHashMap::default(), count: 0 }
    }
}

impl<K: Hash + Eq + Clone> KnownKeys<K> {
    /// The number of the cause that shares a key, and whether it is new.
    pub(crate) fn notice(&mut self, keys: &[K]) -> (usize, bool) {
        let known = keys.iter().find_map(|key| self.known.get(key)).copied();
        let number = known.unwrap_or_else(|| self.another());
        for key in keys {
            self.known.entry(key.clone()).or_insert(number);
        }
        (number, known.is_none())
    }

    /// The number of a cause of its own.
    pub(crate) fn another(&mut self) -> usize {
        self.count += 1;
        self.count
    }
}

/// Failures of the server on valid requests of one operation that are reported by themselves, and on others; the rest is one.
const MOST_APART: usize = 3;

/// Whether a cause was found before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Noticed {
    /// Its number.
    pub number: usize,
    /// Whether it was not.
    pub is_new: bool,
    /// What it is known by from here on, where it is new to its group; the last key distinguishes it from others in every run.
    pub keys: Vec<String>,
}

/// An exchange in which something was found.
#[derive(Clone, Copy)]
pub(crate) struct Sighting<'a> {
    pub api: &'a Api,
    pub operation: OperationId,
    pub class: &'a Class,
    pub request: &'a WireRequest,
    pub answer: &'a Answered,
    /// Whether valid requests of the operation succeeded, from which those of the class are made.
    pub is_on_accepted: bool,
}

impl Causes {
    /// Notices a finding in a group.
    pub(crate) fn notice(&mut self, group: usize, sighting: Sighting<'_>, finding: &Finding) -> Noticed {
        let group = self.groups.entry(group).or_default();
        match group.known(sighting, finding) {
            (Some(number), own) => {
                // Of a known cause only another place is noted: there are as many as the document has, and of words no end.
                group.note(number, own.into_iter().take(1));
                Noticed { number, is_new: false, keys: Vec::new() }
            }
            (None, keys) => {
                let (number, is_new) = self.all.notice(&keys);
                group.note(number, keys.iter().cloned());
                Noticed { number, is_new, keys }
            }
        }
    }

    /// Notes whether the mistake of a class was refused as it has to be, each time it was made.
    pub(crate) fn tried(&mut self, group: usize, api: &Api, operation: OperationId, class: &Class, is_refused: bool) {
        let tried = &mut self.groups.entry(group).or_default().tried;
        for kind in kinds_of_failure(api, class) {
            tried.note(kind, is_refused);
        }
        if let Some(body) = body_of(&api.operation(operation).key, class).filter(|_| is_refused) {
            tried.note(body, true);
        }
    }

    /// Notes whether one request with the mistake of a class was refused, by the value that it has.
    pub(crate) fn tried_value(
        &mut self,
        group: usize,
        api: &Api,
        class: &Class,
        request: &WireRequest,
        is_refused: bool,
    ) {
        if let Some(kind) = coercion(api, class, request) {
            self.groups.entry(group).or_default().tried.note(kind, is_refused);
        }
    }

    /// The number of a cause of its own.
    pub(crate) fn another(&mut self) -> usize {
        self.all.another()
    }

    /// What was found in a group so far.
    pub(crate) fn of_group(&self, group: usize) -> CausesOfGroup {
        self.groups.get(&group).cloned().unwrap_or_default()
    }
}

impl CausesOfGroup {
    /// The number of a finding's cause where it was noticed, and the keys of the finding, the last of which is the same in every
    /// run.
    fn known(&mut self, sighting: Sighting<'_>, finding: &Finding) -> (Option<usize>, Vec<String>) {
        let Keys { own, wider } = keys(sighting, finding, &self.tried);
        let known = own.iter().chain(&wider).find_map(|key| self.known.get(key)).copied();
        if known.is_some() || !matches!(finding.check, Check::ServerError | Check::NoAnswer) {
            return (known, own);
        }
        let is_valid = sighting.class.is_plain();
        let count = self.apart.entry((sighting.operation, is_valid)).or_default();
        *count += 1;
        if *count <= MOST_APART {
            return (None, own);
        }
        let key = &sighting.api.operation(sighting.operation).key;
        let requests = if is_valid { "valid" } else { "other" };
        let more = format!("{} in {key}: more, on {requests} requests", finding.check);
        (self.known.get(&more).copied(), vec![more])
    }

    fn note(&mut self, number: usize, keys: impl Iterator<Item = String>) {
        for key in keys {
            self.known.entry(key).or_insert(number);
        }
    }

    /// Whether a finding's cause was found before.
    pub(crate) fn knows(&self, sighting: Sighting<'_>, finding: &Finding) -> bool {
        let Keys { own, wider } = keys(sighting, finding, &self.tried);
        own.iter().chain(&wider).any(|key| self.known.contains_key(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::Rule;
    use crate::testing::api;
    use crate::transport::Received;

    /// A server may say something else each time.
    #[test]
    fn no_server_makes_up_causes_without_end() {
        let api = api(
            "{openapi: 3.1.0, info: {title: t, version: '1'}, paths: {/a: {get: {responses: {'200': {description: d}}}}}}",
        );
        let (operation, _) = api.operations().next().expect("an operation");
        let class = Class::of_law("valid", "the request obeys the document");
        let rule = || Some(Rule::new(api.operation(operation).origin, "responses"));
        let word = |number: usize| -> String {
            let letter = |place: u32| b"abcdefghijklmnopqrstuvwxyz"[number / 26_usize.pow(place) % 26];
            (0..6).map(letter).map(char::from).collect()
        };
        let request =
            WireRequest { method: "GET".to_owned(), target: "/a".to_owned(), headers: Vec::new(), body: Vec::new() };
        let mut causes = Causes::default();
        for number in 0..2000 {
            let text = format!("the table {} is locked by {}", word(number), word(number + 1));
            for (status, check, rule) in
                [(500, Check::ServerError, None), (400, Check::ValidRefused, rule()), (200, Check::Body, rule())]
            {
                let answer = Ok(Received { status, headers: Vec::new(), body: text.clone().into() });
                let (answer, is_on_accepted) = (&answer, false);
                let sighting =
                    Sighting { api: &api, operation, class: &class, request: &request, answer, is_on_accepted };
                causes.notice(0, sighting, &Finding::new(check, text.clone(), rule));
            }
        }
        assert!(causes.all.count <= 10, "{}", causes.all.count);
        let known = causes.all.known.len() + causes.of_group(0).known.len();
        assert!(known <= 40, "{known}");
    }
}
