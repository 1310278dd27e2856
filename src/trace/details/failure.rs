//! The section that shows why a span failed: type, message and traceback.

use std::sync::Arc;

use leptos::prelude::*;

use super::section::head;
use crate::{
    model::{span::Span, trace::ErrorInfo},
    text::{pieces::SEGMENT, visible::visible},
    ui::{copy_button::CopyButton, text_pieces::TextPieces},
};

/// The section "Error"; nothing if the span has none.
#[component]
pub(super) fn Failure(span: Signal<Arc<Span>>) -> impl IntoView {
    let error = Memo::new(move |_| span.with(|span| span.error.clone()));
    let open = RwSignal::new(true);
    move || {
        error.get().map(|error| {
            view! {
                <section class="detail detail-error">
                    {head("Error", "detail-error", open, ().into_any())}
                    <div id="detail-error" class="detail-body">
                        {move || open.get().then(|| body(error.clone()))}
                    </div>
                </section>
            }
            .into_any()
        })
    }
}

fn body(error: ErrorInfo) -> AnyView {
    let whole = [Some(kind_and_message(&error)), error.traceback.clone()];
    let whole = whole.into_iter().flatten().collect::<Vec<_>>().join("\n\n");
    let message = error.message.map(|message| {
        if message.len() > SEGMENT {
            view! { <TextPieces text=message.into() /> }.into_any()
        } else {
            view! { <p class="error-message" dir="auto">{visible(&message)}</p> }.into_any()
        }
    });
    let traceback = error.traceback.filter(|traceback| !traceback.trim().is_empty()).map(|traceback| {
        view! {
            <pre class="traceback" dir="ltr" tabindex="0" role="region" aria-label="Traceback">
                <TextPieces text=traceback.into() />
            </pre>
        }
        .into_any()
    });
    view! {
        <div class="detail-tools">
            <b class="error-kind" dir="auto">{visible(&error.kind)}</b>
            <span class="spread"></span>
            <CopyButton label="Copy error" worded=true text=Arc::new(move || whole.clone()) />
        </div>
        {message}
        {traceback}
    }
    .into_any()
}

fn kind_and_message(error: &ErrorInfo) -> String {
    let parts = [error.kind.as_str(), error.message.as_deref().unwrap_or_default()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ")
}
