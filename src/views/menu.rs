//! The content of the menu: all views of the project, and what can be done with all of them.

use leptos::prelude::*;
use web_sys::DragEvent;

use super::{Views, files, form, menu_state::MenuState, news, row};
use crate::{
    query::saved_views::SavedView,
    text::visible::visible,
    ui::{
        icon::{Glyph, Icon},
        keyed::keyed,
    },
};

pub(super) fn menu(views: Views) -> AnyView {
    news::count_now(views);
    let state = MenuState {
        views,
        open: RwSignal::new(None),
        dragged: RwSignal::new(None),
        problem: RwSignal::new(None),
    };
    let list = NodeRef::<leptos::html::Ul>::new();
    Effect::new(move |_| {
        let shown = list.get().and_then(|list| list.query_selector("[aria-current=true]").ok().flatten());
        if let Some(shown) = shown {
            crate::browser::focus::without_scrolling(&shown);
        }
    });
    let ids =
        move || views.views.with(|views| views.visible().map(|view| view.id.clone()).collect::<Vec<_>>());
    let is_of_all = move || views.shown.with(Option::is_none) && views.list.with(|list| list.is_plain);
    let tab = views.tab;
    // A file may be dropped anywhere in the menu.
    let over = move |event: DragEvent| {
        if state.dragged.with_untracked(Option::is_none) {
            event.prevent_default();
        }
    };
    let drop = move |event: DragEvent| {
        if state.dragged.with_untracked(Option::is_none) {
            event.prevent_default();
            files::take_dropped(state, &event);
        }
    };
    view! {
        <div class="views-menu" on:dragover=over on:drop=drop>
            {move || changed(views)}
            <ul node_ref=list class="views-list" aria-label="Views">
                <li class="view-row">
                    <button
                        type="button"
                        class="view-open"
                        data-close
                        aria-current=move || is_of_all().then_some("true")
                        on:click=move |_| views.open_all()
                    >
                        <i class="view-dot" aria-hidden="true"></i>
                        <span class="view-name">{format!("All {}", tab.word())}</span>
                    </button>
                </li>
                {keyed(ids, Clone::clone, move |id| row::row(state, id))}
            </ul>
            {move || news::words(views)}
            <p class="form-problem" role="alert">{state.problem}</p>
            <div class="views-end">
                {files::import_field(state)}
                {files::export_all(state)}
            </div>
            {move || hidden(views)}
        </div>
    }
    .into_any()
}

/// What can be done when the list was changed since its view was opened.
fn changed(views: Views) -> Option<AnyView> {
    let shown = views.shown.get().filter(|shown| shown.is_changed)?;
    let name = visible(&shown.name);
    let id = shown.id.clone();
    let update = (!shown.is_builtin).then(|| {
        view! {
            <button type="button" class="btn" data-close on:click=move |_| form::update_view(views, &id)>
                "Update"
            </button>
        }
        .into_any()
    });
    let (as_new, set_as_new) = signal(false);
    let inside = move || match as_new.get() {
        true => form::save(views, false),
        false => view! {
            <button type="button" class="btn" on:click=move |_| set_as_new.set(true)>
                "Save as new"
            </button>
        }
        .into_any(),
    };
    let view = view! {
        <div class="views-changed" role="group" aria-label=format!("Changes of {name}")>
            <p>
                <bdi>{name.clone()}</bdi>
                " was changed."
            </p>
            {update}
            {inside}
        </div>
    };
    Some(view.into_any())
}

/// The views of the app that are hidden, each with a button that shows it again.
fn hidden(views: Views) -> Option<AnyView> {
    let hidden: Vec<SavedView> =
        views.views.with(|views| views.views.iter().filter(|view| view.is_hidden).cloned().collect());
    if hidden.is_empty() {
        return None;
    }
    let one = |view: SavedView| {
        let id = view.id.clone();
        let restore = move |_| {
            views.update(|all| all.hide(&id, false));
        };
        view! {
            <button type="button" class="quiet" on:click=restore>
                <Icon glyph=Glyph::Plus />
                {format!("Show {}", view.name)}
            </button>
        }
        .into_any()
    };
    let view = view! {
        <div class="views-hidden" role="group" aria-label="Hidden views">
            {hidden.into_iter().map(one).collect_view()}
        </div>
    };
    Some(view.into_any())
}
