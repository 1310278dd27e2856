//! Keyboard shortcuts of a trace view: from span to span, into the annotation panel, and back.

use leptos::{prelude::*, task::spawn_local};

use super::{context::TraceAction, trace_store::TraceStore, tree};
use crate::{
    browser::{base, clipboard},
    local::hotkeys::{self, Hotkey},
    review::panel_focus::PanelFocus,
    ui::toast::{Toaster, Tone},
};

/// Handles the shortcuts while the view is open.
pub(super) fn listen(store: TraceStore, panel_focus: PanelFocus) {
    let toaster = Toaster::of_app();
    let go = store.context.go;
    let annotate = move |into: fn(PanelFocus)| {
        // The panel is rendered after the URL has changed.
        go.run(TraceAction::Annotate(true));
        request_animation_frame(move || into(panel_focus));
    };
    hotkeys::on_key(move |key| {
        match key {
            Hotkey::NextTurn => tree::move_active(store, 1),
            Hotkey::PreviousTurn => tree::move_active(store, -1),
            Hotkey::Scores => annotate(PanelFocus::focus_scores),
            Hotkey::Comments => annotate(PanelFocus::focus_comments),
            Hotkey::Tags => panel_focus.adding.set(true),
            Hotkey::Undo => store.review.undo(),
            Hotkey::CopyLink => copy_link(store, toaster),
            Hotkey::Trace | Hotkey::Back => go.run(TraceAction::Leave),
            _ => return false,
        }
        true
    });
}

/// The absolute link to the selected span.
pub(super) fn link(store: TraceStore) -> String {
    let context = store.context;
    let span = context.span.get_untracked();
    base::absolute(&store.root.with_value(|root| context.link(root.project.as_str(), span.as_ref())))
}

fn copy_link(store: TraceStore, toaster: Toaster) {
    let href = link(store);
    let is_span = store.context.span.with_untracked(Option::is_some);
    let what = if is_span { "Link to this span copied" } else { "Link to this trace copied" };
    spawn_local(async move {
        if clipboard::copy(&href).await {
            toaster.show(Tone::Done, what);
        } else {
            toaster.show(Tone::Failed, "The browser does not allow copying here: copy the address instead");
        }
    });
}
