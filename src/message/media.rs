//! Images, sounds and files. Only inline data is displayed; nothing is fetched from another site unless the person
//! follows a link.

use leptos::prelude::*;

use super::{
    attached::Placed,
    media_kinds::{IMAGES, SOUNDS, named},
};
use crate::{
    model::figures,
    text::{message::MediaSource, visible::visible},
    ui::icon::{Glyph, Icon},
};

/// An inline image of one of the `IMAGES` types; otherwise a link or a label.
#[component]
pub fn Picture(source: MediaSource) -> impl IntoView {
    match inline(&source, &IMAGES) {
        Some(data) => {
            let (is_broken, set_broken) = signal(false);
            move || match is_broken.get() {
                false => view! {
                    <img
                        class="picture"
                        src=data.clone()
                        alt="Image in the message"
                        loading="lazy"
                        on:error=move |_| set_broken.set(true)
                    />
                }
                .into_any(),
                true => broken(&source),
            }
        }
        .into_any(),
        None => view! { <ExternalMedia source glyph=Glyph::Image what="Image" /> }.into_any(),
    }
}

/// Shown in place of an image whose data is no image.
fn broken(source: &MediaSource) -> AnyView {
    let kind = match source {
        MediaSource::Inline { mime, .. } => mime.clone(),
        _ => String::new(),
    };
    named(Glyph::Image, "Image", format!("that cannot be shown: its data is not {kind}")).into_any()
}

/// Several images side by side. A click shows one as large as there is room, and small again.
#[component]
pub fn Gallery(images: Vec<MediaSource>) -> impl IntoView {
    let of = images.len();
    let one = |(index, source): (usize, MediaSource)| match inline(&source, &IMAGES) {
        Some(data) => {
            let (large, set_large) = signal(false);
            let (is_broken, set_broken) = signal(false);
            let name = format!("Image {} of {of}", index + 1);
            let label = format!("{name}, larger");
            let shown = move || match is_broken.get() {
                false => view! {
                    <button
                        type="button"
                        class="gallery-image"
                        aria-label=label.clone()
                        aria-pressed=move || large.get().to_string()
                        on:click=move |_| set_large.update(|large| *large = !*large)
                    >
                        <img
                            src=data.clone()
                            alt=name.clone()
                            loading="lazy"
                            on:error=move |_| set_broken.set(true)
                        />
                    </button>
                }
                .into_any(),
                true => broken(&source),
            };
            shown.into_any()
        }
        None => view! { <ExternalMedia source glyph=Glyph::Image what="Image" /> }.into_any(),
    };
    view! { <div class="gallery">{images.into_iter().enumerate().map(one).collect_view()}</div> }.into_any()
}

/// A player for inline data of one of the `SOUNDS` types, otherwise a link or a label; and the transcript.
#[component]
pub fn Sound(source: MediaSource, transcript: Option<String>) -> impl IntoView {
    let player = match inline(&source, &SOUNDS) {
        Some(data) => {
            view! { <audio controls preload="metadata" src=data aria-label="Audio in the message"></audio> }
                .into_any()
        }
        None => view! { <ExternalMedia source glyph=Glyph::File what="Audio" /> }.into_any(),
    };
    view! {
        <figure class="sound">
            {player}
            {transcript.map(|words| view! { <figcaption dir="auto">{visible(&words)}</figcaption> }.into_any())}
        </figure>
    }
}

/// A file, as its name with a link or a label.
#[component]
pub fn Attachment(name: Option<String>, source: MediaSource) -> impl IntoView {
    let name = name.map_or_else(|| "File".to_owned(), |name| visible(&name));
    view! {
        <div class="attachment">
            <bdi>{name}</bdi>
            <ExternalMedia source glyph=Glyph::File what="File" />
        </div>
    }
}

/// Media that is not displayed: a link that opens in a new tab, or a label.
#[component]
fn ExternalMedia(source: MediaSource, glyph: Glyph, what: &'static str) -> impl IntoView {
    match source {
        MediaSource::Url(url) if is_web(&url) => {
            let host = host(&url);
            view! {
                <a class="elsewhere" href=url target="_blank" rel="noopener noreferrer nofollow">
                    <Icon glyph />
                    {format!("{what} at ")}
                    <bdi>{host}</bdi>
                    <span class="muted">"(not loaded; opens in a new tab)"</span>
                </a>
            }
            .into_any()
        }
        MediaSource::Url(url) => named(glyph, what, url).into_any(),
        MediaSource::Reference(name) => view! { <Placed name glyph what /> }.into_any(),
        MediaSource::NotKept => view! {
            <span class="elsewhere muted">
                <Icon glyph />
                {format!("{what}, not kept in the log")}
            </span>
        }
        .into_any(),
        MediaSource::Inline { mime, base64 } => {
            let size = figures::bytes(base64.len() / 4 * 3);
            named(glyph, what, format!("{mime}, {size}")).into_any()
        }
    }
}

fn inline(source: &MediaSource, kinds: &[&str]) -> Option<String> {
    match source {
        MediaSource::Inline { mime, base64 } if kinds.contains(&mime.as_str()) => {
            Some(format!("data:{mime};base64,{base64}"))
        }
        _ => None,
    }
}

pub(super) fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// The host, in the form that the address bar would show.
pub(super) fn host(url: &str) -> String {
    web_sys::Url::new(url).map_or_else(|_| "another site".to_owned(), |url| url.host())
}
