//! Which groups of turns have their buttons: those in sight once scrolling pauses, and the one with the focus or the
//! pointer. More than half of the elements of a turn are its buttons, so a long conversation without them takes half the
//! memory and is laid out in half the time.

use std::{collections::HashMap, time::Duration};

use leptos::prelude::*;
use web_sys::Element;

use crate::browser::{near_viewport::NearViewport, timer};

/// How far outside the viewport a group still counts as in sight.
const MARGIN: &str = "600px 0px";
/// How long scrolling has to pause before buttons are drawn.
const PAUSE: Duration = Duration::from_millis(80);

#[derive(Clone, Copy)]
pub(super) struct ButtonsInSight {
    near: NearViewport,
    groups: StoredValue<HashMap<String, Group>, LocalStorage>,
}

struct Group {
    element: Element,
    /// Whether its turns have their buttons.
    shown: RwSignal<bool>,
}

impl ButtonsInSight {
    /// Begins watching; lives as long as the calling component.
    pub(super) fn new() -> Self {
        let groups = StoredValue::new_local(HashMap::<String, Group>::new());
        let changed = StoredValue::new_local(HashMap::<String, bool>::new());
        let apply = timer::debounce(PAUSE, move |()| {
            let changed = changed.try_update_value(std::mem::take).unwrap_or_default();
            let _ = groups.try_with_value(|groups| {
                for (id, near) in changed {
                    if let Some(group) = groups.get(&id) {
                        group.show(near);
                    }
                }
            });
        });
        let near = NearViewport::changes(MARGIN, move |element, near| {
            let _ = changed.try_update_value(|changed| changed.insert(element.id(), near));
            apply(());
        });
        Self { near, groups }
    }

    /// Adds a group; its element needs an id.
    pub(super) fn watch(self, element: Element, shown: RwSignal<bool>) {
        self.near.watch(&element);
        let _ = self.groups.try_update_value(|groups| groups.insert(element.id(), Group { element, shown }));
    }

    /// Forgets a group.
    pub(super) fn forget(self, id: &str) {
        let group = self.groups.try_update_value(|groups| groups.remove(id)).flatten();
        if let Some(group) = group {
            self.near.forget(&group.element);
        }
    }
}

impl Group {
    /// Buttons stay while one of them has the focus: a person who tabbed to it would lose their place.
    fn show(&self, near: bool) {
        let has_focus = || self.element.contains(document().active_element().as_deref());
        if self.shown.try_get_untracked() != Some(near) && (near || !has_focus()) {
            let _ = self.shown.try_set(near);
        }
    }
}
