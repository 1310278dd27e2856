//! What is done to messages of all formats by the full reader: reasoning in the text becomes a block of its own, tools
//! that say that they failed are marked, media are recognised by their first bytes, and parts that no adapter of the
//! lists knows are read.

mod bytes;
mod parts;
mod reasoning;
mod results;

use crate::text::message::{Block, Message, Role};

/// Changes the messages in place. Takes linear time.
pub(super) fn refine(messages: &mut [Message]) {
    for message in messages {
        let speaks = message.role == Role::Assistant;
        let blocks = std::mem::take(&mut message.blocks);
        message.blocks = blocks.into_iter().flat_map(|block| one(block, speaks)).collect();
    }
}

fn one(block: Block, speaks: bool) -> Vec<Block> {
    match block {
        Block::Text(text) => match bytes::whole(&text) {
            Some(media) => vec![media],
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
