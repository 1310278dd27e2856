//! Where a comment is written: Markdown with a preview, a limit said before it bites, and a draft that survives.

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use crate::{
    browser::hotkeys::{self, Hotkey},
    model::figures,
    ui::safe_html::prose,
};

use super::typing::Typing;

/// Characters of one comment. The server has no limit; a reader has.
const LONGEST: usize = 5_000;
/// From here on the count is said.
const CLOSE: usize = 4_500;

/// A text being written.
#[derive(Clone, Copy)]
pub(super) struct CommentDraft {
    /// The field's name.
    pub(super) label: &'static str,
    /// The button's words.
    pub(super) send_words: &'static str,
    /// What is typed.
    pub(super) typing: Typing,
    /// What it says before anything is typed.
    pub(super) start: StoredValue<String>,
    /// Takes the text, trimmed and within the limit.
    pub(super) send: Callback<String>,
    /// Leaves it as it was; none where there is nothing to leave.
    pub(super) cancel: Option<Callback<()>>,
}

/// The field, and under it what can be done once there is something in it.
#[component]
pub(super) fn CommentEditor(
    /// What is written.
    writing: CommentDraft,
    /// The field, for whoever wants to put the focus on it.
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
        // An empty field has nothing to send: then the key is the panel's.
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
    let room = move || {
        let length = length.get();
        let said = |count: usize| figures::count(count as u64);
        (CLOSE..=LONGEST)
            .contains(&length)
            .then(|| format!("{} of {} characters", said(length), said(LONGEST)))
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
                // What is sent while the question is open would wait for it with nothing to keep it.
                on:focus=move |_| typing.ask_name()
            ></textarea>
            {move || {
                preview.get().then(|| view! { <div class="area preview">{text.with(|text| prose(text, "preview"))}</div> }.into_any())
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
                <span class="muted num spread" role="status">{room}</span>
                {cancel}
                <button type="button" class="btn send" title="Ctrl or ⌘ and Enter" on:click=move |_| send()>
                    {writing.send_words}
                </button>
            </div>
        </div>
    }
}
