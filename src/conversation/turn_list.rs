//! All turns with their dividers, how far loading has come, and the notice of new turns.

use leptos::prelude::*;

use super::{
    context::ConversationContext,
    review_context::ReviewContext,
    turn_chunks::turn_chunks,
    turn_element::{element_id, go_to},
    turns::{Turns, TurnsProgress},
};
use crate::{
    browser::near_viewport::NearViewport,
    model::{figures, ids::TraceId},
    ui::{
        empty::Empty,
        icon::{Glyph, Icon},
        problem::Problem,
        skeleton::Skeleton,
    },
};

#[component]
pub(super) fn TurnList(
    turns: Turns,
    context: ConversationContext,
    trace: Signal<Option<TraceId>>,
    review_context: ReviewContext,
) -> impl IntoView {
    go_to_linked(turns, trace);
    view! {
        <div class="turns">
            {turn_chunks(turns.all, context, trace, review_context)}
            <Loading turns />
            <NewMessagesButton turns />
        </div>
    }
}

/// Scrolls to the linked turn once it is loaded, and again whenever the link changes.
fn go_to_linked(turns: Turns, trace: Signal<Option<TraceId>>) {
    let there = Memo::new(move |_| {
        let wanted = trace.get()?;
        turns.all.with(|all| all.iter().any(|turn| turn.id == wanted)).then_some(wanted)
    });
    Effect::new(move |_| {
        if let Some(id) = there.get() {
            // After the frame that renders the turn.
            request_animation_frame(move || {
                go_to(id.as_str());
            });
        }
    });
}

/// How far loading has come, the error that stopped it, or that the thread has no turns.
#[component]
fn Loading(turns: Turns) -> impl IntoView {
    let loaded = Memo::new(move |_| turns.all.with(Vec::len));
    move || match turns.progress.get() {
        TurnsProgress::Loading if loaded.get() == 0 => {
            view! { <Skeleton label="Loading the conversation" lines=8 /> }.into_any()
        }
        TurnsProgress::Loading => {
            let total = turns.total.get().unwrap_or_default();
            view! {
                <p class="loading num" role="status">
                    <progress value=loaded.get().to_string() max=total.to_string() aria-label="Turns loaded"></progress>
                    {format!("{} of {} turns", figures::count(loaded.get() as u64), figures::count(total))}
                </p>
            }
            .into_any()
        }
        TurnsProgress::Failed(error) => {
            let missing = turns.total.get_untracked().map_or(String::new(), |total| {
                format!(" {} of {total} turns are here.", loaded.get_untracked())
            });
            view! {
                <Problem
                    title=error.title()
                    detail=format!("{error}{missing}")
                    retry=Callback::new(move |()| turns.resume())
                />
            }
            .into_any()
        }
        TurnsProgress::Complete if loaded.get() == 0 => view! {
            <Empty title=Signal::stored("No messages".to_owned())>
                <p>"No turn of this conversation is on the server. It may have been deleted."</p>
            </Empty>
        }
        .into_any(),
        TurnsProgress::Complete => ().into_any(),
    }
}

/// The button that tells how many new messages there are below, until the last of them has been visible. New turns are
/// appended and never move what is being read.
#[component]
fn NewMessagesButton(turns: Turns) -> impl IntoView {
    let fresh = turns.fresh;
    let seen = NearViewport::new("0px", move |_| fresh.set(Vec::new()));
    let watch = move |id: &TraceId| {
        let element = document().get_element_by_id(&element_id(id.as_str()));
        if let Some(element) = element {
            seen.watch(&element);
        }
    };
    Effect::new(move |_| {
        if let Some(last) = fresh.with(|fresh| fresh.last().cloned()) {
            request_animation_frame(move || watch(&last));
        }
    });
    let go = move |_| {
        if let Some(first) = fresh.with_untracked(|fresh| fresh.first().cloned()) {
            go_to(first.as_str());
        }
        fresh.set(Vec::new());
    };
    view! {
        <div class="pill-place" aria-live="polite">
            {move || {
                let count = fresh.with(Vec::len) as u64;
                (count > 0)
                    .then(|| {
                        view! {
                            <button type="button" class="pill" on:click=go>
                                <Icon glyph=Glyph::Down />
                                // `GET /v1/private/traces/threads` counts two messages per turn: question and answer.
                                {format!("{} new {}", count * 2, "messages")}
                            </button>
                        }.into_any()
                    })
            }}
        </div>
    }
}
