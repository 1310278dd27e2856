//! Where the focus goes as lists are switched, and conversations and traces are opened and closed.

use leptos::prelude::*;
use web_sys::{HtmlElement, wasm_bindgen::JsCast};

use super::selection::Selection;
use crate::{
    conversation::panel::CONVERSATION,
    model::ids::TraceId,
    query::tab::Tab,
    trace::page::TRACE,
    traces::list::TRACES,
    ui::{lazy, table::frame::Frame},
};

/// After switching lists, a lost focus goes to the tab of the new list.
pub(super) fn keep_focus_on_tabs(tab: Memo<Tab>) {
    Effect::new(move |was: Option<(Option<Tab>, bool)>| {
        let tab = tab.get();
        let (shown, first) = was.unwrap_or((None, true));
        let there = tab == Tab::Threads || lazy::is_there(&TRACES);
        if there && !first && shown != Some(tab) {
            request_animation_frame(|| {
                let lost = document().active_element().is_none_or(|active| active.tag_name() == "BODY");
                if lost {
                    focus(".bar [role=radio][aria-checked=true]");
                }
            });
        }
        // The list that is shown, `None` while its module is loading; and whether the page's first list is still
        // loading.
        (there.then_some(tab), first && !there)
    });
}

/// Opening moves the focus into the conversation or trace; closing moves it back to the turn or row, and the list back
/// to its scroll position.
pub(super) fn follow_focus(selection: Selection, frame: Frame) {
    Effect::new(move |was: Option<PageFocus>| {
        let was = was.unwrap_or_default();
        let (is_open, id, shows_conversation) =
            (selection.any.get(), selection.row.get(), selection.shows_conversation.get());
        let there = if shows_conversation { lazy::is_there(&CONVERSATION) } else { lazy::is_there(&TRACE) };
        let trace = selection.trace.get();
        let came = is_open && there;
        // Choosing another span inside a trace does not move the focus.
        let inside = was.came && trace.is_some() && was.trace == trace;
        let left = was.trace.filter(|_| trace.is_none());
        let opens_trace = trace.is_some();
        request_animation_frame(move || {
            if is_open {
                frame.reveal(&id);
                // A page that is loaded with a conversation open leaves the focus at the start of the page.
                if came && was.begun && !inside {
                    let turn = left.is_some_and(|turn| focus(&format!("[data-trace-message-id=\"{turn}\"]")));
                    if !turn {
                        focus(if opens_trace { "#trace" } else { "#conversation" });
                    }
                }
            } else if was.is_open {
                frame.restore();
                // What was open need not be a row of the list: then the list's tab gets the focus.
                if !frame.focus(&id) {
                    focus(".bar [role=radio][aria-checked=true]");
                }
            }
        });
        PageFocus { is_open, begun: was.begun || !is_open || there, came, trace }
    });
}

/// The state of the page at the last run of [`follow_focus`].
#[derive(Default)]
struct PageFocus {
    is_open: bool,
    /// Whether what the page was loaded with is shown.
    begun: bool,
    /// Whether the module of what is open is loaded.
    came: bool,
    trace: Option<TraceId>,
}

/// Focuses the first match without scrolling; false if there is none.
fn focus(selector: &str) -> bool {
    let found = document().query_selector(selector).ok().flatten();
    let Some(found) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) else { return false };
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    found.focus_with_options(&options).is_ok()
}
