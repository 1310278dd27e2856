//! Decides which runs of `*`, `~` and `_` are emphasis marks.
//!
//! By CommonMark's rules (6.2), marks between punctuation and a letter often are none. That loses `**「重要」**な` and
//! `**Note:**this`, which people and models write; and `2*3*4`, `count(*)` and `__init__` become emphasis by accident.

/// What to do with a run of marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decision {
    /// Left to the parser.
    Leave,
    /// It is escaped: the parser shows it as text and makes no emphasis of it.
    Hide,
    /// It can end emphasis: to be separated from what stands before it.
    SeparateBefore,
    /// It can begin emphasis: to be separated from what follows.
    SeparateAfter,
}

/// Which runs of the paragraph so far have begun emphasis that has not ended.
#[derive(Default)]
pub(super) struct OpenMarks {
    /// By the length of the run: of `*` up to three, and `~~`.
    open: [bool; 4],
}

/// A run of marks and its surroundings. At the ends of a line, the characters around are line breaks.
pub(super) struct Run {
    pub(super) mark: char,
    pub(super) length: usize,
    /// The two characters before, in order.
    pub(super) before: (char, char),
    /// The two characters after, in order.
    pub(super) after: (char, char),
}

impl OpenMarks {
    pub(super) fn decide(&mut self, run: &Run) -> Decision {
        let (before, after) = (run.before.1, run.after.0);
        if run.mark == '~' && run.length == 1 {
            return Decision::Hide;
        }
        let class = match (run.mark, run.length) {
            ('*', 1..=3) => run.length - 1,
            ('~', 2) => 3,
            _ => return Decision::Leave,
        };
        let Some(open) = self.open.get_mut(class) else { return Decision::Leave };
        if run.mark == '*' && is_sign_of_code(run, *open) {
            return Decision::Hide;
        }
        let begins = !after.is_whitespace() && (!is_sign(after) || before.is_whitespace() || is_sign(before));
        let ends = !before.is_whitespace() && (!is_sign(before) || after.is_whitespace() || is_sign(after));
        // `**Note: **this`, written by mistake.
        let after_colon = before == ' ' && matches!(run.before.0, ':' | '：') && !after.is_whitespace();
        if *open && !ends && (after_colon || is_sign(before) && !is_opening(run.before)) {
            *open = false;
            return Decision::SeparateBefore;
        }
        let in_east_asian_text = is_east_asian(before) || is_east_asian(after);
        if !*open && !begins && is_sign(after) && !before.is_whitespace() && in_east_asian_text {
            *open = true;
            return Decision::SeparateAfter;
        }
        if *open && ends {
            *open = false;
            if class == 2 {
                self.open = [false, false, false, self.open[3]];
            }
        } else if begins {
            *open = true;
        } else if ends && class == 2 {
            self.open = [false, false, false, self.open[3]];
        }
        Decision::Leave
    }
}

/// Whether a run of `*` is multiplication, a power, or part of a pattern. `open` says whether it could end emphasis.
fn is_sign_of_code(run: &Run, open: bool) -> bool {
    let ((further_before, before), (after, further_after)) = (run.before, run.after);
    // Latin, Greek and Cyrillic letters; scripts without spaces have emphasis inside what looks like one word.
    let is_operand = |c: char| c.is_alphanumeric() && c < '\u{530}';
    let digits = before.is_ascii_digit() && after.is_ascii_digit();
    if run.length == 1 && digits || (before == '(' && after == ')') || (before == '/' && after == '/') {
        return true;
    }
    if open {
        return false;
    }
    if run.length == 1 && after == '.' && further_after.is_ascii_lowercase() && !before.is_alphanumeric() {
        return true;
    }
    let between = (is_operand(before) || matches!(before, ')' | ']')) && (is_operand(after) || after == '(');
    let one_letter = !further_before.is_alphanumeric() && before.is_ascii_alphabetic();
    match run.length {
        1 => between,
        2 => {
            between
                && (before.is_ascii_digit()
                    || before == ')'
                    || after.is_ascii_digit()
                    || after == '('
                    || one_letter)
        }
        _ => false,
    }
}

/// The length of `__init__` at the start of `rest`: a name in one case, without spaces. `before` is the character before it.
pub(super) fn dunder(rest: &str, before: char) -> Option<usize> {
    if before.is_alphanumeric() || before == '_' || !rest.starts_with("__") {
        return None;
    }
    let length = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
    let name = rest.get(..length)?;
    let core = name.trim_matches('_');
    let followed = rest.get(length..)?.chars().next().is_some_and(char::is_alphanumeric);
    let one_case =
        !(core.contains(|c: char| c.is_ascii_uppercase()) && core.contains(|c: char| c.is_ascii_lowercase()));
    (name.ends_with("__") && !core.is_empty() && one_case && !followed).then_some(length)
}

/// Whether a character is neither a letter, a digit nor white space.
fn is_sign(c: char) -> bool {
    !c.is_alphanumeric() && !c.is_whitespace()
}

/// Whether the second character opens a bracket or a quotation; the first tells what a straight quote is.
fn is_opening((before, c): (char, char)) -> bool {
    match c {
        '"' | '\'' => before.is_whitespace() || is_opening((' ', before)) && !matches!(before, '"' | '\''),
        _ => "([{<（［｛「『【〈《〔〖“‘«‹¿¡".contains(c),
    }
}

/// Chinese, Japanese and Korean letters and punctuation, and the quotation marks that Chinese shares with other languages.
fn is_east_asian(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11FF}' | '\u{2E80}'..='\u{9FFF}' | '\u{A960}'..='\u{A97F}' | '\u{AC00}'..='\u{D7FF}')
        || matches!(c, '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}' | '\u{FF00}'..='\u{FFEF}')
        || matches!(c, '\u{20000}'..='\u{3FFFF}')
}
