//! A message found in a trace's input or output: who said it, and what it is made of.

use serde_json::Value;

/// Who a message is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// Instructions to the model.
    System,
    /// The person.
    User,
    /// The model.
    Assistant,
    /// A tool's answer.
    Tool,
    /// A role no format of ours knows, by its own name.
    Other(String),
}

/// Where an image, a sound or a file comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaSource {
    /// Given inline: a MIME type such as `image/png`, and base64 without white space.
    Inline {
        /// The declared MIME type, lower case; not to be trusted.
        mime: String,
        /// Base64.
        base64: String,
    },
    /// Somewhere else. Never fetched unasked.
    Url(String),
    /// An id in the provider's own store, or a placeholder such as Opik's `[image]`: it can be named, not shown.
    Reference(String),
}

/// One piece of a message.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// Words, in Markdown.
    Text(String),
    /// The model thinking aloud.
    Reasoning(String),
    /// A picture.
    Image(MediaSource),
    /// A sound, with its transcript where the format gives one.
    Audio {
        /// Where it is.
        source: MediaSource,
        /// What is said in it.
        transcript: Option<String>,
    },
    /// Any other attachment.
    File {
        /// Its name, where given.
        name: Option<String>,
        /// Where it is.
        source: MediaSource,
    },
    /// The model asks for a tool.
    ToolCall {
        /// Pairs it with its result.
        id: Option<String>,
        /// The tool's name.
        name: String,
        /// Its arguments; parsed where they came as JSON text.
        arguments: Value,
    },
    /// A tool answers.
    ToolResult {
        /// Pairs it with its call.
        id: Option<String>,
        /// The tool's name, where the format gives one.
        name: Option<String>,
        /// What it said.
        content: Vec<Block>,
        /// The format says that it failed.
        failed: bool,
    },
    /// The model declined to answer, in its own words (OpenAI: `refusal`).
    Refusal(String),
    /// A piece that no adapter knows, whole.
    Json(Value),
}

/// A message.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Who said it.
    pub role: Role,
    /// The speaker's name, where the format gives one.
    pub name: Option<String>,
    /// What it is made of, in order. Empty for an answer that is there but empty.
    pub blocks: Vec<Block>,
}

impl Message {
    /// Takes out words that show nothing. Where nothing else is said, letters that cannot be seen come as the JSON string
    /// that they are; white space alone leaves the message empty, which is said in its place.
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

/// Whether anybody sees anything of a text: some letter that is no white space, no control character, and none of those
/// that Unicode gives no shape (zero-width spaces and joiners, variation selectors, fillers, marks of direction).
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

/// What was found in one side of a trace.
#[derive(Clone, Debug, PartialEq)]
pub struct Extracted {
    /// The format's name, for the tooltip and for tests: `openai-chat`, `anthropic`, `generic`, `json`, ….
    pub format: &'static str,
    /// The messages, in order.
    pub messages: Vec<Message>,
    /// Keys at the top of the value that were not shown, such as `model` or `temperature`. In order of appearance.
    pub left_out: Vec<String>,
}
