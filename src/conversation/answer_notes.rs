//! What is known about an answer beside its words: its error, its scores, its comments.

use leptos::prelude::*;

use crate::{
    model::{
        figures,
        score::{Score, Source},
        trace::{ErrorInfo, Trace},
    },
    ui::icon::{Glyph, Icon},
};

/// The score that thumbs write (Opik's built-in definition).
const THUMBS: &str = "User feedback";

/// A turn's error: always visible, its traceback one click away.
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
                    view! {
                        <details>
                            <summary>"Traceback"</summary>
                            <pre class="raw" dir="ltr" tabindex="0" role="region" aria-label="Traceback">{traceback}</pre>
                        </details>
                    }
                })}
        </div>
    }
}

/// Scores and comments of a turn, as quiet marks.
#[component]
pub(super) fn Notes(trace: std::sync::Arc<Trace>) -> impl IntoView {
    let comments = trace.comments.len() as u64;
    view! {
        {trace.scores.iter().map(score).collect_view()}
        {(comments > 0)
            .then(|| {
                view! {
                    <span class="note">
                        <Icon glyph=Glyph::Comment />
                        {figures::counted(comments, "comment")}
                    </span>
                }
            })}
    }
}

fn score(score: &Score) -> impl IntoView + use<> {
    let said = score.category.clone().unwrap_or_else(|| figures::score(score.value));
    let title = match &score.reason {
        Some(reason) => format!("{}: {said} ({}). {reason}", score.name, from(&score.source)),
        None => format!("{}: {said} ({})", score.name, from(&score.source)),
    };
    let thumbs = score.name == THUMBS && score.by_author.len() < 2;
    let up = score.value >= 0.5;
    if thumbs {
        let glyph = if up { Glyph::ThumbUp } else { Glyph::ThumbDown };
        view! {
            <span class="note" data-tone=if up { "good" } else { "bad" } title=title.clone()>
                <Icon glyph />
                <span class="visually-hidden">{title.clone()}</span>
            </span>
        }
        .into_any()
    } else {
        view! {
            <span class="note" title=title>
                <bdi>{score.name.clone()}</bdi>
                <b class="num"><bdi>{said}</bdi></b>
            </span>
        }
        .into_any()
    }
}

fn from(source: &Source) -> &str {
    match source {
        Source::Human => "human",
        Source::Sdk => "SDK",
        Source::Judge => "judge",
        Source::Other(name) => name,
    }
}
