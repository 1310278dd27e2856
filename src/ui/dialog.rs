//! A modal dialog on the platform's `<dialog>`: the page behind it is inert, Esc closes it, and the focus returns to
//! where it was.

use std::sync::atomic::{AtomicU32, Ordering};

use leptos::prelude::*;
use web_sys::{HtmlElement, wasm_bindgen::JsCast};

use super::icon::{Glyph, Icon};

/// Counter that makes the ids of the headings unique.
static NEXT: AtomicU32 = AtomicU32::new(0);

/// A dialog named by its heading. It is shown while `open` is true, and sets `open` to false when it is closed. Its
/// content exists only while it is open; the element with `autofocus` gets the focus.
#[component]
pub fn Dialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    /// Whether a click beside the dialog closes it; false where typed text would be lost.
    #[prop(default = true)]
    light: bool,
    /// Called when the dialog was closed, in whichever way.
    #[prop(optional)]
    on_close: Option<Callback<()>>,
    children: ChildrenFn,
) -> impl IntoView {
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let id = move || format!("dialog-{number}");
    let node = NodeRef::<leptos::html::Dialog>::new();
    let before = StoredValue::new_local(None::<HtmlElement>);
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        match (open.get(), dialog.open()) {
            (true, false) => {
                before.set_value(focused());
                // The content is rendered by now, so its own `autofocus` takes effect.
                let _ = dialog.show_modal();
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let closed = move |_| {
        let _ = open.try_set(false);
        if let Some(Some(before)) = before.try_get_value() {
            // The platform has already returned the focus, but a field in Chromium accepts no typing until it is
            // focused again.
            let _ = before.blur();
            let _ = before.focus();
        }
        if let Some(on_close) = on_close {
            on_close.run(());
        }
    };
    let close_on_backdrop = move |event: web_sys::MouseEvent| {
        let own = node.get_untracked().is_some_and(|dialog| {
            let target = event.target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
            dialog.is_same_node(target.as_ref())
        });
        if own && light {
            open.set(false);
        }
    };
    view! {
        <dialog node_ref=node class="dialog" aria-labelledby=id() on:close=closed on:click=close_on_backdrop>
            {move || {
                open.get()
                    .then(|| {
                        view! {
                            <div class="dialog-box">
                                <header class="dialog-head">
                                    <h2 id=id()>{title}</h2>
                                    <button
                                        type="button"
                                        class="icon-btn"
                                        aria-label="Close"
                                        title="Close (Esc)"
                                        on:click=move |_| open.set(false)
                                    >
                                        <Icon glyph=Glyph::Close />
                                    </button>
                                </header>
                                {children()}
                            </div>
                        }.into_any()
                    })
            }}
        </dialog>
    }
}

/// The focused element; for one in a menu the menu's button, because the menu is closed by the time the dialog is.
fn focused() -> Option<HtmlElement> {
    let active = document().active_element()?;
    let menu = active.closest("[popover]").ok().flatten();
    let trigger = menu.and_then(|menu| {
        let trigger = format!("[popovertarget=\"{}\"]", menu.id());
        document().query_selector(&trigger).ok().flatten()
    });
    trigger.unwrap_or(active).dyn_into().ok()
}
