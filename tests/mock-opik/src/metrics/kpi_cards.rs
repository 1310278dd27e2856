//! The numbers of a period beside those of the period of the same length before it (`POST
//! /v1/private/projects/{id}/kpi-cards`).

use rusqlite::Connection;
use serde_json::{Value, json};

use super::request::{conditions, unknown};
use super::rows::{MeasuredRow, RowQuery};
use super::series::{average_duration, cost, error_rate};
use crate::body_fields::BodyFields;
use crate::entity::EntityType;
use crate::error::ApiResult;
use crate::filter::Condition;
use crate::query_params::TimeRange;
use crate::time::Nanos;

/// A request for the cards of threads, traces or spans.
#[derive(Debug)]
pub struct KpiCards {
    entity: EntityType,
    conditions: Vec<Condition>,
    start: Nanos,
    end: Nanos,
}

const ENTITIES: [(&str, EntityType); 3] =
    [("traces", EntityType::Trace), ("spans", EntityType::Span), ("threads", EntityType::Thread)];

impl KpiCards {
    /// Reads the body; a missing end is `now`.
    ///
    /// # Errors
    /// 400 for unreadable values and bad filters; 422 for missing values, and when the start is not before the end.
    pub fn read(body: &str, now: Nanos) -> ApiResult<Self> {
        let mut fields = BodyFields::read(body, "")?;
        let name = fields.non_blank("entity_type")?;
        let found = |name: &String| ENTITIES.into_iter().find(|(known, _)| known == name);
        let names = || ENTITIES.iter().map(|(name, _)| *name);
        let entity = match &name {
            Some(name) => found(name).ok_or_else(|| unknown("EntityType", name, names()))?.1,
            None => EntityType::Thread,
        };
        let start = fields.time("interval_start")?;
        let end = fields.time("interval_end")?.unwrap_or(now);
        fields.require("entity_type");
        fields.require("interval_start");
        if start.is_some_and(|start| start >= end) {
            fields.add_error("interval_start", "must be before intervalEnd or current time");
        }
        fields.check()?;
        let filters = fields.text("filters")?.unwrap_or_default();
        Ok(Self { entity, conditions: conditions(entity, &filters)?, start: start.unwrap_or(end), end })
    }

    /// The `stats` of the answer. Without rows an average is null, everything else 0.
    ///
    /// # Errors
    /// When the store fails.
    pub fn answer(&self, conn: &Connection, project: i64) -> ApiResult<Value> {
        let length = self.end.0.saturating_sub(self.start.0);
        let before = Nanos(self.start.0.saturating_sub(length));
        let question = RowQuery {
            entity: self.entity,
            project,
            conditions: self.conditions.clone(),
            time_range: TimeRange { from: Some(before), to: Some(self.end) },
            until: true,
            scores: false,
            usage: false,
            breakdown: None,
        };
        let rows = question.rows(conn)?;
        Ok(self.cards(&rows))
    }

    /// The cards of a project that does not exist.
    pub fn of_no_project(&self) -> Value {
        self.cards(&[])
    }

    fn cards(&self, rows: &[MeasuredRow]) -> Value {
        let (current, previous): (Vec<&MeasuredRow>, Vec<&MeasuredRow>) =
            rows.iter().partition(|row| row.time.millis() >= self.start.millis());
        let card = |name: &str, of: &dyn Fn(&[&MeasuredRow]) -> Option<f64>| json!({ "type": name, "current_value": of(&current), "previous_value": of(&previous) });
        let mut cards = vec![
            card("count", &|rows| Some(rows.len() as f64)),
            card("avg_duration", &average_duration),
            card("total_cost", &|rows| Some(cost(rows))),
        ];
        if self.entity != EntityType::Thread {
            cards.push(card("errors", &|rows| Some(error_rate(rows))));
        }
        Value::from(cards)
    }
}
