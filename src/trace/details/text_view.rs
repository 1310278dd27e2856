//! Shows logged data as text: long ones only from the beginning until more is needed.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local_scoped_with_cancellation};

use super::text::{PREVIEW, Text};
use crate::{
    model::figures,
    ui::text_pieces::{Marks, TextPieces},
};

/// The text with its search marks. If the current mark is after the beginning, the whole text is shown.
#[component]
pub(super) fn TextView(
    text: Arc<Text>,
    marks: Signal<Marks>,
    /// Size of the logged data in bytes.
    size: usize,
) -> impl IntoView {
    if !text.is_long {
        return view! { <TextPieces text=text.beginning.clone() marks /> }.into_any();
    }
    let wanted = RwSignal::new(false);
    let end = text.beginning.len();
    let beyond =
        move || marks.with(|marks| marks.found.get(marks.current).is_some_and(|current| current.end > end));
    let asked = Memo::new(move |_| wanted.get() || beyond());
    let whole = text.whole.clone();
    let writing = text.clone();
    let toggle = move |_| {
        wanted.update(|wanted| *wanted = !*wanted);
        if wanted.get_untracked() {
            let text = writing.clone();
            spawn_local_scoped_with_cancellation(async move {
                text.complete().await;
            });
        }
    };
    let beginning = text.beginning.clone();
    let shown = move || {
        let whole = if asked.get() { whole.get() } else { None };
        view! { <TextPieces text=whole.unwrap_or_else(|| beginning.clone()) marks /> }
    };
    let total = figures::bytes(size);
    view! {
        {shown}
        <p class="cut">
            <button type="button" class="btn" on:click=toggle>
                {move || if wanted.get() { "Show the beginning only".to_owned() } else { format!("Show all ({total})") }}
            </button>
            <span class="muted">
                {move || if asked.get() { String::new() } else { format!("These are the first {}.", figures::bytes(end.max(PREVIEW))) }}
            </span>
        </p>
    }
    .into_any()
}
