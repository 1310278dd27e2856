//! Writes traces and spans. For each id the row with the greatest `last_updated_at` wins as a whole, in whatever order
//! the writes arrive; of equal ones the later arrival. A PATCH may come before its POST: it makes a *partial* row, into
//! which the POST is merged. Thread rows are made and updated in the same transaction.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rusqlite::Connection;

use super::projects;
use super::records::{Record, load, save};
use super::scores;
use super::threads::{self, Arrival};
use super::totals::{self, Totals};
use crate::entity::RecordKind;
use crate::error::{ApiError, ApiResult};
use crate::prices::Prices;
use crate::record_input::RecordInput;
use crate::state::ThreadRules;
use crate::time::Nanos;
use crate::uuid7;

mod placement;
mod stored_version;

use stored_version::StoredVersion;

/// The writes of one transaction. Call [`Ingest::finish`] at the end.
pub struct Ingest<'c> {
    conn: &'c Connection,
    author: String,
    now: Nanos,
    rules: ThreadRules,
    prices: Arc<Prices>,
    changes: BTreeMap<i64, Totals>,
    /// By trace: its sums are changed once, however many spans of it are written.
    spans: BTreeMap<String, Totals>,
    projects: HashMap<String, i64>,
}

impl<'c> Ingest<'c> {
    /// Writes by `author` at `now`.
    pub fn new(
        conn: &'c Connection,
        author: &str,
        now: Nanos,
        rules: ThreadRules,
        prices: Arc<Prices>,
    ) -> Self {
        let author = author.to_owned();
        Self {
            conn,
            author,
            now,
            rules,
            prices,
            changes: BTreeMap::new(),
            spans: BTreeMap::new(),
            projects: HashMap::new(),
        }
    }

    /// Writes traces or spans that were POSTed.
    ///
    /// # Errors
    /// When the store fails.
    pub fn post(&mut self, kind: RecordKind, items: Vec<RecordInput>) -> ApiResult<()> {
        let mut placed = Vec::with_capacity(items.len());
        let mut arrivals: BTreeMap<(i64, String), Arrival> = BTreeMap::new();
        for mut item in items {
            let project = self.project(item.project_name.as_deref())?;
            let id = item.id.get_or_insert_with(|| uuid7::new(self.now)).clone();
            if let Some(thread) = &item.thread_id {
                let time = item.last_updated_at.unwrap_or(self.now);
                let arrival = Arrival {
                    trace: id,
                    time,
                    source: item.source.clone(),
                    environment: item.environment.clone(),
                };
                arrivals
                    .entry((project, thread.clone()))
                    .and_modify(|stored| stored.join(arrival.clone()))
                    .or_insert(arrival);
            }
            placed.push((project, item));
        }
        let mut keys = HashMap::new();
        for ((project, thread), arrival) in arrivals {
            let key = threads::note_new_traces(
                self.conn,
                project,
                &thread,
                &arrival,
                &self.author,
                self.now,
                self.rules,
            )?;
            keys.insert((project, thread), key);
        }
        for (project, mut item) in placed {
            let thread = item.thread_id.take().and_then(|thread| keys.get(&(project, thread)).copied());
            let mut record = Record::new(kind, item, project, &self.author, self.now);
            record.thread = thread;
            self.put(kind, record)?;
        }
        Ok(())
    }

    fn put(&mut self, kind: RecordKind, posted: Record) -> ApiResult<()> {
        let stored = StoredVersion::load(self.conn, kind, &posted.id)?;
        match stored {
            None => self.save(kind, None, posted),
            Some(stored) if stored.partial => {
                let Some((_, partial)) = load(self.conn, kind, &posted.id)? else { return Ok(()) };
                let mut whole = partial.clone().complete(posted);
                if let Some(thread) = partial.thread.filter(|_| whole.project != partial.project) {
                    // The PATCH named another project: the trace moves to the thread of the same name in the right one.
                    let name = threads::thread_id(self.conn, thread)?;
                    whole.thread = Some(self.enter_thread(&whole, &name, &RecordInput::default())?);
                }
                self.save(kind, Some(&partial), whole)
            }
            Some(stored) if posted.last_updated_at < stored.last_updated_at => Ok(()),
            Some(stored) => {
                let before = match kind {
                    RecordKind::Span => load(self.conn, kind, &posted.id)?.map(|(_, record)| record),
                    // Of the replaced trace only its thread and error are needed, not its bodies.
                    RecordKind::Trace => Some(Record {
                        id: posted.id.clone(),
                        project: stored.project,
                        thread: stored.thread,
                        error_info: stored.failed.then(String::new),
                        ..Record::default()
                    }),
                };
                let kept = Record { created_at: stored.created_at, created_by: stored.created_by, ..posted };
                self.save(kind, before.as_ref(), kept)
            }
        }
    }

    /// Applies a PATCH. An unknown id gets a partial row.
    ///
    /// # Errors
    /// 409 when the row belongs to another project or trace, or has another parent.
    pub fn patch(
        &mut self,
        kind: RecordKind,
        id: &str,
        mut patch: RecordInput,
        merge_tags: bool,
    ) -> ApiResult<()> {
        let found = load(self.conn, kind, id)?.map(|(_, record)| record);
        let project = self.patched_project(&patch)?;
        let before = found.clone();
        let mut record = match found {
            Some(record) => {
                placement::refuse_move(kind, &record, &patch, project)?;
                record
            }
            None => {
                let project = match project {
                    Some(project) => project,
                    None => self.project(patch.project_name.as_deref())?,
                };
                let identity = RecordInput {
                    id: Some(id.to_owned()),
                    trace_id: patch.trace_id.clone(),
                    parent_span_id: patch.parent_span_id.clone(),
                    ..RecordInput::default()
                };
                Record { partial: true, ..Record::new(kind, identity, project, &self.author, self.now) }
            }
        };
        patch.tags.tags = patch.tags.apply(&record.tags, merge_tags)?;
        let stamp = self.now.max(if before.is_some() { record.last_updated_at.next() } else { self.now });
        (record.last_updated_at, record.last_updated_by) = (stamp, self.author.clone());
        if let Some(thread) = patch.thread_id.take() {
            record.thread = Some(self.enter_thread(&record, &thread, &patch)?);
        }
        record.apply(patch);
        self.save(kind, before.as_ref(), record)
    }

    /// The thread that a PATCH names. A trace that enters it from outside counts as a new turn of it (Opik does not
    /// make the thread's row here).
    fn enter_thread(&self, record: &Record, thread: &str, patch: &RecordInput) -> ApiResult<i64> {
        if let Some(key) = threads::find(self.conn, record.project, thread)?
            && record.thread == Some(key)
        {
            return Ok(key);
        }
        let arrival = Arrival {
            trace: record.id.clone(),
            time: self.now,
            source: patch.source.clone().or_else(|| record.source.clone()),
            environment: patch.environment.clone().or_else(|| record.environment.clone()),
        };
        threads::note_new_traces(
            self.conn,
            record.project,
            thread,
            &arrival,
            &self.author,
            self.now,
            self.rules,
        )
    }

    /// Updates the sums of the traces and threads that have changed.
    ///
    /// # Errors
    /// When the store fails.
    pub fn finish(mut self) -> ApiResult<()> {
        for (trace, change) in std::mem::take(&mut self.spans) {
            totals::add_to_trace(self.conn, &trace, &change)?;
            if let Some(thread) = threads::thread_of(self.conn, &trace)? {
                self.changes.entry(thread).or_default().add(&change, 1);
            }
        }
        for (thread, change) in &self.changes {
            totals::add_to_thread(self.conn, *thread, change)?;
        }
        Ok(())
    }

    fn save(&mut self, kind: RecordKind, before: Option<&Record>, mut after: Record) -> ApiResult<()> {
        if let Some(span) = &mut after.span {
            span.estimate(&self.prices);
        }
        let after = &after;
        save(self.conn, kind, after)?;
        if before.is_some_and(|before| before.project != after.project) {
            scores::move_to_project(self.conn, &after.id, after.project)?;
        }
        match kind {
            RecordKind::Trace => {
                projects::note_trace_written(self.conn, after.project, after.last_updated_at)?;
                self.count_trace(before, after)
            }
            RecordKind::Span => self.count_span(before, after),
        }
    }

    fn count_trace(&mut self, before: Option<&Record>, after: &Record) -> ApiResult<()> {
        let left = before.and_then(|before| before.thread);
        let own = |record: &Record| Totals {
            traces: 1,
            errors: i64::from(record.error_info.is_some()),
            ..Totals::default()
        };
        let spans =
            if left == after.thread { Totals::default() } else { totals::of_trace(self.conn, &after.id)? };
        for (thread, record, times) in [(left, before, -1), (after.thread, Some(after), 1)] {
            if let (Some(thread), Some(record)) = (thread, record) {
                let change = self.changes.entry(thread).or_default();
                change.add(&own(record), times);
                change.add(&spans, times);
            }
        }
        Ok(())
    }

    fn count_span(&mut self, before: Option<&Record>, after: &Record) -> ApiResult<()> {
        for (record, times) in [(before, -1), (Some(after), 1)] {
            let Some(span) = record.and_then(|record| record.span.as_ref()) else { continue };
            let mut change = Totals::default();
            change.add(&Totals::of_span(span), times);
            match self.spans.get_mut(&span.trace_id) {
                Some(changes) => changes.add(&change, 1),
                None => drop(self.spans.insert(span.trace_id.clone(), change)),
            }
        }
        Ok(())
    }

    fn project(&mut self, name: Option<&str>) -> ApiResult<i64> {
        let name = name.unwrap_or(projects::DEFAULT);
        if let Some(key) = self.projects.get(name) {
            return Ok(*key);
        }
        let key = projects::ensure(self.conn, Some(name), &self.author, self.now)?;
        self.projects.insert(name.to_owned(), key);
        Ok(key)
    }

    /// The project that a PATCH names, if any.
    fn patched_project(&mut self, patch: &RecordInput) -> ApiResult<Option<i64>> {
        if let Some(id) = &patch.project_id {
            let missing = || ApiError::not_found(format!("Project id: {id} not found"));
            return projects::key_by_id(self.conn, id)?.map(Some).ok_or_else(missing);
        }
        match &patch.project_name {
            Some(name) => self.project(Some(name)).map(Some),
            None => Ok(None),
        }
    }
}
