//! What conditions mean, written a second time and as plainly as possible. Fields of the server's are judged by what is
//! sent to the server, so that the page and the server agree.

use serde_json::Value;

use super::generated::TestRow;
use super::*;
use crate::{
    model::score::{AuthorScore, Source},
    query::filter::Filter,
};

/// Whether the row meets all conditions.
pub(super) fn meets(row: &TestRow, found: &Found) -> bool {
    found.clauses().iter().all(|clause| clause.conditions().iter().any(|one| meets_one(row, one)))
}

fn meets_one(row: &TestRow, condition: &Condition) -> bool {
    let values = condition.values();
    let fits = match condition.criterion() {
        Criterion::Server(field) => {
            let lists = |value: &String| {
                served(row, &[Filter::new(field.clone(), condition.operator(), value).unwrap()])
            };
            match condition.operator() {
                Operator::IsEmpty | Operator::IsNotEmpty => lists(&String::new()),
                Operator::NotEqual => values.iter().all(lists),
                _ => values.iter().any(lists),
            }
        }
        Criterion::Disagree(name) => {
            let by: f64 = values.first().map_or(0.0, |by| by.parse().unwrap());
            disagree(row, name, by)
        }
        Criterion::Changed => {
            let mine = reviews(row).into_iter().filter(|(by, _)| by == "Ana").filter_map(|(_, at)| at).max();
            let end = row.times[1].or(row.times[0]);
            mine.zip(end).is_some_and(|(mine, end)| end > mine)
        }
        Criterion::Given(name) => row.feedback.scores.iter().any(|score| {
            score.name.to_lowercase() == name.to_lowercase()
                && score.by_author.iter().filter(|one| one.source == Source::Human).any(|one| {
                    values.iter().any(|value| match &one.category {
                        Some(category) => category == value,
                        None => value.parse() == Ok(one.value),
                    })
                })
        }),
        Criterion::Commented => !row.feedback.comments.is_empty(),
        Criterion::Failed => row.failed > 0,
        criterion => values.iter().any(|value| fits_one(row, criterion, value)),
    };
    fits != condition.is_negated()
}

fn fits_one(row: &TestRow, criterion: &Criterion, value: &str) -> bool {
    let has = |text: &str| text.to_lowercase().contains(&value.to_lowercase());
    let up = row.thumbs.iter().filter(|thumb| thumb.value >= 0.5).count();
    let down = row.thumbs.len() - up;
    let by = |authors: Vec<String>| match value {
        "me" => authors.contains(&"Ana".to_owned()),
        "somebody" => !authors.is_empty(),
        "nobody" => authors.is_empty(),
        name => {
            let name = name.strip_prefix('@').unwrap_or(name);
            authors.iter().any(|author| author.to_lowercase() == name.to_lowercase())
        }
    };
    match criterion {
        Criterion::Thumbs if value == "both" => up > 0 && down > 0,
        Criterion::Thumbs if value == "none" => up + down == 0,
        Criterion::Thumbs if value == "up" => up > 0,
        Criterion::Thumbs => down > 0,
        Criterion::Reason => {
            given(row).into_iter().chain(row.thumbs.clone()).any(|one| one.reason.is_some_and(|r| has(&r)))
        }
        Criterion::Reviewed => by(reviews(row).into_iter().map(|(by, _)| by).collect()),
        Criterion::Comment => row.feedback.comments.iter().any(|comment| has(&comment.text)),
        Criterion::CommentBy => by(row
            .feedback
            .comments
            .iter()
            .map(|comment| comment.author.clone().unwrap_or_default())
            .collect()),
        other => panic!("{other:?} has no values"),
    }
}

fn given(row: &TestRow) -> Vec<AuthorScore> {
    row.feedback.scores.iter().flat_map(|score| score.by_author.clone()).collect()
}

/// Who reviewed and when.
fn reviews(row: &TestRow) -> Vec<(String, Option<Timestamp>)> {
    let mut all = Vec::new();
    for score in &row.feedback.scores {
        for one in &score.by_author {
            if one.source == Source::Human {
                all.push((one.author.clone(), one.last_updated_at));
            }
        }
    }
    all.extend(
        row.thumbs
            .iter()
            .filter(|one| one.source == Source::Human)
            .map(|one| (one.author.clone(), one.last_updated_at)),
    );
    for comment in &row.feedback.comments {
        all.extend(comment.author.clone().map(|by| (by, comment.created_at.max(comment.last_updated_at))));
    }
    all
}

fn disagree(row: &TestRow, name: &str, by: f64) -> bool {
    let mut people: Vec<(String, AuthorScore)> = Vec::new();
    for score in &row.feedback.scores {
        let humans = score.by_author.iter().filter(|one| one.source == Source::Human);
        people.extend(humans.map(|one| (score.name.to_lowercase(), one.clone())));
    }
    people.iter().any(|(score, one)| {
        let asked = name.is_empty() || *score == name.to_lowercase();
        let others = people.iter().filter(|(other, _)| other == score).map(|(_, other)| other);
        asked
            && others.into_iter().any(|other| {
                let categories = one.category.as_ref().zip(other.category.as_ref());
                ((one.value - other.value) * 1e9).round() > (by * 1e9).round()
                    || categories.is_some_and(|(one, other)| one != other)
            })
    })
}

/// Whether a server lists the row with these filters (`GET /v1/private/traces/threads`), as mock-opik does.
pub(super) fn served(row: &TestRow, filters: &[Filter]) -> bool {
    let wire: Vec<Value> = serde_json::from_str(&Filter::to_wire(filters)).unwrap();
    wire.iter().all(|filter| {
        let text = |name: &str| filter[name].as_str().unwrap_or_default().to_owned();
        let (operator, value) = (text("operator"), text("value"));
        let lower = |text: &str| text.to_lowercase();
        let feedback = &row.feedback;
        match text("field").as_str() {
            "id" => compare_text(&row.id, &operator, &value),
            "first_message" => compare_text(&lower(&row.first), &operator, &lower(&value)),
            "last_message" => compare_text(&lower(&row.last), &operator, &lower(&value)),
            "status" => compare_text(feedback.status.as_str(), &operator, &value),
            "number_of_messages" => compare(Some(row.messages as f64), &operator, value.parse().unwrap()),
            "duration" => compare(row.duration, &operator, value.parse().unwrap()),
            "start_time" => compare_time(row.times[0], &operator, &value),
            "end_time" => compare_time(row.times[1], &operator, &value),
            "created_at" => compare_time(row.times[2], &operator, &value),
            "last_updated_at" => compare_time(feedback.last_updated_at, &operator, &value),
            "tags" => {
                let value = value.replace("%2B", "+").replace("%25", "%");
                let contains = feedback.tags.iter().any(|tag| lower(tag).contains(&lower(&value)));
                let has = feedback.tags.contains(&value);
                match operator.as_str() {
                    "contains" => contains,
                    "not_contains" => !contains,
                    "=" => has,
                    "!=" => !has,
                    "is_empty" => feedback.tags.is_empty(),
                    _ => !feedback.tags.is_empty(),
                }
            }
            "feedback_scores" => {
                let same = |name: &str| lower(name) == lower(&text("key"));
                let scores = feedback.scores.iter().filter(|score| same(&score.name));
                let values: Vec<f64> =
                    scores.flat_map(|score| &score.by_author).map(|one| one.value).collect();
                let mean = values.iter().sum::<f64>() / values.len() as f64;
                let rounded = (!values.is_empty()).then(|| (mean * 1e9).round());
                match operator.as_str() {
                    "is_empty" => values.is_empty(),
                    "is_not_empty" => !values.is_empty(),
                    _ => compare(rounded, &operator, (value.parse::<f64>().unwrap() * 1e9).round()),
                }
            }
            other => panic!("{other} is not a field that rows know"),
        }
    })
}

fn compare_text(text: &str, operator: &str, value: &str) -> bool {
    match operator {
        "contains" => text.contains(value),
        "not_contains" => !text.contains(value),
        "starts_with" => text.starts_with(value),
        "ends_with" => text.ends_with(value),
        "=" => text == value,
        "!=" => text != value,
        ">" => text > value,
        _ => text < value,
    }
}

fn compare_time(known: Option<Timestamp>, operator: &str, value: &str) -> bool {
    compare(known.map(|at| at.millis() as f64), operator, at(value).millis() as f64)
}

fn compare(known: Option<f64>, operator: &str, value: f64) -> bool {
    known.is_some_and(|known| match operator {
        "=" => known == value,
        "!=" => known != value,
        ">" => known > value,
        ">=" => known >= value,
        "<" => known < value,
        _ => known <= value,
    })
}
