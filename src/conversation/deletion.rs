//! The question before a conversation is deleted.

use leptos::{prelude::*, task::spawn_local};

use super::{context::ConversationContext, turns::Turns};
use crate::{
    api::{error::ApiError, threads},
    model::figures,
    ui::toast::{Toaster, Tone},
};

/// What is deleted, and the buttons.
#[component]
pub(super) fn DeletionQuestion(
    turns: Turns,
    context: ConversationContext,
    asking: RwSignal<bool>,
    deleted: Callback<()>,
) -> impl IntoView {
    let toaster = Toaster::of_app();
    let (running, set_running) = signal(false);
    let (failed, set_failed) = signal(None::<ApiError>);
    let messages = move || {
        turns.thread.with(|answer| match answer {
            Some(Ok(thread)) => figures::counted(thread.number_of_messages, "message"),
            _ => "all messages".to_owned(),
        })
    };
    let delete = move |_| {
        if running.get_untracked() {
            return;
        }
        set_running.set(true);
        set_failed.set(None);
        let client = context.review.session().client;
        let thread_ref = context.thread_ref.get_value();
        spawn_local(async move {
            let outcome =
                threads::delete(&client, &thread_ref.project, std::slice::from_ref(&thread_ref.thread)).await;
            let _ = set_running.try_set(false);
            match outcome {
                Ok(()) => {
                    let _ = asking.try_set(false);
                    toaster.show(Tone::Done, "Conversation deleted");
                    let _ = deleted.try_run(());
                }
                Err(error) => {
                    let _ = set_failed.try_set(Some(error));
                }
            }
        });
    };
    view! {
        <p>
            "It is deleted with its " {messages}
            ", the traces and spans behind them, and all scores, tags and comments on them, for everybody."
        </p>
        <p>"This cannot be undone."</p>
        {move || {
            failed
                .get()
                .map(|error| {
                    view! {
                        <p class="form-problem" role="alert">
                            {format!("Not deleted. {}. {error}", error.title())}
                        </p>
                    }.into_any()
                })
        }}
        <div class="dialog-end">
            <button type="button" class="btn" autofocus on:click=move |_| asking.set(false)>
                "Cancel"
            </button>
            <button type="button" class="btn danger" aria-disabled=move || running.get().to_string() on:click=delete>
                {move || match (running.get(), failed.with(Option::is_some)) {
                    (true, _) => "Deleting…",
                    (false, true) => "Try again",
                    (false, false) => "Delete conversation",
                }}
            </button>
        </div>
    }
}
