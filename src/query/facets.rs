//! The values that the rows of a view have, each with how many rows have it: what the panel "Facets" shows and the filter
//! form offers. A facet of which the view chooses values is counted without that choice, so that it can be extended.

mod bounds;
mod choice;
mod counter;
mod histogram;
mod names;
mod reviewers;
mod scores;
mod shown;
#[cfg(test)]
mod tests;
mod values;

pub use bounds::NumberRange;
pub use choice::Picked;
pub use counter::FacetCounter;
pub use histogram::{Bin, Histogram};
pub use shown::{ShownValue, ShownValues};
pub use values::ValueCount;

use super::{
    filter::{Field, Operator},
    found::{Clause, Condition, Criterion, Found},
    logs_view::LogsView,
};

/// What values are counted of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Facet {
    Tags,
    /// `active` or `inactive`.
    Status,
    /// On the turns: `up`, `down`, `both` or `none`, as [`Criterion::Thumbs`].
    Thumbs,
    /// What people gave for the score of this name, as [`Criterion::Given`].
    Given(String),
    /// The means of the score of this name, by all authors.
    Number(String),
    /// Persons, as [`Criterion::Reviewed`].
    Reviewers,
    /// Whether a turn failed: `yes` or `no`.
    Failures,
}

/// The values of all facets.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Facets {
    /// How many rows meet all conditions.
    pub matching: u64,
    /// In the order in which they are shown. Scores that no row has are left out.
    pub groups: Vec<FacetGroup>,
    /// How many rows were counted whose thumbs or failures are not known yet.
    pub unknown: u64,
    /// Whether more rows were still being read.
    pub is_partial: bool,
    /// How many scores of rows have a name that is not counted, because there are too many or it is too long.
    pub scores_left_out: u64,
}

/// The values of one facet.
#[derive(Clone, Debug, PartialEq)]
pub struct FacetGroup {
    pub facet: Facet,
    pub counted: Counted,
    /// The labels of values that have others than themselves: those of a boolean score.
    pub labels: Vec<(String, String)>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Counted {
    Values {
        /// Most used first; fixed ones, such as thumbs and "me", in their own order before all others.
        values: Vec<ValueCount>,
        /// How often there was a value that is not counted, because there are too many or it is too long.
        left_out: u64,
    },
    Numbers(Histogram),
}

impl FacetGroup {
    fn new(facet: Facet, counted: Counted) -> Self {
        Self { facet, counted, labels: Vec::new() }
    }
}

impl Facets {
    /// The group of a facet, if it has values.
    pub fn group(&self, facet: &Facet) -> Option<&FacetGroup> {
        self.groups.iter().find(|group| group.facet == *facet)
    }

    /// The values of a criterion, if they are counted.
    pub fn values_of(&self, criterion: &Criterion) -> Option<&[ValueCount]> {
        let group = self.groups.iter().find(|group| group.facet.is_of(criterion))?;
        match &group.counted {
            Counted::Values { values, .. } => Some(values),
            Counted::Numbers(_) => None,
        }
    }
}

impl Facet {
    /// What conditions on the values are about.
    pub fn criterion(&self) -> Criterion {
        match self {
            Self::Tags => Criterion::Server(Field::Tags),
            Self::Status => Criterion::Server(Field::Status),
            Self::Thumbs => Criterion::Thumbs,
            Self::Given(name) => Criterion::Given(name.clone()),
            Self::Number(name) => Criterion::Server(Field::Score(name.clone())),
            Self::Reviewers => Criterion::Reviewed,
            Self::Failures => Criterion::Failed,
        }
    }

    fn is_of(&self, criterion: &Criterion) -> bool {
        match (self, criterion) {
            (Self::Given(one), Criterion::Given(other)) => is_same_name(one, other),
            _ => self.criterion() == *criterion,
        }
    }

    /// Whether it is the same facet: the case of scores' names does not matter.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Given(one), Self::Given(other)) | (Self::Number(one), Self::Number(other)) => {
                is_same_name(one, other)
            }
            _ => self == other,
        }
    }

    /// The facet of which a clause chooses values, if it does nothing else.
    pub fn of_clause(clause: &Clause) -> Option<Self> {
        let mut all = clause.conditions().iter().map(Self::of_condition);
        let first = all.next()??;
        all.all(|one| one.is_some_and(|one| one.is_same(&first))).then_some(first)
    }

    fn of_condition(condition: &Condition) -> Option<Self> {
        let is_equal = condition.operator() == Operator::Equal;
        Some(match condition.criterion() {
            Criterion::Server(Field::Tags) if is_equal => Self::Tags,
            Criterion::Server(Field::Status) if is_equal => Self::Status,
            Criterion::Server(Field::Score(name)) => Self::Number(name.clone()),
            Criterion::Thumbs => Self::Thumbs,
            Criterion::Given(name) => Self::Given(name.clone()),
            Criterion::Reviewed => Self::Reviewers,
            Criterion::Failed => Self::Failures,
            _ => return None,
        })
    }
}

fn is_same_name(one: &str, other: &str) -> bool {
    one == other || one.to_lowercase() == other.to_lowercase()
}

/// The same view with the choices of facets checked by the page instead of filtered by the server, so that the rows which
/// only such a choice excludes can be counted, too. If there are too many conditions, some stay with the server.
pub fn counted_by_page(view: &LogsView) -> LogsView {
    let mut wide = view.clone();
    wide.filters.retain(|filter| {
        let clause = Condition::of_filter(filter).ok().map(Clause::One);
        let Some(clause) = clause.filter(|clause| Facet::of_clause(clause).is_some()) else { return true };
        wide.found.add(clause).is_err()
    });
    wide
}

/// All clauses of a view, whoever applies them.
fn clauses(view: &LogsView) -> impl Iterator<Item = Clause> + '_ {
    let of_server = view.filters.iter().filter_map(|filter| Condition::of_filter(filter).ok());
    of_server.map(Clause::One).chain(view.found.clauses().iter().cloned())
}

/// The view without the clauses that `leaves` returns true for.
fn without(view: &LogsView, leaves: impl Fn(&Clause) -> bool) -> LogsView {
    view.narrowed(|view| {
        view.filters.retain(|filter| {
            !Condition::of_filter(filter).is_ok_and(|condition| leaves(&Clause::One(condition)))
        });
        let kept = view.found.clauses().iter().filter(|clause| !leaves(clause)).cloned();
        // What is left cannot be too many.
        view.found = Found::new(kept).unwrap_or_default();
    })
}
