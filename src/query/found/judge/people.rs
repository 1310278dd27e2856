//! What people gave: scores, comments, and in what they disagree.

use crate::{
    model::{
        comment::Comment,
        feedback::Feedback,
        score::{AuthorScore, Source},
        time::Timestamp,
    },
    query::found::facts::{RowFacts, Visit},
};

/// The score that *Reviewed, next* gives.
pub(in crate::query) const REVIEWED: &str = "Reviewed";

/// Every author's value with the name of its score.
pub(super) fn scores(feedback: &Feedback) -> impl Iterator<Item = (&str, &AuthorScore)> {
    feedback.scores.iter().flat_map(|score| score.by_author.iter().map(|given| (score.name.as_str(), given)))
}

/// Everything that makes somebody a reviewer of the row: a score given by hand, on it or by a thumb on a turn, a
/// comment, the score named [`REVIEWED`] however it was given, and what the caller knows besides.
pub(in crate::query) fn visits<'a>(row: &RowFacts<'a>) -> impl Iterator<Item = Visit<'a>> {
    let feedback: &'a Feedback = row.feedback;
    let of_score = |given: &'a AuthorScore| Visit { by: &given.author, at: given.last_updated_at };
    let own = scores(feedback)
        .filter(|(name, given)| given.source == Source::Human || *name == REVIEWED)
        .map(move |(_, given)| of_score(given));
    let thumbs = row.thumbs.unwrap_or_default().iter().filter(|thumb| thumb.source == Source::Human);
    let comments = feedback
        .comments
        .iter()
        .filter_map(|comment| comment.author.as_deref().map(|by| Visit { by, at: newest(comment) }));
    own.chain(thumbs.map(of_score)).chain(comments).chain(row.visits.iter().copied())
}

fn newest(comment: &Comment) -> Option<Timestamp> {
    comment.created_at.max(comment.last_updated_at)
}

/// Whether the last turn ended after this person's newest score or comment; false if there is none.
pub(super) fn changed_since(row: &RowFacts<'_>, name: &str) -> Option<bool> {
    let newest = visits(row).filter(|visit| visit.by == name).filter_map(|visit| visit.at).max();
    let Some(end) = row.end_time.or(row.start_time) else { return Some(false) };
    match newest {
        Some(at) if at >= end => Some(false),
        // A thumb that is not known may be newer, or the only one.
        _ if row.thumbs.is_none() => None,
        newest => Some(newest.is_some()),
    }
}

/// The values that people gave the score of this name, whose case does not matter.
pub(super) fn given<'a>(feedback: &'a Feedback, name: &str) -> impl Iterator<Item = &'a AuthorScore> {
    let wanted = name.to_lowercase();
    scores(feedback)
        .filter(move |(name, given)| given.source == Source::Human && name.to_lowercase() == wanted)
        .map(|(_, given)| given)
}

/// Whether a condition's value is what was given: the name of the category, or the number where there is none.
pub(super) fn is_value(given: &AuthorScore, value: &str) -> bool {
    match category(given) {
        Some(category) => category == value,
        None => value.parse().is_ok_and(|value: f64| billionths(value) == billionths(given.value)),
    }
}

/// The name of the category that was given, unless it is blank.
pub(in crate::query) fn category(given: &AuthorScore) -> Option<&str> {
    given.category.as_deref().map(str::trim).filter(|category| !category.is_empty())
}

/// Whether people gave values of this score (of any, if the name is empty) that are more than `by` apart, or different
/// categories. Names differ by more than their case.
pub(super) fn disagree(feedback: &Feedback, name: &str, by: f64) -> bool {
    let mut names: Vec<String> = feedback.scores.iter().map(|score| score.name.to_lowercase()).collect();
    let wanted = name.to_lowercase();
    names.retain(|one| name.is_empty() || *one == wanted);
    names.sort();
    names.dedup();
    names.iter().any(|name| {
        let of_name = feedback.scores.iter().filter(|score| score.name.to_lowercase() == *name);
        let given = of_name.flat_map(|score| &score.by_author).filter(|given| given.source == Source::Human);
        are_apart(given, by)
    })
}

fn are_apart<'a>(given: impl Iterator<Item = &'a AuthorScore>, by: f64) -> bool {
    let mut ends: Option<(f64, f64)> = None;
    let mut category: Option<&str> = None;
    for one in given.filter(|one| one.value.is_finite()) {
        if let Some(name) = one.category.as_deref() {
            if category.is_some_and(|known| known != name) {
                return true;
            }
            category = Some(name);
        }
        let (low, high) = ends.unwrap_or((one.value, one.value));
        ends = Some((low.min(one.value), high.max(one.value)));
    }
    // In billionths, as the server keeps them: 0.8 and 0.6 are not more than 0.2 apart.
    ends.is_some_and(|(low, high)| billionths(high - low) > billionths(by))
}

/// A value as the server keeps it, with nine decimals.
pub(in crate::query) fn billionths(value: f64) -> f64 {
    (value * 1e9).round()
}
