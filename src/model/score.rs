//! Feedback scores: a name with a number, and the author of each value.

use super::time::Timestamp;

/// What kind of author gave a score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A person in a user interface (`ui`).
    Human,
    /// A program using the SDK (`sdk`).
    Sdk,
    /// An LLM judge (`online_scoring`).
    Judge,
    /// A source unknown to this version, with the API's name for it.
    Other(String),
}

impl Source {
    pub fn parse(word: &str) -> Self {
        match word {
            "ui" => Self::Human,
            "sdk" => Self::Sdk,
            "online_scoring" => Self::Judge,
            other => Self::Other(other.to_owned()),
        }
    }
}

/// One author's value within a [`Score`].
#[derive(Clone, Debug, PartialEq)]
pub struct AuthorScore {
    pub author: String,
    pub value: f64,
    /// The category's name, if the definition is categorical.
    pub category: Option<String>,
    pub reason: Option<String>,
    pub source: Source,
    pub last_updated_at: Option<Timestamp>,
}

impl AuthorScore {
    /// Whether the person of that name gave it by hand, not a program or an LLM judge under the same name.
    pub fn is_by(&self, person: &str) -> bool {
        self.author == person && self.source == Source::Human
    }
}

/// A feedback score of a thread, trace or span, averaged over its authors.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// The name of its feedback definition.
    pub name: String,
    /// The average over the authors, rounded to nine decimals.
    pub value: f64,
    /// The authors' categories, joined by commas.
    pub category: Option<String>,
    /// The authors' reasons, joined by commas.
    pub reason: Option<String>,
    /// The source of the newest value.
    pub source: Source,
    /// The values of the authors (`value_by_author` in the API).
    pub by_author: Vec<AuthorScore>,
}

impl Score {
    /// Recomputes value, category, reason and source from the authors' values, as Opik does: the mean rounded to nine
    /// decimals, categories and reasons joined by commas in the order of the authors, and the source of the newest
    /// value.
    pub fn average(&mut self) {
        let count = self.by_author.len();
        if count == 0 {
            return;
        }
        let sum: f64 = self.by_author.iter().map(|author_score| author_score.value).sum();
        self.value = (sum / count as f64 * 1e9).round() / 1e9;
        self.category =
            joined(self.by_author.iter().map(|author_score| author_score.category.as_deref()), None);
        self.reason = joined(
            self.by_author.iter().map(|author_score| author_score.reason.as_deref()),
            Some("<no reason>"),
        );
        if let Some(newest) = self.by_author.iter().max_by_key(|author_score| author_score.last_updated_at) {
            self.source = newest.source.clone();
        }
    }

    /// Whether its authors gave different values.
    pub fn is_disputed(&self) -> bool {
        self.by_author.iter().zip(self.by_author.iter().skip(1)).any(|(one, other)| one.value != other.value)
    }
}

/// All texts joined by commas, with `empty` in place of missing ones; `None` if all are missing.
fn joined<'a>(
    words: impl Iterator<Item = Option<&'a str>> + Clone,
    empty: Option<&'a str>,
) -> Option<String> {
    words.clone().flatten().next()?;
    Some(words.filter_map(|word| word.or(empty)).collect::<Vec<_>>().join(", "))
}
