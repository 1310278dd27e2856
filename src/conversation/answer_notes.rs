//! What is shown with an answer besides its text: the error of the trace, and its feedback scores.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    model::{
        change::THUMBS,
        figures,
        ids::TraceId,
        score::{AuthorScore, Score, Source},
        thumb,
        trace::ErrorInfo,
    },
    review::store::Review,
    text::visible::visible,
    ui::{
        disclosure::disclosure,
        icon::{Glyph, Icon},
        thumb::category,
    },
};

/// A turn's error: type and message always visible, the traceback in a disclosure.
#[component]
pub(super) fn TurnError(error: ErrorInfo) -> impl IntoView {
    view! {
        <div class="turn-error">
            <p>
                <Icon glyph=Glyph::Warning />
                <b dir="auto">{if error.kind.is_empty() { "Error".to_owned() } else { visible(&error.kind) }}</b>
                <span dir="auto">{error.message.as_deref().map(visible)}</span>
            </p>
            {error
                .traceback
                .map(|traceback| {
                    let lines = move || {
                        view! {
                            <pre class="raw" dir="ltr" tabindex="0" role="region" aria-label="Traceback">
                                {visible(&traceback)}
                            </pre>
                        }.into_any()
                    };
                    disclosure("traceback", false, "Traceback".into_any(), Arc::new(lines))
                })}
        </div>
    }
}

/// The feedback scores of a turn, without the thumbs, which [`crate::review::thumbs`] shows.
#[component]
pub(super) fn TurnScores(review: Review, trace: TraceId) -> impl IntoView {
    move || {
        let feedback = review.turn(&trace);
        feedback.scores.iter().filter(|score| score.name != THUMBS).map(score).collect::<Vec<_>>()
    }
}

fn score(score: &Score) -> AnyView {
    let value = score.category.clone().unwrap_or_else(|| figures::score(score.value));
    let title = score.by_author.iter().map(|author_score| value_in_words(&score.name, author_score));
    let title = visible(&title.collect::<Vec<_>>().join("\n"));
    view! {
        <span class="note" title=title>
            <bdi>{visible(&score.name)}</bdi>
            <b class="num">{category(value)}</b>
        </span>
    }
    .into_any()
}

/// An author's value in words: `Tone: 0.25 by Ana (human). Too long`.
fn value_in_words(name: &str, author_score: &AuthorScore) -> String {
    let value = author_score.category.as_deref().map(thumb::in_words);
    let value = value.unwrap_or_else(|| figures::exact(author_score.value));
    let reason = author_score.reason.as_ref().map(|reason| format!(". {reason}")).unwrap_or_default();
    let by = if author_score.author.is_empty() { "somebody" } else { &author_score.author };
    format!("{name}: {value} by {by} ({}){reason}", from(&author_score.source))
}

fn from(source: &Source) -> &str {
    match source {
        Source::Human => "human",
        Source::Sdk => "SDK",
        Source::Judge => "judge",
        Source::Other(name) => name,
    }
}
