//! Loads the rows of the lists of traces and of spans.

use crate::{
    api::{
        client::Client,
        listing::{Coming, ListRow, Listing, ReviewedRow},
        spans, traces,
    },
    model::{
        change::Item,
        feedback::Feedback,
        ids::{ProjectId, ThreadId},
        score::Score,
        span::{Span, SpanKind},
        trace::Trace,
    },
    query::tab::Tab,
    text::{cell::CellText, extract::TurnSide},
    ui::table::list_route::ListRoute,
};

/// A trace or a span with the texts for its cells.
#[derive(Clone, Debug, PartialEq)]
pub struct TraceRow {
    /// The span, or the trace as the root of its spans; without input and output.
    pub span: Span,
    pub input: CellText,
    pub output: CellText,
    /// The thread of a trace; `None` for spans.
    pub thread: Option<ThreadId>,
    /// The number of spans of a trace; 0 for spans.
    pub span_count: u64,
    /// The feedback scores of a trace's spans, aggregated by name.
    pub span_scores: Vec<Score>,
}

impl From<Span> for TraceRow {
    fn from(mut span: Span) -> Self {
        let input = CellText::new(span.input.take().as_ref(), TurnSide::Input);
        let output = CellText::new(span.output.take().as_ref(), TurnSide::Output);
        Self { span, input, output, thread: None, span_count: 0, span_scores: Vec::new() }
    }
}

impl From<Trace> for TraceRow {
    fn from(trace: Trace) -> Self {
        Self {
            span_count: trace.span_count,
            thread: trace.thread_id.clone(),
            span_scores: trace.span_scores.clone(),
            ..Self::from(Span::from(&trace))
        }
    }
}

impl TraceRow {
    fn is_trace(&self) -> bool {
        self.span.kind == SpanKind::Trace
    }
}

impl ListRow for TraceRow {
    fn id(&self) -> &str {
        if self.is_trace() { self.span.trace_id.as_str() } else { self.span.id.as_str() }
    }

    fn parent_id(&self) -> &str {
        if self.is_trace() { "" } else { self.span.trace_id.as_str() }
    }
}

impl ReviewedRow for TraceRow {
    fn item(&self) -> Item {
        if self.is_trace() {
            Item::Trace(self.span.trace_id.clone())
        } else {
            Item::Span(self.span.id.clone())
        }
    }

    fn thread_id(&self) -> ThreadId {
        self.thread.clone().unwrap_or_default()
    }

    fn feedback_mut(&mut self) -> &mut Feedback {
        &mut self.span.feedback
    }

    fn fingerprint(&self) -> impl PartialEq + use<> {
        let span = &self.span;
        let cells = (self.input.clone(), self.output.clone(), span.error.is_some());
        (span.end_time, self.span_count, span.total_tokens(), cells, span.feedback.fingerprint())
    }
}

pub type TracesListing = Listing<TraceRow>;

/// Starts loading the traces or spans that the route asks for.
pub fn load(tab: Tab, route: ListRoute) -> TracesListing {
    let fetch = if tab == Tab::Spans { fetch_spans } else { fetch_traces };
    Listing::load(route.workspace, route.project, route.view, fetch)
}

fn fetch_traces(client: Client, project: ProjectId, pairs: Vec<(&'static str, String)>) -> Coming<TraceRow> {
    Box::pin(async move { Ok(traces::list(&client, &project, pairs).await?.map(TraceRow::from)) })
}

fn fetch_spans(client: Client, project: ProjectId, pairs: Vec<(&'static str, String)>) -> Coming<TraceRow> {
    Box::pin(async move { Ok(spans::list(&client, &project, pairs).await?.map(TraceRow::from)) })
}
