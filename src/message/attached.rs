//! Attached files: shown in the message where their placeholder is, or in a list. Pictures and sounds of harmless types
//! are fetched from this server and shown; everything else is a link that downloads.

use leptos::prelude::*;

use super::media_kinds::{IMAGES, SOUNDS, named};
use crate::{
    model::{attachment::AttachedFile, figures},
    text::placeholders,
    ui::icon::{Glyph, Icon},
};

/// Larger files, in bytes, are not fetched to be shown.
const LARGEST_SHOWN: u64 = 20 << 20;

/// A file's content on its way into the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    Waiting,
    /// The address of the content in memory.
    Here(String),
    /// Why it could not be fetched.
    Failed(String),
}

/// What is known of the files of a trace or span.
#[derive(Clone, Debug, PartialEq)]
pub enum KnownFiles {
    /// The server has not been asked or has not answered yet.
    Unknown,
    Files(Vec<AttachedFile>),
    /// Why the server could not be asked.
    Failed(String),
}

/// The context by which messages find attached files.
#[derive(Clone, Copy)]
pub struct AttachedFiles {
    pub known: Signal<KnownFiles>,
    /// Fetches a file; the content is dropped with the reactive owner of the call.
    pub fetch: Callback<AttachedFile, Signal<Content>>,
}

/// The file that a message refers to by name, in its place; else its name, and why it is not there.
#[component]
pub(super) fn Placed(name: String, glyph: Glyph, what: &'static str) -> impl IntoView {
    let name = placeholders::bare(&name).to_owned();
    let Some(files) = use_context::<AttachedFiles>() else { return named(glyph, what, name).into_any() };
    let cut_out = placeholders::is_cut_out(&name);
    let wanted = name.clone();
    // Files are asked for once; a placeholder must not be rebuilt because another file came.
    let found = Memo::new(move |_| {
        files.known.with(|known| match known {
            KnownFiles::Unknown => Err(""),
            KnownFiles::Files(all) => match all.iter().find(|file| file.name == wanted) {
                Some(file) => Ok(file.clone()),
                None => Err("is not among the attachments of this step"),
            },
            KnownFiles::Failed(_) => Err("could not be asked for"),
        })
    });
    let drawn = move || match found.get() {
        Ok(file) => view! { <OneFile file /> }.into_any(),
        Err("") => named(glyph, what, name.clone()).into_any(),
        Err(why) if cut_out => {
            let reason = files.known.with(|known| match known {
                KnownFiles::Failed(reason) => format!("{why}: {reason}"),
                _ => why.to_owned(),
            });
            view! {
                <span class="attachment">
                    {named(glyph, what, name.clone())}
                    <span class="muted">{reason}</span>
                </span>
            }
            .into_any()
        }
        // An id in a provider's store.
        Err(_) => named(glyph, what, name.clone()).into_any(),
    };
    drawn.into_any()
}

/// One file: a picture, a player or only a link, with name and size.
#[component]
pub fn OneFile(file: AttachedFile) -> impl IntoView {
    let picture = IMAGES.contains(&file.mime.as_str());
    let sound = SOUNDS.contains(&file.mime.as_str());
    let small = file.bytes.is_some_and(|bytes| bytes <= LARGEST_SHOWN);
    let files = use_context::<AttachedFiles>().filter(|_| file.is_here && small && (picture || sound));
    let alt = file.shown_name();
    let shown = files.map(|files| {
        let content = files.fetch.run(file.clone());
        // The type may be wrong.
        let broken = RwSignal::new(false);
        move || match content.get() {
            Content::Waiting => ().into_any(),
            Content::Here(_) if broken.get() => view! { <p class="muted">"Cannot be shown"</p> }.into_any(),
            Content::Here(address) if picture => {
                view! { <img class="picture" src=address alt=alt.clone() on:error=move |_| broken.set(true) /> }.into_any()
            }
            Content::Here(address) => view! {
                <audio controls preload="metadata" src=address aria-label=alt.clone() on:error=move |_| broken.set(true)></audio>
            }
            .into_any(),
            Content::Failed(why) => view! { <p class="muted">{why}</p> }.into_any(),
        }
    });
    view! {
        <figure class="attached">
            {shown}
            <figcaption>{link(&file, if picture { Glyph::Image } else { Glyph::File })}</figcaption>
        </figure>
    }
}

/// The link that downloads a file, or names it where the address is not one of the web.
fn link(file: &AttachedFile, glyph: Glyph) -> AnyView {
    let size = file.bytes.and_then(|bytes| usize::try_from(bytes).ok()).map(figures::bytes);
    let words = view! {
        <Icon glyph />
        <bdi>{file.shown_name()}</bdi>
        {size.map(|size| view! { <span class="muted num">{size}</span> }.into_any())}
    };
    if file.is_here {
        let (address, name) = (file.address.clone(), file.shown_name());
        return view! { <a class="elsewhere" href=address download=name>{words}</a> }.into_any();
    }
    if file.address.starts_with("https://") || file.address.starts_with("http://") {
        let address = file.address.clone();
        return view! {
            <a class="elsewhere" href=address target="_blank" rel="noopener noreferrer nofollow">{words}</a>
        }
        .into_any();
    }
    view! { <span class="elsewhere">{words}</span> }.into_any()
}
