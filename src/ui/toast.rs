//! Toasts: short messages at the edge of the page, announced by screen readers, which disappear after a while.

use std::{sync::Arc, time::Duration};

use crate::text::visible::visible;

use leptos::prelude::*;

use super::{
    icon::{Glyph, Icon},
    keyed::keyed,
};

/// How long a message stays.
const STAY: Duration = Duration::from_secs(6);
/// How long a message about a failure stays.
const STAY_FAILED: Duration = Duration::from_secs(12);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Done,
    Failed,
}

/// Undoes what a toast reports. Not a `Callback`: it has to outlive the row or button that offered it.
pub type UndoAction = Arc<dyn Fn() + Send + Sync>;

#[derive(Clone)]
struct Toast {
    id: u64,
    tone: Tone,
    text: String,
    undo: Option<UndoAction>,
}

/// The app-wide context that shows toasts.
#[derive(Clone, Copy)]
pub struct Toaster {
    toasts: RwSignal<Vec<Toast>>,
    next: StoredValue<u64>,
}

impl Toaster {
    pub fn new() -> Self {
        Self { toasts: RwSignal::new(Vec::new()), next: StoredValue::new(0) }
    }

    /// The app's context; without one, messages are not shown.
    pub fn of_app() -> Self {
        use_context::<Self>().unwrap_or_default()
    }

    /// Shows `text` for six seconds, an error for twelve.
    pub fn show(self, tone: Tone, text: impl Into<String>) {
        self.add(tone, text.into(), None);
    }

    /// Reports what was done, with a button that undoes it.
    pub fn show_with_undo(self, text: impl Into<String>, undo: UndoAction) {
        self.add(Tone::Done, text.into(), Some(undo));
    }

    fn add(self, tone: Tone, text: String, undo: Option<UndoAction>) {
        let id = self.next.try_get_value().unwrap_or_default();
        let _ = self.next.try_set_value(id + 1);
        let toast = Toast { id, tone, text: visible(&text), undo };
        let _ = self.toasts.try_update(|all| all.push(toast));
        let stay = if tone == Tone::Failed { STAY_FAILED } else { STAY };
        set_timeout(move || self.drop(id), stay);
    }

    fn drop(self, id: u64) {
        let _ = self.toasts.try_update(|all| all.retain(|toast| toast.id != id));
    }
}

impl Default for Toaster {
    fn default() -> Self {
        Self::new()
    }
}

/// Renders the toasts; used once, by the app.
#[component]
pub fn Toasts(toaster: Toaster) -> impl IntoView {
    let draw = move |toast: Toast| {
        view! {
                <div class="toast" data-tone=if toast.tone == Tone::Failed { "failed" } else { "done" }>
                    <Icon glyph=if toast.tone == Tone::Failed { Glyph::Warning } else { Glyph::Check } />
                    <span>{toast.text}</span>
                    {toast
                        .undo
                        .map(|undo| {
                            let press = move |_| {
                                undo();
                                toaster.drop(toast.id);
                            };
                            view! { <button type="button" class="toast-undo" on:click=press>"Undo"</button> }
                        })}
                    <button
                        type="button"
                        class="icon-btn"
                        aria-label="Dismiss message"
                        on:click=move |_| toaster.drop(toast.id)
                    >
                        <Icon glyph=Glyph::Close />
                    </button>
                </div>
        }
        .into_any()
    };
    view! {
        <div class="toasts" role="status" aria-live="polite">
            {keyed(move || toaster.toasts.get(), |toast| toast.id.to_string(), draw)}
        </div>
    }
}
