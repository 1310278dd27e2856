//! Words: rendered or raw, whole or as a bounded preview.

use leptos::prelude::*;

use super::shown::Shown;
use crate::{
    model::figures,
    text::excerpt::excerpt,
    ui::safe_html::{as_written, prose},
};

/// A longer text begins as a preview of this many characters, so that a 5 MB message costs what a page costs.
const PREVIEW: usize = 20_000;
/// A whole text beyond this is shown as it was written: rendering megabytes would stop the page.
const RENDERED: usize = 200_000;
/// A huge text stands in pieces of about this size, of which the browser lays out those in sight.
const PIECE: usize = 32_000;

/// Somebody's words.
#[component]
pub fn Words(
    /// In Markdown.
    text: String,
    /// Rendered or raw.
    shown: Shown,
) -> impl IntoView {
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
            true if text.with_value(String::len) > RENDERED => text.with_value(|text| in_pieces(text)).into_any(),
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

/// The whole of a huge text, as it was written.
fn in_pieces(text: &str) -> impl IntoView + use<> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let mut end = PIECE.min(rest.len());
        // A piece ends after a line where there is one near, else between two characters.
        if end < rest.len() {
            end = rest.get(..end).and_then(|piece| piece.rfind('\n')).map_or(end, |newline| newline + 1);
            while !rest.is_char_boundary(end) {
                end += 1;
            }
        }
        let (piece, after) = rest.split_at(end);
        pieces.push(view! { <div class="raw-piece">{piece.to_owned()}</div> });
        rest = after;
    }
    view! { <div class="raw" dir="auto">{pieces}</div> }
}
