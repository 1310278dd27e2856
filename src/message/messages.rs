//! Renders messages piece by piece.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    body::Words,
    media::{Attachment, Picture, Sound},
    pieces::{Piece, pieces},
    render_mode::RenderMode,
    tools::{Instructions, Thought, Tools},
};
use crate::{
    text::{
        message::{Message, Role, is_visible},
        visible::visible,
    },
    ui::json_tree::JsonTree,
};

/// The messages in order. The author is only named where it is not `side`'s: the layout already shows which is the
/// user's and which the assistant's.
#[component]
pub fn Messages(
    messages: Vec<Message>,
    /// The role of those messages whose author is not named.
    side: Role,
    shown: RenderMode,
) -> impl IntoView {
    pieces(&messages)
        .into_iter()
        .enumerate()
        .map(|(index, piece)| one(piece, &side, shown.piece(index)))
        .collect_view()
}

fn one(piece: Piece, side: &Role, shown: RenderMode) -> AnyView {
    match piece {
        Piece::Words(role, text) if role == Role::User && *side == Role::User => {
            view! { <div class="user"><Words text shown /></div> }.into_any()
        }
        Piece::Words(role, text) if role == *side => view! { <Words text shown /> }.into_any(),
        Piece::Words(role, text) => view! {
            <div class="aside">
                <p class="who"><b dir="auto">{named(&role)}</b></p>
                <Words text shown />
            </div>
        }
        .into_any(),
        Piece::Thought(text) => view! { <Thought text shown /> }.into_any(),
        Piece::Instructions(text) => view! { <Instructions text shown /> }.into_any(),
        Piece::Tools(run) => view! { <Tools run /> }.into_any(),
        Piece::Image(source) => view! { <Picture source /> }.into_any(),
        Piece::Audio(source, transcript) => view! { <Sound source transcript /> }.into_any(),
        Piece::File(name, source) => view! { <Attachment name source /> }.into_any(),
        Piece::Refusal(text) => view! {
            <div class="refusal">
                <p class="who"><b>"Refused"</b></p>
                <Words text shown />
            </div>
        }
        .into_any(),
        Piece::Sources(sources) => view! {
            <ol class="sources">
                {sources.into_iter().map(|source| view! { <li>{source.title.or(source.address)}</li> }).collect_view()}
            </ol>
        }
        .into_any(),
        Piece::Choice(number, of) => view! { <p class="who"><b>{format!("Answer {number} of {of}")}</b></p> }.into_any(),
        Piece::Note(note) => view! { <p class="note">{note}</p> }.into_any(),
        Piece::Json(value) => view! { <JsonTree value=Arc::new(value) label="Logged value" /> }.into_any(),
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
