//! Keyboard shortcuts of a conversation: from turn to turn, into the review panel, and actions on the focused turn.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};
use web_sys::{Element, HtmlElement, wasm_bindgen::JsCast};

use super::{
    context::ConversationContext,
    header::HeaderActions,
    turn_element::{element_id, go_to},
    turns::Turns,
};
use crate::{
    browser::{base, clipboard, timer},
    local::{
        hotkeys::{self, Hotkey},
        preferences::Preferences,
    },
    model::{ids::TraceId, trace::Trace},
    paths,
    review::panel_focus::PanelFocus,
    ui::toast::{Toaster, Tone},
};

/// Handles the shortcuts while the conversation is open and no trace covers it.
pub(super) fn listen(
    turns: Turns,
    context: ConversationContext,
    actions: HeaderActions,
    panel_focus: PanelFocus,
) {
    let preferences = Preferences::of_app();
    let toaster = Toaster::of_app();
    hotkeys::on_key(move |key| {
        if actions.covered.get_untracked() {
            return false;
        }
        match key {
            Hotkey::Trace => view_trace(turns, actions),
            Hotkey::NextTurn => move_focus(turns, 1),
            Hotkey::PreviousTurn => move_focus(turns, -1),
            Hotkey::ThumbUp => press(turns, ".thumb.up"),
            Hotkey::ThumbDown => press(turns, ".thumb.down"),
            Hotkey::Undo => context.review.undo(),
            Hotkey::Raw => preferences.update(|choices| choices.raw = !choices.raw),
            Hotkey::Markdown => press(turns, ".as-markdown"),
            Hotkey::AllMarkdown => {
                preferences.update(|choices| choices.typed_as_markdown = !choices.typed_as_markdown);
            }
            Hotkey::Scores => panel_focus.focus_scores(),
            Hotkey::Tags => panel_focus.focus_tags(),
            Hotkey::Comments => panel_focus.focus_comments(),
            Hotkey::CopyLink => copy_link(context, toaster),
            Hotkey::New => {
                if !context.since.go_to_line() {
                    toaster.show(Tone::Done, "Nothing is new since your review");
                }
            }
            Hotkey::Choose(number) => return choose(number),
            _ => return false,
        }
        true
    });
}

/// The trace id of the turn that has the focus or contains it.
fn focused() -> Option<String> {
    let turn: Element = document().active_element()?.closest("[data-trace-message-id]").ok()??;
    turn.get_attribute("data-trace-message-id")
}

/// Opens the trace of the focused turn, or of the first visible one.
fn view_trace(turns: Turns, actions: HeaderActions) {
    if focused().is_none() {
        move_focus(turns, 0);
    }
    if let Some(turn) = focused() {
        actions.view_trace.run(TraceId::new(turn));
    }
}

/// Clicks the option with that number if the focused turn shows a list of options; false if it does not.
fn choose(number: u8) -> bool {
    let chosen = focused().and_then(|turn| {
        let turn = document().get_element_by_id(&element_id(&turn))?;
        turn.query_selector(&format!("[data-nth=\"{number}\"]")).ok()?
    });
    let chosen = chosen.and_then(|chosen| chosen.dyn_into::<HtmlElement>().ok());
    chosen.is_some_and(|chosen| {
        chosen.click();
        true
    })
}

/// Clicks a control of the focused turn; without one, the first visible turn takes the focus before.
fn press(turns: Turns, control: &'static str) {
    if focused().is_none() {
        move_focus(turns, 0);
    }
    let Some(turn) = focused() else { return };
    let click = move || {
        let turn = document().get_element_by_id(&element_id(&turn));
        let found = turn.and_then(|turn| turn.query_selector(control).ok()?);
        let found = found.and_then(|control| control.dyn_into::<HtmlElement>().ok());
        if let Some(control) = &found {
            control.click();
        }
        found.is_some()
    };
    if !click() {
        // The turn has just taken the focus, and its buttons come with it.
        spawn_local(async move {
            timer::settled().await;
            click();
        });
    }
}

/// Moves the focus by `step` turns; if no turn has it, to the first visible one.
fn move_focus(turns: Turns, step: isize) {
    let here = focused();
    let next = turns.all.with_untracked(|all| {
        let at = match &here {
            Some(id) => {
                let at = all.iter().position(|turn| turn.id.as_str() == id)?;
                at.checked_add_signed(step)?
            }
            None => {
                let first = first_in_sight();
                let is_it = |turn: &Arc<Trace>| Some(element_id(turn.id.as_str())) == first;
                all.iter().position(is_it).unwrap_or(0)
            }
        };
        all.get(at).map(|turn| turn.id.clone())
    });
    if let Some(next) = next {
        go_to(next.as_str());
    }
}

/// The element id of the first visible turn. The groups (`.turn-chunk`) are measured first: measuring a turn inside a
/// group that the browser skips (`content-visibility`) would force its layout.
fn first_in_sight() -> Option<String> {
    let conversation = document().get_element_by_id("conversation")?;
    let chunk = first_below(&conversation, ".turn-chunk")?;
    first_below(&chunk, "[data-trace-message-id]").map(|turn| turn.id())
}

/// The first match whose lower edge is below the conversation's header (120 px).
fn first_below(within: &Element, selector: &str) -> Option<Element> {
    let found = within.query_selector_all(selector).ok()?;
    (0..found.length())
        .filter_map(|nth| found.get(nth)?.dyn_into::<Element>().ok())
        .find(|element| element.get_bounding_client_rect().bottom() > 120.0)
}

fn copy_link(context: ConversationContext, toaster: Toaster) {
    let trace = focused();
    let href =
        context.with(|workspace, project, thread| paths::turn(workspace, project, thread, trace.as_deref()));
    let what = if trace.is_some() { "Link to this turn copied" } else { "Link to this conversation copied" };
    spawn_local(async move {
        if clipboard::copy(&base::absolute(&href)).await {
            toaster.show(Tone::Done, what);
        } else {
            toaster.show(Tone::Failed, "The browser does not allow copying here: copy the address instead");
        }
    });
}
