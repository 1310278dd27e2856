//! One row of the span tree: kind, name, tokens, cost, duration, and a bar that shows when the span ran.

use leptos::{attr::custom::custom_attribute, prelude::*};

use super::{context::TraceAction, facts, trace_store::TraceStore};
use crate::{
    browser::navigate::HistoryEntry,
    model::{figures, ids::SpanId, span::SpanKind, span_tree::SpanNode},
    text::visible::visible,
    ui::icon::{Glyph, Icon},
};

/// Spans below this level are not indented further, so that their names stay readable.
const MAX_INDENT: usize = 14;

pub(super) fn glyph(kind: SpanKind) -> Glyph {
    match kind {
        SpanKind::Trace => Glyph::Rows,
        SpanKind::General => Glyph::Code,
        SpanKind::Tool => Glyph::Tool,
        SpanKind::Llm => Glyph::Thought,
        SpanKind::Guardrail => Glyph::Judge,
    }
}

/// The time span of the whole trace: start in milliseconds since 1970, length in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Axis {
    pub(super) start: i64,
    pub(super) length: f64,
}

impl Axis {
    /// From the first start to the last end.
    pub(super) fn of(nodes: &[SpanNode]) -> Self {
        let starts = nodes.iter().filter_map(|node| node.span.start_time).map(|at| at.millis());
        let ends =
            nodes.iter().filter_map(|node| node.span.end_time.or(node.span.start_time)).map(|at| at.millis());
        let start = starts.min().unwrap_or_default();
        let end = ends.max().unwrap_or(start);
        Self { start, length: (end - start).max(1) as f64 }
    }

    /// Where a span's bar starts and how long it is, in percent; at least 1 % long, so that it can be seen.
    fn context(self, node: &SpanNode) -> Option<(f64, f64)> {
        let start = node.span.start_time?.millis();
        let from = ((start - self.start) as f64 / self.length * 100.0).clamp(0.0, 99.0);
        let end = node.span.end_time.map_or(start, |end| end.millis());
        let takes = node.span.duration_ms.unwrap_or((end - start) as f64).max(0.0);
        Some((from, (takes / self.length * 100.0).clamp(1.0, 100.0 - from)))
    }
}

pub(super) fn element_id(id: &SpanId) -> String {
    format!("span-{id}")
}

/// The row of a span, `top` pixels below the start of the tree.
pub(super) fn row(store: TraceStore, node: &SpanNode, axis: Axis, top: f64) -> AnyView {
    let span = node.span.clone();
    let (own, id) = (StoredValue::new(span.id.clone()), span.id.clone());
    let name = span.name.clone().unwrap_or_else(|| "Unnamed".to_owned());
    let branch = node.is_branch();
    let open = move || !store.folded.with(|folded| own.with_value(|id| folded.contains(id)));
    let fold = move |event: web_sys::MouseEvent| {
        event.stop_propagation();
        toggle(store, &own.get_value());
    };
    let choose = move |_| {
        let id = own.get_value();
        store.active.set(id.clone());
        let span = (id != SpanId::default()).then_some(id);
        store.context.go.run(TraceAction::Span(span, HistoryEntry::Push));
    };
    let is_active = move || store.active.with(|active| own.with_value(|id| id == active));
    let is_chosen = move || {
        store
            .context
            .span
            .with(|span| own.with_value(|id| span.as_ref().map_or(id.as_str().is_empty(), |span| span == id)))
    };
    let tokens = span.total_tokens().filter(|tokens| *tokens > 0).map(figures::count);
    let cost = span.cost.filter(|cost| *cost > 0.0).map(facts::cents);
    let (from, takes) = axis.context(node).unwrap_or((0.0, 0.0));
    let indent = node.level.min(MAX_INDENT) - 1;
    let failed = span.error.is_some();
    view! {
        <div
            role="treeitem"
            id=element_id(&id)
            class="span"
            data-testid=format!("trace-tree-node-{name}")
            data-failed=failed.then_some("true")
            data-active=move || is_active().to_string()
            {..custom_attribute("aria-level", node.level.to_string())}
            aria-selected=move || is_chosen().to_string()
            aria-expanded=move || branch.then(|| open().to_string())
            style:top=format!("{top}px")
            style:--indent=indent.to_string()
            style:--from=format!("{from:.2}%")
            style:--takes=format!("{takes:.2}%")
            on:click=choose
        >
            {if branch {
                view! {
                    <button
                        type="button"
                        class="span-fold"
                        tabindex="-1"
                        aria-label="Expand or collapse span"
                        // The focus stays on the tree.
                        on:mousedown=|event| event.prevent_default()
                        on:click=fold
                    >
                        <Icon glyph=Glyph::Right />
                    </button>
                }.into_any()
            } else {
                view! { <span class="span-fold"></span> }.into_any()
            }}
            <span class="span-kind" data-kind=span.kind.word() title=span.kind.word()><Icon glyph=glyph(span.kind) /></span>
            <span class="span-name" dir="auto">{visible(&name)}</span>
            {node.is_orphan.then(|| view! { <span class="span-orphan" title="Its parent span is missing">"no parent"</span> }.into_any())}
            {failed.then(|| view! { <span class="span-failed" role="img" aria-label="Failed"><Icon glyph=Glyph::Warning /></span> }.into_any())}
            <span class="span-facts num">
                {tokens.map(|tokens| view! { <span title="Tokens">{tokens}</span> }.into_any())}
                {cost.map(|cost| view! { <span title="Cost">{cost}</span> }.into_any())}
                {facts::duration(&span)}
            </span>
            <span class="span-bar" aria-hidden="true"></span>
        </div>
    }
    .into_any()
}

pub(super) fn toggle(store: TraceStore, id: &SpanId) {
    store.folded.update(|folded| {
        if !folded.remove(id) {
            folded.insert(id.clone());
        }
    });
}
