//! The line of the conversation's head that says who reviewed it, and whether it has changed since.

use leptos::prelude::*;

use super::{context::ConversationContext, since_review::SinceReview};
use crate::{
    browser::clock,
    model::{
        author,
        review_state::{ReviewState, Reviewer},
        time::Timestamp,
    },
    text::{review_words, visible::visible},
    ui::icon::{Glyph, Icon},
};

/// How many people are named.
const SHOWN: usize = 6;

/// One line, which has its height before it says something. `now` ticks.
#[component]
pub(super) fn ReviewLine(context: ConversationContext, now: ReadSignal<Timestamp>) -> impl IntoView {
    let (review, since) = (context.review, context.since);
    view! {
        <p class="review-state num">
            {move || {
                let me = review.me();
                since.state.with(|state| state.as_ref().map(|state| words(state, &me, since, now)))
            }}
        </p>
    }
}

fn words(state: &ReviewState, me: &str, since: SinceReview, now: ReadSignal<Timestamp>) -> AnyView {
    let mine = state.by().iter().find(|one| one.name == me);
    let others: Vec<&Reviewer> = state.by().iter().filter(|one| one.name != me).collect();
    let newest = others.first().copied();
    match state {
        ReviewState::NotReviewed => "Not reviewed".into_any(),
        ReviewState::Reviewed { .. } => match mine {
            Some(mine) => view! {
                <Icon glyph=Glyph::Check />
                <span title=exact(mine)>"Reviewed by you" {ago(mine, now)}</span>
                {also(&others)}
            }
            .into_any(),
            None => view! {
                <span>"Reviewed by " {people(&others)} {newest.map(|one| ago(one, now))}</span>
            }
            .into_any(),
        },
        ReviewState::ChangedSinceMine { new_turns, .. } => view! {
            <button
                type="button"
                class="review-changed"
                title=mine.map(|mine| format!("You reviewed it {}. To what is new (n)", exact(mine).unwrap_or_default()))
                on:click=move |_| {
                    since.go_to_line();
                }
            >
                <i class="ring" aria-hidden="true"></i>
                {review_words::changed(*new_turns)}
            </button>
            {also(&others)}
        }
        .into_any(),
    }
}

/// Other people than the reader, after what is said of the reader.
fn also(others: &[&Reviewer]) -> Option<AnyView> {
    (!others.is_empty()).then(|| view! { <span>"also by " {people(others)}</span> }.into_any())
}

/// People by their initials, with name and time on hover; screen readers read the names.
fn people(people: &[&Reviewer]) -> AnyView {
    let person = |(at, one): (usize, &&Reviewer)| {
        let name = visible(&one.name);
        let title = exact(one).map_or_else(|| name.clone(), |at| format!("{name}, {at}"));
        view! {
            {(at > 0).then_some(", ")}
            <span title=title>
                <span aria-hidden="true">{author::initials(&one.name)}</span>
                <span class="visually-hidden">{name}</span>
            </span>
        }
        .into_any()
    };
    let shown = people.iter().take(SHOWN).enumerate().map(person).collect_view();
    let more = people.len().checked_sub(SHOWN).filter(|more| *more > 0);
    view! {
        {shown}
        {more.map(|more| format!(" and {more} more"))}
    }
    .into_any()
}

/// The local date and time of a review.
fn exact(one: &Reviewer) -> Option<String> {
    one.at.map(|at| at.date_time(clock::zone_at(at)))
}

/// ` · 2 h ago`.
fn ago(one: &Reviewer, now: ReadSignal<Timestamp>) -> Option<AnyView> {
    let at = one.at?;
    Some((move || format!(" · {}", at.ago(clock::at(now), clock::zone_at(at)))).into_any())
}
