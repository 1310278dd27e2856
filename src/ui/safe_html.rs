//! The one place that puts HTML into the page. It takes [`SafeHtml`], which only `text::markdown` can make, and nothing
//! else; what happens on a click inside is decided here, because the HTML itself is inert.

use leptos::{prelude::*, task::spawn_local};
use web_sys::{Element, MouseEvent, wasm_bindgen::JsCast};

use crate::{
    browser::{clipboard, scroll},
    text::markdown::SafeHtml,
};

/// Rendered Markdown.
#[component]
pub fn Prose(
    /// Made by `text::markdown::to_html`.
    html: SafeHtml,
) -> impl IntoView {
    view! { <div class="prose" dir="auto" on:click=on_click inner_html=html.as_str().to_owned()></div> }
}

fn on_click(event: MouseEvent) {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    if let Ok(Some(button)) = target.closest("[data-copy]") {
        copy_code(button);
    } else if let Ok(Some(button)) = target.closest("[data-jump]") {
        // A footnote or the way back; a fragment link would be resolved against the page's <base>.
        let id = button.get_attribute("data-jump").unwrap_or_default();
        if let Some(place) = document().get_element_by_id(&id) {
            scroll::to(&place, scroll::Stand::Nearest);
        }
    }
}

fn copy_code(button: Element) {
    let block = button.closest(".code").ok().flatten();
    let Some(code) = block.and_then(|block| block.query_selector("pre code").ok().flatten()) else { return };
    let text = code.text_content().unwrap_or_default();
    spawn_local(async move {
        let said = if clipboard::copy(&text).await { "Copied" } else { "Not allowed" };
        button.set_text_content(Some(said));
        crate::browser::timer::wait(2000).await;
        button.set_text_content(Some("Copy"));
    });
}
