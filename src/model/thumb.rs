//! Thumbs as categories. Opik's built-in definition calls its categories by two emoji; a machine without a font that has
//! them shows boxes, so they are drawn as icons or said in words wherever they stand.

/// Whether a category is a thumb, and whether it is up; with or without a variation selector and a skin tone.
pub fn of(category: &str) -> Option<bool> {
    let mut letters = category.trim().chars();
    let up = match letters.next()? {
        '\u{1F44D}' => true,
        '\u{1F44E}' => false,
        _ => return None,
    };
    letters.all(|letter| matches!(letter, '\u{FE0E}' | '\u{FE0F}' | '\u{1F3FB}'..='\u{1F3FF}')).then_some(up)
}

/// What a thumb is called.
pub fn name(up: bool) -> &'static str {
    if up { "Thumbs up" } else { "Thumbs down" }
}

/// A category in words.
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
