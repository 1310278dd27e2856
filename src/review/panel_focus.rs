//! Moves the focus into the review panel, by key or from the dock, and back to where it was. On narrow screens entering
//! opens the panel over the conversation.

use leptos::prelude::*;
use web_sys::{Element, FocusEvent, HtmlElement, wasm_bindgen::JsCast};

use crate::browser::width;

/// Up to this width, in pixels, the panel covers the conversation.
const NARROW: f64 = 760.0;

/// Selects the focusable controls of scores.
const CONTROL: &str = ".scores :is([role=radio][tabindex='0'], input[type=range], select):not([disabled])";

/// The focus state of one review panel.
#[derive(Clone, Copy)]
pub struct PanelFocus {
    /// Whether the screen is too narrow to show the panel beside the conversation.
    narrow: Memo<bool>,
    opened: RwSignal<bool>,
    /// Whether the field for a new tag is open.
    pub adding: RwSignal<bool>,
    pub(super) panel: NodeRef<leptos::html::Aside>,
    /// The field for a new comment.
    pub(super) comment: NodeRef<leptos::html::Textarea>,
    /// The element focused before the panel was entered.
    from: StoredValue<Option<HtmlElement>, LocalStorage>,
}

impl PanelFocus {
    pub fn new() -> Self {
        Self {
            narrow: width::at_most(NARROW),
            opened: RwSignal::new(false),
            adding: RwSignal::new(false),
            panel: NodeRef::new(),
            comment: NodeRef::new(),
            from: StoredValue::new_local(None),
        }
    }

    /// Whether the panel covers the conversation, which then must not be focusable.
    pub fn covers(self) -> bool {
        self.narrow.get() && self.opened.get()
    }

    pub fn focus_scores(self) {
        self.enter(first_score);
    }

    /// Called when the scores have loaded: if the panel itself is focused, because [`Self::focus_scores`] found no
    /// score before, focuses the first score.
    pub(super) fn scores_loaded(self) {
        request_animation_frame(move || {
            let Some(panel) = self.panel.try_get_untracked().flatten() else { return };
            let waits = document().active_element().is_some_and(|active| panel.is_same_node(Some(&active)));
            if let Some(found) = first_score(&panel).filter(|_| waits) {
                let _ = found.unchecked_into::<HtmlElement>().focus();
            }
        });
    }

    /// Opens the field for a new tag and focuses it.
    pub fn focus_tags(self) {
        self.adding.set(true);
        self.enter(|panel| panel.query_selector(".tag-editor input").ok().flatten());
    }

    /// Focuses the field for a new comment.
    pub fn focus_comments(self) {
        let field = self.comment;
        self.enter(move |_| field.get_untracked().map(JsCast::unchecked_into));
    }

    /// Closes the panel and returns the focus to the element focused before, or else to the thread.
    pub fn leave(self) {
        self.opened.set(false);
        self.adding.set(false);
        let from = self.from.try_get_value().flatten().filter(|from| from.is_connected());
        // The conversation can be focused only in the next frame.
        request_animation_frame(move || {
            let conversation = || document().get_element_by_id("conversation")?.dyn_into().ok();
            if let Some(place) = from.or_else(conversation) {
                let _ = place.focus();
            }
        });
    }

    /// Blurs the focused field, which then saves its text; `false` if the field refused it.
    pub(super) fn settle(self) -> bool {
        let active = document().active_element().and_then(|active| active.dyn_into::<HtmlElement>().ok());
        let Some(active) = active else { return true };
        let _ = active.blur();
        let refused = active.get_attribute("aria-invalid").as_deref() == Some("true");
        if refused {
            let _ = active.focus();
        }
        !refused
    }

    /// Remembers the previously focused element if it is outside the panel.
    pub(super) fn entered(self, event: &FocusEvent) {
        let from = event.related_target().and_then(|from| from.dyn_into::<HtmlElement>().ok());
        let inside = |element: &HtmlElement| {
            self.panel.get_untracked().is_some_and(|panel| panel.contains(Some(element)))
        };
        if let Some(from) = from.filter(|from| !inside(from)) {
            let _ = self.from.try_set_value(Some(from));
        }
    }

    fn enter(self, find: impl Fn(&HtmlElement) -> Option<Element> + 'static) {
        // The panel may be gone already, if the caller waited a frame.
        if self.narrow.try_get_untracked() == Some(true) {
            let _ = self.opened.try_set(true);
        }
        // The panel is visible only in the next frame.
        request_animation_frame(move || {
            let Some(panel) = self.panel.try_get_untracked().flatten() else { return };
            let found = find(&panel).and_then(|found| found.dyn_into::<HtmlElement>().ok());
            let _ = found.map_or_else(|| panel.focus(), |found| found.focus());
        });
    }
}

/// The control of the first score, or, if scores are locked, the button that unlocks them.
fn first_score(panel: &HtmlElement) -> Option<Element> {
    let find = |selector| panel.query_selector(selector).ok().flatten();
    find(CONTROL).or_else(|| find(".locked button"))
}

impl Default for PanelFocus {
    fn default() -> Self {
        Self::new()
    }
}
