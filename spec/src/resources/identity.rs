//! Which field of a thing is what a parameter asks for.

use super::answer::{Field, Scalar};
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
    let fits = |field: &&Field| wanted.scalar.takes(&field.scalar);
    let named = |words: &[&str]| {
        fields.iter().filter(|field| field.words.len() == 1 && same(&field.words[0], words)).find(fits)
    };
    let own: Vec<&str> = wanted.words.iter().map(String::as_str).collect();
    if let [field] = fields
        && field.steps.is_empty()
    {
        return Some(field).filter(|_| is_own).filter(fits);
    }
    if !is_own {
        return named(&own).filter(|_| is_specific(&own)).or_else(|| within(wanted, fields));
    }
    let kind: Vec<&str> = wanted.kind.iter().map(String::as_str).collect();
    let last = own.last().copied().unwrap_or_default();
    let of_kind = |word: &str| {
        let full: Vec<&str> = kind.iter().copied().chain([word]).collect();
        let short: Vec<&str> = kind.last().copied().into_iter().chain([word]).collect();
        named(&[word]).or_else(|| named(&full)).or_else(|| named(&short))
    };
    let all = || IDENTITIES.into_iter().find_map(of_kind);
    named(&own)
        .or_else(|| IDENTITIES.contains(&last).then(|| of_kind(last)).flatten())
        .or_else(all)
        .or_else(|| within(wanted, fields))
        .or_else(|| only(fields).filter(fits))
}

/// The identity of an object within the thing: `/owner/login` for `owner`, `/metadata/name` for `name`.
fn within<'f>(wanted: &Wanted<'_>, fields: &'f [Field]) -> Option<&'f Field> {
    let nested = || fields.iter().filter(|field| field.words.len() > 1 && wanted.scalar.takes(&field.scalar));
    let own: Vec<&str> = wanted.words.iter().map(String::as_str).collect();
    let whole = nested().find(|field| {
        let words: Vec<&str> = field.words.iter().flatten().map(String::as_str).collect();
        words == own
    });
    let of_metadata = || {
        nested().find(|field| {
            let is_about = field.words[0].len() == 1 && ABOUT.contains(&field.words[0][0].as_str());
            is_about && same(field.words.last().map_or(&[], Vec::as_slice), &own)
        })
    };
    let identity = || {
        IDENTITIES.into_iter().find_map(|identity| {
            nested().find(|field| {
                same(&field.words[0], &own) && same(field.words.last().map_or(&[], Vec::as_slice), &[identity])
            })
        })
    };
    whole.or_else(of_metadata).or_else(identity)
}

/// Objects that say what a thing is, in many documents.
const ABOUT: [&str; 5] = ["metadata", "meta", "attributes", "identifier", "properties"];

/// The only scalar text or number of a thing, whatever it is called.
fn only(fields: &[Field]) -> Option<&Field> {
    let mut own = fields.iter().filter(|field| field.words.len() == 1 && field.scalar != Scalar::Listed);
    own.next().filter(|_| own.next().is_none())
}

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
