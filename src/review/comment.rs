//! One comment with author and time, and for its author the buttons to edit and delete it.

use leptos::prelude::*;

use super::{
    comment_editor::{CommentDraft, CommentEditor},
    subject::Subject,
    typing::Typing,
};
use crate::{
    browser::{clock, scroll},
    local::drafts,
    model::{
        change::{Edit, is_own_key},
        comment::Comment,
    },
    text::visible::visible,
    ui::{avatar::avatar, safe_html::prose, toast::Toaster},
};

/// The element id of a comment, to which the URL parameter `comment` scrolls.
fn element_id(id: &str) -> String {
    format!("comment-{id}")
}

/// Draws a comment. `editing` is the id of the comment being edited and belongs to the list, because a comment is drawn
/// again whenever it changes.
pub fn comment(subject: Subject, editing: RwSignal<Option<String>>, comment: Comment) -> AnyView {
    let toaster = Toaster::of_app();
    let id = comment.id.as_str().to_owned();
    let author = comment.author.clone().unwrap_or_else(|| "Somebody".to_owned());
    let by = comment.author.clone();
    let is_mine = Memo::new(move |_| by.as_ref() == Some(&subject.me()));
    let unsent = is_own_key(&id);
    let linked = {
        let id = id.clone();
        Signal::derive(move || subject.linked.with(|linked| linked.as_deref() == Some(&id)))
    };
    let frame = NodeRef::<leptos::html::Li>::new();
    frame.on_load(move |element| {
        if linked.get_untracked() {
            // Only the next frame lays it out.
            request_animation_frame(move || scroll::to(&element, scroll::ScrollTarget::Nearest));
        }
    });
    let when = comment.created_at.map(|at| {
        let href = (!unsent).then(|| subject.comment_link.run(id.clone()));
        let ago = move || at.ago(clock::at(subject.now), clock::zone_at(at));
        view! {
            <a class="when num" href=href title=format!("{}. Link to this comment", at.utc())>
                <time datetime=at.iso()>{ago}</time>
            </a>
        }
        .into_any()
    });
    let edited = comment.is_edited().then(|| {
        let title = comment.last_updated_at.map(|at| format!("Edited {}", at.utc()));
        view! { <span title=title>"edited"</span> }
    });
    let text = StoredValue::new(comment.text);
    let key = StoredValue::new(id.clone());
    let tools = move || {
        let edit = move |_| editing.set(Some(key.get_value()));
        let delete = move |_| subject.delete_comment(toaster, key.get_value());
        is_mine.get().then(|| {
            view! {
                <span class="comment-tools">
                    <button
                        type="button"
                        class="quiet"
                        disabled=unsent
                        title=unsent.then_some("Not sent yet")
                        on:click=edit
                    >
                        "Edit"
                    </button>
                    <button type="button" class="quiet" on:click=delete>
                        "Delete"
                    </button>
                </span>
            }
            .into_any()
        })
    };
    let prefix = element_id(&id);
    let body = move || {
        if editing.with(|editing| editing.as_ref() != Some(&key.get_value())) {
            return view! { <div class="comment-text">{text.with_value(|text| prose(text, &prefix, ""))}</div> }
                .into_any();
        }
        let writing = CommentDraft {
            label: "Edit comment",
            send_words: "Save",
            typing: Typing::new(subject, key.with_value(|id| drafts::comment_field(id))),
            start: text,
            send: Callback::new(move |text| {
                subject.edit(Edit::Comment { key: key.get_value(), text: Some(text) });
                editing.set(None);
            }),
            cancel: Some(Callback::new(move |()| editing.set(None))),
        };
        let field = NodeRef::<leptos::html::Textarea>::new();
        field.on_load(|field| {
            request_animation_frame(move || {
                let _ = field.focus();
            });
        });
        view! { <CommentEditor writing field /> }.into_any()
    };
    view! {
        <li
            node_ref=frame
            class="comment"
            id=element_id(&id)
            data-linked=move || linked.get().then_some("true")
        >
            {avatar(&author)}
            <div class="comment-head">
                <b dir="auto">{visible(&author)}</b>
                {when}
                {edited}
                {super::save_state::label(subject.save_state("comment", id.clone()))}
                {tools}
            </div>
            {body}
        </li>
    }
    .into_any()
}
