//! Reads many traces or spans at once.

use std::collections::HashMap;

use rusqlite::types::FromSql;
use rusqlite::{Connection, Row};

use super::{RecordView, VisibleFields, dollars, metadata, raw_json};
use crate::entity::RecordKind;
use crate::error::ApiResult;
use crate::memory_budget::Reservation;
use crate::store::records::{CostFrom, from_json_list, parse_usage};
use crate::store::selected_rows::SelectedRows;
use crate::store::{comments, scores};
use crate::time::Nanos;

/// The version of the estimate: Opik's from 1.1 on know cached tokens, as those here do.
const ESTIMATE: &str = "1.1";

/// The traces or spans with these keys, in this order, complete.
///
/// # Errors
/// When the store fails, or there is not enough memory for so many.
pub fn all(
    conn: &Connection,
    kind: RecordKind,
    keys: &[i64],
    shown: &VisibleFields,
    reservation: &Reservation,
) -> ApiResult<Vec<RecordView>> {
    let picked = SelectedRows::new(kind, keys);
    let mut views = rows(conn, kind, &picked, shown, reservation)?;
    // Fields that are not shown are not read either.
    if shown.has("feedback_scores") {
        let mut scores = scores::of_records(conn, &picked)?;
        views.iter_mut().for_each(|view| view.feedback_scores = scores.remove(&view.id));
    }
    if shown.has("comments") {
        let mut comments = comments::of_records(conn, &picked)?;
        views.iter_mut().for_each(|view| view.comments = comments.remove(&view.id));
    }
    if kind == RecordKind::Trace && shown.has("span_feedback_scores") {
        let mut scores = scores::of_spans(conn, &picked)?;
        views.iter_mut().for_each(|view| view.span_feedback_scores = scores.remove(&view.id));
    }
    if kind == RecordKind::Trace && shown.has("providers") {
        let mut providers = providers(conn, &picked)?;
        views.iter_mut().for_each(|view| view.providers = providers.remove(&view.id));
    }
    if shown.has("metadata") {
        views.iter_mut().for_each(metadata::add_providers);
    }
    views.iter_mut().for_each(|view| view.hide(shown));
    Ok(views)
}

/// The fields from the rows themselves. [`read`] takes the columns in this order.
fn rows(
    conn: &Connection,
    kind: RecordKind,
    picked: &SelectedRows,
    shown: &VisibleFields,
    reservation: &Reservation,
) -> ApiResult<Vec<RecordView>> {
    let own = match kind {
        RecordKind::Trace => {
            "(SELECT thread_id FROM threads WHERE key = r.thread), s.usage, coalesce(s.cost, 0),
             coalesce(s.spans, 0), coalesce(s.llm_spans, 0), coalesce(s.tool_spans, 0)"
        }
        RecordKind::Span => {
            "NULL, r.usage, r.cost, r.trace_id, r.parent_span_id, r.type, r.model, r.provider, r.cost_from"
        }
    };
    let columns = format!(
        "r.id, (SELECT id FROM projects WHERE key = r.project), r.name, r.start_time, r.end_time, {}, {}, {},
         r.tags, b.error_info, r.created_at, r.last_updated_at, r.created_by, r.last_updated_by, r.ttft, r.source,
         r.environment, {own}",
        shown.body("input"),
        shown.body("output"),
        shown.body("metadata"),
    );
    let sums = match kind {
        RecordKind::Trace => "LEFT JOIN span_totals s ON s.trace_id = r.id",
        RecordKind::Span => "",
    };
    let bodies = kind.bodies();
    let sql = picked.select(&columns, &format!("CROSS JOIN {bodies} b ON b.key = r.key {sums}"));
    let mut query = conn.prepare_cached(&sql)?;
    let mut count = reservation.count();
    let mut views = Vec::new();
    for view in query.query_map([&picked.keys], |row| read(kind, row))? {
        let view = view?;
        let long = [&view.input, &view.output, &view.metadata, &view.error_info];
        count.add(long.into_iter().flatten().map(|json| json.get().len()).sum())?;
        views.push(view);
    }
    Ok(views)
}

/// The columns of a row, taken one after the other: looking each up by name is slower than reading it.
struct Cells<'r, 'stmt> {
    row: &'r Row<'stmt>,
    next: usize,
}

impl Cells<'_, '_> {
    fn take<T: FromSql>(&mut self) -> rusqlite::Result<T> {
        self.next += 1;
        self.row.get(self.next - 1)
    }
}

fn read(kind: RecordKind, row: &Row<'_>) -> rusqlite::Result<RecordView> {
    let mut cells = Cells { row, next: 0 };
    let mut view = RecordView {
        id: cells.take()?,
        project_id: cells.take()?,
        name: cells.take()?,
        start_time: cells.take()?,
        end_time: cells.take()?,
        input: raw_json(cells.take()?),
        output: raw_json(cells.take()?),
        metadata: raw_json(cells.take()?),
        tags: Some(from_json_list(cells.take()?)).filter(|tags| !tags.is_empty()),
        error_info: raw_json(cells.take()?),
        created_at: cells.take()?,
        last_updated_at: cells.take()?,
        created_by: cells.take()?,
        last_updated_by: cells.take()?,
        ttft: cells.take()?,
        source: cells.take()?,
        environment: Some(cells.take::<Option<String>>()?.unwrap_or_default()),
        thread_id: cells.take()?,
        usage: parse_usage(cells.take()?),
        total_estimated_cost: dollars(cells.take()?),
        ..RecordView::default()
    };
    // A row that only an early PATCH is known of begins in 1970 and has no duration, as on Opik.
    let start = view.start_time.filter(|start| *start > Nanos::EPOCH);
    view.duration = start.zip(view.end_time).map(|(start, end)| end.millis_since(start));
    match kind {
        RecordKind::Trace => {
            view.usage = view.usage.filter(|usage| !usage.is_empty());
            view.visibility_mode = Some("default");
            view.span_count = Some(cells.take()?);
            view.llm_span_count = Some(cells.take()?);
            view.has_tool_spans = Some(cells.take::<i64>()? > 0);
        }
        RecordKind::Span => {
            view.trace_id = cells.take()?;
            view.parent_span_id = cells.take()?;
            view.kind = cells.take()?;
            view.model = cells.take()?;
            view.provider = cells.take()?;
            view.total_estimated_cost_version =
                (cells.take::<CostFrom>()? == CostFrom::Prices).then_some(ESTIMATE);
        }
    }
    Ok(view)
}

/// The providers of each trace's spans, sorted.
fn providers(conn: &Connection, traces: &SelectedRows) -> ApiResult<HashMap<String, Vec<String>>> {
    let spans = "CROSS JOIN spans p ON p.trace_id = r.id WHERE p.provider IS NOT NULL ORDER BY p.provider";
    let mut query = conn.prepare_cached(&traces.select("DISTINCT r.id, p.provider", spans))?;
    let mut all: HashMap<String, Vec<String>> = HashMap::new();
    for row in query.query_map([&traces.keys], |row| Ok((row.get(0)?, row.get(1)?)))? {
        let (trace, provider) = row?;
        all.entry(trace).or_default().push(provider);
    }
    Ok(all)
}
