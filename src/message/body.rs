//! Renders a text as Markdown or as it was written. A long one begins as a preview.

use leptos::prelude::*;

use super::render_mode::RenderMode;
use crate::{
    model::figures,
    text::excerpt::excerpt,
    ui::{
        safe_html::{as_written, prose},
        text_pieces::TextPieces,
    },
};

/// Only this many characters of a longer text are rendered at first, so that a 5 MB message does not slow the page
/// down.
const PREVIEW: usize = 20_000;
/// A text of more bytes is shown in full as it was written: rendering megabytes of Markdown would block the page.
const RENDERED: usize = 200_000;

/// A text, with a button to show all of it if it is long.
#[component]
pub fn Words(text: String, shown: RenderMode) -> impl IntoView {
    let preview = excerpt(&text, PREVIEW);
    if !preview.cut {
        return view! { <Text text=text raw=shown.raw prefix=shown.prefix /> }.into_any();
    }
    let total = figures::bytes(preview.total_bytes);
    let (whole, set_whole) = signal(false);
    let start = StoredValue::new(preview.text);
    let text = StoredValue::new(text);
    view! {
        {move || match whole.get() {
            false => {
                view! { <Text text=start.get_value() raw=shown.raw prefix=shown.prefix.clone() /> }.into_any()
            }
            true if text.with_value(String::len) > RENDERED => {
                view! { <TextPieces text=text.with_value(|text| text.as_str().into()) /> }.into_any()
            },
            true => view! { <Text text=text.get_value() raw=shown.raw prefix=shown.prefix.clone() /> }.into_any(),
        }}
        <p class="cut">
            <button type="button" class="btn" on:click=move |_| set_whole.update(|whole| *whole = !*whole)>
                {move || if whole.get() { "Show the beginning only".to_owned() } else { format!("Show all ({total})") }}
            </button>
            <span class="muted">
                {move || if whole.get() { "" } else { "This is the beginning of a long message." }}
            </span>
        </p>
    }
    .into_any()
}

#[component]
fn Text(text: String, raw: Signal<bool>, prefix: String) -> impl IntoView {
    let text = StoredValue::new(text);
    move || text.with_value(|text| if raw.get() { as_written(text) } else { prose(text, &prefix) })
}
