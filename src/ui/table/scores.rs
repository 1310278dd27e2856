//! The feedback scores of a row, in a cell.

use leptos::prelude::*;

use crate::{
    model::{
        change::THUMBS,
        figures,
        score::{AuthorScore, Score},
        thumb,
    },
    text::{excerpt::excerpt, visible::visible},
    ui::icon::{Glyph, Icon},
};

/// How many characters of scores fit into a cell; the scores that do not fit are counted.
const ROOM: usize = 30;
/// Names and categories of more characters are cut after the last word that fits.
const LONGEST: usize = 32;
/// A single word of more characters than this is cut here.
const LONGEST_WORD: usize = 64;

/// All thumbs, counted, and all other feedback scores by their names. `thumbs` are those that are not
/// among the scores: given to the turns of a conversation.
pub fn scores(thumbs: &[AuthorScore], scores: &[Score]) -> AnyView {
    let mut thumbs = thumbs.to_vec();
    let own = scores.iter().filter(|score| score.name == THUMBS);
    thumbs.extend(own.flat_map(|score| score.by_author.iter().cloned()));
    let named: Vec<&Score> = scores.iter().filter(|score| score.name != THUMBS).collect();
    let (shown, rest) = named.split_at(fitting(&named).min(named.len()));
    let rest = (!rest.is_empty()).then(|| more(rest));
    let shown = shown.iter().map(|named| score(named));
    let content: Vec<AnyView> = tallies(&thumbs).into_iter().chain(shown).chain(rest).collect();
    view! { <span class="row-scores">{content}</span> }.into_any()
}

/// The text of the score with that name.
pub fn value_of(scores: &[Score], name: &str) -> Option<String> {
    scores.iter().find(|score| score.name == name).map(value)
}

/// The numbers of thumbs up and thumbs down, each with its latest reason as tooltip.
fn tallies(author_scores: &[AuthorScore]) -> Vec<AnyView> {
    let tally = |up: bool, glyph: Glyph, tone: &'static str, name: &'static str| {
        let those = || author_scores.iter().filter(|author_score| (author_score.value >= 0.5) == up);
        let latest = those()
            .filter(|author_score| author_score.reason.is_some())
            .max_by_key(|author_score| author_score.last_updated_at);
        let title = latest
            .and_then(|author_score| author_score.reason.as_deref())
            .map_or_else(|| name.to_owned(), visible);
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

/// How many of these scores fit into a cell; the first one always does.
fn fitting(scores: &[&Score]) -> usize {
    let mut taken = 0;
    let fits = scores.iter().enumerate().take_while(|(at, score)| {
        let spread = if score.is_disputed() { 12 } else { 0 };
        taken += brief(&score.name).chars().count() + brief(&value(score)).chars().count() + spread + 2;
        *at == 0 || taken <= ROOM
    });
    fits.count()
}

/// A score with its name. Where reviewers differ, the style sheet shows the spread beside the average; the text is the
/// average only.
fn score(score: &Score) -> AnyView {
    let values = || score.by_author.iter().map(|author_score| author_score.value);
    let spread = score.is_disputed().then(|| {
        let (low, high) = (values().fold(f64::MAX, f64::min), values().fold(f64::MIN, f64::max));
        format!(" {} to {}", figures::score(low), figures::score(high))
    });
    let title = match &score.reason {
        Some(reason) => format!("{}: {}", tooltip(score), visible(reason)),
        None => tooltip(score),
    };
    view! {
        <span class="score" title=title>
            <span class="score-name" dir="auto">{visible(&brief(&score.name))}</span>
            " "
            <b data-spread=spread>{visible(&brief(&value(score)))}</b>
        </span>
    }
    .into_any()
}

/// The number of scores that do not fit. A tooltip, and a text for screen readers, name them.
fn more(scores: &[&Score]) -> AnyView {
    let all = scores.iter().map(|score| tooltip(score)).collect::<Vec<_>>().join(", ");
    view! {
        " "
        <span class="score-more num" title=all.clone()>
            {format!("+{}", scores.len())}
            <span class="visually-hidden">{format!(" more: {all}")}</span>
        </span>
    }
    .into_any()
}

/// The name with the exact value.
fn tooltip(score: &Score) -> String {
    let text = match agreed(score) {
        Some(category) => format!("{} {}", score.name, thumb::in_words(&category)),
        None => format!("{} {}", score.name, figures::exact(score.value)),
    };
    visible(&text)
}

/// Cuts a long name at the end of a word; a word that is too long by itself is cut at [`LONGEST_WORD`].
fn brief(name: &str) -> String {
    let Some((end, _)) = name.char_indices().nth(LONGEST) else { return name.to_owned() };
    let words =
        name.get(..end).and_then(|head| head.rsplit_once(char::is_whitespace)).map(|(words, _)| words);
    let begun = words.map(str::trim_end).filter(|words| !words.is_empty());
    let begun = begun.map(str::to_owned).or_else(|| {
        let word = excerpt(name, LONGEST_WORD);
        word.cut.then_some(word.text)
    });
    begun.map_or_else(|| name.to_owned(), |begun| format!("{begun}…"))
}

/// The category if all reviewers agree, else the average.
fn value(score: &Score) -> String {
    agreed(score).map_or_else(|| figures::score(score.value), |category| thumb::in_words(&category))
}

/// The category if all reviewers agree.
fn agreed(score: &Score) -> Option<String> {
    let first = score.by_author.first().and_then(|author_score| author_score.category.clone());
    first.filter(|_| !score.is_disputed())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::score::Source;

    fn named(name: &str) -> Score {
        Score {
            name: name.to_owned(),
            value: 0.25,
            category: None,
            reason: None,
            source: Source::Sdk,
            by_author: Vec::new(),
        }
    }

    #[test]
    fn a_name_ends_after_a_word() {
        let long = "politeness towards the customer and their family";
        assert_eq!(brief(long), "politeness towards the customer…");
        assert_eq!(
            brief("helpfulness_of_the_answer_to_the_customer"),
            "helpfulness_of_the_answer_to_the_customer"
        );
        assert_eq!(brief(&"x".repeat(90)), format!("{}…", "x".repeat(64)));
        assert_eq!(brief("tone"), "tone");
    }

    #[test]
    fn scores_that_do_not_fit_are_counted_and_the_first_always_fits() {
        let all: Vec<Score> = ["quality", "tone", "accuracy", "politeness"].map(named).to_vec();
        assert_eq!(fitting(&all.iter().collect::<Vec<_>>()), 2);
        let long = named("politeness towards the customer and their family");
        assert_eq!(fitting(&[&long, &all[0]]), 1);
        assert_eq!(fitting(&[]), 0);
    }
}
