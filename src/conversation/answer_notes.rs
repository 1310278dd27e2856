//! What is shown with an answer besides its text: the error of the trace, and its feedback scores.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    model::{
        change::THUMBS,
        figures,
        ids::TraceId,
        score::{Score, Source},
        thumb,
        trace::ErrorInfo,
    },
    review::store::Review,
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
                <b dir="auto">{if error.kind.is_empty() { "Error".to_owned() } else { error.kind }}</b>
                <span dir="auto">{error.message}</span>
            </p>
            {error
                .traceback
                .map(|traceback| {
                    let lines = move || {
                        view! {
                            <pre class="raw" dir="ltr" tabindex="0" role="region" aria-label="Traceback">
                                {traceback.clone()}
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
    let said = score.category.clone().unwrap_or_else(|| figures::score(score.value));
    let word = thumb::in_words(&said);
    let title = match &score.reason {
        Some(reason) => format!("{}: {word} ({}). {reason}", score.name, from(&score.source)),
        None => format!("{}: {word} ({})", score.name, from(&score.source)),
    };
    view! {
        <span class="note" title=title>
            <bdi>{score.name.clone()}</bdi>
            <b class="num">{category(said)}</b>
        </span>
    }
    .into_any()
}

fn from(source: &Source) -> &str {
    match source {
        Source::Human => "human",
        Source::Sdk => "SDK",
        Source::Judge => "judge",
        Source::Other(name) => name,
    }
}
