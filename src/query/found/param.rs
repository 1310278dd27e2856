//! The `found` parameter of the URL: a JSON list that begins with the version of this form, `[1, clause, …]`. A clause is
//! a condition or a list of them, of which one is enough. A condition is `{"f":"tags","o":"=","v":["refund"]}`: field,
//! operator (only of the server's fields) and values, with `"k"` for the key of a field and `"n":1` if turned round.

use serde_json::{Map, Value};

use super::{Clause, Condition, Criterion, Found, MOST_CONDITIONS, TOO_MANY, condition::MOST_VALUES};
use crate::query::{
    filter::{Field, Operator},
    tab::Tab,
    unapplied::Unapplied,
};

/// The name of the parameter.
pub const PARAMETER: &str = "found";
const VERSION: u64 = 1;
/// The longest value that is read, in bytes: more than the largest that can be written.
const LONGEST: usize = 4_000_000;
/// The most items that are read; those that are not applied are named one by one.
const MOST_ITEMS: usize = 200;
/// Reasons why nothing of the parameter is applied; those of single clauses are others.
const WHOLE: [&str; 4] = ["too long", "not filters", "of another version of this page", "too many clauses"];

impl Found {
    /// Reads the parameter: what is valid in order, and the rest with reasons. Never fails.
    pub fn from_param(tab: Tab, text: &str) -> (Self, Vec<Unapplied>) {
        if text.trim().is_empty() {
            return (Self::default(), Vec::new());
        }
        let items = match items(text) {
            Ok(items) => items,
            Err(why) => return (Self::default(), vec![Unapplied::whole(PARAMETER, text, why)]),
        };
        let mut found = Self::default();
        let mut left: Vec<Unapplied> = Vec::new();
        for item in &items {
            let added = clause(tab, item).and_then(|clause| match clause.problem(tab) {
                Some(why) => Err(why),
                None => found.add(clause),
            });
            if let Err(why) = added {
                left.push(Unapplied::item(PARAMETER, item, why));
            }
        }
        (found, left)
    }

    /// The value for the URL, empty if there is nothing to write. Clauses that were not understood are kept as they
    /// were; a parameter of which nothing was understood is kept until there are clauses.
    pub fn to_param(&self, unapplied: &[&Unapplied]) -> String {
        let (whole, items): (Vec<&Unapplied>, Vec<&Unapplied>) =
            unapplied.iter().copied().partition(|left| WHOLE.contains(&left.why));
        if self.is_empty() && items.is_empty() {
            return whole.first().map(|left| left.text.clone()).unwrap_or_default();
        }
        let clauses = self.clauses().iter().map(|clause| match clause {
            Clause::One(condition) => json(condition),
            Clause::AnyOf(conditions) => Value::Array(conditions.iter().map(json).collect()),
        });
        let version = std::iter::once(Value::from(VERSION));
        Value::Array(version.chain(clauses).chain(items.iter().map(|left| left.value())).collect())
            .to_string()
    }
}

/// The clauses of the parameter, or why it is none.
fn items(text: &str) -> Result<Vec<Value>, &'static str> {
    let [too_long, no_filters, other_version, too_many] = WHOLE;
    if text.len() > LONGEST {
        return Err(too_long);
    }
    let Ok(Value::Array(mut items)) = serde_json::from_str(text) else { return Err(no_filters) };
    if items.len() > MOST_ITEMS {
        return Err(too_many);
    }
    match items.first() {
        Some(Value::Number(version)) if version.as_u64() == Some(VERSION) => {
            items.remove(0);
            Ok(items)
        }
        Some(Value::Number(_)) => Err(other_version),
        _ => Err(no_filters),
    }
}

fn clause(tab: Tab, item: &Value) -> Result<Clause, &'static str> {
    match item {
        Value::Array(group) if group.len() > MOST_CONDITIONS => Err(TOO_MANY),
        Value::Array(group) => {
            let conditions: Result<Vec<_>, _> = group.iter().map(|one| condition(tab, one)).collect();
            Clause::any_of(conditions?).ok_or("an empty group")
        }
        one => condition(tab, one).map(Clause::One),
    }
}

fn condition(tab: Tab, item: &Value) -> Result<Condition, &'static str> {
    let Value::Object(wire) = item else { return Err("not a filter") };
    let text = |name: &str| wire.get(name).and_then(Value::as_str);
    let name = text("f").ok_or("not a filter")?;
    let key = text("k").unwrap_or_default();
    let (criterion, operator) = match Criterion::own(name, key) {
        Some(criterion) => (criterion, Operator::Equal),
        None => {
            let field = Field::parse(tab, name, key).ok_or("not a field of this list")?;
            let operator = text("o").and_then(Operator::parse).ok_or("not a known comparison")?;
            (Criterion::Server(field), operator)
        }
    };
    let values = match wire.get("v") {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(values)) if values.len() <= MOST_VALUES => {
            let read = |value: &Value| match value {
                Value::String(text) => Some(text.clone()),
                Value::Number(number) => Some(number.to_string()),
                _ => None,
            };
            values.iter().map(read).collect::<Option<_>>().ok_or("a value is no text")?
        }
        Some(Value::Array(_)) => return Err("At most 20 values"),
        Some(_) => return Err("a value is no text"),
    };
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    let negated = match wire.get("n") {
        None | Some(Value::Null | Value::Bool(false)) => false,
        Some(Value::Bool(true)) => true,
        Some(Value::Number(number)) => number.as_u64() == Some(1),
        Some(_) => return Err("not a filter"),
    };
    Condition::new(criterion, operator, &values, negated)
}

fn json(condition: &Condition) -> Value {
    let mut wire = Map::new();
    let mut put = |name: &str, value: Value| wire.insert(name.to_owned(), value);
    match condition.criterion() {
        Criterion::Server(field) => {
            put("f", Value::from(field.name()));
            if let Some(key) = field.key() {
                put("k", Value::from(key));
            }
            put("o", Value::from(condition.operator().wire()));
        }
        own => {
            put("f", Value::from(own.own_name().unwrap_or_default()));
            if let Criterion::Disagree(name) | Criterion::Given(name) = own
                && !name.is_empty()
            {
                put("k", Value::from(name.as_str()));
            }
        }
    }
    if !condition.values().is_empty() {
        put("v", Value::from(condition.values().to_vec()));
    }
    if condition.is_negated() {
        put("n", Value::from(1));
    }
    Value::Object(wire)
}
