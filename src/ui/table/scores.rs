//! What a row's cell says of feedback scores.

use leptos::prelude::*;

use crate::{
    model::{
        change::THUMBS,
        figures,
        score::{Say, Score},
        thumb,
    },
    ui::icon::{Glyph, Icon},
};

/// All thumbs, counted, and all other scores by their names. `thumbs` are those that are not among the scores: what the
/// turns of a conversation got.
pub fn scores(told: Memo<(Vec<Say>, Vec<Score>)>) -> AnyView {
    let content = move || {
        let (mut thumbs, scores) = told.get();
        let own = scores.iter().filter(|score| score.name == THUMBS);
        thumbs.extend(own.flat_map(|score| score.by_author.iter().cloned()));
        let named = scores.iter().filter(|score| score.name != THUMBS).map(score);
        tallies(&thumbs).into_iter().chain(named).collect::<Vec<_>>()
    };
    view! { <span class="row-scores">{content}</span> }.into_any()
}

/// The value of the score of that name.
pub fn value_of(scores: &[Score], name: &str) -> Option<String> {
    scores.iter().find(|score| score.name == name).map(value)
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
                    <span class="visually-hidden">{name} ": "</span>
                    {count}
                </span>
            }
            .into_any()
        })
    };
    let up = tally(true, Glyph::ThumbUp, "good", "Thumbs up");
    up.into_iter().chain(tally(false, Glyph::ThumbDown, "bad", "Thumbs down")).collect()
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
    let first = first.filter(|_| !score.is_disputed());
    first.map_or_else(|| figures::score(score.value), |category| thumb::in_words(&category))
}
