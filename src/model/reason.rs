//! Which reasons for a bad answer are offered as buttons: those given most often in a project.

use std::collections::HashMap;

/// Offered if a project has too few reasons of its own.
const COMMON: [&str; 4] = ["Wrong answer", "Ignored the question", "Tool failure", "Tone"];
/// The most reasons offered; the next number key is for typing another one.
const MAX_REASONS: usize = 5;
/// The most characters of a reason that is offered.
const LONGEST: usize = 40;

/// The reasons to offer: the most frequent first, then common ones. Reasons that differ only in case or surrounding
/// spaces are counted together, in the first spelling.
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
        .take(MAX_REASONS)
        .collect()
}

/// Adds new offers to the reasons already shown, up to `most`. Those shown keep their position, so that a number key
/// does not change its meaning while somebody is about to press it.
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
