//! The contents of cells, so that the same value looks the same in every list. A cell's text is exactly its value:
//! decorative signs and units come from the style sheet. Nothing here follows the row: a row that changes is drawn again as
//! a whole, since a page has a thousand cells.

use leptos::prelude::*;
use web_sys::{Element, HtmlElement, MouseEvent, wasm_bindgen::JsCast};

use super::{arrows::ROW_LINK, list_route::ListRoute, scores};
use crate::{
    browser::{clock, tracking},
    local::preferences::Preferences,
    model::{
        comment::Comment,
        figures,
        time::{self, Timestamp},
    },
    query::{
        columns::{Column, widths::allowed},
        filter::Filter,
        logs_view::LogsView,
    },
    text::{strip_markdown::plain, visible::visible, width},
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
    /// How wide the columns of scores and of tags are, in pixels at the usual size of text.
    room: Memo<(f64, f64)>,
}

impl CellContext {
    pub fn new(route: ListRoute, list: Memo<LogsView>) -> Self {
        let preferences = Preferences::of_app();
        let tab = route.view.with_untracked(|view| view.tab);
        let room = Memo::new(move |_| {
            preferences.with(|choices| {
                let of = |column: Column| {
                    let chosen = choices.widths.get(tab.word());
                    let width = chosen.map_or_else(
                        || column.width(tab, &Default::default()),
                        |chosen| column.width(tab, chosen),
                    );
                    f64::from(width.unwrap_or_default())
                };
                (of(Column::Scores), of(Column::Tags))
            })
        });
        Self { route, list, now: clock::ticking(), room }
    }

    /// The width of the column of scores. Tracked.
    pub fn room_for_scores(self) -> f64 {
        tracking::track(&self.room);
        self.room.get_untracked().0
    }

    /// The width of the column of tags. Tracked.
    fn room_for_tags(self) -> f64 {
        tracking::track(&self.room);
        self.room.get_untracked().1
    }

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

/// Tags, as buttons that filter the list by the tag: as many as fit, and how many more there are.
pub fn tags(tags: &[String], context: CellContext) -> AnyView {
    let route = context.route;
    let (shown, rest) = fitting_tags(tags, context.room_for_tags());
    let chip = move |(tag, words): (String, String)| {
        let title = format!("Filter by tag: {}", visible(&tag));
        view! {
            <button
                type="button"
                class="chip"
                title=title
                on:click=move |_| route.push(|view| view.with_filter(Filter::tag(&tag)))
            >
                <span dir="auto">{words}</span>
            </button>
        }
        .into_any()
    };
    let more = (!rest.is_empty()).then(|| {
        let all = rest.iter().map(|tag| visible(tag)).collect::<Vec<_>>().join(", ");
        scores::more("tags", rest.len(), &all)
    });
    view! { <span class="row-tags">{keyed_now(shown, |(tag, _)| tag.clone(), chip)} {more}</span> }.into_any()
}

/// What a chip has around its words, and the gap to the next, in pixels.
const CHIP: f64 = 16.0;
const CHIP_GAP: f64 = 4.0;
/// What a cell has on both sides of its content.
const PADDING: f64 = 20.0;

/// The tags that fit into a column of this width, each with its words, and those that do not. The first is cut after a word
/// if it is too long.
fn fitting_tags(tags: &[String], column: f64) -> (Vec<(String, String)>, &[String]) {
    let mut shown = Vec::new();
    let mut left = column - PADDING;
    for (at, tag) in tags.iter().enumerate() {
        let words = visible(tag);
        let rest = tags.len() - at - 1;
        let after = if rest > 0 { scores::more_width(rest) } else { 0.0 };
        let own = width::of(&words) + CHIP;
        if own + after <= left {
            left -= own + CHIP_GAP;
            shown.push((tag.clone(), words));
            continue;
        }
        if at == 0 {
            shown.extend(width::fitting(&words, left - after - CHIP).map(|words| (tag.clone(), words)));
        }
        break;
    }
    let rest = tags.get(shown.len()..).unwrap_or_default();
    (shown, rest)
}

/// The width of the column in which all tags fit.
pub fn wanted_for_tags(tags: &[String]) -> u32 {
    let chips = tags.iter().map(|tag| width::of(&visible(tag)) + CHIP + CHIP_GAP);
    allowed(chips.sum::<f64>() + PADDING)
}

/// A comment: its words, who wrote it, and when; a dash if there is none.
pub fn comment(comment: Option<&Comment>, now: ReadSignal<Timestamp>) -> AnyView {
    /// More characters are never in sight.
    const LONGEST: usize = 300;
    let Some(comment) = comment else { return none() };
    let author = comment
        .author
        .as_deref()
        .map(|author| view! { <bdi class="comment-by">{visible(author)}</bdi> " · " }.into_any());
    view! {
        <div class="last-comment">
            <span class="words" dir="auto">{plain(&comment.text, LONGEST)}</span>
            " "
            <span class="muted">{author} {instant(comment.created_at, Some(now))}</span>
        </div>
    }
    .into_any()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_that_do_not_fit_are_left_out_as_a_whole() {
        let tags: Vec<String> = ["refund", "vip", "escalated"].map(str::to_owned).to_vec();
        let shown = |column: f64| {
            let (shown, rest) = fitting_tags(&tags, column);
            (shown.into_iter().map(|(_, words)| words).collect::<Vec<_>>(), rest.len())
        };
        assert_eq!(shown(400.0), (tags.clone(), 0));
        assert_eq!(shown(130.0), (tags[..1].to_vec(), 2));
        assert_eq!(shown(48.0), (Vec::new(), 3));
        assert_eq!(shown(f64::from(wanted_for_tags(&tags))).1, 0);
        let long = ["asked for a refund twice".to_owned()];
        assert_eq!(fitting_tags(&long, 140.0).0, [(long[0].clone(), "asked for a…".to_owned())]);
        assert_eq!(fitting_tags(&[], 140.0), (Vec::new(), &[] as &[String]));
    }
}
