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
