//! Reads [`LogsView`] from a URL query and writes it.

use super::LogsView;
use crate::{
    model::ids::{CommentId, SpanId, ThreadId, TraceId},
    query::{
        filter::Filter,
        found::{Found, param},
        page, pairs,
        sample::{self, Sample},
        sort::Sort,
        tab::Tab,
        time_range::TimeRange,
        unapplied::Unapplied,
    },
};

/// Why the page's own conditions are not applied to traces and spans.
const ONLY_THREADS: &str = "only the list of threads can do this";

/// Whether a query says which list it is about: by `logsType`, Opik's older `type`, an open thread, or a parameter that
/// only one list has.
pub fn names_list(query: &str) -> bool {
    pairs::parse(query).iter().any(|(name, value)| match name.as_str() {
        "logsType" | "type" => Tab::parse(value).is_some(),
        "thread" => !value.is_empty(),
        name => !value.is_empty() && Tab::ALL.iter().any(|tab| is_own(*tab, name)),
    })
}

/// Whether a query has no parameter of a list, as in the URL of a project, perhaps with something open.
pub fn is_bare(query: &str) -> bool {
    let common = |(name, value): &(String, String)| {
        !value.is_empty() && ["page", "size", "time_range"].contains(&name.as_str())
    };
    !names_list(query) && !pairs::parse(query).iter().any(common)
}

/// Whether the parameter belongs only to this list.
fn is_own(tab: Tab, name: &str) -> bool {
    let names = tab.names();
    [names.search, names.sorting, names.filters].contains(&name)
}

/// The parameters of a query. If a name is repeated, the last value counts; empty values are ignored.
struct Values(Vec<(String, String)>);

impl Values {
    fn get(&self, wanted: &str) -> Option<&str> {
        let last = self.0.iter().rfind(|(name, _)| name == wanted);
        last.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// The first list of which the query has a parameter of its own.
    fn only_of(&self) -> Option<Tab> {
        let has_own = |tab: &Tab| self.0.iter().any(|(name, value)| !value.is_empty() && is_own(*tab, name));
        Tab::ALL.into_iter().find(has_own)
    }

    /// Parses a value. One that cannot be parsed is added to `left` with the reason.
    fn read<T>(
        &self,
        name: &'static str,
        why: &'static str,
        left: &mut Vec<Unapplied>,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.get(name)?;
        let value = read(text);
        if value.is_none() {
            left.push(Unapplied::whole(name, text, why));
        }
        value
    }
}

impl LogsView {
    /// Reads a raw query. Never fails: what is not understood is kept in [`LogsView::unapplied`]. `preferred_size` is
    /// the page size if the query has none.
    pub fn from_query(query: &str, preferred_size: Option<u32>) -> Self {
        let values = Values(pairs::parse(query));
        let mut left = Vec::new();
        let thread = values.get("thread").map(ThreadId::new);
        // `type` is the name in Opik's older links.
        let named = ["logsType", "type"].into_iter().filter_map(|name| values.get(name));
        let unknown = named.clone().find(|word| Tab::parse(word).is_none());
        left.extend(unknown.map(|word| Unapplied::whole("type", word, "there is no such list here")));
        // An open thread is always shown beside the list of threads.
        let tab = match &thread {
            Some(_) => Tab::Threads,
            None => named.into_iter().find_map(Tab::parse).or_else(|| values.only_of()).unwrap_or_default(),
        };
        let names = tab.names();
        let page = values.read(names.page, "not a page", &mut left, |text| {
            text.parse().ok().filter(|page: &u32| *page > 0)
        });
        let size = values.read("size", "not a number up to 1,000", &mut left, page::parse_size);
        let range = values.read("time_range", "not a known range", &mut left, TimeRange::parse);
        let (sort, unsorted) =
            values.get(names.sorting).map(|text| Sort::parse(tab, text)).unwrap_or_default();
        let (filters, unfiltered) =
            values.get(names.filters).map(|text| Filter::parse_all(tab, text)).unwrap_or_default();
        let (found, unfound) = match values.get(param::PARAMETER) {
            Some(text) if tab == Tab::Threads => Found::from_param(tab, text),
            Some(text) => (Found::default(), vec![Unapplied::whole(param::PARAMETER, text, ONLY_THREADS)]),
            None => Default::default(),
        };
        let sample = values.read(sample::PARAMETER, "not a sample", &mut left, Sample::parse);
        left.extend(unsorted);
        left.extend(unfiltered);
        left.extend(unfound);
        let mut view = Self {
            tab,
            page: page.unwrap_or(1),
            size: size.unwrap_or_else(|| page::nearest_size(preferred_size.unwrap_or(page::DEFAULT_SIZE))),
            search: values.get(names.search).unwrap_or_default().to_owned(),
            sort,
            filters,
            found,
            sample: sample.filter(|_| tab == Tab::Threads),
            range: range.unwrap_or_default(),
            unapplied: left,
            thread,
            trace: values.get("trace").map(TraceId::new),
            span: values.get("span").map(SpanId::new),
            annotating: values.get("lastSection") == Some("annotate"),
            comment: values.get("comment").map(CommentId::new),
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

    /// Writes the query in a fixed order, without default values. The size is written even if it is the default unless
    /// the page is the first, because it decides which rows the page has. What was not understood is kept as it was,
    /// unless a valid value takes its place.
    pub fn to_query(&self) -> String {
        let names = self.tab.names();
        let left =
            |name: &str| self.unapplied.iter().filter(|left| left.parameter == name).collect::<Vec<_>>();
        let raw = |name: &'static str| left(name).first().map(|left| (name, left.text.clone()));
        let mut out = vec![("logsType", self.tab.word().to_owned())];
        out.extend(raw("type"));
        if !self.search.is_empty() {
            out.push((names.search, self.search.clone()));
        }
        if self.page > 1 {
            out.push((names.page, self.page.to_string()));
        } else {
            out.extend(raw(names.page));
        }
        if let Some(size) = raw("size") {
            out.push(size);
        } else if self.page > 1 || self.size != page::DEFAULT_SIZE {
            out.push(("size", self.size.to_string()));
        }
        let unsorted = left(names.sorting);
        if !self.sort.is_empty() || !unsorted.is_empty() {
            out.push((names.sorting, Sort::to_url(&self.sort, &unsorted)));
        }
        let unfiltered = left(names.filters);
        if !self.filters.is_empty() || !unfiltered.is_empty() {
            out.push((names.filters, Filter::to_url(&self.filters, &unfiltered)));
        }
        let unfound = left(param::PARAMETER);
        if !self.found.is_empty() || !unfound.is_empty() {
            out.push((param::PARAMETER, self.found.to_param(&unfound)));
        }
        if let Some(sample) = &self.sample {
            out.push((sample::PARAMETER, sample.to_param()));
        } else {
            out.extend(raw(sample::PARAMETER));
        }
        if let Some(range) = self.range.word() {
            out.push(("time_range", range));
        } else {
            out.extend(raw("time_range"));
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
}
