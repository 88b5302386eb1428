//! Which field of a thing is what a parameter asks for.

use super::response_values::{Field, Scalar};
use super::words::singular;

/// What a parameter asks for.
pub(super) struct Wanted<'a> {
    /// The words of its name.
    pub words: &'a [String],
    /// The words of the name of what it names one of.
    pub kind: &'a [String],
    pub scalar: &'a Scalar,
}

/// Words that say that a value names something, the usual first.
pub(super) const IDENTITIES: [&str; 18] = [
    "id",
    "uuid",
    "uid",
    "guid",
    "sid",
    "gid",
    "key",
    "slug",
    "name",
    "code",
    "number",
    "identifier",
    "token",
    "handle",
    "login",
    "username",
    "sha",
    "hash",
];

/// The field of a thing that the parameter asks for. `is_own` says that the thing is of the parameter's kind, so that its
/// `id` is meant where the parameter is called `id`; of others only what has the parameter's own name.
pub(super) fn field_of<'f>(wanted: &Wanted<'_>, fields: &'f [Field], is_own: bool) -> Option<&'f Field> {
    let own: Vec<&str> = wanted.words.iter().map(String::as_str).collect();
    if let [field] = fields
        && field.steps.is_empty()
    {
        return Some(field).filter(|field| is_own && wanted.scalar.takes(&field.scalar));
    }
    if !is_own {
        return wanted.named(fields, &own).filter(|_| is_specific(&own)).or_else(|| wanted.within(fields));
    }
    let last = own.last().copied().unwrap_or_default();
    let by_last = || IDENTITIES.contains(&last).then(|| wanted.of_kind(&fields, last)).flatten();
    wanted.named(fields, &own).or_else(by_last).or_else(|| wanted.usual(fields)).or_else(|| wanted.within(fields))
}

/// What is as the parameter and always there first, then what is as the parameter (texts are names rather than numbers,
/// where a thing has both), then what can be written as one.
fn by_fitness<'f>(scalar: &Scalar, fields: impl Iterator<Item = &'f Field> + Clone) -> [Vec<&'f Field>; 3] {
    let fields = fields.filter(|field| scalar.takes(&field.scalar));
    let exact = fields.clone().filter(|field| field.scalar == *scalar);
    [exact.clone().filter(|field| field.is_required).collect(), exact.collect(), fields.collect()]
}

impl Wanted<'_> {
    /// The scalar of a name, of the thing's own.
    fn named<'f>(&self, fields: impl IntoIterator<Item = &'f Field>, words: &[&str]) -> Option<&'f Field> {
        let is_named = |field: &&Field| field.words.len() == 1 && same(&field.words[0], words);
        fields.into_iter().filter(is_named).find(|field| self.scalar.takes(&field.scalar))
    }

    /// The scalar called `id`, `pet_id` or the like.
    fn of_kind<'f>(&self, fields: &(impl IntoIterator<Item = &'f Field> + Clone), word: &str) -> Option<&'f Field> {
        let full: Vec<&str> = self.kind.iter().map(String::as_str).chain([word]).collect();
        let short = &full[self.kind.len().saturating_sub(1)..];
        [&[word], full.as_slice(), short].into_iter().find_map(|words| self.named(fields.clone(), words))
    }

    /// What usually names things.
    fn usual<'f>(&self, fields: &'f [Field]) -> Option<&'f Field> {
        by_fitness(self.scalar, fields.iter())
            .into_iter()
            .find_map(|fields| IDENTITIES.into_iter().find_map(|word| self.of_kind(&fields.iter().copied(), word)))
    }

    /// The identity of an object within the thing: `/owner/login` for `owner`, `/metadata/name` for `name`.
    fn within<'f>(&self, fields: &'f [Field]) -> Option<&'f Field> {
        let nested = || fields.iter().filter(|field| field.words.len() > 1 && self.scalar.takes(&field.scalar));
        let own: Vec<&str> = self.words.iter().map(String::as_str).collect();
        let last = |field: &Field, words: &[&str]| same(field.words.last().map_or(&[], Vec::as_slice), words);
        let is_about = |field: &Field| matches!(field.words[0].as_slice(), [word] if ABOUT.contains(&word.as_str()));
        let whole = || nested().find(|field| field.words.iter().flatten().map(String::as_str).eq(own.iter().copied()));
        let of_metadata = |words: &[&str]| nested().find(|field| is_about(field) && last(field, words));
        // A namespace is named by its own name, other things by that of their namespace.
        let is_kind = self.kind == self.words;
        let in_metadata = || {
            if is_kind { IDENTITIES.into_iter().find_map(|word| of_metadata(&[word])) } else { of_metadata(&own) }
        };
        let of_object = || {
            let own = nested().filter(|field| same(&field.words[0], &own));
            by_fitness(self.scalar, own).into_iter().find_map(|fields| {
                IDENTITIES.into_iter().find_map(|word| fields.iter().copied().find(|field| last(field, &[word])))
            })
        };
        whole().or_else(in_metadata).or_else(of_object)
    }
}

/// Objects that say what a thing is, in many documents.
const ABOUT: [&str; 5] = ["metadata", "meta", "attributes", "identifier", "properties"];

fn same(words: &[String], others: &[&str]) -> bool {
    words.iter().map(String::as_str).eq(others.iter().copied())
}

/// Whether a name says by itself what it is of: `pet_id` does, `id` and `name` do not.
pub(super) fn is_specific(words: &[&str]) -> bool {
    match words {
        [] => false,
        [word] => !IDENTITIES.contains(word) && !GENERIC.contains(word),
        _ => true,
    }
}

/// The same of the words of a name.
pub(super) fn is_name(words: &[String]) -> bool {
    is_specific(&words.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Names that are those of different things.
const GENERIC: [&str; 22] = [
    "type", "status", "value", "version", "date", "time", "path", "file", "filename", "url", "tag", "label", "title",
    "format", "index", "limit", "offset", "page", "count", "state", "kind", "ref",
];

/// The kind that a name of a reference says: `pet` of `pet_id`, `petId` and `pet_ids`.
pub(super) fn referred(words: &[String]) -> Option<Vec<String>> {
    let (last, kind) = words.split_last()?;
    let is_identity = ["id", "uuid", "uid", "guid", "sid", "slug", "key"].contains(&singular(last).as_str());
    (is_identity && !kind.is_empty()).then(|| kind.to_vec())
}
