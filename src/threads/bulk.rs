//! What can be done to many conversations at once; a lazy module. Tags and status are edits like any other: each
//! conversation has its own in the outbox, so that a reload in the middle goes on, and each has its own outcome.

mod bulk_edit;
mod deletion;
mod select_all;
mod selected_threads;

use std::future::ready;

use leptos::prelude::*;

pub use bulk_edit::BulkState;

use deletion::Deletion;
use select_all::SelectAll;
use selected_threads::SelectedThreads;

use super::whole_view::WholeView;
use crate::{
    export::{ExportSource, Exporting, ThreadsToExport},
    model::status::Status,
    text::visible::visible,
    ui::{
        dialog::Dialog,
        icon::{Glyph, Icon},
        lazy::lazy_module,
        menu::Menu,
        table::row_selection::RowSelection,
        toast::Toaster,
    },
};

lazy_module!(
    /// [`BulkActions`] as a lazy module, see [`crate::ui::lazy`].
    BULK,
    bulk,
    load_bulk,
    BulkActions,
    BulkActionsProps
);

/// The actions of the bar over the list, for the selected conversations.
#[component]
pub fn BulkActions(whole_view: WholeView, selection: RowSelection, state: BulkState) -> impl IntoView {
    let threads =
        SelectedThreads { listing: whole_view.listing, selection, state, toaster: Toaster::of_app() };
    let deleting = RwSignal::new(false);
    let exporting = Exporting::of(ExportSource {
        threads: Callback::new(move |()| Box::pin(ready(Ok(threads.refs()))) as ThreadsToExport),
        title: Signal::stored("selection".to_owned()),
    });
    let tags = move || threads.tags();
    let remove = move |tag: String| {
        let shown = visible(&tag);
        view! {
            <button type="button" data-close on:click=move |_| threads.tag(tag.clone(), false)>
                <bdi>{shown}</bdi>
            </button>
        }
        .into_any()
    };
    let status = move |status: Status, name: &'static str| {
        view! {
            <button type="button" data-close on:click=move |_| threads.mark(status)>
                <span class="dot" data-status=status.as_str()></span>
                {name}
            </button>
        }
        .into_any()
    };
    let any = Memo::new(move |_| selection.count() > 0);
    let actions = move || {
        view! {
            <SelectAll whole_view threads />
            <Menu label=Signal::stored("Add tag to the selected".to_owned()) glyph=Glyph::Tag words=Signal::stored("Add tag".to_owned())>
                <NewTag threads />
            </Menu>
            <Menu label=Signal::stored("Remove tag from the selected".to_owned()) words=Signal::stored("Remove tag".to_owned())>
                {move || {
                    let tags = tags();
                    if tags.is_empty() {
                        view! { <p class="pad muted">"The selected conversations have no tags."</p> }.into_any()
                    } else {
                        view! { <div class="choices">{tags.into_iter().map(remove).collect_view()}</div> }.into_any()
                    }
                }}
            </Menu>
            <Menu label=Signal::stored("Status of the selected".to_owned()) words=Signal::stored("Status".to_owned())>
                <div class="choices">
                    {status(Status::Inactive, "Mark inactive")} {status(Status::Active, "Mark active")}
                </div>
            </Menu>
            <Menu label=Signal::stored("Export the selected".to_owned()) glyph=Glyph::Download words=Signal::stored("Export".to_owned())>
                {exporting.choices()}
            </Menu>
            <button type="button" class="btn" on:click=move |_| deleting.set(true)>
                <Icon glyph=Glyph::Delete />
                "Delete…"
            </button>
            <Dialog open=deleting light=false title=Signal::derive(move || format!("Delete {}?", threads.conversations()))>
                <Deletion threads open=deleting />
            </Dialog>
        }
        .into_any()
    };
    view! {
        {move || any.get().then(actions)}
        {exporting.progress()}
        {state.view()}
    }
}

/// The field for a tag that all get.
#[component]
fn NewTag(threads: SelectedThreads) -> impl IntoView {
    /// Opik's limit, in characters.
    const LONGEST: &str = "100";
    let (tag, set_tag) = signal(String::new());
    let field = NodeRef::<leptos::html::Input>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            let _ = field.focus();
        }
    });
    let is_empty = move || tag.with(|tag| tag.trim().is_empty());
    let add = move || {
        let tag = tag.get_untracked().trim().to_owned();
        if !tag.is_empty() {
            threads.tag(tag, true);
        }
    };
    view! {
        <div class="bulk-tag">
            <input
                node_ref=field
                class="input"
                aria-label="Tag"
                placeholder="Tag"
                maxlength=LONGEST
                list="bulk-tags"
                autocomplete="off"
                on:input=move |event| set_tag.set(event_target_value(&event))
            />
            <datalist id="bulk-tags">
                {threads
                    .listing
                    .distinct(|row| &row.thread.feedback.tags)
                    .into_iter()
                    .map(|tag| view! { <option value=tag></option> }.into_any())
                    .collect_view()}
            </datalist>
            <button type="button" class="btn primary" data-close disabled=is_empty on:click=move |_| add()>
                "Add"
            </button>
        </div>
    }
}
