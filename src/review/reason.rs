//! The field for the reason of a score: saved when it loses focus, stored as a draft until then.

use leptos::prelude::*;

use super::{subject::Subject, typing::Typing};
use crate::{
    local::drafts,
    model::{
        change::{Edit, ScoreInput},
        score::AuthorScore,
    },
    text::visible::visible,
};

/// The reason of the reviewer's own score of that name. Only shown while there is such a score.
pub(super) fn reason(subject: Subject, name: &str, locked: Signal<bool>) -> AnyView {
    let typing = Typing::new(subject, drafts::reason_field(name));
    let name = StoredValue::new(name.to_owned());
    let mine = move || -> Option<AuthorScore> {
        let me = subject.me();
        subject.feedback.with(|feedback| name.with_value(|name| feedback.mine(name, &me).cloned()))
    };
    let saved = Memo::new(move |_| mine().and_then(|author_score| author_score.reason).unwrap_or_default());
    let text = Memo::new(move |_| typing.words().unwrap_or_else(|| saved.get()));
    let save = move || {
        let (Some(text), Some(saved)) = (text.try_get_untracked(), saved.try_get_untracked()) else { return };
        let Some(author_score) = untrack(mine) else { return };
        let text = text.trim().to_owned();
        typing.done();
        if text != saved {
            let reason = (!text.is_empty()).then_some(text);
            let input =
                Some(ScoreInput { value: author_score.value, category: author_score.category, reason });
            subject.edit(Edit::Score { name: name.get_value(), input });
        }
    };
    let unsaved = Memo::new(move |_| text.with(|text| saved.with(|saved| text.trim() != saved.trim())));
    // Once shown, the line keeps its space: otherwise pressing a button below would blur the field, hide the line and
    // move the button away.
    let line = Memo::new(move |was: Option<&bool>| was == Some(&true) || unsaved.get());
    let words = move || {
        view! {
            "Not saved yet "
            <button type="button" class="quiet" on:click=move |_| save()>
                "Save reason"
            </button>
        }
        .into_any()
    };
    view! {
        <div class="reason-row">
            <textarea
                class="area reason"
                dir="auto"
                rows="1"
                aria-label=format!("Reason for {}", name.with_value(|name| visible(name)))
                placeholder="Why? (optional)"
                disabled=locked
                prop:value=move || text.get()
                on:input=move |event| {
                    saved.with_untracked(|saved| typing.takes(event_target_value(&event), saved));
                }
                on:change=move |_| save()
            ></textarea>
            {move || {
                line.get()
                    .then(|| {
                        view! { <p class="review-note unsaved">{move || unsaved.get().then(words)}</p> }.into_any()
                    })
            }}
        </div>
    }
    .into_any()
}
