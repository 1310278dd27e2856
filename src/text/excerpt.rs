//! Cuts a long text to its beginning without splitting a line, word or visible character where that can be avoided.
//! Only the beginning is read, so it is cheap on megabytes.

/// The beginning of a text, or all of it where it is short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    pub text: String,
    /// Whether `text` is only the beginning.
    pub cut: bool,
    /// The size of the whole text in UTF-8 bytes.
    pub total_bytes: usize,
}

/// At most the first `max_chars` characters of a text. Ends after a line break, or else after white space, if there is
/// one in the last quarter; otherwise between two visible characters, so that an accent, an emoji sequence or a flag is
/// kept or left out as a whole.
pub fn excerpt(text: &str, max_chars: usize) -> Excerpt {
    let total_bytes = text.len();
    let Some((limit, _)) = text.char_indices().nth(max_chars) else {
        return Excerpt { text: text.to_owned(), cut: false, total_bytes };
    };
    let (head, rest) = text.split_at_checked(limit).unwrap_or((text, ""));
    let earliest = head.char_indices().nth(max_chars - max_chars / 4).map_or(limit, |(at, _)| at);
    let tail = head.get(earliest..).unwrap_or_default();
    let at_line = tail.rfind('\n').map(|at| earliest + at + 1);
    let at_word = || {
        let space = tail.char_indices().rev().find(|(_, letter)| letter.is_whitespace());
        space.map(|(at, letter)| earliest + at + letter.len_utf8())
    };
    let end = at_line.or_else(at_word).unwrap_or_else(|| before_cluster(head, rest));
    Excerpt { text: head.get(..end).unwrap_or(head).to_owned(), cut: true, total_bytes }
}

/// The byte offset at which to cut `head` so that its last visible character is not split; `rest` is what follows.
fn before_cluster(head: &str, rest: &str) -> usize {
    let mut next = rest.chars().next();
    let mut end = head.len();
    // A longer run of joined characters is abuse rather than one visible character: it is cut where `head` ends.
    for (at, letter) in head.char_indices().rev().take(32) {
        let joined =
            next.is_some_and(extends) || letter == '\u{200d}' || is_flag_half(head, at, letter, next);
        if !joined {
            return end;
        }
        next = Some(letter);
        end = at;
    }
    head.len()
}

/// Whether a character is drawn onto the one before it: accents, joiners, variation selectors, skin tones, tags.
fn extends(letter: char) -> bool {
    matches!(letter,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}' | '\u{e31}'
        | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{200d}' | '\u{20d0}'..='\u{20ff}' | '\u{3099}' | '\u{309a}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{fe20}'..='\u{fe2f}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}')
}

/// Whether `letter` at byte `at` and the following `next` are the two regional indicators of one flag.
fn is_flag_half(head: &str, at: usize, letter: char, next: Option<char>) -> bool {
    let is_half = |letter: char| ('\u{1f1e6}'..='\u{1f1ff}').contains(&letter);
    let before =
        head.get(..at).unwrap_or_default().chars().rev().take(64).take_while(|letter| is_half(*letter));
    is_half(letter) && next.is_some_and(is_half) && before.count() % 2 == 0
}

#[cfg(test)]
mod tests {
    use super::excerpt;

    #[test]
    fn a_short_text_comes_back_whole() {
        let whole = excerpt("Grüße", 5);
        assert_eq!((whole.text.as_str(), whole.cut, whole.total_bytes), ("Grüße", false, 7));
    }

    #[test]
    fn a_long_text_ends_at_a_line_or_else_a_word_or_else_a_character() {
        assert_eq!(excerpt("one two three\nfour five", 16).text, "one two three\n");
        assert_eq!(excerpt("one two three four", 15).text, "one two three ");
        assert_eq!(excerpt("aaaaaaaaaaaaaaaaaaaa", 10).text, "aaaaaaaaaa");
    }

    #[test]
    fn no_visible_character_is_split() {
        let family = "👨\u{200d}👩\u{200d}👧";
        assert_eq!(excerpt(&format!("ab{family}{family}"), 8).text, format!("ab{family}"));
        assert_eq!(excerpt("ae\u{301}ae\u{301}", 2).text, "a");
        assert_eq!(excerpt("🇩🇪🇫🇷🇯🇵", 3).text, "🇩🇪");
        assert_eq!(excerpt("👍🏽👍🏽", 3).text, "👍🏽");
    }

    #[test]
    fn an_endless_pile_of_accents_is_still_cut() {
        let pile = "a".to_owned() + &"\u{301}".repeat(1_000);
        assert_eq!(excerpt(&pile, 500).text.chars().count(), 500);
    }

    #[test]
    fn an_excerpt_of_no_characters_is_empty() {
        assert_eq!(excerpt("word", 0).text, "");
        assert_eq!(excerpt("", 0).text, "");
    }
}
