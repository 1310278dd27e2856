//! Stores spans that came by OpenTelemetry. Their trace is made of its root, which usually comes last, and spans come
//! more than once when an exporter sends them in parts: what is known already is completed, not refused (Opik answers
//! 409 to a root that it knows).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::{Connection, OptionalExtension, params};

use super::ingest::Ingest;
use super::projects;
use crate::entity::RecordKind;
use crate::error::ApiResult;
use crate::otlp::answer::Refused;
use crate::otlp::ids;
use crate::otlp::mapping::MappedSpan;
use crate::record_input::RecordInput;
use crate::time::Nanos;
use crate::uuid7;

/// A trace that spans belong to.
struct OtelTrace {
    id: String,
    thread: Option<String>,
    /// Whether the client logs the trace itself in another way.
    attached: bool,
}

/// Stores spans of one project; adds those that are refused to `refused`.
///
/// # Errors
/// When the store fails.
pub fn save(
    conn: &Connection,
    ingest: &mut Ingest<'_>,
    project: &str,
    author: &str,
    now: Nanos,
    mut spans: Vec<MappedSpan>,
    refused: &mut Refused,
) -> ApiResult<()> {
    if spans.is_empty() {
        return Ok(());
    }
    let key = projects::ensure(conn, Some(project), author, now)?;
    let traces = traces_of(conn, key, &spans)?;
    drop_repeated_usage(conn, &traces, &mut spans)?;
    let own: HashMap<(Vec<u8>, Vec<u8>), String> = spans
        .iter()
        .filter_map(|span| Some(((span.trace.clone(), span.span.clone()), span.own.span.clone()?)))
        .collect();
    for span in spans {
        let Some(trace) = traces.get(&span.trace) else { continue };
        let id = |otel: &Vec<u8>| {
            let known = own.get(&(span.trace.clone(), otel.clone()));
            known.cloned().unwrap_or_else(|| ids::uuid7(millis_of(&trace.id), otel))
        };
        let parent = span.parent.as_ref().map(id).or_else(|| span.own.parent.clone());
        let name = span.record.name.clone().unwrap_or_default();
        let is_root = parent.is_none() && !trace.attached;
        let record = RecordInput { project_name: Some(project.to_owned()), ..span.record.clone() };
        let as_span = RecordInput {
            id: Some(id(&span.span)),
            trace_id: Some(trace.id.clone()),
            parent_span_id: parent,
            ..record.clone()
        };
        let mut outcome = upsert(conn, ingest, RecordKind::Span, as_span);
        if is_root && outcome.is_ok() {
            let as_trace = RecordInput {
                id: Some(trace.id.clone()),
                thread_id: trace.thread.clone(),
                span_type: None,
                model: None,
                provider: None,
                usage: None,
                cost: None,
                ..record
            };
            outcome = upsert(conn, ingest, RecordKind::Trace, as_trace);
        }
        match outcome {
            Err(error) if error.status.is_client_error() => {
                refused.add(|| format!("The span '{name}': {}", error.texts().join("; ")));
            }
            other => other?,
        }
    }
    for trace in traces.values().filter(|trace| !trace.attached) {
        join_thread(conn, ingest, trace)?;
    }
    Ok(())
}

fn millis_of(trace: &str) -> i64 {
    uuid7::time(trace).map_or(0, Nanos::millis)
}

/// The traces of these spans, by OpenTelemetry's ids; new ones are noted. A trace's thread is the one that its root
/// names, else the first that any of its spans names.
fn traces_of(
    conn: &Connection,
    project: i64,
    spans: &[MappedSpan],
) -> ApiResult<BTreeMap<Vec<u8>, OtelTrace>> {
    let mut groups: BTreeMap<&Vec<u8>, Vec<&MappedSpan>> = BTreeMap::new();
    for span in spans {
        groups.entry(&span.trace).or_default().push(span);
    }
    let mut all = BTreeMap::new();
    for (otel_id, spans) in groups {
        let mut query = conn.prepare_cached(
            "SELECT trace_id, thread_id, attached FROM otel_traces WHERE project = ?1 AND otel_id = ?2",
        )?;
        let known = query.query_row(params![project, otel_id], |row| {
            Ok(OtelTrace { id: row.get(0)?, thread: row.get(1)?, attached: row.get(2)? })
        });
        let known = known.optional()?;
        let named = |root: bool| {
            let spans = spans.iter().filter(move |span| span.parent.is_none() == root);
            spans
                .filter_map(|span| span.thread.as_ref())
                .min_by_key(|(rank, _)| *rank)
                .map(|(_, name)| name.clone())
        };
        let own = spans.iter().find_map(|span| span.own.trace.clone());
        let first = spans.iter().filter_map(|span| span.record.start_time).min().unwrap_or_default();
        let mut trace = known.unwrap_or_else(|| OtelTrace {
            attached: own.is_some(),
            id: own.unwrap_or_else(|| ids::uuid7(first.millis(), otel_id)),
            thread: None,
        });
        trace.thread = named(true).or(trace.thread).or_else(|| named(false));
        conn.prepare_cached(
            "INSERT INTO otel_traces (project, otel_id, trace_id, thread_id, attached) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (project, otel_id) DO UPDATE SET thread_id = excluded.thread_id",
        )?
        .execute(params![project, otel_id, trace.id, trace.thread, trace.attached])?;
        all.insert(otel_id.clone(), trace);
    }
    Ok(all)
}

/// Agents repeat the usage of the calls they make. Of a span and those above it, only the lowest one counts.
fn drop_repeated_usage(
    conn: &Connection,
    traces: &BTreeMap<Vec<u8>, OtelTrace>,
    spans: &mut [MappedSpan],
) -> ApiResult<()> {
    let parents: HashMap<(Vec<u8>, Vec<u8>), Vec<u8>> = spans
        .iter()
        .filter_map(|span| Some(((span.trace.clone(), span.span.clone()), span.parent.clone()?)))
        .collect();
    let mut above: BTreeSet<(Vec<u8>, Vec<u8>)> = BTreeSet::new();
    for span in spans.iter().filter(|span| span.record.usage.is_some()) {
        let mut next = span.parent.clone();
        while let Some(id) = next {
            let place = (span.trace.clone(), id);
            next = parents.get(&place).cloned();
            if !above.insert(place) {
                break;
            }
        }
    }
    for span in spans.iter_mut().filter(|span| span.record.usage.is_some()) {
        let place = (span.trace.clone(), span.span.clone());
        let repeated = above.contains(&place) || {
            // Its calls may have come with an earlier request.
            let Some(trace) = traces.get(&span.trace) else { continue };
            let id = ids::uuid7(millis_of(&trace.id), &span.span);
            conn.prepare_cached(
                "SELECT 1 FROM spans WHERE trace_id = ?1 AND parent_span_id = ?2 AND usage IS NOT NULL",
            )?
            .exists(params![trace.id, id])?
        };
        if repeated {
            (span.record.usage, span.record.cost) = (None, None);
        }
    }
    Ok(())
}

/// Writes a new trace or span, or completes the one that is there.
fn upsert(
    conn: &Connection,
    ingest: &mut Ingest<'_>,
    kind: RecordKind,
    record: RecordInput,
) -> ApiResult<()> {
    let id = record.id.clone().unwrap_or_default();
    match is_whole(conn, kind, &id)? {
        true => ingest.patch(kind, &id, RecordInput { id: None, ..record }, true),
        false => ingest.post(kind, vec![record]),
    }
}

/// Whether the row exists and was not only made by an early PATCH.
fn is_whole(conn: &Connection, kind: RecordKind, id: &str) -> ApiResult<bool> {
    let sql = format!("SELECT 1 FROM {} WHERE id = ?1 AND NOT partial", kind.table());
    Ok(conn.prepare_cached(&sql)?.exists([id])?)
}

/// Puts a trace whose root came first into the thread that a later span has named.
fn join_thread(conn: &Connection, ingest: &mut Ingest<'_>, trace: &OtelTrace) -> ApiResult<()> {
    let Some(thread) = &trace.thread else { return Ok(()) };
    let mut query =
        conn.prepare_cached("SELECT 1 FROM traces WHERE id = ?1 AND thread IS NULL AND NOT partial")?;
    if query.exists([&trace.id])? {
        let change = RecordInput { thread_id: Some(thread.clone()), ..RecordInput::default() };
        ingest.patch(RecordKind::Trace, &trace.id, change, false)?;
    }
    Ok(())
}
