//! What people gave: scores, comments, and in what they disagree.

use crate::{
    model::{
        feedback::Feedback,
        review_state::{ReviewState, Reviewers, said_at},
        score::{AuthorScore, Source},
    },
    query::found::facts::RowFacts,
};

/// Every author's value with the name of its score.
pub(super) fn scores(feedback: &Feedback) -> impl Iterator<Item = (&str, &AuthorScore)> {
    feedback.scores.iter().flat_map(|score| score.by_author.iter().map(|given| (score.name.as_str(), given)))
}

/// Who has reviewed the row, as far as it is known.
pub(in crate::query) fn reviewers(row: &RowFacts<'_>) -> Reviewers {
    Reviewers::of_thread(row.feedback, row.thumbs.unwrap_or_default())
}

/// Whether the row changed since this person reviewed it; `None` if a thumb that is not known may be newer, or the only one.
pub(super) fn changed_since(row: &RowFacts<'_>, name: &str) -> Option<bool> {
    let reviewers = reviewers(row);
    let has_time = reviewers.newest_of(name).is_some();
    let state = reviewers.state_of_row(name, said_at(row.start_time, row.end_time));
    let is_changed = matches!(state, ReviewState::ChangedSinceMine { .. });
    let is_known = row.thumbs.is_some() || (has_time && !is_changed);
    is_known.then_some(is_changed)
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
