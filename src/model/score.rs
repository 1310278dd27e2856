//! Feedback scores: a name, a number, and who said so.

use super::time::Timestamp;

/// Who or what gave a score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A person in a UI (`ui`).
    Human,
    /// A program through the SDK (`sdk`).
    Sdk,
    /// A model judging online (`online_scoring`).
    Judge,
    /// A source this version does not know, by its wire name.
    Other(String),
}

impl Source {
    /// Reads the wire's word.
    pub fn parse(word: &str) -> Self {
        match word {
            "ui" => Self::Human,
            "sdk" => Self::Sdk,
            "online_scoring" => Self::Judge,
            other => Self::Other(other.to_owned()),
        }
    }
}

/// One author's say inside a [`Score`].
#[derive(Clone, Debug, PartialEq)]
pub struct AuthorScore {
    /// Who.
    pub author: String,
    /// The number they gave.
    pub value: f64,
    /// Their category's name, if the score is categorical.
    pub category: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// A person, a program or a judge.
    pub source: Source,
    /// When they last changed it.
    pub last_updated_at: Option<Timestamp>,
}

/// A feedback score of a thread, a trace or a span: the average of what its authors say.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// Its name, which is also its feedback definition's.
    pub name: String,
    /// The average over authors, to nine decimals.
    pub value: f64,
    /// The category, or several joined by a comma.
    pub category: Option<String>,
    /// The reason, or several joined by a comma.
    pub reason: Option<String>,
    /// Where the newest value came from.
    pub source: Source,
    /// What each author says (Opik: `value_by_author`).
    pub by_author: Vec<AuthorScore>,
}

impl Score {
    /// Works out value, category, reason and source from what the authors say, as Opik does: the mean at nine decimals,
    /// words joined by a comma in the order of the authors, newest first for the source.
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

    /// Whether its authors differ.
    pub fn is_disputed(&self) -> bool {
        self.by_author.iter().zip(self.by_author.iter().skip(1)).any(|(one, other)| one.value != other.value)
    }
}

/// All words joined by a comma, `empty` standing for none; `None` where nobody said any.
fn joined<'a>(
    words: impl Iterator<Item = Option<&'a str>> + Clone,
    empty: Option<&'a str>,
) -> Option<String> {
    words.clone().flatten().next()?;
    Some(words.filter_map(|word| word.or(empty)).collect::<Vec<_>>().join(", "))
}
