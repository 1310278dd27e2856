//! What the threads list shows, and what is open beside it. The URL is its only home.

use chrono::FixedOffset;

use super::{filter::Filter, page, pairs, sort::Sort, time_range::TimeRange};
use crate::model::{
    ids::{ThreadId, TraceId},
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
    /// The turn in it that the link is about (`trace`).
    pub trace: Option<TraceId>,
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
                _ => {}
            }
        }
        if view.thread.is_none() {
            view.trace = None;
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
        if let Some(thread) = &self.thread {
            out.push(("thread", thread.to_string()));
            if let Some(trace) = &self.trace {
                out.push(("trace", trace.to_string()));
            }
        }
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
        Self { thread: None, trace: None, ..self.clone() }
    }

    /// The same list with this conversation open.
    pub fn opened(&self, thread: &ThreadId) -> Self {
        Self { thread: Some(thread.clone()), trace: None, ..self.clone() }
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
mod tests {
    use super::*;
    use crate::query::filter::{Field, Operator};
    use proptest::prelude::*;

    fn filter() -> impl Strategy<Value = Filter> {
        let name = "[^\\s].{0,8}[^\\s]";
        prop_oneof![
            name.prop_map(|text| Filter::new(Field::FirstMessage, Operator::Contains, &text).unwrap()),
            name.prop_map(|text| Filter::tag(text.trim())),
            (0.0..1e6f64)
                .prop_map(|s| Filter::new(Field::Duration, Operator::AtMost, &s.to_string()).unwrap()),
            (name, -5.0..5.0f64).prop_map(|(name, value)| {
                Filter::new(Field::Score(name.trim().into()), Operator::Greater, &value.to_string()).unwrap()
            }),
            Just(Filter::status(Status::Inactive)),
        ]
    }

    prop_compose! {
        fn view()(
            page in 1u32.., size in prop::sample::select(page::SIZES.to_vec()), search in ".*",
            sort in prop::option::of((prop::sample::select(vec!["id", "duration", "feedback_scores.a%b"]), any::<bool>())),
            filters in prop::collection::vec(filter(), 0..4),
            range in prop::sample::select(TimeRange::CHOICES.to_vec()),
            thread in prop::option::of(".+"), trace in prop::option::of("[a-z0-9-]+"),
        ) -> ThreadsView {
            let mut once: Vec<Filter> = Vec::new();
            for filter in filters {
                if !once.contains(&filter) {
                    once.push(filter);
                }
            }
            ThreadsView {
                page, size, search, filters: once, range,
                sort: sort.map(|(field, descending)| Sort { field: field.into(), descending }),
                trace: thread.as_ref().and(trace).map(TraceId::new),
                thread: thread.map(ThreadId::new),
            }
        }
    }

    proptest! {
        #[test]
        fn any_view_survives_its_url(view in view()) {
            prop_assert_eq!(ThreadsView::from_query(&view.to_query(), None), view);
        }

        #[test]
        fn any_query_gives_a_view_whose_url_gives_it_again(query in ".*") {
            let view = ThreadsView::from_query(&query, None);
            prop_assert_eq!(ThreadsView::from_query(&view.to_query(), None), view);
        }
    }

    #[test]
    fn defaults_stay_out_of_the_url() {
        assert_eq!(ThreadsView::default().to_query(), "logsType=threads");
        let second = ThreadsView::default().at_page(2);
        assert_eq!(second.to_query(), "logsType=threads&threads_page=2&size=25");
    }

    #[test]
    fn odd_values_are_as_if_they_were_not_there() {
        let odd = "threads_page=-1&size=many&threads_sorting=up&threads_filters=%5B&time_range=ever&thread=&trace=t&x";
        assert_eq!(ThreadsView::from_query(odd, None), ThreadsView::default());
        assert_eq!(ThreadsView::from_query("", Some(50)).size, 50);
        assert_eq!(ThreadsView::from_query("size=7", Some(50)).size, 10);
    }

    #[test]
    fn choosing_other_threads_goes_back_to_the_first_page() {
        let deep = ThreadsView::default().at_page(7);
        assert_eq!(deep.with_filter(Filter::tag("vip")).page, 1);
        assert_eq!(deep.with_status(Some(Status::Active)).page, 1);
        assert_eq!(deep.opened(&ThreadId::new("a")).page, 7);
    }

    #[test]
    fn the_request_has_the_servers_own_encoding() {
        let query = r#"threads_search=%20Refund%20&threads_sorting=[{"id":"duration","desc":true}]&time_range=past24hours"#;
        let view = ThreadsView::from_query(query, None).with_status(Some(Status::Active));
        let now = Timestamp::parse("2026-11-22T20:24:00Z").unwrap();
        let request = view.to_request(now, FixedOffset::east_opt(0).unwrap());
        assert_eq!(
            request,
            [
                ("page", "1".to_owned()),
                ("size", "25".into()),
                ("sorting", r#"[{"field":"duration","direction":"DESC"}]"#.into()),
                ("search", "Refund".into()),
                (
                    "filters",
                    r#"[{"field":"status","type":"category","operator":"=","value":"active"}]"#.into()
                ),
                ("from_time", "2026-11-21T20:24:00Z".into()),
            ]
        );
    }

    #[test]
    fn one_status_at_a_time() {
        let both = ThreadsView::default().with_status(Some(Status::Active)).with_status(Some(Status::Inactive));
        assert_eq!((both.status(), both.filters.len()), (Some(Status::Inactive), 1));
        assert_eq!(both.with_status(None), ThreadsView::default());
    }
}
