//! What a list shows, including conditions that only the page can check: the `found` parameter of the URL. A row is shown
//! if it meets all clauses; a clause is one condition or "any of" several.
//!
//! The first load needs this file, [`condition`] and [`param`]. What judges rows, writes sentences and reads typed text is
//! in the other files and used by lazy modules only.

pub mod condition;
mod criterion;
pub mod facts;
pub mod judge;
pub mod param;
pub mod problems;
pub mod sentence;
pub mod split;
pub mod syntax;

pub use condition::Condition;
pub use criterion::{Criterion, Person};

/// The most conditions, those in groups counted.
pub const MOST_CONDITIONS: usize = 50;
/// The answer to one more condition than there may be.
pub const TOO_MANY: &str = "At most 50 conditions";

/// One part of what is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clause {
    One(Condition),
    /// At least one of these holds. Made by [`Clause::any_of`], which keeps out groups of one.
    AnyOf(Vec<Condition>),
}

impl Clause {
    /// A clause that holds if one of the conditions does, without duplicates; `None` without conditions.
    pub fn any_of(conditions: impl IntoIterator<Item = Condition>) -> Option<Self> {
        let mut all: Vec<Condition> = Vec::new();
        for condition in conditions {
            if !all.contains(&condition) {
                all.push(condition);
            }
        }
        match all.len() {
            0 => None,
            1 => all.pop().map(Self::One),
            _ => Some(Self::AnyOf(all)),
        }
    }

    /// Its conditions: one, or those of the group.
    pub fn conditions(&self) -> &[Condition] {
        match self {
            Self::One(condition) => std::slice::from_ref(condition),
            Self::AnyOf(conditions) => conditions,
        }
    }
}

/// The clauses that all rows meet. At most [`MOST_CONDITIONS`] conditions, no clause twice.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Found {
    all: Vec<Clause>,
}

impl Found {
    /// All these clauses.
    ///
    /// # Errors
    /// If there are too many, as a text to show.
    pub fn new(clauses: impl IntoIterator<Item = Clause>) -> Result<Self, &'static str> {
        let mut found = Self::default();
        clauses.into_iter().try_for_each(|clause| found.add(clause))?;
        Ok(found)
    }

    /// Adds a clause, unless it is there already.
    ///
    /// # Errors
    /// If there are too many, as a text to show.
    pub fn add(&mut self, clause: Clause) -> Result<(), &'static str> {
        let clause = match clause {
            Clause::AnyOf(conditions) => Clause::any_of(conditions),
            one @ Clause::One(_) => Some(one),
        };
        let Some(clause) = clause.filter(|clause| !self.all.contains(clause)) else { return Ok(()) };
        let count: usize = self.all.iter().map(|clause| clause.conditions().len()).sum();
        if count + clause.conditions().len() > MOST_CONDITIONS {
            return Err(TOO_MANY);
        }
        self.all.push(clause);
        Ok(())
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub fn clauses(&self) -> &[Clause] {
        &self.all
    }

    /// The same without this clause.
    pub fn without(&self, clause: &Clause) -> Self {
        Self { all: self.all.iter().filter(|one| *one != clause).cloned().collect() }
    }

    /// The same with another clause in the place of `old`.
    ///
    /// # Errors
    /// If there are too many, as a text to show.
    pub fn replaced(&self, old: &Clause, new: &Clause) -> Result<Self, &'static str> {
        Self::new(self.all.iter().map(|one| if one == old { new } else { one }).cloned())
    }

    /// All conditions, those in groups included.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        self.all.iter().flat_map(Clause::conditions)
    }
}

#[cfg(test)]
pub(in crate::query) mod tests;
