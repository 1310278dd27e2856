//! The row of reasons offered after a thumbs-down, each with a number key. It can be dismissed without a reason.

use leptos::{html, prelude::*};
use web_sys::KeyboardEvent;

use super::store::Review;
use crate::{
    local::hotkeys,
    model::{
        change::{Edit, Item, THUMBS},
        reason,
    },
    text::visible::visible,
    ui::{
        icon::{Glyph, Icon},
        keyed::keyed,
    },
};

/// The most reasons shown: number keys go up to 9, and one is for another reason.
const MAX_SHOWN: usize = 8;

/// The row of reasons below an answer that the reviewer rated down.
#[component]
pub(super) fn ReasonRow(review: Review, item: Item, asking: RwSignal<bool>) -> impl IntoView {
    let reasons = review.reasons;
    let own = item.clone();
    let chosen = Memo::new(move |_| review.mine(&own, THUMBS).and_then(|author_score| author_score.reason));
    let other = RwSignal::new(false);
    let field = NodeRef::<html::Input>::new();
    let item = StoredValue::new(item);
    let give = Callback::new(move |reason: Option<String>| {
        if let Some(reason) = &reason {
            reasons.give(reason);
        }
        review.edit(item.get_value(), Edit::thumb(Some(false), reason));
        other.set(false);
        asking.set(false);
    });
    // The reasons known when the row appears keep their position and number key. Those that the server sends later are
    // added at the end, so that nothing moves under the pointer.
    let first = untrack(|| reasons.offers());
    let own = first.len() + 1;
    let draw = move |(number, reason)| chip(number, reason, chosen, give);
    let chips: Vec<AnyView> =
        first.iter().enumerate().map(|(at, reason)| draw((at + 1, reason.clone()))).collect();
    let all = Memo::new(move |before: Option<&Vec<String>>| {
        reason::joined(before.unwrap_or(&first).clone(), reasons.offers(), MAX_SHOWN)
    });
    let late = move || {
        let numbered = (1..).zip(all.get()).map(|(number, reason)| (number + 1, reason));
        numbered.skip(own - 1).collect::<Vec<_>>()
    };
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        _ if hotkeys::composes(&event) => {}
        "Enter" => {
            event.prevent_default();
            let text = field.get_untracked().map(|field| field.value().trim().to_owned());
            give.run(text.filter(|text| !text.is_empty()));
        }
        "Escape" => {
            event.stop_propagation();
            other.set(false);
        }
        _ => {}
    };
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            let _ = field.focus();
        }
    });
    view! {
        <div class="reasons" role="group" aria-label="Why thumbs down?">
            <span class="muted">"Why?"</span>
            {chips}
            <button type="button" class="chip" data-nth=own on:click=move |_| other.set(true)>
                <kbd aria-hidden="true">{own}</kbd>
                "Other…"
            </button>
            {move || {
                other
                    .get()
                    .then(|| {
                        view! {
                            <input
                                node_ref=field
                                class="reason-field"
                                aria-label="Another reason"
                                placeholder="In a few words, then Enter"
                                dir="auto"
                                maxlength="500"
                                prop:value=chosen.get_untracked().unwrap_or_default()
                                on:keydown=on_key
                            />
                        }.into_any()
                    })
            }}
            <button type="button" class="icon-btn" aria-label="No reason" title="Pass over" on:click=move |_| asking.set(false)>
                <Icon glyph=Glyph::Close />
            </button>
            {keyed(late, |(_, reason)| reason.clone(), draw)}
        </div>
    }
}

fn chip(
    number: usize,
    reason: String,
    chosen: Memo<Option<String>>,
    give: Callback<Option<String>>,
) -> AnyView {
    let pressed = {
        let reason = reason.clone();
        move || chosen.with(|chosen| chosen.as_ref() == Some(&reason))
    };
    let words = visible(&reason);
    let press = pressed.clone();
    view! {
        <button
            type="button"
            class="chip"
            data-nth=number.to_string()
            aria-pressed=move || pressed().to_string()
            on:click=move |_| give.run((!press()).then(|| reason.clone()))
        >
            <kbd aria-hidden="true">{number.to_string()}</kbd>
            <bdi>{words}</bdi>
        </button>
    }
    .into_any()
}
