//! Which known word somebody meant.

/// The candidate that is most like a word, where one is like it at all.
///
/// # Examples
/// ```
/// use trueline_spec::near::nearest;
///
/// assert_eq!(nearest("lsitPets", ["listPets", "showPet"]), Some("listPets"));
/// assert_eq!(nearest("orders", ["listPets", "showPet"]), None);
/// ```
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let (distance, candidate) = candidates
        .into_iter()
        .map(|candidate| (distance(candidate, word), candidate))
        .min_by_key(|(distance, _)| *distance)?;
    (distance <= word.len().div_ceil(3)).then_some(candidate)
}

/// At most three candidates that are like a word, or that have it in them, the most like it first.
///
/// # Examples
/// ```
/// use trueline_spec::near::near;
///
/// assert_eq!(near("pet", ["listPets", "createOrder", "showPet"]), ["showPet", "listPets"]);
/// ```
pub fn near<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let lower = word.to_lowercase();
    let like = |candidate: &str| {
        let distance = distance(&candidate.to_lowercase(), &lower);
        let within = !lower.is_empty() && candidate.to_lowercase().contains(&lower);
        (within || distance <= word.len().div_ceil(3)).then_some(distance)
    };
    let candidates = candidates.into_iter();
    let mut found: Vec<(usize, &str)> =
        candidates.filter_map(|candidate| Some((like(candidate)?, candidate))).collect();
    found.sort_unstable();
    found.dedup();
    found.into_iter().take(3).map(|(_, candidate)| candidate).collect()
}

/// Levenshtein's distance.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}
