//! Prompts that are one text with a label before each message, and end with the label of the answer: `Human: Hi` and then
//! `Assistant:`, or `### Instruction:` and then `### Response:`.

use crate::text::message::{Block, Message, Role};

/// The messages of such a prompt; `None` for any other text. What stands before the first label are instructions.
pub(super) fn read(text: &str) -> Option<Vec<Message>> {
    let last = text.trim_end().lines().last()?;
    let (_, rest) = label(last).filter(|(role, _)| *role == Role::Assistant)?;
    let mut said: Vec<(Role, String)> = vec![(Role::System, String::new())];
    for line in text.lines() {
        match (label(line), said.last_mut()) {
            (Some((role, words)), _) => said.push((role, words.to_owned())),
            (None, Some((_, words))) => {
                words.push('\n');
                words.push_str(line);
            }
            (None, None) => {}
        }
    }
    if !rest.trim().is_empty() || !said.iter().any(|(role, _)| *role == Role::User) {
        return None;
    }
    let full = said.into_iter().filter(|(_, words)| !words.trim().is_empty());
    Some(
        full.map(|(role, words)| Message {
            role,
            name: None,
            blocks: vec![Block::Text(words.trim().to_owned())],
        })
        .collect(),
    )
}

fn label(line: &str) -> Option<(Role, &str)> {
    let (label, words) = line.trim_start().split_once(':')?;
    let role = match label.trim_start_matches(['#', ' ']).trim_end() {
        "Human" | "User" | "USER" | "Question" | "Instruction" | "Input" => Role::User,
        "Assistant" | "ASSISTANT" | "AI" | "Bot" | "Answer" | "Response" => Role::Assistant,
        "System" | "SYSTEM" => Role::System,
        _ => return None,
    };
    Some((role, words))
}
