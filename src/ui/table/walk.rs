//! From an open row to its neighbours: where it stands, and the two buttons.

use leptos::prelude::*;

use super::stepping::{Step, Steps};
use crate::{
    query::tab::Tab,
    ui::{
        icon::{Glyph, Icon},
        toast::Toaster,
    },
};

/// What whoever reads an open row needs to go on from it.
#[derive(Clone, Copy)]
pub struct Walk {
    /// Where it stands in the list, e.g. "12 of 87"; `None` while unknown.
    pub position: Signal<Option<String>>,
    /// Whether there is a previous and a next row.
    pub can_step: Signal<(bool, bool)>,
    /// Goes to a neighbour.
    pub step: Callback<Step>,
}

impl Walk {
    /// Through this list; what fails is told to `toaster`.
    pub fn through(steps: Steps, toaster: Toaster) -> Self {
        Self {
            position: Signal::derive(move || steps.position()),
            can_step: Signal::derive(move || steps.can_step()),
            step: Callback::new(move |step| steps.step(step, toaster)),
        }
    }

    /// The position and the buttons "Previous thread" and "Next thread", or whatever the tab lists.
    pub fn buttons(self, tab: Tab) -> AnyView {
        let button = |step: Step, way: &str, key: &str, glyph: Glyph| {
            let name = format!("{way} {}", tab.noun());
            let can = move || {
                let (previous, next) = self.can_step.get();
                if step == Step::Previous { previous } else { next }
            };
            view! {
                <button
                    type="button"
                    class="icon-btn"
                    aria-label=name.clone()
                    title=format!("{name} ({key})")
                    disabled=move || !can()
                    on:click=move |_| self.step.run(step)
                >
                    <Icon glyph />
                </button>
            }
        };
        view! {
            <span class="muted num walk-position">{self.position}</span>
            {button(Step::Previous, "Previous", "K", Glyph::Up)}
            {button(Step::Next, "Next", "J", Glyph::Down)}
        }
        .into_any()
    }
}
