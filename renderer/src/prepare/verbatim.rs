//! Finds lines that are code without a fence: JSON, blocks in braces, and YAML front matter.

/// How many lines such a block may have.
const LONGEST: usize = 2_000;

/// The number of lines of the YAML front matter that the text begins with, including both `---`.
pub(super) fn front_matter(lines: &[&str]) -> Option<usize> {
    if lines.first()?.trim_end() != "---" {
        return None;
    }
    let mut has_key = false;
    for (at, line) in lines.iter().enumerate().skip(1).take(200) {
        let end = line.trim_end();
        if matches!(end, "---" | "...") {
            return has_key.then_some(at + 1);
        }
        let key = end.split_once(':').map(|(key, _)| key);
        let is_key = key.is_some_and(|key| {
            !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '"'))
        });
        has_key |= is_key;
        let is_inner = end.starts_with([' ', '\t', '-', '#']) || end.is_empty();
        if !(is_key || (is_inner && has_key)) {
            return None;
        }
    }
    None
}

/// The number of lines from the beginning of `lines` that are one bracketed block of three lines or more: JSON, or code whose
/// first line ends in `{`. `budget` is how many bytes may still be looked at in this text.
pub(super) fn bracketed(lines: &[&str], budget: &mut usize) -> Option<(usize, &'static str)> {
    let first = lines.first()?.trim_end();
    let is_json = match first.get(..1)? {
        "{" | "[" => {
            first.get(1..)?.trim_start().is_empty()
                || first.get(1..)?.trim_start().starts_with(['"', '{', '['])
        }
        _ => false,
    };
    let is_code = first.ends_with('{') && begins_code(first);
    if !is_json && !is_code {
        return None;
    }
    let (mut depth, mut quote) = (0_usize, false);
    for (at, line) in lines.iter().enumerate().take(LONGEST) {
        if *budget < line.len() + 1 {
            return None;
        }
        *budget -= line.len() + 1;
        super::super::work::did(line.len() + 1);
        let mut escaped = false;
        for c in line.bytes() {
            match c {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => quote = !quote,
                _ if quote => {}
                b'{' | b'[' | b'(' => depth += 1,
                b'}' | b']' | b')' => depth = depth.checked_sub(1)?,
                _ => {}
            }
        }
        // A string ends on its line in all these languages.
        quote = false;
        if depth == 0 {
            let ends = line.trim_end().trim_end_matches([',', ';']).ends_with(['}', ']', ')']);
            return (at >= 2 && ends).then_some((at + 1, if is_json { "json" } else { "" }));
        }
    }
    None
}

/// The number of lines from the beginning of `lines` that are a drawing or columns of words that line up by spaces.
pub(super) fn aligned(lines: &[&str]) -> Option<usize> {
    let first = lines.first()?;
    let count = if is_frame(first) {
        lines.iter().take_while(|line| is_frame(line) || line.trim_start().starts_with('|')).count()
    } else if has_gap(first) {
        lines.iter().take_while(|line| has_gap(line) || is_ruled(line)).count()
    } else {
        return None;
    };
    super::super::work::did(count);
    (count >= 2).then_some(count)
}

/// `+----+`, or a line that begins with a sign of Unicode's box drawing.
fn is_frame(line: &str) -> bool {
    let line = line.trim();
    let is_ascii =
        line.starts_with("+-") && line.ends_with('+') || line.starts_with("+=") && line.ends_with('+');
    is_ascii || line.starts_with(|c: char| matches!(c, '\u{2500}'..='\u{257F}'))
}

fn is_ruled(line: &str) -> bool {
    let line = line.trim_end();
    line.len() >= 5 && line.chars().all(|c| matches!(c, '-' | '=' | ' '))
}

/// Whether there are three spaces between words of a line that has no mark of Markdown.
fn has_gap(line: &str) -> bool {
    let inside = line.trim();
    inside.contains("   ")
        && !inside.contains(['|', '`', '$', '\\', '<'])
        && !inside.contains("**")
        && !inside.contains("](")
        && !inside.starts_with(['#', '>', '-', '*', '+', '['])
        && !inside.starts_with(|c: char| c.is_ascii_digit())
        && line.len() - line.trim_start().len() < 4
}

/// Whether a line that ends in `{` begins like code rather than like prose or Markdown.
fn begins_code(line: &str) -> bool {
    let before = line.trim_end_matches('{').trim_end();
    line.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '.' | '@' | '_' | '}'))
        && !before.contains(['`', '*', '$', '\\'])
        && !before.is_empty()
        && (before.ends_with(')')
            || before.ends_with("=>")
            || before.ends_with('=')
            || before.split(' ').count() <= 4)
}
