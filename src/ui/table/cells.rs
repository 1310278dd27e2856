//! The contents of cells, so that the same value looks the same in every list. A cell's text is exactly its value:
//! decorative signs and units come from the style sheet.

use std::sync::Arc;

use leptos::prelude::*;

use super::list_route::ListRoute;
use crate::{
    browser::clock,
    model::{
        figures,
        time::{self, Timestamp},
    },
    query::{filter::Filter, logs_view::LogsView},
    text::visible::visible,
    ui::{
        icon::{Glyph, Icon},
        keyed::keyed,
    },
};

/// What the cells of all rows of a list share.
#[derive(Clone, Copy)]
pub struct CellContext {
    pub route: ListRoute,
    /// The list's view without anything open, from which the links are made.
    pub list: Memo<LogsView>,
    /// The current time, updated every half minute.
    pub now: ReadSignal<Timestamp>,
}

/// Reads what a cell shows of its row. Tracked: the cell follows the row as it changes. There are a thousand cells on a
/// page, so that no memo stands between the row and a cell.
pub type Read<T> = Box<dyn Fn() -> T + Send>;

/// Reads a value of a row.
pub fn of<R: Send + Sync + 'static, T: 'static>(row: Memo<Arc<R>>, read: fn(&R) -> T) -> Read<T> {
    Box::new(move || row.with(|row| read(row)))
}

/// The link that opens the row. It covers the whole row and shows the words, or in another type the id of a row without
/// words. `is_open`: whether it is open now; later [`super::open_row`] says so.
pub fn link(words: Read<String>, wordless: Read<bool>, href: Read<String>, is_open: bool) -> AnyView {
    view! {
        <a
            class=move || if wordless() { "row-link words wordless" } else { "row-link words" }
            href=href
            data-noscroll
            dir="auto"
            aria-current=is_open.then_some("true")
        >
            {move || visible(&words())}
        </a>
    }
    .into_any()
}

/// The text of a message; a dash if it is blank.
pub fn message_text(words: Read<String>) -> AnyView {
    (move || match words() {
        words if words.trim().is_empty() => none(),
        words => view! { <div class="words" dir="auto">{words}</div> }.into_any(),
    })
    .into_any()
}

/// A short text of the app's own; a dash if there is none.
pub fn words(text: Read<Option<String>>) -> AnyView {
    (move || text().map_or_else(none, |text| visible(&text).into_any())).into_any()
}

/// A short text that was logged or typed by a person, in its own writing direction; a dash if there is none.
pub fn named(text: Read<Option<String>>) -> AnyView {
    (move || {
        text().map_or_else(none, |text| {
            view! { <span class="named" dir="auto">{visible(&text)}</span> }.into_any()
        })
    })
    .into_any()
}

pub fn id(text: Read<Option<String>>) -> AnyView {
    (move || {
        text().map_or_else(none, |text| {
            view! { <span class="id" dir="auto">{visible(&text)}</span> }.into_any()
        })
    })
    .into_any()
}

/// A dash in place of a missing value, so that the cell does not look as if it had failed to load.
pub fn none() -> AnyView {
    view! { <span class="none">"–"</span> }.into_any()
}

pub fn count(count: Read<Option<u64>>) -> AnyView {
    (move || count().map_or_else(none, |count| figures::count(count).into_any())).into_any()
}

/// A duration in milliseconds, shown in readable units.
pub fn duration(millis: Read<Option<f64>>) -> AnyView {
    (move || millis().map_or_else(none, |millis| time::duration(millis).into_any())).into_any()
}

/// A date and time; with `now`, how long ago it was.
pub fn instant(at: Read<Option<Timestamp>>, now: Option<ReadSignal<Timestamp>>) -> AnyView {
    (move || {
        let Some(at) = at() else { return none() };
        let zone = clock::zone_at(at);
        let text = move || now.map_or_else(|| at.date_time(zone), |now| at.ago(clock::at(now), zone));
        view! {
            <time datetime=at.iso() title=format!("{} ({})", at.date_time(zone), at.utc())>
                {text}
            </time>
        }
        .into_any()
    })
    .into_any()
}

/// A cost in dollars; a dash for zero.
pub fn cost(cost: Read<Option<f64>>) -> AnyView {
    (move || {
        cost().filter(|cost| *cost > 0.0).map_or_else(none, |cost| {
            view! { <span title=format!("Estimated by the server: ${cost}")>{figures::money(cost)}</span> }.into_any()
        })
    })
    .into_any()
}

/// Tags, as buttons that filter the list by the tag.
pub fn tags(tags: Read<Vec<String>>, route: ListRoute) -> AnyView {
    let chip = move |tag: String| {
        let shown = visible(&tag);
        let title = format!("Filter by tag: {shown}");
        view! {
            <button
                type="button"
                class="chip"
                title=title
                on:click=move |_| route.push(|view| view.with_filter(Filter::tag(&tag)))
            >
                <span dir="auto">{shown}</span>
            </button>
        }
        .into_any()
    };
    view! { <span class="row-tags">{keyed(tags, String::clone, chip)}</span> }.into_any()
}

/// The number of comments; a dash for zero.
pub fn comments(count: Read<Option<u64>>) -> AnyView {
    (move || match count().unwrap_or_default() {
        0 => none(),
        count => view! {
            <span class="tally" title="Comments">
                <Icon glyph=Glyph::Comment />
                {count}
            </span>
        }
        .into_any(),
    })
    .into_any()
}
