//! One condition on a row: a field, how it is compared, values of which one is enough, and whether it is turned round.

use super::criterion::Criterion;
use crate::query::filter::{Filter, Operator};

/// The most values of a condition.
pub const MOST_VALUES: usize = 20;
/// The most characters of a value, of a score's name and of a path.
pub const LONGEST_VALUE: usize = 500;

/// Whether a value is too long. Bytes are compared first: counting a long text would take long.
pub(in crate::query) fn is_long(text: &str) -> bool {
    text.len() > LONGEST_VALUE * 4 || text.chars().count() > LONGEST_VALUE
}

/// A valid condition. Two that mean the same by their negation are equal: "is not" is [`Operator::Equal`], negated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    criterion: Criterion,
    operator: Operator,
    values: Vec<String>,
    negated: bool,
}

impl Condition {
    /// Makes a condition that holds if one of the values fits, or with `negated` if none does. For the page's own
    /// criteria `operator` is ignored. Values are written as for [`Filter::new`].
    ///
    /// # Errors
    /// What is wrong, as a sentence to show at the field.
    pub fn new(
        criterion: Criterion,
        operator: Operator,
        values: &[&str],
        negated: bool,
    ) -> Result<Self, &'static str> {
        let criterion = criterion.trimmed();
        criterion.check_key()?;
        let mut negated = negated;
        // The server's `in` has its values in one text.
        let is_list = matches!(operator, Operator::In | Operator::NotIn);
        let operator = match &criterion {
            Criterion::Server(field) => {
                if !operator.fits(field.kind()) {
                    return Err("This comparison is not possible here");
                }
                let positive = match operator {
                    Operator::NotContains => Operator::Contains,
                    Operator::NotEqual => Operator::Equal,
                    Operator::In | Operator::NotIn => Operator::Equal,
                    other => other,
                };
                let is_negative =
                    matches!(operator, Operator::NotContains | Operator::NotEqual | Operator::NotIn);
                match operator {
                    Operator::IsEmpty if negated => Operator::IsNotEmpty,
                    Operator::IsNotEmpty if negated => Operator::IsEmpty,
                    _ if Criterion::turns_exactly(field) => {
                        negated ^= is_negative;
                        positive
                    }
                    other => other,
                }
            }
            own => own.first_operator(),
        };
        if !operator.needs_value() {
            negated = false;
        }
        let needs_value = operator.needs_value() && !criterion.is_yes_or_no();
        let listed: Vec<&str> = match &criterion {
            _ if !needs_value => Vec::new(),
            Criterion::Server(_) if is_list => {
                values.iter().flat_map(|value| value.split(',')).map(str::trim).collect()
            }
            Criterion::Disagree(_) if values.len() > 1 => return Err("A number, such as 0.2"),
            _ => values.to_vec(),
        };
        if needs_value && listed.is_empty() && !matches!(criterion, Criterion::Disagree(_)) {
            return criterion.check(operator, "").and(Err("Enter what to compare with"));
        }
        if listed.len() > MOST_VALUES {
            return Err("At most 20 values");
        }
        let mut checked: Vec<String> = Vec::with_capacity(listed.len());
        for value in listed {
            if is_long(value) {
                return Err("At most 500 characters");
            }
            let value = criterion.check(operator, value)?;
            if !checked.contains(&value) {
                checked.push(value);
            }
        }
        Ok(Self { criterion, operator, values: checked, negated })
    }

    /// A condition of the page's own.
    ///
    /// # Errors
    /// What is wrong, as a sentence to show at the field.
    pub fn own(criterion: Criterion, values: &[&str]) -> Result<Self, &'static str> {
        let operator = criterion.first_operator();
        Self::new(criterion, operator, values, false)
    }

    /// The condition of a filter of the server's.
    pub fn of_filter(filter: &Filter) -> Result<Self, &'static str> {
        let (field, operator, value) = filter.parts();
        Self::new(Criterion::Server(field.clone()), operator, &[value], false)
    }

    pub fn criterion(&self) -> &Criterion {
        &self.criterion
    }

    pub fn operator(&self) -> Operator {
        self.operator
    }

    pub fn values(&self) -> &[String] {
        &self.values
    }

    pub fn is_negated(&self) -> bool {
        self.negated
    }

    /// The condition that holds for all other rows.
    pub fn turned(&self) -> Self {
        let turned = Self { negated: !self.negated, ..self.clone() };
        match self.operator {
            Operator::IsEmpty => Self { operator: Operator::IsNotEmpty, negated: false, ..turned },
            Operator::IsNotEmpty => Self { operator: Operator::IsEmpty, negated: false, ..turned },
            _ => turned,
        }
    }
}
