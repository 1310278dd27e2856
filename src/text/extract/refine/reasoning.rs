//! Reasoning between tags in a model's text.

use crate::text::message::{Block, is_visible};

use super::super::thought;

/// The text as blocks: reasoning where it stands between tags that begin a line outside code, text elsewhere.
pub(super) fn split(text: String) -> Vec<Block> {
    if !text.contains(['<', '◁']) {
        return vec![Block::Text(text)];
    }
    let mut blocks: Vec<Block> = Vec::new();
    let mut rest = text.as_str();
    let mut found = false;
    loop {
        if let Some((inside, after)) = thought::leading(rest) {
            found = true;
            add(&mut blocks, Block::Reasoning(plain(inside)));
            rest = after;
        } else if let Some(at) = next(rest) {
            let (before, after) = rest.split_at(at);
            let before = if found { before.trim_start_matches(['\n', '\r']) } else { before };
            add(&mut blocks, Block::Text(before.trim_end().to_owned()));
            rest = after;
        } else {
            break;
        }
    }
    if !found {
        return vec![Block::Text(text)];
    }
    add(&mut blocks, Block::Text(rest.trim_start_matches(['\n', '\r']).to_owned()));
    if blocks.is_empty() { vec![Block::Text(text)] } else { blocks }
}

fn add(blocks: &mut Vec<Block>, block: Block) {
    if let Block::Text(text) | Block::Reasoning(text) = &block
        && is_visible(text)
    {
        blocks.push(block);
    }
}

/// Where a line other than the first begins with a tag, outside fenced code.
fn next(text: &str) -> Option<usize> {
    let mut at = 0;
    let mut fence: Option<&str> = None;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|mark| bare.starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            (None, None) if at > 0 && thought::opens(bare) => return Some(at),
            _ => {}
        }
        at += line.len();
    }
    None
}

/// Open WebUI quotes the lines of reasoning.
fn plain(inside: &str) -> String {
    let inside = inside.trim();
    let quoted = !inside.is_empty() && inside.lines().all(|line| line.starts_with('>'));
    if !quoted {
        return inside.to_owned();
    }
    let lines = inside.lines().map(|line| line.trim_start_matches('>'));
    lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n")
}
