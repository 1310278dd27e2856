//! The question before many conversations are deleted.

use leptos::{prelude::*, task::spawn_local};

use super::selected_threads::SelectedThreads;
use crate::{api::error::ApiError, model::figures};

/// What is deleted, and the field in which the number is typed: a slip of the hand cannot delete a hundred conversations.
#[component]
pub(super) fn Deletion(threads: SelectedThreads, open: RwSignal<bool>) -> impl IntoView {
    let count = untrack(|| threads.selection.count());
    let (typed, set_typed) = signal(String::new());
    let (done, set_done) = signal(None::<usize>);
    let (failed, set_failed) = signal(None::<ApiError>);
    let is_right = move || typed.with(|typed| typed.trim().parse() == Ok(count));
    let delete = move |_| {
        if !untrack(is_right) || done.get_untracked().is_some() {
            return;
        }
        set_failed.set(None);
        set_done.set(Some(0));
        spawn_local(async move {
            let outcome = threads
                .delete(|deleted| {
                    let _ = set_done.try_set(Some(deleted));
                })
                .await;
            let _ = set_done.try_set(None);
            match outcome {
                Ok(()) => {
                    let _ = open.try_set(false);
                }
                Err(error) => {
                    let _ = set_failed.try_set(Some(error));
                }
            }
        });
    };
    view! {
        <p>
            "They are deleted with all their messages, the traces and spans behind them, and all scores, tags and comments on them, for everybody."
        </p>
        <p>"This cannot be undone."</p>
        <label class="bulk-count">
            {format!("Type {count} to delete them")}
            <input
                class="input num"
                inputmode="numeric"
                autofocus
                autocomplete="off"
                on:input=move |event| set_typed.set(event_target_value(&event))
            />
        </label>
        {move || {
            failed
                .get()
                .map(|error| {
                    let left = figures::counted(threads.selection.count() as u64, "conversation");
                    view! {
                        <p class="form-problem" role="alert">
                            {format!("{left} not deleted. {}. {error}", error.title())}
                        </p>
                    }.into_any()
                })
        }}
        <div class="dialog-end">
            <button type="button" class="btn" on:click=move |_| open.set(false)>
                "Cancel"
            </button>
            <button type="button" class="btn danger" disabled=move || !is_right() on:click=delete>
                {move || match done.get() {
                    Some(done) => format!("Deleted {} of {}…", figures::count(done as u64), figures::count(count as u64)),
                    None => format!("Delete {}", figures::counted(count as u64, "conversation")),
                }}
            </button>
        </div>
    }
}
