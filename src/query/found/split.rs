//! What the server filters, and what is left to the page.

use super::{Clause, Condition, Criterion, Found};
use crate::query::{
    filter::{Field, FieldKind, Filter, Operator},
    tab::Tab,
};

/// The most filters of a request.
const MOST_FILTERS: usize = 50;

impl Found {
    /// The filters that the server applies exactly, and what the page has to check on the rows that the server then
    /// lists. Together they choose the same rows.
    pub fn split(&self, tab: Tab) -> (Vec<Filter>, Self) {
        let (mut filters, mut rest): (Vec<Filter>, Vec<Clause>) = (Vec::new(), Vec::new());
        for clause in self.clauses() {
            let exact = match clause {
                Clause::One(condition) => condition.filters(tab),
                Clause::AnyOf(_) => None,
            };
            // A request has at most so many filters, unless only the server can apply them.
            let fits = |exact: &Vec<Filter>| {
                filters.len() + exact.len() <= MOST_FILTERS
                    || !clause.conditions().iter().all(|condition| condition.criterion().is_known(tab))
            };
            let Some(exact) = exact.filter(fits) else {
                rest.push(clause.clone());
                continue;
            };
            for filter in exact {
                if !filters.contains(&filter) {
                    filters.push(filter);
                }
            }
        }
        (filters, Self { all: rest })
    }

    /// The clauses of these filters and then those of `rest`, as one bar shows them. Filters of one field with "is not"
    /// and the like, which [`Self::split`] makes of one condition, stay apart: they mean the same.
    ///
    /// # Errors
    /// If there are too many, as a text to show.
    pub fn joined(filters: &[Filter], rest: &Self) -> Result<Self, &'static str> {
        let mut found = Self::default();
        for filter in filters {
            found.add(Clause::One(Condition::of_filter(filter)?))?;
        }
        rest.clauses().iter().cloned().try_for_each(|clause| found.add(clause))?;
        Ok(found)
    }
}

impl Clause {
    /// Why this list cannot be filtered by the clause: the server cannot do it, and its rows do not tell.
    pub fn problem(&self, tab: Tab) -> Option<&'static str> {
        let is_known = |condition: &Condition| condition.criterion().is_known(tab);
        match self {
            Self::One(condition) if condition.filters(tab).is_some() || is_known(condition) => None,
            Self::AnyOf(conditions) if conditions.iter().all(is_known) => None,
            Self::One(_) => Some("Only one value at a time is possible here"),
            Self::AnyOf(_) => Some("This field is not possible in a group"),
        }
    }
}

impl Criterion {
    /// Whether the rows of this list tell what the condition is about, so that the page can check it.
    pub fn is_known(&self, tab: Tab) -> bool {
        let Self::Server(field) = self else { return true };
        let of_all = matches!(
            field,
            Field::Duration
                | Field::Tags
                | Field::Score(_)
                | Field::StartTime
                | Field::EndTime
                | Field::LastActivity
                | Field::CreatedAt
                | Field::Cost
                | Field::Tokens
        );
        of_all
            || match tab {
                Tab::Threads => matches!(
                    field,
                    Field::Id
                        | Field::FirstMessage
                        | Field::LastMessage
                        | Field::MessageCount
                        | Field::Status
                ),
                Tab::Traces => matches!(field, Field::TraceId | Field::Error),
                Tab::Spans => matches!(field, Field::SpanId | Field::Error),
            }
    }
}

impl Condition {
    /// Filters of the server's that together list exactly the rows of this condition, if there are any.
    fn filters(&self, tab: Tab) -> Option<Vec<Filter>> {
        let Criterion::Server(field) = self.criterion() else { return None };
        let operator = self.operator();
        let values = self.values();
        let with = |operator, value: &str| Filter::new(field.clone(), operator, value).ok();
        if !operator.needs_value() {
            return with(operator, "").map(|filter| vec![filter]);
        }
        if !self.is_negated() && operator != Operator::NotEqual {
            return match values {
                [value] => with(operator, value).map(|filter| vec![filter]),
                _ if field.kind() == FieldKind::Word && operator == Operator::Equal => {
                    // The values of `in` are one text with commas.
                    let is_listed = |value: &String| !value.contains(',');
                    let all = values.iter().all(is_listed).then(|| values.join(","))?;
                    with(Operator::In, &all).map(|filter| vec![filter])
                }
                _ => None,
            };
        }
        // "None of them" is "not the first and not the second".
        let each = match (self.is_negated(), operator) {
            (false, _) => operator,
            (true, Operator::NotEqual) if values.len() > 1 => return None,
            (true, _) => opposite(tab, field, operator)?,
        };
        values.iter().map(|value| with(each, value)).collect()
    }
}

/// The operator that lists exactly the rows that `operator` does not list, rows without a value included.
fn opposite(tab: Tab, field: &Field, operator: Operator) -> Option<Operator> {
    // Every thread has a number of messages.
    let always_there = tab == Tab::Threads && *field == Field::MessageCount;
    match operator {
        Operator::Equal if always_there || Criterion::turns_exactly(field) => Some(Operator::NotEqual),
        Operator::NotEqual if always_there => Some(Operator::Equal),
        Operator::Contains if Criterion::turns_exactly(field) => Some(Operator::NotContains),
        Operator::Greater if always_there => Some(Operator::AtMost),
        Operator::AtLeast if always_there => Some(Operator::Less),
        Operator::Less if always_there => Some(Operator::AtLeast),
        Operator::AtMost if always_there => Some(Operator::Greater),
        _ => None,
    }
}
