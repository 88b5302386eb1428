//! Which known word was meant.

/// The candidate that is most like a word, where one is like it at all.
///
/// # Examples
/// ```
/// use trueline_spec::did_you_mean::nearest;
///
/// assert_eq!(nearest("lsitPets", ["listPets", "showPet"]), Some("listPets"));
/// assert_eq!(nearest("orders", ["listPets", "showPet"]), None);
/// ```
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut found = None;
    // A later candidate has to be nearer than the earlier.
    let mut limit = Some(word.len().div_ceil(3));
    for candidate in candidates {
        let Some(within) = limit else { break };
        if let Some(distance) = distance(candidate, word, within) {
            (found, limit) = (Some(candidate), distance.checked_sub(1));
        }
    }
    found
}

/// At most three candidates that are like a word, or that have it in them, the most like it first.
///
/// # Examples
/// ```
/// use trueline_spec::did_you_mean::similar;
///
/// assert_eq!(similar("pet", ["listPets", "createOrder", "showPet"]), ["showPet", "listPets"]);
/// ```
pub fn similar<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let lower = word.to_lowercase();
    let like = |candidate: &str| {
        let candidate = candidate.to_lowercase();
        let within = !lower.is_empty() && candidate.contains(&lower);
        distance(&candidate, &lower, if within { usize::MAX } else { word.len().div_ceil(3) })
    };
    let candidates = candidates.into_iter();
    let mut found: Vec<(usize, &str)> =
        candidates.filter_map(|candidate| Some((like(candidate)?, candidate))).collect();
    found.sort_unstable();
    found.dedup();
    found.into_iter().take(3).map(|(_, candidate)| candidate).collect()
}

/// Levenshtein's distance, where it is no greater than a limit: most words are distinguished before their ends.
fn distance(a: &str, b: &str, limit: usize) -> Option<usize> {
    let b: Vec<char> = b.chars().collect();
    if a.chars().count().abs_diff(b.len()) > limit {
        return None;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        let mut least = row[0];
        for (j, to) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(diagonal + 1).min(row[j] + 1);
            least = least.min(row[j + 1]);
        }
        if least > limit {
            return None;
        }
    }
    Some(row[b.len()]).filter(|distance| *distance <= limit)
}
