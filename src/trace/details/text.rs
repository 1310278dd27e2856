//! Logged data as text in one form. Only the beginning is written at once; the whole text is written between frames
//! when it is needed.

use std::sync::Arc;

use leptos::prelude::*;

use super::side::{LoggedPart, LoggedView};
use crate::{
    browser::timer,
    message::messages::named,
    text::{
        excerpt::excerpt,
        json::JsonContainer,
        message::Message,
        message_text::of_message,
        serialize::{Format, Writer},
    },
};

/// Length of the beginning: bytes of JSON and YAML, characters of message text. Short enough that megabytes open at
/// once.
pub(super) const PREVIEW: usize = 20_000;
/// Bytes that are written between two frames.
const SLICE: usize = 1 << 20;

pub(super) struct Text {
    side: Arc<LoggedPart>,
    mode: LoggedView,
    /// The whole text if it is short.
    pub(super) beginning: Arc<str>,
    /// Whether the text is longer than `beginning`.
    pub(super) is_long: bool,
    /// The whole text, once it was needed.
    pub(super) whole: ArcRwSignal<Option<Arc<str>>>,
}

impl Text {
    /// Writes only the beginning, unless the data is read as messages.
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

    /// The whole text, written between frames. The task may be cancelled at any await.
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

    /// The whole text at once, for the clipboard, which cannot wait.
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

    /// File extension and media type for a download.
    pub(super) fn file(&self) -> (&'static str, &'static str) {
        match self.mode {
            LoggedView::Json => ("json", "application/json"),
            LoggedView::Yaml => ("yaml", "application/yaml"),
            LoggedView::Pretty if is_words(&self.side) => ("txt", "text/plain"),
            LoggedView::Pretty => ("json", "application/json"),
        }
    }
}

/// Data without messages is shown as JSON when `Pretty` is chosen.
fn format(mode: LoggedView) -> Format {
    if mode == LoggedView::Yaml { Format::Yaml } else { Format::Json }
}

/// Whether the data is shown as messages and not as a value.
fn is_words(side: &LoggedPart) -> bool {
    words(side).is_some()
}

/// The text of the messages, as it was logged; `None` if no messages are recognised.
fn words(side: &LoggedPart) -> Option<String> {
    let found = side.messages()?;
    match found.messages.as_slice() {
        [one] => Some(of_message(one)),
        several => {
            let one = |message: &Message| format!("{}:\n{}", named(&message.role), of_message(message));
            Some(several.iter().map(one).collect::<Vec<_>>().join("\n\n"))
        }
    }
}
