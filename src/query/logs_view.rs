//! The state of the logs page: which list it shows and what is open beside it. The URL is the only place where it is
//! kept.

mod address;

pub use address::{is_bare, names_list};

use super::{
    filter::Filter,
    found::{Clause, Found},
    page,
    sample::Sample,
    sort::Sort,
    tab::Tab,
    time_range::{TimeRange, ZoneAt},
    unapplied::Unapplied,
};
use crate::model::{
    ids::{CommentId, SpanId, ThreadId, TraceId},
    status::Status,
    time::Timestamp,
};

/// The state of the logs page. The parameter names are Opik's; those that differ from list to list are in [`Tab`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogsView {
    /// The list that is shown (`logsType`).
    pub tab: Tab,
    /// The page number, from 1.
    pub page: u32,
    /// The number of rows on a page (`size`): one of [`page::SIZES`], or what a link asks for.
    pub size: u32,
    /// The search text as it was typed.
    pub search: String,
    /// The levels of the order; none for the server's default order, latest first.
    pub sort: Vec<Sort>,
    /// The conditions that all rows meet.
    pub filters: Vec<Filter>,
    /// What rows have to meet that only the page can check (`found`).
    pub found: Found,
    /// Which rows at random are shown; `None` for all (`sample`).
    pub sample: Option<Sample>,
    /// The time range of the list (`time_range`).
    pub range: TimeRange,
    /// What the URL asks for but is not applied.
    pub unapplied: Vec<Unapplied>,
    /// The open thread (`thread`).
    pub thread: Option<ThreadId>,
    /// With an open thread, the trace of the turn that the link points to; otherwise the open trace (`trace`).
    pub trace: Option<TraceId>,
    /// The selected span of the open trace; `None` selects the trace itself (`span`).
    pub span: Option<SpanId>,
    /// Whether the annotation section of the open trace is open (`lastSection=annotate`).
    pub annotating: bool,
    /// The comment that the link points to, on what is open or on the turn (`comment`).
    pub comment: Option<CommentId>,
}

impl Default for LogsView {
    fn default() -> Self {
        Self {
            tab: Tab::Threads,
            page: 1,
            size: page::DEFAULT_SIZE,
            search: String::new(),
            sort: Vec::new(),
            filters: Vec::new(),
            found: Found::default(),
            sample: None,
            range: TimeRange::All,
            unapplied: Vec::new(),
            thread: None,
            trace: None,
            span: None,
            annotating: false,
            comment: None,
        }
    }
}

impl LogsView {
    /// The parameters of the request for the page of rows: `GET /v1/private/traces/threads`, `/v1/private/traces` or
    /// `/v1/private/spans`.
    pub fn to_request(&self, now: Timestamp, zone: ZoneAt) -> Vec<(&'static str, String)> {
        let mut out = vec![("page", self.page.to_string()), ("size", self.size.to_string())];
        out.extend(Sort::to_wire(&self.sort).map(|sorting| ("sorting", sorting)));
        out.extend(self.to_stats_request(now, zone));
        out
    }

    /// The parameters that decide which rows match, without page and order. Also those of the `/stats` requests, such
    /// as `GET /v1/private/traces/threads/stats`.
    pub fn to_stats_request(&self, now: Timestamp, zone: ZoneAt) -> Vec<(&'static str, String)> {
        let mut out = Vec::new();
        if !self.search.trim().is_empty() {
            out.push(("search", self.search.trim().to_owned()));
        }
        if !self.filters.is_empty() {
            out.push(("filters", Filter::to_wire(&self.filters)));
        }
        let (from, to) = self.range.bounds(now, zone);
        out.extend(from.map(|from| ("from_time", from.iso())));
        out.extend(to.map(|to| ("to_time", to.iso())));
        out
    }

    /// Whether anything is said above the list of what keeps rows out of it, or is not applied.
    pub fn has_chips(&self) -> bool {
        self.filters.iter().any(|filter| filter.asks_status().is_none())
            || !self.found.is_empty()
            || self.sample.is_some()
            || !self.unapplied.is_empty()
    }

    /// The same list with nothing open.
    pub fn list(&self) -> Self {
        Self { thread: None, trace: None, span: None, annotating: false, comment: None, ..self.clone() }
    }

    /// The first page of another list, with the same time range and page size.
    pub fn on_tab(&self, tab: Tab) -> Self {
        if tab == self.tab {
            return self.clone();
        }
        Self { tab, size: self.size, range: self.range, ..Self::default() }
    }

    /// The list of a thread's traces.
    pub fn of_thread(thread: &ThreadId) -> Self {
        Self::of_filter(Tab::Traces, Filter::thread(thread))
    }

    /// A list with a single condition.
    pub fn of_filter(tab: Tab, filter: Filter) -> Self {
        Self { tab, filters: vec![filter], ..Self::default() }
    }

    /// The open trace, unless it is a turn of an open thread.
    pub fn open_trace(&self) -> Option<&TraceId> {
        self.trace.as_ref().filter(|_| self.thread.is_none())
    }

    /// The id of the open row, if it belongs to this list.
    pub fn open_row(&self) -> Option<&str> {
        match self.tab {
            Tab::Threads => self.thread.as_ref().map(ThreadId::as_str),
            Tab::Traces => self.open_trace().map(TraceId::as_str),
            Tab::Spans => self.open_trace().and(self.span.as_ref()).map(SpanId::as_str),
        }
    }

    /// The list of threads with this one open.
    pub fn opened(&self, thread: &ThreadId) -> Self {
        Self { thread: Some(thread.clone()), ..self.on_tab(Tab::Threads).list() }
    }

    /// The same list with this trace open.
    pub fn with_trace(&self, trace: &TraceId) -> Self {
        Self { trace: Some(trace.clone()), ..self.list() }
    }

    /// The same list with this trace open and this span selected.
    pub fn with_span(&self, trace: &TraceId, span: &SpanId) -> Self {
        Self { span: Some(span.clone()), ..self.with_trace(trace) }
    }

    /// The same list with this row open. A person who is annotating goes on with the next row. `parent_id` is the
    /// trace of a span.
    pub fn with_row(&self, id: &str, parent_id: &str) -> Self {
        let view = match self.tab {
            Tab::Threads => return self.opened(&ThreadId::new(id)),
            Tab::Traces => self.with_trace(&TraceId::new(id)),
            Tab::Spans => self.with_span(&TraceId::new(parent_id), &SpanId::new(id)),
        };
        Self { annotating: self.annotating, ..view }
    }

    /// The same list with another page size, from the first page.
    pub fn sized(&self, size: u32) -> Self {
        self.narrowed(|view| {
            view.size = size;
            view.unapplied.retain(|left| left.parameter != "size");
        })
    }

    /// The same list at another page.
    pub fn at_page(&self, page: u32) -> Self {
        Self { page: page.max(1), ..self.clone() }
    }

    /// The list after `change`, from the first page.
    pub fn narrowed(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut view = self.clone();
        change(&mut view);
        view.page = 1;
        view
    }

    /// Whether the page chooses or sorts the rows, out of all that the server's conditions leave.
    pub fn is_of_page(&self) -> bool {
        self.is_chosen() || Sort::is_of_page(self.tab, &self.sort)
    }

    /// Whether the page leaves out rows that meet the server's conditions.
    pub fn is_chosen(&self) -> bool {
        !self.found.is_empty() || self.sample.is_some()
    }

    /// Whether a search, conditions or a time range exclude rows.
    pub fn is_narrowed(&self) -> bool {
        !self.search.trim().is_empty()
            || !self.filters.is_empty()
            || self.is_chosen()
            || self.range != TimeRange::All
    }

    /// The list without search, conditions and time range, in the same order.
    pub fn widened(&self) -> Self {
        self.unfiltered().narrowed(|view| {
            view.search.clear();
            view.range = TimeRange::All;
        })
    }

    /// The list without conditions, including those that were not understood.
    pub fn unfiltered(&self) -> Self {
        self.narrowed(|view| {
            view.filters.clear();
            view.found = Found::default();
            view.sample = None;
            view.unapplied.clear();
        })
    }

    /// The list without this entry in [`Self::unapplied`].
    pub fn without_unapplied(&self, left: &Unapplied) -> Self {
        let mut view = self.clone();
        view.unapplied.retain(|one| one != left);
        view
    }

    /// The status to filter by; `None` for both.
    pub fn status(&self) -> Option<Status> {
        self.filters.iter().find_map(Filter::asks_status)
    }

    /// The list with this status, or with both.
    pub fn with_status(&self, status: Option<Status>) -> Self {
        self.narrowed(|view| {
            view.filters.retain(|filter| filter.asks_status().is_none());
            view.filters.extend(status.map(Filter::status));
        })
    }

    /// The list with one more condition.
    pub fn with_filter(&self, filter: Filter) -> Self {
        self.narrowed(|view| {
            if !view.filters.contains(&filter) {
                view.filters.push(filter);
            }
        })
    }

    /// The list with one more clause: as filters where the server can do it, else for the page to check. Nothing changes
    /// if there are too many already.
    pub fn with_clause(&self, clause: Clause) -> Self {
        let Ok(clauses) = Found::new([clause]) else { return self.clone() };
        let (filters, rest) = clauses.split(self.tab);
        self.narrowed(|view| {
            for filter in filters {
                if !view.filters.contains(&filter) {
                    view.filters.push(filter);
                }
            }
            for clause in rest.clauses() {
                let _ = view.found.add(clause.clone());
            }
        })
    }

    /// The list without a clause that only the page can check.
    pub fn without_clause(&self, clause: &Clause) -> Self {
        self.narrowed(|view| view.found = view.found.without(clause))
    }

    /// The list without this condition.
    pub fn without_filter(&self, filter: &Filter) -> Self {
        self.narrowed(|view| view.filters.retain(|one| one != filter))
    }
}

#[cfg(test)]
mod tests;
