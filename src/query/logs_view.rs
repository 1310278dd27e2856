//! What the logs page shows: one of its lists, and what is open beside it. The URL is its only home.

use chrono::FixedOffset;

mod address;

pub use address::{is_bare, names_list};

use super::{filter::Filter, page, sort::Sort, tab::Tab, time_range::TimeRange, unapplied::Unapplied};
use crate::model::{
    ids::{CommentId, SpanId, ThreadId, TraceId},
    status::Status,
    time::Timestamp,
};

/// The state of the logs page. The names in the URL are Opik's; those of a list's own parameters are in [`Tab`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogsView {
    /// Which list (`logsType`).
    pub tab: Tab,
    /// From 1.
    pub page: u32,
    /// Rows on a page, one of [`page::SIZES`] (`size`).
    pub size: u32,
    /// As typed.
    pub search: String,
    /// `None` is the server's own order: the latest first.
    pub sort: Option<Sort>,
    /// All must hold.
    pub filters: Vec<Filter>,
    /// How far back (`time_range`).
    pub range: TimeRange,
    /// What the address asks for beside that, and is not done.
    pub unapplied: Vec<Unapplied>,
    /// The conversation that is open (`thread`).
    pub thread: Option<ThreadId>,
    /// The turn in it that the link is about; without a conversation, the trace that is open in its place (`trace`).
    pub trace: Option<TraceId>,
    /// The span of the open trace that is looked at; none is the trace itself (`span`).
    pub span: Option<SpanId>,
    /// Whether the open trace is being judged (`lastSection=annotate`).
    pub annotating: bool,
    /// The comment on what is open, or on that turn, that the link is about (`comment`).
    pub comment: Option<CommentId>,
}

impl Default for LogsView {
    fn default() -> Self {
        Self {
            tab: Tab::Threads,
            page: 1,
            size: page::DEFAULT_SIZE,
            search: String::new(),
            sort: None,
            filters: Vec::new(),
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
    /// The request for the page of rows (Opik: T1, R1).
    pub fn to_request(&self, now: Timestamp, zone: FixedOffset) -> Vec<(&'static str, String)> {
        let mut out = vec![("page", self.page.to_string()), ("size", self.size.to_string())];
        if let Some(sort) = &self.sort {
            out.push(("sorting", sort.to_wire()));
        }
        out.extend(self.to_stats_request(now, zone));
        out
    }

    /// What decides which rows there are, whatever the page and the order (Opik: T2, R10).
    pub fn to_stats_request(&self, now: Timestamp, zone: FixedOffset) -> Vec<(&'static str, String)> {
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

    /// The list alone, with nothing open.
    pub fn list(&self) -> Self {
        Self { thread: None, trace: None, span: None, annotating: false, comment: None, ..self.clone() }
    }

    /// The other list of the same time, from its first page.
    pub fn on_tab(&self, tab: Tab) -> Self {
        if tab == self.tab {
            return self.clone();
        }
        Self { tab, size: self.size, range: self.range, ..Self::default() }
    }

    /// The traces of one conversation.
    pub fn of_thread(thread: &ThreadId) -> Self {
        Self::of_filter(Tab::Traces, Filter::thread(thread))
    }

    /// The rows of a list that meet one condition.
    pub fn of_filter(tab: Tab, filter: Filter) -> Self {
        Self { tab, filters: vec![filter], ..Self::default() }
    }

    /// The trace that is open in the place of a conversation.
    pub fn open_trace(&self) -> Option<&TraceId> {
        self.trace.as_ref().filter(|_| self.thread.is_none())
    }

    /// The row of the list that is open.
    pub fn open_row(&self) -> Option<&str> {
        match self.tab {
            Tab::Threads => self.thread.as_ref().map(ThreadId::as_str),
            Tab::Traces => self.open_trace().map(TraceId::as_str),
            Tab::Spans => self.open_trace().and(self.span.as_ref()).map(SpanId::as_str),
        }
    }

    /// The list of conversations with this one open.
    pub fn opened(&self, thread: &ThreadId) -> Self {
        Self { thread: Some(thread.clone()), ..self.on_tab(Tab::Threads).list() }
    }

    /// The same list with this trace open.
    pub fn with_trace(&self, trace: &TraceId) -> Self {
        Self { trace: Some(trace.clone()), ..self.list() }
    }

    /// The same list with this trace open at this span of it.
    pub fn with_span(&self, trace: &TraceId, span: &SpanId) -> Self {
        Self { span: Some(span.clone()), ..self.with_trace(trace) }
    }

    /// The same list with this row of it open; whoever judges trace after trace goes on judging. `of` is what the row
    /// belongs to: the trace of a span.
    pub fn with_row(&self, id: &str, of: &str) -> Self {
        let view = match self.tab {
            Tab::Threads => return self.opened(&ThreadId::new(id)),
            Tab::Traces => self.with_trace(&TraceId::new(id)),
            Tab::Spans => self.with_span(&TraceId::new(of), &SpanId::new(id)),
        };
        Self { annotating: self.annotating, ..view }
    }

    /// The same list, so many rows on a page, from the first.
    pub fn sized(&self, size: u32) -> Self {
        self.narrowed(|view| {
            view.size = size;
            view.unapplied.retain(|left| left.parameter != "size");
        })
    }

    /// The same rows, another page.
    pub fn at_page(&self, page: u32) -> Self {
        Self { page: page.max(1), ..self.clone() }
    }

    /// Other rows: from the first page.
    pub fn narrowed(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut view = self.clone();
        change(&mut view);
        view.page = 1;
        view
    }

    /// Whether anything keeps rows out of the list.
    pub fn is_narrowed(&self) -> bool {
        !self.search.trim().is_empty() || !self.filters.is_empty() || self.range != TimeRange::All
    }

    /// All rows, in the same order.
    pub fn widened(&self) -> Self {
        self.unfiltered().narrowed(|view| {
            view.search.clear();
            view.range = TimeRange::All;
        })
    }

    /// The same list without conditions, and without what was not understood.
    pub fn unfiltered(&self) -> Self {
        self.narrowed(|view| {
            view.filters.clear();
            view.unapplied.clear();
        })
    }

    /// The same list, nothing more said about this.
    pub fn without_unapplied(&self, left: &Unapplied) -> Self {
        let mut view = self.clone();
        view.unapplied.retain(|one| one != left);
        view
    }

    /// The status asked for; `None` is both.
    pub fn status(&self) -> Option<Status> {
        self.filters.iter().find_map(Filter::asks_status)
    }

    /// The same list with another status.
    pub fn with_status(&self, status: Option<Status>) -> Self {
        self.narrowed(|view| {
            view.filters.retain(|filter| filter.asks_status().is_none());
            view.filters.extend(status.map(Filter::status));
        })
    }

    /// The same list with one more condition.
    pub fn with_filter(&self, filter: Filter) -> Self {
        self.narrowed(|view| {
            if !view.filters.contains(&filter) {
                view.filters.push(filter);
            }
        })
    }

    /// The same list without that condition.
    pub fn without_filter(&self, filter: &Filter) -> Self {
        self.narrowed(|view| view.filters.retain(|one| one != filter))
    }
}

#[cfg(test)]
mod tests;
