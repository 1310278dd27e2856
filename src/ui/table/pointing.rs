//! Notices which row somebody is about to open: it is pressed, or the pointer or the focus rests on it.

use std::time::Duration;

use leptos::prelude::*;
use web_sys::{Element, Event, wasm_bindgen::JsCast};

use crate::browser::timer;

/// So long the pointer or the focus rests on a row before the row counts.
const REST: Duration = Duration::from_millis(80);

/// Handlers for the list's `<tbody>`.
#[derive(Clone, Copy)]
pub struct Pointing {
    rest: Callback<Option<String>>,
    /// The row that was reported or waits to be.
    at: StoredValue<Option<String>>,
    about_to_open: Callback<String>,
}

impl Pointing {
    /// `about_to_open` is called with the id of the row.
    pub fn new(about_to_open: Callback<String>) -> Self {
        let rested = timer::debounce(REST, move |row: Option<String>| {
            if let Some(row) = row {
                about_to_open.run(row);
            }
        });
        // The debounced function is not `Sync`.
        let rested = StoredValue::new_local(rested);
        let rest = Callback::new(move |row| rested.with_value(|rested| rested(row)));
        Self { rest, at: StoredValue::new(None), about_to_open }
    }

    /// For `pointerover` and `focusin`.
    pub fn on_rest(self, event: &Event) {
        let row = row_of(event);
        if self.at.try_with_value(|at| *at != row) == Some(true) {
            let _ = self.at.try_set_value(row.clone());
            self.rest.run(row);
        }
    }

    /// For `pointerleave`.
    pub fn on_leave(self) {
        let _ = self.at.try_set_value(None);
        self.rest.run(None);
    }

    /// For `pointerdown`.
    pub fn on_press(self, event: &Event) {
        if let Some(row) = row_of(event) {
            self.about_to_open.run(row);
        }
    }
}

/// The id of the row in which an event happened.
fn row_of(event: &Event) -> Option<String> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    target.closest("tr[data-row-id]").ok()??.get_attribute("data-row-id")
}
