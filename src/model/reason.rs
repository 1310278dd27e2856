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
    fn a_long_remark_is_no_reason_to_choose() {
        assert_eq!(offers(["It went on and on about something that nobody had asked for"]), COMMON);
    }
}
