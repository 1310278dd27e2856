//! Renders messages piece by piece.

use leptos::prelude::*;

use super::{
    body::Words,
    media::{Attachment, Gallery, Picture, Sound},
    pieces::{Piece, pieces},
    render_mode::RenderMode,
    sources::Sources,
    structured::Structured,
    tools::{Instructions, Thought, Tools},
};
use crate::{
    text::{
        message::{Message, Role, is_visible},
        visible::visible,
    },
    ui::icon::{Glyph, Icon},
};

/// The messages in order. The role of their author is only named where it is not `side`'s: the layout already shows
/// which is the user's and which the assistant's. Names of people and agents always are.
#[component]
pub fn Messages(
    messages: Vec<Message>,
    /// The role of those messages whose author is not named.
    side: Role,
    shown: RenderMode,
) -> impl IntoView {
    let mut views = Vec::new();
    // One of several answers: its heading and its pieces.
    let mut choice: Option<(String, Vec<AnyView>)> = None;
    // A list of sources ends a group of pieces that refer to them.
    let mut group = 0;
    for (index, piece) in pieces(&messages).into_iter().enumerate() {
        match piece {
            Piece::Choice(number, of) => {
                views.extend(choice.take().map(chosen));
                choice = Some((format!("Answer {number} of {of}"), Vec::new()));
            }
            Piece::ChoicesEnd => views.extend(choice.take().map(chosen)),
            piece => {
                let ends_group = matches!(piece, Piece::Sources(_));
                let view = one(piece, &side, shown.group(group).piece(index));
                match &mut choice {
                    Some((_, inside)) => inside.push(view),
                    None => views.push(view),
                }
                group += usize::from(ends_group);
            }
        }
    }
    views.extend(choice.map(chosen));
    views.collect_view()
}

/// One of several answers to the same question.
fn chosen((heading, inside): (String, Vec<AnyView>)) -> AnyView {
    let name = heading.clone();
    view! {
        <div class="choice" role="group" aria-label=name>
            <p class="choice-head">{heading}</p>
            {inside}
        </div>
    }
    .into_any()
}

fn one(piece: Piece, side: &Role, shown: RenderMode) -> AnyView {
    match piece {
        Piece::Speaker(role, name) => {
            let name = named(&Role::Other(name));
            let class = if role == Role::User && *side == Role::User { "who of-user" } else { "who" };
            view! { <p class=class><b dir="auto">{name}</b></p> }.into_any()
        }
        Piece::Words(role, text) if role == Role::User && *side == Role::User => {
            let shown = shown.for_role(&role);
            view! { <div class="user"><Words text shown /></div> }.into_any()
        }
        Piece::Words(role, text) if role == *side => view! { <Words text shown /> }.into_any(),
        Piece::Words(role, text) => view! {
            <div class="aside">
                <p class="who"><b dir="auto">{named(&role)}</b></p>
                <Words text shown=shown.for_role(&role) />
            </div>
        }
        .into_any(),
        Piece::Thought(text) => view! { <Thought text shown /> }.into_any(),
        Piece::Instructions(text) => view! { <Instructions text shown /> }.into_any(),
        Piece::Tools(run) => view! { <Tools run /> }.into_any(),
        Piece::Images(mut images) => match (images.pop(), images.is_empty()) {
            (Some(source), true) => view! { <Picture source /> }.into_any(),
            (last, _) => {
                images.extend(last);
                view! { <Gallery images /> }.into_any()
            }
        },
        Piece::Audio(source, transcript) => view! { <Sound source transcript /> }.into_any(),
        Piece::File(name, source) => view! { <Attachment name source /> }.into_any(),
        Piece::Refusal(text) => view! {
            <div class="refusal">
                <p class="who"><b>"Refused"</b></p>
                <Words text shown />
            </div>
        }
        .into_any(),
        Piece::Sources(sources) => view! { <Sources sources shown /> }.into_any(),
        Piece::Note(note) => view! {
            <p class="reading-note">
                <Icon glyph=Glyph::Judge />
                <span dir="auto">{visible(&note)}</span>
            </p>
        }
        .into_any(),
        Piece::Json(value) => {
            let typed = *side == Role::User;
            view! { <Structured value typed shown /> }.into_any()
        }
        // These stand around other pieces.
        Piece::Choice(..) | Piece::ChoicesEnd => ().into_any(),
        Piece::Empty(role) if role == *side => view! { <p class="nothing">"Empty message"</p> }.into_any(),
        Piece::Empty(role) => {
            view! { <p class="nothing">{format!("Empty message from {}", named(&role))}</p> }.into_any()
        }
    }
}

pub fn named(role: &Role) -> String {
    match role {
        Role::System => "System".to_owned(),
        Role::User => "User".to_owned(),
        Role::Assistant => "Assistant".to_owned(),
        Role::Tool => "Tool".to_owned(),
        Role::Other(name) if is_visible(name) => visible(&name.chars().take(60).collect::<String>()),
        Role::Other(_) => "Unnamed role".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_always_has_a_name_that_can_be_seen() {
        for blank in ["", " ", "\n", "\u{200B}"] {
            assert_eq!(named(&Role::Other(blank.to_owned())), "Unnamed role");
        }
        assert_eq!(named(&Role::Other("critic".to_owned())), "critic");
    }
}
