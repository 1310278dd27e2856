//! Tags: which texts are allowed, which are nearly the same as a tag in use, and which to suggest while typing.

use std::collections::BTreeMap;

/// The most tags on one item; Opik refuses more.
pub const MAX_TAGS: usize = 50;
/// The most characters of a tag that Opik accepts.
pub const LONGEST: usize = 100;

/// A tag with the number of conversations that have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    pub tag: String,
    pub count: u64,
}

/// Checks a typed tag against the tags `there` already; returns it trimmed.
///
/// # Errors
/// A sentence for the person: blank, too long, already there, or too many tags.
pub fn check(typed: &str, there: &[String]) -> Result<String, String> {
    let tag = typed.trim();
    // Opik counts UTF-16 code units. The message counts the same way, though some characters count as two.
    let long = tag.encode_utf16().count();
    if tag.is_empty() {
        Err("A tag needs at least one letter.".to_owned())
    } else if long > LONGEST {
        Err(format!("A tag has at most {LONGEST} characters; this one has {long}."))
    } else if there.iter().any(|one| one == tag) {
        Err("This tag is already here.".to_owned())
    } else if there.len() >= MAX_TAGS {
        Err(format!("A conversation has at most {MAX_TAGS} tags. Remove one first."))
    } else {
        Ok(tag.to_owned())
    }
}

/// Counts tags; the most used first, equal ones by name.
pub fn count<'a>(lists: impl Iterator<Item = &'a [String]>) -> Vec<Use> {
    let mut counts = BTreeMap::<&str, u64>::new();
    for tag in lists.flatten() {
        *counts.entry(tag).or_default() += 1;
    }
    let mut uses: Vec<Use> =
        counts.into_iter().map(|(tag, count)| Use { tag: tag.to_owned(), count }).collect();
    uses.sort_by_key(|one| std::cmp::Reverse(one.count));
    uses
}

/// Suggestions for a text being typed: tags that start with it, then tags that contain it, each group by use. Case,
/// spaces and hyphens are ignored. Leaves out the tags already `there`.
pub fn offers<'a>(uses: &'a [Use], typed: &str, there: &[String], most: usize) -> Vec<&'a Use> {
    let wanted = folded(typed);
    let fits = |one: &&Use| !there.contains(&one.tag) && folded(&one.tag).contains(&wanted);
    let mut offers: Vec<&Use> = uses.iter().filter(fits).collect();
    offers.sort_by_key(|one| !folded(&one.tag).starts_with(&wanted));
    offers.truncate(most);
    offers
}

/// A tag in use that the typed one probably means: the same except for case, spaces, hyphens or a plural, or one letter
/// different. The first of `known` is preferred, which is sorted by use. `None` if the typed tag itself is in use.
pub fn near<'a>(typed: &str, known: impl Iterator<Item = &'a str> + Clone) -> Option<&'a str> {
    let typed = typed.trim();
    if typed.is_empty() || known.clone().any(|tag| tag == typed) {
        return None;
    }
    let (whole, stem) = (folded(typed), singular(&folded(typed)));
    known.clone().find(|tag| singular(&folded(tag)) == stem).or_else(|| {
        let mut known = known;
        known.find(|tag| one_letter_apart(&folded(tag), &whole))
    })
}

/// Lower case without spaces and separators, unless it consists only of those.
fn folded(tag: &str) -> String {
    let lower = tag.trim().to_lowercase();
    let plain: String = lower.chars().filter(|c| !c.is_whitespace() && !"-_./".contains(*c)).collect();
    if plain.is_empty() { lower } else { plain }
}

/// Removes an English plural ending.
fn singular(word: &str) -> String {
    let stem = |end: &str| word.strip_suffix(end).filter(|stem| stem.chars().count() > 2);
    if let Some(stem) = stem("ies") {
        return format!("{stem}y");
    }
    // "boxes" becomes "box", but "cases" only loses its s.
    let sibilant =
        stem("es").filter(|stem| ["s", "x", "z", "ch", "sh"].iter().any(|end| stem.ends_with(end)));
    let plain = stem("s").filter(|stem| !stem.ends_with('s'));
    sibilant.filter(|stem| !stem.ends_with('s') || stem.ends_with("ss")).or(plain).unwrap_or(word).to_owned()
}

/// Whether two words differ by one inserted, missing or replaced letter. Short words and numbers do not count as
/// similar: `v1` and `v2`, `week-41` and `week-42`.
fn one_letter_apart(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    if short.len() < 4 || long.len() - short.len() > 1 || a == b {
        return false;
    }
    let same = short.iter().zip(long).take_while(|(x, y)| x == y).count();
    let rest = |word: &[char], from: usize| word.get(from..).map(<[char]>::to_vec).unwrap_or_default();
    let skipped = usize::from(long.len() == short.len());
    let number =
        long.get(same).is_some_and(char::is_ascii_digit) || short.get(same).is_some_and(char::is_ascii_digit);
    !number && rest(short, same + skipped) == rest(long, same + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uses(all: &[(&str, u64)]) -> Vec<Use> {
        all.iter().map(|(tag, count)| Use { tag: (*tag).to_owned(), count: *count }).collect()
    }

    fn nearest<'a>(typed: &str, known: &[&'a str]) -> Option<&'a str> {
        near(typed, known.iter().copied())
    }

    #[test]
    fn opiks_limits_are_refused_with_a_sentence() {
        let full: Vec<String> = (0..MAX_TAGS).map(|n| format!("t{n}")).collect();
        assert_eq!(check("  refund ", &[]), Ok("refund".to_owned()));
        assert!(check(" \t", &[]).unwrap_err().contains("at least one"));
        assert!(check(&"x".repeat(LONGEST), &[]).is_ok());
        assert!(check(&"x".repeat(LONGEST + 1), &[]).unwrap_err().contains("101"));
        assert!(check("refund", &["refund".to_owned()]).unwrap_err().contains("already"));
        assert!(check("Refund", &["refund".to_owned()]).is_ok());
        assert!(check("one more", &full).unwrap_err().contains("50"));
        assert!(check("t7", &full).unwrap_err().contains("already"));
    }

    #[test]
    fn tags_are_counted_the_most_used_first() {
        let lists = [vec!["b".to_owned(), "a".to_owned()], vec!["b".to_owned()], vec!["c".to_owned()]];
        assert_eq!(count(lists.iter().map(Vec::as_slice)), uses(&[("b", 2), ("a", 1), ("c", 1)]));
    }

    #[test]
    fn what_begins_with_the_typed_text_is_offered_first_and_the_rest_by_use() {
        let uses = uses(&[("late refund", 9), ("tone", 5), ("refund", 4), ("Refund-policy", 2)]);
        let offered = |typed: &str, there: &[String]| {
            offers(&uses, typed, there, 3).iter().map(|one| one.tag.clone()).collect::<Vec<_>>()
        };
        assert_eq!(offered("refu", &[]), ["refund", "Refund-policy", "late refund"]);
        assert_eq!(offered("refundp", &[]), ["Refund-policy"]);
        assert_eq!(offered("", &["tone".to_owned()]), ["late refund", "refund", "Refund-policy"]);
        assert_eq!(offered("nothing", &[]), Vec::<String>::new());
    }

    #[test]
    fn a_variant_of_a_tag_in_use_is_recognised() {
        for (typed, known) in [
            ("Refund", "refund"),
            ("policy gap", "policy-gap"),
            ("policygap", "Policy Gap"),
            ("policy_gap", "policy-gap"),
            ("refunds", "refund"),
            ("refund", "refunds"),
            ("policies", "policy"),
            ("boxes", "box"),
            ("case", "cases"),
            ("refumd", "refund"),
            ("refnd", "refund"),
            ("reffund", "refund"),
            ("ÜBER", "über"),
        ] {
            assert_eq!(nearest(typed, &["something else", known]), Some(known), "{typed}");
        }
    }

    #[test]
    fn what_differs_on_purpose_is_no_variant() {
        for (typed, known) in [
            ("week-41", "week-42"),
            ("v1", "v2"),
            ("bad", "bag"),
            ("tone", "voice"),
            ("refund", "refund"),
            ("", "a"),
            ("c", "c++"),
            ("pass", "pas"),
        ] {
            assert_eq!(nearest(typed, &[known]), None, "{typed}");
        }
    }

    #[test]
    fn the_same_word_goes_before_one_a_letter_away() {
        assert_eq!(nearest("Tones", &["stones", "tone"]), Some("tone"));
    }
}
