//! The bar above the trace view, and the head of the selected span: its name, figures, tags, scores and error.

use std::sync::Arc;

use leptos::prelude::*;

use super::{context::TraceAction, facts, keys, row::glyph, scores::Chips, trace_store::TraceStore};
use crate::{
    browser::clock,
    model::{figures, ids::ThreadId, span::Span},
    review::{
        panel_focus::PanelFocus,
        subject::Subject,
        tags::{Tagging, Tags},
    },
    text::visible::visible,
    ui::{
        copy_button::CopyButton,
        icon::{Glyph, Icon},
    },
};

/// The trace's name and the buttons of the view.
#[component]
pub(super) fn Bar(store: TraceStore, name: String, thread: Option<ThreadId>) -> impl IntoView {
    let (context, name) = (store.context, visible(&name));
    let id = store.root.with_value(|root| root.trace_id.to_string());
    view! {
        <header class="trace-bar">
            <h1 dir="auto" title=name.clone()>{name.clone()}</h1>
            <div class="trace-tools">
                {thread.map(|thread| {
                    let title = format!("Conversation {}", visible(thread.as_str()));
                    view! {
                        <button
                            type="button"
                            class="quiet"
                            title=title
                            on:click=move |_| context.go.run(TraceAction::Thread(thread.clone()))
                        >
                            <Icon glyph=Glyph::Comment />
                            <span>"Conversation"</span>
                        </button>
                    }.into_any()
                })}
                <button
                    type="button"
                    class="quiet"
                    aria-pressed=move || context.annotating.get().to_string()
                    title="Scores and comments (s)"
                    on:click=move |_| context.go.run(TraceAction::Annotate(!context.annotating.get_untracked()))
                >
                    <Icon glyph=Glyph::Judge />
                    <span>"Annotate"</span>
                </button>
                <CopyButton label="Copy link" glyph=Glyph::Link text=Arc::new(move || keys::link(store)) />
                <CopyButton label="Copy trace ID" text=Arc::new(move || id.clone()) />
                {move || {
                    context
                        .span
                        .get()
                        .map(|span| {
                            let id = span.to_string();
                            view! { <CopyButton label="Copy span ID" glyph=Glyph::Code text=Arc::new(move || id.clone()) /> }
                                .into_any()
                        })
                }}
                {move || context.navigation.get().map(|navigation| navigation.buttons(context.tab.get_untracked()))}
                <button
                    type="button"
                    class="icon-btn"
                    aria-label="Close"
                    title="Back (Esc)"
                    on:click=move |_| context.go.run(TraceAction::Leave)
                >
                    <Icon glyph=Glyph::Close />
                </button>
            </div>
        </header>
    }
}

/// The head of the selected span.
#[component]
pub(super) fn Head(
    store: TraceStore,
    subject: Subject,
    tagging: Tagging,
    panel_focus: PanelFocus,
) -> impl IntoView {
    view! {
        <div class="step-head">
            {move || store.chosen().map(|span| known(&span))}
            <div class="step-marks">
                <Tags subject tagging adding=panel_focus.adding />
                <Chips store subject />
            </div>
        </div>
    }
}

fn known(span: &Span) -> AnyView {
    let name = span.name.clone().unwrap_or_else(|| "Unnamed".to_owned());
    view! {
        <h2 class="step-name">
            <Icon glyph=glyph(span.kind) />
            <bdi>{visible(&name)}</bdi>
            <span class="step-kind">{span.kind.word()}</span>
        </h2>
        <div class="facts num">{all_facts(span)}</div>
        {span.error.as_ref().map(|error| {
            view! {
                <p class="step-error">
                    <Icon glyph=Glyph::Warning />
                    <b dir="auto">{if error.kind.is_empty() { "Error".to_owned() } else { visible(&error.kind) }}</b>
                    <span dir="auto">{error.message.as_deref().map(visible)}</span>
                </p>
            }.into_any()
        })}
    }
    .into_any()
}

fn all_facts(span: &Span) -> Vec<AnyView> {
    let mut all = Vec::new();
    if let Some(at) = span.start_time.or(span.created_at) {
        all.push(
            view! {
                <time data-testid="data-viewer-created-at" datetime=at.iso() title=at.utc()>
                    {at.date_time(clock::zone_at(at))}
                </time>
            }
            .into_any(),
        );
    }
    let mut fact = |words: Option<String>, title: String, test_id: Option<&'static str>| {
        if let Some(words) = words {
            all.push(
                view! { <span title=title data-testid=test_id dir="auto">{visible(&words)}</span> }
                    .into_any(),
            );
        }
    };
    fact(facts::duration(span), "From its start to its end".to_owned(), Some("data-viewer-duration"));
    let tokens =
        span.total_tokens().filter(|tokens| *tokens > 0).map(|tokens| figures::counted(tokens, "token"));
    fact(tokens, facts::usage(span), Some("data-viewer-tokens"));
    let cost = span.cost.filter(|cost| *cost > 0.0);
    let exact = cost.map_or(String::new(), |cost| format!("Estimated by the server: ${cost}"));
    fact(cost.map(facts::cents), exact, None);
    fact(facts::model(span), "Provider and model".to_owned(), Some("data-viewer-provider-model"));
    fact(span.environment.clone(), "Environment".to_owned(), None);
    all
}
