//! What the threads list shows, and what is open beside it. The URL is its only home.

use chrono::FixedOffset;

use super::{filter::Filter, page, pairs, sort::Sort, time_range::TimeRange};
use crate::model::{
    ids::{CommentId, SpanId, ThreadId, TraceId},
    status::Status,
    time::Timestamp,
};

/// The state of the threads page. The names in the URL are Opik's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThreadsView {
    /// From 1 (`threads_page`).
    pub page: u32,
    /// Rows on a page, one of [`page::SIZES`] (`size`).
    pub size: u32,
    /// As typed (`threads_search`).
    pub search: String,
    /// `None` is the server's own order: the latest activity first (`threads_sorting`).
    pub sort: Option<Sort>,
    /// All must hold (`threads_filters`).
    pub filters: Vec<Filter>,
    /// How far back (`time_range`).
    pub range: TimeRange,
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

impl Default for ThreadsView {
    fn default() -> Self {
        Self {
            page: 1,
            size: page::DEFAULT_SIZE,
            search: String::new(),
            sort: None,
            filters: Vec::new(),
            range: TimeRange::All,
            thread: None,
            trace: None,
            span: None,
            annotating: false,
            comment: None,
        }
    }
}

impl ThreadsView {
    /// Reads a raw query. Never fails: what is not understood is as if it were not there. `preferred_size` counts where
    /// the query says nothing.
    pub fn from_query(query: &str, preferred_size: Option<u32>) -> Self {
        let size = page::nearest_size(preferred_size.unwrap_or(page::DEFAULT_SIZE));
        let mut view = Self { size, ..Self::default() };
        for (name, value) in pairs::parse(query) {
            match name.as_str() {
                "threads_page" => view.page = value.parse().unwrap_or(1).max(1),
                "size" => view.size = value.parse().map_or(size, page::nearest_size),
                "threads_search" => view.search = value,
                "threads_sorting" => view.sort = Sort::parse(&value),
                "threads_filters" => view.filters = Filter::parse_all(&value),
                "time_range" => view.range = TimeRange::parse(&value),
                "thread" => view.thread = (!value.is_empty()).then(|| ThreadId::new(value)),
                "trace" => view.trace = (!value.is_empty()).then(|| TraceId::new(value)),
                "span" => view.span = (!value.is_empty()).then(|| SpanId::new(value)),
                "lastSection" => view.annotating = value == "annotate",
                "comment" => view.comment = (!value.is_empty()).then(|| CommentId::new(value)),
                _ => {}
            }
        }
        if view.open_trace().is_none() {
            view.span = None;
            view.annotating = false;
        }
        if view.thread.is_none() && view.trace.is_none() {
            view.comment = None;
        }
        view
    }

    /// Writes the query, always in the same order, defaults left out. The size goes along wherever it decides what is on
    /// the page.
    pub fn to_query(&self) -> String {
        let mut out = vec![("logsType", "threads".to_owned())];
        if !self.search.is_empty() {
            out.push(("threads_search", self.search.clone()));
        }
        if self.page > 1 {
            out.push(("threads_page", self.page.to_string()));
        }
        if self.page > 1 || self.size != page::DEFAULT_SIZE {
            out.push(("size", self.size.to_string()));
        }
        if let Some(sort) = &self.sort {
            out.push(("threads_sorting", sort.to_url()));
        }
        if !self.filters.is_empty() {
            out.push(("threads_filters", Filter::to_url(&self.filters)));
        }
        if let Some(range) = self.range.word() {
            out.push(("time_range", range));
        }
        out.extend(self.thread.as_ref().map(|thread| ("thread", thread.to_string())));
        out.extend(self.trace.as_ref().map(|trace| ("trace", trace.to_string())));
        out.extend(self.span.as_ref().map(|span| ("span", span.to_string())));
        if self.annotating {
            out.push(("lastSection", "annotate".to_owned()));
        }
        out.extend(self.comment.as_ref().map(|comment| ("comment", comment.to_string())));
        pairs::write(&out)
    }

    /// The request for the page of rows (Opik: T1).
    pub fn to_request(&self, now: Timestamp, zone: FixedOffset) -> Vec<(&'static str, String)> {
        let mut out = vec![("page", self.page.to_string()), ("size", self.size.to_string())];
        if let Some(sort) = &self.sort {
            out.push(("sorting", sort.to_wire()));
        }
        out.extend(self.to_stats_request(now, zone));
        out
    }

    /// What decides which threads there are, whatever the page and the order (Opik: T2).
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

    /// The trace that is open in the place of a conversation.
    pub fn open_trace(&self) -> Option<&TraceId> {
        self.trace.as_ref().filter(|_| self.thread.is_none())
    }

    /// The same list with this trace open.
    pub fn with_trace(&self, trace: &TraceId) -> Self {
        Self { trace: Some(trace.clone()), ..self.list() }
    }

    /// The same list with this conversation open.
    pub fn opened(&self, thread: &ThreadId) -> Self {
        Self { thread: Some(thread.clone()), ..self.list() }
    }

    /// The same threads, another page.
    pub fn at_page(&self, page: u32) -> Self {
        Self { page: page.max(1), ..self.clone() }
    }

    /// Other threads: from the first page.
    pub fn narrowed(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut view = self.clone();
        change(&mut view);
        view.page = 1;
        view
    }

    /// Whether anything keeps threads out of the list.
    pub fn is_narrowed(&self) -> bool {
        !self.search.trim().is_empty() || !self.filters.is_empty() || self.range != TimeRange::All
    }

    /// All threads, in the same order.
    pub fn widened(&self) -> Self {
        self.narrowed(|view| {
            view.search.clear();
            view.filters.clear();
            view.range = TimeRange::All;
        })
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
