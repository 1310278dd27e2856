//! Whether a row meets conditions. An answer is `None` if it depends on something that is not known of the row.

pub(in crate::query) mod fields;
pub(in crate::query) mod people;

use super::{
    Clause, Condition, Criterion, Found, Person,
    facts::{Needs, RowFacts, Viewer},
};
use crate::query::filter::{Field, Operator};

impl Found {
    /// Whether the row meets all clauses.
    pub fn judge(&self, row: &RowFacts<'_>, viewer: &Viewer<'_>) -> Option<bool> {
        all(self.clauses().iter().map(|clause| clause.judge(row, viewer)))
    }

    /// What the walk has to ask for.
    pub fn needs(&self) -> Needs {
        let mut needs = Needs::default();
        for condition in self.conditions() {
            match condition.criterion() {
                Criterion::Thumbs | Criterion::Reason | Criterion::Reviewed | Criterion::Changed => {
                    needs.thumbs = true
                }
                Criterion::Failed | Criterion::Server(Field::Error) => needs.failed_turns = true,
                Criterion::Server(Field::FirstMessage | Field::LastMessage) => needs.messages = true,
                _ => {}
            }
        }
        needs
    }
}

impl Clause {
    pub fn judge(&self, row: &RowFacts<'_>, viewer: &Viewer<'_>) -> Option<bool> {
        match self {
            Self::One(condition) => condition.judge(row, viewer),
            Self::AnyOf(conditions) => any(conditions.iter().map(|condition| condition.judge(row, viewer))),
        }
    }
}

impl Condition {
    pub fn judge(&self, row: &RowFacts<'_>, viewer: &Viewer<'_>) -> Option<bool> {
        self.fits(row, viewer).map(|fits| fits != self.is_negated())
    }

    /// Whether one of the values fits.
    fn fits(&self, row: &RowFacts<'_>, viewer: &Viewer<'_>) -> Option<bool> {
        let values = || self.values().iter().map(String::as_str);
        let feedback = row.feedback;
        match self.criterion() {
            Criterion::Server(field) => match self.operator() {
                Operator::NotEqual => {
                    all(values().map(|value| fields::fits(row, field, Operator::NotEqual, value)))
                }
                operator if operator.needs_value() => {
                    any(values().map(|value| fields::fits(row, field, operator, value)))
                }
                operator => fields::fits(row, field, operator, ""),
            },
            Criterion::Thumbs => {
                let thumbs = row.thumbs?;
                let given = |up: bool| thumbs.iter().any(|thumb| (thumb.value >= 0.5) == up);
                any(values().map(|value| {
                    Some(match value {
                        "up" => given(true),
                        "down" => given(false),
                        "both" => given(true) && given(false),
                        _ => thumbs.is_empty(),
                    })
                }))
            }
            Criterion::Reason => {
                let sought: Vec<String> = values().map(str::to_lowercase).collect();
                let has = |reason: &str| {
                    let reason = reason.to_lowercase();
                    sought.iter().any(|sought| reason.contains(sought))
                };
                let mut given = people::scores(feedback).filter_map(|(_, given)| given.reason.as_deref());
                let of_turns = row
                    .thumbs
                    .map(|thumbs| thumbs.iter().filter_map(|thumb| thumb.reason.as_deref()).any(has));
                any([Some(given.any(has)), of_turns])
            }
            Criterion::Reviewed => {
                let is_whole = row.thumbs.is_some();
                // Without the thumbs it is only known who has reviewed, not who has not.
                let known = |found: bool| (found || is_whole).then_some(found);
                let reviewers = people::reviewers(row);
                let reviewed = |wanted| known(reviewers.iter().any(|one| is_by(&one.name, wanted, viewer)));
                any(values().map(|value| match Person::parse(value) {
                    Person::Nobody => reviewed(Person::Somebody).map(|reviewed| !reviewed),
                    person => reviewed(person),
                }))
            }
            Criterion::Changed => people::changed_since(row, viewer.name),
            Criterion::Disagree(name) => {
                let by = values().next().and_then(|value| value.parse().ok()).unwrap_or(0.0);
                Some(people::disagree(feedback, name, by))
            }
            Criterion::Given(name) => any(values().map(|value| {
                Some(people::given(feedback, name).any(|given| people::is_value(given, value)))
            })),
            Criterion::Commented => Some(!feedback.comments.is_empty()),
            Criterion::Comment => {
                let texts = || feedback.comments.iter().map(|comment| comment.text.to_lowercase());
                any(values().map(|value| {
                    let sought = value.to_lowercase();
                    Some(texts().any(|text| text.contains(&sought)))
                }))
            }
            Criterion::CommentBy => {
                let authors =
                    || feedback.comments.iter().map(|one| one.author.as_deref().unwrap_or_default());
                any(values().map(|value| {
                    Some(match Person::parse(value) {
                        Person::Nobody => feedback.comments.is_empty(),
                        person => authors().any(|author| is_by(author, person, viewer)),
                    })
                }))
            }
            Criterion::Failed => row.failed_turns.map(|failed| failed > 0),
        }
    }
}

fn is_by(author: &str, person: Person<'_>, viewer: &Viewer<'_>) -> bool {
    match person {
        Person::Me => author == viewer.name,
        Person::Named(name) => author.to_lowercase() == name.to_lowercase(),
        Person::Somebody => true,
        Person::Nobody => false,
    }
}

/// Whether all hold: one that does not decides it, even if another is not known.
fn all(answers: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    let mut answer = Some(true);
    for one in answers {
        match one {
            Some(false) => return Some(false),
            None => answer = None,
            Some(true) => {}
        }
    }
    answer
}

/// Whether one holds: one that does decides it, even if another is not known.
fn any(answers: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    all(answers.into_iter().map(|answer| answer.map(|holds| !holds))).map(|none| !none)
}
