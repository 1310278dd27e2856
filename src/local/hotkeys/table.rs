//! Every keyboard shortcut of the app: its name in code, its key, and what the keyboard help says about it.
//! `tests/hotkeys.rs` fails for a row without a handler and for a handler without a row.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hotkey {
    /// To the next turn, or to the next span of a trace.
    NextTurn,
    /// To the previous turn, or to the previous span of a trace.
    PreviousTurn,
    /// To the first turn since the reader's review.
    New,
    /// To the next row of the list that the open row is in.
    NextThread,
    /// To the previous row of that list.
    PreviousThread,
    /// Switches between messages as they were written and rendered Markdown.
    Raw,
    /// Switches the person's words of the focused turn between Markdown and as typed.
    Markdown,
    /// The same for all words of people.
    AllMarkdown,
    /// Opens the trace of the focused turn, or goes back to the conversation.
    Trace,
    /// Copies the link to the focused turn.
    CopyLink,
    ThumbUp,
    ThumbDown,
    /// Chooses the option with this number, from 1, in the focused score.
    Choose(u8),
    Scores,
    /// To the field for a new comment.
    Comments,
    /// To the field for a new tag.
    Tags,
    /// Opens the menu that sets a thread active or inactive.
    Status,
    Undo,
    /// Sends the text of the focused field.
    Send,
    /// Selects the row, or deselects it.
    Select,
    /// Selects all rows since the last one.
    SelectRange,
    /// To the search field of the list.
    Search,
    /// Shows the values of the list's rows with their counts, or hides them.
    Facets,
    /// Opens the menu of saved views.
    Views,
    Help,
    /// Closes what is open, or goes back from a trace.
    Back,
}

/// One row of the keyboard help: the shortcut, its key as in `KeyboardEvent.key`, and what it does.
pub type KeyRow = (Hotkey, &'static str, &'static str);

/// All shortcuts by group, in the order of the keyboard help.
pub const TABLE: [(&str, &[KeyRow]); 3] = [
    (
        "Reading",
        &[
            (Hotkey::NextTurn, "j", "Next turn, or span"),
            (Hotkey::PreviousTurn, "k", "Previous turn, or span"),
            (Hotkey::New, "n", "To what is new since your review"),
            (Hotkey::NextThread, "J", "Next thread, or trace"),
            (Hotkey::PreviousThread, "K", "Previous thread, or trace"),
            (Hotkey::Trace, "o", "View the trace of the turn, and back"),
            (Hotkey::Raw, "r", "Messages as plain text, and back"),
            (Hotkey::Markdown, "m", "The user's message as Markdown, and back"),
            (Hotkey::AllMarkdown, "M", "All users' messages as Markdown, and back"),
            (Hotkey::CopyLink, "y", "Copy the link to the turn"),
        ],
    ),
    (
        "Judging",
        &[
            (Hotkey::ThumbUp, "u", "Thumbs up on the answer"),
            (Hotkey::ThumbDown, "d", "Thumbs down on the answer"),
            (Hotkey::Choose(0), "1–9", "Choose in the focused score"),
            (Hotkey::Scores, "s", "To the scores"),
            (Hotkey::Comments, "c", "Write a comment"),
            (Hotkey::Tags, "t", "Add a tag"),
            (Hotkey::Status, "a", "Active or inactive"),
            (Hotkey::Send, "Ctrl Enter", "Save and go on"),
            (Hotkey::Undo, "z", "Undo"),
        ],
    ),
    (
        "Everywhere",
        &[
            (Hotkey::Search, "/", "Search the list"),
            (Hotkey::Facets, "f", "Facets: values with counts, and back"),
            (Hotkey::Views, "v", "Saved views of the list"),
            (Hotkey::Select, "x", "Select the row"),
            (Hotkey::SelectRange, "X", "Select all rows since the last one"),
            (Hotkey::Help, "?", "Keyboard help"),
            (Hotkey::Back, "Escape", "One step back"),
        ],
    ),
];

/// The shortcut of a key press outside of text fields. `key`, `code` and `shift` are `KeyboardEvent.key`, `.code` and
/// `.shiftKey`. A letter is a capital while Shift is held, whatever Caps Lock does to it. On layouts without Latin
/// letters (Cyrillic, Greek, Arabic …) the position of the key counts, which `code` names after the US layout.
pub fn pressed(key: &str, code: &str, shift: bool) -> Option<Hotkey> {
    let first = *key.as_bytes().first()?;
    let latin = match code.as_bytes() {
        _ if first.is_ascii() => first,
        // Latin letters with accents are up to U+024F and in U+1E00 to U+1EFF.
        _ if !key.starts_with(|c| c > '\u{24F}' && !('\u{1E00}'..='\u{1EFF}').contains(&c)) => return None,
        [b'K', b'e', b'y', letter] | [b'D', b'i', b'g', b'i', b't', letter] => *letter,
        b"Slash" if shift => b'?',
        b"Slash" => b'/',
        _ => return None,
    };
    let latin = if shift { latin.to_ascii_uppercase() } else { latin.to_ascii_lowercase() };
    let is_named = first.is_ascii() && key.len() > 1;
    if !is_named && matches!(latin, b'1'..=b'9') {
        return Some(Hotkey::Choose(latin - b'0'));
    }
    let mut rows = TABLE.iter().flat_map(|(_, rows)| *rows);
    let is_it = |own: &str| if is_named { own == key } else { own.as_bytes() == [latin] };
    rows.find(|(_, own, _)| is_it(own)).map(|(hotkey, _, _)| *hotkey)
}

/// The labels of a row's keys as printed on a keyboard; several are pressed together.
pub fn key_labels(key: &'static str) -> impl Iterator<Item = &'static str> {
    key.split(' ').map(|key| match key {
        "Escape" => "Esc",
        "Ctrl" => "Ctrl / ⌘",
        key => key,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_does_two_things() {
        let mut keys: Vec<_> = TABLE.iter().flat_map(|(_, rows)| rows.iter().map(|row| row.1)).collect();
        let count = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), count);
    }

    #[test]
    fn a_key_gives_the_shortcut_of_its_row_and_shift_matters() {
        assert_eq!(pressed("j", "KeyJ", false), Some(Hotkey::NextTurn));
        assert_eq!(pressed("J", "KeyJ", true), Some(Hotkey::NextThread));
        assert_eq!(pressed("7", "Digit7", false), Some(Hotkey::Choose(7)));
        assert_eq!(pressed("?", "Slash", true), Some(Hotkey::Help));
        assert_eq!(pressed("Escape", "Escape", false), Some(Hotkey::Back));
        assert_eq!(pressed("Escape", "Escape", true), Some(Hotkey::Back));
        for other in ["0", "10", "Enter", "Tab", "ArrowDown", "Dead", "U", "ß", ""] {
            assert_eq!(pressed(other, "KeyU", true), None, "{other}");
        }
    }

    #[test]
    fn caps_lock_changes_no_key() {
        assert_eq!(pressed("J", "KeyJ", false), Some(Hotkey::NextTurn));
        assert_eq!(pressed("U", "KeyU", false), Some(Hotkey::ThumbUp));
        // Windows and Linux turn Shift around while Caps Lock is on.
        assert_eq!(pressed("j", "KeyJ", true), Some(Hotkey::NextThread));
        assert_eq!(pressed("u", "KeyU", true), None);
    }

    #[test]
    fn layouts_without_latin_letters_go_by_the_position_of_the_key_and_latin_ones_by_the_letter() {
        let all = [
            ("о", "KeyJ", false, Some(Hotkey::NextTurn)),
            ("О", "KeyJ", true, Some(Hotkey::NextThread)),
            ("О", "KeyJ", false, Some(Hotkey::NextTurn)),
            ("г", "KeyU", false, Some(Hotkey::ThumbUp)),
            ("θ", "KeyU", false, Some(Hotkey::ThumbUp)),
            ("ظ", "Slash", false, Some(Hotkey::Search)),
            ("،", "KeyK", true, Some(Hotkey::PreviousThread)),
            ("١", "Digit1", false, Some(Hotkey::Choose(1))),
            ("の", "KeyK", false, Some(Hotkey::PreviousTurn)),
            // Dvorak has `j` on the US layout's C, AZERTY `a` on its Q.
            ("j", "KeyC", false, Some(Hotkey::NextTurn)),
            ("c", "KeyI", false, Some(Hotkey::Comments)),
            ("a", "KeyQ", false, Some(Hotkey::Status)),
            ("q", "KeyA", false, None),
            // Latin letters with accents, and signs.
            ("é", "Digit2", false, None),
            ("ş", "KeyS", false, None),
            ("ế", "KeyJ", false, None),
            ("£", "Digit3", true, None),
            ("о", "BracketLeft", false, None),
            ("о", "", false, None),
        ];
        for (key, code, shift, hotkey) in all {
            assert_eq!(pressed(key, code, shift), hotkey, "{key} {code}");
        }
    }
}
