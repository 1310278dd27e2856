//! Thumb categories. Opik's built-in definition names its categories by emoji, which are shown as boxes where no font
//! has them; they are therefore shown as icons or words.

/// Whether a category is a thumb, and then whether it is up. Accepts a variation selector and a skin tone.
pub fn of(category: &str) -> Option<bool> {
    let mut letters = category.trim().chars();
    let up = match letters.next()? {
        '\u{1F44D}' => true,
        '\u{1F44E}' => false,
        _ => return None,
    };
    letters.all(|letter| matches!(letter, '\u{FE0E}' | '\u{FE0F}' | '\u{1F3FB}'..='\u{1F3FF}')).then_some(up)
}

pub fn name(up: bool) -> &'static str {
    if up { "Thumbs up" } else { "Thumbs down" }
}

/// A category's name, with thumbs in words.
pub fn in_words(category: &str) -> String {
    of(category).map_or_else(|| category.to_owned(), |up| name(up).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thumbs_are_known_in_every_spelling_and_nothing_else_is() {
        for (category, up) in [("👍", true), ("👎", false), (" 👍\u{FE0F} ", true), ("👎🏽", false)]
        {
            assert_eq!(of(category), Some(up), "{category}");
            assert_eq!(in_words(category), name(up));
        }
        for other in ["", "up", "👍👍", "👍 great", "Great 👍", "❤"] {
            assert_eq!(of(other), None, "{other}");
            assert_eq!(in_words(other), other);
        }
    }
}
