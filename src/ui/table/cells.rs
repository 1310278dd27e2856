//! The contents of cells, so that the same value looks the same in every list. A cell's text is exactly its value:
//! decorative signs and units come from the style sheet. Nothing here follows the row: a row that changes is drawn again as
//! a whole, since a page has a thousand cells.

use leptos::prelude::*;
use web_sys::{Element, HtmlElement, MouseEvent, wasm_bindgen::JsCast};

use super::{arrows::ROW_LINK, list_route::ListRoute};
use crate::{
    browser::{clock, tracking},
    model::{
        figures,
        time::{self, Timestamp},
    },
    query::{filter::Filter, logs_view::LogsView},
    text::visible::visible,
    ui::{
        icon::{Glyph, Icon},
        keyed::keyed_now,
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

impl CellContext {
    /// The link to what `open` makes of the list's view. Tracked when it is called.
    pub fn href(
        self,
        open: impl Fn(&LogsView) -> LogsView + Send + 'static,
    ) -> Box<dyn Fn() -> String + Send> {
        Box::new(move || {
            tracking::track(&self.list);
            self.route.href(&self.list.with_untracked(&open))
        })
    }
}

/// The link that opens the row. It covers the whole row and shows the words, or (`wordless`) in another type the id of a
/// row without words. `href` is tracked. `is_open`: whether it is open now; later [`super::open_row`] says so.
pub fn link(words: &str, wordless: bool, href: Box<dyn Fn() -> String + Send>, is_open: bool) -> AnyView {
    view! {
        <a
            class=if wordless { "row-link words wordless" } else { "row-link words" }
            href=href
            data-noscroll
            dir="auto"
            aria-current=is_open.then_some("true")
        >
            {visible(words)}
        </a>
    }
    .into_any()
}

/// Handler for `click` on what lies over the row's link because it has a tooltip: the row opens all the same.
pub fn open_row(event: &MouseEvent) {
    let pressed = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let link = pressed.and_then(|pressed| pressed.closest("tr").ok()??.query_selector(ROW_LINK).ok()?);
    if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
        link.click();
    }
}

/// The text of a message; a dash if it is blank.
pub fn message_text(words: String) -> AnyView {
    if words.trim().is_empty() {
        return none();
    }
    view! { <div class="words" dir="auto">{words}</div> }.into_any()
}

/// A short text of the app's own; a dash if there is none.
pub fn words(text: Option<&str>) -> AnyView {
    text.map_or_else(none, |text| visible(text).into_any())
}

/// A short text that was logged or typed by a person, in its own writing direction; a dash if there is none.
pub fn named(text: Option<&str>) -> AnyView {
    text.map_or_else(none, |text| view! { <span class="named" dir="auto">{visible(text)}</span> }.into_any())
}

pub fn id(text: &str) -> AnyView {
    view! { <span class="id" dir="auto">{visible(text)}</span> }.into_any()
}

/// A dash in place of a missing value, so that the cell does not look as if it had failed to load.
pub fn none() -> AnyView {
    view! { <span class="none">"–"</span> }.into_any()
}

pub fn count(count: Option<u64>) -> AnyView {
    count.map_or_else(none, |count| figures::count(count).into_any())
}

/// A duration in milliseconds, shown in readable units.
pub fn duration(millis: Option<f64>) -> AnyView {
    millis.map_or_else(none, |millis| time::duration(millis).into_any())
}

/// A date and time; with `now`, how long ago it was.
pub fn instant(at: Option<Timestamp>, now: Option<ReadSignal<Timestamp>>) -> AnyView {
    let Some(at) = at else { return none() };
    let zone = clock::zone_at(at);
    let text = match now {
        Some(now) => (move || at.ago(clock::at(now), zone)).into_any(),
        None => at.date_time(zone).into_any(),
    };
    view! {
        <time datetime=at.iso() title=format!("{} ({})", at.date_time(zone), at.utc())>
            {text}
        </time>
    }
    .into_any()
}

/// A cost in dollars; a dash for zero.
pub fn cost(cost: Option<f64>) -> AnyView {
    cost.filter(|cost| *cost > 0.0).map_or_else(none, |cost| {
        view! { <span title=format!("Estimated by the server: ${cost}")>{figures::money(cost)}</span> }
            .into_any()
    })
}

/// Tags, as buttons that filter the list by the tag.
pub fn tags(tags: &[String], route: ListRoute) -> AnyView {
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
    view! { <span class="row-tags">{keyed_now(tags.to_vec(), String::clone, chip)}</span> }.into_any()
}

/// The number of comments; a dash for zero.
pub fn comments(count: usize) -> AnyView {
    if count == 0 {
        return none();
    }
    view! {
        <span class="tally" title="Comments">
            <Icon glyph=Glyph::Comment />
            {count}
        </span>
    }
    .into_any()
}
