//! A trace or span as clients write it, whole (POST) or in part (PATCH).

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::body_fields::BodyFields;
use crate::entity::RecordKind;
use crate::error::{ApiError, ApiResult};
use crate::json::limited::{LimitedList, LimitedObject};
use crate::store::tags::TagChange;
use crate::time::Nanos;

/// Costs are stored in units of 10^-12 dollars, because Opik keeps 12 decimals.
pub const COST: f64 = 1e12;

/// The written fields; `None` means that the request does not mention the field.
#[derive(Clone, Debug, Default)]
pub struct RecordInput {
    /// A version 7 UUID.
    pub id: Option<String>,
    /// The project's name, trimmed.
    pub project_name: Option<String>,
    /// The project's id; only in a PATCH.
    pub project_id: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// The start time.
    pub start_time: Option<Nanos>,
    /// The end time.
    pub end_time: Option<Nanos>,
    /// Any JSON, as it was sent.
    pub input: Option<String>,
    /// Any JSON, as it was sent.
    pub output: Option<String>,
    /// Any JSON, as it was sent.
    pub metadata: Option<String>,
    /// The tags, or in a PATCH a change of them.
    pub tags: TagChange,
    /// `{exception_type, message?, traceback}` as it was sent.
    pub error_info: Option<String>,
    /// The version of the row: the greatest wins.
    pub last_updated_at: Option<Nanos>,
    /// Time to the first token in milliseconds.
    pub ttft: Option<f64>,
    /// What logged it: `sdk`, `experiment` and so on.
    pub source: Option<String>,
    /// The deployment it ran in.
    pub environment: Option<String>,
    /// The thread id of a trace: any string that is not blank, never trimmed.
    pub thread_id: Option<String>,
    /// The trace of a span.
    pub trace_id: Option<String>,
    /// The parent of a span.
    pub parent_span_id: Option<String>,
    /// `general`, `tool`, `llm` or `guardrail`.
    pub span_type: Option<String>,
    /// A model's name.
    pub model: Option<String>,
    /// Its provider.
    pub provider: Option<String>,
    /// Token counts, by name.
    pub usage: Option<BTreeMap<String, i64>>,
    /// The cost in units of 1 / [`COST`] dollars.
    pub cost: Option<i64>,
}

const SOURCES: [&str; 5] = ["sdk", "experiment", "playground", "optimization", "evaluator"];
/// The most tags of a trace, and kinds of token counts of a span.
const MOST: usize = 1000;
/// The types of spans.
pub const TYPES: [&str; 4] = ["general", "tool", "llm", "guardrail"];
/// Start and end times must be before this, as on Opik: 2262-04-11T23:47:16Z.
const LATEST: Nanos = Nanos(9_223_372_036_000_000_000);

#[derive(Deserialize)]
struct Number(f64);

impl RecordInput {
    /// Reads a new trace or span.
    ///
    /// # Errors
    /// 400 for a value of the wrong type or an id that is not of version 7; 422 for broken rules.
    pub fn create(kind: RecordKind, text: &str, path: &str) -> ApiResult<Self> {
        let mut fields = BodyFields::read(text, path)?;
        fields.require("start_time");
        if kind == RecordKind::Span {
            fields.require("trace_id");
        }
        // As on Opik, the tags of a new trace are not limited like changes of tags.
        let tags = TagChange { tags: tags(&mut fields, "tags")?, ..TagChange::default() };
        Self::read(kind, &mut fields, tags)
    }

    /// Reads a change to a trace or span.
    ///
    /// # Errors
    /// As [`RecordInput::create`]; 422 for too many tags, a blank or a long one.
    pub fn patch(kind: RecordKind, text: &str) -> ApiResult<Self> {
        let mut fields = BodyFields::read(text, "")?;
        if kind == RecordKind::Span {
            fields.require("trace_id");
        }
        let tags = TagChange::read(&mut fields)?;
        Self::read(kind, &mut fields, tags)
    }

    /// Reads the `update` of a batch PATCH, which does not have to name a span's trace.
    ///
    /// # Errors
    /// As [`RecordInput::patch`].
    pub fn update(kind: RecordKind, text: &str) -> ApiResult<Self> {
        let mut fields = BodyFields::read(text, "update.")?;
        let tags = TagChange::read(&mut fields)?;
        Self::read(kind, &mut fields, tags)
    }

    fn read(kind: RecordKind, fields: &mut BodyFields<'_>, tags: TagChange) -> ApiResult<Self> {
        let what = if kind == RecordKind::Trace { "Trace" } else { "Span" };
        let own = |name: &str| fields.raw(name).map(str::to_owned);
        let (input, output, metadata) = (own("input"), own("output"), own("metadata"));
        let error_info = own("error_info").filter(|raw| raw.starts_with('{'));
        let item = Self {
            id: fields.uuid7("id", what)?,
            project_name: fields.optional_not_blank("project_name")?,
            project_id: fields.non_blank("project_id")?,
            name: fields.non_blank("name")?,
            start_time: instant(fields, "start_time")?,
            end_time: instant(fields, "end_time")?,
            input,
            output,
            metadata,
            tags,
            error_info,
            last_updated_at: fields.time("last_updated_at")?,
            ttft: amount(fields, "ttft")?,
            source: one_of(fields, "source", &SOURCES)?,
            environment: fields.non_blank("environment")?,
            thread_id: if kind == RecordKind::Trace { fields.non_blank("thread_id")? } else { None },
            trace_id: if kind == RecordKind::Span { fields.uuid7("trace_id", "Trace")? } else { None },
            parent_span_id: if kind == RecordKind::Span {
                fields.uuid7("parent_span_id", "Parent span")?
            } else {
                None
            },
            span_type: one_of(fields, "type", &TYPES)?.filter(|_| kind == RecordKind::Span),
            model: fields.non_blank("model")?,
            provider: fields.non_blank("provider")?,
            usage: usage(fields)?,
            cost: amount(fields, "total_estimated_cost")?.map(|cost| (cost * COST).round() as i64),
        };
        if item.environment.as_ref().is_some_and(|name| name.chars().count() > 150) {
            fields.add_error("environment", "size must be between 0 and 150");
        }
        fields.check()?;
        Ok(item)
    }
}

fn instant(fields: &mut BodyFields<'_>, name: &str) -> ApiResult<Option<Nanos>> {
    let time = fields.time(name)?;
    if time.is_some_and(|time| time < Nanos::EPOCH || time >= LATEST) {
        let rule =
            "must be after or equal 1970-01-01T00:00:00.000000Z and before 2262-04-11T23:47:16.000000000Z";
        fields.add_error(name, rule);
    }
    Ok(time)
}

/// Tags without duplicates, in the order written; one that is not a string becomes its JSON text.
fn tags(fields: &mut BodyFields<'_>, name: &str) -> ApiResult<Option<Vec<String>>> {
    let Some(list) = fields.get::<LimitedList<&RawValue, MOST>>(name)? else { return Ok(None) };
    if list.too_many() {
        fields.add_error(name, &format!("size must be between 0 and {MOST}"));
    }
    let mut tags: Vec<String> = Vec::new();
    for raw in list.0 {
        let tag = serde_json::from_str(raw.get()).unwrap_or_else(|_| raw.get().to_owned());
        if !tag.trim().is_empty() && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    Ok(Some(tags))
}

fn amount(fields: &mut BodyFields<'_>, name: &str) -> ApiResult<Option<f64>> {
    let amount = fields.get::<Number>(name)?.map(|Number(amount)| amount);
    if amount.is_some_and(|amount| amount < 0.0) {
        fields.add_error(name, "must be greater than or equal to 0");
    }
    Ok(amount)
}

fn one_of(fields: &BodyFields<'_>, name: &str, known: &[&str]) -> ApiResult<Option<String>> {
    let value = fields.non_blank(name)?.map(|value| value.to_lowercase());
    match &value {
        Some(value) if !known.contains(&value.as_str()) => {
            Err(ApiError::unreadable_json(format!("Unknown {name} '{value}'")))
        }
        _ => Ok(value),
    }
}

/// Whole numbers by name. Some clients log nulls or nested objects among them; these are left out, and fractions are
/// cut off.
fn usage(fields: &BodyFields<'_>) -> ApiResult<Option<BTreeMap<String, i64>>> {
    let Some(LimitedObject(map)) = fields.get::<LimitedObject<&RawValue, MOST>>("usage")? else {
        return Ok(None);
    };
    let number = |raw: &RawValue| raw.get().parse::<f64>().ok().map(|count| count as i64);
    Ok(Some(map.into_iter().filter_map(|(name, raw)| Some((name, number(raw)?))).collect()))
}
