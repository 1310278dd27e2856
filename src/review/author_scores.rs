//! The values that authors gave for a score, with author, reason and time. People, programs and LLM judges have
//! different icons.

use leptos::prelude::*;

use super::{store::Review, subject::Subject};
use crate::{
    api::feedback_fields::NOBODY,
    browser::clock,
    model::{
        definition::DefinitionKind,
        figures,
        review_state::{REVIEWED, REVIEWED_VALUE},
        score::{AuthorScore, Score, Source},
        thumb,
    },
    text::visible::visible,
    ui::{
        avatar::avatar,
        icon::{Glyph, Icon},
        thumb::category,
    },
};

/// The values of the authors, and the average if they differ. With `definition`, a control and a field for the reason
/// show the reviewer's own score already: it is left out, unless the control cannot show it, or everybody has the same
/// name on this server and its author is news.
pub fn author_scores(subject: Subject, score: &Score, definition: Option<&DefinitionKind>) -> AnyView {
    let me = subject.me();
    let options = definition.map(DefinitionKind::options).unwrap_or_default();
    // A person may have another value from an annotation queue; the control shows the first.
    let own = score.by_author.iter().position(|author_score| author_score.is_by(&me));
    let lines = score.by_author.iter().enumerate().filter_map(|(at, author_score)| {
        let mut author_score = author_score.clone();
        if let Some(kind) = definition.filter(|_| own == Some(at)) {
            if me != NOBODY && kind.can_show(author_score.value, author_score.category.as_deref()) {
                return None;
            }
            author_score.reason = None;
        }
        Some(line(subject, &author_score, &options))
    });
    view! { <div class="author-scores">{lines.collect_view()} {spread(score)}</div> }.into_any()
}

/// An author's value in words: its category, the label with this value, or the number.
fn given(author_score: &AuthorScore, options: &[(String, f64)]) -> String {
    let word =
        || options.iter().find(|(_, value)| *value == author_score.value).map(|(word, _)| word.clone());
    author_score.category.clone().or_else(word).unwrap_or_else(|| figures::exact(author_score.value))
}

/// An author's value for the conversation's score of that name, in words. Tracked.
pub(super) fn in_words(review: Review, name: &str, author_score: &AuthorScore) -> String {
    let definitions = review.definitions.get().and_then(Result::ok).unwrap_or_default();
    let defined = definitions.iter().find(|one| one.name == name);
    if defined.is_none() && name == REVIEWED && author_score.value == REVIEWED_VALUE {
        return "Yes".to_owned();
    }
    let given = given(author_score, &defined.map(|one| one.kind.options()).unwrap_or_default());
    visible(&thumb::in_words(&given))
}

fn line(subject: Subject, author_score: &AuthorScore, options: &[(String, f64)]) -> AnyView {
    let (sign, word) = match &author_score.source {
        Source::Human => (avatar(&author_score.author), ""),
        Source::Sdk => (view! { <Icon glyph=Glyph::Code /> }.into_any(), "SDK"),
        Source::Judge => (view! { <Icon glyph=Glyph::Judge /> }.into_any(), "Judge"),
        Source::Other(_) => (view! { <Icon glyph=Glyph::Tool /> }.into_any(), ""),
    };
    let word = if let Source::Other(name) = &author_score.source { visible(name) } else { word.to_owned() };
    let author =
        if author_score.author.is_empty() { "Somebody".to_owned() } else { visible(&author_score.author) };
    let when = author_score.last_updated_at.map(|at| {
        let ago = move || at.ago(clock::at(subject.now), clock::zone_at(at));
        view! { <time datetime=at.iso() title=at.utc()><small class="num">{ago}</small></time> }.into_any()
    });
    view! {
        <div class="author-score">
            {sign}
            <span class="author-name">
                {(!word.is_empty()).then(|| view! { <em>{word}" "</em> }.into_any())}
                <bdi>{author}</bdi>
                {when}
            </span>
            <b class="num">
                {category(given(author_score, options))}
            </b>
            {author_score.reason.as_deref().map(|reason| view! { <p dir="auto">{visible(reason)}</p> }.into_any())}
        </div>
    }
    .into_any()
}

/// The average and the range of the values; `None` if all authors gave the same.
fn spread(score: &Score) -> Option<AnyView> {
    let values = || score.by_author.iter().map(|author_score| author_score.value);
    let (low, high) = (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
    score.is_disputed().then(|| {
        view! {
            <p class="spread-line num">
                "Average "
                <b>{figures::score(score.value)}</b>
                {format!(", from {} to {}", figures::exact(low), figures::exact(high))}
            </p>
        }
        .into_any()
    })
}
