//! What the logs page shows: one of its lists, and what is open beside it. The URL is its only home.

use chrono::FixedOffset;

use super::{filter::Filter, page, pairs, sort::Sort, tab::Tab, time_range::TimeRange};
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
            thread: None,
            trace: None,
            span: None,
            annotating: false,
            comment: None,
        }
    }
}

impl LogsView {
    /// Reads a raw query. Never fails: what is not understood is as if it were not there. `preferred_size` counts where
    /// the query says nothing.
    pub fn from_query(query: &str, preferred_size: Option<u32>) -> Self {
        let size = page::nearest_size(preferred_size.unwrap_or(page::DEFAULT_SIZE));
        let pairs = pairs::parse(query);
        let last = |wanted: &str| {
            pairs
                .iter()
                .rfind(|(name, _)| name == wanted)
                .map(|(_, value)| value)
                .filter(|value| !value.is_empty())
        };
        let thread = last("thread").map(ThreadId::new);
        // A conversation stands beside the conversations, wherever the link to it was made.
        let tab = match &thread {
            Some(_) => Tab::Threads,
            None => last("logsType").map_or(Tab::Threads, |word| Tab::parse(word)),
        };
        let names = tab.names();
        let mut view = Self {
            tab,
            page: last(names.page).and_then(|page| page.parse().ok()).unwrap_or(1).max(1),
            size: last("size").and_then(|size| size.parse().ok()).map_or(size, page::nearest_size),
            search: last(names.search).cloned().unwrap_or_default(),
            sort: last(names.sorting).and_then(|sort| Sort::parse(tab, sort)),
            filters: last(names.filters).map(|filters| Filter::parse_all(tab, filters)).unwrap_or_default(),
            range: last("time_range").map(|range| TimeRange::parse(range)).unwrap_or_default(),
            thread,
            trace: last("trace").map(TraceId::new),
            span: last("span").map(SpanId::new),
            annotating: last("lastSection").is_some_and(|section| section == "annotate"),
            comment: last("comment").map(CommentId::new),
        };
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
        let names = self.tab.names();
        let mut out = vec![("logsType", self.tab.word().to_owned())];
        if !self.search.is_empty() {
            out.push((names.search, self.search.clone()));
        }
        if self.page > 1 {
            out.push((names.page, self.page.to_string()));
        }
        if self.page > 1 || self.size != page::DEFAULT_SIZE {
            out.push(("size", self.size.to_string()));
        }
        if let Some(sort) = &self.sort {
            out.push((names.sorting, sort.to_url()));
        }
        if !self.filters.is_empty() {
            out.push((names.filters, Filter::to_url(&self.filters)));
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
        Self { tab: Tab::Traces, filters: vec![Filter::thread(thread)], ..Self::default() }
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

    /// The same list with this row of it open; whoever judges trace after trace goes on judging.
    pub fn with_row(&self, id: &str) -> Self {
        match self.tab {
            Tab::Threads => self.opened(&ThreadId::new(id)),
            Tab::Traces => Self { annotating: self.annotating, ..self.with_trace(&TraceId::new(id)) },
        }
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
