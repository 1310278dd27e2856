//! Counts what rows have of each score.

use super::{Counted, Facet, FacetGroup, Histogram, bounds::nine_decimals, names::Names, values::Tallies};
use crate::{
    model::{
        definition::{DefinitionKind, FeedbackDefinition},
        feedback::Feedback,
        review_state::REVIEWED,
        score::{Score, Source},
    },
    query::found::judge::{fields, people},
};

/// The most scores that are counted, and the most values that people gave of one: with more it is no list of choices.
const MOST_SCORES: usize = 100;
const MOST_GIVEN: usize = 200;

#[derive(Default)]
pub(super) struct ScoreTallies {
    names: Names,
    all: Vec<ScoreTally>,
    /// See [`super::Facets`].
    pub(super) left_out: u64,
}

/// What rows have of one score.
#[derive(Default)]
struct ScoreTally {
    /// The means of the rows.
    numbers: Vec<f64>,
    /// The last row that was counted, and the last whose spellings of the name were put together.
    row: u64,
    joined_row: u64,
    /// By people: names of categories, and numbers.
    given: Tallies,
    has_categories: bool,
}

impl ScoreTallies {
    /// Counts the row with this number, for all scores or for one facet. The score `Reviewed` says who has reviewed, so that
    /// it is counted only if somebody asks for its values.
    pub(super) fn add(&mut self, number: u64, feedback: &Feedback, only: Option<&Facet>) {
        let is_counted = |score: &&Score| only.is_some() || score.name != REVIEWED;
        for score in feedback.scores.iter().filter(is_counted) {
            let Some(name) = self.names.number(&score.name, MOST_SCORES) else {
                self.left_out += 1;
                continue;
            };
            let is_wanted =
                |facet: fn(String) -> Facet| only.is_none_or(|only| only.is_same(&facet(score.name.clone())));
            if self.all.len() <= name {
                self.all.resize_with(name + 1, ScoreTally::default);
            }
            let Some(tally) = self.all.get_mut(name) else { continue };
            if is_wanted(Facet::Number) {
                tally.add_number(number, feedback, score);
            }
            if is_wanted(Facet::Given) {
                tally.add_given(number, score);
            }
        }
    }

    /// The groups of all scores, by name. Those of which values are chosen are there even if no row has them.
    pub(super) fn finish(
        mut self,
        choosing: &[Facet],
        definitions: &[FeedbackDefinition],
    ) -> Vec<FacetGroup> {
        // For each chosen score, its number and whether the choice is of what people gave.
        let mut chosen: Vec<(usize, bool)> = Vec::new();
        for facet in choosing {
            let (Facet::Given(name) | Facet::Number(name)) = facet else { continue };
            if let Some(number) = self.names.number(name, usize::MAX) {
                chosen.push((number, matches!(facet, Facet::Given(_))));
            }
        }
        self.all.resize_with(self.names.first.len(), ScoreTally::default);
        let mut groups: Vec<FacetGroup> = Vec::new();
        for (number, ((name, _), tally)) in self.names.first.into_iter().zip(self.all).enumerate() {
            let is_chosen = |given: bool| chosen.contains(&(number, given));
            let any_chosen = is_chosen(true) || is_chosen(false);
            let defined = definitions.iter().find(|one| one.name == name).map(|one| &one.kind);
            let is_choice = tally.is_choice(defined);
            if is_chosen(false) || (!any_chosen && !is_choice && !tally.numbers.is_empty()) {
                let counted = Counted::Numbers(Histogram::of(&tally.numbers));
                groups.push(FacetGroup::new(Facet::Number(name.clone()), counted));
            }
            if is_chosen(true) || (!any_chosen && is_choice) {
                let left_out = tally.given.left_out;
                let counted = Counted::Values { values: tally.given.sorted(), left_out };
                let labels = match defined {
                    Some(DefinitionKind::Boolean { true_label, false_label }) => {
                        vec![("1".to_owned(), true_label.clone()), ("0".to_owned(), false_label.clone())]
                    }
                    _ => Vec::new(),
                };
                groups.push(FacetGroup { labels, ..FacetGroup::new(Facet::Given(name), counted) });
            }
        }
        groups.sort_by_cached_key(|group| match &group.facet {
            Facet::Given(name) | Facet::Number(name) => name.to_lowercase(),
            _ => String::new(),
        });
        groups
    }
}

impl ScoreTally {
    fn add_number(&mut self, number: u64, feedback: &Feedback, score: &Score) {
        if self.row != number {
            self.row = number;
            // A value that is no number keeps its place until the row is known to have no other spelling.
            self.numbers.push(score.value);
        } else if self.joined_row != number {
            self.joined_row = number;
            if let (Some(mean), Some(last)) =
                (fields::mean(feedback, &score.name.to_lowercase()), self.numbers.last_mut())
            {
                *last = mean;
            }
        }
    }

    fn add_given(&mut self, number: u64, score: &Score) {
        for given in score.by_author.iter().filter(|given| given.source == Source::Human) {
            match people::category(given) {
                Some(category) => {
                    self.has_categories = true;
                    self.given.add(category, number, MOST_GIVEN);
                }
                None if given.value.is_finite() => {
                    self.given.add(&nine_decimals(given.value).to_string(), number, MOST_GIVEN);
                }
                None => {}
            }
        }
    }

    /// Whether the score has a few values to choose from; otherwise it has numbers.
    fn is_choice(&self, defined: Option<&DefinitionKind>) -> bool {
        match defined {
            Some(DefinitionKind::Numerical { .. }) => false,
            Some(_) => !self.given.is_empty(),
            None if self.has_categories => true,
            None => !self.given.is_empty() && self.given.all(|value| matches!(value, "0" | "1")),
        }
    }
}
