//! The footer of a list: which rows are shown, and the controls that lead to the others.

use leptos::prelude::*;

use crate::{
    model::figures,
    query::page,
    ui::icon::{Glyph, Icon},
};

/// The page of a list that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageInfo {
    /// Number of the page, from 1.
    pub page: u32,
    /// Rows on a full page.
    pub size: u32,
    /// Number of rows on this page.
    pub rows: usize,
    /// Number of rows on all pages.
    pub total: u64,
}

/// "Showing 1–25 of 1,284", the page size, and buttons to the previous and next page.
#[component]
pub fn Pager(
    /// `None` until the first page is loaded.
    #[prop(into)]
    page_info: Signal<Option<PageInfo>>,
    /// Rows on a full page, as chosen.
    #[prop(into)]
    size: Signal<u32>,
    /// Called with the page to go to, from 1.
    #[prop(into)]
    turn: Callback<u32>,
    /// Called with the page size that was chosen.
    #[prop(into)]
    resize: Callback<u32>,
    /// What is shown between the text and the controls.
    children: Children,
) -> impl IntoView {
    let shown = move || {
        page_info.get().map(|at| {
            let (first, last) = page::span(at.page, at.size, at.rows);
            match at.rows {
                0 => format!("Showing 0 of {}", figures::count(at.total)),
                _ => format!(
                    "Showing {}–{} of {}",
                    figures::count(first),
                    figures::count(last),
                    figures::count(at.total)
                ),
            }
        })
    };
    let pages = move || page_info.get().map_or(1, |at| page::count(at.total, at.size));
    let current = move || page_info.get().map_or(1, |at| at.page);
    let select = NodeRef::<leptos::html::Select>::new();
    view! {
        <nav class="pager num" aria-label="Pages">
            <span class="pager-span">{shown}</span>
            {children()}
            <label class="pager-size spread">
                "Rows"
                <select
                    node_ref=select
                    class="btn"
                    aria-label="Rows"
                    prop:value=move || size.get().to_string()
                    on:change=move |_| {
                        let chosen = select.get_untracked().and_then(|select| select.value().parse().ok());
                        if let Some(chosen) = chosen {
                            resize.run(chosen);
                        }
                    }
                >
                    {move || {
                        let chosen = size.get();
                        page::sizes_with(chosen)
                            .into_iter()
                            .map(|offered| {
                                view! { <option value=offered selected=offered == chosen>{offered}</option> }.into_any()
                            })
                            .collect_view()
                    }}
                </select>
            </label>
            <button
                type="button"
                class="icon-btn"
                aria-label="Previous page"
                title="Previous page"
                disabled=move || { current() <= 1 }
                on:click=move |_| turn.run(current() - 1)
            >
                <Icon glyph=Glyph::Left />
            </button>
            <span class="pager-page">
                <span class="visually-hidden">"Page "</span>
                {move || format!("{} / {}", figures::count(current().into()), figures::count(pages().into()))}
            </span>
            <button
                type="button"
                class="icon-btn"
                aria-label="Next page"
                title="Next page"
                disabled=move || { current() >= pages() }
                on:click=move |_| turn.run(current() + 1)
            >
                <Icon glyph=Glyph::Right />
            </button>
        </nav>
    }
}
