//! One filter as an SQL condition.

use rusqlite::types::Value;

use super::{Condition, Field, FieldType, path};
use crate::store::row_cache::{Bound, CachedCondition, CachedSet};
use crate::store::scores;
use crate::store::sql_functions::fold;
use crate::time::Nanos;

fn text(value: impl Into<String>) -> Value {
    Value::Text(value.into())
}

/// The condition of a filter; `None` when value or key do not fit the field.
pub(super) fn of(field: &Field, operator: &str, key: &str, value: &str) -> Option<Condition> {
    let sql = field.sql;
    match field.kind {
        FieldType::String => Some(compared(sql, operator, &fold(value))),
        FieldType::Thread if operator == "=" => {
            let sql = "t.thread IN (SELECT h.key FROM threads h WHERE h.thread_id = ?)";
            Some(Condition { selective: true, ..Condition::new(sql, vec![text(value)]) })
        }
        FieldType::StringExact | FieldType::Thread => Some(compared(sql, operator, value)),
        FieldType::DateTime => {
            let millis = || value.parse().ok().map(Nanos::from_millis);
            let time = Nanos::parse(value).or_else(millis)?;
            let condition = Condition::new(format!("{sql} {operator} ?"), vec![Value::Integer(time.0)]);
            Some(also_on_cached(condition, field, operator, Bound::Whole(time.0)))
        }
        FieldType::Number => {
            let number: f64 = value.trim().parse().ok().filter(|number: &f64| number.is_finite())?;
            let condition = Condition::new(format!("{sql} {operator} ?"), vec![Value::Real(number)]);
            Some(also_on_cached(condition, field, operator, Bound::Real(number)))
        }
        FieldType::FeedbackScores => feedback(sql, operator, key, value),
        FieldType::List => list(sql, operator, value),
        FieldType::StringList => Some(any_of(sql, operator, value)),
        FieldType::Enum => word(sql, operator, value),
        FieldType::EnumLegacy => {
            let not = if operator == "!=" { "<>" } else { "=" };
            Some(Condition::new(format!("coalesce({sql}, 'sdk') {not} ?"), vec![text(value)]))
        }
        FieldType::Dictionary => {
            dictionary(named(field, key).as_deref().unwrap_or(sql), operator, key, value)
        }
        FieldType::Custom => {
            let (column, rest) = key.split_once('.').unwrap_or((key, ""));
            let column = ["input", "output", "metadata"].into_iter().find(|known| *known == column)?;
            let body = format!("(SELECT b.{column} FROM {sql} b WHERE b.key = t.key)");
            dictionary(&body, operator, rest, value)
        }
        FieldType::ErrorContainer => {
            let wanted = i64::from(operator != "is_empty");
            let condition = Condition::new(format!("{sql} = {wanted}"), Vec::new());
            Some(also_on_cached(condition, field, "=", Bound::Whole(wanted)))
        }
    }
}

/// The condition, which also holds on cached rows whose value is so compared.
fn also_on_cached(condition: Condition, field: &Field, operator: &str, bound: Bound) -> Condition {
    let on = |set| CachedCondition::new(set, field.name, operator, bound);
    Condition { cached: [on(CachedSet::Threads), on(CachedSet::Traces)], ..condition }
}

/// Comparisons of texts; an absent text counts as empty.
fn compared(sql: &str, operator: &str, value: &str) -> Condition {
    let sql = format!("coalesce({sql}, '')");
    let values = vec![text(value)];
    let twice = vec![text(value), text(value)];
    match operator {
        "contains" => Condition::new(format!("has({sql}, ?)"), values),
        "not_contains" => Condition::new(format!("NOT has({sql}, ?)"), values),
        "starts_with" => Condition::new(format!("substr({sql}, 1, length(?)) = ?"), twice),
        // `substr` with a length of 0 would return the whole text; every text ends with the empty one.
        "ends_with" if value.is_empty() => Condition::new(format!("has({sql}, ?)"), values),
        "ends_with" => Condition::new(format!("substr({sql}, -length(?)) = ?"), twice),
        "!=" => Condition::new(format!("{sql} <> ?"), values),
        other => Condition::new(format!("{sql} {other} ?"), values),
    }
}

fn feedback(entity: &str, operator: &str, key: &str, value: &str) -> Option<Condition> {
    if key.trim().is_empty() {
        return None;
    }
    let name = text(fold(key).into_owned());
    let from = format!("FROM scores s WHERE s.entity {entity} AND fold(s.name) = ?");
    // Few traces have scores, so the list starts from the scores instead of looking at all traces.
    let owner = entity.strip_prefix("= ");
    match (operator, owner) {
        ("is_empty", _) => {
            let none = Condition::new(format!("NOT EXISTS (SELECT 1 {from})"), vec![name]);
            Some(Condition { cached: rated(owner, key, false), ..none })
        }
        ("is_not_empty", Some(owner)) => {
            let sql = format!("{owner} IN (SELECT s.entity FROM scores s WHERE fold(s.name) = ?)");
            let cached = rated(Some(owner), key, true);
            Some(Condition { selective: true, cached, ..Condition::new(sql, vec![name]) })
        }
        ("is_not_empty", None) => Some(Condition::new(format!("EXISTS (SELECT 1 {from})"), vec![name])),
        _ => {
            let scores::ScoreValue(billionths) = scores::ScoreValue::parse(value).ok()?;
            let (values, mean) = (vec![name, Value::Integer(billionths)], "round(avg(s.value))");
            Some(match owner {
                Some(owner) => {
                    let rated = format!(
                        "{owner} IN (SELECT s.entity FROM scores s WHERE fold(s.name) = ?
                         GROUP BY s.entity HAVING {mean} {operator} ?)"
                    );
                    Condition { selective: true, ..Condition::new(rated, values) }
                }
                None => Condition::new(format!("(SELECT {mean} {from}) {operator} ?"), values),
            })
        }
    }
}

/// The condition on cached rows that they have a score of this name, or have none. The scores of a trace's spans have no
/// owner.
fn rated(owner: Option<&str>, key: &str, wanted: bool) -> [Option<CachedCondition>; 2] {
    let condition = owner.map(|_| CachedCondition::Rated { name: fold(key).into_owned(), wanted });
    [condition.clone(), condition]
}

fn list(sql: &str, operator: &str, value: &str) -> Option<Condition> {
    let each = format!("EXISTS (SELECT 1 FROM json_each(coalesce({sql}, '[]')) e WHERE");
    let folded = vec![text(fold(value).into_owned())];
    Some(match operator {
        "contains" => Condition::new(format!("{each} has(fold(e.value), ?))"), folded),
        "not_contains" => Condition::new(format!("NOT {each} has(fold(e.value), ?))"), folded),
        "=" => Condition::new(format!("{each} e.value = ?)"), vec![text(value)]),
        "!=" => Condition::new(format!("NOT {each} e.value = ?)"), vec![text(value)]),
        "is_empty" => Condition::new(format!("coalesce({sql}, '[]') = '[]'"), Vec::new()),
        "is_not_empty" => Condition::new(format!("coalesce({sql}, '[]') <> '[]'"), Vec::new()),
        _ => return None,
    })
}

/// Whether the list contains one of the comma-separated ids.
fn any_of(sql: &str, operator: &str, value: &str) -> Condition {
    let ids: Vec<Value> = value.split(',').map(|id| text(id.trim())).collect();
    let marks = vec!["?"; ids.len()].join(", ");
    let not = if operator == "not_in" { "NOT " } else { "" };
    Condition::new(format!("{not}EXISTS (SELECT 1 FROM json_each({sql}) e WHERE e.value IN ({marks}))"), ids)
}

fn word(sql: &str, operator: &str, value: &str) -> Option<Condition> {
    let sql = format!("coalesce({sql}, '')");
    // Passed as one JSON value, because SQLite limits the number of question marks.
    let words = || {
        let words: Vec<&str> = value.split(',').map(str::trim).collect();
        vec![text(serde_json::Value::from(words).to_string())]
    };
    let listed = "(SELECT e.value FROM json_each(?) e)";
    Some(match operator {
        "=" => Condition::new(format!("{sql} = ?"), vec![text(value)]),
        "!=" => Condition::new(format!("{sql} <> ?"), vec![text(value)]),
        "in" => Condition::new(format!("{sql} IN {listed}"), words()),
        "not_in" => Condition::new(format!("{sql} NOT IN {listed}"), words()),
        "is_empty" => Condition::new(format!("{sql} = ''"), Vec::new()),
        "is_not_empty" => Condition::new(format!("{sql} <> ''"), Vec::new()),
        _ => return None,
    })
}

/// The metadata including the provider of a span or the providers of a trace, when the path leads there: readers see
/// them in the metadata though they were not logged there (see `store::record_view`), so they can be filtered by.
fn named(field: &Field, key: &str) -> Option<String> {
    let path = key.trim().trim_start_matches('$').trim_start_matches('.');
    let of_spans = field.sql.contains("span_bodies");
    let (name, value) = match path.split('[').next() {
        Some(name @ "provider") if of_spans => (name, "t.provider"),
        Some(name @ "providers") if !of_spans => (
            name,
            "json((SELECT nullif(json_group_array(provider), '[]') FROM (SELECT DISTINCT p.provider FROM spans p
             WHERE p.trace_id = t.id AND p.provider IS NOT NULL ORDER BY p.provider)))",
        ),
        _ => return None,
    };
    let object = "CASE WHEN json_valid(m) THEN iif(json_type(m) = 'object', m, '{}') ELSE '{}' END";
    // A value that was logged under this name is kept.
    let whole = (field.name == "metadata").then(|| format!("json_insert({object}, '$.{name}', {value})"))?;
    Some(format!("(SELECT {whole} FROM (SELECT {} AS m))", field.sql))
}

fn dictionary(sql: &str, operator: &str, key: &str, value: &str) -> Option<Condition> {
    let path = path::sqlite(key)?;
    // SQLite does not read JSON that is nested more than a thousand deep; such a value has no paths. SQLite's booleans
    // are 1 and 0, but people and Opik write `true` and `false`.
    let at = format!(
        "CASE WHEN json_valid({sql}) THEN CASE json_type({sql}, ?) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false'
         ELSE json_extract({sql}, ?) END END"
    );
    let path = [text(path.clone()), text(path)];
    let number = value.trim().parse::<f64>().ok().filter(|number| number.is_finite());
    Some(match (operator, number) {
        ("is_empty", _) => Condition::new(format!("{at} IS NULL"), path.to_vec()),
        ("is_not_empty", _) => Condition::new(format!("{at} IS NOT NULL"), path.to_vec()),
        (">" | "<", Some(number)) => {
            let values = path.into_iter().chain([Value::Real(number)]);
            Condition::new(format!("CAST({at} AS REAL) {operator} ?"), values.collect())
        }
        _ => {
            let inner = compared(&format!("fold(CAST({at} AS TEXT))"), operator, &fold(value));
            Condition::new(inner.sql, path.into_iter().chain(inner.values).collect())
        }
    })
}
