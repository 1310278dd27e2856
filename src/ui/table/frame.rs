//! Where the rows are on the page: what scrolls, and which row has the focus.

use leptos::prelude::*;

use super::arrows;
use crate::browser::scroll::{self, ScrollTarget};

/// Handles on the drawn list.
#[derive(Clone, Copy)]
pub struct Frame {
    /// What scrolls.
    pub scroller: NodeRef<leptos::html::Div>,
    /// The rows' home.
    pub body: NodeRef<leptos::html::Tbody>,
    stood: StoredValue<i32>,
}

impl Frame {
    /// Nothing drawn yet.
    pub fn new() -> Self {
        Self { scroller: NodeRef::new(), body: NodeRef::new(), stood: StoredValue::new(0) }
    }

    /// Keeps where the list stands.
    pub fn remember(self) {
        if let Some(scroller) = self.scroller.try_get_untracked().flatten() {
            let _ = self.stood.try_set_value(scroller.scroll_top());
        }
    }

    /// Goes back to where it stood.
    pub fn restore(self) {
        if let (Some(scroller), Some(stood)) =
            (self.scroller.try_get_untracked().flatten(), self.stood.try_get_value())
        {
            scroller.set_scroll_top(stood);
        }
    }

    /// Goes to the first row.
    pub fn to_top(self) {
        if let Some(scroller) = self.scroller.try_get_untracked().flatten() {
            scroller.set_scroll_top(0);
        }
    }

    /// Brings a row into sight.
    pub fn reveal(self, id: &str) {
        let body = self.body.try_get_untracked().flatten();
        if let Some(row) = body.and_then(|body| arrows::row(&body, id)) {
            scroll::to(&row, ScrollTarget::Nearest);
        }
    }

    /// Gives a row the focus; false where it is not there.
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
