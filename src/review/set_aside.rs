//! Typed text that could not be saved, because its comment was deleted meanwhile or changed later in another tab. It is
//! kept in a field of its own until the person posts it as a new comment or discards it.

use leptos::prelude::*;

use super::subject::Subject;
use crate::{
    local::drafts,
    ui::{
        icon::{Glyph, Icon},
        keyed::keyed,
    },
};

/// The texts set aside for this subject; empty if there are none.
#[component]
pub(super) fn SetAside(subject: Subject) -> impl IntoView {
    let again = Trigger::new();
    // Another tab may have set text aside.
    let elsewhere = window_event_listener_untyped("storage", move |_| again.notify());
    on_cleanup(move || elsewhere.remove());
    let all = Memo::new(move |_| {
        again.track();
        // A refused edit sets its text aside.
        subject.refused.track();
        let is_known = subject.is_known();
        subject.feedback.with(|feedback| {
            let is_there = |id: &str| !is_known || feedback.comments.iter().any(|one| one.id.as_str() == id);
            let drafts = subject.drafts().into_iter();
            drafts.filter(|(field, _)| drafts::is_aside(field, is_there)).collect::<Vec<_>>()
        })
    });
    let draw = move |(field, words): (String, String)| {
        let field = StoredValue::new(field);
        let text = RwSignal::new(words);
        let keep = move |words: &str| {
            field.with_value(|field| untrack(|| drafts::keep(&subject.draft(field), words)));
        };
        let discard = move || {
            keep("");
            again.notify();
        };
        let post = move |_| {
            let words = text.with_untracked(|text| text.trim().to_owned());
            if !words.is_empty() {
                subject.comment(&words);
            }
            discard();
        };
        view! {
            <div class="set-aside" role="group" aria-label="Your words">
                <p>
                    <Icon glyph=Glyph::Warning />
                    "The comment they were for was deleted, or changed later. Your words are kept here."
                </p>
                <textarea
                    class="area"
                    dir="auto"
                    rows="2"
                    aria-label="Words that were not saved"
                    prop:value=move || text.get()
                    on:input=move |event| {
                        let words = event_target_value(&event);
                        keep(&words);
                        text.set(words);
                    }
                ></textarea>
                <div class="editor-tools">
                    <button type="button" class="btn" on:click=post>
                        "Add as a new comment"
                    </button>
                    <button type="button" class="quiet" on:click=move |_| discard()>
                        "Discard"
                    </button>
                </div>
            </div>
        }
        .into_any()
    };
    move || keyed(move || all.get(), |(field, _)| field.clone(), draw)
}
