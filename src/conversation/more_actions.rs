//! The menu with what is done less often: saving the conversation as a file, and deleting it.

use std::future::ready;

use leptos::prelude::*;

use super::{context::ConversationContext, deletion::DeletionQuestion, turns::Turns};
use crate::{
    export::{ExportSource, Exporting, ThreadsToExport},
    ui::{
        dialog::Dialog,
        icon::{Glyph, Icon},
        menu::Menu,
    },
};

/// The "More actions" menu. `deleted` is called once the server has deleted the conversation.
#[component]
pub(super) fn MoreActions(
    turns: Turns,
    context: ConversationContext,
    deleted: Callback<()>,
) -> impl IntoView {
    let asking = RwSignal::new(false);
    let exporting = Exporting::of(ExportSource {
        threads: Callback::new(move |()| {
            Box::pin(ready(Ok(vec![context.thread_ref.get_value()]))) as ThreadsToExport
        }),
        title: Signal::derive(move || context.thread_ref.with_value(|of| of.thread.to_string())),
        count: Signal::stored(1),
    });
    view! {
        <Menu label=Signal::stored("More actions".to_owned()) glyph=Glyph::More at_end=true>
            <h3 class="menu-head">"Export"</h3>
            {exporting.choices()}
            <div class="choices menu-rest">
                <button type="button" class="danger" data-close on:click=move |_| asking.set(true)>
                    <span class="choice-mark">
                        <Icon glyph=Glyph::Delete />
                    </span>
                    "Delete conversation…"
                </button>
            </div>
        </Menu>
        {exporting.progress()}
        <Dialog open=asking title=Signal::stored("Delete this conversation?".to_owned())>
            <DeletionQuestion turns context asking deleted />
        </Dialog>
    }
}
