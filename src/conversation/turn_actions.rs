//! The row of buttons below an answer: thumbs, copying, raw text, its trace and its comments.

use std::sync::Arc;

use leptos::prelude::*;

use super::{context::ConversationContext, review_context::ReviewContext};
use crate::{
    browser::base,
    model::trace::Trace,
    paths,
    review::{
        thumbs::Thumbs,
        turn_comments::{CommentButton, CommentsFold},
    },
    text::{extract, message_text},
    ui::{
        copy_button::CopyButton,
        icon::{Glyph, Icon},
    },
};

/// What the buttons of one turn need. They come and go with [`super::chunks_in_sight`]; what they change is kept here.
pub(super) struct TurnActions {
    pub(super) trace: Arc<Trace>,
    /// Whether the answer has anything to copy.
    pub(super) copies: bool,
    pub(super) thumbs: Thumbs,
    /// The turn's own choice of raw text, if the person made one.
    pub(super) own_raw: RwSignal<Option<bool>>,
    /// Whether the turn is shown as raw text.
    pub(super) raw: Signal<bool>,
    pub(super) unfolded: CommentsFold,
    pub(super) context: ConversationContext,
    pub(super) review_context: ReviewContext,
}

impl TurnActions {
    pub(super) fn view(&self) -> AnyView {
        let Self { thumbs, own_raw, raw, unfolded, .. } = *self;
        view! {
            {thumbs.buttons()}
            <span class="sep" aria-hidden="true"></span>
            {self.copies.then(|| self.copy_message())}
            <CopyButton label="Copy link" glyph=Glyph::Link worded=true text=self.link() />
            <button
                type="button"
                class="quiet"
                aria-pressed=move || raw.get().to_string()
                on:click=move |_| own_raw.set(Some(!raw.get_untracked()))
            >
                <Icon glyph=Glyph::Scroll />
                <span>"Raw"</span>
            </button>
            {self.trace_button()}
            <CommentButton unfolded />
            {thumbs.others_and_save_state()}
        }
        .into_any()
    }

    /// The button that copies the answer. The text is made when it is pressed.
    fn copy_message(&self) -> AnyView {
        let trace = self.trace.clone();
        let text = move || {
            let said = extract::turn(trace.input.as_ref(), trace.output.as_ref());
            message_text::of_answer(&said.output).unwrap_or_default()
        };
        view! { <CopyButton label="Copy message" worded=true text=Arc::new(text) /> }.into_any()
    }

    /// The button that opens the trace of the answer.
    fn trace_button(&self) -> AnyView {
        let id = self.trace.id.clone();
        let view_trace = self.review_context.view_trace;
        view! {
            <button
                type="button"
                class="quiet"
                title="How this answer came about (o)"
                on:click=move |_| view_trace.run(id.clone())
            >
                <Icon glyph=Glyph::Rows />
                <span>"View trace"</span>
            </button>
        }
        .into_any()
    }

    fn link(&self) -> Arc<dyn Fn() -> String + Send + Sync> {
        let (id, context) = (self.trace.id.as_str().to_owned(), self.context);
        Arc::new(move || {
            let href =
                context.with(|workspace, project, thread| paths::turn(workspace, project, thread, Some(&id)));
            base::absolute(&href)
        })
    }
}
