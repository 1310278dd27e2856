//! What the parts of the open menu share.

use leptos::prelude::*;

use super::Views;

/// Ends when the menu is closed.
#[derive(Clone, Copy)]
pub(super) struct MenuState {
    pub(super) views: Views,
    /// The id of the view whose actions are shown.
    pub(super) open: RwSignal<Option<String>>,
    /// The id of the view that is being dragged.
    pub(super) dragged: RwSignal<Option<String>>,
    /// What is wrong with a file.
    pub(super) problem: RwSignal<Option<String>>,
}

impl MenuState {
    /// Moves a view by one place.
    pub(super) fn shift(self, id: &str, to_end: bool) {
        self.views.update(|all| all.shift(id, to_end));
    }
}
