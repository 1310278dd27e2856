//! Words that have lost their place: the edit of a comment that somebody deleted meanwhile, or that was changed later in another
//! tab. They stand in a field of their own until the person posts them anew, or discards them.

use leptos::prelude::*;

use super::subject::Subject;
use crate::{
    local::drafts,
    ui::{
        icon::{Glyph, Icon},
        keyed::keyed,
    },
};

/// The words set aside of this subject; nothing while there are none.
#[component]
pub(super) fn SetAside(
    /// Of what.
    subject: Subject,
) -> impl IntoView {
    let again = Trigger::new();
    // Another tab may have set words aside.
    let elsewhere = window_event_listener_untyped("storage", move |_| again.notify());
    on_cleanup(move || elsewhere.remove());
    let all = Memo::new(move |_| {
        again.track();
        // A refusal sets words aside.
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
            <div class="aside" role="group" aria-label="Your words">
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
