//! The comments on one turn: a button among its actions, and the comments that it opens below the answer.

use leptos::prelude::*;
use web_sys::{HtmlElement, KeyboardEvent, wasm_bindgen::JsCast};

use super::{comments::Comments, subject::Subject};
use crate::{
    local::hotkeys,
    model::figures,
    ui::icon::{Glyph, Icon},
};

/// Whether a turn's comments are shown. Until the person decides, they are shown if the URL names one of them.
#[derive(Clone, Copy)]
pub struct CommentsFold {
    subject: Subject,
    chosen: RwSignal<Option<bool>>,
    field: NodeRef<leptos::html::Textarea>,
}

impl CommentsFold {
    pub fn new(subject: Subject) -> Self {
        Self { subject, chosen: RwSignal::new(None), field: NodeRef::new() }
    }

    fn get(self) -> bool {
        self.chosen.get().unwrap_or_else(|| {
            self.subject.linked.with(|linked| {
                let is_it = |id: &str| linked.as_deref() == Some(id);
                self.subject
                    .feedback
                    .with(|feedback| feedback.comments.iter().any(|one| is_it(one.id.as_str())))
            })
        })
    }

    /// Opens them and focuses the field for a new comment.
    pub fn write(self) {
        self.chosen.set(Some(true));
        let field = self.field;
        request_animation_frame(move || {
            if let Some(field) = field.try_get_untracked().flatten() {
                let _ = field.focus();
            }
        });
    }
}

/// A button labelled "Comment" or with the number of comments.
#[component]
pub fn CommentButton(unfolded: CommentsFold) -> impl IntoView {
    let count = move || unfolded.subject.feedback.with(|feedback| feedback.comments.len() as u64);
    let press = move |_| match untrack(move || unfolded.get()) {
        true => unfolded.chosen.set(Some(false)),
        false if untrack(count) == 0 => unfolded.write(),
        false => unfolded.chosen.set(Some(true)),
    };
    view! {
        <button type="button" class="quiet" aria-expanded=move || unfolded.get().to_string() on:click=press>
            <Icon glyph=Glyph::Comment />
            {move || match count() {
                0 => view! { <span>"Comment"</span> }.into_any(),
                count => figures::counted(count, "comment").into_any(),
            }}
        </button>
    }
}

#[component]
pub fn TurnComments(unfolded: CommentsFold) -> impl IntoView {
    let open = Memo::new(move |_| unfolded.get());
    // Escape returns the focus to the turn.
    let on_key = |event: KeyboardEvent| {
        if event.key() != "Escape" || hotkeys::composes(&event) {
            return;
        }
        let target = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
        let turn = target.and_then(|target| target.closest("[data-trace-message-id]").ok().flatten());
        if let Some(turn) = turn.and_then(|turn| turn.dyn_into::<HtmlElement>().ok()) {
            event.prevent_default();
            event.stop_propagation();
            let _ = turn.focus();
        }
    };
    move || {
        open.get().then(|| {
            view! {
                <div class="turn-comments" role="group" aria-label="Comments on this turn" on:keydown=on_key>
                    <Comments subject=unfolded.subject field=unfolded.field />
                </div>
            }
            .into_any()
        })
    }
}
