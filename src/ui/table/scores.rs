//! The feedback scores of a row, in a cell: as many as there is room for, and how many more there are. Nothing is cut
//! within a word. What there is no room for is shown by [`super::row_card`].

use leptos::prelude::*;

use crate::{
    model::{
        change::THUMBS,
        figures,
        score::{AuthorScore, Score},
        thumb,
    },
    text::{visible::visible, width},
    ui::icon::{Glyph, Icon},
};

/// Names of more characters are cut after the last word that fits, however wide the column is.
const LONGEST: usize = 32;

/// The gap between two scores, and within one between its name and its value, in pixels; as in `style/table.css`.
const GAP: f64 = 12.0;
const WITHIN: f64 = 9.0;
/// What a cell has on both sides of its content.
const PADDING: f64 = 20.0;
/// An icon of a thumb, with its gap.
const ICON: f64 = 16.0;

/// Feedback of a row that may be more than its cells have room for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowExtras {
    /// Thumbs that are not among the scores: given to the turns of a conversation.
    pub thumbs: Vec<AuthorScore>,
    pub scores: Vec<Score>,
    pub tags: Vec<String>,
}

/// All thumbs, counted, and the other feedback scores by their names, as far as they fit into a column of this width.
/// `thumbs` are those that are not among the scores.
pub fn scores(thumbs: &[AuthorScore], scores: &[Score], column: f64) -> AnyView {
    let thumbs = all_thumbs(thumbs, scores);
    let named: Vec<&Score> = named(scores);
    let (tallies, used) = tallies(&thumbs);
    let fitting = fitting(&named, column - PADDING - used);
    let rest: Vec<&Score> = named.iter().skip(fitting.len()).copied().collect();
    let shown = named.iter().zip(&fitting).map(|(named, fitting)| score(named, fitting));
    let rest = (!rest.is_empty()).then(|| {
        let all = rest.iter().map(|score| tooltip(score)).collect::<Vec<_>>().join(", ");
        more("scores", rest.len(), &all)
    });
    let content: Vec<AnyView> = tallies.into_iter().chain(shown).chain(rest).collect();
    view! { <span class="row-scores">{content}</span> }.into_any()
}

/// All thumbs of a row, also those among its scores.
pub fn all_thumbs(thumbs: &[AuthorScore], scores: &[Score]) -> Vec<AuthorScore> {
    let own = scores.iter().filter(|score| score.name == THUMBS);
    thumbs.iter().chain(own.flat_map(|score| &score.by_author)).cloned().collect()
}

/// The scores that are no thumbs.
pub fn named(scores: &[Score]) -> Vec<&Score> {
    scores.iter().filter(|score| score.name != THUMBS).collect()
}

/// The text of the score with that name.
pub fn value_of(scores: &[Score], name: &str) -> Option<String> {
    scores.iter().find(|score| score.name == name).map(value)
}

/// The text of what an author gave as the score with that name.
pub fn value_by(scores: &[Score], name: &str, author: &str) -> Option<String> {
    let score = scores.iter().find(|score| score.name == name)?;
    score.by_author.iter().find(|one| one.author == author).map(value_of_author)
}

/// What one author gave: the category, else the number.
pub fn value_of_author(author_score: &AuthorScore) -> String {
    author_score.category.as_deref().map_or_else(|| figures::exact(author_score.value), thumb::in_words)
}

/// How many more there are than the cell has room for: a button that has the row's card shown. `kind` says what of;
/// `all` names them for screen readers.
pub(super) fn more(kind: &'static str, count: usize, all: &str) -> AnyView {
    view! {
        " "
        <button type="button" class="cell-more num" data-more=kind>
            {format!("+{count}")}
            <span class="visually-hidden">{format!(" more: {all}")}</span>
        </button>
    }
    .into_any()
}

/// The width of [`more`], with the gap before it.
pub(super) fn more_width(count: usize) -> f64 {
    GAP + 12.0 + width::of(&format!("+{count}"))
}

/// The width of the column in which all scores fit.
pub fn wanted(extras: &RowExtras) -> f64 {
    let (_, used) = tallies(&all_thumbs(&extras.thumbs, &extras.scores));
    let whole = |score: &&Score| {
        width::of(&visible(&brief(&score.name))) + width_of_value(score) + width_of_spread(score) + GAP
    };
    PADDING + used + named(&extras.scores).iter().map(whole).sum::<f64>()
}

/// The numbers of thumbs up and thumbs down, each with its latest reason as tooltip; and how much room they take, in
/// pixels.
fn tallies(author_scores: &[AuthorScore]) -> (Vec<AnyView>, f64) {
    let mut used = 0.0;
    let mut tally = |up: bool, glyph: Glyph, tone: &'static str, name: &'static str| {
        let those = || author_scores.iter().filter(|author_score| (author_score.value >= 0.5) == up);
        let latest = those()
            .filter(|author_score| author_score.reason.is_some())
            .max_by_key(|author_score| author_score.last_updated_at);
        let title = latest
            .and_then(|author_score| author_score.reason.as_deref())
            .map_or_else(|| name.to_owned(), visible);
        let count = those().count();
        (count > 0).then(|| {
            used += ICON + width::of_bold(&count.to_string()) + GAP;
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
    let down = tally(false, Glyph::ThumbDown, "bad", "Thumbs down");
    (up.into_iter().chain(down).collect(), used)
}

/// A score that fits: its name, cut where it is long, and whether its spread fits, too.
#[derive(Clone, Debug, PartialEq)]
struct FittingScore {
    name: String,
    with_spread: bool,
}

/// As many of these scores as fit into so much room, in pixels. If not even the first one fits, it goes without its spread,
/// and then with a name that is cut after a word.
fn fitting(scores: &[&Score], room: f64) -> Vec<FittingScore> {
    let mut fitting = Vec::new();
    let mut left = room;
    for (at, score) in scores.iter().enumerate() {
        let rest = scores.len() - at - 1;
        let after = if rest > 0 { more_width(rest) } else { 0.0 };
        let name = visible(&brief(&score.name));
        let (value, spread) = (width_of_value(score), width_of_spread(score));
        let own = width::of(&name) + value;
        if own + spread + after <= left {
            left -= own + spread + GAP;
            fitting.push(FittingScore { name, with_spread: true });
            continue;
        }
        if at == 0 {
            let name = width::fitting(&name, left - after - value)
                .or_else(|| width::fitting(&visible(&score.name), left - after - value));
            fitting.extend(name.map(|name| FittingScore { name, with_spread: false }));
        }
        break;
    }
    fitting
}

/// The width of a score's value, with the gap before it.
fn width_of_value(score: &Score) -> f64 {
    WITHIN + width::of_bold(&visible(&value(score)))
}

fn width_of_spread(score: &Score) -> f64 {
    spread(score).map_or(0.0, |spread| width::of(&spread) + 4.0)
}

/// Where reviewers differ, the lowest and the highest value.
fn spread(score: &Score) -> Option<String> {
    let values = || score.by_author.iter().map(|author_score| author_score.value);
    score.is_disputed().then(|| {
        let (low, high) = (values().fold(f64::MAX, f64::min), values().fold(f64::MIN, f64::max));
        format!(" {} to {}", figures::score(low), figures::score(high))
    })
}

/// A score with its name. Where reviewers differ, the style sheet shows the spread beside the average; the text is the
/// average only.
fn score(score: &Score, shown: &FittingScore) -> AnyView {
    let title = match &score.reason {
        Some(reason) => format!("{}: {}", tooltip(score), visible(reason)),
        None => tooltip(score),
    };
    view! {
        <span class="score" title=title>
            <span class="score-name" dir="auto">{shown.name.clone()}</span>
            " "
            <b data-spread=spread(score).filter(|_| shown.with_spread)>{visible(&value(score))}</b>
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

/// Cuts a name of many words at the end of a word; a single word stays whole.
fn brief(name: &str) -> String {
    let Some((end, _)) = name.char_indices().nth(LONGEST) else { return name.to_owned() };
    let words =
        name.get(..end).and_then(|head| head.rsplit_once(char::is_whitespace)).map(|(words, _)| words);
    let begun = words.map(str::trim_end).filter(|words| !words.is_empty());
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

    fn fitting(scores: &[&Score], room: f64) -> Vec<String> {
        super::fitting(scores, room).into_iter().map(|fitting| fitting.name).collect()
    }

    #[test]
    fn a_name_ends_after_a_word() {
        let long = "politeness towards the customer and their family";
        assert_eq!(brief(long), "politeness towards the customer…");
        let word = "helpfulness_of_the_answer_to_the_customer";
        assert_eq!(brief(word), word);
        assert_eq!(brief("tone"), "tone");
    }

    #[test]
    fn scores_that_do_not_fit_are_counted_and_a_wider_column_has_more() {
        let all: Vec<Score> = ["quality", "tone", "accuracy", "politeness"].map(named).to_vec();
        let all: Vec<&Score> = all.iter().collect();
        assert_eq!(fitting(&all, 180.0), ["quality"]);
        assert_eq!(fitting(&all, 260.0), ["quality", "tone"]);
        assert_eq!(fitting(&all, 600.0).len(), 4);
        assert_eq!(fitting(&all, 20.0), [""; 0]);
        assert_eq!(fitting(&[], 200.0), [""; 0]);
        let extras =
            RowExtras { scores: all.iter().map(|score| (*score).clone()).collect(), ..RowExtras::default() };
        assert_eq!(fitting(&all, wanted(&extras) - PADDING).len(), 4);
    }

    #[test]
    fn a_first_name_that_is_too_long_is_cut_after_a_word_or_left_out() {
        let (long, word) = (named("politeness towards the customer"), named("helpfulness_of_the_answer"));
        assert_eq!(fitting(&[&long], 150.0), ["politeness…"]);
        assert_eq!(fitting(&[&word, &long], 150.0), [""; 0]);
        assert_eq!(fitting(&[&word], 400.0), ["helpfulness_of_the_answer"]);
    }

    #[test]
    fn a_spread_that_does_not_fit_is_left_out_before_the_name_is_cut() {
        let by = |author: &str, value: f64| AuthorScore {
            author: author.to_owned(),
            value,
            category: None,
            reason: None,
            source: Source::Human,
            last_updated_at: None,
        };
        let disputed = Score { by_author: vec![by("ana", 0.25), by("bo", 0.75)], ..named("Accuracy") };
        let with_spread = |room: f64| super::fitting(&[&disputed], room).first().map(|one| one.with_spread);
        assert_eq!([250.0, 130.0, 60.0].map(with_spread), [Some(true), Some(false), None]);
    }
}
