//! Which findings have one cause: it is told once, with the operations in which it shows.
//!
//! A finding is known by keys: the place of the document that is not kept, and what was seen without what differs from one
//! exchange to the next. Two that share a key have one cause.

use std::hash::Hash;

use rustc_hash::FxHashMap;
use trueline_spec::model::{Api, OperationId};

use super::said::{body_shape, says_what_failed, shape};
use super::{Check, Finding};
use crate::case::Class;
use crate::judge::Rule;
use crate::transport::Answered;

/// The causes that were found so far.
///
/// Within a group, of operations that depend on each other, a finding is held against all that was noticed there. Across groups
/// it is held against what each group noticed first: so what is told of one group does not depend on how far the
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

/// Failures of the server on valid requests of one operation that are told by themselves, and on others; the rest is one.
const MOST_APART: usize = 3;

/// Whether a cause was found before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Noticed {
    /// Its number.
    pub number: usize,
    /// Whether it was not.
    pub is_new: bool,
    /// What it is known by from here on, where it is new to its group; the last key tells it from others in every run.
    pub keys: Vec<String>,
}

/// An exchange in which something was found.
#[derive(Clone, Copy)]
pub(crate) struct Sighting<'a> {
    pub api: &'a Api,
    pub operation: OperationId,
    pub class: &'a Class,
    pub answer: &'a Answered,
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
    /// The number of a finding's cause where it was noticed, and the keys of the finding, the widest last: that is the one of any
    /// place where the cause may be found first.
    fn known(&mut self, sighting: Sighting<'_>, finding: &Finding) -> (Option<usize>, Vec<String>) {
        let Keys { own, wider } = keys(sighting, finding);
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
        let Keys { own, wider } = keys(sighting, finding);
        own.iter().chain(&wider).any(|key| self.known.contains_key(key))
    }
}

/// What a finding is known by.
struct Keys {
    /// The most precise first.
    own: Vec<String>,
    /// The key of a cause that explains this one too, where there is one.
    wider: Option<String>,
}

fn keys(sighting: Sighting<'_>, finding: &Finding) -> Keys {
    let Sighting { api, operation, class, answer } = sighting;
    let check = finding.check;
    let key = &api.operation(operation).key;
    let status = match answer {
        Ok(received) => received.status.to_string(),
        Err(error) => format!("{:?}", error.kind),
    };
    let rule = finding.rule.as_ref();
    let place = rule.map(|rule| place(api, rule)).unwrap_or_default();
    let (location, mistake) = class.name.rsplit_once('/').unwrap_or(("", &class.name));
    let family = location.split(['/', '.']).next().unwrap_or_default();
    let own = match check {
        Check::ServerError | Check::NoAnswer => {
            let shape =
                answer.as_ref().map_or_else(|error| shape(&error.message), |received| body_shape(&received.body));
            let in_operation = format!("{check} {status} in {key}: {shape}");
            if says_what_failed(&shape) {
                vec![format!("{check} {status}: {shape}")]
            } else if class.is_valid() {
                vec![in_operation]
            } else {
                // A server that says nothing fails for one reason by one mistake, whatever the operation; one that fails on
                // valid requests fails for that reason.
                let by_mistake = format!("{check} {status} by {family} {mistake}: {shape}");
                return Keys { own: vec![by_mistake], wider: Some(in_operation) };
            }
        }
        Check::InvalidAccepted | Check::UnexpectedStatus => {
            let status = if check == Check::InvalidAccepted { "" } else { status.as_str() };
            let line = rule.map(|rule| rule.line(api)).unwrap_or_default();
            let name = location.rsplit(['/', '.']).next().unwrap_or_default();
            let mistaken = if is_of_the_framework(mistake) { String::new() } else { format!(" {name} {line}") };
            vec![format!("{check} {status} {place}"), format!("{check} {status} {family} {mistake}{mistaken}")]
        }
        Check::UndeclaredStatus if matches!(answer, Ok(received) if received.status < 400) => {
            vec![format!("{check} {status} in {key}")]
        }
        Check::UndeclaredStatus => vec![format!("{check} {status}")],
        Check::ValidRefused => {
            let shape = answer.as_ref().map(|received| body_shape(&received.body)).unwrap_or_default();
            let mut keys = vec![format!("{check} {status} in {key}")];
            if says_what_failed(&shape) {
                keys.push(format!("{check} {status}: {shape}"));
            }
            keys
        }
        Check::Allow => vec![check.to_string()],
        Check::Body | Check::ContentType | Check::MalformedBody | Check::Http | Check::Header => vec![
            format!("{check} {place}: {}", if rule.is_some() { "" } else { key }),
            format!(
                "{check} {status} {}: {}",
                rule.map(|rule| rule.line(api)).unwrap_or_default(),
                shape(&finding.message.0)
            ),
        ],
        // The place says which operation is accused, whichever showed it.
        Check::Deleted
        | Check::ForeignAccess
        | Check::IdentityReused
        | Check::Isolation
        | Check::Kept
        | Check::Listed
        | Check::Lost
        | Check::Orphan => {
            vec![format!("{check} {place}")]
        }
        Check::HeaderMissing => vec![format!("{check} {place}"), format!("{check} {}", finding.message.0)],
        Check::Custom(_) => vec![format!("{check}: {}", shape(&finding.message.0))],
        Check::Snapshot => vec![format!("{check} in {key} {}", class.name)],
        _ => vec![format!("{check} in {key} {place}")],
    };
    Keys { own, wider: None }
}

/// The place of a rule, by names and not by lines: it stays where the document grows.
fn place(api: &Api, rule: &Rule) -> String {
    let place = rule.place(api);
    format!("{}#{} {}", place.file, place.pointer, rule.keyword)
}

/// Mistakes that the reader of a server takes or refuses, whatever the field.
fn is_of_the_framework(mistake: &str) -> bool {
    const ANYWHERE: [&str; 9] = [
        "null",
        "wrong-type",
        "array",
        "not-an-integer",
        "unknown-member",
        "undeclared-member",
        "unevaluated-member",
        "not-utf-8",
        "followed-by-text",
    ];
    ANYWHERE.contains(&mistake)
}

#[cfg(test)]
mod tests {
    use super::*;
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
        let mut causes = Causes::default();
        for number in 0..2000 {
            let text = format!("the table {} is locked by {}", word(number), word(number + 1));
            for (status, check, rule) in
                [(500, Check::ServerError, None), (400, Check::ValidRefused, rule()), (200, Check::Body, rule())]
            {
                let answer = Ok(Received { status, headers: Vec::new(), body: text.clone().into() });
                let sighting = Sighting { api: &api, operation, class: &class, answer: &answer };
                causes.notice(0, sighting, &Finding::new(check, text.clone(), rule));
            }
        }
        assert!(causes.all.count <= 10, "{}", causes.all.count);
        let known = causes.all.known.len() + causes.of_group(0).known.len();
        assert!(known <= 40, "{known}");
    }
}
