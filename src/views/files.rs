//! Views as files: saved, chosen and dropped.

use leptos::{prelude::*, task::spawn_local};
use web_sys::{DragEvent, File, HtmlInputElement, js_sys::futures::JsFuture, wasm_bindgen::JsCast};

use super::menu_state::MenuState;
use crate::{
    browser::{clock, download},
    query::saved_views::{SavedView, file},
    ui::{
        icon::{Glyph, Icon},
        toast::Tone,
    },
};

/// Saves views as a file.
pub(super) fn save(state: MenuState, views: &[SavedView]) {
    let name = if views.len() == 1 { "colloquy-view.json" } else { "colloquy-views.json" };
    if !download::save(name, "application/json", &file::write(views)) {
        state.problem.set(Some("The browser does not allow saving a file here".to_owned()));
    }
}

/// The button that saves all views of one's own; there is none without any.
pub(super) fn export_all(state: MenuState) -> AnyView {
    let own = Memo::new(move |_| {
        state.views.views.with(|views| {
            views.views.iter().filter(|view| !view.is_builtin).cloned().collect::<Vec<SavedView>>()
        })
    });
    (move || {
        own.with(|own| !own.is_empty()).then(|| {
            view! {
                <button type="button" class="quiet" on:click=move |_| own.with_untracked(|own| save(state, own))>
                    <Icon glyph=Glyph::Download />
                    "Save all as file"
                </button>
            }
            .into_any()
        })
    })
    .into_any()
}

/// The field that chooses a file, in the look of a button.
pub(super) fn import_field(state: MenuState) -> AnyView {
    let chosen = move |event: web_sys::Event| {
        let field = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        let Some(field) = field else { return };
        if let Some(file) = field.files().and_then(|files| files.item(0)) {
            take(state, file);
        }
        // The same file can be chosen again.
        field.set_value("");
    };
    view! {
        <label class="quiet views-import" title="Or drop a file here">
            <Icon glyph=Glyph::File />
            "Import…"
            <input type="file" accept=".json,application/json" on:change=chosen />
        </label>
    }
    .into_any()
}

/// Takes the file that was dropped.
pub(super) fn take_dropped(state: MenuState, event: &DragEvent) {
    let file = event.data_transfer().and_then(|data| data.files()).and_then(|files| files.item(0));
    match file {
        Some(file) => take(state, file),
        None => state.problem.set(Some("Only a file of views can be dropped here".to_owned())),
    }
}

/// Adds the views of a file. The menu may be closed before it is read.
fn take(state: MenuState, file: File) {
    let views = state.views;
    state.problem.set(None);
    if file.size() > file::LONGEST as f64 {
        return state.problem.set(Some("This file is larger than 2 MB: it is no file of views".to_owned()));
    }
    spawn_local(async move {
        let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string());
        let mut outcome = Err("The browser could not read the file".to_owned());
        if let Some(text) = text
            && views.route.project.try_get_untracked().is_some()
        {
            views.update(|all| outcome = file::import(all, &text, clock::now()));
        }
        match outcome {
            Ok(words) => views.toaster.show(Tone::Done, words),
            Err(why) => {
                if state.problem.try_set(Some(why.clone())).is_some() {
                    views.toaster.show(Tone::Failed, why);
                }
            }
        }
    });
}
