//! Which values of a facet a view chooses, and the view after another choice. Chosen values are alternatives.

use super::{Facet, clauses, without};
use crate::query::{
    filter::Operator,
    found::{Clause, Condition, Criterion, TOO_MANY},
    logs_view::LogsView,
};

/// What a view chooses of a facet's values.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Picked {
    /// Rows have one of these.
    pub included: Vec<String>,
    /// Rows have none of these.
    pub excluded: Vec<String>,
}

impl Picked {
    pub fn is_empty(&self) -> bool {
        self.included.is_empty() && self.excluded.is_empty()
    }

    /// Whether the value is included or excluded.
    pub fn has(&self, value: &str, excludes: bool) -> bool {
        let all = if excludes { &self.excluded } else { &self.included };
        all.iter().any(|one| one == value)
    }
}

impl Facet {
    /// Whether rows have exactly one of two values, so that choosing both would choose nothing: the choice of one ends that
    /// of the other.
    fn is_either_or(&self) -> bool {
        matches!(self, Self::Status | Self::Failures)
    }

    /// The values that the view chooses.
    pub fn picked(&self, view: &LogsView) -> Picked {
        let mut picked = Picked::default();
        for (values, excludes) in clauses(view).filter_map(|clause| self.values_of(&clause)) {
            let all = if excludes { &mut picked.excluded } else { &mut picked.included };
            for value in values {
                if !all.contains(&value) {
                    all.push(value);
                }
            }
        }
        picked
    }

    /// The view without any choice of this facet.
    pub fn cleared(&self, view: &LogsView) -> LogsView {
        without(view, |clause| Self::of_clause(clause).is_some_and(|own| own.is_same(self)))
    }

    /// The view with this value chosen (or excluded) as well, or no longer, if it was.
    ///
    /// # Errors
    /// Why that is not possible, as a text to show.
    pub fn toggled(&self, view: &LogsView, value: &str, excludes: bool) -> Result<LogsView, &'static str> {
        let was = self.picked(view);
        let adds = !was.has(value, excludes);
        let mut included: Vec<Vec<String>> = Vec::new();
        let mut excluded: Vec<String> = Vec::new();
        for (values, excludes) in clauses(view).filter_map(|clause| self.values_of(&clause)) {
            if excludes { excluded.extend(values) } else { included.push(values) }
        }
        if self.is_either_or() {
            included.clear();
            excluded.clear();
        }
        included.iter_mut().for_each(|values| values.retain(|one| one != value));
        excluded.retain(|one| one != value);
        match included.first_mut() {
            _ if !adds => {}
            _ if excludes => excluded.push(value.to_owned()),
            Some(first) => first.push(value.to_owned()),
            None => included.push(vec![value.to_owned()]),
        }
        let mut changed = without(view, |clause| self.values_of(clause).is_some());
        for values in included.iter().filter(|values| !values.is_empty()) {
            changed = changed.with_clause(Clause::One(self.condition(values, false)?));
        }
        if !excluded.is_empty() {
            changed = changed.with_clause(Clause::One(self.condition(&excluded, true)?));
        }
        // The view is left as it is when there are too many conditions. "Not active" is "inactive".
        let now = self.picked(&changed);
        let is_so = now.has(value, excludes) || (self.is_either_or() && !now.is_empty());
        if is_so == adds { Ok(changed) } else { Err(TOO_MANY) }
    }

    fn condition(&self, values: &[String], excludes: bool) -> Result<Condition, &'static str> {
        let criterion = self.criterion();
        if *self == Self::Failures {
            let is_no = values.iter().any(|value| value == "no");
            let condition = Condition::own(criterion, &[])?;
            return Ok(if is_no != excludes { condition.turned() } else { condition });
        }
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        Condition::new(criterion, Operator::Equal, &values, excludes)
    }

    /// The values that a clause chooses of this facet, and whether it excludes them; `None` for other clauses.
    fn values_of(&self, clause: &Clause) -> Option<(Vec<String>, bool)> {
        if matches!(self, Self::Number(_)) || !Self::of_clause(clause)?.is_same(self) {
            return None;
        }
        let value = |condition: &Condition| match condition.criterion() {
            Criterion::Failed => (vec![if condition.is_negated() { "no" } else { "yes" }.to_owned()], false),
            _ => (condition.values().to_vec(), condition.is_negated()),
        };
        match clause {
            Clause::One(condition) => Some(value(condition)),
            // Alternatives are the same as one condition with all their values, unless one of them excludes.
            Clause::AnyOf(conditions) => {
                let all: Vec<_> = conditions.iter().map(value).collect();
                let none_excludes = all.iter().all(|(_, excludes)| !excludes);
                none_excludes.then(|| (all.into_iter().flat_map(|(values, _)| values).collect(), false))
            }
        }
    }
}
