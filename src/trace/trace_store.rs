//! What is known about the trace: itself, its spans as they come, and the one that is looked at, whole.

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

/// So many spans are asked for at once.
const PAGE: u64 = 2_000;

/// How far the spans have come.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum SpansProgress {
    /// More are on their way.
    Loading,
    /// All are here.
    Complete,
    /// It stopped.
    Failed(ApiError),
}

/// A trace's spans, and what is said about each.
#[derive(Clone, Copy)]
pub(super) struct TraceStore {
    pub(super) context: TraceContext,
    pub(super) review: Review,
    /// The trace as the root of its spans, whole.
    pub(super) root: StoredValue<Arc<Span>>,
    /// All that came so far.
    pub(super) tree: Memo<Arc<SpanTree>>,
    /// How many spans the server has.
    pub(super) total: RwSignal<u64>,
    /// How far loading has come.
    pub(super) progress: RwSignal<SpansProgress>,
    /// What stands below these is out of sight.
    pub(super) folded: RwSignal<HashSet<SpanId>>,
    /// What is looked for.
    pub(super) sought: RwSignal<SpanFilter>,
    /// Where the arrows stand; what is looked at follows a moment later. An empty id is the trace.
    pub(super) active: RwSignal<SpanId>,
    spans: RwSignal<Vec<Arc<Span>>>,
    /// Spans that came whole.
    whole: RwSignal<HashMap<SpanId, Result<Arc<Span>, ApiError>>>,
}

impl TraceStore {
    /// Starts loading the spans of a trace that is here.
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

    /// Loads the spans that are missing; after a failure, from where it stopped.
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
            let came = page.spans.len() as u64;
            for span in &page.spans {
                self.see(span, revision);
            }
            let _ = self.total.try_set(page.total);
            let _ = self.spans.try_update(|all| {
                // A page that was only partly here comes again whole.
                all.truncate(usize::try_from(here / PAGE * PAGE).unwrap_or_default());
                all.extend(page.spans.into_iter().map(Arc::new));
            });
            let there = self.spans.try_with_untracked(Vec::len).unwrap_or_default() as u64;
            if came < PAGE || there >= page.total {
                return Ok(());
            }
        }
    }

    /// Reads a span whole unless it is here.
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

    /// Reads an item again whose change the server has refused.
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

    /// What is looked at, as far as it is here: whole, or from the list without what went in and out. Tracked.
    pub(super) fn chosen(self) -> Option<Arc<Span>> {
        let Some(id) = self.context.span.get() else { return Some(self.root.get_value()) };
        if let Some(Ok(span)) = self.whole.with(|whole| whole.get(&id).cloned()) {
            return Some(span);
        }
        self.tree
            .with(|tree| tree.position(&id).and_then(|at| tree.nodes().get(at)).map(|node| node.span.clone()))
    }

    /// The same, once it is whole, or why it cannot be had. Tracked.
    pub(super) fn whole(self) -> Option<Result<Arc<Span>, ApiError>> {
        match self.context.span.get() {
            None => Some(Ok(self.root.get_value())),
            Some(id) => self.whole.with(|whole| whole.get(&id).cloned()),
        }
    }

    /// Asks again for the span that could not be had.
    pub(super) fn retry(self) {
        if let Some(id) = self.context.span.get_untracked() {
            let _ = self.whole.try_update(|whole| whole.remove(&id));
            self.read(id);
        }
    }

    /// The link to the traces of the project that meet a condition, or to the spans where it is about one. Tracked.
    pub(super) fn list_of(self, filter: Filter) -> String {
        let tab = if self.context.span.get().is_some() { Tab::Spans } else { Tab::Traces };
        let query = LogsView::of_filter(tab, filter).to_query();
        let project = self.root.with_value(|root| root.project.to_string());
        self.context.workspace.with(|workspace| paths::logs(workspace, &project, &query))
    }

    /// What is judged: the trace, or the chosen span. Tracked.
    pub(super) fn item(self) -> Item {
        match self.context.span.get() {
            None => Item::Trace(self.context.trace.get()),
            Some(span) => Item::Span(span),
        }
    }
}
