//! The data of one trace: the trace itself, its spans as they arrive, and the selected span with all its fields.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use leptos::{prelude::*, task::spawn_local_scoped_with_cancellation};

use super::context::TraceContext;
use crate::{
    api::{client::Client, error::ApiError, spans, traces},
    model::{
        change::Item,
        ids::SpanId,
        span::Span,
        span_tree::{SpanFilter, SpanTree},
        trace::Trace,
    },
    paths,
    query::{filter::Filter, logs_view::LogsView, tab::Tab},
    review::store::Review,
};

/// Spans per request.
const PAGE: u64 = 2_000;

/// How far loading the spans has come.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum SpansProgress {
    Loading,
    Complete,
    /// Loading stopped; spans that arrived before are kept.
    Failed(ApiError),
}

/// A trace, its spans and their feedback, as signals.
#[derive(Clone, Copy)]
pub(super) struct TraceStore {
    pub(super) context: TraceContext,
    pub(super) review: Review,
    /// The trace as the root of its spans, with all its fields.
    pub(super) root: StoredValue<Arc<Span>>,
    /// The spans that are loaded so far.
    pub(super) tree: Memo<Arc<SpanTree>>,
    /// The number of spans on the server.
    pub(super) total: RwSignal<u64>,
    pub(super) progress: RwSignal<SpansProgress>,
    /// Spans whose descendants are hidden.
    pub(super) folded: RwSignal<HashSet<SpanId>>,
    /// The filter above the tree.
    pub(super) sought: RwSignal<SpanFilter>,
    /// The row that the arrow keys are on; the URL follows a moment later. An empty id is the trace.
    pub(super) active: RwSignal<SpanId>,
    spans: RwSignal<Vec<Arc<Span>>>,
    /// Spans that were loaded with all their fields, or why they could not be.
    whole: RwSignal<HashMap<SpanId, Result<Arc<Span>, ApiError>>>,
}

impl TraceStore {
    /// Starts loading the spans of a trace that is loaded itself.
    pub(super) fn load(context: TraceContext, trace: &Trace, review: Review) -> Self {
        let root = Arc::new(Span::from(trace));
        let spans = RwSignal::new(Vec::new());
        let own = root.clone();
        let tree = Memo::new(move |_| Arc::new(SpanTree::new(own.clone(), spans.get())));
        let store = Self {
            context,
            review,
            root: StoredValue::new(root),
            tree,
            total: RwSignal::new(trace.span_count),
            progress: RwSignal::new(SpansProgress::Loading),
            folded: RwSignal::new(HashSet::new()),
            sought: RwSignal::new(SpanFilter::default()),
            active: RwSignal::new(context.span.get_untracked().unwrap_or_default()),
            spans,
            whole: RwSignal::new(HashMap::new()),
        };
        store.resume();
        let chosen = Memo::new(move |_| context.span.get());
        Effect::new(move |_| {
            if let Some(span) = chosen.get() {
                store.read(span);
            }
        });
        store
    }

    /// Loads the missing spans; after a failure, from where it stopped.
    pub(super) fn resume(self) {
        self.progress.set(SpansProgress::Loading);
        spawn_local_scoped_with_cancellation(async move {
            let end = match self.load_all().await {
                Ok(()) => SpansProgress::Complete,
                Err(error) => SpansProgress::Failed(error),
            };
            let _ = self.progress.try_set(end);
        });
    }

    async fn load_all(self) -> Result<(), ApiError> {
        let client = self.review.client();
        let (project, trace) =
            untrack(|| (self.root.with_value(|root| root.project.clone()), self.context.trace.get()));
        loop {
            let here = self.spans.try_with_untracked(Vec::len).unwrap_or_default() as u64;
            let revision = self.review.ack_count();
            let page = spans::of_trace(&client, &project, &trace, here / PAGE + 1, PAGE).await?;
            let came = page.rows.len() as u64;
            for span in &page.rows {
                self.see(span, revision);
            }
            let _ = self.total.try_set(page.total);
            let _ = self.spans.try_update(|all| {
                // A page that was not full is requested again and replaced.
                all.truncate(usize::try_from(here / PAGE * PAGE).unwrap_or_default());
                all.extend(page.rows.into_iter().map(Arc::new));
            });
            let there = self.spans.try_with_untracked(Vec::len).unwrap_or_default() as u64;
            if came < PAGE || there >= page.total {
                return Ok(());
            }
        }
    }

    /// Loads a span with all its fields, unless that was done.
    fn read(self, id: SpanId) {
        if self.whole.with_untracked(|whole| matches!(whole.get(&id), Some(Ok(_)))) {
            return;
        }
        let client = self.review.client();
        spawn_local_scoped_with_cancellation(async move {
            let revision = self.review.ack_count();
            let came = spans::get(&client, &id).await.map(Arc::new);
            if let Ok(span) = &came {
                self.see(span, revision);
            }
            let _ = self.whole.try_update(|whole| whole.insert(id, came));
        });
    }

    /// Loads an item again after the server refused an edit of it.
    pub(super) fn read_again(self, item: Item) {
        let client: Client = self.review.client();
        spawn_local_scoped_with_cancellation(async move {
            let revision = self.review.ack_count();
            match &item {
                Item::Thread => {}
                Item::Trace(id) => {
                    if let Ok(trace) = traces::get(&client, id).await {
                        self.review.see(&item, trace.feedback.clone(), revision);
                    }
                }
                Item::Span(id) => {
                    if let Ok(span) = spans::get(&client, id).await {
                        self.review.see(&item, span.feedback.clone(), revision);
                    }
                }
            }
        });
    }

    fn see(self, span: &Span, revision: u64) {
        self.review.see(&Item::Span(span.id.clone()), span.feedback.clone(), revision);
    }

    /// The selected span, as far as it is loaded: with all its fields, or as listed, without input and output. Tracked.
    pub(super) fn chosen(self) -> Option<Arc<Span>> {
        let Some(id) = self.context.span.get() else { return Some(self.root.get_value()) };
        if let Some(Ok(span)) = self.whole.with(|whole| whole.get(&id).cloned()) {
            return Some(span);
        }
        self.tree
            .with(|tree| tree.position(&id).and_then(|at| tree.nodes().get(at)).map(|node| node.span.clone()))
    }

    /// The selected span with all its fields, or why it could not be loaded. Tracked.
    pub(super) fn whole(self) -> Option<Result<Arc<Span>, ApiError>> {
        match self.context.span.get() {
            None => Some(Ok(self.root.get_value())),
            Some(id) => self.whole.with(|whole| whole.get(&id).cloned()),
        }
    }

    /// Loads the selected span again after a failure.
    pub(super) fn retry(self) {
        if let Some(id) = self.context.span.get_untracked() {
            let _ = self.whole.try_update(|whole| whole.remove(&id));
            self.read(id);
        }
    }

    /// The URL of the project's traces that match a filter, or of its spans if a span is selected. Tracked.
    pub(super) fn list_of(self, filter: Filter) -> String {
        let tab = if self.context.span.get().is_some() { Tab::Spans } else { Tab::Traces };
        let query = LogsView::of_filter(tab, filter).to_query();
        let project = self.root.with_value(|root| root.project.to_string());
        self.context.workspace.with(|workspace| paths::logs(workspace, &project, &query))
    }

    /// What feedback is given on: the trace, or the selected span. Tracked.
    pub(super) fn item(self) -> Item {
        match self.context.span.get() {
            None => Item::Trace(self.context.trace.get()),
            Some(span) => Item::Span(span),
        }
    }
}
