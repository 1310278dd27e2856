//! The keys in a heading: those of the handle change the width, Alt with an arrow moves the column.

use leptos::prelude::*;
use web_sys::{Event, HtmlElement, KeyboardEvent, wasm_bindgen::JsCast};

use super::{HeadActions, fit, parts::HeadingEvent, resize::width_on_screen};
use crate::query::columns::widths;

/// What an arrow key changes, in units of 1/16 rem, alone and with Shift.
const STEP: (f64, f64) = (16.0, 64.0);

/// For `keydown`.
pub(super) fn on_key(actions: HeadActions, event: &KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() {
        return;
    }
    let Some(head) = HeadingEvent::of(event) else { return };
    let done = if event.alt_key() {
        move_column(actions, &head, &event.key())
    } else {
        head.is_handle() && resize(actions, &head, &event.key(), event.shift_key())
    };
    if done {
        event.prevent_default();
    }
}

fn resize(actions: HeadActions, head: &HeadingEvent, key: &str, with_shift: bool) -> bool {
    let step = if with_shift { STEP.1 } else { STEP.0 };
    let now = || f64::from(width_on_screen(&head.cell));
    let width = match key {
        "ArrowLeft" => widths::allowed(now() - step),
        "ArrowRight" => widths::allowed(now() + step),
        "Home" => widths::LEAST,
        "End" => widths::MOST,
        "Enter" => {
            fit::fit(actions, head);
            return true;
        }
        _ => return false,
    };
    actions.set_width(&head.column, width);
    true
}

/// Moves the column of a heading by one place.
fn move_column(actions: HeadActions, head: &HeadingEvent, key: &str) -> bool {
    let Some(at) = actions.position(&head.column) else { return false };
    let gap = match key {
        "ArrowLeft" => at.checked_sub(1),
        "ArrowRight" => Some(at + 2),
        _ => return false,
    };
    if let Some(gap) = gap {
        actions.move_to(&head.column, gap);
        // An element that is moved loses the focus.
        if let Ok(target) = head.target.clone().dyn_into::<HtmlElement>() {
            request_animation_frame(move || {
                let _ = target.focus();
            });
        }
    }
    true
}

/// Says the width of a column that takes what is left when its handle gets the focus.
pub(super) fn tell_width(event: &Event) {
    let Some(head) = HeadingEvent::of(event).filter(HeadingEvent::is_handle) else { return };
    if head.target.has_attribute("aria-valuetext") {
        let _ = head.target.set_attribute("aria-valuenow", &width_on_screen(&head.cell).to_string());
    }
}
