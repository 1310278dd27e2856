//! Renders a text as Markdown, as a person typed it, or as it was logged. A long one begins as a preview.

use leptos::prelude::*;

use super::render_mode::RenderMode;
use crate::{
    local::preferences::Preferences,
    model::figures,
    text::{excerpt::excerpt, message_text::without_source_links},
    ui::{
        safe_html::{as_typed, as_written, prose},
        text_pieces::TextPieces,
    },
};

/// Only this many characters of a longer text are rendered at first, so that a 5 MB message does not slow the page
/// down.
const PREVIEW: usize = 20_000;
/// A text of more bytes is shown in full as it was written: rendering megabytes of Markdown would block the page.
const RENDERED: usize = 200_000;

/// A text, with a button to show all of it if it is long. What a person typed has a button to show it as Markdown.
#[component]
pub fn Words(text: String, shown: RenderMode) -> impl IntoView {
    let look = Look::of(&shown);
    let choice = (shown.typed && looks_like_markdown(&text)).then(|| markdown_button(look));
    let shown = StoredValue::new(shown);
    let preview = excerpt(&text, PREVIEW);
    if !preview.cut {
        return view! {
            <Text text=text shown look />
            {choice}
        }
        .into_any();
    }
    let total = figures::bytes(preview.total_bytes);
    let (whole, set_whole) = signal(false);
    let start = StoredValue::new(preview.text);
    let text = StoredValue::new(text);
    view! {
        {move || match whole.get() {
            false => view! { <Text text=start.get_value() shown look /> }.into_any(),
            true if text.with_value(String::len) > RENDERED => {
                view! { <TextPieces text=text.with_value(|text| text.as_str().into()) /> }.into_any()
            },
            true => view! { <Text text=text.get_value() shown look /> }.into_any(),
        }}
        <p class="cut">
            <button type="button" class="btn" on:click=move |_| set_whole.update(|whole| *whole = !*whole)>
                {move || if whole.get() { "Show the beginning only".to_owned() } else { format!("Show all ({total})") }}
            </button>
            <span class="muted">
                {move || if whole.get() { "" } else { "This is the beginning of a long message." }}
            </span>
        </p>
        {choice}
    }
    .into_any()
}

/// How one text is shown now.
#[derive(Clone, Copy)]
struct Look {
    /// In letters of one width, as it was logged.
    raw: Signal<bool>,
    /// The preference when the reader chose for this text, and the choice. It counts until the preference changes.
    own: RwSignal<Option<(bool, bool)>>,
    /// Whether it is rendered as Markdown.
    markdown: Signal<bool>,
}

impl Look {
    fn of(shown: &RenderMode) -> Self {
        let own = RwSignal::new(None::<(bool, bool)>);
        let preferences = Preferences::of_app();
        let markdown = match shown.typed {
            false => Signal::stored(true),
            true => Signal::derive(move || {
                let preferred = preferences.with(|choices| choices.typed_as_markdown);
                own.get()
                    .filter(|(while_preferred, _)| *while_preferred == preferred)
                    .map_or(preferred, |own| own.1)
            }),
        };
        Self { raw: shown.raw, own, markdown }
    }
}

#[component]
fn Text(text: String, shown: StoredValue<RenderMode>, look: Look) -> impl IntoView {
    let text = StoredValue::new(text);
    move || {
        text.with_value(|text| {
            if look.raw.get() {
                as_written(&without_source_links(text))
            } else if look.markdown.get() {
                shown.with_value(|shown| prose(text, &shown.prefix, &shown.sources))
            } else {
                as_typed(text)
            }
        })
    }
}

/// The button that shows one message as Markdown. The key `m` finds it by its class.
fn markdown_button(look: Look) -> AnyView {
    let preferences = Preferences::of_app();
    let switch = move |_| {
        let preferred = preferences.with_untracked(|choices| choices.typed_as_markdown);
        look.own.set(Some((preferred, !look.markdown.get_untracked())));
    };
    view! {
        <button
            type="button"
            class="quiet as-markdown"
            aria-label="Message as Markdown"
            title="Show this message as Markdown (m)"
            aria-pressed=move || look.markdown.get().to_string()
            hidden=look.raw
            on:click=switch
        >
            "Markdown"
        </button>
    }
    .into_any()
}

/// Whether a text has something that could be a mark of Markdown.
fn looks_like_markdown(text: &str) -> bool {
    let begins = |line: &str| {
        let line = line.trim();
        let after_digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
        let is_numbered = after_digits.len() < line.len() && after_digits.starts_with(['.', ')']);
        let is_item = line.starts_with("- ") || line.starts_with("+ ");
        let is_rule = line.len() > 2 && line.bytes().all(|byte| byte == b'-' || byte == b'=');
        line.starts_with(['#', '>', '|']) || is_numbered || is_item || is_rule
    };
    text.contains(['*', '_', '`', '[', '~', '\\', '<', '&']) || text.lines().any(begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_could_be_markdown_can_be_shown_as_such() {
        for text in
            ["a *b*", "# a", "one\n- two", "1. a", "`x`", "[a](b)", "C:\\_new", "<kbd>A</kbd>", "Title\n---"]
        {
            assert!(looks_like_markdown(text), "{text}");
        }
        for text in [
            "Hello, how are you? I am fine - thank you.",
            "",
            "It costs 5 euros.",
            "1?",
            "7 of 9\n-5 degrees",
        ] {
            assert!(!looks_like_markdown(text), "{text}");
        }
    }
}
