//! The few values of a facet that are shown.

use super::{Counted, Facet, FacetGroup, Picked, ValueCount};
use crate::model::{status::Status, thumb};

/// What is shown of one facet.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ShownValues {
    /// At most as many as asked for, and all that the view chooses.
    pub values: Vec<ShownValue>,
    /// How many values there are, and how many of them contain what is searched for.
    pub total: usize,
    pub matching: usize,
    /// The highest count.
    pub highest: u64,
    /// See [`Counted::Values`].
    pub left_out: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownValue {
    pub value: String,
    /// For people; may have invisible characters.
    pub label: String,
    pub count: u64,
}

impl FacetGroup {
    /// The first `most` values whose labels contain `search`, ignoring case, and those that the view chooses.
    pub fn shown(&self, picked: &Picked, search: &str, most: usize) -> ShownValues {
        let Counted::Values { values, left_out } = &self.counted else { return ShownValues::default() };
        let search = search.trim().to_lowercase();
        let mut shown = ShownValues { total: values.len(), left_out: *left_out, ..ShownValues::default() };
        for ValueCount { value, count } in values {
            let is_found = search.is_empty() || self.label(value).to_lowercase().contains(&search);
            shown.matching += usize::from(is_found);
            shown.highest = shown.highest.max(*count);
            let is_picked = picked.has(value, false) || picked.has(value, true);
            if is_picked || (is_found && shown.matching <= most) {
                shown.values.push(ShownValue {
                    value: value.clone(),
                    label: self.label(value),
                    count: *count,
                });
            }
        }
        // What is chosen stays there to be taken back, even if no row has it.
        for value in picked.included.iter().chain(&picked.excluded) {
            if shown.values.iter().all(|one| one.value != *value) {
                shown.values.push(ShownValue { value: value.clone(), label: self.label(value), count: 0 });
            }
        }
        shown
    }

    fn label(&self, value: &str) -> String {
        if let Some((_, label)) = self.labels.iter().find(|(of, _)| of == value) {
            return label.clone();
        }
        match (&self.facet, value) {
            (Facet::Thumbs, "up") => "Up",
            (Facet::Thumbs, "down") => "Down",
            (Facet::Thumbs, "both") => "Up and down",
            (Facet::Thumbs, "none") => "None",
            (Facet::Status, _) => Status::parse(value).label(),
            (Facet::Reviewers, "me") => "Me",
            (Facet::Reviewers, "somebody") => "Somebody",
            (Facet::Reviewers, "nobody") => "Nobody",
            (Facet::Reviewers, name) => return name.strip_prefix('@').unwrap_or(name).to_owned(),
            (Facet::Failures, "yes") => "A turn failed",
            (Facet::Failures, _) => "No turn failed",
            (Facet::Given(_), category) => return thumb::in_words(category),
            _ => value,
        }
        .to_owned()
    }
}

impl Facet {
    /// The heading of its values; that of a score is its name.
    pub fn title(&self) -> &str {
        match self {
            Self::Tags => "Tags",
            Self::Status => "Status",
            Self::Thumbs => "Thumbs",
            Self::Given(name) | Self::Number(name) => name,
            Self::Reviewers => "Reviewers",
            Self::Failures => "Failures",
        }
    }

    /// What is said if no row has a value.
    pub fn nothing(&self) -> &'static str {
        match self {
            Self::Tags => "No tags",
            _ => "No values",
        }
    }
}
