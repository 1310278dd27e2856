//! How wide a short text is about, without laying it out: rather too wide than too narrow, so that what is said to fit does
//! fit. In pixels at the app's size of text in cells (13 px), in any of the usual system fonts.

/// The width of a text of normal weight.
pub fn of(text: &str) -> f64 {
    text.chars().map(letter).sum()
}

/// The width of a bold text.
pub fn of_bold(text: &str) -> f64 {
    of(text) * 1.08
}

/// The text if it fits into `room`, else its beginning up to the end of a word, with `…`; `None` if not even the first
/// word fits.
pub fn fitting(text: &str, room: f64) -> Option<String> {
    if of(text) <= room {
        return Some(text.to_owned());
    }
    let mut used = letter('…');
    let mut end = None;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        if c.is_whitespace() && !before.is_whitespace() {
            end = Some(at);
        }
        used += letter(c);
        before = c;
        if used > room {
            break;
        }
    }
    let begun = text.get(..end?).filter(|begun| !begun.trim().is_empty())?;
    Some(format!("{}…", begun.trim_end()))
}

fn letter(letter: char) -> f64 {
    match letter {
        'i' | 'j' | 'l' | 'I' | 't' | 'f' | 'r' | '|' | '.' | ',' | ':' | ';' | '\'' | '!' | '(' | ')'
        | '[' | ']' | ' ' | '-' | '/' => 5.2,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' => 12.8,
        'A'..='Z' | '&' | '+' | '=' | '<' | '>' | '~' | '#' => 10.2,
        '!'..='~' => 8.0,
        '\u{300}'..='\u{36F}' => 0.0,
        '\u{A1}'..='\u{24F}' => 10.0,
        '\u{370}'..='\u{10FF}' => 11.0,
        // Characters of full width, and symbols.
        _ => 18.0,
    }
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, test_runner::RngSeed};

    use super::*;

    #[test]
    fn a_text_is_cut_at_the_end_of_a_word_and_only_if_it_does_not_fit() {
        let text = "politeness towards the customer";
        assert_eq!(fitting(text, of(text)).as_deref(), Some(text));
        assert_eq!(fitting(text, 170.0).as_deref(), Some("politeness towards…"));
        assert_eq!(fitting(text, 100.0).as_deref(), Some("politeness…"));
        assert_eq!(fitting(text, 40.0), None);
        assert_eq!(fitting("helpfulness_of_the_answer", 60.0), None);
        assert_eq!(fitting("", 0.0).as_deref(), Some(""));
        assert!(of("日本語") > of("abc"));
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 300, rng_seed: RngSeed::Fixed(14), failure_persistence: None, ..ProptestConfig::default()
        })]

        #[test]
        fn what_is_cut_fits_and_is_whole_words_of_the_beginning(text in "[ a-zA-Zä日.]{0,40}", room in 0.0..400.0_f64) {
            if let Some(cut) = fitting(&text, room) {
                prop_assert!(of(&cut) <= room, "{cut}: {}", of(&cut));
                if let Some(begun) = cut.strip_suffix('…').filter(|_| cut != text) {
                    let rest = text.strip_prefix(begun);
                    prop_assert!(rest.is_some_and(|rest| rest.starts_with(' ')), "{cut}");
                }
            }
        }
    }
}
