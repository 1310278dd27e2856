//! The only place that inserts HTML into the page. It accepts only what `browser::renderer` made, and handles the
//! clicks in it, because the HTML itself contains no scripts.

use leptos::{prelude::*, task::spawn_local};
use web_sys::{Element, MouseEvent, wasm_bindgen::JsCast};

use crate::browser::{
    clipboard, focus,
    renderer::{self, SafeHtml},
    scroll,
};
use crate::text::visible::visible;

/// A Markdown text rendered as HTML, or as it was written while the renderer is not loaded. To be called in a reactive
/// closure, which runs again once it is loaded: `{move || text.with(|text| prose(text, &prefix, ""))}`.
///
/// `prefix` is unique in the page, and makes the ids in the HTML unique. `sources` is the prefix of the ids of the list of
/// sources that links to `#source-1` lead to, or empty.
pub fn prose(text: &str, prefix: &str, sources: &str) -> AnyView {
    renderer::render(text, prefix, sources).map_or_else(|| as_written(text), html)
}

/// A text that a person typed: to the letter, with links and code. To be called like [`prose`].
pub fn as_typed(text: &str) -> AnyView {
    renderer::as_typed(text).map_or_else(
        || as_written(text),
        |whole| match whole.inside_typed() {
            Some(inside) => inserted("prose typed", inside),
            None => html(whole),
        },
    )
}

fn html(html: SafeHtml) -> AnyView {
    inserted("prose", html)
}

fn inserted(class: &'static str, html: SafeHtml) -> AnyView {
    let html = html.into_string();
    view! { <div class=class dir="auto" on:click=on_click inner_html=html></div> }.into_any()
}

/// A text as it was written, without Markdown.
pub fn as_written(text: &str) -> AnyView {
    view! { <div class="raw" dir="auto">{visible(text)}</div> }.into_any()
}

fn on_click(event: MouseEvent) {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    if let Ok(Some(button)) = target.closest("[data-copy]") {
        copy_code(button);
    } else if let Ok(Some(control)) = target.closest("[data-jump]") {
        // A footnote, the way back, or a source. The browser would resolve a fragment against the page's `<base>`.
        event.prevent_default();
        let id = control.get_attribute("data-jump").unwrap_or_default();
        if let Some(place) = document().get_element_by_id(&id) {
            scroll::to(&place, scroll::ScrollTarget::Nearest);
            focus::without_scrolling(&place);
        }
    }
}

fn copy_code(button: Element) {
    let block = button.closest(".code").ok().flatten();
    let Some(code) = block.and_then(|block| block.query_selector("pre code").ok().flatten()) else { return };
    let text = code.text_content().unwrap_or_default();
    spawn_local(async move {
        let label = if clipboard::copy(&text).await { "Copied" } else { "Not allowed" };
        button.set_text_content(Some(label));
        crate::browser::timer::wait(2000).await;
        button.set_text_content(Some("Copy"));
    });
}
