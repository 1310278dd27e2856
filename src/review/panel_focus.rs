//! How the panel is entered and left: by key, by a button of the dock, and back to what had the focus before. Where there
//! is no room beside the conversation, entering opens the panel over it.

use leptos::prelude::*;
use web_sys::{Element, FocusEvent, HtmlElement, wasm_bindgen::JsCast};

use crate::browser::width;

/// Up to this width, in pixels, the panel lies over the conversation.
const NARROW: f64 = 760.0;

/// What gives a score.
const CONTROL: &str = ".scores :is([role=radio][tabindex='0'], input[type=range], select):not([disabled])";

/// A handle to the panel of one conversation, turn or step.
#[derive(Clone, Copy)]
pub struct PanelFocus {
    /// Whether there is no room beside the conversation.
    narrow: Memo<bool>,
    opened: RwSignal<bool>,
    /// A tag is being added.
    pub adding: RwSignal<bool>,
    /// The panel.
    pub(super) panel: NodeRef<leptos::html::Aside>,
    /// The field for a comment.
    pub(super) comment: NodeRef<leptos::html::Textarea>,
    /// What had the focus before.
    from: StoredValue<Option<HtmlElement>, LocalStorage>,
}

impl PanelFocus {
    /// A panel that has not been entered.
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

    /// Whether the panel lies over the conversation now, which then is out of reach.
    pub fn covers(self) -> bool {
        self.narrow.get() && self.opened.get()
    }

    /// Puts the focus on the first score.
    pub fn focus_scores(self) {
        self.enter(first_score);
    }

    /// The scores are there now: who came for them before stands at the panel, and goes on to the first.
    pub(super) fn scores_came(self) {
        request_animation_frame(move || {
            let Some(panel) = self.panel.try_get_untracked().flatten() else { return };
            let waits = document().active_element().is_some_and(|active| panel.is_same_node(Some(&active)));
            if let Some(found) = first_score(&panel).filter(|_| waits) {
                let _ = found.unchecked_into::<HtmlElement>().focus();
            }
        });
    }

    /// Opens the field for a new tag and puts the focus there.
    pub fn focus_tags(self) {
        self.adding.set(true);
        self.enter(|panel| panel.query_selector(".tag-editor input").ok().flatten());
    }

    /// Puts the focus on the field for a comment.
    pub fn focus_comments(self) {
        let field = self.comment;
        self.enter(move |_| field.get_untracked().map(JsCast::unchecked_into));
    }

    /// Back to the turn, or whatever had the focus before the panel was entered.
    pub fn leave(self) {
        self.opened.set(false);
        self.adding.set(false);
        let from = self.from.try_get_value().flatten().filter(|from| from.is_connected());
        // After the frame in which the conversation is within reach again.
        request_animation_frame(move || {
            let conversation = || document().get_element_by_id("conversation")?.dyn_into().ok();
            if let Some(place) = from.or_else(conversation) {
                let _ = place.focus();
            }
        });
    }

    /// Takes the focus from the field that has it, which saves what it holds; false where that is refused.
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

    /// Remembers where the focus comes from, when it comes from outside.
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
        // A frame after what asked for it, the panel may be gone already.
        if self.narrow.try_get_untracked() == Some(true) {
            let _ = self.opened.try_set(true);
        }
        // After the frame in which the panel stands.
        request_animation_frame(move || {
            let Some(panel) = self.panel.try_get_untracked().flatten() else { return };
            let found = find(&panel).and_then(|found| found.dyn_into::<HtmlElement>().ok());
            let _ = found.map_or_else(|| panel.focus(), |found| found.focus());
        });
    }
}

/// What gives the first score; a score that cannot be given says how it can.
fn first_score(panel: &HtmlElement) -> Option<Element> {
    let find = |selector| panel.query_selector(selector).ok().flatten();
    find(CONTROL).or_else(|| find(".locked button"))
}

impl Default for PanelFocus {
    fn default() -> Self {
        Self::new()
    }
}
