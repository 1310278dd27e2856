//! What headings do beyond a click: their columns get other widths and other places, by pointer and by keyboard. Part of
//! the lazy module [`super::tools`]; listens on the window, so that headings and rows need no listeners of their own.

mod drag;
mod fit;
mod keys;
mod parts;
mod reorder;
mod resize;

use leptos::{ev, prelude::*};

use super::{columns_menu, list::ListLayout, row_card::RowCard, scores::RowExtras};
use crate::{
    local::preferences::Preferences,
    query::{
        columns::{self, Column},
        tab::Tab,
    },
    text::visible::visible,
};

/// The list whose headings these are.
#[derive(Clone, Copy)]
pub struct HeadsContext {
    pub tab: Tab,
    /// The columns that are shown.
    pub columns: Memo<Vec<Column>>,
    pub layout: ListLayout,
    /// The scores and tags of a row.
    pub extras: Callback<String, Option<RowExtras>>,
}

/// The headings of one list.
#[derive(Clone, Copy)]
struct HeadActions {
    context: HeadsContext,
    preferences: Preferences,
    /// What is said to screen readers.
    say: WriteSignal<String>,
}

impl HeadActions {
    /// Stores the width of a column, in units of 1/16 rem.
    fn set_width(self, column: &str, width: u32) {
        let tab = self.context.tab.word().to_owned();
        self.preferences.update(|choices| {
            choices.widths.entry(tab).or_default().insert(column.to_owned(), width);
        });
    }

    /// Moves a column to a gap between the columns as they are now, and says where it is then.
    fn move_to(self, column: &str, gap: usize) {
        let Some(own) = Column::parse(self.context.tab, column) else { return };
        let shown = self.context.columns.get_untracked();
        let moved = columns::moved(&shown, &own, gap);
        if moved == shown {
            return;
        }
        columns_menu::remember(self.preferences, self.context.tab, &moved);
        if let Some(at) = moved.iter().position(|one| *one == own) {
            let name = visible(&own.label());
            self.say.set(format!("{name}: column {} of {}", at + 1, moved.len()));
        }
    }

    /// The position of a column among those that are shown.
    fn position(self, column: &str) -> Option<usize> {
        self.context.columns.with_untracked(|shown| shown.iter().position(|one| one.id() == column))
    }
}

/// Follows pointer and keys; renders the line that shows where a column goes, and the card of a row.
#[component]
pub fn Heads(context: HeadsContext) -> impl IntoView {
    let (said, say) = signal(String::new());
    let line = NodeRef::<leptos::html::I>::new();
    let actions = HeadActions { context, preferences: Preferences::of_app(), say };
    let resizing = resize::Resizing::new(actions);
    let moving = reorder::Moving::new(actions, line);
    let down = window_event_listener(ev::pointerdown, move |event| {
        resizing.on_press(&event);
        moving.on_press(&event);
    });
    let double = window_event_listener(ev::dblclick, move |event| fit::on_double_click(actions, &event));
    let key = window_event_listener(ev::keydown, move |event| keys::on_key(actions, &event));
    // A column that takes what is left has a width only on the screen.
    let focus = window_event_listener(ev::focusin, move |event| keys::tell_width(&event));
    on_cleanup(move || {
        down.remove();
        double.remove();
        key.remove();
        focus.remove();
        resizing.end(false);
        moving.end(false);
    });
    view! {
        <i node_ref=line class="drop-line" aria-hidden="true" hidden></i>
        <span class="visually-hidden" role="status">{said}</span>
        <RowCard context />
    }
}
