//! The card with all scores, or all tags, of a row whose cell has no room for them. One for the whole table: it is shown
//! when the pointer or the focus rests on the "+2" of a cell. Part of the lazy module [`super::tools`].

use std::time::Duration;

use leptos::{ev, prelude::*};
use web_sys::{Element, Event, wasm_bindgen::JsCast};

use super::{
    heads::HeadsContext,
    scores::{self, RowExtras},
};
use crate::{
    browser::timer,
    model::{
        figures,
        score::{AuthorScore, Score, Source},
        thumb,
    },
    text::visible::visible,
    ui::avatar::avatar,
};

/// So long the pointer rests on what shows or hides the card: time to move onto it.
const REST: Duration = Duration::from_millis(140);
/// The card's greatest width and the least distance to the window's edge, in CSS pixels; as in `style/columns.css`.
const WIDTH: f64 = 340.0;
const EDGE: f64 = 8.0;
/// More scores, tags, or authors of one score are counted.
const MOST: usize = 40;
const MOST_AUTHORS: usize = 12;

/// Which card is shown, and where.
#[derive(Clone, Debug, PartialEq)]
struct OpenCard {
    row: String,
    is_tags: bool,
    left: f64,
    /// The edge of the card that stands beside the cell, from the top of the window or (`is_above`) from its bottom.
    edge: f64,
    is_above: bool,
}

impl OpenCard {
    /// The card of the button in which an event happened. Reads sizes: nothing may have been changed before.
    fn of(target: &Element) -> Option<Self> {
        let button = target.closest(".cell-more").ok()??;
        let row = button.closest("tr[data-row-id]").ok()??.get_attribute("data-row-id")?;
        let at = button.get_bounding_client_rect();
        let size = |size: Result<_, _>| size.ok().and_then(|size: wasm_bindgen::JsValue| size.as_f64());
        let (width, height) = (size(window().inner_width())?, size(window().inner_height())?);
        let is_above = at.top() > height * 0.6;
        Some(Self {
            row,
            is_tags: button.get_attribute("data-more").as_deref() == Some("tags"),
            left: at.left().min(width - WIDTH - EDGE).max(EDGE),
            edge: if is_above { height - at.top() + 4.0 } else { at.bottom() + 4.0 },
            is_above,
        })
    }
}

#[component]
pub fn RowCard(context: HeadsContext) -> impl IntoView {
    let (open, set_open) = signal(None::<OpenCard>);
    let show = move |card: Option<OpenCard>| {
        if open.try_with_untracked(|open| *open != card) == Some(true) {
            set_open.set(card);
        }
    };
    let rested = timer::debounce(REST, show);
    // Whether the pointer was on something that matters to the card.
    let near = StoredValue::new(false);
    let over = window_event_listener(ev::pointerover, move |event| {
        let Some(target) = target(&event) else { return };
        if is_in_card(&target) {
            rested(open.get_untracked());
        } else if let Some(card) = OpenCard::of(&target) {
            near.set_value(true);
            rested(Some(card));
        } else if near.get_value() {
            near.set_value(false);
            rested(None);
        }
    });
    let focus = window_event_listener(ev::focusin, move |event| {
        if let Some(target) = target(&event) {
            let card = OpenCard::of(&target);
            near.set_value(card.is_some());
            show(card);
        }
    });
    let press = window_event_listener(ev::pointerdown, move |event| {
        if target(&event).is_some_and(|target| !is_in_card(&target) && OpenCard::of(&target).is_none()) {
            show(None);
        }
    });
    let wheel = window_event_listener(ev::wheel, move |event| {
        if target(&event).is_some_and(|target| !is_in_card(&target)) {
            show(None);
        }
    });
    let key = window_event_listener(ev::keydown, move |event| {
        if event.key() == "Escape" && open.with_untracked(Option::is_some) {
            event.prevent_default();
            show(None);
        }
    });
    on_cleanup(move || {
        over.remove();
        focus.remove();
        press.remove();
        wheel.remove();
        key.remove();
    });
    move || {
        let card = open.get()?;
        let extras = context.extras.run(card.row.clone())?;
        let edge = format!("{:.0}px", card.edge);
        let (top, bottom) = if card.is_above { ("auto".to_owned(), edge) } else { (edge, "auto".to_owned()) };
        let content = if card.is_tags { all_tags(&extras.tags) } else { all_scores(&extras) };
        Some(
            view! {
                <div class="row-card" role="tooltip" style:left=format!("{:.0}px", card.left) style:top=top style:bottom=bottom>
                    {content}
                </div>
            }
            .into_any(),
        )
    }
}

fn target(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

fn is_in_card(target: &Element) -> bool {
    target.closest(".row-card").ok().flatten().is_some()
}

fn all_tags(tags: &[String]) -> AnyView {
    let tag =
        |tag: &String| view! { <li class="chip"><span dir="auto">{visible(tag)}</span></li> }.into_any();
    view! {
        <ul class="card-tags">{tags.iter().take(MOST).map(tag).collect_view()}</ul>
        {further(tags.len(), MOST)}
    }
    .into_any()
}

fn all_scores(extras: &RowExtras) -> AnyView {
    let thumbs = scores::all_thumbs(&extras.thumbs, &extras.scores);
    let of_thumbs = (!thumbs.is_empty()).then(|| card_score("Thumbs".to_owned(), None, &thumbs));
    let named = scores::named(&extras.scores);
    let score = |score: &&Score| {
        let average = (score.by_author.len() != 1).then(|| figures::exact(score.value));
        card_score(visible(&score.name), average, &score.by_author)
    };
    view! {
        <dl class="card-scores">{of_thumbs} {named.iter().take(MOST).map(score).collect_view()}</dl>
        {further(named.len(), MOST)}
    }
    .into_any()
}

/// A score: its name, the average if there are several values, and each value with its author and reason.
fn card_score(name: String, average: Option<String>, by_author: &[AuthorScore]) -> AnyView {
    let author = |one: &AuthorScore| {
        let kind = match &one.source {
            Source::Human => None,
            Source::Sdk => Some("by a program"),
            Source::Judge => Some("by a judge"),
            Source::Other(_) => Some("by another source"),
        };
        let value = thumb_or_value(one);
        let reason = one.reason.as_deref().filter(|reason| !reason.trim().is_empty());
        let reason =
            reason.map(|reason| view! { <p class="card-reason" dir="auto">{visible(reason)}</p> }.into_any());
        view! {
            <div class="card-author">
                {avatar(&one.author)} <bdi>{visible(&one.author)}</bdi> {kind.map(|kind| view! { <span class="muted">{kind}</span> }.into_any())}
                <b class="num">{visible(&value)}</b> {reason}
            </div>
        }
        .into_any()
    };
    view! {
        <div>
            <dt><span dir="auto">{name}</span> {average.map(|average| view! { <b class="num">{average}</b> }.into_any())}</dt>
            <dd>
                {by_author.iter().take(MOST_AUTHORS).map(author).collect_view()} {further(by_author.len(), MOST_AUTHORS)}
            </dd>
        </div>
    }
    .into_any()
}

fn thumb_or_value(one: &AuthorScore) -> String {
    match one.category.as_deref().and_then(thumb::of) {
        Some(up) => thumb::name(up).to_owned(),
        None => scores::value_of_author(one),
    }
}

/// How many there are beyond those that are shown.
fn further(count: usize, shown: usize) -> Option<AnyView> {
    let more = count.checked_sub(shown).filter(|more| *more > 0)?;
    Some(view! { <p class="muted">{format!("and {} more", figures::count(more as u64))}</p> }.into_any())
}
