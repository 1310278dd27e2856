//! The field for writing a comment: Markdown with a preview, a limit on its length, and a stored draft.

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use crate::{
    local::hotkeys::{self, Hotkey},
    model::figures,
    ui::safe_html::prose,
};

use super::typing::Typing;

/// The most characters of a comment. The server has no limit; this is for the readers.
const LONGEST: usize = 5_000;
/// From this length on the number of characters is shown.
const CLOSE: usize = 4_500;

/// What an editor edits and where the text goes.
#[derive(Clone, Copy)]
pub(super) struct CommentDraft {
    /// The accessible name of the field.
    pub(super) label: &'static str,
    /// The label of the send button.
    pub(super) send_words: &'static str,
    pub(super) typing: Typing,
    /// The text before anything is typed.
    pub(super) start: StoredValue<String>,
    /// Takes the text, trimmed and within the limit.
    pub(super) send: Callback<String>,
    /// Discards the changes; `None` for a new comment, which has no cancel button.
    pub(super) cancel: Option<Callback<()>>,
}

/// The text field with its buttons below, shown once there is text.
#[component]
pub(super) fn CommentEditor(
    writing: CommentDraft,
    /// The text field, for callers that focus it.
    #[prop(optional)]
    field: NodeRef<leptos::html::Textarea>,
) -> impl IntoView {
    let typing = writing.typing;
    let text = Memo::new(move |_| typing.words().unwrap_or_else(|| writing.start.get_value()));
    let (preview, set_preview) = signal(false);
    let (refused, set_refused) = signal(false);
    let length = Memo::new(move |_| text.with(|text| text.trim().chars().count()));
    let send = move || {
        let words = text.with_untracked(|text| text.trim().to_owned());
        if words.is_empty() || length.get_untracked() > LONGEST {
            set_refused.set(true);
            return;
        }
        set_preview.set(false);
        typing.done();
        writing.send.run(words);
    };
    let on_key = move |event: KeyboardEvent| {
        let sends = hotkeys::typed(&event) == Some(Hotkey::Send);
        // Without text there is nothing to send, and the panel handles the key.
        if sends && length.get_untracked() > 0 {
            event.prevent_default();
            event.stop_propagation();
            send();
        }
    };
    let problem = Memo::new(move |_| {
        let length = length.get();
        if length > LONGEST {
            let (most, length) = (figures::count(LONGEST as u64), figures::count(length as u64));
            return Some(format!("A comment has at most {most} characters; this one has {length}."));
        }
        (refused.get() && length == 0).then(|| "Write something first.".to_owned())
    });
    let limit_note = move || {
        let length = length.get();
        let format_count = |count: usize| figures::count(count as u64);
        (CLOSE..=LONGEST)
            .contains(&length)
            .then(|| format!("{} of {} characters", format_count(length), format_count(LONGEST)))
    };
    let busy = move || length.get() > 0 || writing.cancel.is_some();
    let cancel = writing.cancel.map(|cancel| {
        let leave = move |_| {
            typing.done();
            cancel.run(());
        };
        view! { <button type="button" class="quiet" on:click=leave>"Cancel"</button> }
    });
    view! {
        <div class="editor" data-busy=move || busy().to_string()>
            <textarea
                node_ref=field
                class="area"
                dir="auto"
                rows="1"
                hidden=move || preview.get()
                aria-label=writing.label
                placeholder="Write a comment…"
                aria-invalid=move || problem.with(Option::is_some).to_string()
                prop:value=move || text.get()
                on:input=move |event| {
                    set_refused.set(false);
                    writing.start.with_value(|start| typing.takes(event_target_value(&event), start));
                }
                on:keydown=on_key
                // Asks for the reviewer's name first: a comment sent while the name dialog is open would not be stored
                // until it closes.
                on:focus=move |_| typing.ask_name()
            ></textarea>
            {move || {
                preview.get().then(|| view! { <div class="area preview">{text.with(|text| prose(text, "preview", ""))}</div> }.into_any())
            }}
            <p class="form-problem" role="alert">{problem}</p>
            <div class="editor-tools">
                <button
                    type="button"
                    class="quiet"
                    aria-pressed=move || preview.get().to_string()
                    on:click=move |_| set_preview.update(|on| *on = !*on)
                >
                    "Preview"
                </button>
                <span class="muted num spread" role="status">{limit_note}</span>
                {cancel}
                <button type="button" class="btn send" title="Ctrl or ⌘ and Enter" on:click=move |_| send()>
                    {writing.send_words}
                </button>
            </div>
        </div>
    }
}
