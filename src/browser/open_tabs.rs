//! Finds out which tabs of this browser are open where Web Locks do not exist: one tab sends a call over a
//! `BroadcastChannel`, and the open ones answer with their names.

use std::{cell::RefCell, collections::BTreeSet};

use web_sys::{
    BroadcastChannel, MessageEvent,
    wasm_bindgen::{JsCast, closure::Closure},
};

use super::timer;

/// The name of the `BroadcastChannel`.
const CHANNEL: &str = "colloquy:tabs";
/// The message that asks the other tabs to answer; every other message is the name of a tab.
const CALL: &str = "?";
/// How long answers are awaited, in milliseconds.
const LISTEN: i32 = 2_000;

thread_local! {
    static TABS: RefCell<Option<BroadcastChannel>> = const { RefCell::new(None) };
    static ANSWERS: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) };
}

/// Answers every call with this name from now on.
pub fn answer_as(name: &str) {
    let Ok(channel) = BroadcastChannel::new(CHANNEL) else { return };
    let (own, name) = (channel.clone(), name.to_owned());
    let on_message =
        Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| match event.data().as_string() {
            Some(call) if call == CALL => {
                let _ = own.post_message(&name.as_str().into());
            }
            Some(name) => {
                let _ = ANSWERS.with_borrow_mut(|names| names.insert(name));
            }
            None => {}
        });
    channel.set_onmessage(Some(on_message.into_js_value().unchecked_ref()));
    TABS.set(Some(channel));
}

/// Calls the other tabs and returns the names of all that are open, `mine` included, after two seconds.
pub async fn present(mine: &str) -> BTreeSet<String> {
    ANSWERS.set(BTreeSet::new());
    TABS.with_borrow(|tabs| tabs.as_ref().map(|tabs| tabs.post_message(&CALL.into())));
    timer::wait(LISTEN).await;
    let mut names = ANSWERS.take();
    names.insert(mine.to_owned());
    names
}
