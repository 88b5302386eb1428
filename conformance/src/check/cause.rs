//! Which findings have one cause: it is told once, with the operations in which it shows.
//!
//! A finding is known by keys: the place of the document that is not kept, and what was seen without what differs from one
//! exchange to the next. Two that share a key have one cause.

use rustc_hash::FxHashMap;
use trueline_spec::model::{Api, OperationId};

use super::said::{body_shape, says_what_failed, shape};
use super::{Check, Finding};
use crate::case::Class;
use crate::judge::Rule;
use crate::transport::Answered;

/// The causes that were found so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Causes {
    known: FxHashMap<String, usize>,
    count: usize,
    /// How many failures of the server stay apart in each operation, on its valid requests and on others.
    apart: FxHashMap<(OperationId, bool), usize>,
}

/// Failures of the server on valid requests of one operation that are told by themselves, and on others; the rest is one.
const MOST_APART: usize = 3;

/// Whether a cause was found before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Noticed {
    /// It was not; it has this number now, and this key tells it from others in every run.
    New(usize, String),
    /// It has this number.
    Known(usize),
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
    /// The number of a finding's cause, from 1.
    pub(crate) fn notice(&mut self, sighting: Sighting<'_>, finding: &Finding) -> Noticed {
        let Keys { mut own, wider } = keys(sighting, finding);
        let mut known = own.iter().chain(&wider).find_map(|key| self.known.get(key)).copied();
        if known.is_none() && matches!(finding.check, Check::ServerError | Check::NoAnswer) {
            let is_valid = sighting.class.is_plain();
            let count = self.apart.entry((sighting.operation, is_valid)).or_default();
            *count += 1;
            if *count > MOST_APART {
                let key = &sighting.api.operation(sighting.operation).key;
                let requests = if is_valid { "valid" } else { "other" };
                own = vec![format!("{} in {key}: more, on {requests} requests", finding.check)];
                known = own.first().and_then(|key| self.known.get(key)).copied();
            }
        }
        let number = known.unwrap_or(self.count + 1);
        self.count = self.count.max(number);
        // The widest is that of any place where the cause may be found first.
        let widest = own.last().cloned().unwrap_or_default();
        // Of a known cause only another place is noted: there are as many as the document has, and of words no end.
        let noted = if known.is_some() { 1 } else { own.len() };
        for key in own.into_iter().take(noted) {
            self.known.entry(key).or_insert(number);
        }
        if known.is_some() { Noticed::Known(number) } else { Noticed::New(number, widest) }
    }

    /// The number of a cause of its own.
    pub(crate) fn another(&mut self) -> usize {
        self.count += 1;
        self.count
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
        | Check::IdentityReused
        | Check::Isolation
        | Check::Kept
        | Check::Listed
        | Check::Lost
        | Check::Orphan => {
            vec![format!("{check} {place}")]
        }
        Check::HeaderMissing => vec![format!("{check} {place}"), format!("{check} {}", finding.message.0)],
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
                causes.notice(sighting, &Finding::new(check, text.clone(), rule));
            }
        }
        assert!(causes.count <= 10, "{}", causes.count);
        assert!(causes.known.len() <= 20, "{}", causes.known.len());
    }
}
