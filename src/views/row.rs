//! One view in the menu. It is moved by dragging, with Alt and an arrow key, and with buttons.

use leptos::prelude::*;
use web_sys::{DragEvent, KeyboardEvent};

use super::{actions, menu_state::MenuState};
use crate::{
    browser::focus,
    model::figures,
    query::saved_views::SavedView,
    text::visible::visible,
    ui::icon::{Glyph, Icon},
};

pub(super) fn row(state: MenuState, id: String) -> AnyView {
    let views = state.views;
    let key = StoredValue::new(id);
    let id = move || key.get_value();
    // Keeps its value while the row is leaving.
    let view = Memo::new(move |old: Option<&Option<SavedView>>| {
        let found = views.views.with(|views| key.with_value(|id| views.get(id).cloned()));
        found.or_else(|| old.cloned().flatten())
    });
    let is_default =
        Memo::new(move |_| views.views.with(|views| key.with_value(|id| views.default.as_ref() == Some(id))));
    let is_shown = move || {
        views.shown.with(|shown| key.with_value(|id| shown.as_ref().is_some_and(|shown| shown.id == *id)))
    };
    let is_open = Memo::new(move |_| state.open.with(|open| key.with_value(|id| open.as_ref() == Some(id))));
    let name = move || view.with(|view| view.as_ref().map(|view| visible(&view.name)).unwrap_or_default());
    let of_other_list = move || {
        let tab = view.with(|view| view.as_ref().map(|view| view.tab));
        tab.filter(|tab| *tab != views.tab).map(|tab| tab.label())
    };
    let count = move || {
        let count = views.news.with(|news| key.with_value(|id| news.get(id).copied()));
        count.filter(|count| *count > 0).map(|count| format!("{} new", figures::count(count)))
    };
    let open = move |_| {
        if let Some(view) = view.get_untracked() {
            views.open(&view);
        }
    };
    let toggle = move |_| state.open.update(|open| *open = (*open != Some(id())).then(id));
    let on_key = move |event: KeyboardEvent| {
        let to_end = match event.key().as_str() {
            _ if !event.alt_key() => return,
            "ArrowUp" => false,
            "ArrowDown" => true,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        state.shift(&id(), to_end);
        focus::soon(format!("[data-view=\"{}\"] .view-open", id()));
    };
    let begin = move |event: DragEvent| {
        if let Some(data) = event.data_transfer() {
            // Firefox drags nothing without data.
            let _ = data.set_data("text/plain", &name());
            data.set_effect_allowed("move");
        }
        state.dragged.set(Some(id()));
    };
    let is_target = RwSignal::new(false);
    let over = move |event: DragEvent| {
        if state.dragged.with_untracked(Option::is_some) {
            event.prevent_default();
            is_target.set(true);
        }
    };
    let drop = move |event: DragEvent| {
        is_target.set(false);
        if let Some(dragged) = state.dragged.get_untracked() {
            event.prevent_default();
            event.stop_propagation();
            state.dragged.set(None);
            views.update(|all| all.move_to(&dragged, &id()));
        }
    };
    view! {
        <li
            class="view-row"
            data-view=id()
            data-colour=move || view.with(|view| view.as_ref().map(|view| view.colour.word()))
            data-target=move || is_target.get().then_some("")
            draggable=move || (!is_open.get()).to_string()
            on:dragstart=begin
            on:dragover=over
            on:dragleave=move |_| is_target.set(false)
            on:drop=drop
            on:dragend=move |_| state.dragged.set(None)
            on:keydown=on_key
        >
            <button
                type="button"
                class="view-open"
                data-close
                aria-current=move || is_shown().then_some("true")
                aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
                on:click=open
            >
                <i class="view-dot" aria-hidden="true"></i>
                <span class="view-name" dir="auto">{name}</span>
                {move || of_other_list().map(|list| view! { <span class="view-of">{list}</span> }.into_any())}
                {move || {
                    is_default
                        .get()
                        .then(|| {
                            view! {
                                <span class="view-of" title="The project opens with this view">
                                    "default"
                                </span>
                            }.into_any()
                        })
                }}
                {move || count().map(|count| view! { <span class="view-count num">{count}</span> }.into_any())}
            </button>
            <button
                type="button"
                class="icon-btn"
                aria-label=move || format!("Actions of {}", name())
                title="Actions"
                aria-expanded=move || is_open.get().to_string()
                on:click=toggle
            >
                <Icon glyph=Glyph::More />
            </button>
            {move || is_open.get().then(|| actions::actions(state, view, is_default))}
        </li>
    }
    .into_any()
}
