//! Messages as plain text: for the clipboard, for search in them, for downloads.

use serde_json::Value;

use super::{
    json::pretty,
    message::{Block, Citation, MediaSource, Message, Role},
};

/// What copying an answer gives: its words and values with their sources. If it has none, its images, sounds and files by
/// name; else its tool calls and reasoning. `None` if there is nothing at all.
pub fn of_answer(messages: &[Message]) -> Option<String> {
    let tiers: [fn(&Role, &Block) -> bool; 3] = [is_answer, is_media, |_, _| true];
    tiers.iter().find_map(|belongs| {
        let blocks = messages.iter().flat_map(|message| {
            message.blocks.iter().filter(|block| belongs(&message.role, block) || is_heading(block))
        });
        let blocks: Vec<&Block> = blocks.collect();
        let has_content = blocks.iter().any(|block| !is_heading(block));
        let text = joined(blocks.into_iter().map(of_block));
        (has_content && !text.is_empty()).then_some(text)
    })
}

/// A message with all its parts.
pub fn of_message(message: &Message) -> String {
    joined(message.blocks.iter().map(of_block))
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// Words and values that the author of the answer gave.
fn is_answer(role: &Role, block: &Block) -> bool {
    !matches!(role, Role::Tool | Role::System)
        && matches!(
            block,
            Block::Text(_)
                | Block::Refusal(_)
                | Block::Json(_)
                | Block::Sources(_)
                | Block::Audio { transcript: Some(_), .. }
        )
}

fn is_media(_: &Role, block: &Block) -> bool {
    matches!(block, Block::Image(_) | Block::Audio { .. } | Block::File { .. })
}

/// Says which of several answers follows, and is no content itself.
fn is_heading(block: &Block) -> bool {
    matches!(block, Block::Choice { .. })
}

fn of_block(block: &Block) -> String {
    match block {
        Block::Text(text) => without_source_links(text),
        Block::Reasoning(text) | Block::Refusal(text) => text.clone(),
        Block::Image(source) => medium("image", source),
        Block::Audio { transcript: Some(words), .. } => words.clone(),
        Block::Audio { source, .. } => medium("audio", source),
        Block::File { name: Some(name), .. } => format!("[{name}]"),
        Block::File { source, .. } => medium("file", source),
        Block::ToolCall { name, arguments, .. } => format!("{name}({})", of_value(arguments)),
        Block::ToolResult { content, .. } => content.iter().map(of_block).collect::<Vec<_>>().join("\n"),
        Block::Sources(sources) => {
            let lines = sources.iter().enumerate().map(|(index, source)| of_source(index + 1, source));
            lines.collect::<Vec<_>>().join("\n")
        }
        Block::Choice { number, of } => format!("Answer {number} of {of}"),
        Block::Note(note) => note.clone(),
        Block::Json(value) => of_value(value),
    }
}

/// A string as it is, any other value as indented JSON.
fn of_value(value: &Value) -> String {
    value.as_str().map_or_else(|| pretty(value), str::to_owned)
}

fn medium(what: &str, source: &MediaSource) -> String {
    match source {
        MediaSource::Url(address) => address.clone(),
        MediaSource::Reference(name) => format!("[{what}: {name}]"),
        MediaSource::Inline { mime, .. } => format!("[{what}: {mime}]"),
        MediaSource::NotKept => format!("[{what}, not kept in the log]"),
    }
}

fn of_source(number: usize, source: &Citation) -> String {
    let parts = [source.title.as_deref(), source.address.as_deref()];
    let mut parts: Vec<&str> = parts.into_iter().flatten().collect();
    if parts.is_empty() {
        parts.extend(source.quote.as_deref());
    }
    format!("{number}. {}", parts.join(" "))
}

/// The text with its links to sources ([`Block::Sources`]) as plain numbers: `[\[1\]](#source-1)` becomes `[1]`.
pub fn without_source_links(text: &str) -> String {
    const LINK: &str = "](#source-";
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(LINK) {
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        let (number, tail) = after.split_at_checked(digits).unwrap_or((after, ""));
        let link = before.rfind(&format!("[\\[{number}\\")).filter(|_| tail.starts_with(')'));
        match link.and_then(|start| before.split_at_checked(start)) {
            Some((words, label)) if label.len() == number.len() + 5 => {
                out.push_str(words);
                out.push_str(&format!("[{number}]"));
                rest = tail.strip_prefix(')').unwrap_or(tail);
            }
            _ => {
                out.push_str(before);
                out.push_str(LINK);
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn answer(blocks: Vec<Block>) -> Vec<Message> {
        vec![Message { role: Role::Assistant, name: None, blocks }]
    }

    fn text(words: &str) -> Block {
        Block::Text(words.to_owned())
    }

    #[test]
    fn an_answer_is_copied_as_its_words_and_not_as_how_it_came_about() {
        let call = Block::ToolCall { id: None, name: "search".into(), arguments: json!({"q": 1}) };
        let thought = Block::Reasoning("Hm.".into());
        let messages = answer(vec![thought.clone(), call.clone(), text("One."), text("Two.")]);
        assert_eq!(of_answer(&messages).unwrap(), "One.\n\nTwo.");
        assert_eq!(of_answer(&answer(vec![thought, call])).unwrap(), "Hm.\n\nsearch({\n  \"q\": 1\n})");
    }

    #[test]
    fn an_answer_without_words_is_copied_as_what_it_is() {
        let value = json!({"price": 3, "tags": ["a"]});
        assert_eq!(of_answer(&answer(vec![Block::Json(value.clone())])).unwrap(), pretty(&value));
        let images = vec![
            Block::Image(MediaSource::Url("https://example.com/cat.png".into())),
            Block::Image(MediaSource::NotKept),
        ];
        assert_eq!(
            of_answer(&answer(images)).unwrap(),
            "https://example.com/cat.png\n\n[image, not kept in the log]"
        );
    }

    #[test]
    fn nothing_is_copied_of_nothing() {
        assert_eq!(of_answer(&[]), None);
        assert_eq!(of_answer(&answer(Vec::new())), None);
        assert_eq!(of_answer(&answer(vec![Block::Choice { number: 1, of: 2 }])), None);
    }

    #[test]
    fn sources_are_copied_with_their_numbers_and_several_answers_with_their_headings() {
        let source = Citation {
            title: Some("Report".into()),
            address: Some("https://example.com/r".into()),
            quote: None,
        };
        let said = answer(vec![text("Two goals[\\[1\\]](#source-1)."), Block::Sources(vec![source])]);
        assert_eq!(of_answer(&said).unwrap(), "Two goals[1].\n\n1. Report https://example.com/r");
        let one = |number| vec![Block::Choice { number, of: 2 }, text("Yes.")];
        let both = [answer(one(1)), answer(one(2))].concat();
        assert_eq!(of_answer(&both).unwrap(), "Answer 1 of 2\n\nYes.\n\nAnswer 2 of 2\n\nYes.");
    }

    #[test]
    fn only_links_to_sources_are_made_plain() {
        for same in [
            "[a](#source-1)",
            "](#source-",
            "[\\[1\\]](#source-2)",
            "[\\[1\\]](#source-1",
            "[x] [\\[1\\] y](#source-1)",
        ] {
            assert_eq!(without_source_links(same), same);
        }
        assert_eq!(without_source_links("a[\\[1\\]](#source-1)[\\[12\\]](#source-12)b"), "a[1][12]b");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_survived(words in "(\\[|\\\\\\[|1|\\\\\\]|\\]\\(#source-|\\)|ä){0,20}") {
            without_source_links(&words);
        }
    }
}
