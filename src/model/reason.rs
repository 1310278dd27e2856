//! Why an answer was bad, in a few words: which reasons a project gives most often, so that they are one key away.

use std::collections::HashMap;

/// Offered where a project has not given enough of its own.
const COMMON: [&str; 4] = ["Wrong answer", "Ignored the question", "Tool failure", "Tone"];
/// No more are offered: the last key is for another one.
const MOST: usize = 5;
/// What is longer is a remark, not a reason to choose, in characters.
const LONGEST: usize = 40;

/// The reasons to offer: those given most often first, then common ones. Case and spaces at the ends do not tell them
/// apart; the spelling that came first stays.
pub fn offers<'a>(given: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut counted: Vec<(String, usize)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for reason in given.into_iter().map(str::trim) {
        if reason.is_empty() || reason.chars().count() > LONGEST {
            continue;
        }
        let place = *places.entry(reason.to_lowercase()).or_insert(counted.len());
        match counted.get_mut(place) {
            Some((_, count)) => *count += 1,
            None => counted.push((reason.to_owned(), 1)),
        }
    }
    counted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let common = COMMON.iter().filter(|common| !places.contains_key(&common.to_lowercase()));
    counted
        .into_iter()
        .map(|(reason, _)| reason)
        .chain(common.map(|&common| common.to_owned()))
        .take(MOST)
        .collect()
}

/// What a row that shows these reasons goes on to show when there are others to offer: whoever is about to press one finds
/// each where it was, under its key; new ones follow, up to `most`.
pub fn joined(mut shown: Vec<String>, offers: Vec<String>, most: usize) -> Vec<String> {
    for offer in offers {
        let known = shown.iter().any(|one| one.to_lowercase() == offer.to_lowercase());
        if !known && shown.len() < most {
            shown.push(offer);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reasons_given_most_often_come_first_and_common_ones_fill_up() {
        let given = ["tone", "Wrong policy", "wrong policy ", "", "Wrong policy", "Tone"];
        assert_eq!(
            offers(given),
            ["Wrong policy", "tone", "Wrong answer", "Ignored the question", "Tool failure"]
        );
        assert_eq!(offers([]), COMMON);
    }

    #[test]
    fn what_is_shown_stays_where_it_is_and_new_reasons_follow() {
        let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
        let shown = words(&["Wrong answer", "Tone"]);
        let offers = words(&["Wrong policy", "tone", "Too slow", "Wrong answer", "Rude"]);
        assert_eq!(
            joined(shown.clone(), offers, 4),
            words(&["Wrong answer", "Tone", "Wrong policy", "Too slow"])
        );
        assert_eq!(joined(shown.clone(), Vec::new(), 4), shown);
        assert_eq!(joined(Vec::new(), shown.clone(), 4), shown);
    }

    #[test]
    fn a_long_remark_is_no_reason_to_choose() {
        assert_eq!(offers(["It went on and on about something that nobody had asked for"]), COMMON);
    }
}
