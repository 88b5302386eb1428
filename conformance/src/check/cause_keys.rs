//! What a finding is known by: what distinguishes its cause from others.

use trueline_spec::model::Api;

use super::cause::Sighting;
use super::mistake_kind::{
    TriedKinds, body_of, coercion, failing_mistake, is_beside_the_matter, is_of_the_server, kind_everywhere, kinds,
    kinds_of_failure,
};
use super::said::{body_shape, body_shape_without, says_what_failed, shape};
use super::sent::sent_texts;
use super::{Check, Finding};
use crate::case::Intent;
use crate::judge::Rule;

/// What a finding is known by.
pub(super) struct Keys {
    /// The most precise first; the last is the same in every run, whatever else is tested.
    pub own: Vec<String>,
    /// The key of a cause that explains this one too, where there is one.
    pub wider: Option<String>,
}

/// The keys of a finding. `tried` says which kinds of mistakes the server refuses elsewhere.
pub(super) fn keys(sighting: Sighting<'_>, finding: &Finding, tried: &TriedKinds) -> Keys {
    let Sighting { api, operation, class, request, answer, .. } = sighting;
    let check = finding.check;
    let key = &api.operation(operation).key;
    let status = match answer {
        Ok(received) => received.status.to_string(),
        Err(error) => format!("{:?}", error.kind),
    };
    let rule = finding.rule.as_ref();
    let place = rule.map(|rule| place(api, rule)).unwrap_or_default();
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
                return by_mistake(sighting, &format!("{check} {status}"), &shape, in_operation, tried);
            }
        }
        Check::InvalidAccepted | Check::UnexpectedStatus => {
            let status = if check == Check::InvalidAccepted { "" } else { status.as_str() };
            if status.starts_with('3') {
                // An operation that is elsewhere refuses and takes nothing.
                return Keys { own: vec![format!("{check} {status} in {key}")], wider: None };
            }
            let is_of_the_server = is_of_the_server(class);
            let coercion = coercion(api, class, request);
            let kinds = coercion
                .into_iter()
                .chain(kinds(api, class))
                .filter(|kind| is_of_the_server || !tried.is_refused(kind));
            let body = body_of(key, class).filter(|body| !tried.is_refused(body));
            let own = format!("{check} {status} {place}");
            let everywhere = kind_everywhere(api, api.operation(operation), class);
            if let Some(kind) = everywhere.filter(|_| check == Check::InvalidAccepted) {
                let body = body.map(|body| format!("{check} {status} {body}"));
                let keys = std::iter::once(own).chain(body).chain([format!("{check} {kind}")]);
                return Keys { own: keys.collect(), wider: None };
            }
            let wider = body.into_iter().chain(kinds).map(|kind| format!("{check} {status} {kind}"));
            // What is refused elsewhere depends on what is tested, and so do the wider keys.
            let last = (!is_of_the_server && rule.is_some()).then(|| own.clone());
            std::iter::once(own).chain(wider).chain(last).collect()
        }
        Check::UndeclaredStatus if matches!(answer, Ok(received) if (300..400).contains(&received.status)) => {
            vec![format!("{check} {status} in {key}")]
        }
        Check::UndeclaredStatus => vec![format!("{check} {status}")],
        Check::ValidRefused => {
            let sent = sent_texts(api.operation(operation), request);
            let shape = answer.as_ref().map(|received| body_shape_without(&received.body, &sent)).unwrap_or_default();
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

/// The keys of a failure of which the server says nothing, on requests that are no valid ones: it fails for one reason by one
/// mistake, whatever the operation, unless it refuses that elsewhere. Where valid requests fail as well, it is for their reason; where
/// some of them succeed, that is said only of what changes no value.
fn by_mistake(sighting: Sighting<'_>, failure: &str, shape: &str, in_operation: String, tried: &TriedKinds) -> Keys {
    let Sighting { api, operation, class, is_on_accepted, .. } = sighting;
    let anywhere = kinds_of_failure(api, class).into_iter().filter(|kind| !tried.is_refused(kind));
    let mut own: Vec<String> = anywhere.map(|kind| format!("{failure} by {kind}: {shape}")).collect();
    let place = match &class.intent {
        Intent::Violates { rule, .. } => place(api, rule),
        Intent::Valid | Intent::Tolerable => api.operation(operation).key.clone(),
    };
    let (mistake, is_of_body) = failing_mistake(class);
    let place = if is_of_body { &api.operation(operation).key } else { &place };
    // The last key is the same in every run, whatever else is tested.
    own.push(format!("{failure} by {mistake} at {place}: {shape}"));
    Keys { own, wider: (!is_on_accepted || is_beside_the_matter(class)).then_some(in_operation) }
}

/// The place of a rule, by names and not by lines: it stays where the document grows.
fn place(api: &Api, rule: &Rule) -> String {
    let place = rule.place(api);
    format!("{}#{} {}", place.file, place.pointer, rule.keyword)
}
