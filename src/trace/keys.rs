//! Keys of a trace view: from span to span, into judging, and back.

use leptos::{prelude::*, task::spawn_local};

use super::{place::Move, steps::Steps, tree};
use crate::{
    browser::{
        base, clipboard,
        hotkeys::{self, Hotkey},
    },
    review::reach::Reach,
    ui::toast::{Toaster, Tone},
};

/// Listens while the view is open.
pub(super) fn listen(steps: Steps, reach: Reach) {
    let toaster = Toaster::of_app();
    let go = steps.around.go;
    let judge = move |into: fn(Reach)| {
        // The panel is there a moment after the address says so.
        go.run(Move::Annotate(true));
        request_animation_frame(move || into(reach));
    };
    hotkeys::on_key(move |key| {
        match key {
            Hotkey::NextTurn => tree::walk(steps, 1),
            Hotkey::PreviousTurn => tree::walk(steps, -1),
            Hotkey::Scores => judge(Reach::focus_scores),
            Hotkey::Comments => judge(Reach::focus_comments),
            Hotkey::Tags => reach.adding.set(true),
            Hotkey::Undo => steps.review.undo(),
            Hotkey::CopyLink => copy_link(steps, toaster),
            Hotkey::Trace | Hotkey::Back => go.run(Move::Leave),
            _ => return false,
        }
        true
    });
}

/// The link to what is looked at, absolute.
pub(super) fn link(steps: Steps) -> String {
    let around = steps.around;
    let span = around.span.get_untracked();
    base::absolute(&steps.root.with_value(|root| around.link(root.project.as_str(), span.as_ref())))
}

fn copy_link(steps: Steps, toaster: Toaster) {
    let href = link(steps);
    spawn_local(async move {
        if clipboard::copy(&href).await {
            toaster.say(Tone::Done, "Link to this span copied");
        } else {
            toaster.say(Tone::Failed, "The browser does not allow copying here: copy the address instead");
        }
    });
}
