//! The sources of an answer: a numbered list under its text, whose numbers lead here.

use leptos::prelude::*;

use super::{
    media::{host, is_web},
    pieces::first_line,
    render_mode::RenderMode,
    rest::small_fold,
};
use crate::{
    model::figures,
    text::{excerpt::excerpt, message::Citation, visible::visible},
};

/// More sources than this are folded.
const SHOWN: usize = 40;
/// Characters of a quoted passage that are shown at once.
const QUOTE: usize = 280;

/// The list. Only `http` and `https` addresses become links, which open in a new tab; nothing is fetched.
#[component]
pub fn Sources(sources: Vec<Citation>, shown: RenderMode) -> impl IntoView {
    let entry = {
        let shown = shown.clone();
        move |(index, source): (usize, &Citation)| one(source, shown.source_id(index + 1))
    };
    let entry_of_rest = entry.clone();
    let first = sources.iter().take(SHOWN).enumerate().map(entry).collect_view();
    let left = sources.len().saturating_sub(SHOWN);
    let rest = (left > 0).then(|| {
        let inside = move || {
            let rest = sources.iter().enumerate().skip(SHOWN).map(&entry_of_rest).collect_view();
            view! { <ol class="sources-list" start=SHOWN + 1>{rest}</ol> }.into_any()
        };
        small_fold(figures::counted(left as u64, "more source"), inside)
    });
    view! {
        <div class="sources" role="group" aria-label="Sources">
            <p class="who" aria-hidden="true"><b>"Sources"</b></p>
            <ol class="sources-list">{first}</ol>
            {rest}
        </div>
    }
    .into_any()
}

fn one(source: &Citation, id: String) -> AnyView {
    view! {
        <li id=id tabindex="-1">
            {name(source)}
            {source.quote.clone().filter(|quote| !quote.trim().is_empty()).map(quote)}
        </li>
    }
    .into_any()
}

/// The title as a link, with its host; what is missing is left out.
fn name(source: &Citation) -> AnyView {
    let title = source.title.as_deref().map(first_line).filter(|title| !title.trim().is_empty());
    match &source.address {
        Some(address) if is_web(address) => {
            let host = host(address);
            let words = title.clone().unwrap_or_else(|| without_scheme(address));
            let told = title
                .is_some()
                .then(|| view! { <span class="source-host"><bdi>{host}</bdi></span> }.into_any());
            view! {
                <a href=address.clone() target="_blank" rel="noopener noreferrer nofollow" dir="auto">{visible(&words)}</a>
                " "
                {told}
            }
            .into_any()
        }
        Some(address) => {
            let address: String = address.chars().take(300).collect();
            view! {
                {title.map(|title| view! { <span dir="auto">{visible(&title)}</span> }.into_any())}
                " "
                <span class="source-host"><bdi>{visible(&address)}</bdi></span>
            }
            .into_any()
        }
        None => {
            let unnamed = source.quote.is_none().then(|| "Unnamed source".to_owned());
            view! { <span dir="auto">{title.or(unnamed).as_deref().map(visible)}</span> }.into_any()
        }
    }
}

fn without_scheme(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    first_line(rest.trim_end_matches('/'))
}

/// The passage that is referred to; a long one can be opened.
fn quote(quote: String) -> AnyView {
    let quote = visible(&quote);
    let start = excerpt(&quote, QUOTE);
    if !start.cut {
        return view! { <blockquote dir="auto">{quote}</blockquote> }.into_any();
    }
    let (whole, set_whole) = signal(false);
    view! {
        <blockquote dir="auto">
            {move || if whole.get() { quote.clone() } else { format!("{}…", start.text.trim_end()) }}
            " "
            <button type="button" class="json-more" on:click=move |_| set_whole.update(|whole| *whole = !*whole)>
                {move || if whole.get() { "less" } else { "all of it" }}
            </button>
        </blockquote>
    }
    .into_any()
}
