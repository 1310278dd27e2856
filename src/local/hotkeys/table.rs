//! Every key of the app, once: what it is called in code, which key it is, and what it does in words. A row without a
//! dispatcher, or a dispatcher without a row, fails `tests/hotkeys.rs`.

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hotkey {
    /// To the next turn.
    NextTurn,
    /// To the turn before.
    PreviousTurn,
    /// To the next conversation of the list.
    NextThread,
    /// To the conversation before.
    PreviousThread,
    /// As written, or rendered.
    Raw,
    /// How the answer came about, and back.
    Trace,
    /// The link to what has the focus.
    CopyLink,
    /// Thumbs up.
    ThumbUp,
    /// Thumbs down.
    ThumbDown,
    /// The choice of that number, from 1.
    Choose(u8),
    /// To the scores.
    Scores,
    /// To the comments.
    Comments,
    /// To the tags.
    Tags,
    /// The status menu.
    Status,
    /// Takes back.
    Undo,
    /// Sends what is typed; while typing.
    Send,
    /// To the search.
    Search,
    /// This table.
    Help,
    /// One step back.
    Back,
}

/// One line of the help: the shortcut, the key as the browser names it, and what it does.
pub type KeyRow = (Hotkey, &'static str, &'static str);

/// All keys by group, as the help shows them.
pub const TABLE: [(&str, &[KeyRow]); 3] = [
    (
        "Reading",
        &[
            (Hotkey::NextTurn, "j", "Next turn, or span"),
            (Hotkey::PreviousTurn, "k", "Previous turn, or span"),
            (Hotkey::NextThread, "J", "Next thread, or trace"),
            (Hotkey::PreviousThread, "K", "Previous thread, or trace"),
            (Hotkey::Trace, "o", "View the trace of the turn, and back"),
            (Hotkey::Raw, "r", "Messages as they were written"),
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
            (Hotkey::Help, "?", "Keyboard help"),
            (Hotkey::Back, "Escape", "One step back"),
        ],
    ),
];

/// The shortcut of a key press that is no typing. `key` is the browser's name of the key.
pub fn pressed(key: &str) -> Option<Hotkey> {
    if let [digit @ b'1'..=b'9'] = key.as_bytes() {
        return Some(Hotkey::Choose(digit - b'0'));
    }
    let mut rows = TABLE.iter().flat_map(|(_, rows)| *rows);
    rows.find(|(_, own, _)| *own == key).map(|(hotkey, _, _)| *hotkey)
}

/// The keys of a row as they are engraved, to be pressed together.
pub fn engraved(key: &'static str) -> impl Iterator<Item = &'static str> {
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
    fn a_press_is_its_rows_shortcut_and_capitals_count() {
        assert_eq!(pressed("j"), Some(Hotkey::NextTurn));
        assert_eq!(pressed("J"), Some(Hotkey::NextThread));
        assert_eq!(pressed("7"), Some(Hotkey::Choose(7)));
        assert_eq!(pressed("Escape"), Some(Hotkey::Back));
        for other in ["0", "10", "Enter", "Tab", "ArrowDown", "ß", ""] {
            assert_eq!(pressed(other), None, "{other}");
        }
    }
}
