//! The files attached to the selected span, or to the trace.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    api::{client::Client, load::Load},
    attachments::{self, FileList},
    message::attached::{AttachedFiles, KnownFiles},
    model::{attachment::FileOwner, span::Span},
};

/// Asks for the files whenever another span is selected, and provides the context by which messages find them.
pub(in crate::trace) fn provide_files(span: Signal<Arc<Span>>, client: Client) {
    let whose = Memo::new(move |_| {
        span.with(|span| {
            let owner = match span.id.as_str() {
                "" => FileOwner::Trace(span.trace_id.clone()),
                _ => FileOwner::Span(span.id.clone()),
            };
            (span.project.clone(), owner)
        })
    });
    let asking = client.clone();
    let answer = Load::after_paint(move || {
        let ((project, owner), client) = (whose.get(), asking.clone());
        async move {
            let (known, _) = attachments::ask(&client, &project, &owner).await;
            (owner, known)
        }
    });
    let known = Memo::new(move |_| match answer.get() {
        // The last answer stays until the next one comes, and may be about another span.
        Some((owner, known)) if whose.with(|(_, wanted)| *wanted == owner) => known,
        _ => KnownFiles::Unknown,
    });
    provide_context(attachments::files(client, known.into()));
}

/// All of them as a list; nothing when there are none.
#[component]
pub(super) fn Files(span: Signal<Arc<Span>>) -> impl IntoView {
    let files = use_context::<AttachedFiles>();
    let any = Memo::new(move |_| {
        span.track();
        files.is_some_and(|files| {
            files.known.with(|known| matches!(known, KnownFiles::Files(all) if !all.is_empty()))
        })
    });
    move || {
        any.get().then_some(files).flatten().map(|files| {
            view! {
                <section class="detail">
                    <div class="detail-head"><h3>"Attachments"</h3></div>
                    <FileList files placed=Vec::new() />
                </section>
            }
            .into_any()
        })
    }
}
