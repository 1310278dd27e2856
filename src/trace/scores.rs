//! The feedback scores of the selected span: as chips in its head, and as a table of every author's scores.

use leptos::prelude::*;

use super::trace_store::TraceStore;
use crate::{
    browser::clock,
    model::{
        change::Edit,
        figures,
        score::{AuthorScore, Score, Source},
        thumb,
    },
    review::subject::Subject,
    text::visible::visible,
    ui::icon::{Glyph, Icon},
};

/// The scores as chips; the user's own score can be cleared.
#[component]
pub(super) fn Chips(store: TraceStore, subject: Subject) -> impl IntoView {
    move || {
        let me = store.review.me();
        subject.feedback.with(|feedback| {
            feedback.scores.iter().map(|score| chip(subject, score, &me)).collect::<Vec<_>>()
        })
    }
}

fn chip(subject: Subject, score: &Score, me: &str) -> AnyView {
    let name = score.name.clone();
    let mine = score.by_author.iter().any(|author_score| author_score.is_by(me));
    let clear = mine.then(|| {
        let name = name.clone();
        view! {
            <button
                type="button"
                aria-label="Clear score"
                title=format!("Take back my {}", visible(&name))
                on:click=move |_| subject.edit(Edit::Score { name: name.clone(), input: None })
            >
                <Icon glyph=Glyph::Close />
            </button>
        }
        .into_any()
    });
    view! {
        <span class="chip score-chip" data-testid="feedback-score-tag" title=score.reason.as_deref().map(visible)>
            <bdi data-testid="feedback-score-tag-label">{visible(&score.name)}</bdi>
            <b class="num" data-testid="feedback-score-tag-value">{figures::score(score.value)}</b>
            {clear}
        </span>
    }
    .into_any()
}

/// A table with one row per score and author.
#[component]
pub(super) fn ScoresTable(store: TraceStore, subject: Subject) -> impl IntoView {
    let author_scores = Memo::new(move |_| {
        subject.feedback.with(|feedback| {
            let all = feedback.scores.iter();
            all.flat_map(|score| {
                score.by_author.iter().map(|author_score| (score.name.clone(), author_score.clone()))
            })
            .collect::<Vec<_>>()
        })
    });
    move || {
        let me = store.review.me();
        author_scores.with(|author_scores| {
            if author_scores.is_empty() {
                return view! {
                    <p class="nothing">"Nobody has scored this yet. “Annotate” gives it a score."</p>
                }
                .into_any();
            }
            let rows = author_scores.iter().map(|(name, author_score)| row(name, author_score, author_score.is_by(&me))).collect_view();
            view! {
                <table class="step-scores" role="table">
                    <thead role="rowgroup">
                        <tr role="row">
                            {["Score", "Value", "Reason", "Source", "Who", "When"]
                                .map(|name| view! { <th role="columnheader" scope="col">{name}</th> }.into_any())
                                .into_iter()
                                .collect_view()}
                        </tr>
                    </thead>
                    <tbody role="rowgroup">{rows}</tbody>
                </table>
            }
            .into_any()
        })
    }
}

fn row(name: &str, author_score: &AuthorScore, mine: bool) -> AnyView {
    let source = match &author_score.source {
        Source::Human => "Human",
        Source::Sdk => "SDK",
        Source::Judge => "Judge",
        Source::Other(word) => word,
    };
    let at = author_score.last_updated_at;
    let when = at.map(|at| at.date_time(clock::zone_at(at)));
    let author = if mine { format!("{} (you)", author_score.author) } else { author_score.author.clone() };
    view! {
        <tr role="row">
            <td role="cell" dir="auto">{visible(name)}</td>
            <td role="cell" class="num" title=author_score.category.as_deref().map(|category| visible(&thumb::in_words(category)))>{figures::exact(author_score.value)}</td>
            <td role="cell" class="reason" dir="auto">{author_score.reason.as_deref().map(visible)}</td>
            <td role="cell">{visible(source)}</td>
            <td role="cell" dir="auto">{visible(&author)}</td>
            <td role="cell" class="num" title=at.map(|at| at.utc())>{when}</td>
        </tr>
    }
    .into_any()
}
