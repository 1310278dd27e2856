//! WhatsApp's exported text: a message begins with its time and the writer's name.

use serde_json::{Value, json};

use super::Export;

pub(super) fn read(value: &Value) -> Option<Export> {
    let text = value.as_str()?;
    head(text.lines().next()?)?;
    let mut written: Vec<(Option<&str>, String)> = Vec::new();
    for line in text.lines() {
        match (head(line), written.last_mut()) {
            (Some((name, words)), _) => written.push((name, words.to_owned())),
            (None, Some((_, words))) => {
                words.push('\n');
                words.push_str(line);
            }
            _ => return None,
        }
    }
    let messages: Vec<Value> = written
        .iter()
        .filter_map(|(name, words)| {
            let name = (*name)?;
            // The text does not say who is a bot; its name may.
            let is_bot = ["bot", "assistant", "support", "ai"]
                .contains(&name.rsplit(' ').next().unwrap_or(name).to_ascii_lowercase().as_str());
            let words = words.trim_end();
            Some(json!({"role": if is_bot { "assistant" } else { "user" }, "name": name, "content": words}))
        })
        .collect();
    (messages.len() > 1).then_some(Export { messages, branches: 0, key: "" })
}

/// The name and the words of a line that begins a message: `12/31/23, 9:41 PM - Mia: Hi` (Android) or
/// `[31.12.23, 21:41:07] Mia: Hi` (iPhone). A notice, such as that of encryption, has no name.
fn head(line: &str) -> Option<(Option<&str>, &str)> {
    let line = line.trim_start_matches('\u{200E}');
    let (time, rest) = match line.strip_prefix('[') {
        Some(line) => line.split_once("] ")?,
        None => line.split_once(" - ")?,
    };
    let (date, clock) = time.split_once(", ")?;
    let is_date = date.len() >= 6
        && date.len() <= 10
        && date.chars().all(|letter| letter.is_ascii_digit() || "/.-".contains(letter));
    let is_clock =
        clock.len() <= 14 && clock.starts_with(|letter: char| letter.is_ascii_digit()) && clock.contains(':');
    if !is_date || !is_clock {
        return None;
    }
    Some(match rest.split_once(": ") {
        Some((name, words)) if name.len() <= 80 => (Some(name.trim_start_matches('\u{200E}')), words),
        _ => (None, rest),
    })
}
