//! What can be done with one view.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};

use super::{files, form, menu_state::MenuState};
use crate::{
    browser::{base, clipboard, clock, focus},
    paths,
    query::saved_views::SavedView,
    text::visible::visible,
    ui::{
        icon::{Glyph, Icon},
        toast::Tone,
    },
};

/// The actions below a view's row.
pub(super) fn actions(state: MenuState, view: Memo<Option<SavedView>>, is_default: Memo<bool>) -> AnyView {
    let views = state.views;
    let Some(first) = view.get_untracked() else { return ().into_any() };
    let is_builtin = first.is_builtin;
    let name = move || view.with(|view| view.as_ref().map(|view| visible(&view.name)));
    let id = StoredValue::new(first.id);
    let renaming = RwSignal::new(false);
    let set_default = move |_| {
        let id = (!is_default.get_untracked()).then(|| id.get_value());
        views.update(|all| all.set_default(id.as_deref()));
    };
    let duplicate = move |_| {
        let mut made = Ok(String::new());
        views.update(|all| made = id.with_value(|id| all.duplicate(id, clock::now())));
        match made {
            Ok(made) => state.open.set(Some(made)),
            Err(why) => state.problem.set(Some(why.to_owned())),
        }
    };
    let save = move |_| {
        if let Some(view) = view.get_untracked() {
            files::save(state, &[view]);
        }
    };
    let shift = move |to_end: bool| {
        state.shift(&id.get_value(), to_end);
        // A moved element loses the focus.
        let end = if to_end { "down" } else { "up" };
        focus::soon(format!("[data-view=\"{}\"] [data-move={end}]", id.get_value()));
    };
    let last = if is_builtin { "Hide" } else { "Delete" };
    let remove = move |_| {
        if let Some(view) = view.get_untracked() {
            remove(state, &view);
        }
    };
    view! {
        <div class="view-actions" role="group" aria-label=name>
            {move || {
                renaming
                    .get()
                    .then(|| view.get_untracked())
                    .flatten()
                    .map(|view| {
                        form::rename(views, view, Callback::new(move |()| renaming.set(false)))
                    })
            }}
            {(!is_builtin)
                .then(|| {
                    action(Glyph::Edit, "Rename", move |_| renaming.update(|renaming| *renaming = !*renaming))
                })}
            {move || {
                let words = if is_default.get() { "Do not open first" } else { "Set as default" };
                action(Glyph::Pin, words, set_default)
            }}
            {action(Glyph::Copy, "Duplicate", duplicate)}
            {action(Glyph::Link, "Copy link", move |_| copy_link(state, view))}
            {action(Glyph::Download, "Save as file", save)}
            <button type="button" class="quiet" data-move="up" on:click=move |_| shift(false)>
                <Icon glyph=Glyph::Up />
                "Move up"
            </button>
            <button type="button" class="quiet" data-move="down" on:click=move |_| shift(true)>
                <Icon glyph=Glyph::Down />
                "Move down"
            </button>
            {action(Glyph::Delete, last, remove)}
        </div>
    }
    .into_any()
}

fn action(glyph: Glyph, words: &'static str, act: impl Fn(web_sys::MouseEvent) + 'static) -> AnyView {
    view! {
        <button type="button" class="quiet" on:click=act>
            <Icon glyph />
            {words}
        </button>
    }
    .into_any()
}

/// Deletes a view, or hides one that came with the app; both can be undone.
fn remove(state: MenuState, view: &SavedView) {
    let views = state.views;
    let (saved, project, id) = (views.saved, views.project(), view.id.clone());
    let name = visible(&view.name);
    if view.is_builtin {
        views.update(|all| all.hide(&id, true));
        let undo = move || {
            saved.update(&project, |all| all.hide(&id, false));
        };
        views.toaster.show_with_undo(format!("View {name} hidden"), Arc::new(undo));
    } else {
        let mut removed = None;
        views.update(|all| removed = all.remove(&id));
        let Some(removed) = removed else { return };
        let undo = move || {
            saved.update(&project, |all| all.put_back(&removed));
        };
        views.toaster.show_with_undo(format!("View {name} deleted"), Arc::new(undo));
    }
    focus::soon(".views-list .view-open".to_owned());
}

/// Copies the address of the view's list. Columns are no part of an address, and that is said.
fn copy_link(state: MenuState, view: Memo<Option<SavedView>>) {
    let Some(view) = view.get_untracked() else { return };
    let views = state.views;
    let workspace = views.route.workspace.get_untracked();
    let link = base::absolute(&paths::logs(&workspace, &views.project(), &view.query));
    spawn_local(async move {
        let (tone, words) = match (clipboard::copy(&link).await, view.columns.is_some()) {
            (true, false) => (Tone::Done, "Link copied"),
            (true, true) => (Tone::Done, "Link copied. A link has no columns: a file has"),
            (false, _) => (Tone::Failed, "The browser does not allow copying here"),
        };
        views.toaster.show(tone, words);
    });
}
