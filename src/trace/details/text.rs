//! A side as text in one form, written only as far as somebody needs it: the beginning at once, the whole between frames.

use std::sync::Arc;

use leptos::prelude::*;
use serde_json::Value;

use super::side::{LoggedPart, LoggedView};
use crate::{
    browser::timer,
    message::messages::named,
    text::{
        excerpt::excerpt,
        json::{JsonContainer, pretty},
        message::{Block, Message},
        serialize::{Format, Writer},
    },
};

/// So many bytes or characters stand at first, so that megabytes open as a page does.
pub(super) const PREVIEW: usize = 20_000;
/// So many bytes are written between two frames.
const SLICE: usize = 1 << 20;

/// The text of a side.
pub(super) struct Text {
    side: Arc<LoggedPart>,
    mode: LoggedView,
    /// The beginning, or all of a short text.
    pub(super) beginning: Arc<str>,
    /// There is more than the beginning.
    pub(super) is_long: bool,
    /// All of it, once somebody needed it.
    pub(super) whole: ArcRwSignal<Option<Arc<str>>>,
}

impl Text {
    /// The beginning of a side's text.
    pub(super) fn new(side: Arc<LoggedPart>, mode: LoggedView) -> Self {
        if let Some(words) = (mode == LoggedView::Pretty).then(|| words(&side)).flatten() {
            let beginning = excerpt(&words, PREVIEW);
            return Self {
                side,
                mode,
                beginning: beginning.text.into(),
                is_long: beginning.cut,
                whole: ArcRwSignal::new(Some(words.into())),
            };
        }
        let mut writer = Writer::new(side.value(), format(mode));
        let is_long = writer.go_on(PREVIEW);
        let beginning: Arc<str> = writer.into_text().into();
        let whole = ArcRwSignal::new((!is_long).then(|| beginning.clone()));
        Self { side, mode, beginning, is_long, whole }
    }

    /// All of it, written between frames. The task may be stopped at any await.
    pub(super) async fn complete(&self) -> Arc<str> {
        if let Some(whole) = self.whole.get_untracked() {
            return whole;
        }
        let mut writer = Writer::new(self.side.value(), format(self.mode));
        while writer.go_on(SLICE) {
            timer::wait(0).await;
        }
        self.keep(writer)
    }

    /// All of it, at once: for what may not wait, such as the clipboard.
    pub(super) fn now(&self) -> Arc<str> {
        if let Some(whole) = self.whole.get_untracked() {
            return whole;
        }
        let mut writer = Writer::new(self.side.value(), format(self.mode));
        while writer.go_on(usize::MAX) {}
        self.keep(writer)
    }

    fn keep(&self, writer: Writer<'_>) -> Arc<str> {
        let whole: Arc<str> = writer.into_text().into();
        self.whole.set(Some(whole.clone()));
        whole
    }

    /// What it is as a file: the ending of its name, and its type.
    pub(super) fn file(&self) -> (&'static str, &'static str) {
        match self.mode {
            LoggedView::Json => ("json", "application/json"),
            LoggedView::Yaml => ("yaml", "application/yaml"),
            LoggedView::Pretty if is_words(&self.side) => ("txt", "text/plain"),
            LoggedView::Pretty => ("json", "application/json"),
        }
    }
}

/// What has no words of its own reads best as JSON.
fn format(mode: LoggedView) -> Format {
    if mode == LoggedView::Yaml { Format::Yaml } else { Format::Json }
}

/// Whether a side is read as words and not as a value.
fn is_words(side: &LoggedPart) -> bool {
    words(side).is_some()
}

/// The words of a side as they were written, where it is known what is words in it.
fn words(side: &LoggedPart) -> Option<String> {
    let found = side.messages()?;
    match found.messages.as_slice() {
        [one] => Some(said(one)),
        several => {
            let one = |message: &Message| format!("{}:\n{}", named(&message.role), said(message));
            Some(several.iter().map(one).collect::<Vec<_>>().join("\n\n"))
        }
    }
}

fn said(message: &Message) -> String {
    message.blocks.iter().map(block).collect::<Vec<_>>().join("\n\n")
}

fn block(block: &Block) -> String {
    let value = |value: &Value| value.as_str().map_or_else(|| pretty(value), str::to_owned);
    match block {
        Block::Text(text) | Block::Reasoning(text) | Block::Refusal(text) => text.clone(),
        Block::Image(_) => "[image]".to_owned(),
        Block::Audio { transcript, .. } => transcript.clone().unwrap_or_else(|| "[audio]".to_owned()),
        Block::File { name, .. } => format!("[{}]", name.as_deref().unwrap_or("file")),
        Block::ToolCall { name, arguments, .. } => format!("{name}({})", value(arguments)),
        Block::ToolResult { content, .. } => content.iter().map(self::block).collect::<Vec<_>>().join("\n"),
        Block::Json(json) => value(json),
    }
}
