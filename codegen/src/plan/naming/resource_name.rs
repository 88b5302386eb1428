//! What operations are called where a client has a part for each resource: `client.pets().list()`. A resource is what the
//! first tag of an operation names, else the first segment of its path that is no version.

use std::collections::BTreeMap;

use trueline_spec::model::{Api, Operation, PathPart};

use crate::names::{Ident, NameLock, Rank, Scope, Wish, assign_names, method_name, words};
use crate::options::OperationName;
use crate::plan::hints::operation_id::{CLIENT_METHODS, by_path, configured_name, key, short};

/// Methods that every resource has.
const RESOURCE_METHODS: [&str; 2] = ["clone", "new"];

/// The resource of what has neither a tag nor a path.
const ROOT: &str = "root";

/// Where an operation is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ResourceMethod {
    /// The client's method that gives the resource.
    pub accessor: Ident,
    /// The resource's method.
    pub method: Ident,
}

/// Where each operation is called, by its key. `whole` are the names that they have without resources.
pub(crate) fn of(
    api: &Api,
    configured: &[OperationName],
    whole: &BTreeMap<String, Ident>,
    lock: &NameLock,
) -> BTreeMap<String, ResourceMethod> {
    let mut by_accessor: BTreeMap<Ident, Vec<Wish>> = BTreeMap::new();
    for operation in &api.operations {
        let key = key(operation);
        let Some(qualified) = whole.get(&key).cloned() else { continue };
        let (wanted, rank) = match configured_name(operation, configured) {
            Some(name) => (method_name(&name), Rank::Configured),
            None => (method_name(&without_resource(operation)), Rank::Place),
        };
        by_accessor.entry(accessor(operation)).or_default().push(Wish { key, wanted, qualified, rank });
    }
    let mut methods = BTreeMap::new();
    for (accessor, wishes) in by_accessor {
        let names = assign_names(&wishes, Scope::reserving(RESOURCE_METHODS), |key| lock.method(key));
        let given = wishes.iter().map(|wish| wish.key.clone()).zip(names);
        methods.extend(given.map(|(key, method)| (key, ResourceMethod { accessor: accessor.clone(), method })));
    }
    methods
}

/// What a resource is called in the document.
pub(crate) fn title(operation: &Operation) -> &str {
    operation.tags.first().map(String::as_str).or_else(|| segment(operation)).unwrap_or(ROOT)
}

/// The client's method of a resource, which none of its other methods is called.
fn accessor(operation: &Operation) -> Ident {
    let name = method_name(title(operation));
    let is_taken = CLIENT_METHODS.contains(&name.as_str()) || name.as_str().starts_with("with_");
    if is_taken { method_name(&format!("{} operations", name.as_str())) } else { name }
}

/// The first segment of the path that names something.
fn segment(operation: &Operation) -> Option<&str> {
    let literals = operation.path.parts().iter().filter_map(|part| match part {
        PathPart::Literal(text) => Some(text),
        PathPart::Parameter(_) => None,
    });
    let mut segments = literals.flat_map(|text| text.split('/')).filter(|segment| !segment.is_empty());
    segments.find(|segment| !says_nothing(segment))
}

/// Whether a segment of a path is there for the API's sake: `v2`.
fn says_nothing(segment: &str) -> bool {
    let number = segment.strip_prefix('v').unwrap_or(segment);
    segment == "api" || number.starts_with(|first: char| first.is_ascii_digit())
}

/// The words of an operation without those of its resource: `list` for `list_pets` of `pets`.
fn without_resource(operation: &Operation) -> String {
    let own = match &operation.operation_id {
        Some(id) => words(&short(operation, id)),
        None => words(&by_path(operation)).into_iter().filter(|word| !says_nothing(word)).collect(),
    };
    let rest = without(&own, &words(title(operation)));
    let is_name = rest.first().is_some_and(|word| word.starts_with(char::is_alphabetic));
    if is_name { rest.join(" ") } else { own.join(" ") }
}

/// The words without those of a resource where these follow each other, else without each of them, else all.
fn without(own: &[String], resource: &[String]) -> Vec<String> {
    let is_resource = |part: &[String]| part.iter().zip(resource).all(|(one, other)| are_one(one, other));
    if let Some(start) = own.windows(resource.len()).position(is_resource) {
        return [&own[..start], &own[start + resource.len()..]].concat();
    }
    let mut rest = own.to_vec();
    for word in resource {
        match rest.iter().position(|one| are_one(one, word)) {
            Some(place) => drop(rest.remove(place)),
            None => return own.to_vec(),
        }
    }
    rest
}

/// Whether two words are the same, or one is the plural of the other.
fn are_one(one: &str, other: &str) -> bool {
    let is_plural = |one: &str, many: &str| {
        let ending = many.strip_prefix(one).is_some_and(|ending| matches!(ending, "s" | "es"));
        ending || one.strip_suffix('y').is_some_and(|stem| many.strip_prefix(stem) == Some("ies"))
    };
    one == other || is_plural(one, other) || is_plural(other, one)
}

#[cfg(test)]
mod tests {
    use super::{are_one, without};

    #[test]
    fn words_of_a_resource_go_once_where_all_are_there() {
        let shortened = |own: &str, resource: &str| {
            let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
            without(&words(own), &words(resource)).join(" ")
        };
        assert_eq!(shortened("create api key", "api keys"), "create");
        assert_eq!(shortened("list pet owners of pet", "pets"), "list owners of pet");
        assert_eq!(shortened("emails list receiving", "receiving emails"), "list");
        assert_eq!(shortened("emails list", "receiving emails"), "emails list");
        assert_eq!(shortened("search", "search"), "");
    }

    #[test]
    fn plurals_are_known() {
        for (one, many) in [("pet", "pets"), ("address", "addresses"), ("company", "companies"), ("sheep", "sheep")] {
            assert!(are_one(one, many) && are_one(many, one), "{one} {many}");
        }
        assert!(!are_one("pet", "petition") && !are_one("pets", "pet s"));
    }
}
