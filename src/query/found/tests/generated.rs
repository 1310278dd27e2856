//! Generated rows and conditions.

use proptest::{collection::vec, option, prelude::*, sample::select};

use super::*;
use crate::{
    model::{
        comment::Comment,
        feedback::Feedback,
        ids::CommentId,
        score::{AuthorScore, Score, Source},
        status::Status,
    },
    query::{
        found::facts::{RowFacts, Words},
        tab::Tab,
    },
};

/// A row that owns what it is judged by.
#[derive(Clone, Debug)]
pub(in crate::query) struct TestRow {
    pub id: String,
    pub feedback: Feedback,
    pub thumbs: Vec<AuthorScore>,
    pub failed: u64,
    pub first: String,
    pub last: String,
    /// Start, end, first seen.
    pub times: [Option<Timestamp>; 3],
    pub messages: u64,
    pub duration: Option<f64>,
    pub cost: Option<f64>,
    pub tokens: Option<u64>,
}

impl TestRow {
    pub(in crate::query) fn judge(&self, found: &Found) -> Option<bool> {
        self.with(|row| found.judge(row, &VIEWER()))
    }

    pub(in crate::query) fn with<T>(&self, then: impl FnOnce(&RowFacts<'_>) -> T) -> T {
        let words = |text| Some(Words { text, is_whole: true });
        then(&RowFacts {
            id: &self.id,
            model_id: None,
            created_by: None,
            feedback: &self.feedback,
            thumbs: Some(&self.thumbs),
            failed_turns: Some(self.failed),
            first_message: words(&self.first),
            last_message: words(&self.last),
            start_time: self.times[0],
            end_time: self.times[1],
            created_at: self.times[2],
            number_of_messages: self.messages,
            duration_ms: self.duration,
            cost: self.cost,
            tokens: self.tokens,
        })
    }
}

#[expect(non_snake_case, reason = "stands for a constant")]
pub(in crate::query) fn VIEWER() -> crate::query::found::facts::Viewer<'static> {
    crate::query::found::facts::Viewer { name: "Ana", now: at("2026-11-22T20:00:00Z") }
}

const WORDS: [&str; 21] = [
    "refund",
    "Refund",
    "REFUND please",
    "billing",
    "a b",
    "é",
    "É",
    "x,y",
    "me",
    "@me",
    "nobody",
    "Ana",
    "ana",
    "he said \"no\"",
    "back\\",
    "(x)",
    "=q",
    "OR",
    "50%+",
    "bot",
    "good",
];
const NUMBERS: [&str; 9] = ["0", "1", "2", "4", "0.5", "0.2", "0.6", "30", "1e3"];
const TIMES: [&str; 5] = [
    "2026-11-20T10:00:00Z",
    "2026-11-20T10:00:41.5Z",
    "2026-11-20T10:01:00Z",
    "2026-11-20T11:00:00+01:00",
    "2026-11-21T00:00:00Z",
];
const SCORES: [&str; 5] = ["Quality", "quality", "Tone of voice", "Reviewed", "User feedback"];

pub(in crate::query) fn word() -> impl Strategy<Value = String> {
    select(&WORDS[..]).prop_map(str::to_owned)
}

fn time() -> impl Strategy<Value = Option<Timestamp>> {
    option::weighted(0.8, select(&TIMES[..]).prop_map(at))
}

fn author_score() -> impl Strategy<Value = AuthorScore> {
    let source = select(vec![Source::Human, Source::Human, Source::Sdk, Source::Judge]);
    let author = select(&["Ana", "ana", "Ben", "bot"][..]);
    let category = option::weighted(0.2, select(&["good", "bad"][..]).prop_map(str::to_owned));
    (author, select(&[0.0, 0.2, 0.5, 0.6, 0.8, 1.0][..]), category, option::of(word()), source, time())
        .prop_map(|(author, value, category, reason, source, last_updated_at)| AuthorScore {
            author: author.to_owned(),
            value,
            category,
            reason,
            source,
            last_updated_at,
        })
}

fn comment() -> impl Strategy<Value = Comment> {
    let author = option::weighted(0.9, select(&["Ana", "ana", "Ben"][..]).prop_map(str::to_owned));
    (word(), author, time(), time()).prop_map(|(text, author, created_at, last_updated_at)| Comment {
        id: CommentId::new("c"),
        text,
        author,
        created_at,
        last_updated_at,
    })
}

fn feedback() -> impl Strategy<Value = Feedback> {
    let scores = vec((select(&SCORES[..]), vec(author_score(), 1..4)), 0..4);
    (scores, vec(comment(), 0..3), vec(word(), 0..3), any::<bool>(), time()).prop_map(
        |(given, comments, tags, active, last_updated_at)| {
            let mut scores: Vec<Score> = Vec::new();
            for (name, by_author) in given {
                if scores.iter().any(|score| score.name == name) {
                    continue;
                }
                let mut score = Score {
                    name: name.to_owned(),
                    value: 0.0,
                    category: None,
                    reason: None,
                    source: Source::Human,
                    by_author,
                };
                score.average();
                scores.push(score);
            }
            let status = if active { Status::Active } else { Status::Inactive };
            Feedback { scores, comments, tags, status, last_updated_at }
        },
    )
}

pub(in crate::query) fn row() -> impl Strategy<Value = TestRow> {
    let number = || option::weighted(0.7, select(&[0.0, 0.2, 0.5, 2.0, 4.0][..]));
    (
        (word(), feedback(), vec(author_score(), 0..3), 0..2_u64, word(), word()),
        ([time(), time(), time()], 1..3_u64, number(), number(), number()),
    )
        .prop_map(
            |((id, feedback, thumbs, failed, first, last), (times, turns, seconds, cost, tokens))| TestRow {
                id,
                feedback,
                thumbs,
                failed,
                first,
                last,
                times,
                messages: 2 * turns,
                duration: seconds.map(|seconds| seconds * 1000.0),
                cost,
                tokens: tokens.map(|tokens| tokens as u64),
            },
        )
}

fn criteria(tab: Tab) -> Vec<Criterion> {
    let keyed = |field: &Field| match field.key() {
        Some(_) => {
            [field.with_key("Quality"), field.with_key("Tone of voice"), field.with_key("any")].to_vec()
        }
        None => vec![field.clone()],
    };
    let disagree = ["Quality", "any", "tone of voice"].map(|name| Criterion::Disagree(name.to_owned()));
    let given = ["Quality", "any", "tone of voice"].map(|name| Criterion::Given(name.to_owned()));
    let own = Criterion::OWN.into_iter().chain(disagree).chain(given);
    Field::all(tab).flat_map(keyed).map(Criterion::Server).chain(own).collect()
}

/// Any condition that is possible on this list.
pub(in crate::query) fn condition(tab: Tab) -> impl Strategy<Value = Condition> {
    let operators: Vec<Operator> = Operator::ALL.to_vec();
    let thumb = select(&["up", "down", "none", "both", "me", "nobody", "somebody", "active", "inactive"][..]);
    let value = prop_oneof![
        4 => word(),
        4 => select(&NUMBERS[..]).prop_map(str::to_owned),
        4 => select(&TIMES[..]).prop_map(str::to_owned),
        4 => thumb.prop_map(str::to_owned),
    ];
    (select(criteria(tab)), select(operators), vec(value, 12), 0..4_usize, any::<bool>()).prop_filter_map(
        "not possible",
        |(criterion, operator, values, count, negated)| {
            // Of the random values, those that fit.
            let fits = |value: &&str| Condition::new(criterion.clone(), operator, &[value], negated).is_ok();
            let values: Vec<&str> = values.iter().map(String::as_str).filter(fits).take(count).collect();
            Condition::new(criterion.clone(), operator, &values, negated).ok()
        },
    )
}

/// Conditions and groups of them that are possible on this list.
pub(in crate::query) fn found(tab: Tab) -> impl Strategy<Value = Found> {
    let clause = vec(condition(tab), 1..4).prop_filter_map("not possible", move |conditions| {
        Clause::any_of(conditions).filter(|clause| clause.problem(tab).is_none())
    });
    vec(clause, 0..4).prop_map(|clauses| Found::new(clauses).unwrap())
}
