//! What a row shows in each column. A cell's text is exactly its content: signs and units that are only looks come from
//! the style sheet.

use std::sync::Arc;

use leptos::prelude::*;

use super::{listing::Row, place::Place};
use crate::{
    browser::clock,
    model::{
        change::THUMBS,
        figures,
        score::{Say, Score},
        time::{self, Timestamp},
    },
    query::{columns::Column, filter::Filter, threads_view::ThreadsView},
    ui::icon::{Glyph, Icon},
};

/// What the cells of all rows share.
#[derive(Clone, Copy)]
pub struct Around {
    /// Where links lead.
    pub place: Place,
    /// The list, with nothing open.
    pub list: Memo<ThreadsView>,
    /// The time, told every half minute.
    pub now: ReadSignal<Timestamp>,
}

/// A cell's content.
pub fn content(column: &Column, row: Memo<Arc<Row>>, around: Around) -> AnyView {
    match column {
        Column::FirstMessage => first_message(row, around).into_any(),
        Column::LastMessage => last_message(row),
        Column::LastActivity => instant(row, |row| row.thread.last_updated_at, Some(around.now)),
        Column::StartTime => instant(row, |row| row.thread.start_time, None),
        Column::EndTime => instant(row, |row| row.thread.end_time, None),
        Column::MessageCount => words(row, |row| Some(figures::count(row.thread.number_of_messages))),
        Column::Duration => words(row, |row| row.thread.duration_ms.map(time::duration)),
        Column::Tokens => words(row, |row| row.thread.total_tokens.map(figures::count)),
        Column::InputTokens => words(row, |row| row.thread.prompt_tokens.map(figures::count)),
        Column::OutputTokens => words(row, |row| row.thread.completion_tokens.map(figures::count)),
        Column::Cost => cost(row),
        Column::Status => status(row),
        Column::Tags => tags(row, around.place),
        Column::Scores => scores(row),
        Column::Comments => comments(row),
        Column::CreatedBy => words(row, |row| row.thread.created_by.clone()),
        Column::Id => {
            view! { <span class="id" dir="auto">{move || row.with(|row| row.thread.id.to_string())}</span> }
                .into_any()
        }
        Column::Score(name) => {
            let name = name.clone();
            words(row, move |row| row.thread.scores.iter().find(|score| score.name == name).map(value))
        }
    }
}

/// The link that covers the row. A thread without words is known by its id.
fn first_message(row: Memo<Arc<Row>>, around: Around) -> impl IntoView {
    let words = Memo::new(move |_| {
        row.with(
            |row| if row.first.trim().is_empty() { row.thread.id.to_string() } else { row.first.clone() },
        )
    });
    let href = move || {
        let view = around.list.with(|list| row.with(|row| list.opened(&row.thread.id)));
        around.place.href(&view)
    };
    let is_open = move || {
        around
            .place
            .view
            .with(|view| row.with(|row| view.thread.as_ref() == Some(&row.thread.id)))
            .then_some("true")
    };
    view! {
        <a
            class="row-link words"
            class:wordless=move || row.with(|row| row.first.trim().is_empty())
            href=href
            data-noscroll
            dir="auto"
            aria-current=is_open
        >
            {words}
        </a>
    }
}

/// Empty while the first turn runs, or where a turn ended without an answer.
fn last_message(row: Memo<Arc<Row>>) -> AnyView {
    let words = Memo::new(move |_| row.with(|row| row.last.clone()));
    (move || match words.get() {
        words if words.trim().is_empty() => none(),
        words => view! { <div class="words" dir="auto">{words}</div> }.into_any(),
    })
    .into_any()
}

fn words(row: Memo<Arc<Row>>, read: impl Fn(&Row) -> Option<String> + Send + Sync + 'static) -> AnyView {
    let text = Memo::new(move |_| row.with(|row| read(row)));
    (move || text.get().map_or_else(none, IntoAny::into_any)).into_any()
}

/// Nothing to show, said so that the cell is not taken for one that failed to load.
fn none() -> AnyView {
    view! { <span class="none">"–"</span> }.into_any()
}

/// A time; with `now`, how long ago.
fn instant(
    row: Memo<Arc<Row>>,
    read: fn(&Row) -> Option<Timestamp>,
    now: Option<ReadSignal<Timestamp>>,
) -> AnyView {
    let at = Memo::new(move |_| row.with(|row| read(row)));
    (move || {
        let Some(at) = at.get() else { return none() };
        let zone = clock::zone_at(at);
        let text = move || now.map_or_else(|| at.date_time(zone), |now| at.ago(now.get(), zone));
        view! {
            <time datetime=at.iso() title=format!("{} ({})", at.date_time(zone), at.utc())>
                {text}
            </time>
        }
        .into_any()
    })
    .into_any()
}

fn cost(row: Memo<Arc<Row>>) -> AnyView {
    let cost = Memo::new(move |_| row.with(|row| row.thread.cost.filter(|cost| *cost > 0.0)));
    (move || {
        cost.get().map_or_else(none, |cost| {
            view! { <span title=format!("Estimated by the server: ${cost}")>{figures::money(cost)}</span> }.into_any()
        })
    })
    .into_any()
}

fn status(row: Memo<Arc<Row>>) -> AnyView {
    let status = Memo::new(move |_| row.with(|row| row.thread.status));
    view! {
        <span class="row-status">
            <span class="dot" data-status=move || status.get().as_str()></span>
            <span class="word">{move || status.get().label()}</span>
        </span>
    }
    .into_any()
}

fn tags(row: Memo<Arc<Row>>, place: Place) -> AnyView {
    let tags = Memo::new(move |_| row.with(|row| row.thread.tags.clone()));
    let chip = move |tag: String| {
        let wanted = tag.clone();
        let title = format!("Filter by tag: {tag}");
        view! {
            <button
                type="button"
                class="chip"
                title=title
                on:click=move |_| place.push(|view| view.with_filter(Filter::tag(&wanted)))
            >
                <span dir="auto">{tag}</span>
            </button>
        }
    };
    view! { <span class="row-tags">{move || tags.get().into_iter().map(chip).collect_view()}</span> }
        .into_any()
}

fn scores(row: Memo<Arc<Row>>) -> AnyView {
    let scores = Memo::new(move |_| row.with(|row| (row.thumbs.clone(), row.thread.scores.clone())));
    let content = move || {
        let (mut thumbs, scores) = scores.get();
        let own = scores.iter().filter(|score| score.name == THUMBS);
        thumbs.extend(own.flat_map(|score| score.by_author.iter().cloned()));
        let named = scores.iter().filter(|score| score.name != THUMBS).map(score);
        tallies(&thumbs).into_iter().chain(named).collect::<Vec<_>>()
    };
    view! { <span class="row-scores">{content}</span> }.into_any()
}

/// How many thumbs went up and how many down, each with the latest reason.
fn tallies(says: &[Say]) -> Vec<AnyView> {
    let tally = |up: bool, glyph: Glyph, tone: &'static str, name: &'static str| {
        let those = || says.iter().filter(|say| (say.value >= 0.5) == up);
        let latest = those().filter(|say| say.reason.is_some()).max_by_key(|say| say.last_updated_at);
        let title = latest.and_then(|say| say.reason.clone()).unwrap_or_else(|| name.to_owned());
        let count = those().count();
        (count > 0).then(|| {
            view! {
                <span class="tally" data-tone=tone title=title>
                    <Icon glyph />
                    <span class="visually-hidden">{name}</span>
                    {count}
                </span>
            }
            .into_any()
        })
    };
    let up = tally(true, Glyph::ThumbUp, "good", "Thumbs up: ");
    up.into_iter().chain(tally(false, Glyph::ThumbDown, "bad", "Thumbs down: ")).collect()
}

/// A score by name. Where reviewers differ the spread stands beside the average, as a look: the text is the value.
fn score(score: &Score) -> AnyView {
    let values = || score.by_author.iter().map(|say| say.value);
    let spread = score.is_disputed().then(|| {
        let (low, high) = (values().fold(f64::MAX, f64::min), values().fold(f64::MIN, f64::max));
        format!(" {} to {}", figures::score(low), figures::score(high))
    });
    view! {
        <span class="score" title=score.reason.clone()>
            <span class="score-name" dir="auto">{score.name.clone()}</span>
            " "
            <b data-spread=spread>{value(score)}</b>
        </span>
    }
    .into_any()
}

/// The category where all say the same, else the average.
fn value(score: &Score) -> String {
    let first = score.by_author.first().and_then(|say| say.category.clone());
    first.filter(|_| !score.is_disputed()).unwrap_or_else(|| figures::score(score.value))
}

fn comments(row: Memo<Arc<Row>>) -> AnyView {
    let count = Memo::new(move |_| row.with(|row| row.thread.comments.len()));
    (move || match count.get() {
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
