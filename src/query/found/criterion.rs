//! What conditions can be about, and which values fit.

use super::condition::is_long;
use crate::query::filter::{Field, FieldKind, Filter, Operator};

/// What a condition is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Criterion {
    /// A field that the server can filter by. The field may have a key (a score's name, a path).
    Server(Field),
    /// The thumbs on the turns: `up`, `down` (at least one such thumb), `none`, `both`.
    Thumbs,
    /// The reason of any score of the row or thumb of its turns contains the value, ignoring case.
    Reason,
    /// Somebody gave a score by hand, on the row or by a thumb on a turn, or commented: see [`Person`], and
    /// [`Reviewers`](crate::model::review_state::Reviewers).
    Reviewed,
    /// The last turn ended after my newest score or comment: see [`ReviewState`](crate::model::review_state::ReviewState).
    Changed,
    /// People gave values of this score that differ by more than the value (0 without one); of any score, if the name
    /// is empty. Different categories always differ.
    Disagree(String),
    /// A person gave this score the value, on the row: the name of a category, or a number where none was given.
    Given(String),
    /// The row has a comment.
    Commented,
    /// A comment of the row contains the value, ignoring case.
    Comment,
    /// A comment of the row is by this [`Person`].
    CommentBy,
    /// At least one turn failed.
    Failed,
}

/// Whom a condition on people is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Person<'a> {
    Me,
    Somebody,
    Nobody,
    /// The person of this name, ignoring case.
    Named(&'a str),
}

impl<'a> Person<'a> {
    /// Reads `me`, `somebody`, `nobody` or a name; `@` before a name says that it is one, even if it is `me`.
    pub fn parse(value: &'a str) -> Self {
        match value {
            "me" => Self::Me,
            "somebody" => Self::Somebody,
            "nobody" => Self::Nobody,
            name => Self::Named(name.strip_prefix('@').unwrap_or(name)),
        }
    }

    /// The value of a condition that [`Self::parse`] reads.
    pub fn value(self) -> String {
        match self {
            Self::Me => "me".to_owned(),
            Self::Somebody => "somebody".to_owned(),
            Self::Nobody => "nobody".to_owned(),
            Self::Named(name) if Self::parse(name) == Self::Named(name) => name.to_owned(),
            Self::Named(name) => format!("@{name}"),
        }
    }
}

impl Criterion {
    /// The page's own criteria, in the order in which the form offers them.
    pub const OWN: [Self; 10] = [
        Self::Thumbs,
        Self::Reason,
        Self::Reviewed,
        Self::Changed,
        Self::Disagree(String::new()),
        Self::Given(String::new()),
        Self::Commented,
        Self::Comment,
        Self::CommentBy,
        Self::Failed,
    ];

    /// The key that stands after the name, empty if it is not yet entered: the name of a score, or a path. `None` without.
    pub fn key(&self) -> Option<&str> {
        match self {
            Self::Server(field) => field.key(),
            Self::Given(name) => Some(name),
            _ => None,
        }
    }

    /// The same with another key; criteria without one are returned as they are.
    pub fn with_key(self, key: &str) -> Self {
        match self {
            Self::Server(field) => Self::Server(field.with_key(key)),
            Self::Given(_) => Self::Given(key.to_owned()),
            other => other,
        }
    }

    /// The words in the form.
    pub fn label(&self) -> String {
        let own = match self {
            Self::Server(field) => return field.label(),
            Self::Thumbs => "Thumbs",
            Self::Reason => "Reason contains",
            Self::Reviewed => "Reviewed",
            Self::Changed => "Changed since my review",
            Self::Disagree(_) => "Reviewers disagree",
            Self::Given(_) => "Score given by somebody",
            Self::Commented => "Has a comment",
            Self::Comment => "Comment contains",
            Self::CommentBy => "Comment by",
            Self::Failed => "Any turn failed",
        };
        own.to_owned()
    }

    /// The name of the page's own criteria in the URL, apart from the server's fields.
    pub(super) fn own_name(&self) -> Option<&'static str> {
        Some(match self {
            Self::Server(_) => return None,
            Self::Thumbs => "thumbs",
            Self::Reason => "reason",
            Self::Reviewed => "reviewed",
            Self::Changed => "changed",
            Self::Disagree(_) => "disagree",
            Self::Given(_) => "given",
            Self::Commented => "commented",
            Self::Comment => "comment",
            Self::CommentBy => "commentby",
            Self::Failed => "failed",
        })
    }

    /// The page's own criterion of this name in the URL. `name` is the score that reviewers disagree on or gave.
    pub(super) fn own(word: &str, name: &str) -> Option<Self> {
        let criterion = Self::OWN.into_iter().find(|own| own.own_name() == Some(word))?;
        Some(match criterion {
            Self::Disagree(_) => Self::Disagree(name.to_owned()),
            Self::Given(_) => Self::Given(name.to_owned()),
            other => other,
        })
    }

    /// Whether the condition needs no value: it holds or it does not.
    pub fn is_yes_or_no(&self) -> bool {
        matches!(self, Self::Changed | Self::Commented | Self::Failed)
    }

    /// Whether "is not equal" and the like list exactly the rows that the positive operator does not. On numbers and
    /// times they leave out rows without a value, too.
    pub(super) fn turns_exactly(field: &Field) -> bool {
        match field.kind() {
            FieldKind::Text
            | FieldKind::Id
            | FieldKind::Tags
            | FieldKind::Path
            | FieldKind::Word
            | FieldKind::Source
            | FieldKind::Status
            | FieldKind::Error => true,
            FieldKind::Number
            | FieldKind::Cost
            | FieldKind::Duration
            | FieldKind::Time
            | FieldKind::Score => false,
        }
    }

    /// The only operator of the page's own criteria; of a field, the one that is offered first.
    pub fn first_operator(&self) -> Operator {
        match self {
            Self::Server(field) => Operator::of(field.kind()).first().copied().unwrap_or(Operator::Equal),
            Self::Reason | Self::Comment => Operator::Contains,
            Self::Disagree(_) => Operator::Greater,
            _ => Operator::Equal,
        }
    }

    /// The value to store; the error says what is expected instead.
    pub(super) fn check(&self, operator: Operator, value: &str) -> Result<String, &'static str> {
        let words = || Some(value.trim()).filter(|value| !value.is_empty());
        match self {
            Self::Server(field) => {
                let filter = Filter::new(field.clone(), operator, value)?;
                Ok(filter.parts().2.to_owned())
            }
            Self::Thumbs => match value.trim() {
                word @ ("up" | "down" | "none" | "both") => Ok(word.to_owned()),
                _ => Err("Up, down, none or both"),
            },
            Self::Reason | Self::Comment => words().map(str::to_owned).ok_or("Enter what to look for"),
            Self::Given(_) => words().map(str::to_owned).ok_or("A category or a number"),
            Self::Reviewed | Self::CommentBy => match words().map(Person::parse) {
                None | Some(Person::Named("")) => Err("Me, somebody, nobody or a name"),
                Some(person) => Ok(person.value()),
            },
            Self::Disagree(_) => {
                let number = value.trim().parse::<f64>().ok();
                let is_valid = number.is_some_and(|number| number.is_finite() && number >= 0.0);
                if is_valid { Ok(value.trim().to_owned()) } else { Err("A number, such as 0.2") }
            }
            Self::Changed | Self::Commented | Self::Failed => Err("This is only yes or no"),
        }
    }

    /// The same without white space around the key.
    pub(super) fn trimmed(self) -> Self {
        match self {
            Self::Server(field) => match field.key() {
                Some(key) if key.trim() != key => Self::Server(field.with_key(key.trim())),
                _ => Self::Server(field),
            },
            Self::Disagree(name) => Self::Disagree(name.trim().to_owned()),
            Self::Given(name) => Self::Given(name.trim().to_owned()),
            other => other,
        }
    }

    /// Whether the key is there, where one is needed, and not too long.
    pub(super) fn check_key(&self) -> Result<(), &'static str> {
        let key = match self {
            Self::Server(field) => match (field.kind(), field.key()) {
                (FieldKind::Score, Some("")) => return Err("Name the score"),
                (_, Some("")) => return Err("Enter where the value is, such as customer.tier"),
                (_, key) => key.unwrap_or_default(),
            },
            Self::Given(name) if name.is_empty() => return Err("Name the score"),
            Self::Disagree(name) | Self::Given(name) => name,
            _ => "",
        };
        if is_long(key) { Err("At most 500 characters") } else { Ok(()) }
    }
}
