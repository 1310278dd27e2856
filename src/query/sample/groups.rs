//! The groups of which a sample has some rows each.

use super::{SampleEach, SampleStep};
use crate::model::{
    feedback::Feedback,
    score::AuthorScore,
    time::{Timestamp, short_date},
};

const DAY: i64 = 86_400_000;

/// One value that rows are put together by. Groups are named in this order: weeks and numbers from the smallest, then words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SampleGroup {
    /// The Monday in days since 1970.
    Week(i64),
    /// A number as an integer of the same order, see [`ordered`].
    Number(i64),
    /// The number of steps below it.
    Step(i64),
    /// A tag or a category.
    Words(String),
}

impl SampleEach {
    /// The groups of a row with this feedback whose first turn began at `start`: one for each of its tags, for each value
    /// that its authors gave, or its week.
    pub fn groups(&self, feedback: &Feedback, start: Option<Timestamp>) -> Vec<SampleGroup> {
        let mut groups: Vec<SampleGroup> = match self {
            Self::Tag => feedback.tags.iter().cloned().map(SampleGroup::Words).collect(),
            Self::Week => start.map(|at| SampleGroup::Week(monday(at))).into_iter().collect(),
            Self::Score { name, step } => {
                let Some(score) = feedback.score(name) else { return Vec::new() };
                let one = |value: f64, category: Option<&String>| match (category, step) {
                    (Some(category), _) => SampleGroup::Words(category.clone()),
                    // A cast saturates.
                    (None, Some(step)) => SampleGroup::Step((value / step.width() + 1e-9).floor() as i64),
                    (None, None) => SampleGroup::Number(ordered(value + 0.0)),
                };
                let of_author = |given: &AuthorScore| one(given.value, given.category.as_ref());
                match score.by_author.as_slice() {
                    [] => vec![one(score.value, score.category.as_ref())],
                    given => given.iter().map(of_author).collect(),
                }
            }
        };
        groups.sort();
        groups.dedup();
        groups
    }

    /// The name of one of its groups.
    pub(super) fn name(&self, group: &SampleGroup) -> String {
        match (group, self) {
            (SampleGroup::Words(words), _) => words.clone(),
            (SampleGroup::Week(day), _) => {
                match chrono::DateTime::from_timestamp_millis(day.saturating_mul(DAY)) {
                    Some(monday) => format!("week of {}", short_date(&monday)),
                    None => format!("week of day {day}"),
                }
            }
            (SampleGroup::Number(number), _) => value(*number).to_string(),
            (SampleGroup::Step(at), Self::Score { step: Some(step), .. }) => {
                let from = *at as f64 * step.width();
                format!("{}–{}", rounded(from), rounded(from + step.width()))
            }
            (SampleGroup::Step(at), _) => at.to_string(),
        }
    }

    /// What rows are called that are in none of its groups.
    pub(super) fn without(&self) -> String {
        match self {
            Self::Tag => "without a tag".to_owned(),
            Self::Week => "without a time".to_owned(),
            Self::Score { name, .. } => format!("without {name}"),
        }
    }
}

/// A width for which these numbers make at most ten groups; `None` if their values are few enough to be groups each.
pub fn offered_step(numbers: &[f64]) -> Option<SampleStep> {
    const FEW: usize = 10;
    let mut distinct: Vec<i64> =
        numbers.iter().filter(|number| number.is_finite()).map(|number| ordered(*number + 0.0)).collect();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.len() <= FEW {
        return None;
    }
    let spread = value(*distinct.last()?) - value(*distinct.first()?);
    let widths = (-3..7).flat_map(|power| [1.0, 2.0, 5.0].map(|by| by * 10f64.powi(power)));
    let mut fitting = widths.filter(|width| spread / width <= FEW as f64);
    SampleStep::parse(&rounded(fitting.next().unwrap_or(1e6)).to_string())
}

/// The Monday of that instant's week in UTC, in days since 1970, which began on a Thursday.
fn monday(at: Timestamp) -> i64 {
    let day = at.millis().div_euclid(DAY);
    day - (day + 3).rem_euclid(7)
}

/// A number as an integer of the same order.
fn ordered(number: f64) -> i64 {
    let bits = number.to_bits().cast_signed();
    bits ^ ((bits >> 63).cast_unsigned() >> 1).cast_signed()
}

/// The number of such an integer.
fn value(ordered: i64) -> f64 {
    f64::from_bits((ordered ^ ((ordered >> 63).cast_unsigned() >> 1).cast_signed()).cast_unsigned())
}

/// Without what floating point adds to `0.1 + 0.2`.
fn rounded(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}
