//! The words of names.

use heck::ToSnakeCase;

/// The words of a name, in lower case: those of `petId`, `pet_id` and `Pet-ID` are the same.
pub fn words(name: &str) -> Vec<String> {
    name.to_snake_case().split('_').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The words of the name of one thing, where the name may be that of several.
pub(super) fn singular_words(name: &str) -> Vec<String> {
    let mut words = words(name);
    if let Some(last) = words.last_mut() {
        *last = singular(last);
    }
    words
}

/// The singular of an English word, as far as the usual endings say it.
pub(super) fn singular(word: &str) -> String {
    const SAME: [&str; 9] = ["status", "news", "series", "address", "access", "process", "canvas", "bonus", "alias"];
    const IRREGULAR: [(&str, &str); 9] = [
        ("people", "person"),
        ("children", "child"),
        ("indices", "index"),
        ("vertices", "vertex"),
        ("matrices", "matrix"),
        ("movies", "movie"),
        ("leaves", "leaf"),
        ("aliases", "alias"),
        ("canvases", "canvas"),
    ];
    if SAME.contains(&word) {
        return word.to_owned();
    }
    if let Some((_, one)) = IRREGULAR.iter().find(|(many, _)| *many == word) {
        return (*one).to_owned();
    }
    let cut = |ending: &str| word.strip_suffix(ending).filter(|stem| stem.len() > 1);
    if let Some(stem) = cut("ies") {
        return format!("{stem}y");
    }
    if let Some(stem) = cut("lves").filter(|stem| stem.ends_with(['a', 'e', 'o'])) {
        return format!("{stem}lf");
    }
    if let Some(stem) = ["ses", "xes", "ches", "shes", "zes"].into_iter().find_map(|ending| {
        let stem = word.strip_suffix("es").filter(|_| word.ends_with(ending))?;
        let is_es = !ending.starts_with('s') || stem.ends_with("ss") || stem.ends_with("us");
        (is_es || ending == "shes").then_some(stem)
    }) {
        return stem.to_owned();
    }
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 1 && !stem.ends_with(['s', 'u', 'i']) => stem.to_owned(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{singular, words};

    #[test]
    fn a_name_is_its_words_however_it_is_written() {
        for name in ["petId", "pet_id", "Pet-ID", "pet.id", "PetID"] {
            assert_eq!(words(name), ["pet", "id"], "{name}");
        }
    }

    #[test]
    fn the_usual_endings_are_cut() {
        for (many, one) in [
            ("pets", "pet"),
            ("categories", "category"),
            ("boxes", "box"),
            ("batches", "batch"),
            ("dishes", "dish"),
            ("classes", "class"),
            ("statuses", "status"),
            ("aliases", "alias"),
            ("databases", "database"),
            ("licenses", "license"),
            ("responses", "response"),
            ("status", "status"),
            ("address", "address"),
            ("addresses", "address"),
            ("analysis", "analysis"),
            ("indices", "index"),
            ("people", "person"),
            ("bus", "bus"),
            ("repos", "repo"),
            ("shelves", "shelf"),
            ("leaves", "leaf"),
            ("slaves", "slave"),
        ] {
            assert_eq!(singular(many), one, "{many}");
        }
    }
}
