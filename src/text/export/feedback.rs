//! Scores, thumbs, comments and errors in words, for all formats that people read.

use super::ExportSettings;
use crate::model::{
    change::THUMBS,
    comment::Comment,
    feedback::Feedback,
    score::{AuthorScore, Score, Source},
    thumb,
    trace::{ErrorInfo, Trace},
};

/// How many people gave a thumb up, and how many down, on these turns.
pub(super) fn thumbs<'a>(turns: impl IntoIterator<Item = &'a Trace>) -> (usize, usize) {
    let scores = turns.into_iter().filter_map(|turn| turn.feedback.score(THUMBS));
    scores.flat_map(|score| &score.by_author).fold((0, 0), |(up, down), given| match is_up(given) {
        true => (up + 1, down),
        false => (up, down + 1),
    })
}

fn is_up(given: &AuthorScore) -> bool {
    given.category.as_deref().and_then(thumb::of).unwrap_or(given.value > 0.5)
}

/// The API's name of a source.
pub(super) fn source(source: &Source) -> &str {
    match source {
        Source::Human => "ui",
        Source::Sdk => "sdk",
        Source::Judge => "online_scoring",
        Source::Other(name) => name,
    }
}

/// A value with the category that it stands for: `0.5`, `1 (Thumbs up)`.
pub(super) fn value(given: &AuthorScore) -> String {
    match &given.category {
        Some(category) => format!("{} ({})", given.value, thumb::in_words(category)),
        None => given.value.to_string(),
    }
}

/// Who gave a score, from where and when: `Ana Ruiz, ui, 2026-11-22T20:24:06.000+01:00`.
pub(super) fn given_by(settings: &ExportSettings, given: &AuthorScore) -> String {
    let mut parts = vec![given.author.clone(), source(&given.source).to_owned()];
    parts.extend(given.last_updated_at.map(|at| settings.time(Some(at))));
    parts.join(", ")
}

/// A line for each author: `Quality: 0.5 (Ana Ruiz, ui, 2026-11-22T20:24:06.000+01:00): the reason`.
pub(super) fn scores(settings: &ExportSettings, feedback: &Feedback) -> String {
    let lines = feedback.scores.iter().flat_map(|score| {
        score.by_author.iter().map(move |given| {
            let reason = given.reason.as_deref().map(|text| format!(": {text}")).unwrap_or_default();
            format!("{}: {} ({}){reason}", score.name, value(given), given_by(settings, given))
        })
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The reasons of a score, a line for each author who gave one: `Ana Ruiz: the reason`.
pub(super) fn reasons(score: &Score) -> String {
    let lines = score
        .by_author
        .iter()
        .filter_map(|given| given.reason.as_ref().map(|reason| format!("{}: {reason}", given.author)));
    lines.collect::<Vec<_>>().join("\n")
}

/// Who wrote a comment and when, and whether it was changed since.
pub(super) fn commented_by(settings: &ExportSettings, comment: &Comment) -> String {
    let mut parts = vec![comment.author.clone().unwrap_or_else(|| "unknown".to_owned())];
    parts.extend(comment.created_at.map(|at| settings.time(Some(at))));
    if comment.is_edited() {
        parts.push(format!("edited {}", settings.time(comment.last_updated_at)));
    }
    parts.join(", ")
}

/// Comments with author and time, an empty line between them.
pub(super) fn comments(settings: &ExportSettings, feedback: &Feedback) -> String {
    let one = |comment: &Comment| format!("{}: {}", commented_by(settings, comment), comment.text);
    feedback.comments.iter().map(one).collect::<Vec<_>>().join("\n\n")
}

/// An error with all that is known: `TypeError: message`, and the traceback below it if it says more.
pub(super) fn error(error: &ErrorInfo) -> String {
    let mut text = error.kind.clone();
    if let Some(message) = error.message.as_ref().filter(|message| !message.is_empty()) {
        text.push_str(": ");
        text.push_str(message);
    }
    if let Some(trace) = error.traceback.as_ref().filter(|trace| !trace.is_empty() && !text.contains(*trace))
    {
        text.push('\n');
        text.push_str(trace);
    }
    text
}
