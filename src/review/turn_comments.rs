//! Comments on one turn: a button among its actions, and what it opens under the answer.

use leptos::prelude::*;
use web_sys::{HtmlElement, KeyboardEvent, wasm_bindgen::JsCast};

use super::{comments::Comments, subject::Subject};
use crate::{
    model::figures,
    ui::icon::{Glyph, Icon},
};

/// Whether a turn's comments are in sight; until somebody says, they are when the address leads to one of them.
#[derive(Clone, Copy)]
pub struct CommentsFold {
    subject: Subject,
    said: RwSignal<Option<bool>>,
    field: NodeRef<leptos::html::Textarea>,
}

impl CommentsFold {
    /// Of this turn.
    pub fn new(subject: Subject) -> Self {
        Self { subject, said: RwSignal::new(None), field: NodeRef::new() }
    }

    fn get(self) -> bool {
        self.said.get().unwrap_or_else(|| {
            self.subject.linked.with(|linked| {
                let is_it = |id: &str| linked.as_deref() == Some(id);
                self.subject
                    .feedback
                    .with(|feedback| feedback.comments.iter().any(|one| is_it(one.id.as_str())))
            })
        })
    }

    /// Opens them with the focus in the field.
    pub fn write(self) {
        self.said.set(Some(true));
        let field = self.field;
        request_animation_frame(move || {
            if let Some(field) = field.try_get_untracked().flatten() {
                let _ = field.focus();
            }
        });
    }
}

/// "Comment", or how many there are.
#[component]
pub fn CommentButton(
    /// What it opens.
    unfolded: CommentsFold,
) -> impl IntoView {
    let count = move || unfolded.subject.feedback.with(|feedback| feedback.comments.len() as u64);
    let press = move |_| match untrack(move || unfolded.get()) {
        true => unfolded.said.set(Some(false)),
        false if untrack(count) == 0 => unfolded.write(),
        false => unfolded.said.set(Some(true)),
    };
    view! {
        <button type="button" class="quiet" aria-expanded=move || unfolded.get().to_string() on:click=press>
            <Icon glyph=Glyph::Comment />
            {move || match count() {
                0 => "Comment".to_owned(),
                count => figures::counted(count, "comment"),
            }}
        </button>
    }
}

/// The comments, while they are in sight.
#[component]
pub fn TurnComments(
    /// Of which turn.
    unfolded: CommentsFold,
) -> impl IntoView {
    let open = Memo::new(move |_| unfolded.get());
    // One step back is the turn itself.
    let on_key = |event: KeyboardEvent| {
        if event.key() != "Escape" || event.is_composing() {
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
