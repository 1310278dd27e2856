//! Placeholders of attachments. SDKs and Opik cut long base64 out of what is logged, attach it as a file, and leave the
//! file's name in brackets: `[input-attachment-1-1764000000000-sdk.png]`. Here each becomes a block of its own, which
//! is shown as the file.

use super::message::{Block, MediaSource, Message};

/// Longer names are not made by any SDK.
const LONGEST: usize = 200;
/// At most this many placeholders of one text are looked for.
const MOST: usize = 500;

/// The messages with a block for each placeholder.
pub fn resolve(messages: Vec<Message>) -> Vec<Message> {
    messages
        .into_iter()
        .map(|message| Message { blocks: message.blocks.into_iter().flat_map(of_block).collect(), ..message })
        .collect()
}

/// The names of all placeholders in messages that [`resolve`] has made.
pub fn names(messages: &[Message]) -> Vec<String> {
    let mut names = Vec::new();
    messages.iter().for_each(|message| add_names(&message.blocks, &mut names));
    names
}

fn add_names(blocks: &[Block], names: &mut Vec<String>) {
    for block in blocks {
        match block {
            Block::Image(MediaSource::Reference(name))
            | Block::Audio { source: MediaSource::Reference(name), .. }
            | Block::File { source: MediaSource::Reference(name), .. } => names.push(bare(name).to_owned()),
            Block::ToolResult { content, .. } => add_names(content, names),
            _ => {}
        }
    }
}

/// A file's name without the brackets of a placeholder.
pub fn bare(name: &str) -> &str {
    name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name)
}

/// Whether this is the name of a file that was cut out of what was logged.
pub fn is_cut_out(name: &str) -> bool {
    named(bare(name)).is_some()
}

fn of_block(block: Block) -> Vec<Block> {
    match block {
        Block::Text(text) => of_text(text),
        Block::Image(source) => vec![Block::Image(of_source(source))],
        Block::Audio { source, transcript } => vec![Block::Audio { source: of_source(source), transcript }],
        Block::File { name, source } => vec![Block::File { name, source: of_source(source) }],
        Block::ToolResult { id, name, content, failed } => {
            let content = content.into_iter().flat_map(of_block).collect();
            vec![Block::ToolResult { id, name, content, failed }]
        }
        other => vec![other],
    }
}

/// `data:image/png;base64,[input-attachment-…]` is read as data; base64 has no minus, which was read as a plus.
fn of_source(source: MediaSource) -> MediaSource {
    match source {
        MediaSource::Inline { base64, .. }
            if base64.starts_with('[') && is_cut_out(&base64.replace('+', "-")) =>
        {
            MediaSource::Reference(bare(&base64.replace('+', "-")).to_owned())
        }
        MediaSource::Reference(name) if is_cut_out(&name) => MediaSource::Reference(bare(&name).to_owned()),
        other => other,
    }
}

fn of_text(text: String) -> Vec<Block> {
    let (mut blocks, mut rest, mut found) = (Vec::new(), text.as_str(), 0);
    let mut from = 0;
    while let Some(open) = rest.get(from..).and_then(|part| part.find('[')).map(|at| at + from) {
        let inside = rest.get(open + 1..).unwrap_or_default();
        let close = inside.bytes().take(LONGEST).position(|byte| byte == b']');
        let file = close.and_then(|close| inside.get(..close)).filter(|name| named(name).is_some());
        let Some(name) = file.filter(|_| found < MOST) else {
            from = open + 1;
            continue;
        };
        found += 1;
        let before = rest.get(..open).unwrap_or_default();
        push_text(&mut blocks, without_data_prefix(before));
        blocks.push(file_block(name));
        rest = inside.get(name.len() + 1..).unwrap_or_default();
        from = 0;
    }
    if found == 0 {
        return vec![Block::Text(text)];
    }
    push_text(&mut blocks, rest);
    blocks
}

fn push_text(blocks: &mut Vec<Block>, text: &str) {
    if !text.trim().is_empty() {
        blocks.push(Block::Text(text.to_owned()));
    }
}

/// Opik leaves the `data:image/png;base64,` before a file that it cut out.
fn without_data_prefix(before: &str) -> &str {
    let Some(start) = before.strip_suffix(";base64,") else { return before };
    match start.rfind("data:") {
        Some(at)
            if start.len() - at < 100
                && !start.get(at..).unwrap_or_default().contains(char::is_whitespace) =>
        {
            start.get(..at).unwrap_or_default()
        }
        _ => before,
    }
}

fn file_block(name: &str) -> Block {
    let source = MediaSource::Reference(name.to_owned());
    match named(name).unwrap_or_default() {
        "png" | "jpg" | "jpeg" | "gif" | "webp" => Block::Image(source),
        "wav" | "mp3" | "mpga" | "ogg" | "flac" | "m4a" | "aac" => Block::Audio { source, transcript: None },
        _ => Block::File { name: None, source },
    }
}

/// The ending of `<where>-attachment-<number>-<number>[-sdk].<ending>`.
fn named(name: &str) -> Option<&str> {
    let (stem, ending) = name.rsplit_once('.')?;
    let (place, numbers) = stem.strip_suffix("-sdk").unwrap_or(stem).rsplit_once("-attachment-")?;
    let (one, two) = numbers.split_once('-')?;
    let digits =
        |text: &str| (1..=30).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let word = |text: &str, most: usize| {
        (1..=most).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-+.".contains(&byte))
    };
    (digits(one) && digits(two) && word(place, 40) && word(ending, 20)).then_some(ending)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::message::Role;

    fn blocks(block: Block) -> Vec<Block> {
        let message = Message { role: Role::User, name: None, blocks: vec![block] };
        resolve(vec![message]).remove(0).blocks
    }

    fn text(text: &str) -> Block {
        Block::Text(text.to_owned())
    }

    fn reference(name: &str) -> MediaSource {
        MediaSource::Reference(name.to_owned())
    }

    #[test]
    fn a_placeholder_in_a_text_becomes_the_file_between_the_words() {
        let name = "input-attachment-1-1764000000000.png";
        let shown = blocks(text(&format!("Look: [{name}] here [1], [x](y)")));
        assert_eq!(shown, [text("Look: "), Block::Image(reference(name)), text(" here [1], [x](y)")]);
        let name = "output-attachment-2-1764000000000-sdk.pdf";
        let file = Block::File { name: None, source: reference(name) };
        assert_eq!(blocks(text(&format!("data:application/pdf;base64,[{name}]"))), [file]);
    }

    #[test]
    fn a_placeholder_where_data_was_is_a_reference() {
        let name = "input-attachment-1-1764000000000.png";
        for base64 in [format!("[{name}]"), format!("[{}]", name.replace('-', "+"))] {
            let inline = MediaSource::Inline { mime: "image/png".to_owned(), base64 };
            assert_eq!(blocks(Block::Image(inline)), [Block::Image(reference(name))]);
        }
    }

    #[test]
    fn other_brackets_stay_words() {
        for words in [
            "[image]",
            "[input-attachment-1.png]",
            "[input-attachment-a-1.png]",
            "[an attachment-1-2.png]",
            "[input-attachment-1-2.]",
            "[[[[",
            "[é]",
        ] {
            assert_eq!(blocks(text(words)), [text(words)]);
        }
        let many = "[".repeat(200_000);
        assert_eq!(blocks(text(&many)), [text(&many)]);
    }
}
