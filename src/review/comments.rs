//! The comments on a thread, trace or span, oldest first, and the field for a new one.

use leptos::prelude::*;

use super::{
    comment::comment,
    comment_editor::{CommentDraft, CommentEditor},
    set_aside::SetAside,
    subject::Subject,
    typing::Typing,
};
use crate::{
    local::drafts,
    model::{comment::Comment, time::Timestamp},
    ui::keyed::keyed,
};

#[component]
pub fn Comments(
    subject: Subject,
    /// The field for a new comment, for callers that focus it.
    #[prop(optional)]
    field: NodeRef<leptos::html::Textarea>,
) -> impl IntoView {
    let editing = RwSignal::new(None::<String>);
    let all = move || subject.feedback.with(|feedback| feedback.comments.clone());
    let key = |one: &Comment| {
        let version = one.last_updated_at.map_or(0, Timestamp::millis);
        format!("{} {version} {}", one.id, one.text)
    };
    let writing = CommentDraft {
        label: "Comment",
        send_words: "Add comment",
        typing: Typing::new(subject, drafts::NEW_COMMENT.to_owned()),
        start: StoredValue::new(String::new()),
        send: Callback::new(move |text: String| subject.comment(&text)),
        cancel: None,
    };
    view! {
        <ol class="comments">
            {keyed(all, key, move |one| comment(subject, editing, one).into_any())}
        </ol>
        <SetAside subject />
        <CommentEditor writing field />
    }
}
