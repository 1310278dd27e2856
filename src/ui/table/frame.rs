//! Access to the rendered list: its scroll position, and the focus of its rows.

use leptos::prelude::*;

use super::arrows;
use crate::browser::scroll::{self, ScrollTarget};

/// References to elements of the rendered list.
#[derive(Clone, Copy)]
pub struct Frame {
    pub scroller: NodeRef<leptos::html::Div>,
    pub body: NodeRef<leptos::html::Tbody>,
    scroll_top: StoredValue<i32>,
}

impl Frame {
    pub fn new() -> Self {
        Self { scroller: NodeRef::new(), body: NodeRef::new(), scroll_top: StoredValue::new(0) }
    }

    /// Notes the list's current scroll position.
    pub fn remember(self) {
        if let Some(scroller) = self.scroller.try_get_untracked().flatten() {
            let _ = self.scroll_top.try_set_value(scroller.scroll_top());
        }
    }

    /// Scrolls to the position that [`Self::remember`] noted.
    pub fn restore(self) {
        if let (Some(scroller), Some(scroll_top)) =
            (self.scroller.try_get_untracked().flatten(), self.scroll_top.try_get_value())
        {
            scroller.set_scroll_top(scroll_top);
        }
    }

    /// Scrolls to the first row.
    pub fn to_top(self) {
        if let Some(scroller) = self.scroller.try_get_untracked().flatten() {
            scroller.set_scroll_top(0);
        }
    }

    /// Scrolls a row into view, if it is on the page.
    pub fn reveal(self, id: &str) {
        let body = self.body.try_get_untracked().flatten();
        if let Some(row) = body.and_then(|body| arrows::row(&body, id)) {
            scroll::to(&row, ScrollTarget::Nearest);
        }
    }

    /// Focuses a row's link; false if the row is not on the page.
    pub fn focus(self, id: &str) -> bool {
        let body = self.body.try_get_untracked().flatten();
        body.is_some_and(|body| arrows::focus_row(&body, id))
    }
}

impl Default for Frame {
    fn default() -> Self {
        Self::new()
    }
}
