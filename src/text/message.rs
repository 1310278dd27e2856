//! The messages found in a trace's input or output. All formats are converted to these types.

use serde_json::Value;

/// The side of a trace that a value was logged as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TurnSide {
    Input,
    Output,
}

/// The author of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// Instructions to the model.
    System,
    /// The human side of the conversation.
    User,
    Assistant,
    /// The answer of a tool.
    Tool,
    /// A role that no known format has, as it was logged.
    Other(String),
}

/// Where the data of an image, a sound or a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaSource {
    /// In the message itself.
    Inline {
        /// The declared MIME type in lower case, such as `image/png`. It may be wrong.
        mime: String,
        /// Base64 without white space.
        base64: String,
    },
    /// An address elsewhere. It is never fetched unless a person follows the link.
    Url(String),
    /// An id in the provider's store, or a placeholder such as Opik's `[image]`. Only its name can be shown.
    Reference(String),
    /// The data was not logged, or what was logged is not the data, such as the text of a Python `bytes` object.
    NotKept,
}

/// Something an answer refers to: a web page, a document, a passage of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Citation {
    pub title: Option<String>,
    /// Its address. It may be hostile: it becomes a link only if it is `http` or `https`.
    pub address: Option<String>,
    /// The passage that is referred to, where the format gives it.
    pub quote: Option<String>,
}

/// One part of a message.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// Text in Markdown.
    Text(String),
    /// The model's reasoning, in Markdown.
    Reasoning(String),
    Image(MediaSource),
    /// A sound, with its transcript where the format gives one.
    Audio {
        source: MediaSource,
        transcript: Option<String>,
    },
    /// Any other attachment.
    File {
        name: Option<String>,
        source: MediaSource,
    },
    /// The model calls a tool.
    ToolCall {
        /// Matches the `id` of the result.
        id: Option<String>,
        name: String,
        /// The arguments; parsed if they were logged as JSON text.
        arguments: Value,
    },
    /// The answer of a tool.
    ToolResult {
        /// Matches the `id` of the call.
        id: Option<String>,
        /// The tool's name, where the format gives one.
        name: Option<String>,
        content: Vec<Block>,
        /// Whether the format marks the answer as an error.
        failed: bool,
    },
    /// The model's refusal to answer (OpenAI: `refusal`).
    Refusal(String),
    /// The sources of the message's text, numbered from 1. The text refers to them with links to `#source-1`.
    Sources(Vec<Citation>),
    /// The message is one of several answers to the same question: `Answer 1 of 2`. Stands first in its message.
    Choice {
        /// From 1.
        number: usize,
        of: usize,
    },
    /// What a reader has to know about how the value was read, such as that a tree has other branches. Not logged text.
    Note(String),
    /// A part that no adapter knows, unchanged.
    Json(Value),
}

/// One message of a conversation.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    pub role: Role,
    /// The author's name, where the format gives one.
    pub name: Option<String>,
    /// The parts, in order. Empty if there is a message but nothing in it.
    pub blocks: Vec<Block>,
}

impl Message {
    /// Removes text blocks that show nothing. If the message has no other blocks, text of invisible characters becomes
    /// a JSON string, so that it can be seen, and white space leaves the message empty.
    pub fn leave_out_blanks(&mut self) {
        let is_blank = |block: &Block| matches!(block, Block::Text(text) if !is_visible(text));
        if !self.blocks.iter().any(is_blank) {
            return;
        }
        let (blank, shown): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.blocks).into_iter().partition(is_blank);
        let hidden = |block| match block {
            Block::Text(text) if !text.trim().is_empty() => Some(Block::Json(Value::String(text))),
            _ => None,
        };
        self.blocks = if shown.is_empty() { blank.into_iter().filter_map(hidden).collect() } else { shown };
    }
}

/// Whether a text shows anything: whether it has a character that is neither white space nor a control character, nor
/// one without a glyph (zero-width spaces and joiners, variation selectors, fillers, direction marks).
pub fn is_visible(text: &str) -> bool {
    let shapeless = |letter: char| {
        matches!(letter,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
            | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
    };
    text.chars().any(|letter| !letter.is_whitespace() && !letter.is_control() && !shapeless(letter))
}

/// The messages found in one side of a trace.
#[derive(Clone, Debug, PartialEq)]
pub struct Extracted {
    /// The name of the recognised format, such as `openai-chat`, `anthropic`, `generic` or `json`.
    pub format: &'static str,
    pub messages: Vec<Message>,
    /// The fields of the value that no message shows, such as `model` or `temperature`, in order.
    pub left_out: Vec<LeftOut>,
}

impl Extracted {
    /// The format of values of no known format in which words were found that are probably, but not surely, the message.
    pub const UNSURE: &str = "unsure";

    /// Whether the messages are what a person wants to read. If not, they are the most likely words of the value, and
    /// the whole value has to be offered beside them. Values of which nothing was recognised (`json`) are shown whole.
    pub fn is_sure(&self) -> bool {
        self.format != Self::UNSURE
    }
}

/// A field of a logged value that no message shows.
#[derive(Clone, Debug, PartialEq)]
pub struct LeftOut {
    /// Where it is: its key, or the keys that lead there (`data.attributes.id`, `events[3].name`). For reading, not for
    /// parsing: keys may hold dots themselves.
    pub path: String,
    pub value: Value,
}
