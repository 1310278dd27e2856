//! Counts the values of rows, one row after the other.

use super::{
    Counted, Facet, FacetGroup, Facets, ValueCount, reviewers::ReviewerTallies, scores::ScoreTallies,
    values::Tallies,
};
use crate::{
    model::{definition::FeedbackDefinition, status::Status},
    query::found::{
        Clause, Found,
        facts::{RowFacts, Viewer},
    },
};

/// The most different tags that are counted.
const MOST_TAGS: usize = 20_000;

/// Counts rows for [`Facets`]. Memory: 8 bytes for each score of a row, and each different value once.
pub struct FacetCounter {
    /// All clauses, with the place in `choosing` of the facet of which they choose values.
    clauses: Vec<(Clause, Option<usize>)>,
    choosing: Vec<Facet>,
    /// The number of the row that is counted.
    row: u64,
    matching: u64,
    unknown: u64,
    tags: Tallies,
    active: u64,
    inactive: u64,
    thumbs: ThumbTallies,
    failed: u64,
    fine: u64,
    reviewers: ReviewerTallies,
    scores: ScoreTallies,
}

#[derive(Default)]
struct ThumbTallies {
    up: u64,
    down: u64,
    both: u64,
    none: u64,
}

/// For which facets a row counts.
#[derive(Clone, Copy, PartialEq)]
enum Fit {
    All,
    /// It only meets the conditions without the choice of one facet.
    Only(usize),
    None,
}

impl FacetCounter {
    /// Counts rows that meet these conditions.
    pub fn new(found: &Found) -> Self {
        let mut choosing: Vec<Facet> = Vec::new();
        let mut clauses = Vec::new();
        for clause in found.clauses() {
            let place = Facet::of_clause(clause).map(|facet| {
                choosing.iter().position(|known| known.is_same(&facet)).unwrap_or_else(|| {
                    choosing.push(facet);
                    choosing.len() - 1
                })
            });
            clauses.push((clause.clone(), place));
        }
        Self {
            clauses,
            choosing,
            row: 0,
            matching: 0,
            unknown: 0,
            tags: Tallies::default(),
            active: 0,
            inactive: 0,
            thumbs: ThumbTallies::default(),
            failed: 0,
            fine: 0,
            reviewers: ReviewerTallies::default(),
            scores: ScoreTallies::default(),
        }
    }

    /// Counts a row. What is not known of it is not counted, and meets no condition.
    pub fn add(&mut self, row: &RowFacts<'_>, viewer: &Viewer<'_>) {
        self.row += 1;
        let fit = self.fit(row, viewer);
        if fit == Fit::None {
            return;
        }
        self.matching += u64::from(fit == Fit::All);
        self.unknown += u64::from(row.thumbs.is_none() || row.failed_turns.is_none());
        if self.counts(fit, &Facet::Tags) {
            for tag in &row.feedback.tags {
                self.tags.add(tag, self.row, MOST_TAGS);
            }
        }
        if self.counts(fit, &Facet::Status) {
            match row.feedback.status {
                Status::Active => self.active += 1,
                Status::Inactive => self.inactive += 1,
            }
        }
        if let Some(thumbs) = row.thumbs.filter(|_| self.counts(fit, &Facet::Thumbs)) {
            let given = |up: bool| thumbs.iter().any(|thumb| (thumb.value >= 0.5) == up);
            let (up, down) = (given(true), given(false));
            self.thumbs.up += u64::from(up);
            self.thumbs.down += u64::from(down);
            self.thumbs.both += u64::from(up && down);
            self.thumbs.none += u64::from(thumbs.is_empty());
        }
        if let Some(failed) = row.failed_turns.filter(|_| self.counts(fit, &Facet::Failures)) {
            if failed > 0 { self.failed += 1 } else { self.fine += 1 }
        }
        if self.counts(fit, &Facet::Reviewers) {
            self.reviewers.add(self.row, row, viewer.name);
        }
        match fit {
            Fit::All => self.scores.add(self.row, row.feedback, None),
            Fit::Only(place) => {
                if let Some(facet @ (Facet::Given(_) | Facet::Number(_))) = self.choosing.get(place) {
                    self.scores.add(self.row, row.feedback, Some(facet));
                }
            }
            Fit::None => {}
        }
    }

    /// The numbers of all values. Definitions say which scores have categories; of a score without one, its values do.
    /// `me` is the name of the viewer.
    pub fn finish(self, definitions: &[FeedbackDefinition], me: &str) -> Facets {
        let fixed = |facet, counts: &[(&str, u64)]| {
            let values = counts.iter().map(|(value, count)| ValueCount::new(*value, *count)).collect();
            FacetGroup::new(facet, Counted::Values { values, left_out: 0 })
        };
        let ThumbTallies { up, down, both, none } = self.thumbs;
        let left_out = self.tags.left_out;
        let tags = Counted::Values { values: self.tags.sorted(), left_out };
        let mut groups = vec![
            FacetGroup::new(Facet::Tags, tags),
            fixed(Facet::Status, &[("active", self.active), ("inactive", self.inactive)]),
            fixed(Facet::Thumbs, &[("up", up), ("down", down), ("both", both), ("none", none)]),
        ];
        let scores_left_out = self.scores.left_out;
        groups.extend(self.scores.finish(&self.choosing, definitions));
        groups.push(FacetGroup::new(Facet::Reviewers, self.reviewers.finish(me)));
        groups.push(fixed(Facet::Failures, &[("yes", self.failed), ("no", self.fine)]));
        Facets { matching: self.matching, groups, unknown: self.unknown, is_partial: false, scores_left_out }
    }

    fn fit(&self, row: &RowFacts<'_>, viewer: &Viewer<'_>) -> Fit {
        let mut fit = Fit::All;
        for (clause, facet) in &self.clauses {
            if clause.judge(row, viewer) == Some(true) {
                continue;
            }
            fit = match (*facet, fit) {
                (Some(facet), Fit::All) => Fit::Only(facet),
                (Some(facet), Fit::Only(other)) if facet == other => fit,
                _ => return Fit::None,
            };
        }
        fit
    }

    fn counts(&self, fit: Fit, facet: &Facet) -> bool {
        match fit {
            Fit::All => true,
            Fit::Only(place) => self.choosing.get(place) == Some(facet),
            Fit::None => false,
        }
    }
}
