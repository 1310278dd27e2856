//! Names of scores and persons, whose case does not matter.

use std::collections::HashMap;

use crate::query::found::condition::is_long;

/// Numbers the names in the order in which they come, those that differ only in case with the same number.
#[derive(Default)]
pub(super) struct Names {
    /// The number of each spelling, so that most names need not be put in lower case; `None` if it is not counted.
    spellings: HashMap<String, Option<usize>>,
    folded: HashMap<String, usize>,
    /// The first spelling of each, and how many spellings there are.
    pub(super) first: Vec<(String, usize)>,
}

/// The most spellings that are remembered.
const MOST_SPELLINGS: usize = 5_000;

impl Names {
    /// The number of a name; `None` if there are `most` others already, or if no condition can have it.
    pub(super) fn number(&mut self, name: &str, most: usize) -> Option<usize> {
        if let Some(known) = self.spellings.get(name) {
            return *known;
        }
        if self.spellings.len() >= MOST_SPELLINGS {
            return None;
        }
        let number = self.fold(name, most);
        if !is_long(name) {
            self.spellings.insert(name.to_owned(), number);
        }
        number
    }

    fn fold(&mut self, name: &str, most: usize) -> Option<usize> {
        if name.trim().is_empty() || is_long(name) {
            return None;
        }
        let lower = name.to_lowercase();
        if let Some(number) = self.folded.get(&lower) {
            if let Some((_, spellings)) = self.first.get_mut(*number) {
                *spellings += 1;
            }
            return Some(*number);
        }
        if self.first.len() >= most {
            return None;
        }
        self.folded.insert(lower, self.first.len());
        self.first.push((name.to_owned(), 1));
        Some(self.first.len() - 1)
    }
}
