//! What is done to messages of all formats by the full reader: reasoning in the text becomes a block of its own, tools
//! that say that they failed are marked, media are recognised by their first bytes, and parts that no adapter of the
//! lists knows are read. Texts in a model's chat template become the messages that they hold.

mod bytes;
mod labels;
mod parts;
mod reasoning;
mod results;
mod ssml;
mod template;

use crate::text::message::{Block, Extracted, Message, Role};

/// Changes the messages in place. Takes linear time.
pub(super) fn refine(found: &mut Extracted) {
    templates(found);
    for message in &mut found.messages {
        let speaks = message.role == Role::Assistant;
        let blocks = std::mem::take(&mut message.blocks);
        message.blocks = blocks.into_iter().flat_map(|block| one(block, speaks)).collect();
    }
}

/// Reads texts in a model's chat template. What a person wrote, according to a role, is shown as it is, whatever it looks
/// like. An input without roles may be what a person wrote, so its whole value is offered too. The answer of a model, in a
/// conversation with roles, is only read as a template if all messages in it are the model's or its tools'.
fn templates(found: &mut Extracted) {
    let whole = matches!(found.format, "text" | "generic" | Extracted::UNSURE) && found.messages.len() == 1;
    let mut unsure = false;
    let messages = std::mem::take(&mut found.messages).into_iter();
    let read = |mut message: Message| {
        let [Block::Text(text)] = message.blocks.as_slice() else { return vec![message] };
        let by_model = message.role == Role::Assistant;
        let own = |script: &Vec<Message>| {
            whole || script.iter().all(|part| matches!(part.role, Role::Assistant | Role::Tool))
        };
        let script = if whole || by_model { template::read(text, &message.role).filter(own) } else { None };
        let script = script.or_else(|| labels::read(text).filter(|_| whole && !by_model));
        if let Some(messages) = script {
            unsure |= !by_model;
            return messages;
        }
        if let Some(text) = template::ended(text).filter(|_| by_model) {
            message.blocks = vec![Block::Text(text.to_owned())];
        }
        vec![message]
    };
    found.messages = messages.flat_map(read).collect();
    if unsure {
        found.format = Extracted::UNSURE;
    }
}

fn one(block: Block, speaks: bool) -> Vec<Block> {
    match block {
        Block::Text(text) => match bytes::whole(&text) {
            Some(media) => vec![media],
            None if speaks && text.trim_start().starts_with("<speak") => {
                vec![Block::Text(ssml::words(&text).unwrap_or(text))]
            }
            None if speaks => reasoning::split(text),
            None => vec![Block::Text(text)],
        },
        Block::Json(value) => parts::read(value),
        Block::ToolResult { id, name, content, failed } => {
            let (content, failed) = results::judge(content, failed);
            let content = content.into_iter().flat_map(|block| one(block, false)).collect();
            vec![Block::ToolResult { id, name, content, failed }]
        }
        other => vec![bytes::named(other)],
    }
}
